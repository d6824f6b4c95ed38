"""Look for characters in a column of text; import it only when there is text to look at."""

import numpy as np
from numpy.typing import NDArray

from zhtw_clean.sketch.jit import kernel

BMP, BLOCK_BITS = 0x10000, 8
TWO_BYTES, THREE_BYTES, FOUR_BYTES = 0xC0, 0xE0, 0xF0  # smallest lead byte of a UTF-8 sequence


@kernel
def seen(utf8: NDArray[np.uint8], offsets: NDArray[np.int64], table: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Of each text: the bits of all its characters together.

    The table has the bits of each character of the Basic Multilingual Plane, then those of each further block of 256.
    """
    bits = np.zeros(len(offsets) - 1, np.uint8)
    for row in range(len(bits)):
        at, end = offsets[row], offsets[row + 1]
        of_row = 0
        while at < end:
            lead = int(utf8[at])
            if lead < TWO_BYTES:
                point, at = lead, at + 1
            elif lead < THREE_BYTES:
                point, at = (lead & 0x1F) << 6 | (utf8[at + 1] & 0x3F), at + 2
            elif lead < FOUR_BYTES:
                point, at = (lead & 0x0F) << 12 | (utf8[at + 1] & 0x3F) << 6 | (utf8[at + 2] & 0x3F), at + 3
            else:
                far = (lead & 0x07) << 18 | (utf8[at + 1] & 0x3F) << 12 | (utf8[at + 2] & 0x3F) << 6
                point, at = BMP + ((far - BMP) >> BLOCK_BITS), at + 4
            of_row |= table[point]
        bits[row] = of_row
    return bits
