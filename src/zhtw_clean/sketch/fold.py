"""Which characters tell two texts apart, whoever typed or laid them out."""

import functools
import unicodedata

import numpy as np
from numpy.typing import NDArray

N_CODES = 0x110000
_SILENT = ("Z", "P", "S", "Cc", "Cf")
_VARIATION_SELECTORS = {*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)}
_EXAMINED = (range(0x20000), range(0xE0000, 0xE0200))  # all else is Han, private use or not assigned yet: it counts


@functools.cache
def fold_table() -> NDArray[np.uint32]:
    """Map each code point to the one it is compared as; 0: not compared.

    Left out: white space, control and format characters, punctuation, symbols, variation
    selectors. Folded: case, and the full- and half-width forms of Latin, digits, kana and Hangul.
    """
    table = np.arange(N_CODES, dtype=np.uint32)
    for codes in _EXAMINED:
        table[codes.start : codes.stop] = [_folded(code) for code in codes]
    table.flags.writeable = False
    return table


def _folded(code: int) -> int:
    character = chr(code)
    width, _, target = unicodedata.decomposition(character).partition(" ")
    if width in {"<wide>", "<narrow>"}:
        character = chr(int(target, 16))
    if unicodedata.category(character).startswith(_SILENT) or code in _VARIATION_SELECTORS:
        return 0
    lower = character.lower()
    return ord(lower if len(lower) == 1 else character)
