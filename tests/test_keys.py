"""Keys go out by split and come back by partition, none lost, whatever the cut."""

from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
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


@given(
    st.booleans(),
    st.lists(st.lists(KEY, max_size=40), max_size=4),
    st.integers(0, 5),
    st.integers(1, 400),
    st.integers(100, 999),
)
def test_partitions_hold_every_key_once(
    in_a_store: bool, splits: list[list[int]], bits: int, batch: int, run: int
) -> None:
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys_module, "BATCH_BYTES", batch)
        patch.setattr(keys_module, "MERGED_BYTES", 2 * batch)
        patch.setattr(keys_module, "RUN_BYTES", run)
        root = Folder(f"memory:/{folder}" if in_a_store else folder)
        runs: list[Run] = []
        frames: list[pl.DataFrame] = []
        for n, keys in enumerate(splits):
            frames.append(frame(keys, n * 1000))
            with RunWriter(root, f"{n}") as writer:
                for some in frames[-1].iter_slices(7):
                    writer.write(some)
                runs += writer.finish()
        assert root.names() == sorted(one.file for one in runs)
        assert root.local or len(runs) == sum(map(bool, splits))
        partitions = [read_partition(root, runs, n, bits) for n in range(1 << bits)]
    for n, partition in enumerate(partitions):
        assert all(key >> (64 - bits) == n for key in partition["key"]) if partition.height else True
    back = [partition for partition in partitions if partition.height]
    if frames and any(f.height for f in frames):
        assert_frame_equal(pl.concat(back), pl.concat(frames).sort("key", "doc_id"))
    else:
        assert not back


def test_partitions_are_cut_by_size(tmp_path: Path) -> None:
    with RunWriter(Folder(str(tmp_path)), "0") as writer:
        writer.write(frame(list(range(0, 2**64, 2**54)), 0))
        runs = writer.finish()
    assert partition_bits(runs, 10**9) == 0
    assert partition_bits(runs, 1000) > partition_bits(runs, 10_000) > 0
