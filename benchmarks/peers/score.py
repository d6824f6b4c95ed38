"""What a tool removed, against what it should have.

Which document of a group stays is the tool's choice: a group is an original with its near-duplicates, and all but
one should go. Whatever goes beyond that, or outside a group (a near miss, an original without copies), goes wrongly.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

THRESHOLD = 0.8
DUPLICATE = (pl.col("kind") != "original") & (pl.col("jaccard") >= THRESHOLD)
IN_GROUP = pl.col("jaccard") >= THRESHOLD


@dataclass(frozen=True)
class Score:
    """Counts, shares, and the share found of the groups of two by kind of edit."""

    kept: int
    recall: float
    precision: float
    by_kind: dict[str, float]


def kept_ids(files: list[Path]) -> pl.Series:
    """Read the ids that a tool has written, in whatever format."""
    readers: dict[str, Callable[[Path], pl.DataFrame]] = {
        ".parquet": pl.read_parquet,
        ".arrow": pl.read_ipc_stream,
        ".jsonl": pl.read_ndjson,
    }
    return pl.concat([readers[file.suffix](file).select("id") for file in files])["id"]


def score(truth: pl.DataFrame, kept: pl.Series) -> Score:
    """Compare with the truth."""
    gone = truth.with_columns(gone=~pl.col("id").is_in(kept.implode()))
    groups = (
        gone.filter(IN_GROUP)
        .group_by("original")
        .agg(superfluous=pl.len() - 1, gone=pl.col("gone").sum(), kind=pl.col("kind").filter(DUPLICATE).first())
    )
    right = groups.select(pl.min_horizontal("superfluous", "gone").sum()).item()
    pairs = groups.filter(pl.col("superfluous") == 1).group_by("kind").agg((pl.col("gone") > 0).mean()).sort("kind")
    return Score(
        kept=kept.len(),
        recall=right / groups["superfluous"].sum(),
        precision=right / gone["gone"].sum(),
        by_kind=dict(pairs.iter_rows()),
    )
