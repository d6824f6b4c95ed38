# ruff: noqa: RUF001 - look-alikes are what is tested
import re
import time
from pathlib import Path

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from strategies import PIECES, damaged, han, taiwanese
from zhtw_clean.stages import RestorePunctuation
from zhtw_clean.testing import check_stage
from zhtw_clean.text.seams import edit_lines_with, seam_pattern

restore = RestorePunctuation()
doubled = RestorePunctuation(quotes="corner", ellipsis="double", dash="double")
SMALL = Path(__file__).parents[2] / "shared/data/text/small.jsonl.zst"

FLAT = (*"，：；！？（）,:;!?()\"“”‘’'—.[]｜|=1a ", "...", "--", "//", "很好吃的飯", "他說", ":)")
flattened = st.lists(st.sampled_from(FLAT + PIECES), max_size=24).map("".join)


def test_keeps_the_law() -> None:
    check_stage(restore)
    check_stage(doubled)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("他來了,我走了;真的?好!原因:無", "他來了，我走了；真的？好！原因：無"),
        ("他來了, 我走了; 真的? 好! 原因: 無", "他來了，我走了；真的？好！原因：無"),
        ("他來了 , 我走了 ,他也走了,", "他來了，我走了，他也走了，"),
        ("他說:「好!」,又說:「走嗎?」", "他說：「好！」，又說：「走嗎？」"),
        ("真的嗎???太好了!!!什麼!?", "真的嗎？？？太好了！！！什麼！？"),
        ("我喜歡Python, 也喜歡C,不過Go,還沒學", "我喜歡Python，也喜歡C，不過Go，還沒學"),
        ("打擊率有0.374,比他高,共1,234元", "打擊率有0.374，比他高，共1,234元"),
        ("出版日期: 1953,譯者: 宋碧雲", "出版日期：1953，譯者：宋碧雲"),
        ("**注意:**重要", "**注意：**重要"),
        ("依法,(第三條)處理", "依法，（第三條）處理"),
        ("我覺得這樣很好. 但是你呢?", "我覺得這樣很好。但是你呢？"),
        ("這是他的地雷我早就說過了.他還是一樣.", "這是他的地雷我早就說過了。他還是一樣。"),
    ],
)
def test_restores_marks(before: str, after: str) -> None:
    assert restore(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("好(括號)嗎,直轄市、縣 (市) 政府", "好（括號）嗎，直轄市、縣（市）政府"),
        ("美國證券交易委員會(SEC)不認為", "美國證券交易委員會（SEC）不認為"),
        ("電子報表 (ER) 格式、一個容器(Container)。", "電子報表（ER）格式、一個容器（Container）。"),
        ("比《Inferno (地獄)》低", "比《Inferno（地獄）》低"),
        ("今(107)年、二月(2月14日)、一成(10%)", "今（107）年、二月（2月14日）、一成（10%）"),
        ("他來了(笑)真的(?)好(很好(非常好))", "他來了（笑）真的（？）好（很好（非常好））"),
        (" (一) 庶務\n (二) 出納", " （一）庶務\n （二）出納"),
        ("V1.0 (2010 年 8 月): 公告\nenum (C# 參考)", "V1.0（2010 年 8 月）：公告\nenum（C# 參考）"),
        ("(網址 (舊) 為 https://a.tw/b) 好", "（網址（舊）為 https://a.tw/b）好"),
        ("甲(乙)(c)(丙(丁) (戊))", "甲（乙）(c)（丙（丁） （戊））"),
    ],
)
def test_restores_pairs_of_brackets(before: str, after: str) -> None:
    assert restore(before) == after


@pytest.mark.parametrize(
    "text",
    [
        "時間12:30、比數3:2、1,234,567元、上午9:00-17:30",
        "好吧 :) 是喔:D 嘿:P 哈:-) 嗚 :( 囧 ;)",
        "(*´∀`)~♥ (ﾟ∀。) (╬゜皿゜) =.= =,= ^_^b",
        "(1)先洗(2)再切\n1.洗 2.切\n(a)對",
        "電話(02)2345-6789、f(x)、self.f(甲.乙)",
        "[連結](https://a.tw/路徑,二) ![圖](b.png) 好![圖](c.png)",
        "https://a.tw/查詢?字=中文,英文",
        "Tags: 科學, 生物, 太空\nTitle: 你好,世界",
        "He said 你好, then left: the end (bye).",
        'print("你好,世界"); // 分號,\nx = f("甲,乙")\nif (甲 == 乙) {',
        "│項目,甲│數量(個)│\n| 甲,乙 | 丙(丁) |\n甲,乙\t丙,丁",
        "王小明,25,男,0912\nM1,TAR-21,希普卡,SOP",
        ":smile: 喜歡:heart: std::名稱",
        "```\n註:中文,英文\n```",
        "※ 發信站: 批踢踢實業坊(ptt.cc), 來自: 203.0.113.5\n※ 文章網址: https://a.tw/b",
        "Góa sī Tâi-oân-lâng, 我是",
        "大衛.麥塔斯、機車.超商.小吃\n第三章.\n一.前言",
        "R: [問卦] 狙擊槍能打下直升機嗎      (Gossiping)",
        "只有一邊)的括號",
        "只有(一邊",
        "用 , 分開、逗號, 冒號: 符號",
        "Yahoo!奇摩、何不=?中文",
        "春眠不覺曉，處處聞啼鳥",
        "松崎元, 大内一雄: デザイン学研究, (円柱形つまみの使用)",
    ],
)
def test_leaves(text: str) -> None:
    assert restore(text) == text


@pytest.mark.parametrize("opened", ["(", "(好"])
def test_brackets_within_brackets(opened: str) -> None:
    nest = f"{150 * opened}好{150 * ')'}"
    start = time.process_time()
    once = restore("\n".join(1000 * [f"{nest} {nest}"]))
    assert time.process_time() - start < 4
    assert once is not None
    assert once.count("（") == once.count("）") == 2000 * 11
    assert restore(once) == once


def test_a_pair_does_not_reach_beyond_its_line() -> None:
    assert restore("好(甲\n乙)好\n丙(丁)好") == "好(甲\n乙)好\n丙（丁）好"


def test_a_lost_character_is_no_question() -> None:
    text = "深水?區以及黃大仙區，立院龍頭游錫?說，真的嗎?好"
    assert restore(text) == "深水?區以及黃大仙區，立院龍頭游錫?說，真的嗎？好"


def test_keeps_the_date_of_a_comment_apart() -> None:
    assert restore("推 user: 是嗎? 05/12 22:32") == "推 user: 是嗎？ 05/12 22:32"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('他說"你好",走了', "他說「你好」，走了"),
        ("“我‘很’好”他說", "「我『很』好」他說"),
        ("「他說“好”」", "「他說『好』」"),
        ('他說:"Hello, how are you?"', '他說:"Hello, how are you?"'),
        ('27"螢幕和24"螢幕', '27"螢幕和24"螢幕'),
        ('他說"你好', '他說"你好'),
        ("等等...再說。。。他…走了……", "等等……再說……他……走了……"),
        ("範圍1...5、f(...args)、唉..", "範圍1...5、f(...args)、唉.."),
        ("他--走了—真的 — 走了——", "他——走了——真的——走了——"),
        ("加上 --force 與2020—2021\n--\n簽名", "加上 --force 與2020—2021\n--\n簽名"),
    ],
)
def test_options(before: str, after: str) -> None:
    assert doubled(before) == after
    assert '"' not in before or restore(before) in (before, before.replace(",", "，"))


@given(flattened | damaged | taiwanese)
@example("好! !")
def test_only_widens_marks(text: str) -> None:
    once = apply(restore, text)
    assert apply(restore, once) == once
    assert narrow(once) == narrow(text)


@given(flattened | damaged)
def test_twice_is_once_and_han_stays(text: str) -> None:
    once = apply(doubled, text)
    assert apply(doubled, once) == once
    assert han(once) == han(text)


@given(st.lists(flattened.filter(lambda line: "```" not in line and "\n" not in line), max_size=4))
def test_a_line_is_restored_for_itself(lines: list[str]) -> None:
    flat = "甲，乙,丙"
    once = [apply(restore, f"{line}\n{flat}").split("\n")[0] for line in lines]
    assert apply(restore, "\n".join((*lines, flat))).split("\n")[:-1] == once


@given(st.lists(st.text("aＡ甲𠀀1 .(\n"), max_size=4))
def test_finds_the_lines_with_seams(texts: list[str]) -> None:
    seams = (("[a甲𠀀]", " ", "[1Ａ]"), (r"\(", r"[^(\n]", "甲"), ("1", "", r"\."))
    look = re.compile(seam_pattern(seams).replace(r"1\.", r"1\.(?!\.)"))
    found = edit_lines_with(seams, pl.Series(texts, dtype=pl.String), lambda lines: "[" + lines + "]")
    assert found.to_list() == [
        "\n".join(f"[{line}]" if look.search(line) else line for line in text.split("\n")) for text in texts
    ]


@given(flattened)
def test_never_half_a_pair(text: str) -> None:
    once = apply(restore, text)
    assert once.count("（") - text.count("（") == once.count("）") - text.count("）")


@pytest.mark.parametrize("unit", ["好,", "(", "(好", "好 ", "a,", "好.", '"', "?好", "好(x)", "“", "- ", "a\n"])
def test_time_grows_with_length_only(unit: str) -> None:
    start = time.process_time()
    apply(doubled, "字" + unit * (300_000 // len(unit)) + ")" * 50_000)
    assert time.process_time() - start < 10


def test_does_nothing_to_real_text_but_widen_marks() -> None:
    if not SMALL.exists():
        pytest.skip("the texts to measure with are not here")
    texts = pl.read_ndjson(SMALL).select("text").head(600)
    once = texts.select(*restore.edits())
    assert once.select(*restore.edits()).equals(once)
    assert [narrow(text) for text in once["text"]] == [narrow(text) for text in texts["text"]]


def narrow(text: str) -> str:
    """Flatten a text, without spaces."""
    return re.sub(" ", "", text).translate(str.maketrans("，：；！？（）。", ",:;!?()."))


def apply(stage: RestorePunctuation, text: str) -> str:
    """Apply a stage, also to a text that the engine would drop for being blank."""
    return str(pl.DataFrame({"text": [text]}).select(*stage.edits()).item())
