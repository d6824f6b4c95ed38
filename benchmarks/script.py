"""What `simplified` and `convert-script` do to real text, and how fast.

POLARS_MAX_THREADS=1 taskset -c 1 python benchmarks/script.py [../shared/data]
"""

import sys
import time
from pathlib import Path

import polars as pl

from zhtw_clean.stage import DROP_REASON, Stage, mark
from zhtw_clean.stages.convert_script import ConvertScript
from zhtw_clean.stages.simplified import Simplified

TRADITIONAL = (
    "guard/drcd-dev",
    "text/small",
    "text/medium",
    "text/judgments",
    "text/laws-hard-wrapped",
    "text/poems",
    "hongkong/*",
    "variety/lihkg",
    "variety/ud-chinese-gsd",
)
SIMPLIFIED = ("variety/ud-chinese-gsdsimp", "mainland/*")


def main() -> None:
    """Print the tables."""
    data = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data")
    print(f"{'set':28} {'documents':>9} {'dropped':>8} {'converted':>9} {'dropped after':>13}")
    for names in (TRADITIONAL, SIMPLIFIED):
        for name in names:
            report(name, read(data, name))
    pairs = pl.read_ndjson(data / "variety/msdocs-parallel.jsonl.zst")
    for variety in ("zh_tw", "zh_cn"):
        report(f"msdocs-parallel {variety}", pairs.select(pl.col(variety).alias("text")))
    small, mainland = read(data, "text/small"), pairs.select(pl.col("zh_cn").alias("text"))
    speed("simplified", Simplified(), small)
    speed("convert-script, nothing to convert", ConvertScript(), small)
    speed("convert-script, everything to convert", ConvertScript(), mainland.head(200))


def read(data: Path, name: str) -> pl.DataFrame:
    """Read the texts of one set, or of all in a folder."""
    return pl.concat(pl.read_ndjson(path).select("text") for path in sorted(data.glob(f"{name}.jsonl.zst")))


def report(name: str, texts: pl.DataFrame) -> None:
    """Print how many documents go, and how many go after conversion."""
    dropped = mark(texts, Simplified())[DROP_REASON].count()
    converted = mark(texts, ConvertScript())
    still = mark(converted.select("text"), Simplified())[DROP_REASON].count()
    print(f"{name:28} {texts.height:9,} {dropped:8,} {converted['converted'].sum():9,} {still:13,}")


def speed(name: str, stage: Stage, texts: pl.DataFrame, rounds: int = 3) -> None:
    """Print megabytes of UTF-8 per second of processor time, best of some rounds."""
    taken = []
    for _ in range(rounds):
        start = time.process_time()
        mark(texts, stage)
        taken.append(time.process_time() - start)
    size = int(texts["text"].str.len_bytes().sum()) / 1e6
    print(f"{name:40} {size / min(taken):7.1f} MB/s")


if __name__ == "__main__":
    main()
