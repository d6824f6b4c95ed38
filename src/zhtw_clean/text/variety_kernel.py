"""Read a column of text as n-grams of Han characters; import it only when there is text to read.

A text is cut into windows of a number of Han characters. Within a window a feature counts once, however often it
occurs: what a text is about comes again and again, how it is worded shows in many places.

A feature is a sequence of one to three Han characters with nothing between them: once with every character in its
simplified form, so that it is the same whichever table converted the text, and again as it is written where one of
its characters has more than one traditional form (台臺, 裡裏, 週周), which is where converters leave their traces.
"""

import numpy as np
from numpy.typing import NDArray

from zhtw_clean.sketch.jit import kernel

TWO_BYTES, THREE_BYTES, FOUR_BYTES = 0xC0, 0xE0, 0xF0  # smallest lead byte of a UTF-8 sequence
THREE = 3
"""Bytes of a Han character."""
LONGEST = 3
"""Characters in a feature at most."""
EACH = 2 * LONGEST
"""Features that end with one character at most."""
MIX = 0x9E3779B97F4A7C15  # 2**64 over the golden ratio
SLOT_BITS = 20
MARK_BITS = 32 - SLOT_BITS

Bytes = NDArray[np.uint8]
Offsets = NDArray[np.int64]
Fold = NDArray[np.uint16]
Hashes = NDArray[np.uint32]
Recent = NDArray[np.int64]
Slots = NDArray[np.uint32]


@kernel
def _han(utf8: Bytes, at: int, fold: Fold) -> tuple[int, int]:
    """Return the Han character that begins here, or 0, and where the next character does."""
    lead = int(utf8[at])
    if lead < TWO_BYTES:
        return 0, at + 1
    if lead < THREE_BYTES:
        return 0, at + 2
    if lead < FOUR_BYTES:
        code = (lead & 0x0F) << 12 | int(utf8[at + 1] & 0x3F) << 6 | int(utf8[at + 2] & 0x3F)
        return (code if fold[code] else 0), at + 3
    return 0, at + 4


@kernel
def _hash(characters: np.uint64, kind: int) -> int:
    """Mix up to three characters and which kind of feature they are into 32 bits."""
    return int((characters << np.uint64(8) | np.uint64(kind)) * np.uint64(MIX) >> np.uint64(32))


@kernel
def _features(recent: Recent, run: int, fold: Fold, has_variants: NDArray[np.bool_], out: Hashes) -> int:
    """Write the features that end with the last of the recent characters, `run` of which stand before it.

    Those of one character, of two and of three; simplified, and as they are written if that may differ.
    """
    folded, written, ambiguous, size = np.uint64(0), np.uint64(0), False, 0
    for back in range(min(run + 1, LONGEST)):
        char = recent[back]
        shift = np.uint64(16 * back)
        folded |= np.uint64(fold[char]) << shift
        written |= np.uint64(char) << shift
        ambiguous = ambiguous or has_variants[char]
        out[size] = _hash(folded, back)
        size += 1
        if ambiguous:
            out[size] = _hash(written, LONGEST + back)
            size += 1
    return size


@kernel
def _push(recent: Recent, char: int) -> None:
    """Put a character before the recent ones."""
    recent[2] = recent[1]
    recent[1] = recent[0]
    recent[0] = char


@kernel
def features(
    utf8: Bytes, offsets: Offsets, window: int, fold: Fold, has_variants: NDArray[np.bool_]
) -> tuple[Hashes, NDArray[np.int64]]:
    """All features of a column, and its windows: their row, their Han characters, and how many features end before."""
    found = np.empty(EACH * (len(utf8) // THREE + 1), np.uint32)
    windows = np.empty((len(offsets) + len(utf8) // (THREE * window), 3), np.int64)
    recent = np.zeros(LONGEST, np.int64)
    size, count = 0, 0
    for row in range(len(offsets) - 1):
        at, end = offsets[row], offsets[row + 1]
        run, han = 0, 0
        while at < end:
            char, at = _han(utf8, at, fold)
            if char:
                _push(recent, char)
                size += _features(recent, run, fold, has_variants, found[size:])
            run = run + 1 if char else 0
            han += char > 0
            if han == window or (at == end and han):
                windows[count] = row, han, size
                count, han = count + 1, 0
    return found[:size], windows[:count]


@kernel
def fill(hashes: Hashes, weights: NDArray[np.int8]) -> Slots:
    """Put features and their two weights into a hash table with linear probing; 0 is a free slot.

    A slot has twelve bits of the hash beyond its place, and both weights.
    """
    slots = np.zeros(1 << SLOT_BITS, np.uint32)
    for n in range(len(hashes)):
        code = np.int64(hashes[n])
        at = code >> MARK_BITS
        while slots[at]:
            at = (at + 1) & (len(slots) - 1)
        mark = code & ((1 << MARK_BITS) - 1)
        slots[at] = mark << 16 | (int(weights[n, 0]) + 128) << 8 | (int(weights[n, 1]) + 128)
    return slots


@kernel
def _find(slots: Slots, feature: np.int64) -> np.int64:
    """Where a feature is in the table, or -1."""
    at = feature >> MARK_BITS
    mark = feature & ((1 << MARK_BITS) - 1)
    while slots[at]:
        if slots[at] >> 16 == mark:
            return at
        at = (at + 1) & (len(slots) - 1)
    return np.int64(-1)


@kernel
def _add_up(found: Hashes, seen: Hashes, slots: Slots) -> tuple[np.int64, np.int64]:
    """The sums of both weights over the different features of a window; `seen` is scratch."""
    seen[:] = 0
    mainland, hong_kong = np.int64(0), np.int64(0)
    for feature in found:
        at = np.int64(feature) & (len(seen) - 1)
        while seen[at] != feature and seen[at]:
            at = (at + 1) & (len(seen) - 1)
        if seen[at] != feature:
            seen[at] = feature
            place = _find(slots, np.int64(feature))
            if place >= 0:
                mainland += np.int64(slots[place] >> 8 & 0xFF) - 128
                hong_kong += np.int64(slots[place] & 0xFF) - 128
    return mainland, hong_kong


@kernel
def weigh(  # noqa: PLR0913, PLR0917
    utf8: Bytes, offsets: Offsets, window: int, fold: Fold, has_variants: NDArray[np.bool_], slots: Slots
) -> NDArray[np.int64]:
    """Of each text: its Han characters, and the sums of both weights over the features of its windows."""
    out = np.zeros((len(offsets) - 1, 3), np.int64)
    found, recent = np.empty(EACH * window, np.uint32), np.zeros(LONGEST, np.int64)
    seen = np.zeros(1 << int(np.ceil(np.log2(2 * len(found)))), np.uint32)
    for row in range(len(out)):
        at, end = offsets[row], offsets[row + 1]
        run, han, size = 0, 0, 0
        while at < end:
            char, at = _han(utf8, at, fold)
            if char:
                _push(recent, char)
                size += _features(recent, run, fold, has_variants, found[size:])
            run = run + 1 if char else 0
            han += char > 0
            if size and (at == end or han % window == 0):
                mainland, hong_kong = _add_up(found[:size], seen, slots)
                out[row, 1] += mainland
                out[row, 2] += hong_kong
                size = 0
        out[row, 0] = han
    return out


@kernel
def trace(
    utf8: Bytes, fold: Fold, has_variants: NDArray[np.bool_], slots: Slots
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Of each Han character of one text: where it ends and how many of its run it follows, and the weights.

    Those are of both regions, of the features of one, two and three characters that end with it.
    """
    places, weights = np.empty((len(utf8) // THREE, 2), np.int64), np.zeros((len(utf8) // THREE, 2, LONGEST), np.int64)
    recent, own = np.zeros(LONGEST, np.int64), np.empty(EACH, np.uint32)
    at, run, han = 0, 0, 0
    while at < len(utf8):
        char, at = _han(utf8, at, fold)
        if not char:
            run = 0
            continue
        _push(recent, char)
        for length in range(1, min(run + 1, LONGEST) + 1):
            before = _features(recent, length - 2, fold, has_variants, own)
            for n in range(before, _features(recent, length - 1, fold, has_variants, own)):
                place = _find(slots, np.int64(own[n]))
                if place >= 0:
                    weights[han, 0, length - 1] += np.int64(slots[place] >> 8 & 0xFF) - 128
                    weights[han, 1, length - 1] += np.int64(slots[place] & 0xFF) - 128
        places[han] = at, run
        run += 1
        han += 1
    return places[:han], weights[:han]
