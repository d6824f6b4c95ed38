r"""Find personal data in Taiwanese text: e-mail addresses, telephone numbers, identity numbers.

Patterns are matched on a shadow of the text in which full-width letters and marks are ASCII, one for one, so
that positions agree. No pattern uses `\b`, which knows no boundary between Han and Latin.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from string import ascii_letters, digits
from typing import Literal, NamedTuple

from zhtw_clean.text.taiwan_ids import is_national_id, is_personal_phone

Kind = Literal["email", "phone", "national-id"]


class Span(NamedTuple):
    """Where something personal stands in a text."""

    start: int
    end: int
    kind: Kind


_HYPHENS = "\u2010\u2011\u2013\u2014\u2212"
_DIGIT = "0-9\uff10-\uff19"
_ALNUM = f"A-Za-z\uff21-\uff3a\uff41-\uff5a{_DIGIT}"
SUSPECT: dict[Kind, str] = {
    "email": rf"\S[@＠]\S+[.．][{_ALNUM}]",
    "phone": (
        rf"(?:^|[^{_DIGIT}])(?:[0０][2-9２-９]|[0０]{{0,2}}[8８]{{2}}[6６])"
        rf"(?:[-－{_HYPHENS}().（）．\s]{{0,3}}[{_DIGIT}]){{7}}"
    ),
    "national-id": f"[A-Z\uff21-\uff3a][1289１２８９][{_DIGIT}]{{8}}",
}
"""What a text must have (in Polars' regex syntax) to be worth a closer look: cheap, and wider than what is found."""

_NARROW = (
    {ord(char) + 0xFEE0: char for char in ascii_letters + digits + "#()+-.:@_"}
    | {ord(char): "-" for char in _HYPHENS}
    | {ord("\u3000"): " "}
)
_WIDE = re.compile(f"[{''.join(map(chr, _NARROW))}]+")

_EMAIL_DOMAIN = re.compile(r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}(?![A-Za-z0-9])")
_EMAIL_LOCAL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}\Z")
_NOT_EMAIL = re.compile(r"git@|.*@[0-9]x\.")  # a repository's address; a picture in double resolution, logo@2x.png

_NATIONAL_ID = re.compile(r"(?<!\w)[A-Z][1289]\d{8}(?!\w)", re.ASCII)

_AREA = r"0(?:2|3[789]?|4[79]?|5|6|7|8[29]?|826|836)"
_TAIWAN = r"(?:\+|00)?886"
_FROM_ABROAD = (
    rf"(?:\({_TAIWAN}\)|{_TAIWAN})[-. ]?(?:\(0\)|0)?"
    r"(?:9\d\d(?:[-. ]?\d{3}){2}|(?:\([2-8]\d{0,2}\)|[2-8]\d{0,2})[-. ]{0,2}\d{3,4}[-. ]?\d{3,4})"
    rf"|\({_TAIWAN}[- ]0?[2-8]\d{{0,2}}\) ?\d{{3,4}}[- ]?\d{{3,4}}"
)
_MOBILE = r"(?:\(09\d\d\)|09\d\d)(?:(?:[-. ]?\d{3}){2}|[- ]\d\d[- ]\d{4}|(?:[- ]\d\d){3})|09(?:[- ]\d{4}){2}"
_LANDLINE = (
    rf"(?:\(0[2-8]\d{{0,2}}\)[- ]{{0,2}}|{_AREA}(?:\)| ?-) ?)\d{{2,4}}[- ]?\d{{3,5}}|{_AREA}\.\d{{3,4}}\.\d{{4}}"
)
_PLAIN = rf"0[2-8]\d{{7,8}}|{_AREA} \d{{3,4}}[- ]?\d{{4}}"  # taken only after a word that says telephone
_EXTENSION = r" ?(?:#|轉?分機|轉|(?i:ext\.?))[: ]{0,2}\d{1,6}"
_PHONE = re.compile(
    rf"(?=[(+08])(?P<number>{_FROM_ABROAD}|{_MOBILE}|{_LANDLINE}|(?P<plain>{_PLAIN}))(?P<extension>{_EXTENSION})?(?!\w|-(?!0)\d{{3}})",
    re.ASCII,
)
_JOINED = re.compile(r"(?:\w(?<!tel|fax)(?<!phone)(?<!mobile)|\d[-.])\Z", re.ASCII | re.IGNORECASE)
_CALL = re.compile(
    r"(?:電話|手機|行動|專線|傳真|聯絡|聯繫|洽|撥打?|請打|☎|📞|tel|phone|fax|mobile|call|contact)[^0-9\n]{0,6}\Z",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"(?:第|統編|編號|單號|序號|案號|文號|字號|條碼|型號|料號|ISBN|ISSN|(?<![A-Za-z])(?:ep|vol))[-.:\s]*\Z",
    re.IGNORECASE,
)
_PERHAPS_NUMBERED = re.compile(r"(?<![A-Za-z])no[-.:\s]*\Z", re.IGNORECASE)
_IN_URL = re.compile(r"(?:://|www\.)[^\s<>〈〉「」■()。，；,;]*[-=/&?%._#+]\Z")
_LOOK_BACK = 200  # characters; a longer URL is not followed to its beginning


def find_pii(text: str, kinds: Collection[Kind]) -> list[Span]:
    """Find what is personal, from left to right; no two overlap."""
    shadow = _WIDE.sub(lambda run: run[0].translate(_NARROW), text)
    found: list[Span] = []
    for kind, finder in _FINDERS.items():
        if kind in kinds:
            spans = list(finder(shadow))
            shadow = splice(shadow, spans, lambda span: "■" * (span.end - span.start))
            found += spans
    return sorted(found)


def splice(text: str, spans: Sequence[Span], fill: Callable[[Span], str]) -> str:
    """Put something else where the spans are."""
    parts, rest = [], 0
    for span in spans:
        parts += [text[rest : span.start], fill(span)]
        rest = span.end
    return "".join(parts) + text[rest:]


def _emails(text: str) -> Iterator[Span]:
    end = 0
    for domain in _EMAIL_DOMAIN.finditer(text):
        local = _EMAIL_LOCAL.search(text, max(end, domain.start() - 64), domain.start())
        if local and not _NOT_EMAIL.match(text, local.start(), domain.end()):
            end = domain.end()
            yield Span(local.start(), end, "email")


def _national_ids(text: str) -> Iterator[Span]:
    for found in _NATIONAL_ID.finditer(text):
        before = text[max(0, found.start() - _LOOK_BACK) : found.start()]
        if is_national_id(found[0]) and not _IN_URL.search(before):
            yield Span(*found.span(), "national-id")


def _phones(text: str) -> Iterator[Span]:
    end, found = 0, _PHONE.search(text)
    while found:
        # What is masked already says no more than that it was a telephone number.
        before = ("電話" if end else "") + text[max(end, found.start() - _LOOK_BACK) : found.start()]
        if _is_phone(found, before):
            end = found.end()
            yield Span(*found.span(), "phone")
        found = _PHONE.search(text, max(end, found.start() + 1))


_FINDERS: Mapping[Kind, Callable[[str], Iterator[Span]]] = {
    "email": _emails,
    "national-id": _national_ids,
    "phone": _phones,
}


def _is_phone(found: re.Match[str], before: str) -> bool:
    after = found.string[found.end() : found.end() + 2]
    if any(pattern.search(before) for pattern in (_JOINED, _NUMBERED, _IN_URL)) or re.match("號(?!碼)", after):
        return False
    doubtful = (found["plain"] and not found["extension"]) or _PERHAPS_NUMBERED.search(before)
    if doubtful and not _CALL.search(before):
        return False
    number = re.sub("[^0-9]", "", found["number"])
    return is_personal_phone(re.sub("^(?:00)?886", "+886", number))
