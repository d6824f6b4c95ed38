"""How well `not-taiwanese` and others tell mainland and Hong Kong text from Taiwan's, on sources they have not seen.

python benchmarks/not_taiwanese.py [../shared/data]

Five models, each trained as `training/variety.py` does without a fifth of the sources, judge those: pieces of 200,
500 and 1000 Han characters, of mainland text after each of four conversions. Some fifteen minutes on one core.
"""

import itertools
import sys
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parents[1] / "training"))

from variety import WINDOW, Corpus, Tables, converters, fit_without, folds, packed, tables
from variety_peers import judges
from variety_sets import HONG_KONG, MAINLAND, TAIWAN, documents
from zhtw_clean.sketch.utf8 import utf8
from zhtw_clean.text.variety_kernel import fill, weigh

SIZES = (200, 500, 1000)
MOST_PIECES = 40  # of a source, of each size
FEW_PIECES = 10  # of a source, for the others, some of which are slow
FALSE = 0.005


def pieces(rows: pl.DataFrame, size: int, fold: NDArray[np.uint16]) -> pl.DataFrame:
    """Cut documents into pieces of so many Han characters; of each source the same number at most."""
    cut = pl.Series([cut_up(text, size, fold) for text in rows["text"]], dtype=pl.List(pl.String))
    every = rows.with_columns(text=cut).explode("text").drop_nulls("text")
    return every.filter(pl.int_range(pl.len()).over("region", "source") < MOST_PIECES)


def cut_up(text: str, size: int, fold: NDArray[np.uint16]) -> list[str]:
    """The first three pieces of so many Han characters."""
    points = np.frombuffer(text[: 20 * size].encode("utf-32-le"), np.uint32)
    ends = np.flatnonzero(fold[np.where(points < len(fold), points, 0)])[size - 1 :: size][:3] + 1
    return [text[start:stop] for start, stop in itertools.pairwise([0, *ends])]


def score(texts: pl.Series, corpus: Corpus, weights: NDArray[np.float32], found: Tables) -> NDArray[np.float64]:
    """The mean weight of each text, in the model as it is packed for use."""
    arrays = packed(corpus, np.stack([weights, weights], axis=1))
    slots = fill(np.cumsum(arrays["gaps"], dtype=np.uint32), arrays["weights"])
    han, sums, _ = weigh(*utf8(texts), WINDOW, found.fold, found.has_variants, slots).T
    means: NDArray[np.float64] = sums / np.maximum(han, 1)
    return means


def held_out(rows: pl.DataFrame, corpus: Corpus, region: str, found: Tables) -> pl.DataFrame:
    """Pieces of every size and conversion, with their scores by the model that has not seen their source."""
    keys = ["region", "register", "source"]
    dealt = rows.join(folds(corpus.table).select(*keys, "fold").unique(), on=keys, maintain_order="left")
    parts = []
    for fold, weights in fit_without(corpus, region):
        for size in SIZES:
            cut = pieces(
                dealt.filter(pl.col("fold") == fold, pl.col("region").is_in([region, TAIWAN])), size, found.fold
            )
            foreign = pl.col("region") == region
            versions = [cut.filter(~foreign).with_columns(conversion=pl.lit("none"))]
            for name, convert in converters(found.naive).items() if region == MAINLAND else [("none", str)]:
                texts = pl.Series([convert(text) for text in cut.filter(foreign)["text"]], dtype=pl.String)
                versions.append(cut.filter(foreign).with_columns(text=texts, conversion=pl.lit(name)))
            for version in versions:
                scores = pl.Series(score(version["text"], corpus, weights, found))
                parts.append(version.with_columns(score=scores, size=pl.lit(size)))
    return pl.concat(parts)


def area(scores: pl.Series, foreign: pl.Series, weights: pl.Series) -> float:
    """The area under the ROC curve: how often a foreign piece scores above a Taiwanese one."""
    order = scores.arg_sort()
    wanted, others = (weights * foreign)[order].to_numpy(), (weights * ~foreign)[order].to_numpy()
    return float((wanted * (np.cumsum(others) - others / 2)).sum() / (wanted.sum() * others.sum()))


def weighed(judged: pl.DataFrame) -> pl.DataFrame:
    """Every register weighs the same on either side."""
    return judged.with_columns(weight=1 / pl.len().over("region", "register"))


def share(flagged: pl.Expr) -> pl.Expr:
    """The share of the pieces that are flagged, as they weigh."""
    return (flagged * pl.col("weight")).sum() / pl.col("weight").sum()


def report(judged: pl.DataFrame, region: str) -> None:
    """Print what the model tells, and at which price."""
    print(f"{region:10} {'Han':>5} {'conversion':11} {'pieces':>7} {'AUC':>6} caught at {FALSE:.1%} false")
    for size in SIZES:
        of_size = judged.filter(pl.col("size") == size)
        own = weighed(of_size.filter(pl.col("region") == TAIWAN)).sort("score", descending=True)
        limit = own.filter(pl.col("weight").cum_sum() <= FALSE * pl.col("weight").sum())["score"].min()
        for name in of_size.filter(pl.col("region") == region)["conversion"].unique(maintain_order=True):
            foreign = weighed(of_size.filter(pl.col("region") == region, pl.col("conversion") == name))
            both = pl.concat([own, foreign])
            auc = area(both["score"], both["region"] == region, both["weight"])
            caught = foreign.select(share(pl.col("score") > limit)).item()
            print(f"{'':10} {size:5} {name:11} {len(foreign):7,} {auc:6.3f} {caught:6.1%}")


def compare(judged: pl.DataFrame, region: str) -> None:
    """Print what other tools flag of the same pieces."""
    largest = judged.filter(pl.col("size") == SIZES[-1])
    largest = weighed(largest.filter(pl.int_range(pl.len()).over("source", "conversion") < FEW_PIECES))
    print(f"{region:10} {'others, 1000 Han':24} caught   false", flush=True)
    for name, judge in judges().items():
        flagged = largest.with_columns(flagged=judge(largest["text"]))
        for conversion in flagged.filter(pl.col("region") == region)["conversion"].unique(maintain_order=True):
            caught = (
                flagged.filter(pl.col("region") == region, pl.col("conversion") == conversion)
                .select(share(pl.col("flagged")))
                .item()
            )
            false = flagged.filter(pl.col("region") == TAIWAN).select(share(pl.col("flagged"))).item()
            print(f"{'':10} {name:18} {conversion:11} {caught:6.1%} {false:6.1%}")


def main() -> None:
    """Print all tables."""
    found = tables()
    rows = documents(Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data"))
    corpus = Corpus(rows, found)
    for region in (MAINLAND, HONG_KONG):
        judged = held_out(rows, corpus, region, found).filter(pl.col("register") != "docs")
        report(judged, region)
        compare(judged, region)


if __name__ == "__main__":
    main()
