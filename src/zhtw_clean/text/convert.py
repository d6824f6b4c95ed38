"""Simplified to Traditional Chinese with OpenCC."""

import functools
from collections.abc import Callable

import polars as pl

from zhtw_clean.text.rows import edit_rows
from zhtw_clean.text.script import count_decisive

CONVERTED = pl.Struct({"text": pl.String, "converted": pl.Boolean})


def convert_simplified(column: pl.Series, config: str, min_ratio: float, min_distinct: int) -> pl.Series:
    """Convert the texts whose decisive characters are mainly simplified; leave the others as they are."""
    simplified = pl.col("simplified_chars")
    mainly = simplified / (simplified + pl.col("traditional_chars")) >= min_ratio
    counts = count_decisive(column).struct.unnest()
    converted = counts.select(mainly & (pl.col("distinct_simplified") >= min_distinct)).to_series()
    convert = converter(config)
    texts = edit_rows(column, converted, lambda some: some.map_elements(convert, pl.String))
    return pl.DataFrame({"text": texts, "converted": converted}).to_struct(column.name)


@functools.cache
def converter(config: str) -> Callable[[str], str]:
    """Load an OpenCC configuration once in each process."""
    from opencc import OpenCC

    convert = OpenCC(config).convert
    # OpenCC stops reading at a NUL character.
    return lambda text: "\0".join(map(convert, text.split("\0")))
