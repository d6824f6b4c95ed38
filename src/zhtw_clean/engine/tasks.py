"""The tasks of a run: what they are told, what they answer. They travel as plain data."""

from collections.abc import Mapping
from functools import cache
from typing import Literal

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
from zhtw_clean.storage import Folder


class Cleaned(msgspec.Struct):
    """The result of a segment on a split: counts, the parts of kept and dropped documents, the keys by corpus stage."""

    ledger: Ledger
    kept: tuple[Chunk, ...] = ()
    dropped: tuple[Chunk, ...] = ()
    runs: dict[str, tuple[Run, ...]] = {}


class Done(msgspec.Struct):
    """The result of a task that leaves one file; `rows` it has."""

    rows: int


class Indexed(msgspec.Struct):
    """The result of keeping a split's keys."""

    runs: tuple[Run, ...]


class Crash(msgspec.Struct):
    """A task could not be done, but may be: its worker died, its node was lost, or a store failed."""

    detail: str
    lost: Literal["worker", "node", "store"] = "worker"


class Condemned(msgspec.Struct, frozen=True):
    """A document that kills its worker: its row in the split, and in which stage."""

    row: int
    stage: str


class CleanTask(msgspec.Struct, frozen=True, tag="clean"):
    """One segment on one split.

    `before` is the part that the segment before left, `verdicts` are the files that its corpus stages left, by label.
    `condemned` are documents to drop unseen.
    """

    segment: int
    split: Split
    digest: str
    before: tuple[Chunk, ...] = ()
    verdicts: Mapping[str, str] = {}
    condemned: tuple[Condemned, ...] = ()

    memory = 1_000_000_000


class ProbeTask(msgspec.Struct, frozen=True, tag="probe"):
    """The documents of a clean task in rows `start` to `stop`, through its first `steps` steps; nothing is written.

    Steps and corpus stages count alike. The answer is the number of rows of the split.
    """

    task: CleanTask
    start: int
    stop: int
    steps: int | None = None

    memory = CleanTask.memory


class MeetTask(msgspec.Struct, frozen=True, tag="meet"):
    """One partition of one corpus stage, about `size` bytes of keys: equal keys meet and leave evidence in `home`.

    `earlier` are the verdict files of the stages before it in the same barrier.
    """

    segment: int
    label: str
    partition: int
    bits: int
    size: int
    manifest: str
    home: str
    digest: str
    earlier: tuple[str, ...] = ()

    @property
    def memory(self) -> int:
        """A partition is held three times while it is sorted (measured: 580 MB at 152 MB, 892 MB at 120 MB)."""
        return 600_000_000 + 3 * self.size


class VerdictTask(msgspec.Struct, frozen=True, tag="verdict"):
    """All evidence of one corpus stage, `pairs` in all, becomes verdicts, sorted by document, in `home`."""

    segment: int
    label: str
    partitions: int
    manifest: str
    home: str
    digest: str
    pairs: int

    @property
    def memory(self) -> int:
        """A document that occurs in a pair takes 32 bytes (measured), and a pair has two."""
        return 500_000_000 + 64 * self.pairs


class ShardTask(msgspec.Struct, frozen=True, tag="shard"):
    """One shard of the output."""

    shard: Shard
    schema: bytes
    digest: str

    memory = 500_000_000


class IndexTask(msgspec.Struct, frozen=True, tag="index"):
    """The keys of one split for one corpus stage, less those of documents that were dropped."""

    label: str
    split: int
    runs: tuple[Run, ...]
    kept: tuple[Chunk, ...]
    digest: str

    memory = 1_000_000_000


Task = CleanTask | ProbeTask | MeetTask | VerdictTask | ShardTask | IndexTask
"""What a task is told. `memory` is what it may need at most, in bytes, its libraries included."""


class Job(msgspec.Struct, frozen=True):
    """What all tasks of a run share: the pipeline as text, the output folder, the source's columns it reads.

    `uses` are the files of the user's stages, by their paths in the pipeline, as they were when the run began.
    """

    recipe: str
    out: str
    reads: dict[str, pl.DataType]
    uses: dict[str, bytes] = {}

    @property
    def folder(self) -> Folder:
        """The output folder."""
        return Folder(self.out)

    @property
    def work(self) -> Folder:
        """The folder of parts, keys and markers."""
        return _work(self.out)

    @property
    def pipeline(self) -> Pipeline:
        """The pipeline, built once per process."""
        return _pipeline(self.recipe, tuple(self.uses.items()))

    def segment(self, number: int) -> Segment:
        """A segment of the pipeline."""
        return segments_of(self.pipeline.stages)[number]

    def corpus_stage(self, segment: int, label: str) -> CorpusStage:
        """A corpus stage by its label."""
        (stage,) = (step.stage for step in self.segment(segment).barrier if step.label == label)
        return stage


@cache
def _work(out: str) -> Folder:
    return Folder(out) / WORK


@cache
def _pipeline(recipe: str, uses: tuple[tuple[str, bytes], ...]) -> Pipeline:
    return Pipeline.parse(recipe, uses=dict(uses))


def folder(segment: int, label: str = "") -> str:
    """Where a segment, or a corpus stage of its barrier, keeps its files, under the work folder."""
    return f"{segment}/{label}" if label else f"{segment}"
