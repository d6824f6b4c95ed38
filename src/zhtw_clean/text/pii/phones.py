r"""Telephone numbers: mobile, landline, local after a word, and those of other countries after their `+`.

No pattern uses `\b`, which knows no boundary between Han and Latin.
"""

import re
from collections.abc import Iterator

from zhtw_clean.text.pii.found import COVER, MAIL_COVER, PHONE_COVER, Span
from zhtw_clean.text.taiwan_ids import is_foreign_phone, is_personal_phone

_AREA = r"0(?:2|3[789]?|4[79]?|5|6|7|8[29]?|826|836)"
_TAIWAN = r"(?:\+|00)?886"
_FROM_ABROAD = (
    rf"(?:\({_TAIWAN}\)|{_TAIWAN})[-. ]{{0,3}}(?:\(0\)|0)?"
    r"(?:9\d\d(?:[-. ]?\d{3}){2}|9\d[-. ]\d{3}[-. ]\d{4}"
    r"|(?:\([2-8]\d{0,2}\)|[2-8]\d{0,2})[-. ]{0,2}\d{3,4}[-. ]?\d{3,4})"
    rf"|\({_TAIWAN}[- ]0?[2-8]\d{{0,2}}\) ?\d{{3,4}}[- ]?\d{{3,4}}"
)
_MOBILE = (
    r"(?:\(09\d\d\)|09\d\d)(?:(?:[-. ]?\d{3}){2}|[- ]\d\d[- ]\d{4}|(?:[- ]\d\d){3}|[-/_ ]{1,3}\d{3}[-/_ ]{0,3}\d{3})"
    r"|09(?:[- ]\d{4}){2}|09\d\d[- ]\d{4}[- ]\d\d"
)
_LANDLINE = (
    rf"(?:\(0[2-8]\d{{0,2}}\)[- ]{{0,2}}|{_AREA}(?:\)| ?-) ?)\d{{2,4}}(?: ?- ?| )?\d{{3,5}}|{_AREA}\.\d{{3,4}}\.\d{{4}}"
)
# Taken only after a word that says telephone.
_PLAIN = rf"0[2-8]\d{{7,8}}|{_AREA} \d{{3,4}}[- ]?\d{{4}}|(?:\(0[2-9]\d?\)|0[2-9]\d?)(?:[-. ]{{0,3}}\d){{6,8}}"
_LOCAL = r"[2-8]\d{2,3}[- ]\d{4}|[2-8]\d{6,7}"  # so is this, which has no area code
_SPACED = r"0 ?9(?: \d){8}"
_ABROAD = r"\+(?!886)[1-9]\d{0,2}(?:[-. ()]{1,2}\d{1,4}){2,5}|\+(?!886)[1-9]\d{8,13}"
_NO_AMOUNT = r"(?![\d:%.]|-\d{3}|\s?[年月日號元點時分小人樓名位件個萬千百天週折張顆間坪歲塊次級度公$])"
_ANOTHER = r"(?:#|轉|分機)?[: ]?(?!0)\d{1,5}"
_INNER = (
    r"(?:#|轉?分機|轉|(?i:ext\.?))[: ]{0,2}\d{1,6}"
    rf"(?: ?[-~～〜、至到或及和與] ?{_ANOTHER}(?!/){_NO_AMOUNT}|/{_ANOTHER}{_NO_AMOUNT}"
    rf"|, ?{_ANOTHER}(?!/| ?[\u4e00-\u9fff]){_NO_AMOUNT})*"  # no postcode
)
_EXTENSION = rf" ?(?:\(代表號?\) ?)?(?:{_INNER}|\({_INNER}\))"
_LINES = rf"[~～〜](?!0)\d{{1,4}}(?!/){_NO_AMOUNT}"  # the last digits of the last of some lines
_PHONE = re.compile(
    rf"(?=[(+02-8])(?P<number>{_FROM_ABROAD}|{_MOBILE}|{_SPACED}|(?P<foreign>{_ABROAD})"
    rf"|(?P<fixed>{_LANDLINE}|(?P<plain>{_PLAIN})|(?P<local>{_LOCAL})))"
    rf"(?:(?P<extension>{_EXTENSION})|(?(fixed){_LINES}|(?!)))?"
    r"(?![A-Za-z0-9_]|-(?!0)\d{3}|[.:/]\d)",
    re.ASCII,
)
_JOINED = re.compile(r"(?:\w(?<!tel|fax)(?<!phone)(?<!mobile)|\d[-.])\Z", re.ASCII | re.IGNORECASE)
_WORD = (
    r"(?:電話|手機|門號|行動|專線|傳真|聯絡|聯繫|洽|撥打?|請打|市話|住家|☎|📞|📱"
    rf"|tel|phone|fax|mobile|call|contact|cell|{PHONE_COVER})"
)
_CALL = re.compile(rf"{_WORD}[^0-9\n{COVER}{MAIL_COVER}]{{0,6}}\Z", re.IGNORECASE)
_CALL_LOCAL = re.compile(
    r"(?:電話|傳真|市話|專線|總機|分機|☎|📞|(?<![A-Za-z])(?:tel|phone|fax))"
    r"(?:號碼|no\.?|number|\([^()0-9\n]{1,6}\)|[是為改換成:：. \t|/-]){0,4}\Z"
    rf"|{PHONE_COVER} ?[、,，/;；或及] ?\Z",
    re.IGNORECASE,
)
_CALL_SOMEBODY = re.compile(r"(?:請電|請撥|請打|聯絡|聯繫|洽)[^0-9\n、，。]{0,6}\Z")
_NUMBERED = re.compile(
    r"(?:第|統編|(?:[編單序案文字型料貨批款學]|(?<!手)機)號|(?:收據|單據|發票|料號)(?:號碼)?\(?如?"
    r"|條碼|ISBN|ISSN|(?<![A-Za-z])(?:ep|vol))[-.:\s]*\Z",
    re.IGNORECASE,
)
_PERHAPS_NUMBERED = re.compile(r"(?<![A-Za-z])no[-.:\s]*\Z", re.IGNORECASE)
_IN_URL = re.compile(r"(?:://|www\.)[^\s<>〈〉「」■()。，；,;]*\Z")
_LONG, _SHORT = 200, 24  # characters of a URL, and of words, that are looked back on
_YEARS = re.compile(r"(?:19|20)\d\d(?:[- ](?:19|20)\d\d|[01]\d[0-3]\d)\Z")
_RUN = re.compile(r"[(+0-9][-+()0-9./_ ]{5,}")  # in which a number may stand, with what is written between its digits
_SPOKEN = re.compile("(?<![零〇○一二三四五六七八九])[零〇○]九[零〇○一二三四五六七八九]{8}(?![零〇○一二三四五六七八九])")


def phones(text: str) -> Iterator[Span]:
    """Find telephone numbers."""
    end = 0
    for run in _RUN.finditer(text):
        for at in range(run.start(), run.end()):
            if at >= end and (found := _PHONE.match(text, at)):
                # What is masked already says no more than that it was a telephone number.
                before = (PHONE_COVER if end else "") + text[max(end, at - _SHORT) : at]
                if _is_phone(found, before):
                    end = found.end()
                    yield Span(at, end, "phone")
    for found in _SPOKEN.finditer(text):
        yield Span(*found.span(), "phone")


def in_url(text: str, at: int) -> bool:
    """Whether what stands there is part of a web address; a long one is not followed to its beginning."""
    return text[at - 1 : at] in {*"-=/&?%._#+"} and bool(_IN_URL.search(text, max(0, at - _LONG), at))


def _is_phone(found: re.Match[str], before: str) -> bool:
    after = found.string[found.end() : found.end() + 2]
    if found["plain"] and not found["extension"] and not _CALL.search(before):
        return False
    if _JOINED.search(before) or _NUMBERED.search(before) or in_url(found.string, found.start()):
        return False
    if (re.match("[號元人](?!碼)", after) or _PERHAPS_NUMBERED.search(before)) and not _CALL.search(before):
        return False
    if found["local"]:
        called = _CALL_LOCAL.search(before) or _CALL_SOMEBODY.search(before)
        return bool(called) and not _YEARS.match(found["local"])
    if found["foreign"]:
        return is_foreign_phone(found["foreign"])
    number = re.sub("[^0-9]", "", found["number"])
    return is_personal_phone(re.sub("^(?:00)?886", "+886", number))
