# ruff: noqa: RUF001 - look-alikes are what is tested
import re
import sys
import unicodedata

import polars as pl
import pytest
from hypothesis import given

from strategies import damaged, han
from zhtw_clean.stage import mark
from zhtw_clean.stages import RepairUnicode
from zhtw_clean.testing import check_stage
from zhtw_clean.text.looks import look
from zhtw_clean.text.private_use import KNOWN, known
from zhtw_clean.text.unicode import INVISIBLE, JOINERS, LINE_BREAKS, NOT_NFC, RADICALS, SELECTORS, SPACES, TAGS

repair = RepairUnicode()


def test_keeps_the_law() -> None:
    check_stage(repair)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("⽂⽉⾏⻑⻄⺠", "文月行長西民"),
        ("\uf9e4\ufa08 \u2329甲\u232a", "理行 〈甲〉"),
        ("e\u0301 o\u0302", "é ô"),
        ("法規名\x00稱\x08、\u200b甲\ufeff乙\xad丙\u2060\u202e", "法規名稱、甲乙丙"),
        ("甲\r\n乙\r丙\x0b丁\x0c戊\x85己\u2028庚", "甲\n乙\n丙\n丁\n戊\n己\n庚"),
        ("a\xa0b\u2003c\u202fd", "a b c d"),
        ("\x1b[1;31m紅\x1b[m字", "紅字"),
        ("葛\U000e0100城、不\ufe00", "葛城、不"),
        ("時\ufe0f視\u200d覺", "時視覺"),
        ("a\U000e0041\U000e0042b", "ab"),
        ("\ufffe逆\ufffc天\ufdd0", "逆天"),
        ("第\uf6b1項\uf6bb、\uf6c5", "第①項⑴、ⅰ"),  # where Windows puts what ETEN added to Big5
    ],
)
def test_repairs(before: str, after: str) -> None:
    assert repair(before) == after


@pytest.mark.parametrize(
    "text",
    [
        "ㄅㄆㄇㄋㄧˇㄏㄠˇ˙ㄇㄚˊˋㆠㆦ",
        "siaⁿ-im Pe̍h-ōe-jī o͘ tsia̍h ő ŏ ᴺ",
        "𠢕𪜶𣍐𫝛𠕇𨑨〇堃喆峯煊𡍼",
        "﨎﨏﨑﨓﨔﨟﨡﨣﨤﨧﨨﨩",
        "👨\u200d👩\u200d👧 ❤️ 👍🏽 1️⃣ ☎\ufe0e 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f 🇹🇼",
        "می\u200cخواهم क्\u200dष",
        "〈〉「」『』《》，：；！？（）％＄～…—‧·",
        "①⑴Ⅲ㎏℃²½™",
        "⻅⻉⻩⻳",
        "字　段\t欄",
        "Fran\ufffdlin",
        "\ue000\uf6b0",  # private: nobody knows
        "國字：㐀㐁𠀀𫝀，〡〢〣，㇀㇁",
    ],
)
def test_leaves(text: str) -> None:
    assert repair(text) == text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("甲&nbsp;乙&amp;nbsp;丙", "甲 乙 丙"),
        ("&#12288;&#x3000;他說&hellip;&hellip;&ldquo;好&rdquo;", "　　他說……“好”"),
        ("AT&amp;T &quot;好&quot; Q&amp;A", 'AT&T "好" Q&A'),
        ("第一行<br>第二行<br />\n第三行<BR/>第四行", "第一行\n第二行\n第三行\n第四行"),
        ("a &lt; b，I &lt;3 U", "a < b，I <3 U"),
    ],
)
def test_unescapes(before: str, after: str) -> None:
    assert repair(before) == after


@pytest.mark.parametrize(
    "text",
    [
        "&lt;div&gt; 是區塊，&amp; 要寫成 &amp;amp;",
        "&amp;lt;b&amp;gt; 粗體",
        "空白在 HTML 裡寫成 &nbsp; 才不會被合併",
        "<p>段落&nbsp;</p>",
        "`&nbsp;` 與 `<br>`",
        "使用 <br> 換行，「<br>」也可以",
        'echo "<br>";',
        "&amp;amp;amp;nbsp;",
        "str_replace(s, ' ', '&nbsp;')，「&copy;」",
        "處分：\uf829一、汽車",
        "p = &sum; f(&int) &unknown; &copy",
        "&#65;&#97;",
        "https://example.com/?a=1&amp;b=2",
    ],
)
def test_leaves_what_is_about_markup(text: str) -> None:
    assert repair(text) == text


def test_counts_private_characters() -> None:
    frame = mark(pl.DataFrame({"text": ["水\ue40b性口炎", "第\uf6b1項", None]}), repair)
    assert frame["private_use_chars"].to_list() == [1, 0, None]


def test_drops_a_text_of_nothing_but_damage() -> None:
    assert repair("\u200b\ufeff\x00") is None


def test_looks_at_every_character_that_may_not_be_nfc() -> None:
    at_risk = [
        chr(code)
        for code in range(sys.maxunicode + 1)
        if not 0xD800 <= code <= 0xDFFF
        and (unicodedata.combining(chr(code)) or not unicodedata.is_normalized("NFC", chr(code)))
    ]
    # Vowels and finals of hangul join what stands before them.
    at_risk += map(chr, [*range(0x1161, 0x1176), *range(0x11A8, 0x11C3)])
    missed = pl.Series(at_risk).filter(~pl.Series(at_risk).str.contains(f"[{NOT_NFC}]"))
    assert missed.to_list() == []


def test_a_look_sees_every_character_of_its_classes() -> None:
    chars = pl.Series([chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code <= 0xDFFF])
    near = (chars <= "\uffff").to_numpy()
    classes = (INVISIBLE, NOT_NFC)
    seen = look(chars, classes)
    for n, body in enumerate(classes):
        has, bit = chars.str.contains(f"[{body}]").to_numpy(), seen >> n & 1 > 0
        assert (has == bit)[near].all()
        assert bit[has].all()
    assert look(pl.Series(["甲", None, "", "乙\u200b丙"]), classes).tolist() == [0, 0, 0, 1]


def test_no_repair_makes_what_another_repairs() -> None:
    made = pl.Series([*RADICALS.values(), *known().values()])
    assert not look(made, (INVISIBLE, LINE_BREAKS, SPACES, JOINERS + SELECTORS + TAGS, KNOWN, NOT_NFC)).any()


def test_radicals_become_ordinary_characters() -> None:
    assert len(RADICALS) == 214 + 79
    assert not set(RADICALS.values()) & set(RADICALS)
    assert all(unicodedata.name(char).startswith("CJK UNIFIED IDEOGRAPH") for char in RADICALS.values())


@given(damaged)
def test_twice_is_once(text: str) -> None:
    once = repair_all(text)
    assert repair_all(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\ufeff]", once)


@given(damaged)
def test_han_stays(text: str) -> None:
    spelled = unicodedata.normalize("NFC", text.translate({ord(old): new for old, new in RADICALS.items()}))
    assert han(repair_all(text)) == han(spelled)


def repair_all(text: str) -> str:
    """Apply the stage, also to a text that the engine would drop for being blank."""
    return str(pl.DataFrame({"text": [text]}).select(*repair.edits()).item())
