"""Keys go out by split and come back by partition, none lost, whatever the cut."""

from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from zhtw_clean.engine import keys as keys_module
from zhtw_clean.engine.keys import Run, RunWriter, partition_bits, read_partition
from zhtw_clean.storage import Folder

KEY = st.integers(0, 2**64 - 1)


def frame(keys: list[int], first: int) -> pl.DataFrame:
    return pl.DataFrame(
        {"key": keys, "doc_id": range(first, first + len(keys)), "length": [7] * len(keys)},
        schema={"key": pl.UInt64, "doc_id": pl.UInt64, "length": pl.UInt32},
    )


@given(st.lists(st.lists(KEY, max_size=40), max_size=4), st.integers(0, 5), st.integers(1, 400))
def test_partitions_hold_every_key_once(splits: list[list[int]], bits: int, batch_bytes: int) -> None:
    with TemporaryDirectory() as folder:
        root = Folder(folder)
        runs: list[Run] = []
        frames: list[pl.DataFrame] = []
        before = keys_module.BATCH_BYTES
        keys_module.BATCH_BYTES = batch_bytes
        try:
            for n, keys in enumerate(splits):
                writer = RunWriter(root, f"{n}")
                frames.append(frame(keys, n * 1000))
                writer.write(frames[-1])
                runs += writer.finish()
        finally:
            keys_module.BATCH_BYTES = before
        partitions = [read_partition(root, runs, n, bits) for n in range(1 << bits)]
    for n, partition in enumerate(partitions):
        assert all(key >> (64 - bits) == n for key in partition["key"]) if partition.height else True
    back = [partition for partition in partitions if partition.height]
    if frames and any(f.height for f in frames):
        assert_frame_equal(pl.concat(back), pl.concat(frames).sort("key", "doc_id"))
    else:
        assert not back


def test_partitions_are_cut_by_size(tmp_path: Path) -> None:
    writer = RunWriter(Folder(str(tmp_path)), "0")
    writer.write(frame(list(range(0, 2**64, 2**54)), 0))
    runs = writer.finish()
    assert partition_bits(runs, 10**9) == 0
    assert partition_bits(runs, 1000) > partition_bits(runs, 10_000) > 0
