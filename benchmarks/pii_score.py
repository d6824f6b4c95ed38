"""Labelled documents, made or written; and of each kind how much a finder finds, how much of what it finds is right."""

import random
import re
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from pii_harmless import Harmless

SEED, DOCUMENTS = 20261122, 60
FIELD = re.compile(r"\{(-?)([a-z_-]+)\}")
MARKED = re.compile(r"⟦([a-z-]+)\|(.*?)⟧", re.DOTALL)
BLIND = tuple(Path(__file__).with_name(name) for name in ("pii_blind.txt", "pii_blind_later.txt"))
"""Documents by somebody who had not seen the rules; which were then mended by all of the first, half of the second."""
SAME = {"birth-date-of-court": "birth-date", "local-phone": "phone"}
Label = tuple[int, int, str]


def make(carriers: dict[str, tuple[str, ...]]) -> list[tuple[str, list[Label]]]:
    """Fill every carrier often, and label what is personal."""
    values = Harmless(random.Random(SEED))  # noqa: S311 - not a secret
    return [
        fill(template, values) for templates in carriers.values() for template in templates for _ in range(DOCUMENTS)
    ]


def read_marked(path: Path) -> list[tuple[str, list[Label]]]:
    """Read documents parted by lines of `%%`, in which what is personal is marked: ⟦phone|0912345678⟧."""
    return [unmark(document) for document in re.split(r"(?m)^%%[ \t]*\n", path.read_text("utf-8")) if document.strip()]


def unmark(document: str) -> tuple[str, list[Label]]:
    """Take the marks out of a document."""
    text, labels, rest = "", [], 0
    for mark in MARKED.finditer(document):
        text += document[rest : mark.start()]
        labels.append((len(text), len(text) + len(mark[2]), mark[1]))
        text, rest = text + mark[2], mark.end()
    return text + document[rest:], labels


def fill(template: str, values: Harmless) -> tuple[str, list[Label]]:
    """Put values into a carrier."""
    text, labels, rest = "", [], 0
    for field in FIELD.finditer(template):
        text += plain(template[rest : field.start()])
        value, rest = values.of(field[2]), field.end()
        if not field[1]:
            labels.append((len(text), len(text) + len(value), SAME.get(field[2], field[2])))
        text += value
    return text + plain(template[rest:]), labels


def plain(template: str) -> str:
    """Write doubled braces once."""
    return template.replace("{{", "{").replace("}}", "}")


def print_scores(title: str, made: Iterable[tuple[str, list[Label]]], finder: Callable[[str], list[Label]]) -> None:
    """Print recall and precision of each kind, by exact span and by overlap with a span of the kind."""
    right: dict[str, Counter[str]] = {name: Counter() for name in ("true", "found", "exact", "met", "fit", "touched")}
    for text, labels in made:
        spans = finder(text)
        right["true"].update(kind for *_, kind in labels)
        right["found"].update(kind for *_, kind in spans)
        right["exact"].update(kind for *_, kind in set(labels) & set(spans))
        right["met"].update(
            label[2] for label in labels if any(overlap(label, span) and label[2] == span[2] for span in spans)
        )
        right["touched"].update(label[2] for label in labels if any(overlap(label, span) for span in spans))
        right["fit"].update(span[2] for span in spans if any(overlap(label, span) for label in labels))
    print(f"\n{title:22} {'labels':>7} {'recall':>7} {'precision':>9} {'recall':>8} {'precision':>9} {'any kind':>8}")
    print(f"{'':22} {'':>7} {'exact':>7} {'exact':>9} {'overlap':>8} {'overlap':>9} {'recall':>8}")
    for kind in [*right["true"], *(kind for kind in right["found"] if kind not in right["true"])]:
        print_row(kind, {name: counts[kind] for name, counts in right.items()})
    print_row("all", {name: counts.total() for name, counts in right.items()})


def overlap(one: Label, other: Label) -> bool:
    """Have two spans a character in common?"""
    return one[0] < other[1] and other[0] < one[1]


def print_row(kind: str, of: dict[str, int]) -> None:
    """Print the scores of a kind."""
    true, found = of["true"] or float("nan"), of["found"] or float("nan")
    shares = (of["exact"] / true, of["exact"] / found, of["met"] / true, of["fit"] / found, of["touched"] / true)
    print(
        f"{kind:22} {of['true']:7} {shares[0]:7.3f} {shares[1]:9.3f} {shares[2]:8.3f} {shares[3]:9.3f} {shares[4]:8.3f}"
    )
