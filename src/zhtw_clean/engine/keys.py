"""Keys of documents between the tasks that gather them and the tasks where equal keys meet.

A run is a file of rows sorted by `key`, cut into 2^bits Arrow record batches by the top bits of the key, and
after them a table of where each begins. Powers of two nest, so a partition of any width is one stretch of bytes
in any run, found by two numbers of its table: two small requests for each run, be it on a disk or in an object store.
"""

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from tempfile import TemporaryDirectory, gettempdir
from typing import Self

import msgspec
import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from zhtw_clean.storage import Folder, scratch

BATCH_BYTES = 64_000
RUN_BYTES = 64_000_000
MERGED_BYTES = 8_000_000
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
    """Collects keys of one split and writes them as sorted runs of bounded size.

    For an object store, where each run costs every partition two requests, runs are laid aside on this machine
    and merged into one.
    """

    def __init__(self, work: Folder, stem: str) -> None:
        self.work = work
        self.stem = stem
        self.runs: list[Run] = []
        self._frames: list[pl.DataFrame] = []
        self._bytes = 0

    def __enter__(self) -> Self:
        self._open = ExitStack()
        self._room = self.work
        if self.work.local is None:
            self._room = Folder(self._open.enter_context(TemporaryDirectory(prefix=scratch(gettempdir()))))
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def write(self, keys: pl.DataFrame) -> None:
        """Add keys."""
        if not keys.height:
            return
        self._frames.append(keys)
        self._bytes += int(keys.estimated_size())
        if self._bytes >= RUN_BYTES:
            self._write_run()

    def finish(self) -> tuple[Run, ...]:
        """Write what is left, and list the runs."""
        if self._frames:
            self._write_run()
        if self.runs and self._room != self.work:
            return (merge(self._room, self.runs, self.work, f"{self.stem}.keys"),)
        return tuple(self.runs)

    def _write_run(self) -> None:
        keys, self._bytes = _sorted(self._frames), 0
        self.runs.append(write_run(self._room, f"{self.stem}-{len(self.runs):03d}.keys", keys))


def write_run(work: Folder, file: str, keys: pl.DataFrame) -> Run:
    """Write keys, sorted by `key` and `doc_id`, as one run."""
    return _write(work, file, [keys], int(keys.estimated_size()))


def merge(
    room: Folder,
    runs: Sequence[Run],
    work: Folder,
    file: str,
    choose: Callable[[pl.DataFrame], pl.DataFrame] | None = None,
) -> Run:
    """Make one run in `work` of several in `room`, of all their rows or of those that `choose` lets through."""
    size = sum(run.size for run in runs)
    coarse = min(MAX_BITS, (size // MERGED_BYTES).bit_length())
    partitions = (read_partition(room, runs, n, coarse) for n in range(1 << coarse))
    chosen = (choose(keys) if choose and keys.height else keys for keys in partitions)
    return _write(work, file, chosen, size, coarse)


def _write(work: Folder, file: str, frames: Iterable[pl.DataFrame], size: int, coarse: int = 0) -> Run:
    """Write the keys of 2^coarse partitions, one frame each, cut by `size`, the bytes of all."""
    bits = max(coarse, min(MAX_BITS, (size // BATCH_BYTES).bit_length()))
    bounds, rows, schema = [0], 0, b""
    with work.whole_file(file) as path, pa.OSFile(str(path), "wb") as sink:
        for n, keys in enumerate(frames):
            table = keys.rechunk().to_arrow()
            for start, stop in _cuts(keys, n, coarse, bits):
                if stop > start:
                    sink.write(table.slice(start, stop - start).to_batches()[0].serialize())
                bounds.append(sink.tell())
            if keys.height:
                schema = table.schema.remove_metadata().serialize().to_pybytes()
                rows += keys.height
        sink.write(np.array(bounds, np.uint64).tobytes())
    return Run(file, bits, rows, bounds[-1], schema)


def _cuts(keys: pl.DataFrame, partition: int, coarse: int, bits: int) -> Iterator[tuple[int, int]]:
    """Where in a partition of 2^coarse the partitions of 2^bits lie."""
    cells = 1 << (bits - coarse)
    edges = pl.Series([(partition * cells + n) << (64 - bits) for n in range(1, cells)], dtype=pl.UInt64)
    inner = keys["key"].search_sorted(edges, side="left").to_list() if keys.height and len(edges) else [0] * len(edges)
    yield from itertools.pairwise([0, *inner, keys.height])


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
