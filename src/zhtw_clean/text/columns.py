# ruff: noqa: RUF001 - look-alikes are told apart
"""How many columns a character takes, and what it is to a line: a table for every code point."""

import functools
import unicodedata

import numpy as np
from numpy.typing import NDArray

WIDTH = 3
OPENING, CLOSING, HAN, SPACE, PAUSE = 4, 8, 16, 32, 64
"""Bits: must not end a line; must not start one; Han; white space; ends a sentence or a clause."""

N_CODES = 0x110000
_EXAMINED = (range(0x10000), range(0x1F000, 0x1FC00), range(0xE0000, 0xE0200))  # all else is taken for Han
_HAN = (range(0x3005, 0x3008), range(0x3400, 0x4DC0), range(0x4E00, 0xA000), range(0xF900, 0xFB00))
_STARTS_NO_LINE = "、，。．；：！？…—～·‧・％%,.;:!?ー々"
_PAUSES = "。！？；：…，、,.!?;:～~」』）)"
_OPENING, _CLOSING, _NO_COLUMN = {"Ps", "Pi"}, {"Pe", "Pf"}, {"Mn", "Me", "Cf", "Cc"}


@functools.cache
def character_kinds() -> NDArray[np.uint8]:
    """Map each code point to its width (0, 1 or 2, in the bits of `WIDTH`) and what it is to a line.

    Wide are the East Asian Widths W, F and A (Unicode Standard Annex #11), as on terminals and in fonts of Taiwan.
    """
    kinds = np.full(N_CODES, 2 | HAN, np.uint8)
    for codes in _EXAMINED:
        kinds[codes.start : codes.stop] = [_kind(chr(code)) for code in codes]
    for codes in _HAN:
        kinds[codes.start : codes.stop] |= HAN
    kinds.flags.writeable = False
    return kinds


def _kind(character: str) -> int:
    if character in " \t\n\r":
        return 1 | SPACE
    if character == "\u3000":
        return 2 | SPACE
    category = unicodedata.category(character)
    if category in _NO_COLUMN:
        return 0
    width = 2 if unicodedata.east_asian_width(character) in "WFA" else 1
    opening, closing = category in _OPENING, category in _CLOSING or character in _STARTS_NO_LINE
    return width | OPENING * opening | CLOSING * closing | PAUSE * (character in _PAUSES)
