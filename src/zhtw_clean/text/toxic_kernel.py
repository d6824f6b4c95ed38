"""Read a column of text as hashed n-grams of characters; import it only when there is text to read.

A text is cut into windows of a number of characters. Only Han, bopomofo, kana, and ASCII letters and digits count; the
letters are lower-cased. A feature is a sequence of one to three of them with nothing but white space between. What
is repeated in a window counts once, but for a few features that share their place in a small table.
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
MIX = 0x9E3779B97F4A7C15  # 2**64 over the golden ratio
BREAK, SPACE = -1, -2

Bytes = NDArray[np.uint8]
Offsets = NDArray[np.int64]


@kernel
def _next(utf8: Bytes, at: int) -> tuple[int, int]:
    """Return the character that begins here, or `BREAK` or `SPACE`, and where the next one does."""
    lead = int(utf8[at])
    if lead < TWO_BYTES:
        if ord("A") <= lead <= ord("Z"):
            return lead + 32, at + 1
        if ord("a") <= lead <= ord("z") or ord("0") <= lead <= ord("9"):
            return lead, at + 1
        return (SPACE if lead <= ord(" ") else BREAK), at + 1
    if lead < THREE_BYTES:
        return BREAK, at + 2
    if lead < FOUR_BYTES:
        code = (lead & 0x0F) << 12 | int(utf8[at + 1] & 0x3F) << 6 | int(utf8[at + 2] & 0x3F)
        known = HAN <= code < HAN_END or KANA <= code < BOPOMOFO_END
        return (code if known else BREAK), at + 3
    return BREAK, at + 4


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
