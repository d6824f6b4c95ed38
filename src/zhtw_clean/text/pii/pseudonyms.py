"""Stand-ins of the same shape, made with a key: one value has one stand-in, and a stand-in is its own.

That makes masking twice the same as once. Mail and computers get addresses that are kept for documentation (RFC 2606,
3849, 5737, 9542). Other numbers end in symbols that follow from those before them and the key; so one real number in
a thousand passes for a stand-in and stays. In dates the year stays, in addresses the names; the key makes the rest.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from hashlib import blake2b

from zhtw_clean.text.pii.found import Kind, shadow_of
from zhtw_clean.text.taiwan_ids import is_card, is_company_number, is_national_id, is_resident_certificate

_TAG = 3
_DOMAINS = ("example.com", "example.org", "example.net")
_NETWORKS = ("192.0.2", "198.51.100", "203.0.113")
_UPPER, _LOWER = "ABCDEFGHJKLMNPQRSTUVWXYZ", "abcdefghijkmnpqrstuvwxyz"
_HAN_DIGITS = "一二三四五六七八九"
_SYMBOL = re.compile("[A-Za-z0-9]")
_EXTENSION = re.compile(r" ?(?:#|轉|分機|[Ee][Xx][Tt])")
_YEAR = re.compile(r"\D*(?:\d{2,4}(?=\D)|\d{2,4}(?=\d{4}$)|[^年]*年)")
_PART_OF_DATE = re.compile(r"\d{4}$|\d{1,2}|[一二三四五六七八九十]{1,3}")
_PART_OF_ADDRESS = re.compile(r"[0-9一二三四五六七八九十百〇零]+(?=[ ]?[鄰段巷弄號樓室之Ff~-])|\d+")

_KEPT: Mapping[Kind, str] = {
    "national-id": r"[A-Za-z] ?\d",
    "resident-certificate": "[A-Za-z]{2}",
    "passport": "[A-Z]*",
    "bank-account": r"\(\d{3}\)|\d{3}[-/ ]",
    "postal-account": r"\(?700\)?[- ]+",
    "credit-card": r"\d",
    "handle": "@?",
}
"""With what a stand-in begins as the value does."""
_CHECKED: Mapping[Kind, Callable[[str], bool]] = {
    "national-id": is_national_id,
    "resident-certificate": is_resident_certificate,
    "credit-card": is_card,
    "company-number": is_company_number,
}
"""Whose last digit is a check digit."""


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
    same = re.sub(r"[\W_]", "", "".join(before)).upper()
    for at, number in zip(body, _draw(key, kind, same), strict=False):
        plain[at] = _like(plain[at], number)
    _finish(kind, plain, (body, tag, check), key)
    return "".join(plain)


def _places(kind: Kind, plain: str) -> tuple[list[int], list[int], list[int]]:
    """Where are the symbols to draw, those that follow from them, and the check digit?"""
    kept = re.match(_KEPT.get(kind, ""), plain)
    symbols = [found.start() for found in _SYMBOL.finditer(plain, kept.end() if kept else 0)]
    if kind == "phone":
        extension = _EXTENSION.search(plain)
        main = [at for at in symbols if not extension or at < extension.start()]
        free = [at for at in symbols if at >= main[-2 * _TAG]]
        return free[:_TAG], free[_TAG:], []
    check = symbols[-1:] if kind in _CHECKED else []
    symbols = symbols[: len(symbols) - len(check)]
    return symbols[:-_TAG], symbols[-_TAG:], check


def _finish(kind: Kind, plain: list[str], places: tuple[list[int], list[int], list[int]], key: str) -> None:
    body, tag, check = places
    for at, number in zip(tag, _draw(key, kind, "tag", "".join(plain[at] for at in body).upper()), strict=False):
        plain[at] = _like(plain[at], number)
    for at in check:
        for digit in "0123456789":
            plain[at] = digit
            if _CHECKED[kind](re.sub(r"[\W_]", "", "".join(plain)).upper()):
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
    numbers = _draw(key, "email", value.lower())
    return "".join(_LOWER[next(numbers) % len(_LOWER)] for _ in range(8)) + "@" + _DOMAINS[0]


def _ip(value: str, key: str) -> str:
    number = next(_draw(key, "ip-address", value.lower()))
    return f"2001:db8::{number:x}" if ":" in value else f"{_NETWORKS[number >> 8 & 1]}.{number & 0xFF}"


def _mac(value: str, key: str) -> str:
    digits = f"00005e0053{next(_draw(key, 'mac-address', value.lower())) & 0xFF:02x}"
    symbols = iter(digits.upper() if value == value.upper() else digits)
    return "".join(next(symbols) if _SYMBOL.match(char) else char for char in value)


def _date(value: str, key: str) -> str:
    year = _YEAR.match(value)
    kept = value[: year.end()] if year else ""
    numbers = _draw(key, "birth-date", kept)

    def part(found: re.Match[str]) -> str:
        small = [1 + next(numbers) % 9 for _ in range(2)]
        if not found[0][0].isascii():
            return _HAN_DIGITS[small[0] - 1]
        return "".join(f"{number:02}" for number in small) if len(found[0]) == 4 else f"{small[0]:0{len(found[0])}}"  # noqa: PLR2004

    return kept + _PART_OF_DATE.sub(part, value[len(kept) :])


def _home(value: str, key: str) -> str:
    numbers = _draw(key, "home-address", _PART_OF_ADDRESS.sub("0", value))

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
