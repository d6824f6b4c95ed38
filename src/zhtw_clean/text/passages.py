"""Passages in simplified characters within a text, line by line."""

import polars as pl

from zhtw_clean.text.script import count_decisive, is_simplified

CUT = pl.Struct({"text": pl.String, "simplified_text": pl.String, "n_simplified_lines": pl.UInt32})

_STRETCH = ["row", "stretch"]


def cut_simplified(texts: pl.Series, max_ratio: float, min_distinct: int) -> pl.Series:
    """Cut simplified lines out of texts; out of one that is mainly simplified, or still is after that, everything."""
    mainly = is_simplified(max(max_ratio, 0.5), min_distinct).alias("mainly")
    whole = pl.DataFrame({"text": texts}).with_row_index("row").with_columns(count_decisive(texts).struct.unnest())
    whole = whole.select("row", "text", "distinct_simplified", mainly)
    mixed = (pl.col("distinct_simplified") >= min_distinct) & ~pl.col("mainly")
    lines = _find_simplified(whole.filter(mixed), min_distinct)
    rest, cut = (pl.col("line").filter(which).str.join("\n") for which in (~pl.col("cut"), pl.col("cut")))
    parts = lines.group_by("row").agg(rest=rest, cut=cut, n_cut=pl.col("cut").sum())
    still = count_decisive(parts["rest"]).struct.unnest().select(still=is_simplified(max_ratio, min_distinct))
    parts = whole.join(pl.concat([parts, still], how="horizontal"), on="row", how="left", maintain_order="left")
    all_of_it, all_lines = pl.col("mainly") | pl.col("still"), pl.col("text").str.count_matches("\n") + 1
    return parts.select(
        text=pl.when(all_of_it).then(pl.lit("")).otherwise(pl.coalesce("rest", "text")),
        simplified_text=pl.when(all_of_it).then("text").when(pl.col("n_cut") > 0).then("cut"),
        n_simplified_lines=pl.when(all_of_it).then(all_lines).otherwise(pl.col("n_cut").fill_null(0)),
    ).to_struct(texts.name)


def _find_simplified(texts: pl.DataFrame, min_distinct: int) -> pl.DataFrame:
    """Every line of the texts: its `row`, and whether to `cut` it.

    Simplified is a line with more simplified than traditional decisive characters, in a stretch of lines of which none
    is traditional and that have `min_distinct` different simplified characters together.
    """
    lines = texts.select("row", line=pl.col("text").str.split("\n")).explode("line")
    simplified, traditional = pl.col("simplified_chars"), pl.col("traditional_chars")
    lines = (
        pl.concat([lines, count_decisive(lines["line"]).struct.unnest()], how="horizontal")
        .with_columns(found=simplified > traditional)
        .with_columns(stretch=((traditional > 0) & ~pl.col("found")).cum_sum())
    )
    stretches = lines.filter("found").group_by(_STRETCH).agg(pl.col("line").str.join("\n"))
    enough = count_decisive(stretches["line"]).struct.field("distinct_simplified") >= min_distinct
    return lines.join(
        stretches.filter(enough).select(*_STRETCH, enough=True), on=_STRETCH, how="left", maintain_order="left"
    ).select("row", "line", cut=pl.col("found") & pl.col("enough").fill_null(value=False))
