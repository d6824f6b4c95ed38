"""What `mask-pii` finds in real text, how often it is wrong where nothing is personal, and how fast it is.

POLARS_MAX_THREADS=1 taskset -c 1 python benchmarks/pii.py [../shared/data]
"""

import sys
import time
from pathlib import Path

import polars as pl

from zhtw_clean.stage import mark
from zhtw_clean.stages.mask_pii import MaskPii
from zhtw_clean.text.pii import SUSPECT

COUNTS = ("n_emails", "n_phones", "n_national_ids")
NOTHING_PERSONAL = ("text/laws-hard-wrapped", "guard/drcd-dev", "text/poems")
ANYTHING = ("text/small", "text/medium", "text/judgments", "hongkong/*", "variety/lihkg")


def main() -> None:
    """Print the tables."""
    data = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data")
    print(f"{'set':24} {'M chars':>8} {'emails':>7} {'phones':>7} {'ids':>4} {'masks per M chars':>18}")
    for name in NOTHING_PERSONAL + ANYTHING:
        report(name, read(data, name))
    medium = read(data, "text/medium")
    clean = medium.filter(~pl.col("text").str.contains("|".join(SUSPECT.values())))
    speed("text/laws-hard-wrapped", read(data, "text/laws-hard-wrapped"))
    speed("text/medium", medium)
    speed("text/medium, documents without a suspect", clean)


def read(data: Path, name: str) -> pl.DataFrame:
    """Read the texts of one set, or of all in a folder."""
    return pl.concat(pl.read_ndjson(path).select("text") for path in sorted(data.glob(f"{name}.jsonl.zst")))


def report(name: str, texts: pl.DataFrame) -> None:
    """Print how much is masked."""
    masked = mark(texts, MaskPii()).select(pl.sum(*COUNTS)).row(0)
    chars = int(texts["text"].str.len_chars().sum()) / 1e6
    print(f"{name:24} {chars:8.2f} {masked[0]:7} {masked[1]:7} {masked[2]:4} {sum(masked) / chars:18.3f}")


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
