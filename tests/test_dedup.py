"""`exact-duplicate` and `near-duplicate`, driven as an engine drives them."""

from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from zhtw_clean.sketch.fold import fold_table
from zhtw_clean.stage import CorpusStage
from zhtw_clean.stages.exact_duplicate import ExactDuplicate
from zhtw_clean.stages.near_duplicate import NearDuplicate
from zhtw_clean.testing import check_stage, documents

DATA = Path(__file__).parents[2] / "shared/data/text"
HAN = np.array([chr(code) for code in range(0x4E00, 0x5800)])
CROSSING = "在捷運站出口等紅綠燈的時候，看見一位老先生牽著孫子，慢慢走過斑馬線，手上還提著剛買的豆漿和飯糰。"
HARBOR = "港口的清晨總是很早就開始：漁船靠岸，魚販喊價，冰塊在水泥地上滑來滑去，貓坐在欄杆上等著分一杯羹。"


def gather(stage: CorpusStage, frame: pl.DataFrame) -> pl.DataFrame:
    keys = frame.select("doc_id", *stage.keys())
    return (keys.explode("key") if keys.schema["key"].is_nested() else keys).drop_nulls("key")


def dedup(stage: CorpusStage, splits: Sequence[pl.DataFrame], partitions: int = 1) -> pl.DataFrame:
    keys = pl.concat(gather(stage, split) for split in splits)
    partition = keys["key"] // 2**32 * partitions // 2**32
    parts = [keys.filter(partition == number).sort("key", "doc_id") for number in range(partitions)]
    return stage.verdicts([stage.meet(part) for part in parts])


def dropped(stage: CorpusStage, texts: Sequence[str | None]) -> dict[int, int]:
    verdicts = dedup(stage, [documents(texts)], partitions=3)
    assert verdicts["drop_reason"].unique().to_list() in ([], [stage.__struct_config__.tag])
    return dict(verdicts.select("doc_id", "because_of").iter_rows())


def han(random: np.random.Generator, length: int) -> str:
    return "".join(random.choice(HAN, length))


def changed(random: np.random.Generator, text: str, n_changes: int) -> str:
    characters = list(text)
    for place in random.choice(len(text), n_changes, replace=False):
        characters[place] = str(random.choice(HAN))
    return "".join(characters)


def jaccard(text: str, other: str, n: int = 5) -> float:
    fold = fold_table()
    one, two = ([code for code in fold[[ord(character) for character in t]] if code] for t in (text, other))
    sets = [{tuple(codes[start : start + n]) for start in range(max(1, len(codes) - n + 1))} for codes in (one, two)]
    return len(sets[0] & sets[1]) / len(sets[0] | sets[1])


@pytest.mark.parametrize(
    "stage", [ExactDuplicate(), NearDuplicate(), NearDuplicate(keep="longest", num_perm=64, threshold=1)]
)
def test_the_law(stage: CorpusStage) -> None:
    check_stage(stage)
    check_stage(stage, [])
    check_stage(stage, [None, None])


@pytest.mark.parametrize("stage", [ExactDuplicate(), NearDuplicate(), NearDuplicate(keep="longest")])
def test_nothing_to_compare_gives_an_empty_verdict(stage: CorpusStage) -> None:
    schema = {"doc_id": pl.UInt64, "drop_reason": pl.String, "because_of": pl.UInt64}
    assert dict(stage.verdicts([]).schema) == schema
    verdicts = dedup(stage, [documents([None, "", " \n", CROSSING])], partitions=2)
    assert dict(verdicts.schema) == schema
    assert verdicts.is_empty()


def test_exact_copies_differ_in_white_space_alone() -> None:
    wrapped = CROSSING[:20] + "\n\u3000\u3000" + CROSSING[20:] + "\n"
    texts = [HARBOR, CROSSING, None, wrapped, CROSSING + "。", HARBOR, "", "", "\n"]
    assert dropped(ExactDuplicate(), texts) == {3: 1, 5: 0}


def test_exact_copies_agree_in_all_128_bits() -> None:
    keys = pl.DataFrame(
        {"key": [7, 7, 7, 7], "check": [1, 2, 1, 2], "doc_id": [10, 11, 12, 13]},
        schema={"key": pl.UInt64, "check": pl.UInt64, "doc_id": pl.UInt64},
    )
    assert ExactDuplicate().meet(keys).rows() == [(12, 10), (13, 11)]


def test_near_copies_in_other_clothes() -> None:
    spaced = "  ".join(CROSSING.replace("，", ",").replace("。", "！！！"))
    prefixed = CROSSING * 3 + "（轉貼）"
    assert dropped(NearDuplicate(), [CROSSING, HARBOR, spaced, CROSSING * 3, prefixed]) == {2: 0, 3: 0, 4: 0}


def test_width_and_case_hide_nothing() -> None:
    assert dropped(NearDuplicate(), [f"ＡＢＣ{HARBOR}", f"abc{HARBOR}"]) == {1: 0}


def test_short_and_empty_texts() -> None:
    texts = ["推", "推！", "推推", "好", None, "", "。。。", "🎉", "。。。", "𠮷𰻞", "𠮷 𰻞", "𠮷"]
    assert dropped(NearDuplicate(), texts) == {1: 0, 10: 9}


def test_a_chain_keeps_its_first() -> None:
    random = np.random.default_rng(1)
    first = han(random, 400)
    second = changed(random, first, 5)
    third = changed(random, second, 5)
    assert jaccard(first, third) < 0.85 < min(jaccard(first, second), jaccard(second, third))
    stage = NearDuplicate(threshold=0.83)
    assert dropped(stage, [first, second, third]) == {1: 0, 2: 0}


def test_the_longest_stays_and_of_equals_the_first() -> None:
    long = HARBOR * 2 + "完"
    stage = NearDuplicate(keep="longest")
    assert dropped(stage, [HARBOR, long, HARBOR, CROSSING, CROSSING]) == {0: 1, 2: 1, 4: 3}
    assert dropped(NearDuplicate(), [HARBOR, long, HARBOR, CROSSING, CROSSING]) == {1: 0, 2: 0, 4: 3}


def corpus() -> pl.DataFrame:
    random = np.random.default_rng(5)
    originals = [han(random, int(length)) for length in random.integers(30, 200, 12)]
    copies = [changed(random, original, int(random.integers(0, 4))) for original in originals for _ in range(3)]
    return documents([*originals, *copies, *originals[:4], None, "", "短"])


CORPUS = corpus()


@pytest.mark.parametrize("stage", [ExactDuplicate(), NearDuplicate(), NearDuplicate(keep="longest")])
@settings(deadline=None, max_examples=15)
@given(st.lists(st.integers(0, 4), min_size=CORPUS.height, max_size=CORPUS.height), st.integers(1, 9))
def test_splits_and_partitions_do_not_matter(stage: CorpusStage, layout: list[int], partitions: int) -> None:
    split_of = pl.Series(layout)
    splits = [CORPUS.filter(split_of == number) for number in range(5)]
    expected = dedup(stage, [CORPUS])
    assert expected.height > 3
    assert_frame_equal(dedup(stage, splits, partitions), expected)


def test_evidence_is_the_same_whatever_else_is_in_the_partition() -> None:
    stage = NearDuplicate()
    keys = gather(stage, CORPUS).sort("key", "doc_id")
    halves = [keys.filter(keys["key"] < 2**63), keys.filter(keys["key"] >= 2**63)]
    assert_frame_equal(pl.concat(map(stage.meet, halves)).unique().sort(pl.all()), stage.meet(keys))


def test_recall_and_precision_follow_the_true_index() -> None:
    random = np.random.default_rng(11)
    originals = [han(random, 300) for _ in range(1500)]
    copies = [changed(random, original, int(random.integers(0, 26))) for original in originals]
    true = np.array([jaccard(*pair) for pair in zip(originals, copies, strict=True)])
    found = np.zeros(true.size, bool)
    found[[doc_id - true.size for doc_id in dropped(NearDuplicate(), [*originals, *copies])]] = True
    assert (true > 0.9).sum() > 100
    assert found[true > 0.9].mean() > 0.99
    assert found[true > 0.85].mean() > 0.95
    assert not found[true < 0.65].any()
    assert found[true < 0.75].mean() < 0.05
    assert true[found].min() > 0.65


def test_unlike_documents_are_never_joined() -> None:
    random = np.random.default_rng(12)
    assert dropped(NearDuplicate(), [han(random, 100) for _ in range(5000)]) == {}


@pytest.mark.parametrize(
    "options", [{"threshold": 0.3}, {"num_perm": 127}, {"keep": "last"}, {"ngram": 0}, {"seed": 2**32}]
)
def test_options_that_make_no_sense_are_refused(options: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"stage": "near-duplicate", **options}, NearDuplicate)


def test_the_evidence_may_be_read_only_one_frame_at_a_time() -> None:
    """An engine reads evidence from files; nothing may count on frames read before."""

    class Files:
        def __iter__(self) -> "object":
            return (stage.meet(part) for part in parts)

    stage = NearDuplicate(keep="longest")
    keys = gather(stage, CORPUS).sort("key", "doc_id")
    parts = [keys.filter(keys["key"] % 4 == number) for number in range(4)]
    assert_frame_equal(stage.verdicts(Files()), dedup(stage, [CORPUS]))  # type: ignore[arg-type]


@pytest.mark.slow
@pytest.mark.parametrize("stage", [ExactDuplicate(), NearDuplicate()])
def test_a_hub_of_copies(stage: CorpusStage) -> None:
    dropped(stage, [CROSSING])
    assert dropped(stage, [CROSSING] * 100_000) == dict.fromkeys(range(1, 100_000), 0)


@pytest.mark.slow
def test_a_bucket_of_unlike_documents() -> None:
    random = np.random.default_rng(3)
    sketches = random.integers(0, 256, (200_000, 64), dtype=np.uint8)
    doc_id = pl.int_range(len(sketches), dtype=pl.UInt64, eager=True)
    keys = pl.DataFrame({"key": doc_id * 0, "sketch": sketches, "doc_id": doc_id})
    assert NearDuplicate().meet(keys).is_empty()


@pytest.mark.slow
def test_real_text_with_known_changes() -> None:
    if not DATA.exists():
        pytest.skip("the texts to measure with are not here")
    texts = pl.read_ndjson(DATA / "small.jsonl.zst")["text"].str.slice(0, 2000).unique(maintain_order=True)
    kept = documents(texts.to_list())
    verdicts = dedup(NearDuplicate(threshold=0.5), [kept])
    originals = kept.filter(~pl.col("doc_id").is_in(verdicts["doc_id"].implode()))["text"].to_list()[:1500]
    random = np.random.default_rng(2)
    copies = [changed(random, text, int(random.integers(0, max(2, len(text) // 15)))) for text in originals]
    true = np.array([jaccard(*pair) for pair in zip(originals, copies, strict=True)])
    because_of = dropped(NearDuplicate(), [*originals, *copies])
    found = np.array([because_of.get(len(originals) + n) == n for n in range(len(originals))])
    assert found[true > 0.9].mean() > 0.99
    assert found[true > 0.85].mean() > 0.95
    assert found[true < 0.75].mean() < 0.05
    assert not found[true < 0.65].any()
