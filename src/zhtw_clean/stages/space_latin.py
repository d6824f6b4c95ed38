"""Spaces between Chinese and Latin writing, and those that belong nowhere."""

import polars as pl

from zhtw_clean.stage import Exprs, Stage
from zhtw_clean.text import text, whole_column
from zhtw_clean.text.bonds import BOND, COMPOUNDS, PUSHES, Bonds, bind, unbind
from zhtw_clean.text.letterspacing import join_letters
from zhtw_clean.text.rows import edit_rows
from zhtw_clean.text.spacing import SEAM, SPACED_SEAM, Spaces, edit_lines, respace
from zhtw_clean.text.spans import FENCE, edit_by_line, outside_spans_of_lines
from zhtw_clean.text.units import AMOUNT, space_units

_SEAMS: dict[Spaces, str] = {"add": SEAM, "remove": f"{SEAM}|{SPACED_SEAM}", "keep": SEAM}
_BONDS: dict[Spaces, Bonds] = {"add": COMPOUNDS, "remove": PUSHES, "keep": PUSHES}


class SpaceLatin(Stage, frozen=True):
    """Settle whether a space stands between Chinese and Latin letters or digits, and take out stray ones.

    It puts spaces (U+0020) in and takes single ones out, and does nothing else. Addresses, paths, code,
    markup, hashtags, mentions, case numbers and words such as `T恤` stay as they are. Taken out in any
    case: a single space beside full-width punctuation, and those of letter-spaced Chinese (`永 康 區`).

    Options:
        spaces: between Chinese and Latin letters or digits, `add` one space where there is none, `remove`
            the one that is there, or `keep` them as they are. Default `add`, as the copywriting guidelines of
            sparanoid ask.
        units: also part a number from its unit where Chinese stands beside them: `10c.c` → `10 c.c`.
            Default true, as the same guidelines and the SI brochure ask; `5G`, `3D`, `25°C` and `50%` never are.
    """

    spaces: Spaces = "add"
    units: bool = True

    def edits(self) -> Exprs:
        return (whole_column(text, self._space, pl.String).alias("text"),)

    def _space(self, texts: pl.Series) -> pl.Series:
        joined = join_letters(texts)
        fenced = joined.str.contains(FENCE, literal=True)
        spaced = edit_rows(joined, ~fenced, lambda some: edit_lines(some, self.spaces, self._edit))
        return edit_rows(spaced, fenced, lambda some: edit_by_line(some, self._edit))

    def _edit(self, lines: pl.Series) -> pl.Series:
        return outside_spans_of_lines(lines, self._edit_bare, _SEAMS[self.spaces])

    def _edit_bare(self, texts: pl.Series) -> pl.Series:
        bonds = _BONDS[self.spaces]
        special = texts.str.contains(bonds.look) | texts.str.contains(AMOUNT)  # together they are slower
        special &= ~texts.str.contains(BOND, literal=True)
        spaced = respace(edit_rows(texts, special, lambda some: bind(some, bonds)), self.spaces)
        return edit_rows(spaced, special, self._finish)

    def _finish(self, texts: pl.Series) -> pl.Series:
        free = unbind(texts)
        return space_units(free) if self.units else free
