import time

import polars as pl
import pytest
from hypothesis import given

from strategies import taiwanese
from zhtw_clean.stages import SpaceLatin
from zhtw_clean.text.spacing import SEAM, respace
from zhtw_clean.text.spans import edit_by_line, edit_covered, outside_spans

add, remove, keep = SpaceLatin(), SpaceLatin(spaces="remove"), SpaceLatin(spaces="keep")
FAST = 5.0  # seconds


@pytest.mark.parametrize(
    "span",
    [
        "https://example.com/路徑?a=中文&b=1",
        "https://zh.wikipedia.org/wiki/C語言_(第2版)",
        "www.sa.gov.tw/附件1_(資科司)104年.pdf",
        r"C:\使用者abc\文件1",
        r"\\server\共用a檔",
        "/home/使用者a/文件b/c.txt",
        "`print(你好a ， b)`",
        "<img alt='圖a ， b' title='100g的糖'>",
        r"$v_\text{速度v}$",
        r"\text{速度v}",
        r"\(速度v\)",
        "[[C語言 ，第2版]]",
        "](檔案a/第2章.md)",
        'print("中文abc")',
        'x = "中文abc"',
        '{"key": "中文abc"}',
        "title='中文abc'",
        "#台北101跨年",
        "@王小明abc",
        "foo.bar@example.com.tw",
        "112年度訴字第1234號",
        "98年度上重更(五)字第68號",
        "109年度偵字第123、124號",
        "府教字第1120012345號",
        "臺教授國部字第1070116490B號",
        "附件1.pdf",
    ],
)
def test_keeps_spans(span: str) -> None:
    for stage in (add, remove, keep):
        assert span in str(stage(f"請看 {span} 就知道abc"))


@pytest.mark.parametrize(
    "word",
    [
        "T恤",
        "B肝",
        "AB型",
        "A君",
        "CP值",
        "BB霜",
        "K他命",
        "OK繃",
        "P圖",
        "卡拉OK",
        "哆啦A夢",
        "原PO",
        "囧rz",
        "T口T",
        "X光",
    ],
)
def test_keeps_words(word: str) -> None:
    assert word in str(add(f"請看{word}就知道abc"))


def test_parts_a_span_from_what_stands_beside_it() -> None:
    assert add("請見https://a.tw/路徑，穿T恤去唱卡拉OK店") == "請見 https://a.tw/路徑，穿 T恤去唱卡拉OK 店"
    assert add("在https://www.google.com搜尋") == "在 https://www.google.com 搜尋"
    assert add("[C語言](a/b中c)") == "[C 語言](a/b中c)"


def test_a_word_counts_only_as_a_word() -> None:
    assert add("HOT恤、阿QB、第#1樓") == "HOT 恤、阿 QB、第#1 樓"


def test_prose_in_quotes_is_prose() -> None:
    assert add("他說:\"中文abc\"，('中文abc')") == "他說:\"中文 abc\"，('中文 abc')"


def test_leaves_a_span_with_a_noncharacter() -> None:
    for text in ("見`碼a\ufdd0`，見https://a.tw/路徑a\ufdd0", "`碼a` \ufdd0中a"):
        assert add(text) == text
    assert add("穿T恤\ufdd1和abc") == "穿 T 恤\ufdd1和 abc"
    assert add("穿T恤\n\ufdd1和abc") == "穿 T恤\n\ufdd1和 abc"


def test_keeps_fenced_code_and_drawn_tables() -> None:
    text = "說明abc\n```python\nx = '中文abc'\n```\n說明abc"
    assert add(text) == "說明 abc\n```python\nx = '中文abc'\n```\n說明 abc"
    table = "┌──┐\n│甲a│\n├──┤\n"
    assert add(f"{table}說明abc") == f"{table}說明 abc"
    assert add("甲a──乙b") == "甲 a──乙 b"


@given(taiwanese)
def test_a_cheap_look_never_misses_anything(text: str) -> None:
    def edit(texts: pl.Series) -> pl.Series:
        return respace(texts, "add")

    texts = pl.Series([text])
    carefully = edit_by_line(texts, lambda lines: edit_covered(lines, lines.is_not_null(), edit))
    assert outside_spans(texts, edit, SEAM).item() == carefully.item()


@pytest.mark.parametrize(
    "piece",
    [
        "中a",
        "a",
        "1",
        "[[",
        "<a",
        "`",
        "\\(",
        "$\\a",
        '="',
        "#中",
        "@a",
        "/a",
        "1cm x ",
        "字第1",
        "1年度",
        "第 一 ",
        "中 ",
        "，",
    ],
)
def test_long_lines_take_linear_time(piece: str) -> None:
    text = piece * (300_000 // len(piece)) + "中a"
    start = time.process_time()
    for stage in (add, remove):
        stage(text)
    assert time.process_time() - start < FAST
