"""Read a column of text as hashed n-grams of characters; import it only when there is text to read.

A text is cut into windows of a number of characters. Only Han, bopomofo, kana, and letters and digits count; letters,
wide, circled or ornate, count as small ASCII ones, and any digit as 0. A feature is a sequence of one to three of them
with nothing but white space or signs such as dots, slashes and stars between, as put between the characters of a word
to hide it. What is repeated in a window counts once, but for a few features that share their place in a small table.
"""

import numpy as np
from numpy.typing import NDArray

from zhtw_clean.sketch.jit import kernel

BITS = 20
"""Features are hashed into so many bits."""
WINDOW = 128
"""Characters of a window."""
LONGEST = 3
"""Characters in a feature at most."""
SEEN = 1024  # places for the features of a window; one that comes after another in its place is forgotten
TWO_BYTES, THREE_BYTES, FOUR_BYTES = 0xC0, 0xE0, 0xF0  # smallest lead byte of a UTF-8 sequence
KANA, BOPOMOFO_END, HAN, HAN_END = 0x3041, 0x3130, 0x3400, 0xA000
CIRCLED, CIRCLED_END = 0x249C, 0x24EA  # three alphabets, in brackets and circles
MATHS, MATHS_END = 0x1D400, 0x1D6A4  # thirteen pairs of alphabets: bold, italic, script
WIDE, WIDE_END, WIDE_SHIFT = 0xFF01, 0xFF5F, 0xFEE0
SIGNS, SIGNS_END = 0x2190, 0x2C00  # arrows, boxes, stars, hearts
EMOJI, EMOJI_END = 0x1F000, 0x1FC00
LETTERS = 26
MIX = 0x9E3779B97F4A7C15  # 2**64 over the golden ratio
BREAK, SPACE = -1, -2
BETWEEN = (0xB7, 0x200B, 0x2022, 0x2027, 0x3000, 0x30FB)  # dots and spaces that are put between characters

Bytes = NDArray[np.uint8]
Offsets = NDArray[np.int64]


@kernel
def _plain(code: int) -> int:
    """Return what an ASCII character counts as."""
    if ord("0") <= code <= ord("9"):
        return ord("0")
    small = code | 0x20
    if ord("a") <= small <= ord("z"):
        return small
    between = code <= ord(" ") or (ord("*") <= code <= ord("/") and code != ord(",")) or code == ord("_")
    return SPACE if between or code == ord("|") or code == ord("~") else BREAK


@kernel
def _folded(code: int) -> int:
    """Return what a character beyond ASCII counts as."""
    if HAN <= code < HAN_END:
        return code
    if WIDE <= code < WIDE_END:
        return _plain(code - WIDE_SHIFT)
    if CIRCLED <= code < CIRCLED_END:
        return ord("a") + (code - CIRCLED) % LETTERS
    if MATHS <= code < MATHS_END:
        return ord("a") + (code - MATHS) % LETTERS
    if SIGNS <= code < SIGNS_END or EMOJI <= code < EMOJI_END or code in BETWEEN:
        return SPACE
    return code if KANA <= code < BOPOMOFO_END else BREAK


@kernel
def _next(utf8: Bytes, at: int) -> tuple[int, int]:
    """Return what the character that begins here counts as, or `BREAK` or `SPACE`, and where the next one begins."""
    lead = int(utf8[at])
    if lead < TWO_BYTES:
        return _plain(lead), at + 1
    if lead < THREE_BYTES:
        return _folded((lead & 0x1F) << 6 | int(utf8[at + 1] & 0x3F)), at + 2
    code = (lead & 0x0F) << 12 | int(utf8[at + 1] & 0x3F) << 6 | int(utf8[at + 2] & 0x3F)
    if lead < FOUR_BYTES:
        return _folded(code), at + 3
    return _folded((code & 0x7FFF) << 6 | int(utf8[at + 3] & 0x3F)), at + 4


@kernel
def _hash(characters: np.uint64) -> int:
    return int(characters * np.uint64(MIX) >> np.uint64(64 - BITS))


@kernel
def features(utf8: Bytes, offsets: Offsets) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """All features of a column, and its windows: their row, their characters, and how many features end before."""
    found = np.empty(LONGEST * len(utf8), np.uint32)
    windows = np.empty((len(offsets) + len(utf8) // WINDOW, 3), np.int64)
    size, count = 0, 0
    for row in range(len(offsets) - 1):
        at, end = offsets[row], offsets[row + 1]
        recent, run, chars = np.uint64(0), 0, 0
        while at < end:
            char, at = _next(utf8, at)
            if char >= 0:
                recent = recent << np.uint64(16) | np.uint64(char)
                run += 1
                chars += 1
                for length in range(1, min(run, LONGEST) + 1):
                    found[size] = _hash(recent & np.uint64((1 << 16 * length) - 1))
                    size += 1
            elif char == BREAK:
                run = 0
            if chars and (chars == WINDOW or at >= end):
                windows[count] = row, chars, size
                count, chars = count + 1, 0
    return found[:size], windows[:count]


@kernel
def chances(
    utf8: Bytes, offsets: Offsets, weights: NDArray[np.int8], step: float, biases: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Of each text, for both columns of the weights: how likely it is of that kind, as the mean over its windows.

    How likely a window is, is the logistic function of the sum of its features' weights; a window weighs as much as it
    is long.
    """
    out = np.zeros((len(offsets) - 1, 2))
    seen = np.full(SEEN, -1, np.int32)
    for row in range(len(out)):
        at, end = offsets[row], offsets[row + 1]
        recent, run, chars, total, advert, abuse = np.uint64(0), 0, 0, 0, 0, 0
        while at < end:
            char, at = _next(utf8, at)
            if char >= 0:
                recent = recent << np.uint64(16) | np.uint64(char)
                run += 1
                chars += 1
                for length in range(1, LONGEST + 1):
                    feature = _hash(recent & np.uint64((1 << 16 * length) - 1))
                    place = feature & (SEEN - 1)
                    new = run >= length and seen[place] != feature
                    seen[place] = feature if run >= length else seen[place]
                    advert += weights[feature, 0] * new
                    abuse += weights[feature, 1] * new
            elif char == BREAK:
                run = 0
            if chars and (chars == WINDOW or at >= end):
                out[row, 0] += chars / (1 + np.exp(-(biases[0] + step * advert)))
                out[row, 1] += chars / (1 + np.exp(-(biases[1] + step * abuse)))
                total, chars, advert, abuse = total + chars, 0, 0, 0
                seen[:] = -1
        if total:
            out[row] /= total
    return out
