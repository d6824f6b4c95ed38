"""Copies of the same text."""

from collections.abc import Iterable

import polars as pl

from zhtw_clean.stage import DROP_REASON, CorpusStage, Exprs
from zhtw_clean.text import text, whole_column


class ExactDuplicate(CorpusStage, frozen=True):
    """Drop documents whose text another document before them has too.

    White space is not compared: re-wrapped and re-indented copies are copies. Everything else
    is: one mark changed, and it is another text (see `near-duplicate`). Texts are compared by
    their 128-bit XXH3 digest.

    Options:
        against: indexes of earlier runs (the folder `index` of their output): what one of them kept is dropped.
            Default none.
    """

    def keys(self) -> Exprs:
        digests = pl.Struct({"key": pl.UInt64, "check": pl.UInt64})
        return (whole_column(text.str.replace_all(r"\s+", ""), _digests, digests).struct.unnest(),)

    def meet(self, keys: pl.DataFrame) -> pl.DataFrame:
        because_of = pl.col("doc_id").min().over("key", "check").alias("because_of")
        return keys.select("doc_id", because_of).filter(pl.col("doc_id") != pl.col("because_of"))

    def verdicts(self, evidence: Iterable[pl.DataFrame]) -> pl.DataFrame:
        none = pl.DataFrame(schema={"doc_id": pl.UInt64, "because_of": pl.UInt64})
        copies = pl.concat([none, *evidence]).sort("doc_id")
        return copies.select("doc_id", pl.lit("exact-duplicate").alias(DROP_REASON), "because_of")


def _digests(texts: pl.Series) -> pl.Series:
    from zhtw_clean.sketch.digest import digests

    return digests(texts)
