"""Where a space belongs between Chinese and Latin writing, and between a number and its unit."""

import polars as pl

from zhtw_clean.text.han import HAN
from zhtw_clean.text.rows import edit_rows
from zhtw_clean.text.units import GRAM, GRAMS, QUANTITY, UNIT

LATIN = r"A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff"
"""Letters of Pe̍h-ōe-jī, Tâi-lô, pinyin and Vietnamese too, but no full-width ones, nor ª, Ⅲ, ㎏."""

_STARTS = rf"[$€£¥]?[0-9]|[{LATIN}]"
_ENDS = rf"(?:[{LATIN}0-9ⁿᴺ][\u0300-\u036f]*|[0-9][%°℃]|[A-Za-z]\+\+|(?-u:\b)[CFJ]#)"
_EAST = r"[\p{Han}\u3001-\u303f\uff01-\uff5e]"

SEAM = rf"{_EAST}[{LATIN}0-9$€£¥]|[{LATIN}0-9ⁿᴺ\u0300-\u036f%°℃+#.]{HAN}"
"""Where Chinese and Latin may touch: without one, `space_latin` has nothing to do."""

AMOUNT = rf"[0-9](?:{UNIT}|{GRAM})"
"""Where a number and its unit touch: without one, `space_units` has nothing to do."""


def space_latin(texts: pl.Series) -> pl.Series:
    """Put a space between Chinese and Latin letters or digits.

    Two passes, because one would miss every second seam of `中A中`. Within a pass nothing overlaps: what a
    match takes on its right never starts the next.
    """
    return texts.str.replace_all(rf"({HAN})({_STARTS})", "${1} ${2}").str.replace_all(rf"({_ENDS})({HAN})", "${1} ${2}")


def space_units(texts: pl.Series) -> pl.Series:
    """Put a space between a number and its unit, where Chinese stands beside them."""
    return edit_rows(texts, texts.str.contains(AMOUNT), _space_units)


def _space_units(texts: pl.Series) -> pl.Series:
    for quantity, unit in ((QUANTITY, UNIT), (GRAMS, GRAM)):
        texts = texts.str.replace_all(rf"({_EAST} ?{quantity})({unit})", "${1} ${2}")
        texts = texts.str.replace_all(rf"(?m)((?:^|[\s(]){quantity})({unit}\.? ?{HAN})", "${1} ${2}")
    return texts
