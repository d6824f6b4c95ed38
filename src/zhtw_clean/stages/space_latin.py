"""Chinese and Latin writing that touch."""

import polars as pl

from zhtw_clean.stage import Exprs, Stage
from zhtw_clean.text import text, whole_column
from zhtw_clean.text.rows import edit_rows
from zhtw_clean.text.spacing import AMOUNT, SEAM, space_latin, space_units
from zhtw_clean.text.spans import outside_spans


class SpaceLatin(Stage, frozen=True):
    """Put one space between Chinese and Latin letters or digits, and between a number and its unit.

    It adds spaces (U+0020) and does nothing else. Addresses, paths, code, markup, hashtags, mentions,
    case numbers and words such as `T恤` stay as they are.

    Options:
        units: also part a number from its unit where Chinese stands beside them: `10c.c` → `10 c.c`.
            Default true, as the copywriting guidelines of sparanoid ask; `5G`, `3D`, `25°C` and `50%` never are.
    """

    units: bool = True

    def edits(self) -> Exprs:
        return (whole_column(text, self._space, pl.String).alias("text"),)

    def _space(self, texts: pl.Series) -> pl.Series:
        def edit(column: pl.Series) -> pl.Series:
            spaced = space_latin(column)
            return space_units(spaced) if self.units else spaced

        worth_a_try = texts.str.contains(f"{SEAM}|{AMOUNT}")
        return edit_rows(texts, worth_a_try, lambda some: outside_spans(some, edit, SEAM))
