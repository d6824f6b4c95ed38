"""What is looked for, and the shadow of a text in which it is looked for."""

import re
from collections.abc import Callable, Iterable, Sequence
from string import ascii_letters, digits
from typing import Literal, NamedTuple

Kind = Literal[
    "email",
    "phone",
    "national-id",
    "resident-certificate",
    "passport",
    "nhi-card",
    "driving-licence",
    "bank-account",
    "postal-account",
    "credit-card",
    "licence-plate",
    "birth-date",
    "home-address",
    "handle",
    "ip-address",
    "mac-address",
    "invoice-carrier",
    "company-number",
    "party-name",
]


class Span(NamedTuple):
    """Where something personal stands in a text."""

    start: int
    end: int
    kind: Kind


COVER = "\ufdd1"
PHONE_COVER = "\ufdd2"
MAIL_COVER = "\ufdd3"
"""What stands in the shadow for each character of something masked, of a telephone number, of an e-mail address."""
_COVERS: dict[Kind, str] = {"phone": PHONE_COVER, "email": MAIL_COVER}

HYPHENS = "\u2010\u2011\u2013\u2014\u2212"
_NARROW = (
    {ord(char) + 0xFEE0: char for char in ascii_letters + digits + "#()+-./:@_[]*|"}
    | dict.fromkeys(map(ord, HYPHENS), "-")
    | dict.fromkeys(map(ord, "\u3000\xa0"), " ")
)
DIGITS_APART = "[0-9] (?:[-/.] )?[0-9] (?:[-/.] )?[0-9] (?:[-/.] )?[0-9]"
_LETTER_SPACED = re.compile(r"(?<!\S)\S(?: \S){6,}(?!\S)")
_WIDE = re.compile(f"[{''.join(map(chr, _NARROW))}]+")


def shadow_of(text: str) -> str:
    """Write full-width letters, digits and marks in ASCII, one for one, so that positions agree."""
    return _WIDE.sub(lambda run: run[0].translate(_NARROW), text)


def close_up(text: str) -> tuple[str, Sequence[int]]:
    """Take the spaces out of letter-spaced words and numbers (`0 4 - 2 3 4 5`), and tell where each character stood."""
    if not re.search(DIGITS_APART, text):
        return text, range(len(text) + 1)
    spaces = {at for run in _LETTER_SPACED.finditer(text) for at in range(run.start() + 1, run.end(), 2)}
    places = [at for at in range(len(text) + 1) if at not in spaces]
    return "".join(text[at] for at in places[:-1]), places


def cover(text: str, spans: Iterable[Span]) -> str:
    """Take what was found out of the shadow; every position stays."""
    return splice(text, sorted(spans), lambda span: _COVERS.get(span.kind, COVER) * (span.end - span.start))


def splice(text: str, spans: Sequence[Span], fill: Callable[[Span], str]) -> str:
    """Put something else where the spans are."""
    parts, rest = [], 0
    for span in spans:
        parts += [text[rest : span.start], fill(span)]
        rest = span.end
    return "".join(parts) + text[rest:]
