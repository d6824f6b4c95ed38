"""Lines in which certain characters touch."""

import functools

import numpy as np
import polars as pl
from numpy.typing import NDArray

from zhtw_clean.text.rows import Edit, edit_parts

Seams = tuple[tuple[str, str, str], ...]
"""Characters that touch, as classes of a regular expression: left, what may stand between, right."""


def seam_pattern(seams: Seams) -> str:
    """Write seams as a regular expression."""
    return "|".join(f"{left}{between and between + '*'}{right}" for left, between, right in seams)


def edit_lines_with(seams: Seams, texts: pl.Series, edit: Edit) -> pl.Series:
    """Edit the lines of texts that have a seam; no text is null."""
    from zhtw_clean.text.seam_kernel import find_lines

    tables = _tables(seams)
    return edit_parts(texts, lambda data, offsets: find_lines(data, offsets, *tables), edit)


@functools.cache
def _tables(seams: Seams) -> NDArray[np.uint16]:
    """For every character a bit for each seam that it may be left of, between, or right of."""
    tables = np.zeros((3, 0x110000), np.uint16)
    codes = np.array([*range(0xD800), *range(0xE000, 0x10000), 0x20000])
    characters = pl.Series([chr(code) for code in codes])
    for bit, seam in enumerate(seams):
        for table, chars in zip(tables, seam, strict=True):
            if chars:
                table[codes[characters.str.contains(chars)]] |= 1 << bit
    tables[:, 0x20000:0x40000] = tables[:, 0x20000:0x20001]  # the higher planes of Han
    return tables
