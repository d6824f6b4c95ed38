"""Texts made to be slow.

Nothing is timed here: a pattern whose time grows with the square of the length would take minutes.
"""

import pytest

from zhtw_clean.stage import Stage
from zhtw_clean.stages import ConvertScript, FoldWidth, MaskPii, RepairUnicode, Simplified, SkimHtml, SpaceLatin

URL = "見https://x.tw/中A頁 "
CASES: list[tuple[Stage, int, list[tuple[str, str, str]]]] = [
    (
        RepairUnicode(),
        500_000,
        [
            ("甲", "\u0301\u0327", ""),
            ("", "\u200d", "甲"),
            ("", "😀\u200d", ""),
            ("🏴", "\U000e0067", ""),
            ("\x1b[", "0;", "甲"),
            ("", "\x1b[", ""),
            ("", "\r", "\n"),
            ("", "क\u200d", ""),
            ("", "\u1100\u1161", ""),
            ("", "⻑", ""),
            ("", "1\ufe0f", "\u20e3"),
        ],
    ),
    (
        SkimHtml(),
        1_000_000,
        [
            ("", "<div>", ""),
            ("", "<a b='", ""),
            ("", "&#20013", ""),
            ("", "<!--<script></script>", ""),
            ("", "<script><style></style>", ""),
            ("<noscript>", "<template><!-- -->", ""),
            ("", "<!--", "x"),
            ("", "</script ", "<p>"),
            ("<p>", '<a "', ">"),
            ("<p>", "<a '\"<b>", ">"),
            ("<p>", "<", "p>"),
            ("<p>", " ", "x"),
            ("", "<p> ", "x"),
            ("", "<b>", ""),
            ("", "&amp", ";"),
            ("&#", "1", ";"),
            ("&#x", "1", ";"),
        ],
    ),
    (
        MaskPii(),
        200_000,
        [
            ("a@", "a.", "_"),
            ("a@b.tw", "@", ""),
            ("", "a", "@b.tw"),
            ("a@b.tw", "a.", "@"),
            ("", "0912-", "0912-345-678"),
            ("電話", "02-", "2345-6789"),
            ("", "(02)", "2345-6789"),
            ("A123456789", "A", "123456789"),
            ("", "://", "0912-345-678"),
            ("+886", " ", "912345678"),
            ("電話", "０", "912345678"),
            ("", "A1234567890", "A123456789"),
            ("0912-345-678", "#", "1"),
        ],
    ),
    (
        SpaceLatin(),
        200_000,
        [
            (f"{URL}$", r"\a", ""),
            (f"{URL}\n中A$", r"\a$\n$", ""),
            (URL, "`", ""),
            (URL, "<a", ""),
            (URL, "/a", " "),
            (URL, "/中a", "/"),
            (URL, "字第1", "號"),
            ("10年", "字", "第"),
            ("字第", "1", ""),
            ("http://a/", "(", ""),
            ("", "www.", "中A"),
            (URL, "#a", "中"),
            ("中", "1-", "1kg中"),
            ("", "中A", ""),
            ("", "1kg中", ""),
            ("", "```\n", "中A"),
            (URL, " ", "中A"),
        ],
    ),
    (
        FoldWidth(),
        200_000,
        [
            ("Ａ", "\u0301\u0327", ""),
            ("", "Ａ\u0301", ""),
            ("一", "０", "１"),
            ("", "一０", "１"),
            ("", "ｶ", "Ａ"),
            ("ｶﾊﾟ", "\u3099", ""),
            ("Ａ", "　", "Ａ"),
            ("", "Ａ　", ""),
        ],
    ),
]
SCRIPT_UNITS = ["们", "说这", "软件", "國", "a", " ", "，", "\0", "们\0", "\n", "\U00020bb7"]
CASES += [
    (stage, 100_000, [("软件设计", unit, "") for unit in SCRIPT_UNITS]) for stage in (Simplified(), ConvertScript())
]


@pytest.mark.parametrize(
    ("stage", "size", "head", "unit", "tail"),
    [(stage, size, *text) for stage, size, texts in CASES for text in texts],
)
def test_is_done(stage: Stage, size: int, head: str, unit: str, tail: str) -> None:
    done = stage(head + unit * (size // len(unit)) + tail)
    assert done is None or done.strip()
