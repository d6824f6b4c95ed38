"""A 128-bit digest of each text of a column."""

from itertools import pairwise

import numpy as np
import polars as pl
from xxhash import xxh3_128_digest

from zhtw_clean.sketch.utf8 import utf8


def digests(texts: pl.Series) -> pl.Series:
    """Give each text the two halves `key` and `check` of its XXH3-128; none where there is no text."""
    data, offsets = utf8(texts)
    view = data.data
    packed = b"".join([xxh3_128_digest(view[start:stop]) for start, stop in pairwise(offsets.tolist())])
    halves = np.frombuffer(packed, ">u8").reshape(-1, 2).astype(np.uint64)
    is_text = pl.Series(offsets[1:] > offsets[:-1])
    frame = pl.DataFrame({"key": halves[:, 0], "check": halves[:, 1]}, schema={"key": pl.UInt64, "check": pl.UInt64})
    return frame.select(pl.when(is_text).then("key"), "check").to_struct()
