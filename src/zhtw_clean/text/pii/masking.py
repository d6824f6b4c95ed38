"""Put something in the place of personal data, in a whole column."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from zhtw_clean.text.pii import find_pii
from zhtw_clean.text.pii.found import Kind, Span, splice
from zhtw_clean.text.pii.looks import suspicious

_ROUNDS = 8  # what stands in a span's place may show another; seldom twice, and not for ever
_BRACKETED = re.compile("[〈<][^〈〉<>\n]{1,24}[〉>]")


class Masks(NamedTuple):
    """What to mask, and with what.

    `fill` says what stands in the place of a value: itself where it stays. `placeholders` are not looked into.
    """

    kinds: Sequence[Kind]
    fill: Callable[[Kind, str], str]
    placeholders: Mapping[str, Kind]


def mask_column(texts: pl.Series, masks: Masks) -> tuple[pl.Series, NDArray[np.uint32]]:
    """Mask texts until there is nothing more to mask; return them, and of each how many of each kind it had."""
    counts = np.zeros((len(texts), len(masks.kinds)), np.uint32)
    rows = pl.int_range(len(texts), eager=True)
    for _ in range(_ROUNDS):
        suspects = suspicious(texts.gather(rows), masks.kinds)
        suspect = suspects.select(pl.any_horizontal(pl.all())).to_series()
        rows, flags = rows.filter(suspect), suspects.filter(suspect)
        masked = [_mask(text, row, masks) for text, row in zip(texts.gather(rows), flags.iter_rows(), strict=True)]
        counts[rows] += np.array([found for _, found in masked], np.uint32).reshape(-1, len(masks.kinds))
        texts = texts.clone().scatter(rows, [text for text, _ in masked])
        rows = rows.filter(pl.Series([any(found) for _, found in masked], dtype=pl.Boolean))
        if rows.is_empty():
            break
    return texts, counts


def _mask(text: str, suspect: Sequence[bool], masks: Masks) -> tuple[str, list[int]]:
    kinds = [kind for kind, flag in zip(masks.kinds, suspect, strict=True) if flag]
    placeholders = [
        Span(*found.span(), masks.placeholders[found[0]])
        for found in _BRACKETED.finditer(text)
        if found[0] in masks.placeholders
    ]
    fills = {span: masks.fill(span.kind, text[slice(*span[:2])]) for span in find_pii(text, kinds, placeholders)}
    changed = [span for span, fill in fills.items() if fill != text[slice(*span[:2])]]
    found = Counter(span.kind for span in changed)
    return splice(text, changed, fills.__getitem__), [found[kind] for kind in masks.kinds]
