"""A whole pipeline on a table in this process."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import polars as pl

from zhtw_clean.engine.clean import admit, clean, columns_wanted, judge, keys_of, stack
from zhtw_clean.engine.index import among, open_index, own
from zhtw_clean.ledger import Ledger, total
from zhtw_clean.plan import SOURCE_COLUMNS, CorpusStep, check_columns, ensure, segments_of, steps_of
from zhtw_clean.problems import PipelineError, Problem
from zhtw_clean.stage import BECAUSE_OF, DROP_DETAIL, DROP_REASON, DROP_STAGE, VERDICT, Stage

Table: TypeAlias = Any
"""A Polars, pandas or Arrow table."""
Documents: TypeAlias = Table | Sequence[str | None]


@dataclass(frozen=True)
class Result:
    """What became of the documents: `kept`, `dropped` (each with its stage and reason), and the `ledger`."""

    kept: Table
    dropped: Table
    ledger: Ledger


def apply(stages: Sequence[Stage], documents: Documents) -> Result:
    """Clean the documents; see `Pipeline.apply`."""
    frame = _numbered(_table(documents))
    ensure(check_columns(stages, frame.schema))
    ledger = Ledger()
    kept, dropped = admit(frame, columns_wanted(stages, frame.schema), ledger)
    gone = [dropped]
    for segment in segments_of(stages):
        kept, dropped = clean(kept, segment.steps, ledger)
        gone.append(dropped)
        for step in segment.barrier:
            kept, dropped = judge(kept, _verdicts(kept, step), ledger)
            gone.append(dropped)
    ledger.kept = kept.height
    counted = total([[ledger]], [step.label for step in steps_of(stages)])
    like = _like(documents)
    return Result(like(kept), like(stack([frame for frame in gone if frame.width])), counted)


def clean_batch(stages: Sequence[Stage], documents: Documents) -> Table:
    """Only the kept documents of a batch, without numbers of ours: those of the next batch would be the same."""
    table = _table(documents)
    ours = [name for name in SOURCE_COLUMNS if name not in table.columns]
    return _like(documents)(apply(stages, table).kept.drop(ours))


def _verdicts(frame: pl.DataFrame, step: CorpusStep) -> pl.DataFrame:
    indexes = [open_index(path, step.stage) for path in step.stage.against]
    keys = among(indexes, keys_of(frame, step.stage).sort("key", "doc_id"), 0, 0)
    evidence = [step.stage.meet(keys)] if keys.height else []
    verdicts = own(indexes, step.stage.verdicts([rows for rows in evidence if rows.height]))
    return verdicts.select("doc_id", DROP_REASON, DROP_DETAIL, BECAUSE_OF, pl.lit(step.label).alias(DROP_STAGE))


def _table(documents: Documents) -> pl.DataFrame:
    if isinstance(documents, pl.DataFrame):
        return documents
    if isinstance(documents, pl.LazyFrame):
        return documents.collect()
    if hasattr(documents, "__arrow_c_stream__") or hasattr(documents, "__dataframe__"):
        return pl.DataFrame(documents)
    if isinstance(documents, Sequence) and not isinstance(documents, str):
        return pl.DataFrame({"text": documents}, schema={"text": pl.String})
    hint = "give a list of strings, or a Polars, pandas or Arrow table"
    if isinstance(documents, Mapping):
        hint += '; map_batches() gives Arrow tables with batch_format="pyarrow"'
    raise PipelineError(Problem(f"cannot clean a {type(documents).__name__}", hint=hint))


def _numbered(frame: pl.DataFrame) -> pl.DataFrame:
    """Build the engine's frame: `doc_id`, `id`, the given columns, and an empty verdict."""
    for name in ("text", "html"):
        if name in frame.columns and frame.schema[name] != pl.String:
            frame = frame.with_columns(pl.col(name).cast(pl.String))
    frame = frame.rename({name: f"source_{name}" for name in VERDICT}, strict=False)
    if "doc_id" not in frame.columns:
        frame = frame.with_row_index("doc_id")
    numbers = frame["doc_id"]
    if not numbers.dtype.is_integer() or numbers.null_count() or numbers.is_duplicated().any():
        hint = "give the column another name, or leave it out"
        raise PipelineError(Problem("`doc_id` is to number the documents, and does not", hint=hint))
    if "id" not in frame.columns:
        frame = frame.with_columns(pl.col("doc_id").cast(pl.String).alias("id"))
    return frame.with_columns(pl.col("doc_id").cast(pl.UInt64), pl.lit(None, pl.String).alias(DROP_REASON))


def _like(documents: Documents) -> Any:  # noqa: ANN401 - a function from a Polars frame to the table that was given
    library, _, _ = type(documents).__module__.partition(".")
    convert = {"pyarrow": pl.DataFrame.to_arrow, "pandas": pl.DataFrame.to_pandas}
    return convert.get(library, lambda frame: frame)
