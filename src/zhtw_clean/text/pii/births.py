"""Birth dates, after a word that says so."""

import re
from collections.abc import Iterator

from zhtw_clean.text.pii.cued import cued
from zhtw_clean.text.pii.found import Span

_MONTH, _DAY = r"(?:1[0-2]|0?[1-9])", r"(?:3[01]|[12]\d|0?[1-9])"
_HAN_NUMBER = "[〇零○一二三四五六七八九十]"
_ERA = r"(?:民國|西元|民前)? ?"
_WRITTEN = (
    rf"{_ERA}\d{{2,4}} ?年 ?{_MONTH} ?月 ?{_DAY} ?日"
    rf"|{_ERA}{_HAN_NUMBER}{{2,5}}年{_HAN_NUMBER}{{1,3}}月{_HAN_NUMBER}{{1,3}}日"
)
_DATE = (
    rf"{_WRITTEN}|{_ERA}\d{{2,4}}([-./])\s?{_MONTH}\1\s?{_DAY}|{_MONTH}([-./]){_DAY}\2(?:19|20)\d\d"
    r"|(?:(?:19|20)\d\d|[01]?\d\d)(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
)
_BORN = re.compile(
    rf"(?P<date>民國 ?\d{{1,3}} ?年 ?{_MONTH} ?月 ?{_DAY} ?日|(?<!\d)\d{{2}} ?年 ?{_MONTH} ?月 ?{_DAY} ?日"
    rf"|民國{_HAN_NUMBER}{{2,4}}年{_HAN_NUMBER}{{1,3}}月{_HAN_NUMBER}{{1,3}}日)"
    r"(?:出生(?!地|率|於)|生(?![\w])|生(?=[身男女國住]))"
)

birth_dates = cued(
    "birth-date",
    r"生日|出生(?:年月日|日期|年月|日|(?=[ \t]*[:：|(（\t]))|生年月日|年籍"
    r"|[Bb]irth(?:day|date)|[Dd]ate of [Bb]irth|DOB|D\.O\.B\.?|BIRTH",
    _DATE,
)


def born(text: str) -> Iterator[Span]:
    """Find dates as courts write them: 民國78年5月12日生."""
    for found in _BORN.finditer(text):
        yield Span(*found.span("date"), "birth-date")
