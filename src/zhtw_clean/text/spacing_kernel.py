"""Put spaces in and take them out of the UTF-8 bytes of a whole column; import it only when there is text to edit."""

import numpy as np
from numpy.typing import NDArray

from zhtw_clean.sketch.jit import kernel

# What may stand on a side of a gap. LAST_…: the same, where a span ends; LABEL: a number such as `2.` or `01/20`.
NOTHING, HAN, NUMERAL, LAST_HAN, WORD, LAST_WORD, LABEL = range(7)
PAUSE, OPEN, CLOSE, ROUND_OPEN, ROUND_CLOSE, SIDES = range(7, 13)
# Kinds of characters whose side depends on what kind of character they stand beside.
LETTER, DIGIT, ENDING, MARK, CURRENCY, PERCENT, PLUS, HASH, SPACE, COVER = range(SIDES, SIDES + 10)

TWO_BYTES, THREE_BYTES, FOUR_BYTES = 0xC0, 0xE0, 0xF0  # smallest lead byte of a UTF-8 sequence


Text = NDArray[np.uint8]  # the UTF-8 bytes of one text


@kernel
def _decode(text: Text, at: int) -> tuple[int, int]:
    """Return the character that begins here, and where the next one does."""
    lead = int(text[at])
    if lead < TWO_BYTES:
        return lead, at + 1
    if lead < THREE_BYTES:
        return (lead & 0x1F) << 6 | int(text[at + 1] & 0x3F), at + 2
    tail = int(text[at + 1] & 0x3F) << 6 | int(text[at + 2] & 0x3F)
    if lead < FOUR_BYTES:
        return (lead & 0x0F) << 12 | tail, at + 3
    return (lead & 0x07) << 18 | tail << 6 | int(text[at + 3] & 0x3F), at + 4


@kernel
def _is_digit(text: Text, at: int) -> bool:
    return at < len(text) and ord("0") <= text[at] <= ord("9")


@kernel
def _is_letter(byte: int) -> bool:
    return ord("A") <= byte <= ord("Z") or ord("a") <= byte <= ord("z")


@kernel
def _number(text: Text, at: int) -> int:
    """Side of a number: the time of a push on PTT (`01/20 02:57`) parts itself, and items (`2.`) are labels."""
    stop = at + 1
    while stop < at + 3 and _is_digit(text, stop):
        stop += 1
    if stop == len(text):
        return WORD
    if text[stop] == ord("/"):
        timed = stop == at + 2 and at + 8 < len(text) and text[at + 5] == ord(" ") and text[at + 8] == ord(":")
        return NOTHING if timed else LABEL
    marked = text[stop] == ord(".") or text[stop] == ord(")")
    return LABEL if marked and not _is_digit(text, stop + 1) else WORD


@kernel
def _right(text: Text, at: int, kind: int) -> int:
    """Side of the character here, seen from its left."""
    if kind < SIDES:
        return kind
    if kind == DIGIT:
        return _number(text, at)
    if kind == CURRENCY:
        width = 1 if text[at] == ord("$") else 2 if text[at] < THREE_BYTES else 3
        stop = at + width
        while _is_digit(text, stop):
            stop += 1
        formula = stop < len(text) and text[stop] == ord("$")
        return WORD if stop > at + width and not formula else NOTHING
    return WORD if kind == LETTER else NOTHING


@kernel
def _is_language(text: Text, at: int) -> bool:
    """Tell `C++` and `C#` by the sign at their end."""
    if text[at] == ord("+"):
        return at > 1 and _is_letter(text[at - 2])
    alone = at == 1 or not (_is_letter(text[at - 2]) or _is_digit(text, at - 2))
    return alone and text[at - 1] in (ord("C"), ord("F"), ord("J"))


@kernel
def _left(text: Text, at: int, kind: int, before: int, left: int) -> int:
    """Side of a character that is not plain, seen from its right; `before` and `left`: kind and side of the last."""
    if before == COVER:
        return LAST_HAN if kind in (HAN, NUMERAL) else LAST_WORD if kind in (LETTER, DIGIT, ENDING) else NOTHING
    if kind == ENDING or (kind == PERCENT and before == DIGIT):
        return WORD
    if kind == MARK and before != SPACE and left in (WORD, LAST_WORD):
        return left
    named = ((kind == PLUS and before == PLUS) or (kind == HASH and before == LETTER)) and _is_language(text, at)
    return WORD if named else NOTHING


@kernel
def respace(
    utf8: NDArray[np.uint8],
    offsets: NDArray[np.int64],
    kinds: NDArray[np.uint8],
    parts: NDArray[np.bool_],
    joins: NDArray[np.bool_],
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Write the texts anew, with a space between sides that `parts` names, and no single one where `joins` does."""
    out = np.empty(2 * len(utf8), np.uint8)
    ends = np.zeros(len(offsets), np.int64)
    size, copied = 0, offsets[0]
    for row in range(len(offsets) - 1):
        start = offsets[row]
        text = utf8[start : offsets[row + 1]]
        at, left, before, single = 0, NOTHING, NOTHING, False
        while at < len(text):
            char, after = _decode(text, at)
            kind = kinds[char]
            if kind == before and kind < SIDES and not single:  # most characters: Chinese after Chinese
                left, at = kind, after
                continue
            if kind == SPACE and left != NOTHING and not single:
                single, before, at = True, SPACE, after
                continue
            if kind != before or single:
                right = _right(text, at, kind)
                put, drop = not single and parts[left, right], single and joins[left, right]
                if put or drop:
                    stop = start + at - drop
                    out[size : size + stop - copied] = utf8[copied:stop]
                    size, copied = size + stop - copied + put, start + at
                    if put:
                        out[size - 1] = ord(" ")
            if kind <= DIGIT and before != COVER:
                left = kind if kind < SIDES else WORD
            else:
                left = _left(text, at, kind, before, left)
            single, before, at = False, kind, after
        ends[row + 1] = size + offsets[row + 1] - copied
    out[size : ends[-1]] = utf8[copied : offsets[-1]]
    return out[: ends[-1]], ends
