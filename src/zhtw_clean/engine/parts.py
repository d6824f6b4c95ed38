"""Parts: the documents of one split between two segments, as Parquet."""

from collections.abc import Iterator
from contextlib import ExitStack
from types import TracebackType
from typing import Self

import msgspec
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from zhtw_clean.engine.clean import text_bytes
from zhtw_clean.storage import Folder

GROUP_BYTES = 16_000_000


class Chunk(msgspec.Struct, frozen=True):
    """One Parquet file of a part: name under the work folder, Arrow schema, and rows and stored bytes by row group."""

    file: str
    schema: bytes
    groups: tuple[tuple[int, int], ...]


class PartWriter:
    """Writes frames one after the other; a new file starts where the columns change.

    Files are `<stem>-<n>.parquet`, in row groups of about 16 MB of text.
    """

    def __init__(self, work: Folder, stem: str) -> None:
        self.work = work
        self.stem = stem
        self._chunks: list[Chunk] = []
        self._open = ExitStack()
        self._writer: pq.ParquetWriter | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._writer = None
        self._open.__exit__(kind, error, at)

    def write(self, frame: pl.DataFrame) -> None:
        """Append documents."""
        if not frame.height:
            return
        table = frame.to_arrow()
        if self._writer is None or not self._writer.schema.equals(table.schema):
            self._start(table.schema)
        assert self._writer is not None  # noqa: S101 - _start has just set it
        rows = max(1, table.num_rows * GROUP_BYTES // max(1, text_bytes(frame)))
        self._writer.write_table(table, row_group_size=rows)

    def _start(self, schema: pa.Schema) -> None:
        self._finish()
        path = self._open.enter_context(self.work.whole_file(self._file))
        self._writer = pq.ParquetWriter(path, schema, compression="lz4", use_dictionary=False, write_statistics=False)
        self._open.callback(self._writer.close)

    @property
    def _file(self) -> str:
        return f"{self.stem}-{len(self._chunks):03d}.parquet"

    def _finish(self) -> None:
        """Close the file, and note what is in it before it leaves for its place."""
        if self._writer is None:
            return
        writer, self._writer = self._writer, None
        writer.close()
        metadata = pq.read_metadata(writer.where)
        groups = [metadata.row_group(n) for n in range(metadata.num_row_groups)]
        stored = [sum(group.column(n).total_compressed_size for n in range(group.num_columns)) for group in groups]
        schema = pq.read_schema(writer.where).remove_metadata().serialize().to_pybytes()
        sizes = tuple(zip((group.num_rows for group in groups), stored, strict=True))
        file = self._file
        self._open.close()
        self._chunks.append(Chunk(file, schema, sizes))

    def chunks(self) -> tuple[Chunk, ...]:
        """Close, and describe what was written."""
        self._finish()
        return tuple(self._chunks)


def read_part(work: Folder, chunks: tuple[Chunk, ...]) -> Iterator[pl.DataFrame]:
    """Read the documents back, a row group at a time."""
    for chunk in chunks:
        with work.open(chunk.file) as stored, pq.ParquetFile(stored, pre_buffer=True) as file:
            for group in range(file.num_row_groups):
                yield pl.DataFrame(file.read_row_group(group))
