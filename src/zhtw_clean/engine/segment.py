"""One segment on one split: read, run the stages, write what is kept, what is dropped, and the keys."""

import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from time import perf_counter

import polars as pl

from zhtw_clean.engine.barrier import verdicts_on
from zhtw_clean.engine.clean import admit, clean, judge, keys_of, part, stack, text_bytes
from zhtw_clean.engine.keys import RunWriter
from zhtw_clean.engine.parts import PartWriter, read_part
from zhtw_clean.engine.tasks import Cleaned, CleanTask, Condemned, Done, Job, ProbeTask, folder
from zhtw_clean.engine.work import read_marker, write_marker
from zhtw_clean.ledger import Ledger
from zhtw_clean.problems import Problem, SourceError
from zhtw_clean.sources.reading import ROW_BITS, read
from zhtw_clean.sources.source import Split
from zhtw_clean.stage import DROP_REASON

CRASHED = "crashed"
KEY_ROWS = 50_000  # keys are gathered from so many documents at once, which bounds memory where texts are short
SLOWEST = 20_000  # bytes of text in a second of processor time: a hundredth of what extract-html, our slowest, does
ROW = pl.col("doc_id") % pl.lit(1 << ROW_BITS, pl.UInt64)

Tick = Callable[[int, int, int], None]
"""Told after each batch: documents read, bytes of text read, documents kept."""


def run_clean(job: Job, task: CleanTask, tick: Tick) -> Cleaned:
    """Read a split, or its part, run the segment's stages, and write kept, dropped and keys."""
    home = folder(task.segment)
    marker = f"{home}/done/{task.split.number:05d}.json"
    done = read_marker(job.work, marker, task.digest, Cleaned)
    if done is not None and not (done.ledger.damaged and job.pipeline.on_error == "fail"):
        return done
    segment = job.segment(task.segment)
    ledger, name = Ledger(), f"{task.split.number:05d}-{task.digest[:8]}"
    with (
        ExitStack() as writers,
        PartWriter(job.work, f"{home}/kept/{name}") as kept_part,
        PartWriter(job.work, f"{home}/dropped/{name}") as dropped_part,
    ):
        keys = {
            step.label: writers.enter_context(RunWriter(job.work, f"{home}/{step.label}/keys/{name}"))
            for step in segment.barrier
        }
        for kept, dropped in _batches(job, task, ledger):
            rows, size = kept.height + dropped.height, text_bytes(kept) + text_bytes(dropped)
            kept, crashed = _set_aside(kept, task.condemned, ledger)  # noqa: PLW2901
            with _limited(job.pipeline.patience, size):
                kept, gone = clean(kept, segment.steps, ledger)  # noqa: PLW2901
                for step in segment.barrier:
                    started = perf_counter()
                    for some in kept.iter_slices(KEY_ROWS):
                        keys[step.label].write(keys_of(some, step.stage))
                    ledger.spend(step.label, perf_counter() - started)
            _count_kept(ledger, kept)
            kept_part.write(kept)
            dropped_part.write(stack([frame for frame in (dropped, crashed, gone) if frame.height]))
            tick(rows, size, kept.height)
        runs = {label: writer.finish() for label, writer in keys.items()}
        result = Cleaned(ledger, kept_part.chunks(), dropped_part.chunks(), runs)
    write_marker(job.work, marker, task.digest, result)
    return result


def run_probe(job: Job, probe: ProbeTask) -> Done:
    """See whether some documents get through some steps alive."""
    task = probe.task
    segment = job.segment(task.segment)
    steps = segment.steps[: probe.steps]
    left = len(segment.barrier) if probe.steps is None else max(0, probe.steps - len(segment.steps))
    rows = 0
    for frame, _ in _batches(job, task, Ledger()):
        if frame.height:
            rows = max(rows, int(frame.select(ROW.max()).item()) + 1)
        kept, _ = _set_aside(frame, task.condemned, Ledger())
        kept = kept.filter(ROW.is_between(probe.start, probe.stop, closed="left"))
        if kept.height:
            with _limited(job.pipeline.patience, text_bytes(kept)):
                kept, _ = clean(kept, steps, Ledger())
                for step in segment.barrier[:left]:
                    keys_of(kept, step.stage)
    return Done(rows)


@contextmanager
def _limited(patience: float, size: int) -> Iterator[None]:
    """Let the system end this process when it computes for longer; code that never returns hears nothing else."""
    signal.setitimer(signal.ITIMER_PROF, patience + size / SLOWEST)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _set_aside(
    frame: pl.DataFrame, condemned: tuple[Condemned, ...], ledger: Ledger
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Take out the documents that are known to kill their worker."""
    gone = []
    for one in condemned:
        reason = pl.when(one.row == ROW).then(pl.lit(CRASHED)).alias(DROP_REASON)
        frame, crashed = part(frame.with_columns(reason), one.stage, ledger)
        gone.append(crashed)
    return frame, stack([crashed for crashed in gone if crashed.height])


def _count_kept(ledger: Ledger, kept: pl.DataFrame) -> None:
    ledger.kept += kept.height
    ledger.kept_bytes += text_bytes(kept)
    if "n_tokens" in kept.columns:
        ledger.kept_tokens = (ledger.kept_tokens or 0) + int(kept["n_tokens"].sum())


def _batches(job: Job, task: CleanTask, ledger: Ledger) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
    if task.segment == 0:
        yield from _read_split(job, task.split, ledger)
        return
    verdicts = verdicts_on(job, task.verdicts, task.split.number)
    for frame in read_part(job.work, task.before):
        ledger.read += frame.height
        ledger.read_bytes += text_bytes(frame)
        yield judge(frame, verdicts, ledger)


def _read_split(job: Job, split: Split, ledger: Ledger) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
    damaged: list[Problem] = []
    assert job.pipeline.source is not None  # noqa: S101 - a run has a source
    for frame in read(split, job.pipeline.source, damaged.append):
        yield admit(frame, job.reads, ledger)
    if damaged and job.pipeline.on_error == "fail":
        raise SourceError(damaged)
    ledger.damaged = damaged
