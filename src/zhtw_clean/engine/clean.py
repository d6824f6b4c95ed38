"""One batch of documents through a run of stages."""

from collections.abc import Mapping, Sequence
from time import perf_counter

import polars as pl

from zhtw_clean.ledger import READ, Ledger
from zhtw_clean.plan import Step, columns_read
from zhtw_clean.problems import CleanError, Problem, RunError
from zhtw_clean.stage import (
    BECAUSE_OF,
    DROP_DETAIL,
    DROP_REASON,
    DROP_STAGE,
    NO_TEXT,
    CorpusStage,
    Stage,
    blank_in,
    mark,
)

FAILED = "failed"
Schema = Mapping[str, pl.DataType]


def admit(frame: pl.DataFrame, reads: Schema, ledger: Ledger) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Take in a batch from the reader: part the readable documents with content from the others.

    `reads` are the columns of the source that the pipeline reads: a batch that lacks one gets it as nulls, be it
    that pages and texts are mixed, or that one file has a column and another has not.
    """
    missing = {name: kind for name, kind in reads.items() if name not in frame.columns}
    frame = frame.with_columns(pl.lit(None, kind).alias(name) for name, kind in missing.items())
    ledger.read += frame.height
    ledger.read_bytes += text_bytes(frame)
    content = [name for name in ("text", "html") if name in frame.columns]
    blank = pl.all_horizontal(*map(blank_in, content))
    reason = pl.coalesce(DROP_REASON, pl.when(blank).then(pl.lit(NO_TEXT))).alias(DROP_REASON)
    return part(frame.with_columns(reason), READ, ledger)


def columns_wanted(stages: Sequence[Stage], schema: Schema) -> dict[str, pl.DataType]:
    """Name the columns of the source that the stages read, and text and page if they read those."""
    reads = columns_read(stages)
    columns = {"text": pl.String(), "html": pl.String(), **schema}
    return {name: kind for name, kind in columns.items() if name in reads}


def clean(frame: pl.DataFrame, steps: Sequence[Step], ledger: Ledger) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Run the stages over a batch; return the kept and the dropped documents, in order, and count in the ledger."""
    kept, dropped = frame, []
    for step in steps:
        started = perf_counter()
        kept, gone = part(_mark(kept, step), step.label, ledger)
        kept = kept.drop(step.stage.consumes(), strict=False)
        if gone.height:
            dropped.append(gone)
        ledger.spend(step.label, perf_counter() - started)
    return kept, stack(dropped)


def judge(frame: pl.DataFrame, verdicts: pl.DataFrame, ledger: Ledger) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Part documents by verdicts (`doc_id` and the columns of a verdict) into kept and dropped."""
    judged = frame.join(verdicts, on="doc_id", how="left", maintain_order="left")
    kept = judged.filter(pl.col(DROP_REASON).is_null()).drop(DROP_REASON, DROP_DETAIL, BECAUSE_OF, DROP_STAGE)
    condemned = judged.filter(pl.col(DROP_REASON).is_not_null())
    dropped = [
        part(condemned.filter(pl.col(DROP_STAGE) == label).drop(DROP_STAGE), label, ledger)[1]
        for label in verdicts[DROP_STAGE].unique(maintain_order=True)
    ]
    return kept, stack([gone for gone in dropped if gone.height])


def keys_of(frame: pl.DataFrame, stage: CorpusStage) -> pl.DataFrame:
    """Return one row for each key of each document: `key`, `doc_id`, and the stage's other columns."""
    keys = frame.select("doc_id", *stage.keys())
    if keys.schema["key"] == pl.UInt64:
        return keys.drop_nulls("key")
    return keys.explode("key").drop_nulls("key")


def part(marked: pl.DataFrame, label: str, ledger: Ledger) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Split marked documents into kept and dropped, and count the dropped by reason."""
    alive = pl.col(DROP_REASON).is_null()
    kept = marked.filter(alive).drop(DROP_REASON, DROP_DETAIL, BECAUSE_OF, strict=False)
    dropped = marked.filter(~alive)
    for reason, documents in dropped.group_by(DROP_REASON).len().iter_rows():
        ledger.drop(label, reason, documents)
    extra = {DROP_DETAIL: pl.String, BECAUSE_OF: pl.UInt64}
    dropped = dropped.with_columns(
        pl.lit(label).alias(DROP_STAGE),
        *(pl.lit(None, kind).alias(name) for name, kind in extra.items() if name not in dropped.columns),
    )
    return kept, dropped


def stack(frames: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Put frames with differing columns on top of each other."""
    return pl.concat(frames, how="diagonal_relaxed") if frames else pl.DataFrame()


def text_bytes(frame: pl.DataFrame) -> int:
    """Count the UTF-8 bytes of the texts, or of the pages where there is no text yet."""
    columns = [pl.col(name).str.len_bytes() for name in ("text", "html") if name in frame.columns]
    return int(frame.select(pl.coalesce(*columns).sum()).item() or 0) if columns else 0


def _mark(frame: pl.DataFrame, step: Step) -> pl.DataFrame:
    try:
        return _mark_or_isolate(frame, step.stage)
    except CleanError:
        raise
    except MemoryError:
        raise
    except OSError as error:
        message = f"`{step.label}` cannot work on this machine: {type(error).__name__}: {error}"
        hint = "the documents are not to blame; try fewer --workers, or higher limits (ulimit), and the same command"
        raise RunError(Problem(message, hint=hint)) from error
    except Exception as error:
        message = f"`{step.label}` fails on every document: {type(error).__name__}: {error}"
        raise RunError(Problem(message, hint="the stage itself is broken, not the documents")) from error


def _mark_or_isolate(frame: pl.DataFrame, stage: Stage) -> pl.DataFrame:
    """Mark; where that fails, halve until the bad documents stand alone, and drop them as `failed`."""
    try:
        return mark(frame, stage)
    except (CleanError, OSError, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001 - the one place that isolates a bad document
        mark(frame.clear(), stage)
        if frame.height == 1:
            detail = f"{type(error).__name__}: {error}"
            return frame.with_columns(pl.lit(FAILED).alias(DROP_REASON), pl.lit(detail).alias(DROP_DETAIL))
    middle = frame.height // 2
    halves = (_mark_or_isolate(half, stage) for half in (frame[:middle], frame[middle:]))
    return pl.concat(halves, how="diagonal_relaxed")
