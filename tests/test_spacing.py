# ruff: noqa: RUF001 - look-alikes are what is tested
import re

import polars as pl
import pytest
from hypothesis import given

from strategies import damaged, taiwanese
from zhtw_clean.stages import FoldWidth, RepairUnicode, SpaceLatin
from zhtw_clean.testing import check_stage
from zhtw_clean.text import spans
from zhtw_clean.text.spacing import space_latin, space_units

space = SpaceLatin()
URL = "見https://x.tw/中A頁 "


def test_keeps_the_law() -> None:
    check_stage(space)
    check_stage(SpaceLatin(units=False))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("你好嗎Jack這是我們的10c.c", "你好嗎 Jack 這是我們的 10 c.c"),
        ("中A中B中1中", "中 A 中 B 中 1 中"),
        ("價格是NT$1,200元，花了$100", "價格是 NT$1,200 元，花了 $100"),
        ("成長3.5%到-2.1%", "成長 3.5% 到-2.1%"),
        ("今天是2024/11/21 12:30:45", "今天是 2024/11/21 12:30:45"),
        ("於112年1月至3月", "於 112 年 1 月至 3 月"),
        ("手機0912-345-678", "手機 0912-345-678"),
        ("我用C++和C#寫code", "我用 C++ 和 C# 寫 code"),
        ("O'Reilly的書", "O'Reilly 的書"),
        ("我在台大7-11買東西", "我在台大 7-11 買東西"),
        ("比數3:2，1:1比例", "比數 3:2，1:1 比例"),
        ("v1.2.3版在192.168.1.1位址", "v1.2.3 版在 192.168.1.1 位址"),
        ("第1條第2項", "第 1 條第 2 項"),
        ("Pe̍h-ōe-jī台語siaⁿ聲o̍台", "Pe̍h-ōe-jī 台語 siaⁿ 聲 o̍ 台"),
        ("𠢕早a𪜶〇b", "𠢕早 a 𪜶〇 b"),
        ("台北 101大樓", "台北 101 大樓"),
        ("寄信到foo.bar@example.com.tw謝謝", "寄信到 foo.bar@example.com.tw 謝謝"),
        ("好棒XDDD", "好棒 XDDD"),
    ],
)
def test_parts_chinese_from_latin(before: str, after: str) -> None:
    assert space(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("體重60kg，速度90km/h", "體重 60 kg，速度 90 km/h"),
        ("10c.c.水", "10 c.c.水"),
        ("500ml鮮奶", "500 ml 鮮奶"),
        ("約5~10kg左右", "約 5~10 kg 左右"),
        ("加70g糖和1,000.5g鹽", "加 70 g 糖和 1,000.5 g 鹽"),
        ("容量 256MB的記憶體", "容量 256 MB 的記憶體"),
        ("面積10cm²", "面積 10 cm²"),
        ("用5G和4g手機看3D、4K", "用 5G 和 4g 手機看 3D、4K"),
        ("氣溫25°C、濕度50%", "氣溫 25°C、濕度 50%"),
        ("F-16V戰機與A10kg級", "F-16V 戰機與 A10kg 級"),
        ("sleep 10ms; width: 20cm", "sleep 10ms; width: 20cm"),
    ],
)
def test_parts_a_number_from_its_unit(before: str, after: str) -> None:
    assert space(before) == after


def test_can_leave_units_alone() -> None:
    assert SpaceLatin(units=False)("體重60kg的人") == "體重 60kg 的人"


@pytest.mark.parametrize(
    "text",
    [
        'he said: "Hello, how are you?"',
        '他說:"Hello, how are you?"',
        "中文,英文.句子!真的?好(括號)嗎;是:的",
        "中文 ， 有空白 。",
        "字　段（全形空白）",
        "全形ＡＢＣ１２３字",
        "第Ⅲ期①第一點㎡單位㎏",
        "ㄅㄆㄇ注音、今天ㄅ歉",
        "カラOKのaの",
        "他說「Hello World」吧，《書名》English",
        "p.s.補充、U.S.A.美國、Mr.王",
        "**粗體**中文<b>粗體</b>",
        "[連結](https://a.b/c)",
        "(*´∀`)~♥",
        "a の b",
    ],
)
def test_adds_nothing(text: str) -> None:
    assert space(text) == text


@pytest.mark.parametrize(
    "span",
    [
        "https://example.com/路徑?a=中文&b=1",
        "https://zh.wikipedia.org/wiki/C語言_(第2版)",
        "www.sa.gov.tw/附件1_(資科司)104年.pdf",
        r"C:\使用者abc\文件1",
        r"\\server\共用a檔",
        "/home/使用者a/文件b/c.txt",
        "`print(你好a)`",
        "<img alt='圖a' title='100g的糖'>",
        r"$v_\text{速度v}$",
        "#台北101跨年",
        "@王小明abc",
        "112年度訴字第1234號",
        "98年度上重更(五)字第68號",
        "府教字第1120012345號",
        "臺教授國部字第1070116490B號",
        "T恤",
        "B肝",
        "AB型",
        "A君",
        "卡拉OK",
        "哆啦A夢",
        "原PO",
        "囧rz",
        "T口T",
        "X光",
    ],
)
def test_keeps_spans(span: str) -> None:
    assert span in str(space(f"請看 {span} 就知道abc"))


def test_parts_a_span_from_what_stands_beside_it() -> None:
    assert space("請見https://a.tw/路徑，穿T恤去唱卡拉OK店") == "請見 https://a.tw/路徑，穿 T恤去唱卡拉OK 店"
    assert space("在https://www.google.com搜尋") == "在 https://www.google.com 搜尋"


def test_a_word_counts_only_as_a_word() -> None:
    assert space("HOT恤、阿QB、第#1樓") == "HOT 恤、阿 QB、第#1 樓"


def test_leaves_a_span_with_a_noncharacter() -> None:
    assert space("見`碼a\ufdd0`，見https://a.tw/路徑a\ufdd0") == "見`碼a\ufdd0`，見https://a.tw/路徑a\ufdd0"


def test_keeps_fenced_code() -> None:
    text = "說明abc\n```python\nx = '中文abc'\n```\n說明abc"
    assert space(text) == "說明 abc\n```python\nx = '中文abc'\n```\n說明 abc"


@given(taiwanese)
def test_twice_is_once(text: str) -> None:
    once = str(space_all(text))
    assert space_all(once) == once


@given(damaged)
def test_only_adds_spaces(text: str) -> None:
    edited = space_all(text)
    assert edited.replace(" ", "") == text.replace(" ", "")
    assert len(edited) >= len(text)
    assert space_all(edited) == edited


@given(damaged)
def test_the_three_stages_after_one_another_are_done_at_once(text: str) -> None:
    def clean(texts: pl.DataFrame) -> pl.DataFrame:
        return texts.select(*RepairUnicode().edits()).select(*FoldWidth().edits()).select(*space.edits())

    once = clean(pl.DataFrame({"text": [text]}))
    assert clean(once).equals(once)


@given(taiwanese)
def test_never_touches_full_width_punctuation_or_bopomofo(text: str) -> None:
    wide = "[，。：、「」（）…\u3105-\u312fˇ˙]"
    assert re.findall(f" {wide}|{wide} ", space_all(text)) == re.findall(f" {wide}|{wide} ", text)


@given(taiwanese)
def test_a_cheap_look_never_misses_anything(text: str) -> None:
    def edit(texts: pl.Series) -> pl.Series:
        return space_units(space_latin(texts))

    carefully = spans.edit_by_line(pl.Series([text]), lambda lines: spans.edit_covered(lines, edit))
    assert space_all(text) == carefully.item()


def space_all(text: str) -> str:
    """Apply the stage, also to a text that the engine would drop for being blank."""
    return str(pl.DataFrame({"text": [text]}).select(*space.edits()).item())
