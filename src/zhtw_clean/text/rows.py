"""Work on rows, or on parts of their text: only on those that need it, and one by one where there is no other way."""

from collections.abc import Callable

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from zhtw_clean.sketch.utf8 import utf8

Bytes = NDArray[np.uint8]
Offsets = NDArray[np.int64]
Edit = Callable[[pl.Series], pl.Series]
Find = Callable[[Bytes, Offsets], tuple[Offsets, Offsets]]


def edit_rows(column: pl.Series, which: pl.Series, edit: Edit) -> pl.Series:
    """Replace the rows for which `which` is true by what `edit` makes of them; the others are not copied."""
    chosen = which.fill_null(value=False)
    if not chosen.any():
        return column
    if chosen.all():
        return edit(column)
    return column.clone().scatter(chosen.arg_true(), edit(column.filter(chosen)))


def edit_parts(texts: pl.Series, find: Find, edit: Edit) -> pl.Series:
    """Replace parts of texts by what `edit` makes of them.

    Args:
        texts: the texts; none is null.
        find: returns where parts start and where they stop, in ascending order, given the UTF-8 bytes of the column
            and where in them its texts begin (and the last one stops).
        edit: what to do with the parts.
    """
    data, offsets = utf8(texts)
    starts, stops = find(data, offsets)
    if not len(starts):
        return texts
    bounds = np.concatenate((offsets[:1], np.column_stack((starts, stops)).ravel(), offsets[-1:]))
    pieces = strings(texts.name, data, bounds)  # every second one is a part
    parts = np.arange(1, len(pieces), 2)
    data, new_bounds = utf8(pieces.scatter(parts, edit(pieces.gather(parts))))
    piece = 2 * np.searchsorted(starts, offsets)  # in which a text begins
    return strings(texts.name, data, new_bounds[piece] + offsets - bounds[piece])


def edit_each(texts: pl.Series, edit: Callable[[str], str]) -> pl.Series:
    """Edit texts one by one, where no expression can; none is null."""
    return pl.Series(texts.name, [edit(text) for text in texts.to_list()], dtype=pl.String)


def strings(name: str, data: Bytes, offsets: Offsets) -> pl.Series:
    """Make a column of its UTF-8 bytes: text `n` is `data[offsets[n]:offsets[n + 1]]`."""
    column = pa.LargeStringArray.from_buffers(len(offsets) - 1, pa.py_buffer(offsets), pa.py_buffer(data))
    return pl.Series(name, column)
