"""Shards: sizes near what was asked, one schema, no row lost."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhtw_clean.problems import RunError
from zhtw_clean.shards import Groups, Shard, Slice, conform, one_schema, plan_shards, write_shard
from zhtw_clean.storage import Folder

GROUPS = st.lists(st.tuples(st.integers(1, 100), st.integers(1, 1000)), max_size=20)


@given(st.lists(GROUPS, max_size=5), st.integers(1, 3000))
def test_every_row_group_is_in_one_shard_in_order(parts: list[list[tuple[int, int]]], shard_bytes: int) -> None:
    groups = [Groups(f"p{n}", tuple(part)) for n, part in enumerate(parts)]
    shards = plan_shards(groups, "data/train", shard_bytes)
    planned = [(s.file, n) for shard in shards for s in shard.slices for n in range(s.start, s.stop)]
    assert planned == [(g.file, n) for g in groups for n in range(len(g.groups))]
    assert sum(shard.rows for shard in shards) == sum(rows for part in parts for rows, _ in part)
    assert [shard.file for shard in shards] == [
        f"data/train-{n:05d}-of-{len(shards):05d}.parquet" for n in range(len(shards))
    ]


def test_a_shard_is_no_larger_than_asked_unless_one_group_is() -> None:
    shards = plan_shards([Groups("p", ((1, 100),) * 100)], "data", 1000)
    assert {shard.rows for shard in shards} == {15, 10}


TYPES = [
    (pa.int64(), pa.float64(), pa.float64()),
    (pa.null(), pa.string(), pa.string()),
    (pa.int8(), pa.int64(), pa.int64()),
    (pa.uint64(), pa.int64(), pa.string()),
    (pa.bool_(), pa.int64(), pa.string()),
    (pa.date32(), pa.timestamp("us"), pa.string()),
    (pa.timestamp("ns"), pa.timestamp("us"), pa.string()),
    (pa.decimal128(5, 2), pa.int64(), pa.string()),
    (pa.list_(pa.int64()), pa.list_(pa.float64()), pa.list_(pa.float64())),
    (pa.int64(), pa.string(), pa.string()),
    (pa.large_string(), pa.string(), pa.string()),
    (pa.list_(pa.int64()), pa.string(), pa.string()),
    (pa.struct({"a": pa.int64()}), pa.struct({"b": pa.string()}), pa.struct({"a": pa.int64(), "b": pa.string()})),
]


@pytest.mark.parametrize(("one", "other", "both"), TYPES)
def test_types_meet(one: pa.DataType, other: pa.DataType, both: pa.DataType) -> None:
    for pair in ((one, other), (other, one)):
        schema = one_schema([pa.schema({"x": kind}) for kind in pair])
        found = schema.field("x").type
        if pa.types.is_struct(both):
            assert {f.name: f.type for f in found} == {f.name: f.type for f in both}
        else:
            assert found == both


def test_columns_that_do_not_meet_become_json() -> None:
    table = conform(pa.table({"x": [{"名": "甲"}, None]}), pa.schema({"x": pa.string(), "y": pa.int64()}))
    assert table.to_pydict() == {"x": ['{"名": "甲"}', None], "y": [None, None]}


def test_a_number_that_would_be_rounded_is_complained_of() -> None:
    table = pa.table({"n": [2**53 + 1]})
    with pytest.raises(RunError, match="`n` cannot be stored as double"):
        conform(table, pa.schema({"n": pa.float64()}))


def test_structs_widen() -> None:
    tables = [pa.table({"x": [{"a": 1}]}), pa.table({"x": [{"b": "乙"}]})]
    schema = one_schema([table.schema for table in tables])
    rows = [conform(table, schema)["x"].to_pylist()[0] for table in tables]
    assert rows == [{"a": 1, "b": None}, {"a": None, "b": "乙"}]


def test_a_shard_reads_back(tmp_path: Path) -> None:
    table = pa.table({"doc_id": pa.array([0, 1], pa.uint64()), "text": pa.array(["甲", "乙"], pa.large_string())})
    pq.write_table(table, tmp_path / "part.parquet")
    schema = one_schema([table.schema])
    shard = Shard("s.parquet", (Slice("part.parquet", 0, 1),), 2)
    write_shard(Folder(str(tmp_path)), shard, schema, tmp_path / "s.parquet")
    back = pq.read_table(tmp_path / "s.parquet")
    assert back.schema.field("text").type == pa.string()
    assert back["text"].to_pylist() == ["甲", "乙"]
