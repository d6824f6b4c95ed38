"""How much of personal data `mask-pii` finds, how often it is wrong, and how fast it is.

POLARS_MAX_THREADS=1 taskset -c 1 python benchmarks/pii.py [../shared/data]
"""

import sys
import time
from pathlib import Path

import polars as pl

from pii_carriers import CARRIERS, LAST_CARRIERS, LATER_CARRIERS
from pii_score import BLIND, Label, make, print_scores, read_marked
from zhtw_clean.stage import mark
from zhtw_clean.stages.mask_pii import USUAL, MaskPii, counter
from zhtw_clean.text.pii import find_pii
from zhtw_clean.text.pii.looks import suspicious

NOTHING_PERSONAL = ("text/laws-hard-wrapped", "guard/drcd-dev", "text/poems")
ANYTHING = ("text/small", "text/medium", "text/judgments", "hongkong/*", "variety/lihkg")


def main() -> None:
    """Print the tables."""
    data = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data")
    for title, carriers in (
        ("carriers", CARRIERS),
        ("later carriers", LATER_CARRIERS),
        ("last carriers", LAST_CARRIERS),
    ):
        print_scores(title, make(carriers), find)
    for file in BLIND:
        print_scores(file.stem, read_marked(file), find)
    print(f"\n{'set':24} {'M chars':>8} {'masks':>6} {'per M chars':>11}  kinds")
    for name in NOTHING_PERSONAL + ANYTHING:
        report(name, read(data, name))
    medium = read(data, "text/medium")
    clean = medium.filter(~suspicious(medium["text"], USUAL).select(pl.any_horizontal(pl.all())).to_series())
    for name, texts in (
        ("text/laws-hard-wrapped", read(data, "text/laws-hard-wrapped")),
        ("text/medium", medium),
        ("text/medium, documents without a suspect", clean),
    ):
        speed(name, texts)


def find(text: str) -> list[Label]:
    """Find by the stage's rules."""
    return [(span.start, span.end, span.kind) for span in find_pii(text, USUAL)]


def read(data: Path, name: str) -> pl.DataFrame:
    """Read the texts of one set, or of all in a folder."""
    return pl.concat(pl.read_ndjson(path).select("text") for path in sorted(data.glob(f"{name}.jsonl.zst")))


def report(name: str, texts: pl.DataFrame) -> None:
    """Print how much is masked."""
    sums = mark(texts, MaskPii()).select(pl.sum(*(counter(kind) for kind in USUAL))).row(0)
    chars = int(texts["text"].str.len_chars().sum()) / 1e6
    kinds = ", ".join(f"{kind} {n}" for kind, n in zip(USUAL, sums, strict=True) if n)
    print(f"{name:24} {chars:8.2f} {sum(sums):6} {sum(sums) / chars:11.2f}  {kinds}")


def speed(name: str, texts: pl.DataFrame, rounds: int = 3) -> None:
    """Print megabytes of UTF-8 per second of processor time, best of some rounds."""
    taken = []
    for _ in range(rounds):
        start = time.process_time()
        mark(texts, MaskPii())
        taken.append(time.process_time() - start)
    size = int(texts["text"].str.len_bytes().sum()) / 1e6
    print(f"{name:42} {size / min(taken):7.1f} MB/s")


if __name__ == "__main__":
    main()
