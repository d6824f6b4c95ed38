"""Birth dates, after a word that says so."""

import re
from collections.abc import Iterator

from zhtw_clean.text.pii.cued import cued
from zhtw_clean.text.pii.found import Span

_MONTH, _DAY = r"(?:1[0-2]|0?[1-9])", r"(?:3[01]|[12]\d|0?[1-9])"
_HAN_NUMBER = "[〇零○一二三四五六七八九十廿卅]"
_ERA = r"(?:(?:民國|西元|民前) ?)?"
_WRITTEN = (
    rf"{_ERA}\d{{2,4}} ?年 ?{_MONTH} ?月 ?{_DAY} ?日"
    rf"|{_ERA}{_HAN_NUMBER}{{2,5}}年(?:正|{_HAN_NUMBER}{{1,3}})月初?{_HAN_NUMBER}{{1,3}}日"
)
_DATE = (
    rf"{_WRITTEN}|{_ERA}\d{{2,4}}([-./])\s?{_MONTH}\1\s?{_DAY}|{_MONTH}([-./]){_DAY}\2(?:19|20)\d\d"
    r"|(?:(?:19|20)\d\d|[01]?\d\d)(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
)
_DATES = rf"{_WRITTEN}|(?:19|20|1)?\d\d(?P<mark>[-./]){_MONTH}(?P=mark){_DAY}"
_BORN = re.compile(r"[0-9日](?= ?(?:生(?!\w)|\((?:生日|出生|生)\)|出生(?!地|率|於)|生(?=[身男女國住])))")
_DATE_BEFORE = re.compile(rf"(?<![\d.-])(?:{_DATES})\Z")
_OUR_LORD = re.compile("西元|[0-9]{4}|[一二].{3}年")  # with His year, encyclopedias speak of the famous
_LONGEST = 24  # characters of a date
_OF_A_SEX = re.compile(rf"[男女](?<!\w[男女])[\s,，、/|]{{1,3}}(?P<date>{_DATES})(?![\d~-]| ?[至到起])")
_DAY_ONLY = re.compile(rf"生 ?日(?:[:：]|是|為) ?(?P<date>{_MONTH}/{_DAY})(?![\d/]| ?\d)")

birth_dates = cued(
    "birth-date",
    r"生日|出生(?:年月日|日期|年月|日|(?=[ \t]*[:：|(（\t]))|生年月日|年籍"
    r"|[Bb]irth(?:day|date)|[Dd]ate of [Bb]irth|DOB|D\.O\.B\.?|BIRTH",
    _DATE,
)


def born(text: str) -> Iterator[Span]:
    """Find dates as courts and rosters write them: 民國78年5月12日生, 「王小明 男 78/05/12」."""
    for found in _BORN.finditer(text):
        date = _DATE_BEFORE.search(text, max(0, found.end() - _LONGEST), found.end())
        if date and not _OUR_LORD.match(date[0].strip()):
            yield Span(*date.span(), "birth-date")
    for found in (*_OF_A_SEX.finditer(text), *_DAY_ONLY.finditer(text)):
        yield Span(*found.span("date"), "birth-date")
