"""Count words by language in the UTF-8 bytes of a whole column; import it only when there is text to count in."""

import numpy as np
from numpy.typing import NDArray

from zhtw_clean.sketch.jit import kernel
from zhtw_clean.text.language_tables import GLUE, HAN, LETTER, MARK, PARTIES, TABLED, Tables

Bytes = NDArray[np.uint8]
Counts = NDArray[np.uint32]

LETTERS_TO_A_WORD = 8
"""A longer run of letters counts as several words: some scripts have no spaces."""
PROSE = 4
"""Fewer words of another script in a clause are names, commands, scores."""
KANA_SHARE = 5
"""One kana in so many characters makes a clause Japanese."""


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
def _vote(clause: Counts, bits: int) -> None:
    for party in range(PARTIES):
        clause[4 + party] += bits >> party & 1


@kernel
def _close(clause: Counts, words: Counts, votes: Counts, reach: Counts) -> None:
    """Add a clause to the words, votes and reach of its text, and empty it.

    A clause has Han, kana, Hangul, other words, and votes; a text Han with votes in its clause, Han without,
    Japanese, Korean and other words.
    """
    han, kana, hangul, others = clause[0], clause[1], clause[2], clause[3]
    if kana > 1 and kana * KANA_SHARE >= kana + han:
        words[2] += kana + han
    elif hangul > han:
        words[3] += hangul + han
    elif han:
        voted = False
        for party in range(PARTIES):
            votes[party] += clause[4 + party]
            if clause[4 + party]:
                reach[party] += han
                voted = True
        words[0 if voted else 1] += han
    elif others >= PROSE:
        words[4] += others
    clause[:] = 0


@kernel
def count(data: Bytes, offsets: NDArray[np.int64], tables: Tables) -> tuple[Counts, Counts, Counts]:
    """Count the words of each text by language, the votes for each party, and the Han in clauses with such votes.

    A word is a Han character, a kana, a syllable of Hangul or a run of other letters.
    """
    rows = offsets.size - 1
    words = np.zeros((rows, 5), np.uint32)
    votes, reach = np.zeros((2, rows, PARTIES), np.uint32)
    clause = np.zeros(4 + PARTIES, np.uint32)
    for row in range(rows):
        at, end = offsets[row], offsets[row + 1]
        before, letters = 0, 0
        while at < end:
            code, at = _decode(data, at)
            code = code if code < TABLED else 0
            kind = tables.kinds[code]
            pair = tables.pairs[tables.first[before], tables.second[code]]
            if pair:
                _vote(clause, pair)
            elif tables.single[before]:
                _vote(clause, tables.single[before])
            before = 0 if pair else code
            if kind == LETTER:
                clause[3] += letters % LETTERS_TO_A_WORD == 0
                letters += 1
                continue
            letters = 0
            if kind == MARK:
                _close(clause, words[row], votes[row], reach[row])
            elif kind != GLUE:
                clause[kind - HAN] += 1
        if tables.single[before]:
            _vote(clause, tables.single[before])
        _close(clause, words[row], votes[row], reach[row])
    return words, votes, reach
