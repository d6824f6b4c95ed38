# ruff: noqa: RUF001 - look-alikes are what is tested
"""Taiwanese text for property tests: Han of every plane, bopomofo, Tâi-lô, numbers, addresses, and damage."""

import re

from hypothesis import strategies as st

HAN = re.compile("[\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]")

PIECES = (
    "你好", "這是我們的", "臺灣", "一〇一", "堃", "𠢕", "𪜶", "ㄅㄆ", "ㄋㄧˇ", "˙ㄇㄚ", "の", "カラ",
    "Jack", "LINE", "A", "b", "tshit-thô", "Pe̍h-ōe-jī", "siaⁿ", "C++", "C#", "T恤", "卡拉OK", "原PO", "囧rz",
    "10", "3.5", "1,200", "5~10", "2024/11/21", "12:30", "0912-345-678", "-2.1", "v1.2.3", "192.168.1.1",
    "kg", "c.c", "c.c.", "GB", "g", "G", "°C", "%", "km/h",
    "https://a.tw/路徑?q=中文a1", "www.a.tw/文b", "foo@b.tw", "C:\\檔案a\\b", "/srv/資料a/b", "`碼a`", "```",
    "<a title='文a'>", "#標籤a1", "@某人a", "112年度訴字第12號", "字第7號", "$\\alpha中a$",
    "，", "。", "：", "「", "」", "（", "）", "、", "…", ",", ".", ":", "(", ")", "-", "~", "/", "#", "@", "$", "+",
    " ", "  ", "\n", "\u3000", "\t",
)  # fmt: skip
DAMAGE = (
    "Ａ", "ｚ", "０", "９", "五０", "０６", "ｱ", "ﾊ", "ﾞ", "ﾟ", "％", "⽂", "⻑", "⻳", "\uf9e4", "\ufa0e", "\u2329",
    "\x00", "\x08", "\r", "\x0b", "\x0c", "\x1b", "[1;31m", "\x85", "\u2028", "\xa0", "\u2007", "\u200b", "\ufeff",
    "\xad", "\u202e", "\ufffc", "\ufffe", "\ufdd0", "\ufffd", "葛\U000e0100", "\ufe0f", "\u200d", "\u200c", "\u0301",
    "❤", "👩", "🏽", "👩\u200d👧", "🏴\U000e0067\U000e0062\U000e007f", "1\ufe0f\u20e3", "می\u200cخ", "क\u094d\u200d",
)  # fmt: skip

taiwanese = st.lists(st.sampled_from(PIECES), max_size=24).map("".join)
damaged = st.lists(st.sampled_from(PIECES + DAMAGE) | st.characters(exclude_categories=["Cs"]), max_size=24).map(
    "".join
)


def han(text: str) -> str:
    """Only the Han characters of a text, in order."""
    return "".join(HAN.findall(text))
