# ruff: noqa: RUF001 - look-alikes are told apart
"""What each character is to the count of words by language, and whom it votes for: tables for the kernel."""

import functools
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from zhtw_clean.text import han
from zhtw_clean.text.language_words import END, NO_VOTE, VOTES

MARK, GLUE, HAN, KANA, HANGUL, LETTER = range(6)
PARTIES = len(VOTES)
PAIR = 1 << PARTIES
"""Set in the table of pairs for every pair, also for one that votes for nothing."""
TABLED = 0x32000
"""The tables end here, above the Han characters; what lies beyond is a mark."""

KANA_CHARACTER = r"[\p{Hiragana}\p{Katakana}]"
_PATTERNS = {
    GLUE: r"[\p{Zs}\t\p{Nd}_'’‐‑·‧・ーｰ་፡-]",
    HAN: rf"{han.HAN}|\p{{Bopomofo}}",
    KANA: KANA_CHARACTER,
    HANGUL: r"\p{Hangul}",
    LETTER: r"[\p{L}\p{M}]",
}
"""The first that finds a character says what it is; what none finds is a mark."""
_BMP, _MORE_HAN = 0x10000, 0x20000
_SURROGATES = range(0xD800, 0xE000)


class Tables(NamedTuple):
    """What the kernel looks up, by character."""

    kinds: NDArray[np.uint8]
    """What it is."""
    single: NDArray[np.uint8]
    """Whom it votes for, a bit for each."""
    first: NDArray[np.uint16]
    """Its number as the first of a pair, or 0."""
    second: NDArray[np.uint16]
    """Its number as the second of a pair, or 0."""
    pairs: NDArray[np.uint8]
    """Whom a pair votes for instead of its characters, by its two numbers; 0 where it is no pair."""


@functools.cache
def load_tables() -> Tables:
    """Write the tables."""
    kinds, single = np.zeros((2, TABLED), np.uint8)
    first, second = np.zeros((2, TABLED), np.uint16)
    kinds[:_BMP], kinds[_MORE_HAN:] = _kinds(), HAN
    ballots = _ballots()
    words = [word for word in ballots if len(word) > 1]
    second[kinds == MARK] = 1
    for numbers, place, start in ((first, 0, 1), (second, 1, 2)):
        chars = sorted({word[place] for word in words} - {END})
        numbers[[ord(char) for char in chars]] = range(start, start + len(chars))
    pairs = np.zeros((int(first.max()) + 1, int(second.max()) + 1), np.uint8)
    for word, bits in ballots.items():
        if len(word) == 1:
            single[ord(word)] = bits
        else:
            pairs[first[ord(word[0])], second[ord(word[1])]] = bits | PAIR
    return Tables(kinds, single, first, second, pairs)


def _ballots() -> dict[str, int]:
    ballots = dict.fromkeys(NO_VOTE.split(" "), 0)
    for party, words in enumerate(VOTES.values()):
        for word in words.split(" "):
            ballots[word] = ballots.get(word, 0) | 1 << party
    return ballots


def _kinds() -> NDArray[np.uint8]:
    chars = pl.Series(["" if code in _SURROGATES else chr(code) for code in range(_BMP)])
    kinds = np.full(_BMP, MARK, np.uint8)
    for kind, pattern in reversed(_PATTERNS.items()):
        kinds[chars.str.contains(pattern).to_numpy()] = kind
    return kinds
