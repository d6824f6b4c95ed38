"""Chinese as expressions and tables; no configuration, no stages."""

from collections.abc import Callable
from typing import Annotated

import polars as pl
from msgspec import Meta

Ratio = Annotated[float, Meta(ge=0, le=1, description="a share between 0 and 1")]
Count = Annotated[int, Meta(ge=0, description="a whole number, 0 or more")]
Positive = Annotated[int, Meta(gt=0, description="a whole number above 0")]

text = pl.col("text")


def whole_column(
    column: pl.Expr, function: Callable[[pl.Series], pl.Series], returns: pl.DataType | type[pl.DataType]
) -> pl.Expr:
    """Apply a function that maps a column to a column of the same length, row by row independent."""
    return column.map_batches(function, return_dtype=returns, is_elementwise=True)
