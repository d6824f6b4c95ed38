"""Whose wording a text has: Taiwan's, or rather the mainland's or Hong Kong's."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from zhtw_clean.resources.variety import Calibration, load_variety
from zhtw_clean.sketch.utf8 import utf8

LLRS = ("mainland_llr", "hong_kong_llr")
JUDGEMENT = pl.Struct({**dict.fromkeys(LLRS, pl.Float64), "variety_terms": pl.List(pl.String)})
MOST_TERMS = 5
_TELLING = {2: 15, 3: 30}
"""Length → steps a term's own weight has at least."""
_NO_EDGE = frozenset("的了是在和與及也就都又還這那有我你他她它們個為以而之於一不")
"""Characters no term begins or ends with: what is strong beside them is a phrase cut in two."""


def judge_variety(rows: pl.Series, min_han: int, limits: tuple[float, float]) -> pl.Series:
    """Judge texts (first field), given what speaks for the mainland beforehand (second field).

    How much likelier each is in either region's wording than in Taiwan's, in nats, null below `min_han`; and where
    that is beyond a limit, the terms that speak most for the region, strongest first.
    """
    from zhtw_clean.text.variety_kernel import weigh

    texts, prior = rows.struct.unnest()
    model = load_variety()
    han, *sums = weigh(*utf8(texts), model.window, model.fold, model.has_variants, model.slots).T
    ratios = {name: _llr(total, han, how) for name, total, how in zip(LLRS, sums, model.calibrations, strict=True)}
    scores = pl.DataFrame(ratios).with_columns(pl.col(LLRS[0]) + prior)
    judged = scores.select(pl.when(pl.Series(han >= min_han)).then(pl.all()))
    terms: list[list[str] | None] = [None] * len(texts)
    for region, limit in reversed([*enumerate(limits)]):
        for at in (judged.to_series(region) > limit).arg_true():
            terms[at] = _strongest_terms(texts[at], region)
    return judged.with_columns(variety_terms=pl.Series(terms, dtype=pl.List(pl.String))).to_struct(rows.name)


def _llr(sums: NDArray[np.int64], han: NDArray[np.int64], how: Calibration) -> NDArray[np.float64]:
    means = sums / np.maximum(han, 1)
    ratios: NDArray[np.float64] = how.slope * (means - how.middle) * han / (han + how.half)
    return ratios


def _strongest_terms(text: str, region: int) -> list[str]:
    """Terms of two and three characters that speak for a region by more than their parts do."""
    from zhtw_clean.text.variety_kernel import trace

    model = load_variety()
    raw = text.encode()
    places, weights = trace(np.frombuffer(raw, np.uint8), model.fold, model.has_variants, model.slots)
    ends, runs = places.T
    found: dict[str, int] = {}
    for length, least in _TELLING.items():
        own = weights[:, region, length - 1]
        for at in np.flatnonzero((own >= least) & (runs >= length - 1)):
            term = raw[ends[at] - 3 * length : ends[at]].decode()
            if not _NO_EDGE & {term[0], term[-1]}:
                found[term] = int(own[at])
    chosen: list[str] = []
    for term in sorted(found, key=lambda term: (-found[term], term)):
        if len(chosen) < MOST_TERMS and not any({*term} & {*other} for other in chosen):
            chosen.append(term)
    return chosen
