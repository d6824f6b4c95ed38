"""Numbers that Taiwan gives to people, and how to tell them from other digits."""

import functools
import re
from collections.abc import Callable, Iterable

# The letter of the first registered household, in the order of its two-digit code, which begins at 10
# (Ministry of the Interior, 身分證統一編號).
LETTERS = "ABCDEFGHJKLMNPQRSTUVXYWZIO"
WEIGHTS = (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1)
# Ministry of Finance, 營利事業統一編號: since April 2023 the sum is divisible by 5, no longer by 10.
COMPANY_WEIGHTS = (1, 2, 1, 2, 1, 2, 4, 1)
# 郵政儲金匯業局, as it told Dan Jacobson in 2001 (jidanni.org/comp/checksums/taiwanpostofficechecksum).
POSTAL_WEIGHTS = (2, 3, 4, 5, 6, 7)
# The first digits of cards in use (ISO/IEC 7812): Visa, Mastercard, JCB, American Express, Discover, UnionPay.
CARD_ISSUERS = re.compile(r"4|5[1-5]|2(?:2[3-9]|[3-6]\d|7[01]|22[1-9]|720)|35(?:2[89]|[3-8]\d)|3[47]|6(?:011|5|2)")
# Financial Information Service Co., 金融機構代碼: banks and the post office.
BANKS = frozenset(
    [
        "004",
        "005",
        "006",
        "007",
        "008",
        "009",
        "011",
        "012",
        "013",
        "015",
        "016",
        "017",
        "018",
        "020",
        "021",
        "022",
        "025",
        "048",
        "050",
        "052",
        "053",
        "054",
        "081",
        "101",
        "102",
        "103",
        "108",
        "118",
        "147",
        "600",
        "700",
        "803",
        "805",
        "806",
        "807",
        "808",
        "809",
        "810",
        "812",
        "815",
        "816",
        "822",
        "823",
        "824",
        "826",
        "952",
    ]
)


def is_national_id(number: str) -> bool:
    """Is it an identity card number (second character 1, 2) or a resident certificate of 2021 on (8, 9)?"""
    return bool(re.fullmatch(r"[A-Z][1289][0-9]{8}", number)) and _weighs_right(number[0], number[1:])


def is_resident_certificate(number: str) -> bool:
    """Is it the number of a resident certificate before 2021 (second character A to D), valid until the end of 2030?"""
    if not re.fullmatch(r"[A-Z][A-D][0-9]{8}", number):
        return False
    return _weighs_right(number[0], f"{LETTERS.index(number[1]) % 10}{number[2:]}")


def is_company_number(number: str) -> bool:
    """Is it the eight-digit number of a company?"""
    products = [int(digit) * weight for digit, weight in zip(number, COMPANY_WEIGHTS, strict=True)]
    total = sum(product // 10 + product % 10 for product in products)
    # With a 7 in the seventh place its product counts 10, that is 1 or 0.
    return total % 5 == 0 or (number[6] == "7" and (total + 1) % 5 == 0)


def is_postal_account(number: str) -> bool:
    """Are both parts, seven digits of the post office and seven of the account, right? One alone may be asked for."""
    return all(_is_part_of_postal_account(number[at : at + 7]) for at in range(0, len(number), 7))


def is_card(number: str) -> bool:
    """Is it the number of a payment card: an issuer's first digits, and Luhn's check digit?"""
    return bool(CARD_ISSUERS.match(number)) and luhn(map(int, number)) == 0


def luhn(digits: Iterable[int]) -> int:
    """Sum the digits modulo 10, every second one from the right doubled."""
    doubled = [digit * (1 + place % 2) for place, digit in enumerate(reversed(list(digits)))]
    return sum(value // 10 + value % 10 for value in doubled) % 10


def is_personal_phone(number: str) -> bool:
    """Does Taiwan's numbering plan have it as a mobile, landline or 099 number? Toll-free numbers are service."""
    return _personal_phone()(number, "TW")


def is_foreign_phone(number: str) -> bool:
    """Is it, with its `+`, a mobile or landline number of some country?"""
    return _personal_phone()(number, None)


def _is_part_of_postal_account(digits: str) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(digits, POSTAL_WEIGHTS, strict=False))
    return (11 - total % 11) % 10 == int(digits[6])


def _weighs_right(letter: str, rest: str) -> bool:
    digits = f"{LETTERS.index(letter) + 10}{rest}"
    return sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=True)) % 10 == 0


@functools.cache
def _personal_phone() -> Callable[[str, str | None], bool]:
    import phonenumbers

    kinds = phonenumbers.PhoneNumberType
    personal = {kinds.MOBILE, kinds.FIXED_LINE, kinds.FIXED_LINE_OR_MOBILE, kinds.PERSONAL_NUMBER}

    def check(number: str, region: str | None) -> bool:
        try:
            parsed = phonenumbers.parse(number, region)
        except phonenumbers.NumberParseException:
            return False
        valid = phonenumbers.is_valid_number(parsed) and (not region or parsed.country_code == 886)  # noqa: PLR2004
        return valid and phonenumbers.number_type(parsed) in personal

    return check
