"""Make the model of `not-taiwanese`: src/zhtw_clean/resources/variety.npz.

python training/variety.py [../shared/data]

What is learned: of each sequence of one to three Han characters, how much likelier it stands in text of the mainland,
or of Hong Kong, than in text of Taiwan. Mainland text is converted to traditional characters first, in four ways.
"""

import re
import sys
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray
from opencc import OpenCC
from scipy.optimize import minimize  # type: ignore[import-untyped]

from variety_fit import EPOCHS, Windows, add_up, count_sources, descend, distinct
from variety_sets import HONG_KONG, MAINLAND, PLACES, TAIWAN, documents
from zhtw_clean.sketch.utf8 import utf8
from zhtw_clean.text.variety_kernel import features

OUT = Path(__file__).parents[1] / "src/zhtw_clean/resources/variety.npz"
BMP = 0x10000
HAN = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000), (0x3007,))
WINDOW = 500
MIN_HAN = 100  # in a window, to learn from
MIN_SOURCES = 4  # a feature is learned that as many sources have
FOLDS = 5
MASS = 3000.0  # what the windows of one register and region weigh together
MOST = 4.0  # what one window weighs at most
FEATURES = 400_000
STEP = 0.02  # of a weight, as it is kept
REGIONS = (MAINLAND, HONG_KONG)  # in the order of the model's columns
CONVERTERS = ("s2t", "s2tw", "s2twp", "characters")


class Tables(NamedTuple):
    """What is known of single characters."""

    fold: NDArray[np.uint16]
    """The simplified form of every Han character, 0 for all others."""
    has_variants: NDArray[np.bool_]
    """Which are one of several traditional forms."""
    naive: dict[int, int]
    """The traditional form of a simplified one, whatever stands beside it."""


def tables() -> Tables:
    """Ask OpenCC."""
    to_simplified, to_traditional = OpenCC("t2s").convert, OpenCC("s2t").convert
    standard = [OpenCC(name).convert for name in ("hk2t", "tw2t")]
    fold, naive = np.zeros(BMP, np.uint16), {}
    for code in (code for block in HAN for code in block):
        char = chr(code)
        plain = to_traditional(char)
        if plain != char and len(plain) == 1:
            naive[code] = ord(plain)
        else:
            for convert in standard:
                char = convert(char)
            char = to_simplified(char)
        fold[code] = ord(char) if len(char) == 1 and ord(char) < BMP else code
    written = np.array([code for code in np.flatnonzero(fold) if code not in naive])
    forms = np.bincount(fold[written], minlength=BMP)
    has_variants = np.zeros(BMP, np.bool_)
    has_variants[written] = forms[fold[written]] > 1
    return Tables(fold, has_variants, naive)


Convert = Callable[[str], str]


def converters(naive: dict[int, int]) -> dict[str, Convert]:
    """The four ways in which mainland text becomes traditional."""
    return {name: OpenCC(name).convert for name in CONVERTERS[:-1]} | {
        CONVERTERS[-1]: lambda text: text.translate(naive)
    }


def masked(texts: pl.Series, fold: NDArray[np.uint16], names: Sequence[str]) -> pl.Series:
    """The texts without some names."""
    simplify = {int(code): int(fold[code]) for code in np.flatnonzero(fold)}
    anywhere = re.compile("|".join(sorted(names, key=len, reverse=True)))

    def mask(text: str) -> str:
        pieces: list[str] = []
        done = 0
        for name in anywhere.finditer(text.translate(simplify)):
            pieces += text[done : name.start()], " "
            done = name.end()
        return "".join(pieces) + text[done:]

    return pl.Series([mask(text) for text in texts], dtype=pl.String)


class Corpus:
    """Windows of all documents: their features, and a table of what they are of."""

    def __init__(self, rows: pl.DataFrame, tables: Tables, places: Sequence[str] = PLACES) -> None:
        plain = rows.with_columns(text=masked(rows["text"], tables.fold, places), converter=pl.lit("none"))
        mainland = pl.col("region") == MAINLAND
        versions = [plain.filter(~mainland)]
        for name, convert in converters(tables.naive).items():
            texts = [convert(text) for text in plain.filter(mainland)["text"]]
            versions.append(plain.filter(mainland).with_columns(text=pl.Series(texts), converter=pl.lit(name)))
        whole = pl.concat(versions)
        hashes, windows = features(*utf8(whole["text"]), WINDOW, tables.fold, tables.has_variants)
        starts, own = distinct(hashes, windows[:, 2])
        self.table = whole.drop("text")[windows[:, 0]].with_columns(
            row=pl.int_range(pl.len()), document=windows[:, 0], han=windows[:, 1]
        )
        self.features, columns = np.unique(own, return_inverse=True)
        self.windows = Windows(starts, columns.astype(np.int32))

    def importance(self, rows: pl.DataFrame) -> NDArray[np.float64]:
        """What each window weighs: registers the same on either side, and large sources less than by their size."""
        weighed = rows.with_columns(weight=1 / pl.len().over("source", "region").sqrt())
        share = pl.col("weight") / pl.col("weight").sum().over("region", "register")
        weighed = weighed.with_columns(weight=(MASS * share).clip(upper_bound=MOST))
        importance = np.zeros(self.table.height)
        importance[weighed["row"].to_numpy()] = weighed["weight"].to_numpy()
        return importance

    def fit(self, rows: pl.DataFrame, region: str) -> NDArray[np.float32]:
        """The weights that tell a region from Taiwan."""
        by_source = rows.sort("region", "source", "row")
        sources = np.zeros(self.table.height, np.int64)
        sources[by_source["row"].to_numpy()] = by_source.select(pl.struct("region", "source").rle_id()).to_series()
        order = by_source["row"].to_numpy()
        used = count_sources(*self.windows, order, sources, len(self.features)) >= MIN_SOURCES
        wanted = (self.table["region"] == region).to_numpy()
        return descend(*self.windows, np.sort(order), wanted, self.importance(rows), used, EPOCHS)

    def scores(self, weights: NDArray[np.float32]) -> NDArray[np.float64]:
        """The sum of the weights of each window."""
        return add_up(*self.windows, weights)


def learned(table: pl.DataFrame, region: str) -> pl.DataFrame:
    """The windows to tell a region from Taiwan by: of each window that was converted, two versions in turn."""
    versions = pl.col("converter").replace_strict(CONVERTERS, range(len(CONVERTERS)), default=None)
    turn = (versions + pl.int_range(pl.len()).over("document")) % 2 == 0
    return table.filter(pl.col("region").is_in([region, TAIWAN]), pl.col("han") >= MIN_HAN, turn | versions.is_null())


def folds(table: pl.DataFrame) -> pl.DataFrame:
    """Deal the sources out, within each register; all of Microsoft's go together, being the same pages."""
    sources = table.group_by("region", "register", "source").agg(pl.len()).sort("region", "register", "len", "source")
    first = pl.col("register").map_elements(lambda name: zlib.crc32(name.encode()), return_dtype=pl.Int64)
    turn = pl.int_range(pl.len()).over("region", "register")
    fold = pl.when(pl.col("register") == "docs").then(0).otherwise((turn + first) % FOLDS)
    return table.join(
        sources.select("region", "register", "source", fold=fold),
        on=["region", "register", "source"],
        maintain_order="left",
    )


def fit_without(corpus: Corpus, region: str) -> Iterator[tuple[int, NDArray[np.float32]]]:
    """The weights learned without each fold's sources."""
    table = folds(corpus.table)
    for fold in range(FOLDS):
        yield fold, corpus.fit(learned(table.filter(pl.col("fold") != fold), region), region)


def cross_fit(corpus: Corpus, region: str) -> NDArray[np.float64]:
    """The score of every window by weights that have seen nothing of its source."""
    fold_of = folds(corpus.table)["fold"].to_numpy()
    scores = np.zeros(len(fold_of))
    for fold, weights in fit_without(corpus, region):
        scores[fold_of == fold] = corpus.scores(weights)[fold_of == fold]
    return scores


def prefixes(table: pl.DataFrame, scores: NDArray[np.float64], region: str) -> pl.DataFrame:
    """Documents of several lengths: the first window of each, the first two, four and so on, and the whole."""
    windows = learned(table.with_columns(score=scores), region)
    running = windows.with_columns(
        pl.col("han", "score").cum_sum().over("document"), number=pl.int_range(1, pl.len() + 1).over("document")
    )
    power_of_two = pl.col("number").log(2) % 1 == 0
    return running.filter(power_of_two | (pl.col("number") == pl.col("number").max().over("document")))


def calibrate(corpus: Corpus, scores: NDArray[np.float64], region: str) -> tuple[float, float, float]:
    """Slope, middle and half (see resources/variety.py) that make the scores log-likelihood ratios."""
    rows = prefixes(corpus.table, scores, region)
    half = chance(corpus.table, scores, region)
    weights = corpus.importance(rows.unique("row", maintain_order=True))[rows["row"]]
    han = rows["han"].to_numpy()
    means, sign = rows["score"].to_numpy() / han, np.where(rows["region"] == region, 1.0, -1.0)

    def loss(values: NDArray[np.float64]) -> float:
        slope, middle = values
        return float(weights @ np.logaddexp(0, -sign * slope * (means - middle) * han / (han + half)))

    slope, middle = minimize(loss, (1 / means.std(), 0.0), method="Nelder-Mead").x
    return slope, middle, half


def chance(table: pl.DataFrame, scores: NDArray[np.float64], region: str) -> float:
    """Han characters of which the mean score varies within a document as much as the means of documents do."""
    windows = table.with_columns(mean=pl.Series(scores) / pl.col("han")).filter(
        pl.col("region").is_in([region, TAIWAN]), pl.col("han") == WINDOW
    )
    documents = windows.group_by("region", "document").agg(
        pl.len(), pl.col("mean").var().alias("within"), pl.col("mean").mean()
    )
    by_region = (
        documents.filter(pl.col("len") > 1).group_by("region").agg(pl.col("within").mean(), pl.col("mean").var())
    )
    return WINDOW * float(by_region["within"].sum()) / float(by_region["mean"].sum())


def packed(corpus: Corpus, weights: NDArray[np.float32]) -> dict[str, NDArray[Any]]:
    """The strongest features and their weights for both regions, in steps."""
    steps = np.clip(np.rint(weights / STEP), -127, 127).astype(np.int8)
    strongest = np.sort(np.argsort(-np.abs(steps.astype(np.int16)).max(axis=1), kind="stable")[:FEATURES])
    return {"gaps": np.diff(corpus.features[strongest], prepend=np.uint32(0)), "weights": steps[strongest]}


def main() -> None:
    """Write the model, and say how large it is."""
    found = tables()
    corpus = Corpus(documents(Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data")), found)
    weights = np.stack([corpus.fit(learned(corpus.table, region), region) for region in REGIONS], axis=1)
    calibrations = [calibrate(corpus, cross_fit(corpus, region), region) for region in REGIONS]
    arrays = packed(corpus, weights) | {
        "fold": found.fold,
        "has_variants": found.has_variants,
        "window": np.array(WINDOW),
        "calibrations": np.round(np.array(calibrations) * (STEP, 1 / STEP, 1), 6),
    }
    np.savez_compressed(OUT, allow_pickle=False, **arrays)
    print(f"{len(arrays['gaps']):,} features, {OUT.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
