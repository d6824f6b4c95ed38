"""The geometry of lines, from the UTF-8 bytes of a whole column; import it only when there is text to measure."""

import numpy as np
from numpy.typing import NDArray

from zhtw_clean.sketch.jit import kernel
from zhtw_clean.text.columns import CLOSING, HAN, OPENING, PAUSE, SPACE, WIDTH

Bytes = NDArray[np.uint8]
Offsets = NDArray[np.int64]
Columns = NDArray[np.int32]

NARROWEST, WIDEST = 40, 120
NEWLINE = 10


@kernel
def _decode(data: Bytes, at: int) -> tuple[int, int]:
    """Read the character at `at`: its code and where the next one starts."""
    lead = int(data[at])
    if lead < 0x80:  # noqa: PLR2004 - the lead bytes of UTF-8
        return lead, at + 1
    if lead < 0xE0:  # noqa: PLR2004
        return (lead & 0x1F) << 6 | data[at + 1] & 0x3F, at + 2
    if lead < 0xF0:  # noqa: PLR2004
        return (lead & 0x0F) << 12 | (data[at + 1] & 0x3F) << 6 | data[at + 2] & 0x3F, at + 3
    high = (lead & 0x07) << 18 | (data[at + 1] & 0x3F) << 12
    return high | (data[at + 2] & 0x3F) << 6 | data[at + 3] & 0x3F, at + 4


@kernel
def may_be_wrapped(data: Bytes, offsets: Offsets, kinds: Bytes, least: int) -> NDArray[np.bool_]:
    """Tell which texts have at least `least` broken lines of one width (or one less), and no more lines beyond it.

    A line that looks broken is running text, with a pause in it and a Chinese character at its end.
    """
    found = np.zeros(offsets.size - 1, np.bool_)
    broken, any_line = np.zeros((2, WIDEST + 4), np.int32)
    for text in range(offsets.size - 1):
        broken[:], any_line[:] = 0, 0
        at, stop = offsets[text], offsets[text + 1]
        width, filled, last, pause, han = 0, 0, 0, False, False
        while at < stop:
            code, at = _decode(data, at)
            kind = kinds[code]
            if kind & SPACE == 0:
                width += kind & WIDTH
                filled, last = width, kind
                pause |= kind & PAUSE != 0
                han |= kind & HAN != 0
            elif code != NEWLINE:
                width += kind & WIDTH
            else:
                if han:
                    any_line[min(filled, WIDEST + 3)] += 1
                    if pause and last & HAN and filled <= WIDEST:
                        broken[filled] += 1
                width, filled, last, pause, han = 0, 0, 0, False, False
        any_line[min(filled, WIDEST + 3)] += han
        beyond = any_line[WIDEST + 3]
        for margin in range(WIDEST, NARROWEST - 1, -1):
            if broken[margin] and broken[margin] + broken[margin - 1] >= max(least, beyond):
                found[text] = True
            beyond += any_line[margin + 2]
    return found


@kernel
def measure(data: Bytes, offsets: Offsets, kinds: Bytes) -> tuple[Columns, Columns, Columns, Columns, Columns]:
    """Measure lines: width, indent, first word, widest gap, number of Han. White space at the end counts for nothing.

    The first word is what cannot be parted at a margin: a run of narrow characters, or one wide character,
    with the marks that must not stand at the end of a line before it and those that must not start one behind it.
    """
    lines = offsets.size - 1
    widths, indents, firsts, gaps, hans = np.zeros((5, lines), np.int32)
    for line in range(lines):
        at, stop = offsets[line], offsets[line + 1]
        width, filled, first, open_word, before = 0, 0, 0, True, 0
        while at < stop:
            code, at = _decode(data, at)
            kind = kinds[code]
            width += kind & WIDTH
            if kind & SPACE:
                open_word &= filled == 0
                before = 0
                continue
            if filled == 0:
                indents[line] = width - (kind & WIDTH)
            else:
                gaps[line] = max(gaps[line], width - (kind & WIDTH) - filled)
            hans[line] += (kind & HAN) != 0
            if open_word:
                narrow = kind & WIDTH < 2  # noqa: PLR2004
                in_a_word = narrow and before & WIDTH < 2  # noqa: PLR2004
                if first == 0 or before & OPENING or kind & CLOSING or in_a_word:
                    first += kind & WIDTH
                else:
                    open_word = False
            before, filled = kind, width
        widths[line], firsts[line] = filled, first
    return widths, indents, firsts, gaps, hans


@kernel
def margins(widths: Columns, counted: NDArray[np.bool_], starts: Offsets) -> Columns:
    """Find the width that most of the counted lines of each text have, or one less; 0 where none is counted.

    The lines of text `n` are those from `starts[n]` to `starts[n + 1]`.
    """
    found = np.zeros(starts.size - 1, np.int32)
    for text in range(starts.size - 1):
        counts = np.zeros(WIDEST + 1, np.int32)
        most = 0
        for line in range(starts[text], starts[text + 1]):
            if counted[line] and NARROWEST <= widths[line] <= WIDEST:
                counts[widths[line]] += 1
        for width in range(NARROWEST, WIDEST + 1):
            number = counts[width] + counts[width - 1]
            if counts[width] and number >= most:
                most, found[text] = number, width
    return found
