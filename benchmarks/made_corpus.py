"""A made corpus of any size with known groups of duplicates, as Parquet: fast to write, the same each time."""

import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from zhtw_clean.sketch.jit import kernel

SEED = 2026
WORD = 6  # bytes: two Han characters
LEAST_WORDS, MORE_WORDS = 155, 61  # in a text: 155 to 215
MOST_EDITS = 4  # a replaced word takes 6 n-grams of at least 306: (306 - 24) / (306 + 24) = 0.855
NEAR_MISS = -1
PRIVATE = 1 << 40  # what is drawn for one document alone, not for its base
FILE_DOCUMENTS, GROUP_DOCUMENTS = 200_000, 20_000
SAMPLE = 2_000

Bytes = NDArray[np.uint8]


@dataclass(frozen=True)
class Corpus:
    """Which document is made from what, in the order of the files.

    `group`: the documents that are duplicates of each other; `base`: the text it is made from; `edits`: words
    replaced in it, or NEAR_MISS for a run of words that leaves a Jaccard index of 0.5 to 0.65.
    """

    group: NDArray[np.uint32]
    base: NDArray[np.uint32]
    edits: NDArray[np.int8]


def lay_out(n: int) -> Corpus:
    """Plan n documents: 30 % in groups (boilerplate 1 %, thousands 1 %, 3 to 10 8 %, pairs 20 %), 3 % near misses."""
    random = np.random.default_rng(SEED)
    few = random.integers(3, 11, 8 * n // 100 // 6)
    sizes = np.concatenate([[n // 100], np.full(n // 100_000, 1000), few, np.full(n // 10, 2)])
    sizes = np.concatenate([sizes, np.ones(n - sizes.sum(), np.int64)])
    group = np.repeat(np.arange(sizes.size, dtype=np.uint32), sizes)
    first = np.r_[True, group[1:] != group[:-1]]
    edits = np.where(first, 0, random.integers(0, MOST_EDITS + 1, n)).astype(np.int8)
    base = group.copy()
    misses = 3 * n // 100
    base[-misses:] = np.flatnonzero(sizes == 2)[:misses]  # noqa: PLR2004 - of pairs
    edits[-misses:] = NEAR_MISS
    order = random.permutation(n)
    return Corpus(group[order], base[order], edits[order])


def lexicon() -> NDArray[np.uint8]:
    """Make slots of UTF-8 to draw words from: 30,000 of two Han characters each, words and characters by Zipf's law."""
    random = np.random.default_rng(SEED)
    characters = random.permutation(np.arange(0x4E00, 0x9FA5, dtype=np.uint32))[:5000]
    words = characters[random.choice(5000, (30_000, 2), p=zipf(5000))]
    slots = words[np.searchsorted(np.cumsum(zipf(30_000)), (np.arange(65_536) + 0.5) / 65_536)]
    utf8 = np.stack([0xE0 | slots >> 12, 0x80 | slots >> 6 & 0x3F, 0x80 | slots & 0x3F], axis=-1)
    return utf8.astype(np.uint8).reshape(-1, WORD)


def zipf(n: int) -> NDArray[np.float64]:
    """Give the probabilities of ranks 1 to n, after Zipf and Mandelbrot."""
    weights = 1 / (np.arange(n) + 3.7)
    return np.asarray(weights / weights.sum())


@kernel
def write_words(
    bases: NDArray[np.uint32], edits: NDArray[np.int8], salt: int, slots: Bytes, data: Bytes
) -> NDArray[np.int32]:
    """Write the texts one after the other into `data`; return where each begins, and the end.

    Word p of a base is drawn by a hash of base and p, so that a copy can be made anywhere.
    """
    offsets = np.zeros(bases.size + 1, np.int32)
    for n in range(bases.size):
        base, mine, at = _mix(bases[n]), _mix(salt + n), offsets[n]
        n_words = LEAST_WORDS + base % MORE_WORDS
        start = stop = 0
        if edits[n] == NEAR_MISS:
            length = n_words * (225 + mine % 80) // 1000
            start = _mix(mine) % (n_words - length)
            stop = start + length
        for place in range(n_words):
            drawn = _mix(mine + place) if start <= place < stop else _mix(base + place)
            data[at + WORD * place : at + WORD * (place + 1)] = slots[drawn >> 47]
        for edit in range(edits[n]):
            place = _mix(mine - edit) % n_words
            data[at + WORD * place : at + WORD * (place + 1)] = slots[_mix(mine + edit) >> 47]
        offsets[n + 1] = at + WORD * n_words
    return offsets


@kernel
def _mix(number: int) -> int:
    """Hash to 63 bits."""
    bits = np.uint64(number) * np.uint64(0x9E3779B97F4A7C15)
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.int64((bits ^ (bits >> np.uint64(31))) >> np.uint64(1))  # type: ignore[return-value]  # an int to numba


def texts(corpus: Corpus, start: int, stop: int, slots: Bytes) -> pa.StringArray:
    """Make the texts of some documents."""
    bases, edits = corpus.base[start:stop], corpus.edits[start:stop]
    data = np.empty(bases.size * WORD * (LEAST_WORDS + MORE_WORDS), np.uint8)
    offsets = write_words(bases, edits, start + PRIVATE, slots, data)
    return pa.StringArray.from_buffers(bases.size, pa.py_buffer(offsets), pa.py_buffer(data[: offsets[-1]]))


def write_corpus(corpus: Corpus, folder: Path, workers: int) -> int:
    """Write the Parquet files; return their bytes."""
    folder.mkdir(parents=True)
    slots = lexicon()

    def write(start: int) -> int:
        stop = min(start + FILE_DOCUMENTS, corpus.group.size)
        columns = {"group": corpus.group[start:stop], "edits": corpus.edits[start:stop]}
        table = pa.table({"text": texts(corpus, start, stop, slots), **columns})
        path = folder / f"{start // FILE_DOCUMENTS:05d}.parquet"
        pq.write_table(table, path, GROUP_DOCUMENTS, compression="zstd", compression_level=3, use_dictionary=False)
        return path.stat().st_size

    with ThreadPoolExecutor(workers) as pool:
        return sum(pool.map(write, range(0, corpus.group.size, FILE_DOCUMENTS)))


def check_likeness(corpus: Corpus) -> None:
    """Compare copies and near misses with what they are made from, and strangers with each other."""
    slots, random = lexicon(), np.random.default_rng(SEED)
    kinds = {"copies": (corpus.edits > 0, 0.85, 1.0), "near misses": (corpus.edits == NEAR_MISS, 0.5, 0.65)}
    likeness: dict[str, tuple[list[float], float, float]] = {}
    for kind, (made, least, most) in kinds.items():
        some = random.choice(np.flatnonzero(made), SAMPLE)
        bases = corpus.base[some]
        originals = texts(Corpus(bases, bases, np.zeros(SAMPLE, np.int8)), 0, SAMPLE, slots).to_pylist()
        copies = [texts(corpus, n, n + 1, slots)[0].as_py() for n in some]
        likeness[kind] = (list(map(jaccard, originals, copies)), least, most)
    pairs = zip(pairwise(originals), bases[1:] == bases[:-1], strict=True)
    likeness["strangers"] = ([jaccard(*pair) for pair, same in pairs if not same], 0.0, 0.3)
    for kind, (indices, least, most) in likeness.items():
        print(f"{kind}: Jaccard index {min(indices):.2f} to {max(indices):.2f}", end="; ")
        if not least <= min(indices) <= max(indices) <= most:
            sys.exit("not what it is meant to be")
    print(f"{SAMPLE:,} of each compared")


def jaccard(one: str, other: str) -> float:
    """Compare the sets of n-grams."""
    left, right = ({text[n : n + 5] for n in range(len(text) - 4)} for text in (one, other))
    return len(left & right) / len(left | right)
