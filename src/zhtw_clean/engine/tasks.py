"""The tasks of a run: what they are told, what they answer. They travel as plain data."""

from functools import cache
from pathlib import Path

import msgspec
import polars as pl

from zhtw_clean.engine.keys import Run
from zhtw_clean.engine.parts import Chunk
from zhtw_clean.engine.work import WORK
from zhtw_clean.ledger import Ledger
from zhtw_clean.pipeline import Pipeline
from zhtw_clean.plan import Segment, segments_of
from zhtw_clean.shards import Shard
from zhtw_clean.sources.source import Split
from zhtw_clean.stage import CorpusStage


class Cleaned(msgspec.Struct):
    """The result of a segment on a split: counts, the parts of kept and dropped documents, the keys by corpus stage."""

    ledger: Ledger
    kept: tuple[Chunk, ...] = ()
    dropped: tuple[Chunk, ...] = ()
    runs: dict[str, tuple[Run, ...]] = {}


class Done(msgspec.Struct):
    """The result of a task that leaves one file; `rows` it has."""

    rows: int


class CleanTask(msgspec.Struct, frozen=True, tag="clean"):
    """One segment on one split. `before` is the part that the segment before left, if there was one."""

    segment: int
    split: Split
    digest: str
    before: tuple[Chunk, ...] = ()


class MeetTask(msgspec.Struct, frozen=True, tag="meet"):
    """One partition of one corpus stage: equal keys meet and leave evidence.

    `earlier` are the verdict files of the stages before it in the same barrier.
    """

    segment: int
    label: str
    partition: int
    bits: int
    manifest: str
    digest: str
    earlier: tuple[str, ...] = ()


class VerdictTask(msgspec.Struct, frozen=True, tag="verdict"):
    """All evidence of one corpus stage becomes verdicts, sorted by document."""

    segment: int
    label: str
    partitions: int
    digest: str


class ShardTask(msgspec.Struct, frozen=True, tag="shard"):
    """One shard of the output."""

    shard: Shard
    schema: bytes
    digest: str


Task = CleanTask | MeetTask | VerdictTask | ShardTask


class Job(msgspec.Struct, frozen=True):
    """What all tasks of a run share: the pipeline as text, the output folder, the source's columns it reads."""

    recipe: str
    out: str
    reads: dict[str, pl.DataType]

    @property
    def work(self) -> Path:
        """The folder of parts, keys and markers."""
        return Path(self.out) / WORK

    @property
    def pipeline(self) -> Pipeline:
        """The pipeline, built once per process."""
        return _pipeline(self.recipe)

    def segment(self, number: int) -> Segment:
        """A segment of the pipeline."""
        return segments_of(self.pipeline.stages)[number]

    def corpus_stage(self, segment: int, label: str) -> CorpusStage:
        """A corpus stage by its label."""
        (stage,) = (step.stage for step in self.segment(segment).barrier if step.label == label)
        return stage


@cache
def _pipeline(recipe: str) -> Pipeline:
    return Pipeline.parse(recipe)


def folder(segment: int, label: str = "") -> str:
    """Where a segment, or a corpus stage of its barrier, keeps its files, under the work folder."""
    return f"{segment}/{label}" if label else f"{segment}"
