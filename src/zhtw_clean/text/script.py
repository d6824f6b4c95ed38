"""How much of a text is written in simplified characters?"""

import functools

import numpy as np
import polars as pl
from numpy.typing import NDArray

from zhtw_clean.sketch.utf8 import utf8
from zhtw_clean.text import decisive

COUNTS = pl.Struct({"simplified_chars": pl.UInt32, "traditional_chars": pl.UInt32, "distinct_simplified": pl.UInt32})
CONFIDENCE_95 = 1.96  # standard deviations


def count_decisive(column: pl.Series) -> pl.Series:
    """Count the decisive characters of each text; a null text has none."""
    from zhtw_clean.text.script_kernel import count

    counts = count(*utf8(column), _classes())
    return pl.DataFrame(dict(zip(COUNTS.to_schema(), counts, strict=True))).to_struct(column.name)


def simplified_share() -> pl.Expr:
    """The share of simplified among the decisive characters counted; NaN where there are none."""
    simplified = pl.col("simplified_chars")
    return simplified / (simplified + pl.col("traditional_chars"))


def is_simplified(max_ratio: float, min_distinct: int) -> pl.Expr:
    """Is the share surely above a limit, and more than one name or slip of the keyboard?"""
    simplified = pl.col("simplified_chars")
    surely = wilson_lower(simplified, simplified + pl.col("traditional_chars"))
    return (surely > max_ratio) & (pl.col("distinct_simplified") >= min_distinct)


def wilson_lower(hits: pl.Expr, of: pl.Expr) -> pl.Expr:
    """Lower end of the 95 % Wilson score interval of a share: what it is at least, however short the text."""
    of = of.cast(pl.Float64)
    share, z2 = hits / of, CONFIDENCE_95**2
    spread = CONFIDENCE_95 * (share * (1 - share) / of + z2 / (4 * of * of)).sqrt()
    return (share + z2 / (2 * of) - spread) / (1 + z2 / of)


@functools.cache
def _classes() -> NDArray[np.uint8]:
    from zhtw_clean.text.script_kernel import BMP, SIMPLIFIED, TRADITIONAL

    classes = np.zeros(BMP, np.uint8)
    classes[list(map(ord, decisive.SIMPLIFIED))] = SIMPLIFIED
    classes[list(map(ord, decisive.TRADITIONAL))] = TRADITIONAL
    return classes
