"""Read a column of text as letters of the bigram model; import it only when there is text to read.

A cost is how unlikely a character is after the one before it: minus the logarithm of its probability, in steps of a
quarter of a nat.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from zhtw_clean.resources.bigrams import Bigrams
from zhtw_clean.sketch.jit import kernel

BMP = 0x10000
CONTINUATION = 0x80
TWO_BYTES, THREE_BYTES, FOUR_BYTES = 0xC0, 0xE0, 0xF0  # smallest lead byte of a UTF-8 sequence
BREAK, DAMAGE, FAR_HAN, PICTURE = 0, 1, 15, 16
AROUND = 256  # bytes: a survey begins so far before what is strange

LETTER_BITS, SLOT_BITS, COST_BITS = 13, 20, 6
MAX_COST = (1 << COST_BITS) - 1

Bytes = NDArray[np.uint8]
Offsets = NDArray[np.int64]
Letters = NDArray[np.uint16]
Costs = NDArray[np.uint8]
Slots = NDArray[np.uint16]


class Limits(NamedTuple):
    """What is strange, and what is garbled."""

    glance_allowance: int
    """For each letter, taken alone."""
    glance: int
    """What letters cost beyond that to be strange."""
    allowance: int
    """For each letter beside the one before it."""
    garbled: int
    """What letters cost beyond that to be garbled."""


@kernel
def fill(pairs: NDArray[np.uint32], costs: Costs) -> Slots:
    """Put each pair of letters and its cost, 1 to 63, into a hash table with linear probing; 0 is a free slot.

    A slot has the cost and ten further bits of the hash: one in a thousand pairs that were never seen is taken for
    another.
    """
    slots = np.zeros(1 << SLOT_BITS, np.uint16)
    for n in range(len(pairs)):
        at, mark = _hash(int(pairs[n]))
        while slots[at]:
            at = (at + 1) & (len(slots) - 1)
        slots[at] = mark << COST_BITS | int(costs[n])
    return slots


@kernel
def _hash(pair: int) -> tuple[int, int]:
    """Where a pair is looked for, and by what it is known there."""
    mixed = pair * 0x9E3779B1 & 0xFFFFFFFF
    return mixed >> (32 - SLOT_BITS), mixed >> 2 & 0x3FF


@kernel
def _cost(slots: Slots, before: int, letter: int, unseen: int) -> int:
    at, mark = _hash(before << LETTER_BITS | letter)
    while slots[at]:
        if slots[at] >> COST_BITS == mark:
            return int(slots[at]) & MAX_COST
        at = (at + 1) & (len(slots) - 1)
    return unseen


@kernel
def _read(utf8: Bytes, at: int, letters: Letters) -> tuple[int, int]:
    """The letter at a place of a text, and the place of the next."""
    lead = int(utf8[at])
    if lead < TWO_BYTES:
        return int(letters[lead]), at + 1
    if lead < THREE_BYTES:
        return int(letters[(lead & 0x1F) << 6 | (utf8[at + 1] & 0x3F)]), at + 2
    if lead < FOUR_BYTES:
        return int(letters[(lead & 0x0F) << 12 | (utf8[at + 1] & 0x3F) << 6 | (utf8[at + 2] & 0x3F)]), at + 3
    plane = (lead & 0x07) << 2 | (utf8[at + 1] & 0x30) >> 4
    return (FAR_HAN if plane in (2, 3) else DAMAGE if plane in (15, 16) else PICTURE), at + 4


@kernel
def _boundary(utf8: Bytes, at: int) -> int:
    """Where the character begins that a byte belongs to."""
    while utf8[at] & 0xC0 == CONTINUATION:
        at -= 1
    return at


@kernel
def survey(utf8: Bytes, offsets: Offsets, model: Bigrams, limits: Limits) -> NDArray[np.int64]:
    """Of each text: how many characters are garbled, of how many, and the most that a stretch costs too much.

    Single characters tell at a glance that most text is ordinary. Only around those that are strange is it surveyed;
    the characters are counted only where some are garbled.
    """
    surveys = np.zeros((3, len(offsets) - 1), np.int64)
    for row in range(len(offsets) - 1):
        at, end = offsets[row], offsets[row + 1]
        surveyed, excess = at, 0
        while at < end:
            letter, at = _read(utf8, at, model.letters)
            excess = max(0, excess + int(model.alone[letter]) - limits.glance_allowance)
            if excess >= limits.glance:
                at, garbled, peak = _survey(utf8, (offsets[row], surveyed, at, end), model, limits)
                surveys[0, row] += garbled
                surveys[2, row] = max(surveys[2, row], peak)
                surveyed, excess = at, 0
        if surveys[0, row]:
            surveys[1, row] = _count(utf8, offsets[row], end, model.letters)
    return surveys


@kernel
def _survey(utf8: Bytes, places: tuple[int, int, int, int], model: Bigrams, limits: Limits) -> tuple[int, int, int]:
    """Survey a text around what is strange; where that ends, how many characters are garbled, and the peak.

    The places: where the text begins, to where it was surveyed before, where it was seen to be strange, its end.

    A stretch grows as long as what its characters cost is more than the allowance for so many. It is garbled where
    that excess comes to the limit; a character that is damage by itself counts in any case.
    """
    start, surveyed, strange, end = places
    at = _boundary(utf8, max(surveyed, strange - AROUND))
    before = BREAK if at == start else _read(utf8, _boundary(utf8, at - 1), model.letters)[0]
    garbled = peak = 0
    excess = top = length = length_at_top = loose = 0  # of the stretch; `loose`: damage beyond its top
    while at < end and (excess or at < strange):
        letter, at = _read(utf8, at, model.letters)
        cost = int(model.escape[before]) + int(model.alone[letter])
        if excess or cost > limits.allowance:  # else no pair could begin a stretch
            cost = _cost(model.slots, before, letter, cost)
            excess = max(0, excess + cost - limits.allowance)
        loose += letter == DAMAGE
        if excess:
            length += letter != BREAK
            if excess > top:
                top, length_at_top, loose = excess, length, loose * (excess < limits.garbled)
        elif top:
            garbled += length_at_top * (top >= limits.garbled) + loose
            peak = max(peak, top)
            top = length = length_at_top = loose = 0
        before = letter
    garbled += length_at_top * (top >= limits.garbled) + loose
    return at, garbled, max(peak, top)


@kernel
def _count(utf8: Bytes, at: int, end: int, letters: Letters) -> int:
    """How many characters a text has, but for line breaks and the like."""
    count = 0
    while at < end:
        letter, at = _read(utf8, at, letters)
        count += letter != BREAK
    return count


@kernel
def weigh(utf8: Bytes, offsets: Offsets, model: Bigrams) -> NDArray[np.int64]:
    """The cost of each text."""
    total = np.zeros(len(offsets) - 1, np.int64)
    for row in range(len(total)):
        at, end = offsets[row], offsets[row + 1]
        before = BREAK
        while at < end:
            letter, at = _read(utf8, at, model.letters)
            total[row] += _cost(model.slots, before, letter, int(model.escape[before]) + int(model.alone[letter]))
            before = letter
    return total
