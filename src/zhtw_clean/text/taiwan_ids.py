"""Numbers that Taiwan gives to people, and how to tell them from other digits."""

import functools
import re
from collections.abc import Callable

# The letter of the first registered household, in the order of its two-digit code, which begins at 10
# (Ministry of the Interior, 身分證統一編號).
LETTERS = "ABCDEFGHJKLMNPQRSTUVXYWZIO"
WEIGHTS = (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1)


def is_national_id(number: str) -> bool:
    """Is it an identity card number (second character 1, 2) or a resident certificate of 2021 on (8, 9)?"""
    if not re.fullmatch(r"[A-Z][1289][0-9]{8}", number):
        return False
    digits = f"{LETTERS.index(number[0]) + 10}{number[1:]}"
    return sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=True)) % 10 == 0


def is_personal_phone(number: str) -> bool:
    """Does Taiwan's numbering plan have it as a mobile, landline or 099 number? Toll-free numbers are service."""
    return _personal_phone()(number)


@functools.cache
def _personal_phone() -> Callable[[str], bool]:
    import phonenumbers

    kinds = phonenumbers.PhoneNumberType
    personal = {kinds.MOBILE, kinds.FIXED_LINE, kinds.FIXED_LINE_OR_MOBILE, kinds.PERSONAL_NUMBER}

    def check(number: str) -> bool:
        parsed = phonenumbers.parse(number, "TW")
        return phonenumbers.is_valid_number_for_region(parsed, "TW") and phonenumbers.number_type(parsed) in personal

    return check
