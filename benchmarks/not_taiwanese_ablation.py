"""What each part of the variety model is good for: windows of 500 Han characters of sources it has not seen.

python benchmarks/not_taiwanese_ablation.py [../shared/data]
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from not_taiwanese import FALSE, area, share, weighed

sys.path.insert(0, str(Path(__file__).parents[1] / "training"))

from variety import WINDOW, Corpus, cross_fit, tables
from variety_sets import MAINLAND, TAIWAN, documents

CONVERSIONS = ("s2t", "s2tw", "s2twp", "characters")


def variants(data: Path) -> Iterator[tuple[str, Corpus]]:
    """The model as it is, and without one part each."""
    found, rows = tables(), documents(data)
    yield "as it is", Corpus(rows, found)
    yield "no features as written", Corpus(rows, found._replace(has_variants=found.has_variants & False))
    yield "names of places kept", Corpus(rows, found, places=["\0"])
    yield "mainland sources left in", Corpus(documents(data, but=["\0"]), found)


def main() -> None:
    """Print the table: AUC, and the share caught at a false share, after each conversion."""
    print(f"{'':26}" + "".join(f"{name:>15}" for name in CONVERSIONS))
    for name, corpus in variants(Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data")):
        scored = corpus.table.with_columns(score=cross_fit(corpus, MAINLAND) / corpus.table["han"])
        windows = scored.filter(pl.col("han") == WINDOW, pl.col("register") != "docs")
        own = weighed(windows.filter(pl.col("region") == TAIWAN)).sort("score", descending=True)
        limit = own.filter(pl.col("weight").cum_sum() <= FALSE * pl.col("weight").sum())["score"].min()
        figures = []
        for conversion in CONVERSIONS:
            foreign = weighed(windows.filter(pl.col("region") == MAINLAND, pl.col("converter") == conversion))
            both = pl.concat([own, foreign])
            caught = foreign.select(share(pl.col("score") > limit)).item()
            figures.append(f"{area(both['score'], both['region'] == MAINLAND, both['weight']):.3f} {caught:5.1%}")
        print(f"{name:26}" + "".join(f"{figure:>15}" for figure in figures), flush=True)


if __name__ == "__main__":
    main()
