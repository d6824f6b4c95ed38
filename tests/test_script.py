"""Simplified and Traditional Chinese: what counts as evidence, what is dropped and what is cut."""

import json
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhtw_clean.stage import DROP_REASON, mark
from zhtw_clean.stages.simplified import Simplified
from zhtw_clean.testing import TRICKY, check_stage
from zhtw_clean.text import decisive
from zhtw_clean.text.derive import derive
from zhtw_clean.text.script import count_decisive, wilson_lower

DATA = Path(__file__).parent.parent.parent / "shared" / "data"
patient = settings(deadline=None)  # the kernel and OpenCC load on their first call
SIMPLIFIED_PARAGRAPH = "他们说这个网页里面的资料都是简体字，应该请编辑把标题和内容转换过来。"
TRADITIONAL_PARAGRAPH = "他們說這個網頁裡面的資料都是正體字，編輯不必再轉換標題和內容。"
SHARED = "后里干台面云制只余范游党卷谷郁斗几丑升征志周布占厘伙舍于岳粘筑并群峰床"
texts_of_all_kinds = st.text(st.sampled_from("们说這個國国学会の a1\n，😀𠮷ㄅ" + SHARED + "资料資料"))


def test_the_table_is_what_opencc_gives() -> None:
    opencc = pytest.importorskip("opencc")
    if opencc.__version__ != decisive.OPENCC:
        pytest.skip(f"the table was written with OpenCC {decisive.OPENCC}")
    assert derive() == {"SIMPLIFIED": decisive.SIMPLIFIED, "TRADITIONAL": decisive.TRADITIONAL}


def test_shared_characters_decide_nothing() -> None:
    both = decisive.SIMPLIFIED + decisive.TRADITIONAL
    assert len(set(both)) == len(both)
    assert not set(both) & set(SHARED)
    assert not set(decisive.SIMPLIFIED) & set("国学会点来体户吓个却黄温内")


@patient
@given(st.lists(st.none() | texts_of_all_kinds, max_size=6), st.integers(0, 6))
def test_counts_are_those_of_a_simple_loop(texts: list[str | None], cut: int) -> None:
    column = pl.Series("text", texts, dtype=pl.String)
    chunked = pl.concat([column[:cut], column[cut:]], rechunk=False)
    expected = [
        {
            "simplified_chars": sum(char in decisive.SIMPLIFIED for char in text or ""),
            "traditional_chars": sum(char in decisive.TRADITIONAL for char in text or ""),
            "distinct_simplified": len(set(text or "") & set(decisive.SIMPLIFIED)),
        }
        for text in texts
    ]
    assert count_decisive(column).to_list() == expected
    assert count_decisive(chunked).to_list() == expected
    assert count_decisive(column[cut:]).to_list() == expected[cut:]


def test_wilson_interval_against_published_values() -> None:
    # Newcombe 1998, Statistics in Medicine 17, table I: 81/263, 15/148, 0/20, 1/29
    frame = pl.DataFrame({"k": [81, 15, 0, 1], "n": [263, 148, 20, 29]})
    lower = frame.select(wilson_lower(pl.col("k"), pl.col("n"))).to_series()
    assert lower.round(4).to_list() == [0.2553, 0.0624, 0.0, 0.0061]


@pytest.mark.parametrize(
    "stage", [Simplified(), Simplified(max_ratio=0, min_distinct=1), Simplified(lines="drop"), Simplified(1, 1, "drop")]
)
def test_simplified_keeps_the_law(stage: Simplified) -> None:
    both = TRADITIONAL_PARAGRAPH, SIMPLIFIED_PARAGRAPH
    check_stage(stage, (*TRICKY, SIMPLIFIED_PARAGRAPH, "".join(both), "\n".join(both), "\n".join(both[::-1] * 3)))


@pytest.mark.parametrize(
    "text",
    [
        TRADITIONAL_PARAGRAPH,
        "皇后在公里外的茶几旁，詩云：「人云亦云」；依法制作之文件，余先生、范小姐、游老師均無異議。",
        "靜坐四个字久，這个熟悉又陌生个世界，行去外口食个腸粉，個舖面頭前條路酷寬。" * 5,  # 个 in Southern Min
        "大家都叫她悦悦，悦悦昨天發燒，我去看悦悦。" * 10,  # a name
        "国会図書館で学生が会議の資料を読んでいます。東京の天気は晴れです。",
        "国立国会図書館　関西館　来館案内　学生証　総合案内",  # no kana
        "大户一早知情，前排拉升，試吓睇吓，痕迹喺内地搵到，李慧琼議員話要强硬。" * 3,  # Hong Kong
        "參考資料：《Linux下域名解析的优化》" + TRADITIONAL_PARAGRAPH * 8,  # a title quoted
        "",
    ],
)
def test_what_is_not_simplified_stays(text: str) -> None:
    assert Simplified()(text) == text or not text


@pytest.mark.parametrize(
    "text",
    [
        SIMPLIFIED_PARAGRAPH,
        SIMPLIFIED_PARAGRAPH + "「優の良品」はおいしいです。",
        TRADITIONAL_PARAGRAPH * 3 + SIMPLIFIED_PARAGRAPH,
        "<p>" + SIMPLIFIED_PARAGRAPH + "</p>" + "abc " * 500,
    ],
)
def test_what_is_simplified_goes(text: str) -> None:
    assert Simplified()(text) is None


def test_a_higher_limit_keeps_more() -> None:
    mixed = TRADITIONAL_PARAGRAPH * 3 + SIMPLIFIED_PARAGRAPH
    assert Simplified(max_ratio=0.5)(mixed) == mixed
    assert Simplified(min_distinct=100)(mixed) == mixed


def test_the_share_is_that_of_what_was_made_simplified() -> None:
    back = pytest.importorskip("opencc").OpenCC("tw2s").convert
    frame = pl.DataFrame(
        {"text": [TRADITIONAL_PARAGRAPH * (20 - n) + back(TRADITIONAL_PARAGRAPH) * n for n in range(21)]}
    )
    counts = mark(frame, Simplified())
    shares = counts["simplified_chars"] / (counts["simplified_chars"] + counts["traditional_chars"])
    assert shares.to_list() == pytest.approx([n / 20 for n in range(21)])


def cut(*lines: str) -> dict[str, object]:
    """What `lines: drop` makes of a text."""
    return mark(pl.DataFrame({"text": ["\n".join(lines)]}), Simplified(lines="drop")).row(0, named=True)


def test_quoted_lines_are_cut_and_counted() -> None:
    result = cut(
        TRADITIONAL_PARAGRAPH, "", SIMPLIFIED_PARAGRAPH, "", "我很好", SIMPLIFIED_PARAGRAPH, TRADITIONAL_PARAGRAPH
    )
    assert result["text"] == f"{TRADITIONAL_PARAGRAPH}\n\n\n我很好\n{TRADITIONAL_PARAGRAPH}"
    assert result["n_simplified_lines"] == 2
    assert result["simplified_text"] == f"{SIMPLIFIED_PARAGRAPH}\n{SIMPLIFIED_PARAGRAPH}"
    assert (result["simplified_chars"], result[DROP_REASON]) == (0, None)


def test_short_lines_side_by_side_are_evidence_together() -> None:
    song = ("鸡母鸡母", "外家来给饭", "一隻小船", "阿婆卖饼")
    assert cut(*[TRADITIONAL_PARAGRAPH] * 3, *song)["text"] == "\n".join((*[TRADITIONAL_PARAGRAPH] * 3, song[2]))
    apart = ("鸡母", TRADITIONAL_PARAGRAPH, "阿婆卖", TRADITIONAL_PARAGRAPH)
    assert cut(*apart)["text"] == "\n".join(apart)


@pytest.mark.parametrize(
    "lines",
    [
        (SIMPLIFIED_PARAGRAPH,),
        (SIMPLIFIED_PARAGRAPH, "台北"),
        (SIMPLIFIED_PARAGRAPH * 2, TRADITIONAL_PARAGRAPH),
        (TRADITIONAL_PARAGRAPH, TRADITIONAL_PARAGRAPH * 2 + SIMPLIFIED_PARAGRAPH),
    ],
)
def test_what_is_simplified_without_its_passages_goes_whole(lines: tuple[str, ...]) -> None:
    result = cut(*lines)
    assert result[DROP_REASON] == "simplified"
    assert (result["text"], result["simplified_text"]) == ("", "\n".join(lines))
    assert result["n_simplified_lines"] == len(lines)


@pytest.mark.parametrize("text", ["", "\n", "皇后在公里外\n学会\n个"])
def test_nothing_simplified_nothing_cut(text: str) -> None:
    result = mark(pl.DataFrame({"text": [text, None]}), Simplified(lines="drop"))
    assert result["text"].to_list() == [text, None]
    assert result["n_simplified_lines"].to_list() == [0, 0]
    assert not result.filter(pl.col(DROP_REASON) == "simplified").height


@patient
@given(st.lists(st.sampled_from(["", "们", "张艺谋", "我", SIMPLIFIED_PARAGRAPH, TRADITIONAL_PARAGRAPH])))
def test_what_is_cut_and_what_stays_are_the_lines_there_were(lines: list[str]) -> None:
    result = cut(*lines)
    if result[DROP_REASON] is None and lines:
        rest, gone = str(result["text"]).split("\n"), str(result["simplified_text"] or "").split("\n")
        assert sorted(rest + gone * bool(result["n_simplified_lines"])) == sorted(lines)
        assert not any(char in decisive.TRADITIONAL for line in gone for char in line)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "column", "at_least", "at_most"),
    [
        ("guard/drcd-dev", "text", 0, 0),
        ("text/small", "text", 0, 0),
        ("text/laws-hard-wrapped", "text", 0, 0),
        ("text/judgments", "text", 0, 0),
        ("text/poems", "text", 0, 0),
        ("hongkong/news-hkcnews", "text", 0, 0),
        ("variety/msdocs-parallel", "zh_tw", 0, 0),
        ("variety/msdocs-parallel", "zh_cn", 1, 1),
        ("mainland/news-boson-ner", "text", 1, 1),
        ("variety/ud-chinese-gsdsimp", "text", 0.7, 1),
    ],
)
def test_share_dropped_of_real_text(name: str, column: str, at_least: float, at_most: float) -> None:
    path = DATA / f"{name}.jsonl.zst"
    if not path.exists():
        pytest.skip("the real data is not here")
    texts = pl.read_ndjson(path).select(pl.col(column).alias("text"))
    share = mark(texts, Simplified())[DROP_REASON].count() / texts.height
    assert at_least <= share <= at_most, json.dumps({name: share})
