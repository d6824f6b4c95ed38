import re
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strategies import damaged, taiwanese
from zhtw_clean.stages import JoinLines, StripMargins
from zhtw_clean.testing import check_stage

DATA = Path(__file__).parents[2] / "shared" / "data" / "text"

join, strip = JoinLines(), StripMargins()

PROSE = (
    "本辦法所稱主管機關，在中央為經濟部，在直轄市為直轄市政府，在縣市為縣市政府，其權責由中央主管機關定之，"
    "並應公告於網站，公告期間不得少於十五日，期間屆滿後，應將人民所提意見及其處理情形一併公開，以供各界查閱，"
    "但依其情形有保密之必要者，得不予公開，並敘明其理由，報請上級機關備查。"
)


def edited(stage: JoinLines | StripMargins, text: str) -> str:
    """Apply a stage, also to a text that the engine would drop for being blank."""
    return str(pl.DataFrame({"text": [text]}).with_columns(*stage.edits())["text"].item())


def wrapped(text: str, characters: int, hanging: str = "") -> str:
    """Break a text of Chinese characters only."""
    first, rest = text[:characters], text[characters:]
    step = characters - len(hanging) // 2
    return "\n".join([first, *(hanging + rest[at : at + step] for at in range(0, len(rest), step))])


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("stage", [join, strip], ids=["join", "strip"])
def test_keeps_the_law(stage: JoinLines | StripMargins) -> None:
    check_stage(stage)


@pytest.mark.parametrize("characters", [20, 25, 30, 32, 36, 39, 40])
def test_joins_at_any_margin(characters: int) -> None:
    assert join(wrapped(PROSE, characters)) == PROSE


@pytest.mark.parametrize("indent", ["", "    ", "\u3000"])
def test_a_block_may_be_set_in(indent: str) -> None:
    text = wrapped(PROSE, 32).replace("\n", "\n" + indent)
    assert join(indent + text) == indent + PROSE


@pytest.mark.parametrize("marker", ["一、", "（二）", "１．", "㈠", "①", "甲、", "第二條："])
def test_strips_hanging_indents(marker: str) -> None:
    text = marker + PROSE * 2
    assert join(wrapped(text, 32, " " * 2 * len(marker))) == text


@pytest.mark.parametrize(
    "start", ["二、", "（三）", "2. ", "第 3 條\n", "㈡", "乙、", "# ", "> ", ": ", "推 abc: ", "| ", "", "\n"]
)
def test_what_starts_something_new_stays_apart(start: str) -> None:
    full = PROSE[:31] + "字"  # ends at the margin, and in the middle of something
    text = f"{wrapped(PROSE, 32)}\n{full}\n{start}{'' if start else '    '}{full}另起一段。"
    joined = join(text)
    assert joined is not None
    assert f"{full}\n{start}" in joined


def test_sentences_that_end_at_the_margin() -> None:
    full = PROSE[:31] + "。"
    bare = f"{wrapped(PROSE, 32)}\n{full}\n{PROSE}"
    assert f"{full}\n" in str(join(bare))
    marked = "\n\n".join([wrapped(PROSE, 32)] * 2 + [f"{full}\n次句仍在同一段。"])
    assert f"{full}次句" in str(join(marked))


def test_words_that_were_cut() -> None:
    line = PROSE[:27] + "（Shubhan"  # as wide as 32 Chinese characters, less one column
    text = f"{wrapped(PROSE, 32)}\n\n{line}k\nar）而言，下個月是第 100\n\n{PROSE[:30]}又有100\n"
    assert "（Shubhankar）而言" in str(join(text))


def test_words_that_were_carried_over() -> None:
    lines = [
        "他在台北的研討會上說，這一套系統的核心是 Apache",
        "Airflow，排程、重試、監控都由它負責，另外再用 Amazon",
        "Redshift 存放彙整後的資料，報表則由同事另外開發，大",
        "家都覺得好用，所以後來也推廣到其他部門，至今仍在運",
        "作，而且從來沒有出過什麼問題，大家都說，下一次遇到",
        "同樣的需求，也會這樣做。",
    ]
    joined = str(join("\n".join(lines)))
    assert "Apache Airflow" in joined
    assert "Amazon Redshift" in joined
    assert "大家" in joined


@pytest.mark.parametrize(
    "text",
    [
        "秋月朗朗關山上，山中行人馬蹄響。\n" * 6,
        "床前明月光疑是地上霜舉頭望明月低頭思故鄉\n" * 6,
        "| 名稱 | 說明，都一樣長的一列又一列的表格文字，不可併行 |\n" * 6,
        "│名稱│說明，都一樣長的一列又一列的表格文字，不可併行│\n" * 6,
        "```\n" + wrapped(PROSE, 32) + "\n```",
        "推 somebody: 他們的票，都一樣長的一列又一列的推文，不可併行 11/14 13:41\n" * 6,
        "> " + wrapped(PROSE, 32).replace("\n", "\n> "),
        ": " + wrapped(PROSE, 32).replace("\n", "\n: "),
        "臺北市中正區重慶南路一段一百二十二號三樓之五十\n" * 6,
        "原　　告　王○○　　住臺北市中正區重慶南路一段，郵遞區號\n" * 6,
        wrapped(PROSE, 32).replace("\n", "  \n"),
    ],
)
def test_leaves(text: str) -> None:
    assert edited(join, text) == text


lines = st.lists(taiwanese | damaged | st.sampled_from([PROSE[:32], PROSE[32:64], PROSE[64:95] + "字", "    ", "一、"]))
wraps = st.builds(wrapped, st.integers(0, 60).map(lambda start: PROSE[start:] * 2), st.integers(20, 45))
texts = st.lists(lines.map("\n".join) | wraps, max_size=6).map("\n".join)


@given(texts)
@settings(max_examples=60)
def test_twice_is_once_and_only_white_space_goes(text: str) -> None:
    once = edited(join, text)
    assert edited(join, once) == once
    assert squeezed(once) == squeezed(text)
    assert once.count("\n") <= text.count("\n")


def test_any_size() -> None:
    assert edited(join, PROSE * 10_000) == PROSE * 10_000
    assert edited(join, wrapped(PROSE * 2_000, 32)).count("\n") < 10_000


PAGES = "原　　告　王○○\n第1頁，共3頁\n被　　告　陳○○\n\n第2頁，共3頁\n\n主文\n第3頁，共3頁"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (PAGES, "原　　告　王○○\n被　　告　陳○○\n主文"),
        ("甲\n- 1 -\n乙\n- 2 -\n丙\n- 3 -", "甲\n乙\n丙"),
        ("甲\n1/3\n乙\n2/3\n丙\n3/3", "甲\n乙\n丙"),
        ("裝\n內容\n訂\n線\n內容", "內容\n內容"),
        ("…裝…訂…線…\n內容", "內容"),
        ("年報\n第1頁\n甲\n年報\n第2頁\n乙\n年報\n第3頁\n丙", "甲\n乙\n丙"),
        ("\n".join(f"{n:02}　第{n}行" for n in range(1, 32)), "\n".join(f"第{n}行" for n in range(1, 32))),
    ],
)
def test_strips_margins(before: str, after: str) -> None:
    assert strip(before) == after


@pytest.mark.parametrize(
    "text",
    [
        "第2頁\n內容",
        "比數\n1/3\n2/5\n3/7",
        "- 1 -\n甲\n- 2 -\n乙",
        "裝\n內容",
        "\n".join(f"{n:02} 第{n}項" for n in range(1, 20)),
        "\n".join(f"{n:02}. 第{n}項" for n in range(1, 40)),
        "第1頁，共3頁\n甲\n第2頁，共5頁",
        "原　　告　王○○\n被　　告　陳○○",
    ],
)
def test_strips_nothing_without_evidence(text: str) -> None:
    assert strip(text) == text


def test_says_how_many_lines() -> None:
    marked = pl.DataFrame({"text": [PAGES, "內容", None]}).with_columns(*strip.edits())
    assert marked["margin_lines"].to_list() == [3, 0, 0]


def test_lines_are_joined_across_pages() -> None:
    first, *rest = wrapped(PROSE, 32).split("\n")
    text = "\n".join([first, "", "第1頁，共2頁", "", *rest, "第2頁，共2頁"])
    assert join(str(strip(text))) == PROSE


@pytest.mark.skipif(not DATA.exists(), reason="needs the data set")
def test_no_poem_loses_a_line() -> None:
    poems = pl.read_ndjson(DATA / "poems.jsonl.zst").select("text")
    assert poems.select(*join.edits())["text"].equals(poems["text"])
