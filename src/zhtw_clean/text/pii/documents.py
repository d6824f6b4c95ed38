"""Numbers of documents that a person carries: identity cards, certificates, passports, cards, plates."""

import re
from collections.abc import Iterator

from zhtw_clean.text.pii.cued import GAP, cued
from zhtw_clean.text.pii.found import Span
from zhtw_clean.text.pii.phones import in_url
from zhtw_clean.text.taiwan_ids import is_national_id, is_resident_certificate

_IDENTITY = re.compile(r"[A-Z](?<!\w[A-Z])(?: ?[1289A-D]\d{8}|[1289A-D]\d{2}[- ]\d{3}[- ]\d{3})(?!\w|-\d)", re.ASCII)
_ANNOUNCED = re.compile(
    rf"(?:身[分份]證|居留證|證件|統一證號|(?<![A-Za-z])ID){GAP}"
    r"(?P<number>[A-Za-z][- ]?[1289A-Da-d](?:[- ]?\d){8})(?!\w)",
    re.ASCII,
)
_PEOPLE = re.compile(
    "居留|證號|證件|身[分份]證|外籍|外僑|國籍|移工|外勞|看護|受僱|勞工|護照|姓名|(?<![A-Za-z])(?:ARC|ID)(?![A-Za-z])"
)
_OF_A_THING = re.compile(r"(?:型號|料號|單號|序號|貨號|品號|案號|批號|(?<!統一)編號|訂單|產品|零件)[^\n]{0,4}\Z")

_LOOK_BACK = 16

_CAR = "車牌|車號|牌照|車籍|座車|機車(?=號牌)|號牌|掛牌|(?:轎|客|貨|機|汽|休旅)車(?=[(（:：])"
_PLATE = (
    r"[A-Z]{3}[- ]?\d{4}|[A-Z]{2}[- ]?\d{4}|\d{4}[- ]?[A-Z]{2}|[A-Z]{3}[- ]?\d{3}|\d{3}[- ]?[A-Z]{3}"
    r"|[A-Z]{2}[- ]?\d{3}|\d{3}[- ]?[A-Z]{2}|[A-Z]\d[- ]\d{4}|\d{4}[- ][A-Z]\d|[A-Z]\d[A-Z]?[- ]\d{3,4}"
    r"|\d{2}[- ]\d{4}|\d[A-Z][- ]\d{4}|\d{4}[- ]\d[A-Z]|軍[A-Z]?-\d{5}"
)

passports = cued("passport", r"護照|[Pp]assport|PASSPORT", r"[A-Z]{0,2}\d{7,9}")
nhi_cards = cued("nhi-card", r"健保卡|健保IC卡|健保", r"\d{12}|\d{4}([- ])\d{4}\1\d{4}")
driving_licences = cued(
    "driving-licence",
    r"駕照|駕駛執照|駕駛人?執照|管轄編號|[Dd]riv(?:er'?s?|ing) licen[cs]e",
    r"[A-Z](?:-?\d){9}|\d{10,12}",
)
plates = cued("licence-plate", _CAR, _PLATE)


_NHI_CARD = re.compile(r"健 ?保 ?卡[^0-9\n]{0,30}(?P<number>0000\d{8}|9\d{11})(?![\d-])")


def nhi_cards_by_form(text: str) -> Iterator[Span]:
    """Find the numbers of cards of health insurance a few words farther on, by how they begin."""
    for found in _NHI_CARD.finditer(text):
        yield Span(*found.span("number"), "nhi-card")


def national_ids(text: str) -> Iterator[Span]:
    """Find the numbers of identity cards and of resident certificates of 2021 on."""
    for found in _IDENTITY.finditer(text):
        number = re.sub("[- ]", "", found[0])
        if is_national_id(number) and _stands_alone(text, found.start()):
            yield Span(*found.span(), "national-id")
    for found in _ANNOUNCED.finditer(text):
        if is_national_id(re.sub("[- ]", "", found["number"]).upper()):
            yield Span(*found.span("number"), "national-id")


def resident_certificates(text: str) -> Iterator[Span]:
    """Find the numbers of resident certificates before 2021, in what speaks of people: invoices are numbered alike."""
    people = _PEOPLE.search(text)
    for found in _IDENTITY.finditer(text, people.end() if people else len(text)):
        number = re.sub("[- ]", "", found[0])
        if is_resident_certificate(number) and _stands_alone(text, found.start()):
            yield Span(*found.span(), "resident-certificate")
    for found in _ANNOUNCED.finditer(text):
        if is_resident_certificate(re.sub("[- ]", "", found["number"]).upper()):
            yield Span(*found.span("number"), "resident-certificate")


def _stands_alone(text: str, start: int) -> bool:
    return not (in_url(text, start) or _OF_A_THING.search(text, max(0, start - _LOOK_BACK), start))
