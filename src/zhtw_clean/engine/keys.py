"""Keys of documents between the tasks that gather them and the tasks where equal keys meet.

A run is an Arrow IPC file of rows sorted by `key`, cut into 2^bits record batches by the top bits of
the key. Powers of two nest, so a partition of any width finds its rows in whole batches of any run.
"""

import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
import polars as pl
import pyarrow as pa

from zhtw_clean.engine.work import whole_file

BATCH_BYTES = 1_000_000
RUN_BYTES = 64_000_000
MAX_BITS = 12


class Run(msgspec.Struct, frozen=True):
    """One file of sorted keys: name under the work folder, bits of its cut, rows and bytes."""

    file: str
    bits: int
    rows: int
    bytes: int


class RunWriter:
    """Collects keys of one split and writes them as sorted runs of bounded size."""

    def __init__(self, root: Path, stem: str) -> None:
        self.root = root
        self.stem = stem
        self.runs: list[Run] = []
        self._frames: list[pl.DataFrame] = []
        self._bytes = 0

    def write(self, keys: pl.DataFrame) -> None:
        """Add keys."""
        self._frames.append(keys)
        self._bytes += int(keys.estimated_size())
        if self._bytes >= RUN_BYTES:
            self._flush()

    def finish(self) -> tuple[Run, ...]:
        """Write what is left, and list the runs."""
        self._flush()
        return tuple(self.runs)

    def _flush(self) -> None:
        keys = pl.concat(self._frames).sort("key", "doc_id") if self._frames else pl.DataFrame()
        self._frames, self._bytes = [], 0
        if not keys.height:
            return
        size = int(keys.estimated_size())
        bits = min(MAX_BITS, max(0, (size // BATCH_BYTES).bit_length()))
        run = Run(f"{self.stem}-{len(self.runs):03d}.arrow", bits, keys.height, size)
        table = keys.to_arrow()
        with (
            whole_file(self.root / run.file) as path,
            pa.OSFile(str(path), "wb") as sink,
            pa.ipc.new_file(sink, table.schema) as writer,
        ):
            for start, stop in _cuts(keys["key"], bits):
                writer.write_batch(_one_batch(table.slice(start, stop - start)))
        self.runs.append(run)


def _one_batch(table: pa.Table) -> pa.RecordBatch:
    if not table.num_rows:
        return pa.RecordBatch.from_pylist([], schema=table.schema)
    return table.combine_chunks().to_batches()[0]


def _cuts(key: pl.Series, bits: int) -> Iterator[tuple[int, int]]:
    edges = pl.Series([n << (64 - bits) for n in range(1, 1 << bits)], dtype=pl.UInt64)
    inner = key.search_sorted(edges, side="left").to_list() if len(edges) else []
    bounds = [0, *inner, len(key)]
    yield from itertools.pairwise(bounds)


def read_partition(root: Path, runs: Iterable[Run], partition: int, bits: int) -> pl.DataFrame:
    """Read the keys whose top `bits` bits are `partition`, of all runs, sorted by `key`, then `doc_id`."""
    frames = [frame for run in runs if (frame := _read_run(root / run.file, run.bits, partition, bits)).height]
    return pl.concat(frames).sort("key", "doc_id") if frames else pl.DataFrame()


def _read_run(path: Path, run_bits: int, partition: int, bits: int) -> pl.DataFrame:
    with pa.OSFile(str(path), "rb") as source, pa.ipc.open_file(source) as reader:
        if run_bits >= bits:
            span = 1 << (run_bits - bits)
            batches = [reader.get_batch(n) for n in range(partition * span, (partition + 1) * span)]
            return pl.DataFrame(pa.Table.from_batches(batches))
        batch = reader.get_batch(partition >> (bits - run_bits))
    keys = pl.DataFrame(pa.Table.from_batches([batch]))
    return keys.filter(pl.col("key") // pl.lit(1 << (64 - bits), pl.UInt64) == partition)


def partition_bits(runs: Iterable[Run], partition_bytes: int) -> int:
    """Choose how finely to cut so that the keys of a partition take about `partition_bytes`."""
    whole = sum(run.bytes for run in runs)
    return min(MAX_BITS, max(0, (whole // partition_bytes).bit_length()))
