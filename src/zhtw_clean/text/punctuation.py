"""Chinese punctuation that was typed or flattened to ASCII, given back its full width."""

import re
from collections.abc import Callable
from typing import Literal

import polars as pl

from zhtw_clean.text.brackets import BESIDE, corner_quotes, restore_brackets
from zhtw_clean.text.han import HAN
from zhtw_clean.text.marks import ENDS, STARTS, restore_marks, restore_marks_but_losses, restore_stops
from zhtw_clean.text.prose import CHINESE, is_prose
from zhtw_clean.text.rows import edit_rows
from zhtw_clean.text.seams import Seams, edit_lines_with, seam_pattern
from zhtw_clean.text.spans import outside_spans

Quotes = Literal["keep", "corner"]
Length = Literal["keep", "double"]
EditLines = Callable[[str], str]

_SEAMS: Seams = (
    (ENDS, "[ )）]", "[,:;!?]"),
    ("[,;?)]", " ", STARTS),
    (":", " ", "[「『]"),
    ("[！？]", "", "[!?]"),
    ("）", "", ":"),
    ("（", "", "[!?]"),
    (f"[{CHINESE}]", "", r"\."),
    (BESIDE, "[ ,:;!?()，：；！？（）]", r"\("),
    (r"\(", r"[^()\n]", f"[{CHINESE}]"),  # what brackets hold touches them
)
"""Where ASCII marks and Chinese touch."""
_QUOTE_SEAMS: Seams = (('["“]', "", r"[^\n]"),)
_ELLIPSIS_SEAMS: Seams = ((f"[{CHINESE}」！？!?]", "", "…"), (r"\.", "", r"\."), ("。", "", "。"))
_DASH_SEAMS: Seams = ((ENDS, " ", "—"), ("-", "", "-"))

_ELLIPSIS = re.compile(rf"(?<=[{CHINESE}」！？!?])(?:\.{{3,}}|。{{3,}}|…)(?![.…。])")
_DASH = re.compile(rf"(?<={ENDS}) ?(?:--|—) ?(?={STARTS})")


def restore(texts: pl.Series, quotes: Quotes = "keep", ellipsis: Length = "keep", dash: Length = "keep") -> pl.Series:
    """Write ，：；！？。（） where a Chinese sentence has , : ; ! ? . ( ), and what the options ask for."""
    seams, first = _SEAMS, []
    if quotes == "corner":
        seams += _QUOTE_SEAMS
        first.append(corner_quotes)
    if ellipsis == "double":
        seams += _ELLIPSIS_SEAMS
        first.append(lambda lines: _ELLIPSIS.sub("……", lines))
    if dash == "double":
        seams += _DASH_SEAMS
        first.append(lambda lines: _DASH.sub("——", lines))
    pattern = seam_pattern(seams)

    def restore_with(marks: EditLines) -> Callable[[pl.Series], pl.Series]:
        steps = (*first, restore_brackets, marks, restore_stops)

        def edit(lines: pl.Series) -> pl.Series:
            return edit_rows(lines, is_prose(lines), lambda prose: _edit_as_one(prose, steps))

        return lambda some: outside_spans(some, lambda column: edit_lines_with(seams, column, edit), pattern)

    touched, flattened = texts.str.contains(pattern), texts.str.contains(f"{HAN}, ?{HAN}")
    texts = edit_rows(texts, touched & ~flattened, restore_with(restore_marks_but_losses))
    return edit_rows(texts, touched & flattened, restore_with(restore_marks))


def _edit_as_one(lines: pl.Series, steps: tuple[EditLines, ...]) -> pl.Series:
    text = lines.str.join("\n").item()
    for step in steps:
        text = step(text)
    return pl.Series(lines.name, text.split("\n"), dtype=pl.String)
