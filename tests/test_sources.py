"""Reading good input: every format, splits, names, ids, charsets."""

import bz2
import gzip
import json
import lzma
import os
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import fsspec
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from hypothesis import example, given, settings
from hypothesis import strategies as st

from zhtw_clean.pipeline import Pipeline
from zhtw_clean.problems import Problem, SourceError
from zhtw_clean.sources.reading import peek, read
from zhtw_clean.sources.source import Piece, Source, Split
from zhtw_clean.sources.splits import plan_splits


def documents(source: Source, batch_bytes: int = 64_000_000) -> pl.DataFrame:
    """All documents of all splits; fails where a file is damaged."""
    damaged: list[Problem] = []
    frames = [f for split in plan_splits(source) for f in read(split, source, damaged.append, batch_bytes)]
    assert damaged == []
    return pl.concat(frames, how="diagonal_relaxed") if frames else pl.DataFrame()


def lines_of(*records: Any) -> bytes:  # noqa: ANN401 - any JSON
    return b"".join(json.dumps(record, ensure_ascii=False).encode() + b"\n" for record in records)


def test_jsonl_keeps_every_column_with_its_type(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(
        lines_of(
            {"id": "甲", "text": "你好", "score": 0.5, "tags": ["a", "b"], "meta": {"year": 2024}, "views": 3},
            {"id": "乙", "text": "再見", "score": 1.5, "tags": [], "meta": {"year": 2025}, "views": None},
        )
    )
    frame = documents(Source(path=str(tmp_path / "a.jsonl")))
    assert frame.schema == {
        "doc_id": pl.UInt64,
        "id": pl.String,
        "text": pl.String,
        "score": pl.Float64,
        "tags": pl.List(pl.String),
        "meta": pl.Struct({"year": pl.Int64}),
        "views": pl.Int64,
        "drop_reason": pl.String,
        "drop_detail": pl.String,
    }
    assert frame["text"].to_list() == ["你好", "再見"]
    assert frame["drop_reason"].null_count() == 2


@pytest.mark.parametrize(
    ("values", "kind", "stored"),
    [
        ([1, "a"], pl.String, ["1", "a"]),
        ([1, None], pl.Int64, [1, None]),
        ([1, 2.5], pl.Float64, [1.0, 2.5]),
        ([2**53 + 1, 0.5], pl.String, ["9007199254740993", "0.5"]),
        ([2**70], pl.String, ["1180591620717411303424"]),
        ([2**63 - 1, -(2**63)], pl.Int64, [2**63 - 1, -(2**63)]),
        ([True, 1], pl.String, ["true", "1"]),
        ([[1, "甲"], [2]], pl.String, ['[1,"甲"]', "[2]"]),
        ([{"a": 1}, {"a": "x"}], pl.String, ['{"a":1}', '{"a":"x"}']),
        ([{}], pl.String, ["{}"]),
        ([{"a": 1}, "x", None], pl.String, ['{"a":1}', "x", None]),
    ],
)
def test_jsonl_values_of_several_types_become_json_text(
    tmp_path: Path, values: list[object], kind: pl.DataType, stored: list[object]
) -> None:
    (tmp_path / "a.jsonl").write_bytes(lines_of(*({"text": "好", "x": value} for value in values)))
    frame = documents(Source(path=str(tmp_path)))
    assert frame.schema["x"] == kind
    assert frame["x"].to_list() == stored


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (rb'{"text": "\ud83d\ude00"}', "😀"),
        (rb'{"text": "a\ud800b"}', "a\ufffdb"),
        (rb'{"text": "\\ud800"}', r"\ud800"),
        (rb'{"text": "\ude00\ud83d"}', "\ufffd\ufffd"),
        (rb'{"text": "\u0000"}', "\0"),
        (b'\xef\xbb\xbf{"text": "bom"}', "bom"),
        (b'{"text": "crlf"}\r', "crlf"),
        (b'{"text": "one", "text": "two"}', "two"),
        (b'{"text": "\xe5\xa5\xbd", "score": NaN}', "好"),
        (b'{"text": "x", "n": 123456789012345678901234567890}', "x"),
        (b'{"other": 1}', None),
        (b'{"text": null}', None),
    ],
)
def test_jsonl_oddities_are_read(tmp_path: Path, line: bytes, text: str | None) -> None:
    (tmp_path / "a.jsonl").write_bytes(line + b'\n\n  \n{"text": "last"}')
    frame = documents(Source(path=str(tmp_path)))
    assert frame["text"].to_list() == [text, "last"]
    assert frame["drop_reason"].null_count() == 2


def test_a_text_that_comes_late_is_read(tmp_path: Path) -> None:
    records = [{"id": n} if n < 2000 else {"id": n, "text": f"第{n}篇"} for n in range(2100)]
    (tmp_path / "a.jsonl").write_bytes(lines_of(*records))
    frame = documents(Source(path=str(tmp_path)), batch_bytes=2000)
    assert frame["text"].null_count() == 2000
    assert frame["text"][-1] == "第2099篇"


def test_ids_are_the_sources_own_or_the_row_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(lines_of({"id": 7, "text": "a"}, {"text": "b"}, {"id": "7", "text": "c"}, {"id": "", "text": "d"}))
    assert documents(Source(path=str(path)))["id"].to_list() == ["7", f"{path}#2", "7", ""]


def test_an_id_that_names_nothing_is_kept(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(lines_of({"id": {"$oid": "x"}, "text": "a"}, {"id": "7", "text": "b"}))
    frame = documents(Source(path=str(tmp_path)))
    assert frame["id"].to_list() == [f"{tmp_path}/a.jsonl#1", "7"]
    assert frame["source_id"].to_list() == [{"$oid": "x"}, None]
    pq.write_table(pa.table({"id": [b"\xff"], "text": ["c"]}), tmp_path / "b.parquet")
    frame = documents(Source(path=str(tmp_path / "b.parquet")))
    assert frame.select("id", "source_id").rows() == [(f"{tmp_path}/b.parquet#1", b"\xff")]


def test_an_id_does_not_depend_on_its_neighbours(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(lines_of(*({"id": name, "text": "a"} for name in (1, 2.5, "x", True, {"a": 1}, {"a": "b"}))))
    names = ["1", "2.5", "x", "true", f"{path}#5", f"{path}#6"]
    for batch_bytes in (1, 1_000_000):
        assert documents(Source(path=str(path)), batch_bytes)["id"].to_list() == names


def test_ids_use_the_path_as_it_was_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "crawl").mkdir()
    (tmp_path / "crawl" / "a.jsonl").write_bytes(lines_of({"text": "a"}))
    monkeypatch.chdir(tmp_path)
    assert documents(Source(path="crawl/*.jsonl"))["id"].to_list() == ["crawl/a.jsonl#1"]
    assert Path(plan_splits(Source(path="crawl"))[0].pieces[0].path).is_absolute()


def test_other_column_names(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(lines_of({"sn": 1, "content": "內文", "text": "摘要", "id": "x"}))
    frame = documents(Source(path=str(tmp_path), id="sn", text="content"))
    assert frame.row(0, named=True) == {
        "doc_id": 0,
        "id": "1",
        "text": "內文",
        "source_text": "摘要",
        "source_id": "x",
        "drop_reason": None,
        "drop_detail": None,
    }


def test_columns_called_like_ours_are_renamed(tmp_path: Path) -> None:
    verdict = {"drop_reason": "old", "drop_detail": "", "drop_stage": "too-short", "because_of": 3}
    record = {"doc_id": 5, **verdict, "source_doc_id": 4, "charset": "utf-8", "text": "a"}
    (tmp_path / "a.jsonl").write_bytes(lines_of(record))
    row = documents(Source(path=str(tmp_path))).row(0, named=True)
    assert (row["doc_id"], row["source_source_doc_id"], row["source_doc_id"]) == (0, 5, 4)
    assert {name: row[f"source_{name}"] for name in verdict} == verdict
    assert (row["drop_reason"], row["charset"], "drop_stage" in row) == (None, "utf-8", False)


def test_splits_pack_small_files_and_cut_large_ones(tmp_path: Path) -> None:
    for name in "abcd":
        (tmp_path / f"{name}.jsonl").write_bytes(lines_of({"text": "x" * 25}))
    (tmp_path / "big.jsonl").write_bytes(lines_of(*[{"text": "x" * 25}] * 10))
    splits = plan_splits(Source(path=str(tmp_path), split_bytes=100))
    assert [split.number for split in splits] == list(range(len(splits)))
    shown = [[(Path(p.path).name[0], p.start, p.stop) for p in split.pieces] for split in splits]
    assert shown[0] == [("a", None, None), ("b", None, None)]
    assert shown[1][0] == ("b", 0, 95)
    assert shown == [
        [(Path(p.path).name[0], p.start, p.stop) for p in split.pieces]
        for split in plan_splits(Source(path=str(tmp_path), split_bytes=100))
    ]


def test_doc_ids_carry_split_and_row(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(lines_of({"text": "1"}, {"text": "2"}, {"text": "3"}))
    (tmp_path / "b.jsonl").write_bytes(b"broken\n" + lines_of({"text": "4"}))
    size = (tmp_path / "a.jsonl").stat().st_size
    assert documents(Source(path=str(tmp_path)))["doc_id"].to_list() == [0, 1, 2, 3, 4]
    assert documents(Source(path=str(tmp_path), split_bytes=size))["doc_id"].to_list() == [
        0,
        1,
        2,
        1 << 32,
        (1 << 32) + 1,
    ]


def test_limit(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / f"{name}.jsonl").write_bytes(lines_of({"text": name}, {"text": name}))
    source = Source(path=str(tmp_path), limit=3, split_bytes=1)
    assert len(plan_splits(source)) == 1
    assert documents(source)["text"].to_list() == ["a", "a", "b"]


JSON_LINES = st.lists(
    st.one_of(
        st.builds(lambda text: json.dumps({"text": text}).encode(), st.text(max_size=8)),
        st.builds(lambda text: json.dumps({"text": text}, ensure_ascii=False).encode(), st.text("好啊\r ", max_size=8)),
        st.binary(max_size=12),
        st.sampled_from([b"", b" ", b"\r", b"[1]", b'{"text": 1}', b'{"text": null}', b"\xff\xfe"]),
    ),
    max_size=12,
)


@settings(max_examples=120, deadline=None)
@given(lines=JSON_LINES, end=st.sampled_from([b"", b"\n"]), split_bytes=st.integers(1, 60), batch=st.integers(1, 80))
@example(lines=[b'{"text": "a"}', b'{"text": "b"}'], end=b"\n", split_bytes=14, batch=1)
def test_splits_lose_and_double_nothing(
    tmp_path_factory: pytest.TempPathFactory, lines: list[bytes], end: bytes, split_bytes: int, batch: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "property.jsonl"
    path.write_bytes(b'{"text": "first"}\n' + b"\n".join(lines) + end)
    whole = documents(Source(path=str(path)))
    parts = documents(Source(path=str(path), split_bytes=split_bytes), batch_bytes=batch)
    assert parts["text"].to_list() == whole["text"].to_list()
    assert parts["drop_reason"].to_list() == whole["drop_reason"].to_list()
    assert parts["doc_id"].is_unique().all()
    assert whole.height == sum(not line.isspace() and line != b"" for line in path.read_bytes().split(b"\n"))


@pytest.mark.parametrize("suffix", ["gz", "bz2", "xz", "zst"])
def test_packed_jsonl_of_several_frames(tmp_path: Path, suffix: str) -> None:

    pack: dict[str, Callable[[bytes], bytes]] = {
        "gz": gzip.compress,
        "bz2": bz2.compress,
        "xz": lzma.compress,
        "zst": zstandard.ZstdCompressor().compress,
    }
    first, second = lines_of({"text": "一"}), lines_of({"text": "二"}, {"text": "三"})
    (tmp_path / f"a.jsonl.{suffix}").write_bytes(pack[suffix](first + second[:5]) + pack[suffix](second[5:]))
    frame = documents(Source(path=str(tmp_path)), batch_bytes=1)
    assert frame["text"].to_list() == ["一", "二", "三"]


def test_parquet_by_row_groups(tmp_path: Path) -> None:
    table = pa.table(
        {
            "id": range(100),
            "text": [f"第{n}篇" * 20 for n in range(100)],
            "when": pa.array(range(100), pa.timestamp("ms")),
        }
    )
    pq.write_table(table, tmp_path / "a.parquet", row_group_size=10)
    whole = documents(Source(path=str(tmp_path)))
    source = Source(path=str(tmp_path), split_bytes=1500)
    assert len(plan_splits(source)) > 2
    parts = documents(source, batch_bytes=3000)
    assert parts.drop("doc_id").equals(whole.drop("doc_id"))
    assert whole.schema["when"] == pl.Datetime("ms")
    assert whole["text"].to_list() == table["text"].to_pylist()


def test_parquet_ids_of_row_groups(tmp_path: Path) -> None:
    pq.write_table(pa.table({"text": ["甲" * 999, "乙" * 999]}), tmp_path / "a.parquet", row_group_size=1)
    path = tmp_path / "a.parquet"
    assert documents(Source(path=str(path), split_bytes=1))["id"].to_list() == [f"{path}#1", f"{path}@1#1"]


def test_parquet_bytes_are_decoded(tmp_path: Path) -> None:
    page = "<meta charset=big5><p>這是一個網頁，裡面說的都是中文。".encode("big5")
    table = pa.table({"text": [b"\xe5\xa5\xbd", b"\xff", None], "html": [page, b"<p>a", None], "charset": ["", "", ""]})
    pq.write_table(table, tmp_path / "a.parquet")
    frame = documents(Source(path=str(tmp_path)))
    assert frame["text"].to_list() == ["好", "\ufffd", None]
    assert frame["drop_reason"].to_list() == [None, "unreadable", None]
    assert frame["html"].to_list()[0].endswith("裡面說的都是中文。")
    assert frame["charset"].to_list() == ["big5", "utf-8", None]
    assert "source_charset" in frame.columns


@pytest.mark.parametrize("kind", [pa.string_view(), pa.large_string(), pa.dictionary(pa.int32(), pa.string())])
def test_parquet_kinds_of_text(tmp_path: Path, kind: pa.DataType) -> None:
    pq.write_table(pa.table({"text": pa.array(["好", None]).cast(kind)}), tmp_path / "a.parquet")
    frame = documents(Source(path=str(tmp_path)))
    assert frame.schema["text"] == pl.String
    assert frame["text"].to_list() == ["好", None]


def test_parquet_numbers_too_long_for_polars_become_text(tmp_path: Path) -> None:
    price = pa.array([Decimal("1.5"), None], pa.decimal256(50, 2))
    pq.write_table(pa.table({"text": ["a", "b"], "price": price}), tmp_path / "a.parquet")
    assert documents(Source(path=str(tmp_path)))["price"].to_list() == ["1.50", None]


@pytest.mark.parametrize(("name", "mark"), [("a.csv", ","), ("a.tsv", "\t")])
def test_csv(tmp_path: Path, name: str, mark: str) -> None:
    rows = [["id", "text", "n"], ["1", '"第一行\n第二行，他說""好"""', "007"], ["2", "", ""]]
    (tmp_path / name).write_text("\ufeff" + "\r\n".join(mark.join(row) for row in rows))
    frame = documents(Source(path=str(tmp_path)))
    assert frame.select("id", "text", "n").rows() == [("1", '第一行\n第二行，他說"好"', "007"), ("2", "", "")]


def test_csv_in_big5_with_a_long_field(tmp_path: Path) -> None:
    long = "這是很長的一段中文，" * 20_000
    (tmp_path / "a.csv").write_bytes(f"編號,text\n1,{long}\n2,許功蓋\n".encode("cp950"))
    frame = documents(Source(path=str(tmp_path), id="編號"))
    assert frame["text"].to_list() == [long, "許功蓋"]


def test_txt_and_html_files_are_one_document_each(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("第一行\n第二行", encoding="utf-16")
    (tmp_path / "b.txt.gz").write_bytes(gzip.compress("這是中文的文章，大家都看得到。".encode("cp950")))
    (tmp_path / "c.html").write_bytes("<p>這是網頁".encode())
    frame = documents(Source(path=str(tmp_path)))
    assert frame["id"].to_list() == [str(tmp_path / name) for name in ("a.txt", "b.txt.gz", "c.html")]
    assert frame["text"].to_list() == ["第一行\n第二行", "這是中文的文章，大家都看得到。", None]
    assert frame["html"].to_list() == [None, None, "<p>這是網頁"]
    assert frame["charset"].to_list() == ["utf-16-le", "big5", "utf-8"]


def test_hidden_files_and_unknown_suffixes_in_a_folder_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "_tmp").mkdir()
    for name in ("a.jsonl", "_tmp/b.jsonl", ".c.jsonl", "README.md", "_SUCCESS"):
        (tmp_path / name).write_bytes(lines_of({"text": name}))
    assert documents(Source(path=str(tmp_path)))["text"].to_list() == ["a.jsonl"]


def test_several_paths_name_a_file_once(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(lines_of({"text": "a"}))
    (tmp_path / "b[1].jsonl").write_bytes(lines_of({"text": "b"}))
    both = Source(path=(str(tmp_path / "b[1].jsonl"), str(tmp_path / "*.jsonl"), str(tmp_path)))
    assert documents(both)["text"].to_list() == ["a", "b"]


def test_format_is_what_the_source_says(tmp_path: Path) -> None:
    (tmp_path / "dump.dat.gz").write_bytes(gzip.compress(lines_of({"text": "a"})))
    assert documents(Source(path=str(tmp_path), format="jsonl"))["text"].to_list() == ["a"]


def test_a_remote_file_system() -> None:
    fsspec.filesystem("memory").pipe("/bucket/a.jsonl", lines_of({"text": "一"}, {"text": "二"}))
    source = Source(path="memory://bucket/*.jsonl", split_bytes=10)
    frame = documents(source)
    assert frame["text"].to_list() == ["一", "二"]
    assert frame["id"].to_list()[0] == "memory:///bucket/a.jsonl#1"


def test_a_changed_file_has_another_version(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("a")
    before = plan_splits(Source(path=str(path)))
    os.utime(path, ns=(1, 1))
    assert plan_splits(Source(path=str(path))) != before


def test_peek_shows_the_columns(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"broken\n" + lines_of({"html": "<p>", "url": "u"}))
    (tmp_path / "b.txt").write_text("text")
    source = Source(path=str(tmp_path / "a.jsonl"))
    schema = peek(plan_splits(source), source)
    assert set(schema) == {"doc_id", "id", "text", "html", "url"}
    everything = Source(path=str(tmp_path))
    assert set(peek(plan_splits(everything), everything)) == {
        "doc_id",
        "id",
        "text",
        "html",
        "url",
        "charset",
        "charset_confidence",
    }


def test_peek_of_pages_has_no_text(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<p>好")
    source = Source(path=str(tmp_path))
    assert "text" not in peek(plan_splits(source), source)


def test_peek_names_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(lines_of({"content": "a", "url": "b"}))
    source = Source(path=str(tmp_path))
    with pytest.raises(SourceError, match=r"no column `text`\n.*(there is: content|did you mean)"):
        peek(plan_splits(source), source)


def test_a_split_is_read_by_what_it_says(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(lines_of({"text": "a"}, {"text": "b"}))
    split = Split(3, (Piece(str(path), path.stat().st_size, ""),), limit=1)
    frames = list(read(split, Source(path="elsewhere"), lambda _: None, batch_bytes=1))
    assert [frame["doc_id"].to_list() for frame in frames] == [[3 << 32]]


def test_small_files_share_a_frame(tmp_path: Path) -> None:
    for n in range(30):
        (tmp_path / f"{n:02}.html").write_text(f"<p>{n}")
    source = Source(path=str(tmp_path))
    [split] = plan_splits(source)
    [frame] = read(split, source, lambda _: None)
    assert frame["doc_id"].to_list() == list(range(30))
    assert frame["html"].to_list() == [f"<p>{n}" for n in range(30)]


def test_files_of_two_kinds_share_a_frame(tmp_path: Path) -> None:
    for n in range(30):
        (tmp_path / f"{n:02}.html").write_text(f"<p>{n}")
        (tmp_path / f"{n:02}.txt").write_text(f"{n}")
        (tmp_path / f"{n:02}.jsonl").write_bytes(lines_of({"text": f"{n}", "tag": "x" if n % 2 else None}))
    source = Source(path=str(tmp_path))
    [split] = plan_splits(source)
    [frame] = read(split, source, lambda _: None)
    assert frame["doc_id"].to_list() == list(range(90))
    assert frame["html"].to_list()[:3] == ["<p>0", None, None]
    assert frame["text"].to_list()[:3] == [None, "0", "0"]
    assert frame["tag"].to_list()[:6] == [None, None, None, None, "x", None]
    assert frame.schema["tag"] == pl.String


def test_columns_of_two_types_do_not_share_a_frame(tmp_path: Path) -> None:
    for n, score in enumerate((1, 2, 0.5, None, 2**53 + 1)):
        (tmp_path / f"{n}.jsonl").write_bytes(lines_of({"text": "a", "score": score}))
    source = Source(path=str(tmp_path))
    [split] = plan_splits(source)
    scores = [frame["score"].to_list() for frame in read(split, source, lambda _: None)]
    assert scores == [[1, 2], [0.5, None], [2**53 + 1]]


def test_split_bytes_is_a_size() -> None:
    source = Pipeline.parse("source: {path: a, split_bytes: 64MB}\nstages: [too-short]").source
    assert source == Source(path="a", split_bytes=64_000_000)
