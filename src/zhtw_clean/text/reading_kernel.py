"""The cheapest way to cut bytes into characters; import it only when there are bytes that are not UTF-8."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from zhtw_clean.sketch.jit import kernel

ASCII = 0x80
# In bits, what the first and each further byte costs that is left out, and the last of all, where texts are cut.
STRAY, MORE_STRAY, CUT = 24.0, 8.0, 16.0
SWITCH = 5.0  # what an ASCII character costs more right after a longer one, if it could end such a one
REPEAT = 5.0  # what a pair costs at most right after the same pair
TRAIL = 0x40
REPLACEMENT = 0xFFFD
# What is remembered of each position: how long the character is that ends there, and two choices.
LENGTH, STRAY_BEGINS, STRAY_IS_CHEAPER = 7, 8, 16


class Codes(NamedTuple):
    """The code points of a charset, negative where there is none: of bytes, of pairs, of two pairs.

    The last are at `four[head + tail]`, by the first pair and the second, where both are codes of such a half.
    """

    single: NDArray[np.int32]
    pair: NDArray[np.int32]
    head: NDArray[np.int32]
    tail: NDArray[np.int32]
    four: NDArray[np.int32]


class Costs(NamedTuple):
    """What these characters cost, in bits, infinite where there is none."""

    single: NDArray[np.float32]
    pair: NDArray[np.float32]
    four: NDArray[np.float32]


@kernel
def cheapest(raw: NDArray[np.uint8], codes: Codes, costs: Costs) -> tuple[float, NDArray[np.uint8]]:
    """What the cheapest reading costs, in bits, and the choices that lead to it."""
    choices = np.zeros(len(raw) + 1, np.uint8)
    best1 = best2 = best3 = best4 = 0.0  # what is cheapest up to the position so many bytes back
    char, stray = 0.0, np.inf
    for at in range(len(raw)):
        byte = raw[at]
        length, cost = 1, best1 + costs.single[byte]
        if TRAIL <= byte < ASCII and choices[at] & LENGTH > 1:
            cost += SWITCH
        if at and raw[at - 1] >= ASCII:
            two = np.int64(raw[at - 1]) << 8 | byte
            again = at > 2 and raw[at - 2] == byte and raw[at - 3] == raw[at - 1]  # noqa: PLR2004
            of_two = costs.pair[two]
            of_two = REPEAT if again and REPEAT < of_two < np.inf else of_two
            if best2 + of_two < cost:
                length, cost = 2, best2 + of_two
            if codes.tail[two] >= 0 and at > 2:  # noqa: PLR2004 - four bytes
                first = codes.head[np.int64(raw[at - 3]) << 8 | raw[at - 2]]
                if first >= 0 and best4 + costs.four[first + codes.tail[two]] < cost:
                    length, cost = 4, best4 + costs.four[first + codes.tail[two]]
        new_stray = char + (STRAY if at < len(raw) - 1 else CUT)
        begins = new_stray <= stray + MORE_STRAY
        stray = min(new_stray, stray + MORE_STRAY) if byte >= ASCII else np.inf
        char = cost
        best4, best3, best2, best1 = best3, best2, best1, min(char, stray)
        choices[at + 1] = length | (STRAY_BEGINS if begins else 0) | (STRAY_IS_CHEAPER if stray < char else 0)
    return best1, choices


@kernel
def follow(raw: NDArray[np.uint8], choices: NDArray[np.uint8], codes: Codes) -> NDArray[np.int32]:
    """The code points that these choices make; bytes left out make a U+FFFD for every two."""
    lengths = np.zeros(len(raw), np.uint8)  # of the character that begins there, 0 where a byte is left out
    at = len(raw)
    in_stray = choices[at] & STRAY_IS_CHEAPER
    while at:
        if in_stray:
            in_stray = 0 if choices[at] & STRAY_BEGINS else STRAY_IS_CHEAPER
            at -= 1
        else:
            length = choices[at] & LENGTH
            at -= length
            lengths[at] = length
            in_stray = choices[at] & STRAY_IS_CHEAPER
    found = np.empty(len(raw), np.int32)
    size = at = left_out = 0
    while at < len(raw):
        length = lengths[at]
        left_out = 0 if length else left_out + 1
        if length == 0:
            char = REPLACEMENT if left_out % 2 else -1
            length = 1
        elif length == 1:
            char = codes.single[raw[at]]
        else:
            char = codes.pair[np.int64(raw[at]) << 8 | raw[at + 1]]
            if length == 4:  # noqa: PLR2004 - four bytes
                first = codes.head[np.int64(raw[at]) << 8 | raw[at + 1]]
                char = codes.four[first + codes.tail[np.int64(raw[at + 2]) << 8 | raw[at + 3]]]
        if char >= 0:
            found[size] = char
            size += 1
        at += length
    return found[:size]
