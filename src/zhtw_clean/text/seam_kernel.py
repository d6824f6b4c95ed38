"""Look for seams in the UTF-8 bytes of a whole column; import it only when there is text to look at."""

import numpy as np
from numpy.typing import NDArray

from zhtw_clean.sketch.jit import kernel

Bytes = NDArray[np.uint8]
Offsets = NDArray[np.int64]

NEWLINE, STOP = ord("\n"), ord(".")
TWO_BYTES, THREE_BYTES, FOUR_BYTES = 0xC0, 0xE0, 0xF0  # smallest lead byte of a UTF-8 sequence


@kernel
def _decode(data: Bytes, at: int) -> tuple[int, int]:
    """Return the character that begins here, and where the next one does."""
    lead = int(data[at])
    if lead < TWO_BYTES:
        return lead, at + 1
    if lead < THREE_BYTES:
        return (lead & 0x1F) << 6 | int(data[at + 1] & 0x3F), at + 2
    tail = int(data[at + 1] & 0x3F) << 6 | int(data[at + 2] & 0x3F)
    if lead < FOUR_BYTES:
        return (lead & 0x0F) << 12 | tail, at + 3
    return (lead & 0x07) << 18 | tail << 6 | int(data[at + 3] & 0x3F), at + 4


@kernel
def find_lines(
    data: Bytes, offsets: Offsets, lefts: NDArray[np.uint16], betweens: NDArray[np.uint16], rights: NDArray[np.uint16]
) -> tuple[Offsets, Offsets]:
    """Find where lines that have a seam start, and where they stop.

    A seam: two characters share a bit, the first in `lefts`, the second in `rights`, and those between them have it in
    `betweens`.
    """
    starts, stops = np.empty((2, len(data) // 2 + 1), np.int64)
    found = 0
    for row in range(len(offsets) - 1):
        at, end = offsets[row], offsets[row + 1]
        start, reach = at, 0
        while at < end:
            code, after = _decode(data, at)
            if code == NEWLINE:
                start, reach = after, 0
            elif reach & rights[code] and not (code == STOP and after < end and data[after] == STOP):  # no ellipsis
                while after < end and data[after] != NEWLINE:
                    after += 1
                starts[found], stops[found] = start, after
                found += 1
            else:
                reach = lefts[code] | reach & betweens[code]
            at = after
    return starts[:found].copy(), stops[:found].copy()
