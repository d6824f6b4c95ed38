"""Find personal data in Taiwanese text by its form and by what stands beside it."""

from collections.abc import Callable, Collection, Iterable, Iterator

from zhtw_clean.text.pii import accounts, births, documents, network
from zhtw_clean.text.pii.cued import Cued
from zhtw_clean.text.pii.found import Kind, Span, close_up, cover, shadow_of
from zhtw_clean.text.pii.homes import homes
from zhtw_clean.text.pii.mail import emails
from zhtw_clean.text.pii.parties import party_names
from zhtw_clean.text.pii.phones import phones

_FINDERS: tuple[tuple[Kind, Cued | Callable[[str], Iterable[Span]]], ...] = (
    ("email", emails),
    ("mac-address", network.mac_addresses),
    ("ip-address", network.ip_addresses),
    ("credit-card", accounts.cards),
    ("driving-licence", documents.driving_licences),
    ("national-id", documents.national_ids),
    ("resident-certificate", documents.resident_certificates),
    ("invoice-carrier", accounts.carriers),
    ("invoice-carrier", accounts.carriers_by_form),
    ("nhi-card", documents.nhi_cards),
    ("nhi-card", documents.nhi_cards_by_form),
    ("passport", documents.passports),
    ("postal-account", accounts.postal_accounts),
    ("bank-account", accounts.accounts),
    ("bank-account", accounts.accounts_of_banks),
    ("bank-account", accounts.coded_accounts),
    ("birth-date", births.birth_dates),
    ("birth-date", births.born),
    ("licence-plate", documents.plates),
    ("company-number", accounts.companies),
    ("phone", phones),
    ("handle", network.handles),
    ("home-address", homes),
    ("party-name", party_names),
)
"""What is surest comes first: later ones do not see what earlier ones found."""
CUED = frozenset(kind for kind, finder in _FINDERS if isinstance(finder, Cued))
"""Kinds whose word may head a column of a table."""


def find_pii(text: str, kinds: Collection[Kind], masked: Iterable[Span] = ()) -> list[Span]:
    """Find what is personal, from left to right; no two overlap.

    Args:
        text: the text.
        kinds: which kinds of personal data.
        masked: placeholders in the text, which are left alone.
    """
    shadow, places = close_up(cover(shadow_of(text), masked))
    tables = any(mark in shadow for mark in "\t|,")
    found: list[Span] = []
    for kind, finder in _FINDERS:
        if kind in kinds:
            spans = list(_apart(finder(shadow)))
            if tables and isinstance(finder, Cued):
                shadow, found = cover(shadow, spans), found + spans
                spans = list(finder.in_tables(shadow))
            shadow = cover(shadow, spans)
            found += spans
    return sorted(Span(places[span.start], places[span.end - 1] + 1, span.kind) for span in found)


def _apart(spans: Iterable[Span]) -> Iterator[Span]:
    end = 0
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if span.start >= end:
            end = span.end
            yield span
