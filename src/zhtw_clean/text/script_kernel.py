"""Count decisive characters in the UTF-8 bytes of a whole column; import it only when there is text to count in."""

import numpy as np
from numpy.typing import NDArray

from zhtw_clean.sketch.jit import kernel

OTHER, SIMPLIFIED, TRADITIONAL = range(3)
BMP = 0x10000
TWO_BYTES, THREE_BYTES, FOUR_BYTES = 0xC0, 0xE0, 0xF0  # smallest lead byte of a UTF-8 sequence


@kernel
def count(
    utf8: NDArray[np.uint8], offsets: NDArray[np.int64], classes: NDArray[np.uint8]
) -> tuple[NDArray[np.uint32], NDArray[np.uint32], NDArray[np.uint32]]:
    """Count simplified, traditional and distinct simplified characters between each two offsets.

    `classes` gives the class of every character below U+10000; those above decide nothing.
    """
    rows = len(offsets) - 1
    simplified, traditional, distinct = np.zeros((3, rows), np.uint32)
    last_seen_in = np.full(BMP, -1, np.int64)
    for row in range(rows):
        at, end = offsets[row], offsets[row + 1]
        while at < end:
            lead = utf8[at]
            if lead < TWO_BYTES:
                at += 1
            elif lead < THREE_BYTES:
                at += 2
            elif lead < FOUR_BYTES:
                char = (lead & 0x0F) << 12 | (utf8[at + 1] & 0x3F) << 6 | (utf8[at + 2] & 0x3F)
                at += 3
                kind = classes[char]
                if kind == TRADITIONAL:
                    traditional[row] += 1
                elif kind == SIMPLIFIED:
                    simplified[row] += 1
                    if last_seen_in[char] != row:
                        last_seen_in[char] = row
                        distinct[row] += 1
            else:
                at += 4
    return simplified, traditional, distinct
