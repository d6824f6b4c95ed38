# ruff: noqa: RUF001 - look-alikes are what is tested
import re

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategies import PIECES, damaged, han, taiwanese
from zhtw_clean.stages import FoldWidth, RepairUnicode, SpaceLatin
from zhtw_clean.testing import check_stage

add, remove, keep = SpaceLatin(), SpaceLatin(spaces="remove"), SpaceLatin(spaces="keep")
MODES = (add, remove, keep, SpaceLatin(units=False), SpaceLatin(spaces="remove", units=False))

PARTED = (
    ("你好嗎Jack這是我們的10c.c", "你好嗎 Jack 這是我們的 10 c.c"),
    ("中A中B中1中", "中 A 中 B 中 1 中"),
    ("價格是NT$1,200元，花了$100", "價格是 NT$1,200 元，花了 $100"),
    ("氣溫25°C，體重60kg", "氣溫 25°C，體重 60 kg"),
    ("今天是2024/11/21 12:30:45", "今天是 2024/11/21 12:30:45"),
    ("於112年1月至3月", "於 112 年 1 月至 3 月"),
    ("100~200人", "100~200 人"),
    ("手機0912-345-678", "手機 0912-345-678"),
    ("請見https://example.com/路徑?a=中文&b=1", "請見 https://example.com/路徑?a=中文&b=1"),
    ("寄信到foo.bar@example.com.tw謝謝", "寄信到 foo.bar@example.com.tw 謝謝"),
    ("我用C++和C#寫code", "我用 C++ 和 C# 寫 code"),
    ("Q&A時間", "Q&A 時間"),
    ("A/B測試", "A/B 測試"),
    ("O'Reilly的書", "O'Reilly 的書"),
    ("好棒XDDD", "好棒 XDDD"),
    ("^_^b讚", "^_^b 讚"),
    ("我在台大7-11買東西", "我在台大 7-11 買東西"),
    ("第1條第2項第3款", "第 1 條第 2 項第 3 款"),
    ("H2O和CO2", "H2O 和 CO2"),
    ("1.5倍", "1.5 倍"),
    ("3D列印5G手機F-16戰機", "3D 列印 5G 手機 F-16 戰機"),
    ("Covid-19疫情", "Covid-19 疫情"),
    ("iPhone 15 Pro Max手機", "iPhone 15 Pro Max 手機"),
    ("今年GDP成長率為2.5個百分點", "今年 GDP 成長率為 2.5 個百分點"),
    ("時間12:30，比數3:2，1:1比例", "時間 12:30，比數 3:2，1:1 比例"),
    ("數字1234元", "數字 1234 元"),
    ("Tâi-gí台語", "Tâi-gí 台語"),
    ("Pe̍h-ōe-jī台語siaⁿ聲o̍台", "Pe̍h-ōe-jī 台語 siaⁿ 聲 o̍ 台"),
    ("𠢕早a𪜶〇b", "𠢕早 a 𪜶〇 b"),
    ("nǐ hǎo你好", "nǐ hǎo 你好"),
    ("台北 101大樓", "台北 101 大樓"),
    ("USB-C線，Wi-Fi訊號", "USB-C 線，Wi-Fi 訊號"),
    ("2023-01-01生效", "2023-01-01 生效"),
    ("民國112.3.4", "民國 112.3.4"),
    ("第3.14節", "第 3.14 節"),
    ("v1.2.3版在192.168.1.1位址", "v1.2.3 版在 192.168.1.1 位址"),
    ("x=1+2的結果", "x=1+2 的結果"),
    ("a>b嗎", "a>b 嗎"),
    ("No.1選擇", "No.1 選擇"),
    ("中文English中文123中文", "中文 English 中文 123 中文"),
)
CONTESTED = (
    ("成長3.5%到-2.1%", "成長 3.5% 到-2.1%"),  # a minus, or a hyphen? The other tools disagree
    ("電話(02)2345-6789#205", "電話(02)2345-6789#205"),  # pangu and autocorrect part the bracket
    ("10c.c.水、p.s.補充、Mr.王、U.S.A.美國", "10 c.c.水、p.s.補充、Mr.王、U.S.A.美國"),  # pangu parts the full stop
    ("A君、B肝、T恤、卡拉OK店", "A君、B肝、T恤、卡拉OK 店"),  # the others part every one
    ("112年度訴字第1234號", "112年度訴字第1234號"),  # as the courts write it
)
UNTOUCHED = (
    'he said: "Hello, how are you?"',
    '他說:"Hello, how are you?"',
    "中文,英文.句子!真的?好(括號)嗎;是:的",
    "等等...再說，他…走了，他......走了，前面…後面",
    "字　段（全形空白）",
    "全形ＡＢＣ１２３字、１００％、Ａ４紙",
    "第Ⅲ期①第一點㎡單位㎏",
    "半形ｶﾀｶﾅ測試",
    "ㄅㄆㄇ注音、今天ㄅ歉",
    "カラOKのaの",
    "他說「Hello World」吧，《書名》English",
    "**粗體**中文<b>粗體</b>",
    "[連結](https://a.b/c)",
    "`code`中文",
    "(*´∀`)~♥ 推",
    "=.= 囧rz",
    "#標籤 測試",
    "@某人 你好",
    "COVID-19，$100，50%off，1+1=2",
    "小明:你好",
    "「他說：『好』。」",
    "a の b",
)


@pytest.mark.parametrize("stage", MODES, ids=repr)
def test_keeps_the_law(stage: SpaceLatin) -> None:
    check_stage(stage)


@pytest.mark.parametrize(("before", "after"), [*PARTED, *CONTESTED])
def test_parts_chinese_from_latin(before: str, after: str) -> None:
    assert add(before) == after


@pytest.mark.parametrize("text", UNTOUCHED)
def test_adds_and_takes_nothing(text: str) -> None:
    assert add(text) == keep(text) == text


@pytest.mark.parametrize(("before", "after"), PARTED)
def test_takes_out_what_it_puts_in(before: str, after: str) -> None:
    if "@" not in before:
        assert remove(after) == remove(before)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("用 iPhone 15 Pro 拍 3 張", "用iPhone 15 Pro拍3張"),
        ("第 1 條第 2 項", "第1條第2項"),
        ("花了 $100 買 C++ 的書", "花了$100買C++的書"),
        ("穿 T 恤", "穿T恤"),
        ("好 ，Jack 來", "好，Jack來"),
        ("見 https://a.tw/路徑 頁，https://a.tw 好", "見https://a.tw/路徑 頁，https://a.tw 好"),
        ("寄 foo@b.tw 給 #標籤 abc 和 @jack 你", "寄foo@b.tw 給 #標籤 abc和 @jack 你"),
        ("在 C:\\檔案 abc 和 /home/甲/乙 丙", "在C:\\檔案 abc和 /home/甲/乙 丙"),
        ("看 `文 a` 與 [[文 a]]", "看 `文 a` 與 [[文 a]]"),
        ("推 saar : 太 Q 了 203.0.113.9 01/20 02:57", "推 saar : 太Q了 203.0.113.9 01/20 02:57"),
        ("推 saar: 好 01/20 02:57", "推 saar: 好 01/20 02:57"),
        ("中文  a", "中文  a"),
        ("中文\na 中文", "中文\na中文"),
        ("中文 (abc) 中文", "中文 (abc) 中文"),
    ],
)
def test_removes_single_spaces(before: str, after: str) -> None:
    assert remove(before) == after


@pytest.mark.parametrize("text", ["好嗎Jack", "好嗎 Jack", "第 1條", "穿 T 恤"])
def test_keeps_seams_as_they_are(text: str) -> None:
    assert keep(text) == text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("中文 ， 有空白 。", "中文，有空白。"),
        ("他說： 「 好 」 ，走了", "他說：「好」，走了"),
        ("這款 （ 新版 ）很好", "這款（新版）很好"),
        ("使用 CFA （和 ISO ） 標準", "使用 CFA（和 ISO）標準"),
        ("好嗎？ 01/20 02:57", "好嗎？ 01/20 02:57"),
        ("如下： 1. 甲。 2. 乙", "如下： 1. 甲。 2. 乙"),
        ("成長： 3.5%", "成長：3.5%"),
        ("詠史（四首） 四", "詠史（四首） 四"),
        ("「香椿」 吃錯 「危險」", "「香椿」 吃錯 「危險」"),
        ("（ ）1. 何者正確", "（ ）1. 何者正確"),
        ("姓名：  王小明 。 。", "姓名：  王小明。 。"),
        ("字　，段", "字　，段"),
        ("（ ´∀`）", "（ ´∀`）"),
    ],
)
def test_closes_up_full_width_punctuation(before: str, after: str) -> None:
    assert keep(before) == add(before) == after


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
        ("尺寸54cm x 38cm", "尺寸 54 cm x 38 cm"),
        ("10mm x 20mm x 30mm的盒子", "10 mm x 20 mm x 30 mm 的盒子"),
        ("延遲3ms、5Gbps、60fps", "延遲 3 ms、5 Gbps、60 fps"),
        ("a 10cm x 5cm box", "a 10cm x 5cm box"),
        ("sleep 10ms; width: 20cm", "sleep 10ms; width: 20cm"),
    ],
)
def test_parts_a_number_from_its_unit(before: str, after: str) -> None:
    assert add(before) == after


def test_can_leave_units_alone() -> None:
    assert SpaceLatin(units=False)("體重60kg的人") == "體重 60kg 的人"


def test_a_text_knows_nothing_of_the_one_before() -> None:
    texts = pl.DataFrame({"text": ["中a", "++中", "中C", "#中", "中", "a", "1", "%中"]})
    assert texts.select(*add.edits())["text"].to_list() == ["中 a", "++中", "中 C", "#中", "中", "a", "1", "%中"]


@given(taiwanese)
def test_twice_is_once(text: str) -> None:
    for stage in MODES:
        once = edited(text, stage)
        assert edited(once, stage) == once


@given(damaged)
def test_only_spaces_come_and_go(text: str) -> None:
    for stage in MODES:
        once = edited(text, stage)
        assert once.replace(" ", "") == text.replace(" ", "")
        assert han(once) == han(text)
        assert edited(once, stage) == once


@given(damaged)
def test_the_three_stages_after_one_another_are_done_at_once(text: str) -> None:
    def clean(texts: pl.DataFrame) -> pl.DataFrame:
        return texts.select(*RepairUnicode().edits()).select(*FoldWidth().edits()).select(*add.edits())

    once = clean(pl.DataFrame({"text": [text]}))
    assert clean(once).equals(once)


without_spans = st.lists(st.sampled_from([piece for piece in PIECES if not set(piece) & set("/\\@`<#$")])).map("".join)


@given(without_spans)
def test_adding_and_removing_undo_each_other(text: str) -> None:
    added, removed = edited(text, add), edited(text, remove)
    assert edited(added, remove) == removed
    add_alone, remove_alone = SpaceLatin(units=False), SpaceLatin(spaces="remove", units=False)
    assert edited(edited(text, remove_alone), add_alone) == edited(text, add_alone)


@given(taiwanese)
def test_never_parts_full_width_punctuation_or_bopomofo(text: str) -> None:
    wide = "[，。：、「」（）…\u3105-\u312fˇ˙]"
    for stage in MODES:
        assert len(re.findall(f" {wide}|{wide} ", edited(text, stage))) <= len(re.findall(f" {wide}|{wide} ", text))


def edited(text: str, stage: SpaceLatin) -> str:
    """Apply the stage, also to a text that the engine would drop for being blank."""
    return str(pl.DataFrame({"text": [text]}).select(*stage.edits()).item())
