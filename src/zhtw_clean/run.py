"""A run: rounds of tasks, from the files of a source to the shards of an output folder."""

import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import msgspec
import pyarrow as pa

from zhtw_clean.engine.barrier import VERDICTS, Manifest
from zhtw_clean.engine.clean import columns_wanted
from zhtw_clean.engine.keys import partition_bits
from zhtw_clean.engine.parts import Chunk
from zhtw_clean.engine.tasks import Cleaned, CleanTask, Done, Job, MeetTask, ShardTask, Task, VerdictTask, folder
from zhtw_clean.engine.work import WORK, alone_in, whole_file, writing
from zhtw_clean.ledger import total
from zhtw_clean.pipeline import Pipeline
from zhtw_clean.plan import Segment, check_columns, digest_of, digests_of, ensure, segments_of, steps_of
from zhtw_clean.problems import CleanError, PipelineError, Problem, RunError, SourceError
from zhtw_clean.report import LEDGER, Outcome, finish, read_outcome
from zhtw_clean.runners.local import LocalRunner
from zhtw_clean.runners.progress import Progress
from zhtw_clean.shards import Groups, Shard, one_schema, plan_shards
from zhtw_clean.sources.reading import peek
from zhtw_clean.sources.source import Split
from zhtw_clean.sources.splits import plan_splits

PARTITION_BYTES = 128_000_000
OURS = ("data", "dropped", WORK)
R = TypeVar("R", Cleaned, Done)


def run(
    pipeline: Pipeline,
    *,
    workers: int | None = None,
    limit: int | None = None,
    overwrite: bool = False,
    progress: Progress | None = None,
) -> Outcome:
    """Run a pipeline from its source to its output folder; run again, it goes on where it was.

    `workers`: processes, one per core unless told. `limit`: read only the first documents of the
    source. `overwrite`: replace another run's output in the same folder.

    Raises:
        PipelineError: the pipeline cannot work; nothing was read.
        SourceError: input files are broken and `on_error` is `fail`; the rest is done and kept for the next try.
        RunError: the output cannot be written, or a worker died; the same command goes on from there.
    """
    plan = prepare(pipeline, limit)
    out = Path(plan.job.out)
    with alone_in(out):
        if (before := read_outcome(out)) is not None:
            if before.run == plan.digest and all((out / file).exists() for file in before.files):
                return before
            if before.run != plan.digest and not overwrite:
                hint = "choose another output path, or --overwrite"
                raise RunError(Problem("the folder holds the output of another run", where=str(out), hint=hint))
            _clear(out)
        with writing(out):
            plan.job.work.mkdir(parents=True, exist_ok=True)
        started = time.monotonic()
        with progress or Progress() as shown, LocalRunner(plan.job, workers) as runner:
            outcome = _Rounds(plan, runner, shown).all()
        finish(out, outcome, plan.pipeline, plan.resources, time.monotonic() - started)
        if not pipeline.output or not pipeline.output.keep_work:
            shutil.rmtree(plan.job.work, ignore_errors=True)
        return outcome


@dataclass(frozen=True)
class Plan:
    """All that is decided before a document is read."""

    pipeline: Pipeline
    splits: Sequence[Split]
    segments: Sequence[Segment]
    digests: Sequence[str]
    job: Job
    resources: dict[str, str]

    @property
    def inputs(self) -> str:
        """The digest of all inputs."""
        return digest_of(msgspec.json.encode(self.splits).decode())

    @property
    def digest(self) -> str:
        """The digest of the whole run: same digest, same bytes."""
        assert self.pipeline.output is not None  # noqa: S101 - prepare has checked it
        return digest_of(self.digests[-1], self.inputs, self.pipeline.on_error, str(self.pipeline.output.shard_bytes))


def prepare(pipeline: Pipeline, limit: int | None = None) -> Plan:
    """Check everything that can be checked before the run, and plan it."""
    if pipeline.source is None or pipeline.output is None:
        missing = "source" if pipeline.source is None else "output"
        hint = (
            f"write `{missing}: {{path: …}}` in the pipeline, or give --{'input' if missing == 'source' else missing}"
        )
        raise PipelineError(Problem(f"the pipeline has no `{missing}`", hint=hint))
    if limit is not None:
        source = msgspec.structs.replace(pipeline.source, limit=limit)
        pipeline = msgspec.structs.replace(pipeline, source=source)
    assert pipeline.source is not None  # noqa: S101 - it was checked above
    assert pipeline.output is not None  # noqa: S101 - it was checked above
    splits = plan_splits(pipeline.source)
    ensure(_inputs_in_the_way(splits, Path(pipeline.output.path)))
    schema = peek(splits, pipeline.source)
    ensure(check_columns(pipeline.stages, schema))
    segments = segments_of(pipeline.stages)
    digests = digests_of(segments, pipeline.source, pipeline.uses)
    resources = {name: digest for stage in pipeline.stages for name, digest in stage.resources().items()}
    job = Job(pipeline.to_yaml(), pipeline.output.path, columns_wanted(pipeline.stages, schema))
    return Plan(pipeline, splits, segments, digests, job, resources)


def _inputs_in_the_way(splits: Sequence[Split], out: Path) -> list[Problem]:
    """Complain of input files that lie where the output goes: they would be taken for it, or it for them."""
    ours = [(out / name).resolve() for name in OURS]
    pieces = {piece.path for split in splits for piece in split.pieces if "://" not in piece.path}
    hint = "choose an output path that the source does not reach"
    return [
        Problem("an input file lies in the output folder", where=path, hint=hint)
        for path in sorted(pieces)
        if any(Path(path).resolve().is_relative_to(home) for home in ours)
    ]


def _clear(out: Path) -> None:
    with writing(out):
        (out / LEDGER).unlink(missing_ok=True)
        for name in OURS:
            shutil.rmtree(out / name, ignore_errors=True)


@dataclass
class _Rounds:
    """The rounds of a run, each a map over tasks; a round starts when the one before it is done."""

    plan: Plan
    runner: LocalRunner
    progress: Progress
    results: list[list[Cleaned]] = field(default_factory=list)

    def all(self) -> Outcome:
        for segment in self.plan.segments:
            self._clean(segment)
            earlier: tuple[str, ...] = ()
            for step in segment.barrier:
                self._judge(segment, step.label, earlier)
                earlier = (*earlier, f"{folder(segment.number, step.label)}/{VERDICTS}")
        labels = [step.label for step in steps_of(self.plan.pipeline.stages)]
        ledger = total(([result.ledger for result in results] for results in self.results), labels)
        if not ledger.balanced:
            message = f"{ledger.read} documents read, but {ledger.kept} kept + {ledger.dropped_total} dropped"
            raise RunError(Problem(message, hint="this is a defect of zhtw-clean; please report it"))
        kept = [chunk for result in self.results[-1] for chunk in result.kept]
        dropped = [chunk for of_split in zip(*self.results, strict=True) for r in of_split for chunk in r.dropped]
        shards = [*self._shards("data/train", kept), *self._shards("dropped/dropped", dropped)]
        files = {shard.file: shard.rows for shard in shards}
        return Outcome(**msgspec.structs.asdict(ledger), run=self.plan.digest, files=files)

    def _clean(self, segment: Segment) -> None:
        before = self.results[-1] if self.results else None
        digest = digest_of(self.plan.digests[segment.number], str(self.plan.job.reads))
        tasks = []
        for n, split in enumerate(self.plan.splits):
            mine = digest_of(digest, msgspec.json.encode(split).decode(), self.plan.inputs if before else "")
            tasks.append(CleanTask(segment.number, split, mine, before[n].kept if before else ()))
        sizes = [sum(piece.size for piece in split.pieces) for split in self.plan.splits]
        name = f"cleaning {segment.number + 1}/{len(self.plan.segments)}"
        self.results.append(self._round(name, tasks, Cleaned, sizes))

    def _judge(self, segment: Segment, label: str, earlier: tuple[str, ...]) -> None:
        runs = tuple(run for result in self.results[-1] for run in result.runs[label])
        home, bits = folder(segment.number, label), partition_bits(runs, PARTITION_BYTES)
        manifest = f"{home}/manifest.json"
        with whole_file(self.plan.job.work / manifest) as path:
            path.write_bytes(msgspec.json.encode(Manifest(runs)))
        digest = digest_of(self.plan.digests[segment.number], self.plan.inputs, label)
        meets = [
            MeetTask(segment.number, label, n, bits, manifest, digest_of(digest, f"{n}/{bits}"), earlier)
            for n in range(1 << bits)
        ]
        self._round(f"{label}: meeting", meets, Done)
        verdict = VerdictTask(segment.number, label, len(meets), digest)
        self._round(f"{label}: judging", [verdict], Done)

    def _shards(self, stem: str, chunks: Sequence[Chunk]) -> list[Shard]:
        output = self.plan.pipeline.output
        assert output is not None  # noqa: S101 - prepare has checked it
        schema = one_schema([pa.ipc.read_schema(pa.py_buffer(chunk.schema)) for chunk in chunks])
        shards = plan_shards([Groups(chunk.file, chunk.groups) for chunk in chunks], stem, output.shard_bytes)
        stored = schema.serialize().to_pybytes()
        tasks = [
            ShardTask(shard, stored, digest_of(self.plan.digest, msgspec.json.encode(shard).decode()))
            for shard in shards
        ]
        self._round(f"writing {stem}", tasks, Done)
        out = Path(self.plan.job.out)
        home, name = (out / stem).parent, Path(stem).name
        earlier = {*home.glob(f"{name}-?????-of-?????.parquet"), *home.glob(f".{name}-*.tmp")}
        for path in earlier - {out / shard.file for shard in shards}:
            path.unlink()
        return shards

    def _round(self, name: str, tasks: Sequence[Task], kind: type[R], sizes: Sequence[int] = ()) -> list[R]:
        place = {id(task): n for n, task in enumerate(tasks)}
        results: dict[int, R] = {}
        broken: list[Problem] = []
        self.progress.begin(name, sum(sizes) or len(tasks))
        for task, result in self.runner.map(tasks, self.progress):
            n = place[id(task)]
            if isinstance(result, SourceError):
                broken += result.problems
            elif isinstance(result, CleanError):
                raise result
            else:
                assert isinstance(result, kind)  # noqa: S101 - a task answers in its own kind
                results[n] = result
            self.progress.advance(sizes[n] if sizes else 1)
        if broken:
            raise SourceError(sorted(broken, key=str))
        return [results[n] for n in range(len(tasks))]
