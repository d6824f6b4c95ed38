"""Shards: which rows of which parts go to which file, decided from what the parts say of themselves."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from zhtw_clean.problems import Problem, RunError
from zhtw_clean.storage import Folder

FIRST_COLUMNS = ("doc_id", "id", "text")
LEVEL = 3
SHARD_OVER_PART = 0.65  # size as zstd 3 over size as lz4: 0.60 for statutes, 0.67 for mixed Taiwanese text
GROUP_BYTES = 16_000_000


class Slice(msgspec.Struct, frozen=True):
    """A run of row groups of one part file."""

    file: str
    start: int
    stop: int


class Shard(msgspec.Struct, frozen=True):
    """One file to write: its name in the output folder and the slices it is made of, in order."""

    file: str
    slices: tuple[Slice, ...]
    rows: int


class Groups(msgspec.Struct, frozen=True):
    """A part file as the plan sees it: rows and stored bytes of each row group."""

    file: str
    groups: tuple[tuple[int, int], ...]


def plan_shards(parts: Sequence[Groups], stem: str, shard_bytes: int) -> list[Shard]:
    """Fill shards with row groups in order, each up to about `shard_bytes` as stored.

    Shards are called `<stem>-00000-of-00042.parquet`. No documents: no shards.
    """
    shards: list[tuple[list[Slice], int]] = []
    room = 0.0
    for part in parts:
        for n, (rows, stored) in enumerate(part.groups):
            size = stored * SHARD_OVER_PART
            if not shards or (size > room and shards[-1][1]):
                shards.append(([], 0))
                room = shard_bytes
            room -= size
            slices, total = shards[-1]
            if slices and slices[-1].file == part.file and slices[-1].stop == n:
                slices[-1] = Slice(part.file, slices[-1].start, n + 1)
            else:
                slices.append(Slice(part.file, n, n + 1))
            shards[-1] = (slices, total + rows)
    count = len(shards)
    return [
        Shard(f"{stem}-{n:05d}-of-{count:05d}.parquet", tuple(slices), rows) for n, (slices, rows) in enumerate(shards)
    ]


def one_schema(schemas: Sequence[pa.Schema]) -> pa.Schema:
    """Find the schema that holds all: numbers widen, and a column whose types do not meet becomes JSON text.

    Columns keep the order of their first appearance, after `doc_id`, `id` and `text`.
    """
    fields: dict[str, pa.Field] = {}
    for schema in schemas:
        for field in schema:
            fields[field.name] = _meet(fields[field.name], field) if field.name in fields else _plain(field)
    first = [fields.pop(name) for name in FIRST_COLUMNS if name in fields]
    return pa.schema([*first, *fields.values()])


def _meet(one: pa.Field, other: pa.Field) -> pa.Field:
    other = _plain(other)
    try:
        both = pa.unify_schemas([pa.schema([one]), pa.schema([other])], promote_options="permissive").field(0)
    except pa.ArrowTypeError:
        both = None
    if both is not None and _holds(both.type, one.type) and _holds(both.type, other.type):
        return both
    return pa.field(one.name, pa.string())


def _holds(wide: pa.DataType, narrow: pa.DataType) -> bool:
    """Does every value of a type fit the other? Of whole numbers in a fraction's place, `conform` sees to it."""
    if wide == narrow or pa.types.is_null(narrow) or (_is_text(wide) and _is_text(narrow)):
        return True
    if pa.types.is_integer(narrow) and pa.types.is_integer(wide):
        return bool(wide.bit_width > narrow.bit_width)
    if pa.types.is_floating(wide):
        return bool(pa.types.is_integer(narrow) or pa.types.is_floating(narrow))
    if pa.types.is_struct(wide) and pa.types.is_struct(narrow):
        return all(_holds(wide.field(field.name).type, field.type) for field in narrow)
    if pa.types.is_list(wide) and (pa.types.is_list(narrow) or pa.types.is_large_list(narrow)):
        return _holds(wide.value_type, narrow.value_type)
    return False


def _plain(field: pa.Field) -> pa.Field:
    """Store text as `string`, not `large_string`: row groups are small, and every reader knows it."""
    kinds = {pa.large_string(): pa.string(), pa.large_binary(): pa.binary()}
    return pa.field(field.name, kinds.get(field.type, field.type))


def write_shard(work: Folder, shard: Shard, schema: pa.Schema, target: Path) -> None:
    """Write one shard as Parquet: zstd, row groups of about 16 MB, fit for streaming readers."""
    with pq.ParquetWriter(
        target,
        schema,
        compression="zstd",
        compression_level=LEVEL,
        use_dictionary=False,
        write_statistics=["doc_id"],
        store_schema=False,
    ) as writer:
        for table in _groups(work, shard, schema):
            writer.write_table(table, row_group_size=max(1, table.num_rows))


def _groups(work: Folder, shard: Shard, schema: pa.Schema) -> Iterator[pa.Table]:
    waiting: list[pa.Table] = []
    for piece in shard.slices:
        with work.open(piece.file) as stored, pq.ParquetFile(stored, pre_buffer=True) as file:
            for n in range(piece.start, piece.stop):
                waiting.append(conform(file.read_row_group(n), schema))
                if sum(table.nbytes for table in waiting) >= GROUP_BYTES:
                    yield pa.concat_tables(waiting)
                    waiting = []
    if waiting:
        yield pa.concat_tables(waiting)


def conform(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """Give a table the columns and types of the schema; missing ones become null.

    Raises:
        RunError: a whole number is too large for a column that holds fractions elsewhere.
    """
    columns = []
    for field in schema:
        if field.name not in table.column_names:
            columns.append(pa.nulls(table.num_rows, field.type))
            continue
        column = table.column(field.name)
        if pa.types.is_string(field.type) and not _is_text(column.type):
            column = pa.chunked_array([[_as_json(value) for value in column.to_pylist()]], pa.string())
        try:
            columns.append(column.cast(field.type))
        except pa.ArrowInvalid as error:
            message = f"`{field.name}` cannot be stored as {field.type}, as elsewhere in the corpus: {error}"
            raise RunError(Problem(message, hint="give the column another name, or one type, in the source")) from error
    return pa.table(columns, schema=schema)


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_null(kind))


def _as_json(value: Any) -> str | None:  # noqa: ANN401 - any JSON value
    return None if value is None else json.dumps(value, ensure_ascii=False, default=str)
