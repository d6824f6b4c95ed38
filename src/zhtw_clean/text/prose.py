"""Lines of Chinese prose, as opposed to code, tables, records and what a forum's software wrote."""

import re
from collections.abc import Callable

import polars as pl

CHINESE = "\u3007\u3105-\u312f\u3400-\u9fff\U00020000-\U0003ffff"
"""Han and bopomofo (`今天ㄅ歉`), as the body of a class of a regular expression."""

CHARACTER = re.compile(f"[{CHINESE}]")

_OTHER = (
    r"^\s*(?://|/\*|[{}|│┃])",  # code, tables
    r"(?:[{}|┃]|^\s*│|[^│]│)\s*$",  # but not `││`, where Big5 had no dash
    r"(?:^\s*|[\x00-\x7f”\u2019]);\s*$",
    r"\S\s*\t\s*\S",
    r"\([\"']",
    r"^[ \t-]*[A-Za-z][A-Za-z0-9_ -]{2,24}: [^。]*$",  # a record: `Tags: 科學, 生物`
    r"^[: >]*※ ?(?:發信站|文章網址|編輯|轉錄者|引述)",  # PTT's own lines: tools know their wording
    r"^[: >]*作者: ?\S.* 看板:",
)
_MAYBE_CODE = r"=>|[=!<>]=|&&|=\s*[\"'{\[(]|\(\)\s*[{.;]"
_WORD = r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff\u0300-\u036f]{2,}"
_ADDRESS = r"[a-z]+://\S+"
_VALUES = r"^[^,。！？\s]{0,12}(?:,[^,。！？]{0,12}){3,}$"  # comma-separated
_ASCII_VALUE = r"(?:^|,)[\x00-\x7f--,]+(?:,|$)"  # a verse has commas, but no field in ASCII
_KANA = "[\u3041-\u3096\u30a1-\u30fa]"


def is_prose(lines: pl.Series) -> pl.Series:
    """Tell which lines are written in sentences, and for the most part in Chinese."""
    line = pl.col("line")
    beyond_ascii = (line.str.len_bytes() - line.str.len_chars()) // 2  # a Chinese character has three bytes
    looks = lines.to_frame("line").select(
        other=line.str.contains("|".join(_OTHER)),
        values=line.str.contains(_VALUES),
        kana=line.str.contains("[のを]"),
        mixed=4 * beyond_ascii <= line.str.len_chars(),
    )
    other, values, kana, mixed = looks.get_columns()
    other |= _where(values, lines, lambda some: some.str.contains(_ASCII_VALUE))
    other |= _where(kana, lines, _has_more_kana)
    return ~other & ~_where(~other & mixed, lines, _is_latin_or_code)


def _where(some: pl.Series, lines: pl.Series, test: Callable[[pl.Series], pl.Series]) -> pl.Series:
    """Test only some lines; of the others it is false."""
    return some if not some.any() else some.scatter(some.arg_true(), test(lines.filter(some)))


def _has_more_kana(lines: pl.Series) -> pl.Series:
    return 2 * lines.str.count_matches(_KANA) > lines.str.count_matches(f"[{CHINESE}]")


def _is_latin_or_code(lines: pl.Series) -> pl.Series:
    words = lines.str.replace_all(_ADDRESS, "").str.count_matches(_WORD)
    return (3 * words > 2 * lines.str.count_matches(f"[{CHINESE}]")) | lines.str.contains(_MAYBE_CODE)
