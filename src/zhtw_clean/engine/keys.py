"""Keys of documents between the tasks that gather them and the tasks where equal keys meet.

A run is a file of rows sorted by `key`, cut into 2^bits Arrow record batches by the top bits of the key, and
after them a table of where each begins. Powers of two nest, so a partition of any width is one stretch of bytes
in any run, found by two numbers of its table: two small requests for each run, be it on a disk or in an object store.
"""

import itertools
from collections.abc import Iterable, Iterator, Sequence

import msgspec
import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from zhtw_clean.storage import Folder

BATCH_BYTES = 64_000
RUN_BYTES = 64_000_000
MAX_BITS = 14

Bounds = NDArray[np.uint64]


class Run(msgspec.Struct, frozen=True):
    """One file of sorted keys: name under the work folder, bits of its cut, rows, bytes and schema of its batches."""

    file: str
    bits: int
    rows: int
    size: int
    schema: bytes


class RunWriter:
    """Collects keys of one split and writes them as sorted runs of bounded size."""

    def __init__(self, work: Folder, stem: str) -> None:
        self.work = work
        self.stem = stem
        self.runs: list[Run] = []
        self._frames: list[pl.DataFrame] = []
        self._bytes = 0

    def write(self, keys: pl.DataFrame) -> None:
        """Add keys."""
        if not keys.height:
            return
        self._frames.append(keys)
        self._bytes += int(keys.estimated_size())
        if self._bytes >= RUN_BYTES:
            self._flush()

    def finish(self) -> tuple[Run, ...]:
        """Write what is left, and list the runs."""
        self._flush()
        return tuple(self.runs)

    def _flush(self) -> None:
        if self._frames:
            keys = _sorted(self._frames)
            self._bytes = 0
            self.runs.append(write_run(self.work, f"{self.stem}-{len(self.runs):03d}.keys", keys))


def write_run(work: Folder, file: str, keys: pl.DataFrame) -> Run:
    """Write keys, sorted by `key` and `doc_id`, as one run."""
    bits = min(MAX_BITS, max(0, (int(keys.estimated_size()) // BATCH_BYTES).bit_length()))
    table = keys.rechunk().to_arrow()
    bounds = np.zeros((1 << bits) + 1, np.uint64)
    with work.whole_file(file) as path, pa.OSFile(str(path), "wb") as sink:
        for n, (start, stop) in enumerate(_cuts(keys["key"], bits)):
            if stop > start:
                sink.write(table.slice(start, stop - start).to_batches()[0].serialize())
            bounds[n + 1] = sink.tell()
        sink.write(bounds.tobytes())
    schema = table.schema.remove_metadata().serialize().to_pybytes()
    return Run(file, bits, keys.height, int(bounds[-1]), schema)


def _cuts(key: pl.Series, bits: int) -> Iterator[tuple[int, int]]:
    edges = pl.Series([n << (64 - bits) for n in range(1, 1 << bits)], dtype=pl.UInt64)
    inner = key.search_sorted(edges, side="left").to_list() if len(edges) else []
    yield from itertools.pairwise([0, *inner, len(key)])


def read_partition(work: Folder, runs: Sequence[Run], partition: int, bits: int) -> pl.DataFrame:
    """Read the keys whose top `bits` bits are `partition`, of all runs, sorted by `key`, then `doc_id`."""
    stretches = [_stretch(run, partition, bits) for run in runs]
    places = [(run.size + 8 * start, run.size + 8 * (stop + 1)) for run, (start, stop) in stretches]
    tables = _fetch(work, [run for run, _ in stretches], places)
    bounds = [np.frombuffer(table, np.uint64) for table in tables]
    parts = [(run, bound) for (run, _), bound in zip(stretches, bounds, strict=True) if bound[0] < bound[-1]]
    stored = _fetch(work, [run for run, _ in parts], [(int(bound[0]), int(bound[-1])) for _, bound in parts])
    stored.reverse()
    frames = [_within(_frame(run, bound, stored.pop()), partition, bits) for run, bound in parts]
    return _sorted(frames) if frames else pl.DataFrame()


def _sorted(frames: list[pl.DataFrame]) -> pl.DataFrame:
    """One frame sorted by `key` and `doc_id`. The list is emptied first: sorting takes as much memory again."""
    keys = pl.concat(frames, rechunk=True)
    frames.clear()
    return keys.sort("key", "doc_id")


def _stretch(run: Run, partition: int, bits: int) -> tuple[Run, tuple[int, int]]:
    if run.bits >= bits:
        span = 1 << (run.bits - bits)
        return run, (partition * span, (partition + 1) * span)
    batch = partition >> (bits - run.bits)
    return run, (batch, batch + 1)


def _fetch(work: Folder, runs: Iterable[Run], places: Sequence[tuple[int, int]]) -> list[bytes]:
    return work.ranges([run.file for run in runs], [start for start, _ in places], [stop for _, stop in places])


def _frame(run: Run, bounds: Bounds, content: bytes) -> pl.DataFrame:
    """The rows of some batches that stand one after the other."""
    schema = pa.ipc.read_schema(pa.py_buffer(run.schema))
    stored = pa.py_buffer(content)
    cuts = itertools.pairwise(int(bound - bounds[0]) for bound in bounds)
    batches = [pa.ipc.read_record_batch(stored[start:stop], schema) for start, stop in cuts if stop > start]
    return pl.DataFrame(pa.Table.from_batches(batches))


def _within(keys: pl.DataFrame, partition: int, bits: int) -> pl.DataFrame:
    """Leave out keys of other partitions, which a run that is cut more coarsely has in the same batch."""
    if not bits:
        return keys
    return keys.filter(pl.col("key") // pl.lit(1 << (64 - bits), pl.UInt64) == partition)


def partition_bits(runs: Iterable[Run], partition_bytes: int) -> int:
    """Choose how finely to cut so that the keys of a partition take about `partition_bytes`."""
    whole = sum(run.size for run in runs)
    return min(MAX_BITS, max(0, (whole // partition_bytes).bit_length()))
