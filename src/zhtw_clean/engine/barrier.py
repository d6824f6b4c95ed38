"""A barrier: equal keys meet, evidence is judged once, and the verdicts go back to the documents."""

from collections.abc import Iterator, Mapping

import msgspec
import polars as pl
import pyarrow.parquet as pq

from zhtw_clean.engine.index import INDEX, Index, among, own
from zhtw_clean.engine.keys import Run, merge, read_partition
from zhtw_clean.engine.tasks import Done, Indexed, IndexTask, Job, MeetTask, VerdictTask
from zhtw_clean.engine.work import read_marker, write_marker
from zhtw_clean.stage import BECAUSE_OF, DROP_REASON, DROP_STAGE
from zhtw_clean.storage import Folder

VERDICTS = "verdicts.parquet"


class Manifest(msgspec.Struct):
    """All runs of keys of one corpus stage, and the indexes that it compares with."""

    runs: tuple[Run, ...]
    indexes: tuple[Index, ...] = ()


def run_meet(job: Job, task: MeetTask) -> Done:
    """Let equal keys meet, leaving out documents that an earlier stage of the barrier has condemned."""
    marker = f"{task.home}/{task.partition:05d}.json"
    if (done := read_marker(job.work, marker, task.digest, Done)) is not None:
        return done
    manifest = msgspec.json.decode(job.work.read(task.manifest), type=Manifest)
    keys = read_partition(job.work, manifest.runs, task.partition, task.bits)
    for file in task.earlier:
        if keys.height:
            keys = keys.join(_condemned(job.work, file, keys), on="doc_id", how="anti", maintain_order="left")
    keys = among(manifest.indexes, keys, task.partition, task.bits)
    evidence = job.corpus_stage(task.segment, task.label).meet(keys) if keys.height else pl.DataFrame()
    with job.work.whole_file(f"{task.home}/{task.partition:05d}.parquet") as path:
        evidence.write_parquet(path, compression="zstd", compression_level=1)
    result = Done(evidence.height)
    write_marker(job.work, marker, task.digest, result)
    return result


def _condemned(work: Folder, file: str, keys: pl.DataFrame) -> pl.DataFrame:
    """Those documents of a file of verdicts that have a key here; the file may be larger than memory."""
    here = keys.select(pl.col("doc_id").unique())
    with work.open(file) as stored, pq.ParquetFile(stored) as verdicts:
        groups = (verdicts.read_row_group(n, columns=["doc_id"]) for n in range(verdicts.num_row_groups))
        found = [here.join(pl.DataFrame(group), on="doc_id", how="semi") for group in groups]
    return pl.concat([here.clear(), *found])


class Evidence:
    """The evidence of all partitions, one frame each, readable more than once."""

    def __init__(self, work: Folder, home: str, partitions: int) -> None:
        self.work = work
        self.files = [f"{home}/{n:05d}.parquet" for n in range(partitions)]

    def __iter__(self) -> Iterator[pl.DataFrame]:
        for file in self.files:
            frame = pl.read_parquet(self.work.read(file))
            if frame.height:
                yield frame


def run_verdict(job: Job, task: VerdictTask) -> Done:
    """Judge once over all evidence."""
    marker = f"{task.home}/verdicts.json"
    if (done := read_marker(job.work, marker, task.digest, Done)) is not None:
        return done
    manifest = msgspec.json.decode(job.work.read(task.manifest), type=Manifest)
    evidence = Evidence(job.work, task.home, task.partitions)
    columns = {"doc_id": pl.UInt64, DROP_REASON: pl.String, BECAUSE_OF: pl.UInt64}
    verdicts = job.corpus_stage(task.segment, task.label).verdicts(evidence)
    verdicts = verdicts.select(pl.col(name).cast(kind) for name, kind in columns.items()).sort("doc_id")
    verdicts = own(manifest.indexes, verdicts)
    with job.work.whole_file(f"{task.home}/{VERDICTS}") as path:
        verdicts.write_parquet(path, row_group_size=1_000_000)
    result = Done(verdicts.height)
    write_marker(job.work, marker, task.digest, result)
    return result


def verdicts_on(job: Job, files: Mapping[str, str], split: int) -> pl.DataFrame:
    """Return what the corpus stages of a barrier say of one split: at most one verdict a document, the first.

    `files` are their verdicts, by label, in order.
    """
    mine = [("doc_id", ">=", split << 32), ("doc_id", "<", (split + 1) << 32)]
    frames = []
    for label, file in files.items():
        with job.work.open(file) as stored:
            verdicts = pl.DataFrame(pq.read_table(stored, filters=mine))
        frames.append(verdicts.with_columns(pl.lit(label).alias(DROP_STAGE)))
    return pl.concat(frames).unique("doc_id", keep="first", maintain_order=True)


def run_index(job: Job, task: IndexTask) -> Indexed:
    """Keep those keys of a split whose documents the run has kept."""
    marker, home = f"{INDEX}/{task.label}/{task.split:05d}.json", job.folder / f"{INDEX}/{task.label}"
    done = read_marker(job.work, marker, task.digest, Indexed)
    if done is not None and all(home.exists(run.file) for run in done.runs):
        return done
    kept = []
    for chunk in task.kept:
        with job.work.open(chunk.file) as stored:
            kept.append(pl.DataFrame(pq.read_table(stored, columns=["doc_id"])))
    runs: tuple[Run, ...] = ()
    if task.runs and kept:
        ids = pl.concat(kept)
        file = f"{task.split:05d}-{task.digest[:8]}.keys"
        runs = (
            merge(
                job.work,
                task.runs,
                home,
                file,
                lambda keys: keys.join(ids, on="doc_id", how="semi", maintain_order="left"),
            ),
        )
    result = Indexed(tuple(run for run in runs if run.rows))
    write_marker(job.work, marker, task.digest, result)
    return result
