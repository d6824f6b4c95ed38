"""A corpus of real Taiwanese text with near-duplicates of known likeness, made from a seed.

Originals are pieces of real documents, cut at line ends. No line is used twice, and a piece stays only if
at least half of its 5-grams occur in no piece before it: so no two originals have a Jaccard index above 0.5.

Copies are edited originals. The Jaccard index of each to its original is counted, over sets of 5-grams of letters,
digits and Han characters, case and width folded. From 0.8 on a copy is a near-duplicate; from 0.5 to 0.7 it
is a near miss, which should stay; others are not used.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
from edits import EDITS, Edit, Spare
from numpy.typing import NDArray

SHORTEST, LONGEST = 200, 3000
NGRAM = 5
COPIES, NEAR_MISSES = 0.2, 0.1
SOURCES = ("text/medium.jsonl.zst", "guard/drcd-dev.jsonl.zst", "text/judgments.jsonl.zst")
FILES = 4


@dataclass(frozen=True)
class Role:
    """What copies are for: bounds of their index, and how likely an original has 0, 1, 2, … of them."""

    bounds: tuple[float, float]
    copies: tuple[float, ...]
    all_kinds: bool


DUPLICATES = Role((0.8, 1.0), (0, 0.6, 0.2, 0.1, 0, 0.1), all_kinds=True)
MISSES = Role((0.5, 0.7), (0, 1), all_kinds=False)  # two misses of one original may be near-duplicates of each other


@dataclass(frozen=True)
class Copy:
    """An edited original."""

    original: int
    kind: str
    jaccard: float
    text: str


def write(folder: Path, data: Path, n_documents: int, seed: int) -> None:
    """Write `documents/*.parquet` (id, text) and `truth.parquet` (id, original, kind, jaccard)."""
    random = np.random.default_rng(seed)
    n_copies, n_misses = round(COPIES * n_documents), round(NEAR_MISSES * n_documents)
    n_originals = n_documents - n_copies - n_misses
    texts = distinct(list(pieces(data, random)), random)
    if len(texts) < n_originals:
        message = f"{data} gives {len(texts)} originals, not {n_originals}: ask for fewer --documents"
        raise ValueError(message)
    spare = Spare(texts[n_originals:], random)
    originals = texts[:n_originals]
    order = random.permutation(n_originals)
    copies = list(edited(originals, order[::2], n_copies, DUPLICATES, spare))
    copies += edited(originals, order[1::2], n_misses, MISSES, spare)
    frame = pl.concat([truth(originals), pl.DataFrame(copies)], how="diagonal_relaxed")
    frame = frame.sample(fraction=1, shuffle=True, seed=seed).with_row_index("id")
    frame = frame.with_columns(pl.format("d{}", pl.col("id").cast(pl.String).str.zfill(7)).alias("id"))
    (folder / "documents").mkdir(parents=True)
    for file, part in enumerate(frame.select("id", "text").iter_slices(-(-frame.height // FILES))):
        part.write_parquet(folder / "documents" / f"{file:03}.parquet")
    frame.write_parquet(folder / "truth.parquet")


def truth(originals: list[str]) -> pl.DataFrame:
    """Describe the originals as what they are."""
    frame = pl.DataFrame({"text": originals}).with_row_index("original")
    return frame.with_columns(kind=pl.lit("original"), jaccard=pl.lit(1.0))


def pieces(data: Path, random: np.random.Generator) -> Iterator[str]:
    """Cut all documents, in random order, into pieces of whole lines."""
    frame = pl.concat([pl.read_ndjson(data / source).select("text") for source in SOURCES])
    order = frame.sample(fraction=1, shuffle=True, seed=int(random.integers(2**31)))
    lines = order.with_row_index("document").select("document", pl.col("text").str.split("\n")).explode("text")
    lines = lines.unique("text", keep="first", maintain_order=True).filter(pl.col("text").str.strip_chars() != "")
    for document in lines.group_by("document", maintain_order=True).agg("text")["text"]:
        piece: list[str] = []
        wanted = size(random)
        for line in document:
            piece.append(line)
            length = sum(map(len, piece))
            if length >= wanted:
                if length <= LONGEST:
                    yield "\n".join(piece)
                piece, wanted = [], size(random)


def size(random: np.random.Generator) -> float:
    """Draw a length: many short documents, few long ones."""
    return float(SHORTEST * (LONGEST / SHORTEST) ** (random.random() ** 2))


def distinct(texts: list[str], random: np.random.Generator) -> list[str]:
    """Keep the texts half of whose n-grams at least are new, in random order."""
    texts = [texts[n] for n in random.permutation(len(texts))]
    hashes = [np.unique(gram_hashes(text)) for text in texts]
    sizes = np.array([part.size for part in hashes])
    owners = np.repeat(np.arange(len(texts)), sizes)
    grams = np.concatenate(hashes)
    order = np.argsort(grams, kind="stable")
    first = np.ones(grams.size, bool)
    first[1:] = grams[order[1:]] != grams[order[:-1]]
    fresh = np.bincount(owners[order[first]], minlength=len(texts))
    return [text for text, new, size in zip(texts, fresh, sizes, strict=True) if size and new >= size / 2]


def gram_hashes(text: str) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    """Hash each n-gram to 64 bits."""
    codes = np.frombuffer(folded(text).encode("utf-32-le"), np.uint32).astype(np.uint64)
    hashes = np.zeros(max(codes.size - NGRAM + 1, 0), np.uint64)
    for n in range(NGRAM):
        hashes = hashes * np.uint64(0x9E3779B97F4A7C15) + codes[n : n + hashes.size]
    return hashes


def edited(originals: list[str], order: NDArray[np.int64], wanted: int, role: Role, spare: Spare) -> Iterator[Copy]:
    """Give copies of the originals in this order."""
    kinds = [edit for edit in EDITS if role.all_kinds or edit.can_miss]
    for original in order.tolist():
        for _ in range(min(wanted, spare.random.choice(len(role.copies), p=role.copies))):
            kind = kinds[spare.random.integers(len(kinds))]
            if copy := attempt(original, originals[original], kind, role.bounds, spare):
                wanted -= 1
                yield copy


def attempt(original: int, text: str, edit: Edit, bounds: tuple[float, float], spare: Spare) -> Copy | None:
    """Edit a text up to five times until the index lies within the bounds."""
    for _ in range(5):
        changed = edit.apply(text, spare.random.uniform(*bounds), spare)
        likeness = jaccard(text, changed)
        if bounds[0] <= likeness <= bounds[1] and changed != text:
            return Copy(original, edit.kind, likeness, changed)
    return None


def jaccard(one: str, other: str) -> float:
    """Count the Jaccard index of two texts' n-grams."""
    a, b = grams(one), grams(other)
    return len(a & b) / len(a | b)


def grams(text: str) -> set[str]:
    """Cut what counts of a text into n-grams."""
    kept = folded(text)
    return {kept[n : n + NGRAM] for n in range(len(kept) - NGRAM + 1)}


def folded(text: str) -> str:
    """Leave letters, digits and Han characters, without case and width."""
    return "".join(map(fold, text))


@cache
def fold(character: str) -> str:
    """Fold one character; nothing if it does not count."""
    folded = unicodedata.normalize("NFKC", character) if unicodedata.east_asian_width(character) in "FH" else character
    return folded.lower() if folded.isalnum() else ""
