"""Unfit lines within a text."""

from collections.abc import Mapping

import polars as pl

from zhtw_clean.text.toxic import score_toxic

CUT = pl.Struct({"text": pl.String, "toxic_text": pl.String, "n_toxic_lines": pl.UInt32})

LIMITS = Mapping[str, float]
"""Of each category, the largest score a text is fit with."""


def is_toxic(limits: LIMITS) -> pl.Expr:
    """Is a score above its limit?"""
    return pl.any_horizontal(pl.col(f"{category}_score") > limit for category, limit in limits.items())


def cut_toxic(rows: pl.Series, limits: LIMITS) -> pl.Series:
    """Cut unfit lines out of texts (first field).

    Out of one that is still unfit after that, or comes from a blocked host (second field), everything is cut.
    """
    texts, blocked = rows.struct.unnest()
    lines = pl.DataFrame({"line": texts.fill_null("").str.split("\n")}).with_row_index("row").explode("line")
    lines = lines.with_columns(toxic=_judge(lines["line"], limits))
    rest, cut = (pl.col("line").filter(which).str.join("\n") for which in (~pl.col("toxic"), pl.col("toxic")))
    parts = lines.group_by("row", maintain_order=True).agg(rest=rest, cut=cut, n_cut=pl.col("toxic").sum(), n=pl.len())
    parts = parts.with_columns(text=texts, still=_judge(parts["rest"], limits) | blocked)
    found = pl.col("n_cut") > 0
    return parts.select(
        text=pl.when("still").then(pl.lit("")).when(found).then("rest").otherwise("text"),
        toxic_text=pl.when("still").then("text").when(found).then("cut"),
        n_toxic_lines=pl.when("still").then("n").otherwise("n_cut").cast(pl.UInt32),
    ).to_struct(rows.name)


def _judge(texts: pl.Series, limits: LIMITS) -> pl.Series:
    return score_toxic(texts).struct.unnest().select(is_toxic(limits)).to_series()
