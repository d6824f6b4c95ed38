"""Stand-ins of the same shape, made with a key: one value has one stand-in, and a stand-in is its own.

That makes masking twice the same as once. Mail and computers get addresses that are kept for documentation (RFC 2606,
3849, 5737, 9542). Other numbers end in symbols that follow from those before them and the key; so one real number in
a thousand passes for a stand-in and stays. In dates the year stays, in addresses the names; the key makes the rest.
"""

import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from hashlib import blake2b

from zhtw_clean.text.pii.found import Kind, shadow_of
from zhtw_clean.text.taiwan_ids import (
    is_card,
    is_company_number,
    is_national_id,
    is_postal_account,
    is_resident_certificate,
)

_TAG = 3
_WITHOUT_PREFIX = 8  # last digits of a telephone number, which +886 and 0 precede
_POSTAL = 14  # digits of an account with the post office, which its code 700 may precede
_DOMAINS = ("example.com", "example.org", "example.net")
_NETWORKS = ("192.0.2", "198.51.100", "203.0.113")
_UPPER, _LOWER = "ABCDEFGHJKLMNPQRSTUVWXYZ", "abcdefghijkmnpqrstuvwxyz"
_HAN_DIGITS = "一二三四五六七八九"
_SYMBOL = re.compile("[A-Za-z0-9]")
_EXTENSION = re.compile(r" ?(?:[#~～〜轉]|分機|[Ee][Xx][Tt])")
_YEAR = re.compile(r"\D*(?:\d{2,4}(?=\D)|\d{2,4}(?=\d{4}$)|[^年]*年)")
_YEAR_LAST = re.compile(r"(?<=[-./])(?:19|20)\d\d$")
_PART_OF_DATE = re.compile(r"\d{4}$|\d{1,2}|[一二三四五六七八九十]{1,3}")
_PART_OF_ADDRESS = re.compile(r"[0-9一二三四五六七八九十百廿卅〇零]+(?=[ ]?[鄰段巷弄號棟樓室之Ff~-])|\d+")

_KEPT: Mapping[Kind, str] = {
    "national-id": r"[A-Za-z] ?\d",
    "resident-certificate": "[A-Za-z]{2}",
    "passport": "[A-Z]*",
    "bank-account": r"\(\d{3}\)|\d{3}[-/ ]",
    "postal-account": r"\(?700\)?[- ]*(?=(?:\D*\d){14}$)",
    "credit-card": r"\d",
    "handle": "@?",
}
"""With what a stand-in begins as the value does."""
_CHECKED: Mapping[Kind, Callable[[str], bool]] = {
    "national-id": is_national_id,
    "resident-certificate": is_resident_certificate,
    "credit-card": is_card,
    "company-number": is_company_number,
    "postal-account": is_postal_account,
}
"""Whose last digit is a check digit; of accounts with the post office every seventh is."""


def pseudonym(kind: Kind, value: str, key: str) -> str:
    """Return the stand-in for a value; letters and digits come out in ASCII."""
    if special := _SPECIAL.get(kind):
        return special(shadow_of(value), key)
    plain = list(shadow_of(value))
    body, tag, check = _places(kind, "".join(plain))
    before = plain.copy()
    _finish(kind, plain, (body, tag, check), key)
    if plain == before:
        return value
    for at, number in zip(body, _draw(key, kind, _bare(kind, "".join(before))), strict=False):
        plain[at] = _like(plain[at], number)
    _finish(kind, plain, (body, tag, check), key)
    return "".join(plain)


def _bare(kind: Kind, value: str) -> str:
    """Leave out how a value is written: in groups, with the country's code, with an extension."""
    if kind == "phone":
        return re.sub(r"\D", "", _EXTENSION.split(value)[0])[-_WITHOUT_PREFIX:]
    bare = re.sub(r"[\W_]", "", value).upper()
    return bare[-_POSTAL:] if kind == "postal-account" else bare


def _places(kind: Kind, plain: str) -> tuple[list[int], list[int], list[int]]:
    """Where are the symbols to draw, those that follow from them, and the check digit?"""
    kept = re.match(_KEPT.get(kind, ""), plain)
    symbols = [found.start() for found in _SYMBOL.finditer(plain, kept.end() if kept else 0)]
    if kind == "phone":
        extension = _EXTENSION.search(plain)
        main = [at for at in symbols if not extension or at < extension.start()]
        free = [at for at in symbols if at >= main[-2 * _TAG]]
        return free[:_TAG], free[_TAG:], []
    check = symbols[6::7] if kind == "postal-account" else symbols[-1:] if kind in _CHECKED else []
    others = [at for at in symbols if at not in check]
    return others[:-_TAG], others[-_TAG:], check


def _finish(kind: Kind, plain: list[str], places: tuple[list[int], list[int], list[int]], key: str) -> None:
    body, tag, check = places
    for at, number in zip(tag, _draw(key, kind, "tag", "".join(plain[at] for at in body).upper()), strict=False):
        plain[at] = _like(plain[at], number)
    for digits in itertools.product("0123456789", repeat=len(check)):
        for at, digit in zip(check, digits, strict=True):
            plain[at] = digit
        if check and _CHECKED[kind](_bare(kind, "".join(plain))):
            break


def _like(char: str, number: int) -> str:
    return str(number % 10) if char.isdigit() else (_UPPER if char.isupper() else _LOWER)[number % len(_UPPER)]


def _draw(*parts: str) -> Iterator[int]:
    """Draw numbers below 65536 from the parts, 32 of them."""
    digest = blake2b("\0".join(parts).encode()).digest()
    return (digest[at] << 8 | digest[at + 1] for at in range(0, len(digest), 2))


def _mail(value: str, key: str) -> str:
    if value.lower().endswith(_DOMAINS):
        return value
    numbers = _draw(key, "email", _bare("email", value))
    return "".join(_LOWER[next(numbers) % len(_LOWER)] for _ in range(8)) + "@" + _DOMAINS[0]


def _ip(value: str, key: str) -> str:
    number = next(_draw(key, "ip-address", value.lower()))
    return f"2001:db8::{number:x}" if ":" in value else f"{_NETWORKS[number >> 8 & 1]}.{number & 0xFF}"


def _mac(value: str, key: str) -> str:
    digits = f"00005e0053{next(_draw(key, 'mac-address', _bare('mac-address', value))) & 0xFF:02x}"
    symbols = iter(digits.upper() if value == value.upper() else digits)
    return "".join(next(symbols) if _SYMBOL.match(char) else char for char in value)


def _date(value: str, key: str) -> str:
    year = _YEAR_LAST.search(value) or _YEAR.match(value)
    start, end = year.span() if year else (0, 0)
    numbers = _draw(key, "birth-date", _common_era(value[start:end]))

    def part(found: re.Match[str]) -> str:
        if not found[0][0].isascii():
            return _HAN_DIGITS[next(numbers) % 9]
        width = min(len(found[0]), 2)
        return "".join(f"{1 + next(numbers) % 9:0{width}}" for _ in range(len(found[0]) // width))

    return _PART_OF_DATE.sub(part, value[:start]) + value[start:end] + _PART_OF_DATE.sub(part, value[end:])


def _common_era(year: str) -> str:
    digits = re.sub(r"\D", "", year)
    return str(int(digits) + 1911 * (len(digits) < 4)) if digits else year.strip()  # noqa: PLR2004


def _home(value: str, key: str) -> str:
    numbers = _draw(key, "home-address", re.sub(r"\s", "", _PART_OF_ADDRESS.sub("0", value)).replace("台", "臺"))

    def part(found: re.Match[str]) -> str:
        number = 1 + next(numbers, 0) % 9
        return str(number) * len(found[0]) if found[0].isascii() else _HAN_DIGITS[number - 1]

    return _PART_OF_ADDRESS.sub(part, value)


def _name(value: str, _key: str) -> str:
    return value[0] + "○" * (len(value) - 1)


_SPECIAL: Mapping[Kind, Callable[[str, str], str]] = {
    "email": _mail,
    "ip-address": _ip,
    "mac-address": _mac,
    "birth-date": _date,
    "home-address": _home,
    "party-name": _name,
}
