"""Simplified and Traditional Chinese: what counts as evidence, what is dropped, what is converted."""

import json
import threading
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhtw_clean.stage import DROP_REASON, mark
from zhtw_clean.stages.convert_script import ConvertScript
from zhtw_clean.stages.simplified import Simplified
from zhtw_clean.testing import TRICKY, check_stage
from zhtw_clean.text import decisive
from zhtw_clean.text.convert import converter
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


@pytest.mark.parametrize("stage", [Simplified(), Simplified(max_ratio=0, min_distinct=1)])
def test_simplified_keeps_the_law(stage: Simplified) -> None:
    check_stage(stage, (*TRICKY, SIMPLIFIED_PARAGRAPH, TRADITIONAL_PARAGRAPH + SIMPLIFIED_PARAGRAPH))


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


def test_conversion_is_to_words_of_taiwan() -> None:
    simplified = "这个软件的内存不够，请联系网络管理员；里面的面条和皇后的头发。"
    assert ConvertScript()(simplified) == "這個軟體的記憶體不夠，請聯絡網路管理員；裡面的麵條和皇后的頭髮。"
    assert ConvertScript(config="s2tw")(simplified) == "這個軟件的內存不夠，請聯繫網絡管理員；裡面的麵條和皇后的頭髮。"


def test_only_what_is_mainly_simplified_is_converted() -> None:
    mixed = TRADITIONAL_PARAGRAPH * 3 + SIMPLIFIED_PARAGRAPH
    result = mark(pl.DataFrame({"text": [SIMPLIFIED_PARAGRAPH, mixed, "台北的文件", None]}), ConvertScript())
    assert result["converted"].to_list() == [True, False, False, False]
    assert result["text"].to_list()[1:] == [mixed, "台北的文件", None]
    assert ConvertScript(min_ratio=0.1)(mixed) != mixed


def test_conversion_goes_on_after_a_nul() -> None:
    assert ConvertScript()("他们说这\0个网页\0") == "他們說這\0個網頁\0"


@pytest.mark.parametrize("stage", [ConvertScript(), ConvertScript(config="s2t", min_ratio=0, min_distinct=1)])
def test_conversion_keeps_the_law(stage: ConvertScript) -> None:
    check_stage(stage, (*TRICKY, SIMPLIFIED_PARAGRAPH, TRADITIONAL_PARAGRAPH + SIMPLIFIED_PARAGRAPH * 2))


@patient
@given(st.lists(st.sampled_from([*"，の a1\n个台里发", SIMPLIFIED_PARAGRAPH, TRADITIONAL_PARAGRAPH])).map("".join))
def test_what_was_converted_is_simplified_no_more(text: str) -> None:
    converted = ConvertScript()(text)
    if converted is not None and converted != text:
        assert ConvertScript()(converted) == converted
        assert Simplified()(converted) == converted


def test_converters_may_be_shared_by_threads() -> None:
    convert, results = converter("s2twp"), set[str]()
    threads = [
        threading.Thread(target=lambda: results.update(convert(SIMPLIFIED_PARAGRAPH * n) for n in range(1, 200)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == {convert(SIMPLIFIED_PARAGRAPH * n) for n in range(1, 200)}


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
