"""Chinese as expressions and tables; no configuration, no stages."""

from collections.abc import Callable
from typing import Annotated

import polars as pl
from msgspec import Meta

from zhtw_clean.problems import PipelineError, Problem

Ratio = Annotated[float, Meta(ge=0, le=1, description="a share between 0 and 1")]
Count = Annotated[int, Meta(ge=0, description="a whole number, 0 or more")]
Positive = Annotated[int, Meta(gt=0, description="a whole number above 0")]

text = pl.col("text")


def whole_column(
    column: pl.Expr, function: Callable[[pl.Series], pl.Series], returns: pl.DataType | type[pl.DataType]
) -> pl.Expr:
    """Apply a function that maps a column to a column of the same length, row by row independent.

    Raises:
        PipelineError: it returns another length, while the expression is evaluated.
    """

    def same_length(values: pl.Series) -> pl.Series:
        result = function(values)
        if len(result) != len(values):
            name = getattr(function, "__qualname__", function)
            message = f"{name} returns {len(result)} values for a column of {len(values)}"
            raise PipelineError(Problem(message, hint="a function for whole_column() answers for each row"))
        return result

    return column.map_batches(same_length, return_dtype=returns, is_elementwise=True)
