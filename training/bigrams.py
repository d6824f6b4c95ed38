"""Make the bigram model of `repair-unicode` and `garbled`: src/zhtw_clean/resources/bigrams.npz.

python training/bigrams.py [../shared/data]

What is counted: pairs of neighbouring characters in Chinese text of every register and region, nine documents in
ten (by the digest of their text; the tenth is for measuring). A character counts as one letter with its
simplified and Japanese forms, so the model knows words, not scripts.
"""

import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from opencc import OpenCC
from xxhash import xxh3_64_intdigest

from zhtw_clean.resources.bigrams import NAT
from zhtw_clean.sketch.jit import kernel
from zhtw_clean.text.bigram_kernel import BMP, BREAK, DAMAGE, FAR_HAN, LETTER_BITS, MAX_COST, PICTURE

SETS = (
    ("text/medium", 1.0),
    ("text/laws-hard-wrapped", 0.3),
    ("text/poems", 1.0),
    ("hongkong/*", 1.0),
    ("variety/lihkg", 1.0),
    ("variety/cantonese-sentences", 1.0),
    ("mainland/*", 0.25),
)
"""The sets, and which share of their documents is counted: the first of every set, in the order of their digests."""
HELD_OUT = 10  # one document in so many is not counted

DIGIT, LOWER, UPPER, ACCENTED, MARK, HIRAGANA, KATAKANA, HALF_KANA = range(2, 10)
BOPOMOFO, HANGUL, LETTER, SYMBOL, HAN = range(10, 15)
N_KINDS = PICTURE + 1
SIZES = {DIGIT: 10, LOWER: 26, UPPER: 26, ACCENTED: 100, MARK: 40, HIRAGANA: 80, KATAKANA: 80, HALF_KANA: 60,
         BOPOMOFO: 40, HANGUL: 2000, LETTER: 200, SYMBOL: 400, HAN: 15000, FAR_HAN: 20000, PICTURE: 500,
         DAMAGE: 2000}  # fmt: skip
"""Among how many characters of a kind the probability of the kind is shared."""

OF_ONE_SCRIPT = (ACCENTED, HIRAGANA, KATAKANA, HALF_KANA, BOPOMOFO)
TOGETHER = 0.5  # likewise for scripts of which Chinese text has little, and nearly always more than one letter
TELLTALES = ("锟斤", "斤拷", "拷锟", "嚙踝", "踝蕭", "蕭嚙")
"""What U+FFFD has become where it was read in the wrong charset; pages joke about it, so the data has it."""
UNJUDGED = (MARK, HANGUL, LETTER, FAR_HAN, PICTURE)
UNJUDGED_COST = 32
"""What a character costs at most of which Chinese text tells nothing: so much that it is never damage by itself."""

DAMAGE_COST = 120
"""So much that one is seen in a glance at letters alone."""

MIN_CHARS = {"Han": 12, "other": 200}  # times a character must occur to be a letter of its own
MIN_PAIRS = 4
DISCOUNT = 0.75
REPEATED = 0.1  # added to the share of a character that is followed by itself: rows of any may be drawn
LATIN = (range(0x80), range(0x80, 0x250), range(0x1E00, 0x1F00))
RANGES = (  # kinds that a block of Unicode decides
    (0x80, 0x9F, DAMAGE),
    (0x2E80, 0x2FDF, HAN),
    (0x3041, 0x3096, HIRAGANA),
    (0x30A1, 0x30FF, KATAKANA),
    (0x31F0, 0x31FF, KATAKANA),
    (0x3105, 0x312F, BOPOMOFO),
    (0x31A0, 0x31BF, BOPOMOFO),
    (0x3400, 0x9FFF, HAN),
    (0xF900, 0xFAFF, HAN),
    (0x1100, 0x11FF, HANGUL),
    (0x3130, 0x318F, HANGUL),
    (0xAC00, 0xD7AF, HANGUL),
    (0xFF10, 0xFF19, DIGIT),
    (0xFF21, 0xFF3A, UPPER),
    (0xFF41, 0xFF5A, LOWER),
    (0xFF66, 0xFF9F, HALF_KANA),
    (0xD800, 0xF8FF, DAMAGE),  # surrogates, which no text has, and private use
    (0xFDD0, 0xFDEF, DAMAGE),
    (0xFFFD, 0xFFFF, DAMAGE),
)


def kinds() -> NDArray[np.uint16]:
    """The kind of every character of the Basic Multilingual Plane."""
    table = np.array([_kind(unicodedata.category(chr(code)), code) for code in range(BMP)], np.uint16)
    for first, last, kind in RANGES:
        table[first : last + 1] = kind
    return table


def _kind(category: str, code: int) -> int:
    if category in {"Lu", "Ll", "Lt", "Lo"} and any(code in block for block in LATIN):
        return ACCENTED if code not in LATIN[0] else UPPER if category == "Lu" else LOWER
    by_category = {"Cc": BREAK, "Zl": BREAK, "Zp": BREAK, "Nd": DIGIT, "Mn": MARK, "Mc": MARK, "Lm": MARK}
    return by_category.get(category, LETTER if category[0] == "L" else SYMBOL)


def same_words() -> NDArray[np.uint16]:
    """Every character's simplified form, or its own code."""
    japanese, simplify = OpenCC("jp2t").convert, OpenCC("t2s").convert
    table = np.arange(BMP, dtype=np.uint16)
    for code in range(0x3400, 0xA000):
        plain = simplify(japanese(chr(code)))
        if len(plain) == 1 and ord(plain) < BMP:
            table[code] = ord(plain)
    return table


def documents(data: Path) -> Iterator[str]:
    """The texts to count."""
    for name, share in SETS:
        paths = sorted(data.glob(f"{name}.jsonl.zst"))
        texts = pl.concat(pl.read_ndjson(path, infer_schema_length=None).select("text") for path in paths)
        for text in texts["text"].drop_nulls():
            digest = xxh3_64_intdigest(text.encode())
            if digest % HELD_OUT and digest < share * 2**64:
                yield text


def codes(text: str) -> NDArray[np.uint32]:
    """The code points of a text, with a line break at its end."""
    return np.frombuffer((text + "\n").encode("utf-32-le", "replace"), np.uint32)


def alphabet(data: Path) -> NDArray[np.uint16]:
    """The letter of every character."""
    fold, kind = same_words(), kinds()
    counts = np.zeros(BMP, np.int64)
    for text in documents(data):
        points = codes(text)
        counts += np.bincount(fold[points[points < BMP]], minlength=BMP)
    own = np.isin(kind, (HAN, SYMBOL)) & (counts >= np.where(kind == HAN, MIN_CHARS["Han"], MIN_CHARS["other"]))
    own[0x20:0x7F] = kind[0x20:0x7F] == SYMBOL
    own[0xA0:0xC0] = own[0xD7] = own[0xF7] = True
    own[[0x02C7, 0x02CA, 0x02CB, 0x02D9]] = True  # tones
    own &= fold == np.arange(BMP)
    letters = kind.copy()
    letters[own] = N_KINDS + np.arange(own.sum())
    return letters[fold]


@kernel
def count(points: NDArray[np.uint32], letters: NDArray[np.uint16], pairs: NDArray[np.uint32]) -> None:
    """Add the pairs of a text to the counts."""
    before = BREAK
    for point in points:
        if point < BMP:
            letter = letters[point]
        else:
            plane = point >> 16
            letter = FAR_HAN if plane in (2, 3) else DAMAGE if plane in (15, 16) else PICTURE
        pairs[before << LETTER_BITS | letter] += 1
        before = letter


def cost(probability: NDArray[np.float64], limit: int) -> NDArray[np.uint8]:
    """Minus the logarithm, in steps, rounded."""
    with np.errstate(divide="ignore"):
        steps: NDArray[np.float64] = np.clip(np.rint(-np.log(probability) * NAT), 0, limit)
    return steps.astype(np.uint8)


def model(letters: NDArray[np.uint16], pairs: NDArray[np.uint32]) -> dict[str, Any]:
    """Costs of letters, of pairs seen often enough, and of going over to the letter alone for all other pairs."""
    side, n = 1 << LETTER_BITS, int(letters.max()) + 1
    table = pairs.reshape(side, side)[:n, :n]
    sizes = np.ones(n)
    sizes[list(SIZES)] = list(SIZES.values())
    first, second = np.array([[letters[ord(char)] for char in pair] for pair in TELLTALES]).T
    table[first, second] = 0
    for alike, share in ((np.arange(N_KINDS, n), REPEATED), (np.array(OF_ONE_SCRIPT), TOGETHER)):
        table[alike, alike] += (share * table[alike].sum(1)).astype(np.uint32) + MIN_PAIRS
    firsts = table.sum(1, dtype=np.int64)
    alone = (table.sum(0, dtype=np.int64) + 0.5) / (table.sum(dtype=np.int64) + 0.5 * n)
    first, second = np.nonzero(table >= MIN_PAIRS)
    counted = table[first, second].astype(np.float64)
    left = 1 - np.bincount(first, counted - DISCOUNT, minlength=n) / np.maximum(firsts, 1)
    likely = (counted - DISCOUNT) / firsts[first] + left[first] * alone[second]
    limits = np.full(n, 255, np.uint8)
    limits[list(UNJUDGED)] = UNJUDGED_COST
    letter_costs = np.minimum(cost(alone / sizes, 255), limits)
    letter_costs[DAMAGE] = DAMAGE_COST
    keys = first.astype(np.uint32) << LETTER_BITS | second.astype(np.uint32)
    return {
        "letters": letters,
        "alone": letter_costs,
        "escape": np.where(np.isin(np.arange(n), UNJUDGED), 0, cost(np.maximum(left, 1e-4), 255)).astype(np.uint8),
        "gaps_low": (np.diff(keys, prepend=np.uint32(0)) & 0xFF).astype(np.uint8),
        "gaps_high": (np.diff(keys, prepend=np.uint32(0)) >> 8).astype(np.uint32),
        "costs": np.maximum(cost(likely / sizes[second], MAX_COST), 1),
    }


def main() -> None:
    """Write the model, and say how large it is."""
    data = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data")
    letters = alphabet(data)
    pairs = np.zeros(1 << 2 * LETTER_BITS, np.uint32)
    for text in documents(data):
        count(codes(text), letters, pairs)
    path = Path(__file__).parent.parent / "src/zhtw_clean/resources/bigrams.npz"
    made = model(letters, pairs)
    np.savez_compressed(path, **made)
    size = path.stat().st_size
    print(f"{letters.max() + 1:,} letters, {len(made['costs']):,} pairs of {pairs.sum():,} counted, {size:,} bytes")


if __name__ == "__main__":
    main()
