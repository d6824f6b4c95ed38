"""A barrier: equal keys meet, evidence is judged once, and the verdicts go back to the documents."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import polars as pl

from zhtw_clean.engine.keys import Run, read_partition
from zhtw_clean.engine.tasks import Done, Job, MeetTask, VerdictTask, folder
from zhtw_clean.engine.work import read_marker, whole_file, write_marker
from zhtw_clean.stage import BECAUSE_OF, DROP_REASON, DROP_STAGE

EVIDENCE, VERDICTS = "evidence", "verdicts.parquet"


class Manifest(msgspec.Struct):
    """All runs of keys of one corpus stage."""

    runs: tuple[Run, ...]


def run_meet(job: Job, task: MeetTask) -> Done:
    """Let equal keys meet, leaving out documents that an earlier stage of the barrier has condemned."""
    home = job.work / folder(task.segment, task.label) / EVIDENCE
    marker = home / f"{task.partition:05d}.json"
    if (done := read_marker(marker, task.digest, Done)) is not None:
        return done
    manifest = msgspec.json.decode((job.work / task.manifest).read_bytes(), type=Manifest)
    keys = read_partition(job.work, manifest.runs, task.partition, task.bits)
    for file in task.earlier:
        condemned = pl.read_parquet(job.work / file, columns=["doc_id"], glob=False)
        keys = keys.join(condemned, on="doc_id", how="anti", maintain_order="left") if keys.height else keys
    evidence = job.corpus_stage(task.segment, task.label).meet(keys) if keys.height else pl.DataFrame()
    with whole_file(home / f"{task.partition:05d}.parquet") as path:
        evidence.write_parquet(path, compression="zstd", compression_level=1)
    result = Done(evidence.height)
    write_marker(marker, task.digest, result)
    return result


class Evidence:
    """The evidence of all partitions, one frame each, readable more than once."""

    def __init__(self, folder: Path, partitions: int) -> None:
        self.files = [folder / f"{n:05d}.parquet" for n in range(partitions)]

    def __iter__(self) -> Iterator[pl.DataFrame]:
        for file in self.files:
            frame = pl.read_parquet(file, glob=False)
            if frame.height:
                yield frame


def run_verdict(job: Job, task: VerdictTask) -> Done:
    """Judge once over all evidence."""
    home = job.work / folder(task.segment, task.label)
    marker = home / "verdicts.json"
    if (done := read_marker(marker, task.digest, Done)) is not None:
        return done
    evidence = Evidence(home / EVIDENCE, task.partitions)
    columns = {"doc_id": pl.UInt64, DROP_REASON: pl.String, BECAUSE_OF: pl.UInt64}
    verdicts = job.corpus_stage(task.segment, task.label).verdicts(evidence)
    verdicts = verdicts.select(pl.col(name).cast(kind) for name, kind in columns.items()).sort("doc_id")
    with whole_file(home / VERDICTS) as path:
        verdicts.write_parquet(path, row_group_size=1_000_000)
    result = Done(verdicts.height)
    write_marker(marker, task.digest, result)
    return result


def verdicts_on(job: Job, segment: int, split: int) -> pl.DataFrame:
    """Return what the corpus stages of a barrier say of one split: at most one verdict a document, the first."""
    mine = pl.col("doc_id").is_between(split << 32, (split + 1) << 32, closed="left")
    frames = [
        pl.scan_parquet(job.work / folder(segment, step.label) / VERDICTS, glob=False)
        .filter(mine)
        .with_columns(pl.lit(step.label).alias(DROP_STAGE))
        for step in job.segment(segment).barrier
    ]
    return pl.concat(frames).collect().unique("doc_id", keep="first", maintain_order=True)
