"""What the filters of variety drop of text that must stay, beside FineWeb-zhtw's rules.

python benchmarks/guards.py [../shared/data]
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from variety_peers import judges
from zhtw_clean.stage import DROP_REASON, Stage, mark
from zhtw_clean.stages import NotTaiwanese, Simplified, WrongLanguage

STAGES: tuple[Stage, ...] = (Simplified(), WrongLanguage(), NotTaiwanese())
FINEWEB = "FineWeb-zhtw"


def guards(data: Path) -> Iterator[tuple[str, pl.Series]]:
    """The sets, each with its name."""
    for name in ("guard/drcd-dev", "text/laws-hard-wrapped", "text/judgments", "text/poems"):
        yield name, pl.read_ndjson(data / f"{name}.jsonl.zst", infer_schema_length=None)["text"]
    medium = pl.read_ndjson(data / "text/medium.jsonl.zst", infer_schema_length=None)
    for (source,), rows in sorted(medium.group_by("source")):
        yield str(source), rows["text"]


def main() -> None:
    """Print the table."""
    fineweb = judges()[FINEWEB]
    print(f"{'set':24} {'texts':>6} {'ours':>5} {'':>7} {'FineWeb-zhtw':>13}  reasons")
    rows = []
    for name, column in guards(Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data")):
        left = column.drop_nulls().to_frame("text")
        reasons: list[str] = []
        for stage in STAGES:
            judged = mark(left, stage)
            reasons += judged[DROP_REASON].drop_nulls().to_list()
            left = judged.filter(pl.col(DROP_REASON).is_null()).select("text")
        counts = pl.Series("reason", reasons, dtype=pl.String).value_counts(sort=True).rows()
        row = (len(column), len(reasons), int(fineweb(column.drop_nulls()).sum()))
        rows.append(row)
        show(name, *row, ", ".join(f"{reason} {n}" for reason, n in counts))
    texts, ours, theirs = map(sum, zip(*rows, strict=True))
    show("all", texts, ours, theirs, "")


def show(name: str, texts: int, ours: int, theirs: int, reasons: str) -> None:
    """Print a line of the table."""
    print(f"{name:24} {texts:6,} {ours:5} {ours / texts:7.2%} {theirs:5} {theirs / texts:7.2%}  {reasons}")


if __name__ == "__main__":
    main()
