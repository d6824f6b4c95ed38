"""Chinese punctuation that was typed or flattened to ASCII, given back its full width."""

import re
from collections.abc import Callable
from typing import Literal

import polars as pl

from zhtw_clean.text.brackets import corner_quotes, restore_brackets
from zhtw_clean.text.han import HAN
from zhtw_clean.text.marks import ENDS, STARTS, restore_marks, restore_marks_but_losses, restore_stops
from zhtw_clean.text.prose import CHINESE, edit_prose
from zhtw_clean.text.rows import edit_each, edit_rows
from zhtw_clean.text.spans import outside_spans

Quotes = Literal["keep", "corner"]
Length = Literal["keep", "double"]
EditLine = Callable[[str], str]

_SEAM = (
    r"[\p{Han}\p{Bopomofo}」』》〉】”…﹂﹄︾︼！？] ?[)）]?[,:;!?(.]|）:"
    r"|[,;?()] ?[\p{Han}\p{Bopomofo}「『《〈【“﹁﹃︽︻]|: ?[「『]"
)
_LOOK = (
    rf"[,:;!?(.)](?:(?<!\))(?<!\.(?=\.))(?:(?<={ENDS}.)|(?<={ENDS}[ )）].))"
    rf"|(?<=[,;?()])(?= ?{STARTS})|(?<=:)(?= ?[「『])|(?<=[！？][!?])|(?<=）:))"
)
"""Where ASCII marks and Chinese touch: once for Polars, a little wider, and once for `re`."""

_ELLIPSIS = re.compile(rf"(?<=[{CHINESE}」！？!?])(?:\.{{3,}}|。{{3,}}|…)(?![.…。])")
_DASH = re.compile(rf"(?<={ENDS}) ?(?:--|—) ?(?={STARTS})")


def restore(texts: pl.Series, quotes: Quotes = "keep", ellipsis: Length = "keep", dash: Length = "keep") -> pl.Series:
    """Write ，：；！？。（） where a Chinese sentence has , : ; ! ? . ( ), and what the options ask for."""
    options: list[tuple[str, EditLine]] = []
    if quotes == "corner":
        options.append(('["“]', corner_quotes))
    if ellipsis == "double":
        options.append(("[.…。]", lambda line: _ELLIPSIS.sub("……", line)))
    if dash == "double":
        options.append(("--|—", lambda line: _DASH.sub("——", line)))
    signs, first = [sign for sign, _ in options], [edit for _, edit in options]
    look, seam = re.compile("|".join((_LOOK, *signs))), "|".join((_SEAM, *signs))

    def restore_with(marks: EditLine) -> Callable[[pl.Series], pl.Series]:
        steps = (*first, restore_brackets, marks, restore_stops)
        return lambda some: outside_spans(some, lambda column: _edit_lines(column, look, steps), seam)

    touched, flattened = texts.str.contains(seam), texts.str.contains(f"{HAN}, ?{HAN}")
    texts = edit_rows(texts, touched & ~flattened, restore_with(restore_marks_but_losses))
    return edit_rows(texts, touched & flattened, restore_with(restore_marks))


def _edit_lines(texts: pl.Series, look: re.Pattern[str], steps: tuple[EditLine, ...]) -> pl.Series:
    def edit(line: str) -> str:
        for step in steps:
            line = step(line)
        return line

    return edit_each(texts, lambda text: edit_prose(text, look, edit))
