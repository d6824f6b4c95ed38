"""Parquet, streamed by runs of rows, so that even one huge row group takes little memory."""

from collections.abc import Iterator

import polars as pl
import pyarrow as pa
from pyarrow import parquet as pq

from zhtw_clean.problems import Problem
from zhtw_clean.sources.batches import Batch, Broken, charset_columns
from zhtw_clean.sources.documents import missing_column
from zhtw_clean.sources.files import BLOCK, CUT, HERE_AND_THERE, Damage, Stored
from zhtw_clean.sources.source import Piece, Source
from zhtw_clean.text.charset import decode_bytes

CORRUPT = (pa.ArrowException, OSError)


def read_parquet(piece: Piece, source: Source, batch_bytes: int) -> Iterator[Batch]:
    """The rows of a file, or of a run of its row groups. What comes before damage is given before it is raised."""
    if not piece.size:
        return
    broken: Exception | None = None
    with Stored(piece.path, HERE_AND_THERE) as stored:
        held: list[pa.RecordBatch] = []
        rows = 0
        try:
            file = pq.ParquetFile(stored, buffer_size=BLOCK, pre_buffer=False)
            _expect_columns(file.schema_arrow, source, piece.path)
            groups = range(piece.start or 0, file.num_row_groups if piece.stop is None else piece.stop)
            size = _rows_per_batch(file.metadata, groups, batch_bytes)
            for group in groups:
                for part in file.iter_batches(size, row_groups=[group]):
                    held.append(part)
                    rows += part.num_rows
                    if rows >= size:
                        yield _batch(held, source, piece.path)
                        held, rows = [], 0
        except CORRUPT as error:
            broken = error
        if held:
            yield _batch(held, source, piece.path)
    if broken:
        reason = str(broken).partition("\n")[0]
        raise Damage(Problem(f"broken Parquet: {reason}", piece.path, f"{CUT}, or write it anew")) from broken


def row_groups(path: str) -> list[int]:
    """The stored bytes of each row group; none where the file is broken, which reading it will report."""
    with Stored(path, HERE_AND_THERE) as stored:
        try:
            metadata = pq.ParquetFile(stored).metadata
        except CORRUPT:
            return []
        groups = (metadata.row_group(n) for n in range(metadata.num_row_groups))
        return [sum(group.column(c).total_compressed_size for c in range(group.num_columns)) for group in groups]


def _rows_per_batch(metadata: pq.FileMetaData, groups: range, batch_bytes: int) -> int:
    found = [metadata.row_group(n) for n in groups]
    rows = int(sum(group.num_rows for group in found))
    size = int(sum(group.total_byte_size for group in found))
    return max(1, min(rows, rows * batch_bytes // max(size, 1)))


def _is_text(kind: pa.DataType) -> bool:
    return kind in {pa.string(), pa.large_string(), pa.string_view(), pa.null()}


def _is_bytes(kind: pa.DataType) -> bool:
    return kind in {pa.binary(), pa.large_binary(), pa.binary_view()}


def _expect_columns(schema: pa.Schema, source: Source, path: str) -> None:
    if problem := missing_column(schema.names, source, path):
        raise Damage(problem)
    if twice := [name for name in schema.names if schema.names.count(name) > 1]:
        raise Damage(Problem(f"two columns are called `{twice[0]}`", path, "write it anew with names of their own"))
    for name in (source.text, source.html):
        kind = schema.field(name).type if name in schema.names else pa.string()
        kind = kind.value_type if pa.types.is_dictionary(kind) else kind
        if not (_is_text(kind) or _is_bytes(kind)):
            raise Damage(Problem(f"column `{name}` holds {kind}, not text", path, "name another column in the source"))
    for field in schema:
        if "decimal256" in str(field.type) and not pa.types.is_decimal256(field.type):
            hint = "Polars has no decimal256; write it as text"
            raise Damage(Problem(f"column `{field.name}` holds {field.type}", path, hint))


def _batch(parts: list[pa.RecordBatch], source: Source, path: str) -> Batch:
    frame = pl.DataFrame(_wide_as_text(_valid(pa.Table.from_batches(parts), source, path)))
    broken: dict[int, Broken] = {}
    charsets = None
    if frame.schema.get(source.text) == pl.Binary:
        texts = [_text(raw, row, broken) for row, raw in enumerate(frame[source.text])]
        frame = frame.with_columns(pl.Series(source.text, texts, pl.String))
    if frame.schema.get(source.html) == pl.Binary:
        pages = [None if raw is None else decode_bytes(raw) for raw in frame[source.html]]
        frame = frame.with_columns(pl.Series(source.html, [page and page.text for page in pages], pl.String))
        charsets = charset_columns(pages)
    return Batch(frame, broken, charsets)


def _valid(table: pa.Table, source: Source, path: str) -> pa.Table:
    """Take text that is no UTF-8 for the bytes that it is; elsewhere it is corruption."""
    try:
        table.validate(full=True)
    except pa.ArrowInvalid:
        for name in (source.text, source.html):
            if name in table.column_names and _is_text(table[name].type):
                place = table.column_names.index(name)
                table = table.set_column(place, name, table[name].cast(pa.large_binary()))
    else:
        return table
    try:
        table.validate(full=True)
    except pa.ArrowInvalid as error:
        raise Damage(Problem(f"broken Parquet: {error}", path, CUT)) from error
    return table


def _wide_as_text(table: pa.Table) -> pa.Table:
    for place, field in enumerate(table.schema):
        if pa.types.is_decimal256(field.type):
            table = table.set_column(place, field.name, table[place].cast(pa.string()))
    return table


def _text(raw: bytes | None, row: int, broken: dict[int, Broken]) -> str | None:
    try:
        return None if raw is None else raw.decode()
    except UnicodeDecodeError as error:
        broken[row] = Broken(f"invalid UTF-8 at byte {error.start} of the text", raw)
        return None
