"""Which classes of characters texts have, in one pass for all classes."""

import functools
import sys

import numpy as np
import polars as pl
from numpy.typing import NDArray

from zhtw_clean.sketch.utf8 import utf8

_BMP = 0x10000
_BLOCK = 0x100


def look(texts: pl.Series, classes: tuple[str, ...]) -> NDArray[np.uint8]:
    """Of each text: bit `n` is set where it may have a character of the n-th class.

    It has one, or one beyond the Basic Multilingual Plane of the same block of 256.

    Args:
        texts: the texts.
        classes: up to eight bodies of regular-expression classes, in the syntax of Polars.
    """
    from zhtw_clean.text.look_kernel import seen

    return seen(*utf8(texts), _table(classes))


@functools.cache
def _table(classes: tuple[str, ...]) -> NDArray[np.uint8]:
    """The bits of each character of the Basic Multilingual Plane, then of each further block."""
    chars = np.arange(sys.maxunicode + 1, dtype="<u4").tobytes().decode("utf-32-le", "replace")
    units = pl.Series([*chars[:_BMP], *(chars[at : at + _BLOCK] for at in range(_BMP, len(chars), _BLOCK))])
    table = np.zeros(len(units), np.uint8)
    held = units.str.contains(f"[{''.join(classes)}]").arg_true()
    for n, body in enumerate(classes):
        table[held] |= units.gather(held).str.contains(f"[{body}]").to_numpy().astype(np.uint8) << n
    return table
