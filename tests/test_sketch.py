"""Kernels: what they compute is what the textbook, or datasketch, computes."""

from itertools import pairwise

import numba
import numpy as np
import polars as pl
import pytest
from datasketch import MinHash, MinHashLSH
from hypothesis import given
from hypothesis import strategies as st
from xxhash import xxh3_128_intdigest

from zhtw_clean.sketch import jit, lsh, minhash, union_find
from zhtw_clean.sketch.bands import bands_and_rows
from zhtw_clean.sketch.digest import digests
from zhtw_clean.sketch.fold import fold_table
from zhtw_clean.sketch.utf8 import utf8

COMMON = np.array(
    list(bytes(b for row in range(0xA4, 0xC6) for low in range(0xA1, 0xFF) for b in (row, low)).decode("big5"))
)


def han(random: np.random.Generator, length: int) -> str:
    return "".join(random.choice(COMMON, length))


def fold(text: str) -> str:
    return "".join(chr(code) for code in fold_table()[[ord(character) for character in text]] if code) if text else ""


def ngrams(text: str, n: int = 5) -> set[str]:
    return {text[start : start + n] for start in range(max(1, len(text) - n + 1))} if text else set()


def shingle_hash(ngram: str) -> int:
    total = 0
    for character in ngram:
        total = (total + ord(character)) * int(minhash.BASE) % 2**64
    return total >> 32


def signatures(
    texts: list[str | None], ngram: int = 5, num_perm: int = 128, seed: int = 1
) -> tuple[np.ndarray, np.ndarray]:
    return minhash.signatures(*utf8(pl.Series(texts, dtype=pl.String)), ngram=ngram, num_perm=num_perm, seed=seed)


def estimates(texts: list[str], others: list[str]) -> np.ndarray:
    one, other = (lsh.reduced(signatures(list(side))[0]) for side in (texts, others))
    different = one ^ other
    equal = ((different & 0x0F == 0).sum(axis=1) + (different & 0xF0 == 0).sum(axis=1)) / 128
    return np.asarray((equal - 1 / 16) / (15 / 16))


def jaccard(text: str, other: str) -> float:
    one, two = ngrams(fold(text)), ngrams(fold(other))
    return len(one & two) / len(one | two)


@given(
    st.lists(st.none() | st.text(max_size=40) | st.text(alphabet="中文 ,。Ａa𠮷𰻞é", max_size=4000), max_size=5),
    st.integers(1, 30),
    st.sampled_from([16, 128]),
    st.integers(0, 3),
)
def test_signatures_are_datasketch_s(texts: list[str | None], ngram: int, num_perm: int, seed: int) -> None:
    minima, lengths = signatures(texts, ngram, num_perm, seed)
    for text, least, length in zip(texts, minima, lengths, strict=True):
        folded = fold(text or "")
        expected = MinHash(num_perm, seed, scheme="affine32", hashfunc=shingle_hash)
        expected.update_batch(sorted(ngrams(folded, ngram)))
        assert least.tolist() == expected.hashvalues.tolist()
        assert length == len(folded)


def test_a_text_longer_than_the_kernel_s_block() -> None:
    text = han(np.random.default_rng(0), 9000)
    expected = MinHash(128, scheme="affine32", hashfunc=shingle_hash)
    expected.update_batch(sorted(ngrams(text)))
    assert signatures([text])[0][0].tolist() == expected.hashvalues.tolist()


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("這是 ＡＢＣ ３.１２！", "這是abc312"),
        ("「你好」，世\n界……", "你好世界"),
        ("ｱｲｳ", "アイウ"),
        ("ÀÉ", "àé"),
        ("葛\U000e0100", "葛"),
        ("🎉恭喜🎉", "恭喜"),
    ],
)
def test_layout_width_case_and_marks_are_folded(text: str, same: str) -> None:
    assert fold(text) == same


@pytest.mark.parametrize("text", ["ㄅㄆㄇ", "siaⁿim", "𠮷𰻞", "の", "\ue000"])
def test_letters_of_every_kind_count(text: str) -> None:
    assert fold(text) == text


def test_utf8_of_sliced_chunked_and_null_columns() -> None:
    whole = pl.Series(["甲", None, "", "乙丙", "a"])
    for column in (whole, whole[1:4], pl.concat([whole[:2], whole[2:]], rechunk=False), whole[:0]):
        data, offsets = utf8(column)
        texts = [bytes(data[start:stop]).decode() for start, stop in pairwise(offsets)]
        assert texts == column.fill_null("").to_list()


@pytest.mark.parametrize("length", [8, 40, 400])
def test_the_reduced_signature_estimates_without_bias(length: int) -> None:
    """The lowest four bits have twice this error on texts of 8 characters."""
    random = np.random.default_rng(length)
    texts = [han(random, length) for _ in range(1500)]
    others = [text[: random.integers(length)] for text in texts]
    others = [head + han(random, length - len(head)) for head in others]
    true = np.array([jaccard(*pair) for pair in zip(texts, others, strict=True)])
    error = estimates(texts, others) - true
    chance = np.sqrt(np.mean((1 + 15 * true) / 16 * (1 - true) * 15 / 16 / 128)) / (15 / 16)
    assert abs(error.mean()) < 4 * chance / np.sqrt(len(texts))
    assert error.std() < 1.3 * chance


@pytest.mark.parametrize("num_perm", [16, 32, 128])
@pytest.mark.parametrize("threshold", [0.5, 0.63, 0.7, 0.8, 0.88, 0.95])
def test_bands_are_those_that_datasketch_takes(threshold: float, num_perm: int) -> None:
    index = MinHashLSH(threshold, num_perm, weights=(0.05, 0.95))
    assert bands_and_rows(threshold, num_perm) == (index.b, index.r)


@pytest.mark.parametrize("threshold", [0.5, 0.6, 0.7, 0.8, 0.9, 0.95])
def test_bands_find_nine_in_ten_at_the_threshold(threshold: float) -> None:
    bands, rows = bands_and_rows(threshold, 128)
    assert 1 - (1 - threshold**rows) ** bands > 0.9
    assert bands * rows <= 128


def test_equal_bands_of_different_numbers_do_not_meet() -> None:
    keys = lsh.band_keys(np.full((2, 128), 7, np.uint32), 16, 8)
    assert len(set(keys[0].tolist())) == 16
    assert (keys[0] == keys[1]).all()


def test_band_keys_fill_partitions_evenly() -> None:
    minima, _ = signatures([han(np.random.default_rng(n), 50) for n in range(2000)])
    partitions = np.bincount((lsh.band_keys(minima, 16, 8) >> np.uint64(60)).ravel().astype(int), minlength=16)
    assert partitions.min() > 0.9 * 2000
    assert partitions.max() < 1.1 * 2000


def test_leaders_are_the_first_alike_and_never_more_than_the_cap() -> None:
    keys = np.array([1, 1, 1, 1, 1, 2, 2], np.uint64)
    sketches = np.repeat(np.array([[1], [2], [2], [3], [3], [1], [1]], np.uint8), 64, axis=1)
    assert lsh.leaders(keys, sketches, 128, 9).tolist() == [0, 1, 1, 3, 3, 5, 5]
    assert lsh.leaders(keys, sketches, 128, 2).tolist() == [0, 1, 1, 3, 4, 5, 5]


@given(st.lists(st.lists(st.integers(0, 2**64 - 1))))
def test_sorted_unique(parts: list[list[int]]) -> None:
    merged = union_find.sorted_unique(np.array(part, np.uint64) for part in parts)
    assert merged.tolist() == sorted({number for part in parts for number in part})


def test_sorted_unique_of_many_parts() -> None:
    random = np.random.default_rng(0)
    parts = [random.integers(0, 2**20, 2**18, dtype=np.uint64) for _ in range(6)]
    assert np.array_equal(union_find.sorted_unique(parts), np.unique(np.concatenate(parts)))


@given(
    st.lists(st.tuples(st.integers(0, 29), st.integers(0, 29))), st.lists(st.integers(0, 3), min_size=30, max_size=30)
)
def test_union_find_agrees_with_spreading_the_least(pairs: list[tuple[int, int]], lengths: list[int]) -> None:
    labels = list(range(30))
    for _ in range(30):
        for one, other in pairs:
            labels[one] = labels[other] = min(labels[one], labels[other])
    parents = np.arange(30, dtype=np.uint32)
    sides = np.array(pairs, np.int64).reshape(-1, 2)
    union_find.join(parents, sides[:, 0].copy(), sides[:, 1].copy())
    union_find.flatten(parents)
    assert parents.tolist() == labels
    longest = [max((n for n in range(30) if labels[n] == label), key=lambda n: (lengths[n], -n)) for label in labels]
    assert union_find.longest(parents, np.array(lengths, np.uint32)).tolist() == longest


def test_digests_are_xxh3() -> None:
    texts = ["甲", "乙" * 500, "", None]
    halves = digests(pl.Series(texts)).to_list()
    assert [(half["key"] << 64) + half["check"] for half in halves[:2]] == [
        xxh3_128_intdigest(text.encode()) for text in ("甲", "乙" * 500)
    ]
    assert [half["key"] for half in halves[2:]] == [None, None]


def test_a_kernel_compiles_where_nothing_can_be_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numba.core.caching.CacheImpl, "_locator_classes", [])

    def double(number: int) -> int:
        return 2 * number

    assert jit.kernel(double)(21) == 42
