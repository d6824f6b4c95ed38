"""The contract: a stage is a frozen description that answers in Polars expressions."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated

import msgspec
import polars as pl

from zhtw_clean.names import kebab

Exprs = Sequence[pl.Expr]
Secret = Annotated[str, msgspec.Meta(extra={"secret": True})]
"""An option that a run's report does not show."""
NOT_SHOWN = "(not shown)"
"""What the report says in its place."""

DROP_REASON, DROP_STAGE, DROP_DETAIL, BECAUSE_OF = "drop_reason", "drop_stage", "drop_detail", "because_of"
VERDICT = (DROP_REASON, DROP_STAGE, DROP_DETAIL, BECAUSE_OF)
"""The columns that say why a document was dropped."""

NO_TEXT = "no-text"

FIRST_OWN = 255 << 56
"""Where a corpus stage compares with indexes of other runs, documents of those have a smaller `doc_id`."""


class Stage(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag=kebab, tag_field="stage"):
    """One step of a pipeline. It marks documents; it never adds, drops or moves them.

    A stage edits or drops, not both: an editing stage may give drop reasons only for documents
    that it left without text (a page that could not be read).
    """

    def edits(self) -> Exprs:
        """What does a column become? Expressions aliased to the column they write."""
        return ()

    def measures(self) -> Exprs:
        """What can be measured? Aliased expressions over the edited columns, kept beside the document."""
        return ()

    def drop_reasons(self) -> Mapping[str, pl.Expr]:
        """Why drop it? Reason → boolean, over edited columns and measures; null counts as no."""
        return {}

    def consumes(self) -> Sequence[str]:
        """Which working columns has a kept document no more use for? Dropped documents keep them."""
        return ()

    def resources(self) -> Mapping[str, str]:
        """What else decides the outcome? Library, model or word list → version or digest."""
        return {}

    def __call__(self, text: str) -> str | None:
        """Try the stage on one text or page: what becomes of it, or None where it is dropped."""
        page = pl.DataFrame({"text": [text], "html": [text]}, schema={"text": pl.String, "html": pl.String})
        row = mark(page, self).row(0, named=True)
        return None if row[DROP_REASON] else row["text"]


class CorpusStage(Stage, frozen=True, kw_only=True):
    """A stage whose verdict needs every document; it is shown keys, never text.

    Options:
        against: indexes of earlier runs (the folder `index` of an output): what one of those has kept counts as seen
            before. It must have been made by the same stage with the same options.
    """

    against: tuple[str, ...] = ()

    def keys(self) -> Exprs:
        """What is gathered from each document, beside `doc_id`?

        One expression aliased `key` (UInt64 or List(UInt64), well mixed; null: the document never
        meets another) and any narrow fixed-width columns that `meet` needs to judge by.
        """
        raise NotImplementedError

    def meet(self, keys: pl.DataFrame) -> pl.DataFrame:
        """Turn keys that share a partition (`key`, `doc_id`, the other columns) into evidence rows.

        Rows come sorted by `key`, then `doc_id`; equal keys are always in one partition.
        """
        raise NotImplementedError

    def verdicts(self, evidence: Iterable[pl.DataFrame]) -> pl.DataFrame:
        """Turn all evidence (an iterable that can be read more than once) into `doc_id`, `drop_reason`, `because_of`.

        `because_of` is the `doc_id` of the document that stays.
        """
        raise NotImplementedError

    def __call__(self, text: str) -> str | None:  # noqa: ARG002
        """Refuse: one text alone has no duplicates."""
        msg = f"{type(self).__name__} compares documents with each other; use Pipeline([...]).apply(texts)"
        raise TypeError(msg)


def mark(frame: pl.DataFrame, stage: Stage) -> pl.DataFrame:
    """The same documents in the same order, with what one stage says of them in its columns and `drop_reason`."""
    edits = stage.edits()
    reasons = [pl.when(applies).then(pl.lit(reason)) for reason, applies in stage.drop_reasons().items()]
    if edits:
        reasons.append(pl.when(blank_in("text")).then(pl.lit(NO_TEXT)))
    verdict = pl.coalesce(*reasons) if reasons else pl.lit(None)
    return (
        frame.lazy()
        .with_columns(*edits)
        .with_columns(*stage.measures())
        .with_columns(verdict.cast(pl.String).alias(DROP_REASON))
        .collect()
    )


def blank_in(column: str) -> pl.Expr:
    """Tell where a column is null, empty or white space only."""
    return ~pl.col(column).str.contains(r"\S").fill_null(value=False)
