"""MinHash signatures of a whole column of text, as `datasketch` gives them for the same shingle hashes.

A text is folded (see `fold`) and cut into n-grams of characters. The hash of an n-gram c₁…cₙ is the
upper half of Σ cᵢ·Bⁿ⁻ⁱ⁺¹ mod 2⁶⁴, a multilinear hash whose coefficients are powers of one odd
number B, so that it can roll along the text. A text shorter than n is one n-gram.
"""

import functools

import numpy as np
from numpy.typing import NDArray

from zhtw_clean.sketch.fold import fold_table
from zhtw_clean.sketch.jit import kernel

BASE = np.uint64(0x9E3779B97F4A7C15)  # 2⁶⁴ ÷ the golden ratio, odd
_BLOCK = 2048

Bytes = NDArray[np.uint8]
Words = NDArray[np.uint32]


def signatures(data: Bytes, offsets: NDArray[np.int64], *, ngram: int, num_perm: int, seed: int) -> tuple[Words, Words]:
    """Sketch each text: its `num_perm` least hashes, and how many characters it is compared by.

    A text with nothing to compare has length 0 and the signature of the empty set.
    """
    return _signatures(data, offsets, fold_table(), ngram, permutations(num_perm, seed))


@functools.cache
def permutations(num_perm: int, seed: int) -> Words:
    """Take datasketch's permutations h ↦ a·h + b mod 2³², so that signatures can be compared with its own."""
    from datasketch import MinHash

    ab: Words = MinHash(num_perm, seed, scheme="affine32").permutations
    return ab


@kernel
def _signatures(data: Bytes, offsets: NDArray[np.int64], fold: Words, ngram: int, ab: Words) -> tuple[Words, Words]:
    n_texts = offsets.size - 1
    a, b = ab[0], ab[1]
    minima = np.full((n_texts, a.size), np.uint32(0xFFFFFFFF), np.uint32)
    lengths = np.zeros(n_texts, np.uint32)
    codes = np.empty(ngram + _BLOCK, np.uint32)
    hashes = np.empty(_BLOCK + 1, np.uint32)
    for text in range(n_texts):
        position, stop = offsets[text], offsets[text + 1]
        held = 0
        while position < stop:
            fresh = held
            position, held = _read(data[:stop], position, fold, codes, held)
            lengths[text] += np.uint32(held - fresh)
            if held >= ngram:
                n_hashes = _roll(codes, held, ngram, hashes)
                _lower(minima[text], hashes, n_hashes, a, b)
                codes[: ngram - 1] = codes[held - ngram + 1 : held]
                held = ngram - 1
        if 0 < lengths[text] < ngram:
            n_hashes = _roll(codes, held, held, hashes)
            _lower(minima[text], hashes, n_hashes, a, b)
    return minima, lengths


@kernel
def _read(data: Bytes, position: int, fold: Words, codes: Words, held: int) -> tuple[int, int]:
    """Decode and fold UTF-8 into `codes[held:]` until the text ends or the block is full."""
    while position < data.size and held < codes.size:
        byte = np.uint32(data[position])
        if byte < 0x80:  # noqa: PLR2004 - the lead bytes of UTF-8
            code = byte
            position += 1
        elif byte < 0xE0:  # noqa: PLR2004
            code = (byte & 0x1F) << 6 | data[position + 1] & 0x3F
            position += 2
        elif byte < 0xF0:  # noqa: PLR2004
            code = (byte & 0x0F) << 12 | (data[position + 1] & 0x3F) << 6 | data[position + 2] & 0x3F
            position += 3
        else:
            code = (byte & 0x07) << 18 | (data[position + 1] & 0x3F) << 12
            code |= (data[position + 2] & 0x3F) << 6 | data[position + 3] & 0x3F
            position += 4
        folded = fold[code]
        codes[held] = folded
        held += folded != 0
    return position, held


@kernel
def _roll(codes: Words, held: int, ngram: int, hashes: Words) -> int:
    """Hash every n-gram of `codes[:held]`, mixed as datasketch mixes its input."""
    rolling = np.uint64(0)
    gone = np.uint64(1)
    for n in range(ngram - 1):
        rolling = (rolling + codes[n]) * BASE
    for _ in range(ngram):
        gone *= BASE
    n_hashes = held - ngram + 1
    for n in range(n_hashes):
        rolling = (rolling + codes[n + ngram - 1]) * BASE
        hashes[n] = np.uint32(rolling >> np.uint64(32))
        rolling -= np.uint64(codes[n]) * gone
    for n in range(n_hashes):
        mixed = hashes[n]
        mixed = np.uint32((mixed ^ (mixed >> np.uint32(16))) * np.uint32(0x85EBCA6B))
        mixed = np.uint32((mixed ^ (mixed >> np.uint32(13))) * np.uint32(0xC2B2AE35))
        hashes[n] = mixed ^ (mixed >> np.uint32(16))
    return n_hashes


@kernel
def _lower(minima: Words, hashes: Words, n_hashes: int, a: Words, b: Words) -> None:
    """Take each permutation's minimum over `hashes[:n_hashes]`."""
    for permutation in range(a.size):
        least, factor, shift = minima[permutation], a[permutation], b[permutation]
        for n in range(n_hashes):
            least = min(least, np.uint32(factor * hashes[n] + shift))
        minima[permutation] = least
