"""Which documents kill their worker: found by halving, so that they are dropped and the rest goes on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import msgspec

from zhtw_clean.engine.execute import Outcome
from zhtw_clean.engine.tasks import CleanTask, Condemned, Crash, Done, Job, ProbeTask
from zhtw_clean.problems import CleanError, Problem, RunError, SourceError

MOST_AT_ONCE = 64  # parts of one split that all kill their worker, before it is the stage that is to blame
MEMORY = "often too little memory: try fewer --workers, or workers with more; the same command goes on from here"
Probe = Callable[[Sequence[ProbeTask]], Sequence[Outcome]]
"""Does some tasks, each in a worker that may die of it, and says what became of each."""


def condemn(job: Job, task: CleanTask, crash: Crash, probe: Probe) -> CleanTask:
    """Find the documents that kill the worker of a task, and return the task without them.

    Raises:
        SourceError: it is the reading that kills the worker.
        RunError: no single document does, or all do.
    """
    rows = _rows(task, crash, probe)
    killers: list[Condemned] = []
    suspects = [_Range(0, rows)] if rows else []
    while suspects:
        halves = [half for suspect in suspects for half in suspect.halves]
        outcomes = probe([ProbeTask(task, half.start, half.stop) for half in halves])
        if len(halves) >= MOST_AT_ONCE and all(isinstance(outcome, Crash) for outcome in outcomes):
            hint = "a stage is broken, or has too little memory; not the documents"
            raise RunError(Problem(f"{crash.detail}, of documents all over a file", _pieces(task), hint))
        suspects = []
        for half, outcome in zip(halves, outcomes, strict=True):
            if isinstance(outcome, CleanError):
                raise outcome
            if isinstance(outcome, Crash) and half.stop - half.start > 1:
                suspects.append(half)
            elif isinstance(outcome, Crash) and _dies_again(task, half, probe):
                killers.append(Condemned(half.start, _stage(job, task, half, probe)))
    if not killers:
        raise RunError(Problem(f"{crash.detail}, again and again, but of no single document", _pieces(task), MEMORY))
    known = [one for one in task.condemned if one.row not in {killer.row for killer in killers}]
    return msgspec.structs.replace(task, condemned=(*known, *killers))


@dataclass(frozen=True)
class _Range:
    start: int
    stop: int

    @property
    def halves(self) -> list["_Range"]:
        middle = (self.start + self.stop) // 2
        return [_Range(self.start, middle), _Range(middle, self.stop)] if middle > self.start else [self]


def _rows(task: CleanTask, crash: Crash, probe: Probe) -> int:
    """Count the rows of a split by reading it, and doing no more."""
    (outcome,) = probe([ProbeTask(task, 0, 0)])
    if isinstance(outcome, Done):
        return outcome.rows
    if isinstance(outcome, CleanError):
        raise outcome
    (control,) = probe([ProbeTask(_of_nothing(task), 0, 0)])
    if isinstance(control, Crash):
        raise RunError(Problem(f"{control.detail}, with nothing to do", hint=MEMORY))
    hint = "take the file away, or mend it; the same command goes on from here"
    raise SourceError([Problem(f"{crash.detail}, while reading", piece.path, hint) for piece in task.split.pieces])


def _of_nothing(task: CleanTask) -> CleanTask:
    return msgspec.structs.replace(task, split=msgspec.structs.replace(task.split, pieces=()), before=())


def _pieces(task: CleanTask) -> str:
    return ", ".join(piece.path for piece in task.split.pieces[:3])


def _dies_again(task: CleanTask, one: _Range, probe: Probe) -> bool:
    """A worker may die by chance once, but hardly twice of the same document while another, without one, lives."""
    again, control = probe([ProbeTask(task, one.start, one.stop), ProbeTask(task, 0, 0)])
    return isinstance(again, Crash) and isinstance(control, Done)


def _stage(job: Job, task: CleanTask, one: _Range, probe: Probe) -> str:
    """The first stage that a document does not survive."""
    segment = job.segment(task.segment)
    labels = [step.label for step in (*segment.steps, *segment.barrier)]
    probes = [ProbeTask(task, one.start, one.stop, steps) for steps in range(1, len(labels))]
    deaths = [label for label, outcome in zip(labels, probe(probes), strict=False) if isinstance(outcome, Crash)]
    return deaths[0] if deaths else labels[-1]
