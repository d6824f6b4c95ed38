"""One segment on one split: read, run the stages, write what is kept, what is dropped, and the keys."""

from collections.abc import Callable, Iterator
from time import perf_counter

import polars as pl

from zhtw_clean.engine.barrier import verdicts_on
from zhtw_clean.engine.clean import admit, clean, judge, keys_of, stack, text_bytes
from zhtw_clean.engine.keys import RunWriter
from zhtw_clean.engine.parts import PartWriter, read_part
from zhtw_clean.engine.tasks import Cleaned, CleanTask, Job, folder
from zhtw_clean.engine.work import read_marker, write_marker
from zhtw_clean.ledger import Ledger
from zhtw_clean.problems import Problem, SourceError
from zhtw_clean.sources.reading import read
from zhtw_clean.sources.source import Split

KEY_ROWS = 50_000  # keys are gathered from so many documents at once, which bounds memory where texts are short

Tick = Callable[[int, int, int], None]
"""Told after each batch: documents read, bytes of text read, documents kept."""


def run_clean(job: Job, task: CleanTask, tick: Tick) -> Cleaned:
    """Read a split, or its part, run the segment's stages, and write kept, dropped and keys."""
    home = folder(task.segment)
    marker = job.work / home / "done" / f"{task.split.number:05d}.json"
    done = read_marker(marker, task.digest, Cleaned)
    if done is not None and not (done.ledger.damaged and job.pipeline.on_error == "fail"):
        return done
    segment = job.segment(task.segment)
    ledger, name = Ledger(), f"{task.split.number:05d}"
    keys = {step.label: RunWriter(job.work, f"{home}/{step.label}/keys/{name}") for step in segment.barrier}
    with (
        PartWriter(job.work, f"{home}/kept/{name}") as kept_part,
        PartWriter(job.work, f"{home}/dropped/{name}") as dropped_part,
    ):
        for kept, dropped in _batches(job, task, ledger):
            rows, size = kept.height + dropped.height, text_bytes(kept) + text_bytes(dropped)
            kept, gone = clean(kept, segment.steps, ledger)  # noqa: PLW2901
            _count_kept(ledger, kept)
            kept_part.write(kept)
            dropped_part.write(stack([frame for frame in (dropped, gone) if frame.height]))
            for step in segment.barrier:
                started = perf_counter()
                for some in kept.iter_slices(KEY_ROWS):
                    keys[step.label].write(keys_of(some, step.stage))
                ledger.spend(step.label, perf_counter() - started)
            tick(rows, size, kept.height)
        result = Cleaned(ledger, kept_part.chunks(), dropped_part.chunks())
    result.runs = {label: writer.finish() for label, writer in keys.items()}
    write_marker(marker, task.digest, result)
    return result


def _count_kept(ledger: Ledger, kept: pl.DataFrame) -> None:
    ledger.kept += kept.height
    ledger.kept_bytes += text_bytes(kept)
    if "n_tokens" in kept.columns:
        ledger.kept_tokens = (ledger.kept_tokens or 0) + int(kept["n_tokens"].sum())


def _batches(job: Job, task: CleanTask, ledger: Ledger) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
    if task.segment == 0:
        yield from _read_split(job, task.split, ledger)
        return
    verdicts = verdicts_on(job, task.segment - 1, task.split.number)
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
