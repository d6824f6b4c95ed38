"""Put spaces in and take them out of the UTF-8 bytes of a whole column; import it only when there is text to edit."""

import numpy as np
from numpy.typing import NDArray

from zhtw_clean.sketch.jit import kernel

# What may stand on a side of a gap. LAST_…: the same, where a span ends; LABEL: a number such as `2.` or `01/20`.
NOTHING, HAN, NUMERAL, LAST_HAN, WORD, LAST_WORD, LABEL = range(7)
PAUSE, OPEN, CLOSE, ROUND_OPEN, ROUND_CLOSE, SIDES = range(7, 13)
# Kinds of characters whose side depends on what kind of character they stand beside.
LETTER, DIGIT, ENDING, MARK, CURRENCY, PERCENT, PLUS, HASH, MICRO, SPACE, COVER = range(SIDES, SIDES + 11)

TWO_BYTES, THREE_BYTES, FOUR_BYTES = 0xC0, 0xE0, 0xF0  # smallest lead byte of a UTF-8 sequence
ASCII, WIDE = 0x80, 0xE3  # end of the bytes of ASCII; lead byte of U+3000 to U+3FFF, the first of wide characters
FORMS, COVERED = 0xEF, 0xB7  # lead byte of U+F000 to U+FFFF, and the byte that follows it in the cover
MEMORY = 3  # bytes before a gap that decide on it: three characters of ASCII, or a wide one
# The signs that the kernels look for; numba would have to compile `ord`.
NEWLINE, BLANK, DOLLAR, BRACKET, PLUS_SIGN, STOP, SLASH, ZERO, NINE, COLON = (ord(sign) for sign in "\n $)+./09:")
UPPER_A, UPPER_C, UPPER_F, UPPER_J, UPPER_Z, LOWER_A, LOWER_Z = (ord(letter) for letter in "ACFJZaz")

Text = NDArray[np.uint8]  # UTF-8 bytes
Offsets = NDArray[np.int64]
Kinds = NDArray[np.uint8]
Changes = NDArray[np.int8]
"""1 where a space is put between two sides that touch (`[0]`), -1 where one is taken out that parts them (`[1]`)."""


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
    return at < len(text) and ZERO <= text[at] <= NINE


@kernel
def _is_letter(byte: int) -> bool:
    return UPPER_A <= byte <= UPPER_Z or LOWER_A <= byte <= LOWER_Z


@kernel
def _number(text: Text, at: int) -> int:
    """Side of a number: the time of a push on PTT (`01/20 02:57`) parts itself, and items (`2.`) are labels."""
    stop = at + 1
    while stop < at + 3 and _is_digit(text, stop):
        stop += 1
    if stop == len(text):
        return WORD
    if text[stop] == SLASH:
        timed = stop == at + 2 and at + 8 < len(text) and text[at + 5] == BLANK and text[at + 8] == COLON
        return NOTHING if timed else LABEL
    marked = text[stop] == STOP or text[stop] == BRACKET
    return LABEL if marked and not _is_digit(text, stop + 1) else WORD


@kernel
def _right(text: Text, at: int, kind: int) -> int:
    """Side of a character that is not plain, seen from its left."""
    if kind == DIGIT:
        return _number(text, at)
    if kind == CURRENCY:
        width = 1 if text[at] == DOLLAR else 2 if text[at] < THREE_BYTES else 3
        stop = at + width
        while _is_digit(text, stop):
            stop += 1
        formula = stop < len(text) and text[stop] == DOLLAR
        return WORD if stop > at + width and not formula else NOTHING
    return WORD if kind == LETTER else NOTHING


@kernel
def _is_language(text: Text, at: int) -> bool:
    """Tell `C++` and `C#` by the sign at their end."""
    if text[at] == PLUS_SIGN:
        return at > 1 and _is_letter(text[at - 2])
    alone = at == 1 or not (_is_letter(text[at - 2]) or _is_digit(text, at - 2))
    return alone and text[at - 1] in (UPPER_C, UPPER_F, UPPER_J)


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
def _skip(text: Text, at: int) -> int:
    """Where the ASCII or the wide characters that begin here end, the former also before a unit."""
    if text[at] < ASCII:
        digit = False
        while at < len(text) and text[at] < ASCII and not (digit and _is_letter(text[at])):
            digit = _is_digit(text, at)
            at += 1
        return at
    while at < len(text) and (WIDE <= text[at] < FORMS or (text[at] == FORMS and text[at + 1] != COVERED)):
        at += 3
    return at


@kernel
def _next_gap(text: Text, at: int, kinds: Kinds, changes: Changes) -> tuple[int, int]:
    """Find where, after the character at `at`, a space comes (1), goes (-1), or a unit may begin (0), or the end."""
    left, before, single, stop = NOTHING, NOTHING, False, at
    while at < len(text):
        gap, space = at, 0
        char, at = _decode(text, gap)
        kind = kinds[char]
        if kind == NOTHING:  # most of all the end of a line
            left, before, single = NOTHING, NOTHING, False
            continue
        if kind == SPACE and left != NOTHING and not single:
            before, single = SPACE, True
            continue
        if left != NOTHING and (kind != before or single):
            right = kind if kind < SIDES else _right(text, gap, kind)
            space = changes[int(single), left, right]
        if space != 0 or (before == DIGIT and kind in (LETTER, MICRO)):
            return gap, space
        if kind <= DIGIT and before != COVER:
            left = kind if kind < SIDES else WORD
        else:
            left = _left(text, gap, kind, before, left)
        before, single = kind, False
        if gap >= stop:
            stop = _skip(text, gap)
            if stop - MEMORY > at:
                at, left, before = stop - MEMORY, NOTHING, NOTHING
    return at, 0


@kernel
def _line(text: Text, at: int) -> tuple[int, int]:
    """Where a line begins and where it ends."""
    start = stop = at
    while start > 0 and text[start - 1] != NEWLINE:
        start -= 1
    while stop < len(text) and text[stop] != NEWLINE:
        stop += 1
    return start, stop


@kernel
def find_lines(utf8: Text, offsets: Offsets, kinds: Kinds, changes: Changes) -> tuple[Offsets, Offsets]:
    """Find the lines in which a space comes or goes, or a unit may begin: where they start and where they stop."""
    most = (len(utf8) + len(offsets)) // 3 + 1  # a line takes two characters and its end
    starts, stops, count = np.empty(most, np.int64), np.empty(most, np.int64), 0
    for row in range(len(offsets) - 1):
        text = utf8[offsets[row] : offsets[row + 1]]
        at, _ = _next_gap(text, offsets[0] * 0, kinds, changes)  # with a plain 0, numba compiles it twice
        while at < len(text):
            start, stop = _line(text, at)
            starts[count], stops[count] = offsets[row] + start, offsets[row] + stop
            count += 1
            at, _ = _next_gap(text, stop, kinds, changes)
    return starts[:count], stops[:count]


@kernel
def _copy(text: Text, out: Text) -> None:
    for at in range(len(text)):
        out[at] = text[at]


@kernel
def respace(utf8: Text, offsets: Offsets, kinds: Kinds, changes: Changes) -> tuple[Text, Offsets]:
    """Write the texts anew, with a space between sides that must be parted, and no single one where they are joined."""
    out = np.empty(2 * len(utf8), np.uint8)
    ends = np.zeros(len(offsets), np.int64)
    size = ends[0]
    for row in range(len(offsets) - 1):
        text = utf8[offsets[row] : offsets[row + 1]]
        at = ends[0]
        while at < len(text):
            gap, space = _next_gap(text, at, kinds, changes)
            _copy(text[at : gap - (space < 0)], out[size:])
            size += gap - at + space
            if space > 0:
                out[size - 1] = BLANK
            at = gap
        ends[row + 1] = size
    return out[:size], ends


@kernel
def _next_alone(text: Text, at: int) -> int:
    """Find a space after which one wide character may stand alone, or the end."""
    while at < len(text) - 7:
        if text[at] >= WIDE:
            at += 3
            continue
        if text[at] == BLANK and text[at + 1] > THREE_BYTES:
            after = text[at + (4 if text[at + 1] < FOUR_BYTES else 5)]
            if after in (BLANK, WIDE, FORMS):
                return at
        at += 1
    return len(text)


@kernel
def _after(text: Text, at: int, kinds: Kinds, kind: int) -> int:
    """Where a character of this kind or, for Han, a numeral ends, if one begins here."""
    if at < len(text) and text[at] > THREE_BYTES:
        char, after = _decode(text, at)
        if kinds[char] == kind or (kind == HAN and kinds[char] == NUMERAL):
            return after
    return at


@kernel
def _two_apart(text: Text, at: int, kinds: Kinds) -> bool:
    """Tell whether two characters stand here by themselves, a space and perhaps a stop between them."""
    first = _after(text, at, kinds, HAN)
    space = _after(text, first, kinds, PAUSE)
    if first == at or space == len(text) or text[space] != BLANK:
        return False
    second = _after(text, space + 1, kinds, HAN)
    stop = _after(text, space + 1, kinds, PAUSE)
    return stop > space + 1 or (second > space + 1 and _after(text, second, kinds, HAN) == second)


@kernel
def stand_apart(utf8: Text, offsets: Offsets, kinds: Kinds) -> NDArray[np.bool_]:
    """Tell the texts where after a space two Han characters stand apart."""
    apart = np.zeros(len(offsets) - 1, np.bool_)
    for row in range(len(apart)):
        text = utf8[offsets[row] : offsets[row + 1]]
        at = _next_alone(text, offsets[0] * 0)
        while at < len(text) and not apart[row]:
            apart[row] = _two_apart(text, at + 1, kinds)
            at = _next_alone(text, at + 1)
    return apart
