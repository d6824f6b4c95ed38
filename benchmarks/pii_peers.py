"""What others find in the documents of benchmarks/pii.py. Each needs its own packages; who is missing is left out.

pip install presidio-analyzer privyscope-zh-hant datatrove orjson && python benchmarks/pii_peers.py

Presidio runs with its own recognisers for English on a blank spaCy pipeline: no names, places or dates, which are left
out of the table anyway. Kinds are taken as the nearest of ours.
"""

import re
from collections.abc import Callable
from importlib.util import find_spec

from pii_carriers import CARRIERS, LAST_CARRIERS, LATER_CARRIERS
from pii_score import BLIND, Label, make, print_scores, read_marked

PRESIDIO = {
    "EMAIL_ADDRESS": "email",
    "PHONE_NUMBER": "phone",
    "CREDIT_CARD": "credit-card",
    "IP_ADDRESS": "ip-address",
    "MAC_ADDRESS": "mac-address",
    "US_PASSPORT": "passport",
    "US_BANK_NUMBER": "bank-account",
    "US_DRIVER_LICENSE": "driving-licence",
}
PRIVYSCOPE = {
    "EMAIL": "email",
    "PHONE": "phone",
    "ID_NUM": "national-id",
    "BANK": "bank-account",
    "IP": "ip-address",
    "DEVICE": "mac-address",
    "DATE": "birth-date",
    "LOC": "home-address",
    "UBN": "company-number",
}


def main() -> None:
    """Print a table for each that is here."""
    made = [document for carriers in (CARRIERS, LATER_CARRIERS, LAST_CARRIERS) for document in make(carriers)]
    for package, build in (
        ("presidio_analyzer", presidio),
        ("datatrove", datatrove),
        ("privyscope_zh_hant", privyscope),
    ):
        if find_spec(package):
            find = build()
            print_scores(package, made, find)
            print_scores(f"{package}, blind", [document for file in BLIND for document in read_marked(file)], find)
        else:
            print(f"{package} is not installed")


def presidio() -> Callable[[str], list[Label]]:
    """Presidio's analyser with its default recognisers."""
    import spacy  # type: ignore[import-not-found]
    from presidio_analyzer import AnalyzerEngine  # type: ignore[import-not-found]
    from presidio_analyzer.nlp_engine import SpacyNlpEngine  # type: ignore[import-not-found]

    engine = SpacyNlpEngine(models=[{"lang_code": "en", "model_name": "blank"}])
    engine.nlp = {"en": spacy.blank("en")}
    analyser = AnalyzerEngine(nlp_engine=engine, supported_languages=["en"])

    def find(text: str) -> list[Label]:
        found = analyser.analyze(text, language="en")
        return [(one.start, one.end, PRESIDIO.get(one.entity_type, one.entity_type.lower())) for one in found]

    return find


def datatrove() -> Callable[[str], list[Label]]:
    """Datatrove's formatter: e-mail and public IPv4 addresses."""
    from datatrove.pipeline.formatters.pii import PIIFormatter  # type: ignore[import-not-found]

    formatter = PIIFormatter()

    def find(text: str) -> list[Label]:
        ours = ((formatter.emails_replacer, "email"), (formatter.ip_replacer, "ip-address"))
        return [
            (*found.span(), kind)
            for replacer, kind in ours
            for found in re.compile(replacer.regex).finditer(text)
            if not replacer.validator or replacer.validator(found[0])
        ]

    return find


def privyscope() -> Callable[[str], list[Label]]:
    """The regular expressions of privyscope's pack for Traditional Chinese; no model is published for it."""
    from privyscope_zh_hant import Privyscope  # type: ignore[import-not-found]

    engine = Privyscope.regex_only(lang="zh-Hant")

    def find(text: str) -> list[Label]:
        spans = engine.redact(text).detected_spans
        return [(span.start, span.end, PRIVYSCOPE.get(span.label, span.label.lower())) for span in spans]

    return find


if __name__ == "__main__":
    main()
