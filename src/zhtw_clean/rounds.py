"""The rounds of a run, each a map over tasks; a round starts when the one before it is done."""

import fnmatch
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

import msgspec
import pyarrow as pa

from zhtw_clean.engine.barrier import VERDICTS, Manifest
from zhtw_clean.engine.execute import Outcome as TaskOutcome
from zhtw_clean.engine.index import HEAD, INDEX, INDEX_FILES, describe
from zhtw_clean.engine.keys import partition_bits
from zhtw_clean.engine.parts import Chunk
from zhtw_clean.engine.tasks import (
    Cleaned,
    CleanTask,
    Crash,
    Done,
    Indexed,
    IndexTask,
    MeetTask,
    ProbeTask,
    ShardTask,
    Task,
    VerdictTask,
    folder,
)
from zhtw_clean.ledger import total
from zhtw_clean.plan import Segment, digest_of, steps_of
from zhtw_clean.prepare import Plan
from zhtw_clean.problems import CleanError, Problem, RunError, SourceError
from zhtw_clean.report import Outcome
from zhtw_clean.rescue import MEMORY, condemn
from zhtw_clean.runners.progress import Progress
from zhtw_clean.shards import Groups, Shard, one_schema, plan_shards

PARTITION_BYTES = 128_000_000
PAUSES = (0, 1, 10)  # seconds before a task is tried again, whose worker, disk or network failed
PATIENCE = 32  # tasks that their store fails one after the other, and at least a quarter of all, before a run gives up
RESCUES = 3  # times that a split is searched for documents that kill their worker
R = TypeVar("R", Cleaned, Done, Indexed)


class Runner(Protocol):
    """A map over tasks, nothing more."""

    def map(self, tasks: Sequence[Task], progress: Progress) -> Iterator[tuple[Task, TaskOutcome]]:
        """Do the tasks, in whichever order they finish, and yield each with what became of it."""


@dataclass
class Rounds:
    """All rounds of a run."""

    plan: Plan
    runner: Runner
    progress: Progress
    results: list[list[Cleaned]] = field(default_factory=list)

    def all(self) -> Outcome:
        """Do them, and add up what came of them."""
        verdicts: dict[str, str] = {}
        for segment in self.plan.segments:
            self._clean(segment, verdicts)
            verdicts = {}
            for step in segment.barrier:
                verdicts[step.label] = self._judge(segment, step.label, tuple(verdicts.values()))
        labels = [step.label for step in steps_of(self.plan.pipeline.stages)]
        ledger = total(([result.ledger for result in results] for results in self.results), labels)
        if not ledger.balanced:
            message = f"{ledger.read} documents read, but {ledger.kept} kept + {ledger.dropped_total} dropped"
            raise RunError(Problem(message, hint="this is a defect of zhtw-clean; please report it"))
        kept = [chunk for result in self.results[-1] for chunk in result.kept]
        dropped = [chunk for of_split in zip(*self.results, strict=True) for r in of_split for chunk in r.dropped]
        shards = [*self._shards("data/train", kept), *self._shards("dropped/dropped", dropped)]
        self._index()
        files = {shard.file: shard.rows for shard in shards}
        return Outcome(**msgspec.structs.asdict(ledger), run=self.plan.digest, files=files)

    def _clean(self, segment: Segment, verdicts: Mapping[str, str]) -> None:
        before = self.results[-1] if self.results else None
        digest = digest_of(self.plan.digests[segment.number], str(self.plan.job.reads))
        tasks = []
        for n, split in enumerate(self.plan.splits):
            mine = digest_of(digest, msgspec.json.encode(split).decode(), self.plan.inputs if before else "")
            tasks.append(CleanTask(segment.number, split, mine, before[n].kept if before else (), verdicts))
        sizes = [sum(piece.size for piece in split.pieces) for split in self.plan.splits]
        name = f"cleaning {segment.number + 1}/{len(self.plan.segments)}"
        self.results.append(self._round(name, tasks, Cleaned, sizes))

    def _judge(self, segment: Segment, label: str, earlier: tuple[str, ...]) -> str:
        """Find the verdicts of a corpus stage; return the file that holds them."""
        runs = tuple(run for result in self.results[-1] for run in result.runs[label])
        digest = digest_of(self.plan.digests[segment.number], self.plan.inputs, label)
        indexes = self.plan.indexes[label]
        all_runs = [*runs, *(run for index in indexes for run in index.runs)]
        home, bits = f"{folder(segment.number, label)}/{digest[:8]}", partition_bits(all_runs, PARTITION_BYTES)
        size = sum(run.size for run in all_runs) >> bits
        manifest = f"{home}/manifest.json"
        self.plan.job.work.write(manifest, msgspec.json.encode(Manifest(runs, indexes)))
        meets = [
            MeetTask(segment.number, label, n, bits, size, manifest, home, digest_of(digest, f"{n}/{bits}"), earlier)
            for n in range(1 << bits)
        ]
        pairs = sum(done.rows for done in self._round(f"{label}: meeting", meets, Done))
        verdict = VerdictTask(segment.number, label, len(meets), manifest, home, digest, pairs)
        self._round(f"{label}: judging", [verdict], Done)
        return f"{home}/{VERDICTS}"

    def _index(self) -> None:
        """Keep the keys of what was kept, where they are asked for; the head of each index is written last."""
        home = self.plan.job.folder / INDEX
        ours: set[str] = set()
        output = self.plan.pipeline.output
        for segment, results in zip(self.plan.segments, self.results, strict=True):
            for step in segment.barrier if output and output.index else ():
                tasks = [
                    IndexTask(step.label, n, result.runs[step.label], last.kept, digest_of(self.plan.digest, f"{n}"))
                    for n, (result, last) in enumerate(zip(results, self.results[-1], strict=True))
                ]
                done = self._round(f"{step.label}: index", tasks, Indexed)
                index = describe(step.stage, [run for indexed in done for run in indexed.runs], self.plan.digest)
                home.write(f"{step.label}/{HEAD}", msgspec.json.encode(index))
                ours |= {f"{step.label}/{name}" for name in (HEAD, *(run.file for run in index.runs))}
        earlier = {file for pattern in INDEX_FILES for file in fnmatch.filter(home.names(), pattern)}
        home.delete(earlier - ours)

    def _shards(self, stem: str, chunks: Sequence[Chunk]) -> list[Shard]:
        output = self.plan.pipeline.output
        assert output is not None  # noqa: S101 - a plan has an output
        schema = one_schema([pa.ipc.read_schema(pa.py_buffer(chunk.schema)) for chunk in chunks])
        shards = plan_shards([Groups(chunk.file, chunk.groups) for chunk in chunks], stem, output.shard_bytes)
        stored = schema.serialize().to_pybytes()
        tasks = [
            ShardTask(shard, stored, digest_of(self.plan.digest, msgspec.json.encode(shard).decode()))
            for shard in shards
        ]
        self._round(f"writing {stem}", tasks, Done)
        home, _, name = stem.rpartition("/")
        ours = {shard.file for shard in shards}
        patterns = (f"{stem}-?????-of-?????.parquet", f"{home}/.{name}-*.tmp")
        there = self.plan.job.folder.names(home)
        earlier = {file for pattern in patterns for file in fnmatch.filter(there, pattern)}
        self.plan.job.folder.delete(earlier - ours)
        return shards

    def _round(self, name: str, tasks: Sequence[Task], kind: type[R], sizes: Sequence[int] = ()) -> list[R]:
        """Do tasks, some of them again: what fails is tried anew, and at last without the documents it dies of."""
        self.progress.begin(name, sum(sizes) or len(tasks))
        results: dict[int, R] = {}
        broken: list[Problem] = []
        waiting, crashes = dict(enumerate(tasks)), dict[int, Crash]()
        for attempt in range(1 + len(PAUSES) + RESCUES):
            if attempt > len(PAUSES):
                waiting = self._survivable(waiting, crashes, broken)
            elif attempt:
                time.sleep(PAUSES[attempt - 1])
            crashes = {}
            for n, outcome in self._map(waiting):
                if isinstance(outcome, Crash):
                    crashes[n] = outcome
                elif isinstance(outcome, SourceError):
                    broken += outcome.problems
                else:
                    assert isinstance(outcome, kind)  # noqa: S101 - a task answers in its own kind
                    results[n] = outcome
                    self.progress.advance(sizes[n] if sizes else 1)
            waiting = {n: waiting[n] for n in crashes}
            if not waiting:
                break
            self.progress.note(f"{name}: {len(waiting)} to do again: {next(iter(crashes.values())).detail}")
        if waiting:
            raise _beyond_help(next(iter(crashes.values())))
        if broken:
            raise SourceError(sorted(broken, key=str))
        return [results[n] for n in range(len(tasks))]

    def _map(self, tasks: Mapping[int, Task]) -> Iterator[tuple[int, Cleaned | Done | Indexed | Crash | SourceError]]:
        numbers = {id(task): n for n, task in tasks.items()}
        failures = 0
        for task, outcome in self.runner.map(list(tasks.values()), self.progress):
            if isinstance(outcome, CleanError) and not isinstance(outcome, SourceError):
                raise outcome
            failures = failures + 1 if isinstance(outcome, Crash) and outcome.lost == "store" else 0
            if isinstance(outcome, Crash) and failures > max(PATIENCE, len(tasks) // 4):
                raise _beyond_help(outcome)
            yield numbers[id(task)], outcome

    def _survivable(
        self, tasks: Mapping[int, Task], crashes: Mapping[int, Crash], broken: list[Problem]
    ) -> dict[int, Task]:
        """The tasks without the documents that they die of; files that cannot even be read are noted as broken."""
        found: dict[int, Task] = {}
        for n, task in tasks.items():
            if not isinstance(task, CleanTask) or crashes[n].lost != "worker":
                raise _beyond_help(crashes[n])
            try:
                found[n] = condemn(self.plan.job, task, crashes[n], self._probe)
            except SourceError as error:
                broken += error.problems
        return found

    def _probe(self, probes: Sequence[ProbeTask]) -> list[TaskOutcome]:
        """What becomes of probes; one that a disk, the network or a node has failed says nothing, and is done again."""
        outcomes: dict[int, TaskOutcome] = {}
        waiting = probes
        for pause in PAUSES:
            time.sleep(pause)
            outcomes |= {id(probe): outcome for probe, outcome in self.runner.map(waiting, self.progress)}
            failed = {n: o for n, o in outcomes.items() if isinstance(o, Crash) and o.lost != "worker"}
            waiting = [probe for probe in waiting if id(probe) in failed]
            if not waiting:
                return [outcomes[id(probe)] for probe in probes]
        raise _beyond_help(next(iter(failed.values())))


def _beyond_help(crash: Crash) -> RunError:
    hint = MEMORY if crash.lost == "worker" else "the same command goes on from here"
    return RunError(Problem(f"{crash.detail}, again and again", hint=hint))
