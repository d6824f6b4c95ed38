"""Accounts, payment cards, invoice carriers and companies."""

import re
from collections.abc import Iterator

from zhtw_clean.text.pii.cued import GAP, cued
from zhtw_clean.text.pii.found import Span
from zhtw_clean.text.taiwan_ids import BANKS, is_card, is_company_number, is_personal_phone, is_postal_account

_DIGITS = range(10, 20)  # of an account, with or without the three digits of its bank

_ACCOUNT = r"(?:\(\d{3}\)[- ]?|\d{3}[-/ ])?\d{2,16}(?:[- ]\d{1,14}){0,4}"
_CODED = re.compile(
    r"(?<![A-Za-z0-9.-])(?:\((?P<code>\d{3})\) ?\d{3,16}(?:[- ]\d{1,14}){0,4}|(?P<bare>\d{3})[-/ ]\d{10,14})"
    r"(?![A-Za-z0-9]|[-.]\d)"
)
_POSTAL = re.compile(
    rf"(?:局號{GAP}\d{{6}}[- ]?\d(?:[\s,，、;；/]{{0,3}}(?:存簿)?帳號{GAP}\d{{6}}[- ]?\d)?"
    r"|(?:郵局|郵政|郵儲)(?:存簿|儲金|帳號|帳戶|局帳號|[^\w\n]){0,6}(?:\(?700\)?[- ]{0,2})?"
    r"(?:\d{7}[- ]?\d{7}|\d{6}-\d[- ]\d{6}-\d))(?![\w-])",
    re.ASCII,
)
_BY_CHECK_DIGITS = re.compile(
    r"(?<![A-Za-z0-9.-])(?:\(?700\)?[- ]{0,2})?(?P<number>\d{6}(?:-\d[-,、 ]{1,2}\d{6}-\d|\d[- ]\d{7}))"
    r"(?![A-Za-z0-9]|[-.]\d)"
)
_ACCOUNT_WORD = re.compile(r"(?:帳號|帳戶|戶頭|存摺|存簿|儲金|匯款?[到至入]?|轉帳|入帳|薪轉|撥款)[^0-9\n]{0,12}\Z")
_NUMBER = re.compile(r"(?:\(?700\)?[- ]{0,2})?\d(?:[- ]?\d){6,14}")
_CARD = re.compile(
    r"(?<![A-Za-z0-9.-])(?:\d{4}(?:[- ]{1,3}\d{4}){3}|3[47]\d\d[- ]{1,3}\d{6}[- ]{1,3}\d{5}|(?P<plain>\d{14,16}))"
    r"(?![A-Za-z0-9]|[-.]\d)"
)
_CARD_WORD = re.compile(
    r"(?:卡號|信用卡|金融卡|刷卡|卡片|VISA|Master(?:Card)?|JCB|AMEX|運通|card)[^0-9\n]{0,16}\Z", re.IGNORECASE
)


def _is_account(number: str) -> bool:
    return len(re.sub(r"\D", "", number)) in _DIGITS


def _is_account_of_a_bank(number: str) -> bool:
    return _is_account(number) and not is_personal_phone(re.sub(r"\D", "", number))


carriers = cued("invoice-carrier", "載具|手機條碼|自然人憑證", r"/[0-9A-Z+.\-]{7}|[A-Z]{2}\d{14}")
_CARRIER = re.compile(r"(?<![\w/.:])/(?=[A-Z+.-]{0,6}[0-9])[0-9A-Z+.-]{7}(?![\w/+-])", re.ASCII)
companies = cued("company-number", "統編|統一編號|Tax ID|VAT", r"\d{8}", is_company_number)
accounts = cued(
    "bank-account",
    "(?<!撥)(?:帳號|帳戶|戶頭)|轉帳|匯款(?:到|至|入)?|匯(?:到|至|入)|[Aa]ccount",
    _ACCOUNT,
    _is_account,
)
accounts_of_banks = cued("bank-account", "銀行?|分行|信用合作社|農會|漁會", _ACCOUNT, _is_account_of_a_bank)


def carriers_by_form(text: str) -> Iterator[Span]:
    """Find barcodes of telephones, a slash and seven characters, in what speaks of them."""
    about = re.search("載具|手機條碼", text)
    for found in _CARRIER.finditer(text, about.end() if about else len(text)):
        yield Span(*found.span(), "invoice-carrier")


def coded_accounts(text: str) -> Iterator[Span]:
    """Find accounts by the code of their bank."""
    for found in _CODED.finditer(text):
        if (found["code"] or found["bare"]) in BANKS and _is_account(found[0]):
            yield Span(*found.span(), "bank-account")


def postal_accounts(text: str) -> Iterator[Span]:
    """Find accounts with the post office: seven digits of the office and of the account, with a check digit each."""
    for found in _POSTAL.finditer(text):
        for number in _NUMBER.finditer(text, *found.span()):
            yield Span(*number.span(), "postal-account")
    for found in _BY_CHECK_DIGITS.finditer(text):
        grouped = found["number"][6] == "-"  # 0021546-0123459 alone could be a range of numbers
        if is_postal_account(re.sub(r"\D", "", found["number"])) and (
            grouped or _ACCOUNT_WORD.search(text, max(0, found.start() - 20), found.start())
        ):
            yield Span(*found.span(), "postal-account")


def cards(text: str) -> Iterator[Span]:
    """Find payment cards: in groups, or after a word that says so."""
    for found in _CARD.finditer(text):
        if is_card(re.sub("[- ]", "", found[0])) and (
            not found["plain"] or _CARD_WORD.search(text, max(0, found.start() - 24), found.start())
        ):
            yield Span(*found.span(), "credit-card")
