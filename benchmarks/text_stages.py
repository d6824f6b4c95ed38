"""How fast each editing stage is on one core, and how many documents it changes.

POLARS_MAX_THREADS=1 RAYON_NUM_THREADS=1 taskset -c 1 python benchmarks/text_stages.py [../shared/data]
"""

import sys
import time
from pathlib import Path

import polars as pl

from zhtw_clean.stage import Stage
from zhtw_clean.stages import FoldWidth, JoinLines, RepairUnicode, RestorePunctuation, SpaceLatin, StripMargins

STAGES: tuple[Stage, ...] = (
    RepairUnicode(),
    FoldWidth(),
    RestorePunctuation(),
    StripMargins(),
    JoinLines(),
    SpaceLatin(),
    SpaceLatin(spaces="remove"),
    SpaceLatin(spaces="keep"),
)
SETS = ("text/small", "text/laws-hard-wrapped", "text/judgments", "text/poems", "guard/drcd-dev")
RUNS = 3


def main() -> None:
    """Print the table."""
    data = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data")
    print(f"{'set':24} {'stage':26} {'MB':>5} {'changed':>8} {'MB/s':>6} {'us/kB':>6}")
    for name in SETS:
        texts = pl.read_ndjson(data / f"{name}.jsonl.zst").select("text").rechunk()
        for stage in STAGES:
            report(name, texts, stage)


def report(name: str, texts: pl.DataFrame, stage: Stage) -> None:
    """Print the best of a few runs, in processor time."""
    size = int(texts["text"].str.len_bytes().sum())
    seconds = []
    for _ in range(RUNS):
        start = time.process_time()
        edited = texts.with_columns(*stage.edits())
        seconds.append(time.process_time() - start)
    changed = (edited["text"] != texts["text"]).sum() / texts.height
    rate = size / min(seconds) / 1e6
    label = repr(stage)
    print(f"{name:24} {label:26} {size / 1e6:5.1f} {changed:8.1%} {rate:6.0f} {1000 / rate:6.1f}")


if __name__ == "__main__":
    main()
