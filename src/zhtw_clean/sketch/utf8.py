"""A column of text as the bytes it is made of."""

import numpy as np
import polars as pl
from numpy.typing import NDArray


def utf8(texts: pl.Series) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Lay a column out as UTF-8 bytes and offsets: text `n` is `data[offsets[n]:offsets[n + 1]]`, null is empty."""
    column = texts.fill_null("").to_arrow()
    _, offsets, data = column.buffers()
    ends = np.frombuffer(offsets, np.int64)[column.offset : column.offset + len(column) + 1]
    return np.frombuffer(data or b"", np.uint8), ends
