r"""Telephone numbers: mobile, landline, local after a word, and those of other countries after their `+`.

No pattern uses `\b`, which knows no boundary between Han and Latin.
"""

import re
from collections.abc import Iterator

from zhtw_clean.text.pii.found import COVER, PHONE_COVER, Span
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
    rf"(?:\(0[2-8]\d{{0,2}}\)[- ]{{0,2}}|{_AREA}(?:\)| ?-) ?)\d{{2,4}}[- ]?\d{{3,5}}|{_AREA}\.\d{{3,4}}\.\d{{4}}"
)
_PLAIN = rf"0[2-8]\d{{7,8}}|{_AREA} \d{{3,4}}[- ]?\d{{4}}"  # taken only after a word that says telephone
_LOCAL = r"[2-8]\d{2,3}[- ]\d{4}|[2-8]\d{6,7}"  # so is this, which has no area code
_SPACED = r"0 ?9(?: \d){8}"
_ABROAD = r"\+(?!886)[1-9]\d{0,2}(?:[-. ()]{1,2}\d{1,4}){2,5}|\+(?!886)[1-9]\d{8,13}"
_EXTENSION = r" ?(?:#|轉?分機|轉|(?i:ext\.?))[: ]{0,2}\d{1,6}"
_PHONE = re.compile(
    rf"(?=[(+02-8])(?P<number>{_FROM_ABROAD}|{_MOBILE}|{_LANDLINE}|{_SPACED}|(?P<foreign>{_ABROAD})|(?P<plain>{_PLAIN})"
    rf"|(?P<local>{_LOCAL}))(?P<extension>{_EXTENSION})?(?!\w|-(?!0)\d{{3}}|[.:/]\d)",
    re.ASCII,
)
_JOINED = re.compile(r"(?:\w(?<!tel|fax)(?<!phone)(?<!mobile)|\d[-.])\Z", re.ASCII | re.IGNORECASE)
_WORD = (
    r"(?:電話|手機|門號|行動|專線|傳真|聯絡|聯繫|洽|撥打?|請打|市話|住家|☎|📞|📱"
    rf"|tel|phone|fax|mobile|call|contact|cell|{PHONE_COVER})"
)
_CALL = re.compile(rf"{_WORD}[^0-9\n{COVER}]{{0,6}}\Z", re.IGNORECASE)
_CALL_LOCAL = re.compile(
    r"(?:電話|傳真|市話|專線|總機|分機|☎|📞|(?<![A-Za-z])(?:tel|phone|fax))"
    r"(?:號碼|no\.?|number|\([^()0-9\n]{1,6}\)|[是為改換成:：. \t|/-]){0,4}\Z",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"(?:第|統編|[編單序案文字型料貨批款學]號|條碼|ISBN|ISSN|(?<![A-Za-z])(?:ep|vol))[-.:\s]*\Z",
    re.IGNORECASE,
)
_PERHAPS_NUMBERED = re.compile(r"(?<![A-Za-z])no[-.:\s]*\Z", re.IGNORECASE)
IN_URL = re.compile(r"(?:://|www\.)[^\s<>〈〉「」■()。，；,;]*[-=/&?%._#+]\Z")
LOOK_BACK = 200  # characters; a longer URL is not followed to its beginning
_YEARS = re.compile(r"(?:19|20)\d\d[- ](?:19|20)\d\d\Z")


def phones(text: str) -> Iterator[Span]:
    """Find telephone numbers, from left to right."""
    end, found = 0, _PHONE.search(text)
    while found:
        # What is masked already says no more than that it was a telephone number.
        before = (PHONE_COVER if end else "") + text[max(end, found.start() - LOOK_BACK) : found.start()]
        if _is_phone(found, before):
            end = found.end()
            yield Span(*found.span(), "phone")
        found = _PHONE.search(text, max(end, found.start() + 1))


def _is_phone(found: re.Match[str], before: str) -> bool:
    after = found.string[found.end() : found.end() + 2]
    if any(pattern.search(before) for pattern in (_JOINED, _NUMBERED, IN_URL)):
        return False
    if re.match("[號元人](?!碼)", after) and not _CALL.search(before):
        return False
    if found["local"]:
        return bool(_CALL_LOCAL.search(before)) and not _YEARS.match(found["local"])
    if found["foreign"]:
        return is_foreign_phone(found["foreign"])
    doubtful = (found["plain"] and not found["extension"]) or _PERHAPS_NUMBERED.search(before)
    if doubtful and not _CALL.search(before):
        return False
    number = re.sub("[^0-9]", "", found["number"])
    return is_personal_phone(re.sub("^(?:00)?886", "+886", number))
