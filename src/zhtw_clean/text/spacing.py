"""Where a space belongs between Chinese and Latin writing, and where none does."""

import functools
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from zhtw_clean.sketch.utf8 import utf8
from zhtw_clean.text.han import HAN
from zhtw_clean.text.rows import Bytes, Edit, edit_parts, strings

Spaces = Literal["add", "remove", "keep"]

LATIN = r"A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff"
"""Letters of Pe̍h-ōe-jī, Tâi-lô, pinyin and Vietnamese too, but no full-width ones, nor ª, Ⅲ, ㎏."""

_PAUSE, _OPEN, _CLOSE = "，。、；：！？", "「『《〈【", "」』》〉】"
_FIRST, _LAST = f"[{LATIN}0-9$€£¥]", rf"[{LATIN}0-9ⁿᴺ\u0300-\u036f%°℃+#]"

SEAM = rf"[{HAN}\u3001-\u303f\uff01-\uff5e]{_FIRST}|{_LAST}{HAN}"
"""Where Chinese and Latin may touch."""
SPACED_SEAM = f"{HAN} {_FIRST}|{_LAST} {HAN}"
"""Where a single space may part them."""


def may_stand_apart(texts: pl.Series) -> pl.Series:
    """Tell texts that may have Chinese whose characters stand apart: a cheap look."""
    from zhtw_clean.text import spacing_kernel

    return pl.Series(spacing_kernel.stand_apart(*utf8(texts), _kinds()))


def edit_lines(texts: pl.Series, spaces: Spaces, edit: Edit) -> pl.Series:
    """Edit the lines in which `respace` would change something, or a number touches a letter."""
    from zhtw_clean.text import spacing_kernel

    kinds, changes = _kinds(), _changes(spaces)
    return edit_parts(texts, lambda data, offsets: spacing_kernel.find_lines(data, offsets, kinds, changes), edit)


def respace(texts: pl.Series, spaces: Spaces) -> pl.Series:
    """Part or join Chinese and Latin, and close up full-width punctuation."""
    from zhtw_clean.text import spacing_kernel

    return strings(texts.name, *spacing_kernel.respace(*utf8(texts), _kinds(), _changes(spaces)))


@functools.cache
def _kinds() -> Bytes:
    """Kind of every character; the higher planes have no others than Han."""
    from zhtw_clean.text import spacing_kernel as kernel

    kinds = np.zeros(0x110000, np.uint8)
    characters = pl.Series([chr(code) for code in range(0xD800)] + [chr(code) for code in range(0xE000, 0x10000)])
    codes = np.array([ord(character) for character in characters])
    for pattern, kind in (
        (HAN, kernel.HAN),
        ("[〇零一二三四五六七八九十百千]", kernel.NUMERAL),
        (f"[{LATIN}]", kernel.LETTER),
        ("[0-9]", kernel.DIGIT),
        ("[ⁿᴺ]", kernel.ENDING),
        (r"[\u0300-\u036f]", kernel.MARK),
        ("[$€£¥]", kernel.CURRENCY),
        ("[%°℃]", kernel.PERCENT),
        (r"\+", kernel.PLUS),
        ("#", kernel.HASH),
        ("μ", kernel.MICRO),
        (" ", kernel.SPACE),
        (r"\ufdd0", kernel.COVER),
        (f"[{_PAUSE}]", kernel.PAUSE),
        (f"[{_OPEN}]", kernel.OPEN),
        (f"[{_CLOSE}]", kernel.CLOSE),
        ("（", kernel.ROUND_OPEN),
        ("）", kernel.ROUND_CLOSE),
    ):
        kinds[codes[characters.str.contains(pattern).to_numpy()]] = kind
    kinds[0x20000:0x323B0] = kernel.HAN
    return kinds


@functools.cache
def _changes(spaces: Spaces) -> NDArray[np.int8]:
    """What changes between two sides: 1 where a space is put that is not there, -1 where a single one is taken out."""
    from zhtw_clean.text import spacing_kernel as kernel

    changes = np.zeros((2, kernel.SIDES, kernel.SIDES), np.int8)
    touching, spaced = changes
    words, chinese = [kernel.WORD, kernel.LAST_WORD], [kernel.HAN, kernel.NUMERAL]
    text = [*words, *chinese, kernel.LAST_HAN]
    opened, closed = [kernel.OPEN, kernel.ROUND_OPEN], [kernel.CLOSE, kernel.ROUND_CLOSE]
    spaced[np.ix_([*text, *closed], [kernel.PAUSE])] = -1
    spaced[np.ix_([kernel.PAUSE], [*text, *opened])] = -1
    spaced[np.ix_(opened, [*text, *opened])] = -1
    spaced[np.ix_([*text, *closed], closed)] = -1
    spaced[np.ix_(text, [kernel.ROUND_OPEN])] = -1
    spaced[np.ix_([kernel.ROUND_CLOSE], [*words, kernel.HAN])] = -1  # no numeral: it may count poems or paragraphs
    if spaces == "add":
        touching[np.ix_([*chinese, kernel.LAST_HAN], [kernel.WORD, kernel.LABEL])] = 1
        touching[np.ix_(words, chinese)] = 1
    elif spaces == "remove":
        spaced[np.ix_(chinese, [kernel.WORD, kernel.LABEL])] = -1
        spaced[np.ix_([kernel.WORD], chinese)] = -1
    return changes
