"""Chinese whose characters stand apart (`永 康 區`), as letter-spaced type comes out of PDF files."""

import itertools
import re

import polars as pl

from zhtw_clean.text.han import HAN
from zhtw_clean.text.rows import edit_each, edit_rows
from zhtw_clean.text.spacing import may_stand_apart

_NUMERAL = "[〇零一二三四五六七八九十百]"
_NUMBERED = rf"(?m)^(\s*第) ({_NUMERAL}+) ([編章節款項目])"
_STOP = " ?[，。、；：！？]"
_FREE = f"(?:$|[^{HAN} ]| {HAN}?(?:$|[^{HAN}]))"  # what comes next is not a word of more characters
_THREE = rf"(?m)(?:^|[^{HAN}]){HAN}(?:{_STOP})? {HAN}(?:{_STOP})? {HAN}{_FREE}"
_CHAR = "[\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af]"
_ALONE = re.compile(rf" {_CHAR} ")  # `re` looks for the space at a glance
_RUN = re.compile(rf"(?<!{_CHAR})(?<!{_CHAR} ){_CHAR}(?:{_STOP})?(?: {_CHAR}(?:{_STOP})?){{2,}}(?!{_CHAR}| {_CHAR})")
_HEADING = re.compile(rf"^(\s*第(?: {_NUMERAL}+)+ [編章節款項目])(?: ({_CHAR}(?: {_CHAR})+)$)?")
_LAID_OUT = re.compile(r"\S(?:  |\u3000)|[\u2502-\u259f`]")  # a table, a drawing, code
_COLUMN = re.compile(rf"{_CHAR}(?: {_CHAR}){{2,8}}")
_LABEL = re.compile("姓 名|性 別|生 日|年 齡|籍 貫|職 [業稱]|住 [址所]|地 址|電 話|學 歷|原 告|被 告|上 訴 人|聲 請 人")
_LISTED = frozenset(
    "〇零一二三四五六七八九十百千甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥日月火水木金土天地人"
    "東西南北中春夏秋冬上下左右前後大小高低長短是否有無可不男女老少優良劣對錯父母子兄弟姊妹你我他她或和與及"
)


def join_letters(texts: pl.Series) -> pl.Series:
    """Join single characters, three or more, that stand one space apart, and the number of a heading."""
    joined = edit_rows(texts, may_stand_apart(texts), _join)
    numbered = joined.str.contains(f"第 {_NUMERAL}+ [編章節款項目]")
    return edit_rows(joined, numbered, lambda some: some.str.replace_all(_NUMBERED, "${1}${2}${3}"))


def _join(texts: pl.Series) -> pl.Series:
    return edit_rows(texts, texts.str.contains(_THREE), lambda some: edit_each(some, _join_lines))


def _join_lines(text: str) -> str:
    lines = text.split("\n")
    aboves, belows = ["", *lines[:-1]], [*lines[1:], ""]
    return "\n".join(
        _RUN.sub(_joined, _HEADING.sub(_heading, line)) if _worth_a_try(line, above, below) else line
        for above, line, below in zip(aboves, lines, belows, strict=True)
    )


def _worth_a_try(line: str, above: str, below: str) -> bool:
    return bool(_ALONE.search(line)) and not _LAID_OUT.search(line) and not _in_columns(line, above, below)


def _in_columns(line: str, above: str, below: str) -> bool:
    """Tell verse and lists that are read downwards: lines of as many single characters stand together."""
    return bool(_COLUMN.fullmatch(line)) and any(
        len(other) == len(line) and _COLUMN.fullmatch(other) for other in (above, below)
    )


def _heading(heading: re.Match[str]) -> str:
    number, title = heading[1], heading[2]
    indent = number[: len(number) - len(number.lstrip())]
    return indent + number.replace(" ", "") + (f" {title.replace(' ', '')}" if title else "")


def _joined(run: re.Match[str]) -> str:
    """Join what is not a list (`甲 乙 丙`), a row of answers (`是 是 否`), a laugh (`哈 哈 哈`) or a form."""
    characters = run[0].replace(" ", "")
    repeated = any(one == two for one, two in itertools.pairwise(characters))
    return run[0] if repeated or _LISTED.issuperset(characters) or _LABEL.match(run[0]) else characters
