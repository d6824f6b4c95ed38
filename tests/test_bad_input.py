"""Reading bad input: each fault is told with its place, and costs no other document."""

import gzip
import json
import subprocess
import sys
import tempfile
from decimal import Decimal
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
import zstandard

from zhtw_clean.pipeline import Pipeline
from zhtw_clean.problems import PipelineError, Problem, SourceError
from zhtw_clean.sources.reading import peek, read
from zhtw_clean.sources.source import Source
from zhtw_clean.sources.splits import plan_splits

LONG = 50_000_000


def documents(path: Path | str, **options: object) -> tuple[pl.DataFrame, list[Problem]]:
    source = Source(path=str(path), **options)  # type: ignore[arg-type]
    damaged: list[Problem] = []
    frames = [frame for split in plan_splits(source) for frame in read(split, source, damaged.append)]
    return (pl.concat(frames, how="diagonal_relaxed") if frames else pl.DataFrame()), damaged


def many_lines(n: int = 2000) -> bytes:
    return b"".join(json.dumps({"id": i, "text": f"第{i * 7919}篇"}).encode() + b"\n" for i in range(n))


@pytest.mark.parametrize(
    ("line", "detail"),
    [
        (b'{"text": "a", }', "invalid JSON at byte "),
        (b'{"text": "cut', "invalid JSON at byte 28"),
        (b'{"text": "\xa7\x41"}', "invalid UTF-8 at byte 29"),
        (b'{"text": "a\x00b"}', "invalid JSON at byte 30: Invalid control character"),
        (b'{"text": 12}', "`text` is a number, not a string"),
        (b'{"text": ["a"]}', "`text` is a list, not a string"),
        (b'{"text": true}', "`text` is true or false, not a string"),
        (b'{"text": "a", "html": {}}', "`html` is an object, not a string"),
        (b'["a"]', "a list, not an object"),
        (b'"a"', "a string, not an object"),
        (b"null", "null, not an object"),
        (b"[" * 100_000, "nested too deeply"),
        (b"9" * 10_000, "digits"),
    ],
)
def test_a_bad_line_is_kept_with_its_place(tmp_path: Path, line: bytes, detail: str) -> None:
    (tmp_path / "a.jsonl").write_bytes(b'{"text": "before"' + b"}\n" + line + b'\n{"text": "after"}\n')
    frame, damaged = documents(tmp_path)
    bad = frame.row(1, named=True)
    assert frame["text"].to_list() == ["before", line.decode(errors="replace"), "after"]
    assert frame["drop_reason"].to_list() == [None, "unreadable", None]
    assert bad["drop_detail"].startswith("line 2, byte 19: ")
    assert detail in bad["drop_detail"]
    assert damaged == []


def test_a_bad_line_in_a_part_has_its_byte(tmp_path: Path) -> None:
    content = many_lines(50)
    (tmp_path / "a.jsonl").write_bytes(content + b"oops\n" + content)
    frame, _ = documents(tmp_path, split_bytes=500)
    [detail] = frame["drop_detail"].drop_nulls()
    assert detail.startswith(f"byte {len(content)}: invalid JSON at byte {len(content)}")
    assert frame.height == 101


@pytest.mark.slow
def test_a_very_long_line(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b'{"text": "' + b"x" * LONG + b'"}\n' + b"y" * LONG + b'\n{"text": "after"}\n')
    frame, damaged = documents(tmp_path)
    assert frame["text"].str.len_chars().to_list() == [LONG, LONG, 5]
    assert frame["drop_reason"].to_list() == [None, "unreadable", None]
    assert damaged == []


@pytest.mark.slow
def test_a_file_without_line_ends_does_not_fill_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhtw_clean.sources.files.LONGEST_RECORD", 1_000_000)
    (tmp_path / "a.jsonl").write_bytes(b'{"text": "a"}\n' + b"x" * 2_000_000)
    frame, [problem] = documents(tmp_path)
    assert frame["text"].to_list() == ["a"]
    assert "no line end" in problem.message


@pytest.mark.parametrize("suffix", ["gz", "zst"])
def test_a_packed_file_that_is_cut_off(tmp_path: Path, suffix: str) -> None:
    content = many_lines()
    packed = gzip.compress(content) if suffix == "gz" else zstandard.ZstdCompressor().compress(content)
    path = tmp_path / f"a.jsonl.{suffix}"
    path.write_bytes(packed[:-30])
    (tmp_path / "b.jsonl").write_bytes(b'{"text": "next"}\n')
    frame, [problem] = documents(tmp_path)
    assert frame["text"][-1] == "next"
    assert frame["text"].to_list()[:-1] == pl.read_ndjson(content)["text"].to_list()[: frame.height - 1]
    assert frame.height > (1900 if suffix == "gz" else 0)
    assert "cut off" in problem.message
    assert problem.where == f"{path} (byte {len(packed) - 30})"


@pytest.mark.parametrize("suffix", ["gz", "zst", "bz2", "xz"])
def test_a_file_that_is_not_packed_as_its_name_says(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.jsonl.{suffix}"
    path.write_bytes(many_lines(3))
    frame, [problem] = documents(tmp_path)
    assert frame.height == 0
    assert "broken" in problem.message
    assert "as its name says" in problem.hint


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (gzip.compress(b"{}", mtime=0), "gzip"),
        (zstandard.ZstdCompressor().compress(b"{}"), "zstd"),
        (b"PAR1....", "Parquet"),
        (b"PK\x03\x04", "zip"),
        ('{"text": "好"}'.encode("utf-16"), "UTF-16"),
        (b'\n[{"text": "a"},\n{"text": "b"}]', "JSON list"),
    ],
)
def test_a_file_of_another_format(tmp_path: Path, content: bytes, word: str) -> None:
    (tmp_path / "a.jsonl").write_bytes(content)
    frame, [problem] = documents(tmp_path)
    assert frame.height == 0
    assert word in problem.message
    assert problem.hint
    source = Source(path=str(tmp_path))
    with pytest.raises(SourceError, match=word):
        peek(plan_splits(source), source)


def test_parquet_that_is_cut_off_or_is_none(tmp_path: Path) -> None:
    pq.write_table(pa.table({"text": ["a"] * 99}), tmp_path / "a.parquet")
    content = (tmp_path / "a.parquet").read_bytes()
    (tmp_path / "a.parquet").write_bytes(content[:-20])
    (tmp_path / "b.parquet").write_bytes(b"text,id\n")
    pq.write_table(pa.table({"text": ["good"]}), tmp_path / "c.parquet")
    for split_bytes in (1, 1_000_000):
        frame, [first, second] = documents(tmp_path, split_bytes=split_bytes)
        assert frame["text"].to_list() == ["good"]
        assert (first.where, second.where) == (str(tmp_path / "a.parquet"), str(tmp_path / "b.parquet"))
        assert first.message.startswith("broken Parquet")


def test_parquet_with_a_broken_row_group(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    table = pa.table({"text": [f"第{n}篇" * 50 for n in range(300)]})
    pq.write_table(table, path, row_group_size=100, compression="zstd", use_dictionary=False)
    place = pq.ParquetFile(path).metadata.row_group(1).column(0).data_page_offset
    content = bytearray(path.read_bytes())
    content[place : place + 60] = b"\xff" * 60
    path.write_bytes(content)
    frame, [problem] = documents(path)
    assert frame["text"].to_list() == table["text"].to_pylist()[:100]
    assert "broken Parquet" in problem.message


def test_parquet_without_the_column_or_with_numbers_in_it(tmp_path: Path) -> None:
    pq.write_table(pa.table({"content": ["a"]}), tmp_path / "a.parquet")
    pq.write_table(pa.table({"text": [1]}), tmp_path / "b.parquet")
    frame, [first, second] = documents(tmp_path)
    assert frame.height == 0
    assert (first.message, "there is: content" in first.hint) == ("no column `text`", True)
    assert second.message == "column `text` holds int64, not text"


def test_parquet_text_that_is_not_utf8(tmp_path: Path) -> None:
    bad = pa.array([b"good", b"\xa7A"]).view(pa.string())
    pq.write_table(pa.table({"text": bad, "n": [1, 2]}), tmp_path / "a.parquet")
    frame, damaged = documents(tmp_path)
    assert frame["text"].to_list() == ["good", "\ufffdA"]
    assert frame["drop_reason"].to_list() == [None, "unreadable"]
    assert damaged == []


def test_parquet_with_numbers_within_lists_that_polars_does_not_know(tmp_path: Path) -> None:
    table = pa.table({"text": ["a"], "prices": pa.array([[Decimal(1)]], pa.list_(pa.decimal256(50, 2)))})
    pq.write_table(table, tmp_path / "a.parquet")
    _, [problem] = documents(tmp_path)
    assert problem.message.startswith("column `prices` holds list<")
    assert "decimal256" in problem.hint


def test_csv_with_bad_rows(tmp_path: Path) -> None:
    rows = [b"id,text", b"1,good", b"2,one,too many", b"3", b'4,"a"b', b"5,\xff", b"", b"6,good"]
    (tmp_path / "a.csv").write_bytes(b"\n".join(rows) + b"\n" + "7,這是中文的資料，用來看出編碼\n".encode() * 9)
    frame, damaged = documents(tmp_path)
    assert frame["drop_reason"].to_list()[:6] == [None, *["unreadable"] * 4, None]
    assert frame["text"].to_list()[1:5] == ["2,one,too many", "3", '4,"a"b', "5,\ufffd"]
    assert frame["drop_detail"].to_list()[1:5] == [
        "line 3, byte 15: 3 fields, not 2",
        "line 4, byte 30: 1 fields, not 2",
        "line 5, byte 32: invalid CSV: ',' expected after '\"'",
        "line 6, byte 39: invalid UTF-8",
    ]
    assert damaged == []


def test_csv_with_an_open_quote(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b'id,text\n1,good\n2,"open\n3,swallowed\n')
    frame, _ = documents(tmp_path)
    assert frame["text"].to_list() == ["good", '2,"open\n3,swallowed']
    assert "unexpected end of data" in frame["drop_detail"][1]


def test_csv_without_the_column(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,texts\n1,a\n")
    _, [problem] = documents(tmp_path)
    assert problem.message == "no column `text`"
    assert "did you mean `texts`?" in problem.hint


def test_a_binary_file_called_txt(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\x7fELF\x00\x01")
    frame, _ = documents(tmp_path)
    assert frame["drop_reason"].to_list() == ["unreadable"]
    assert frame["text"].to_list() == ["\x7fELF\x00\x01"]


@pytest.mark.parametrize("name", ["a.txt", "a.html.gz"])
def test_a_file_too_long_for_a_document(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhtw_clean.sources.pages.LONGEST_RECORD", 1_000_000)
    content = b"x" * 1_000_001
    (tmp_path / name).write_bytes(gzip.compress(content) if name.endswith("gz") else content)
    (tmp_path / "b.txt").write_bytes(content[1:])
    frame, damaged = documents(tmp_path)
    assert frame["drop_reason"].to_list() == ["unreadable", None]
    assert frame["id"][0] == str(tmp_path / name)
    assert frame["text"].to_list() == [None, content[1:].decode()]
    assert damaged == []


@pytest.mark.parametrize(
    "name", ["a.jsonl", "a.csv", "a.txt", "a.html", "a.parquet", "a.warc", "a.jsonl.gz", "a.jsonl.zst"]
)
def test_an_empty_file_has_no_documents(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"")
    frame, damaged = documents(tmp_path)
    assert (frame.height, damaged) == (0, [])
    source = Source(path=str(tmp_path))
    assert "text" in peek(plan_splits(source), source)


def record(n: int) -> bytes:
    block = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>{n}".encode()
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:{n}>\r\nWARC-Target-URI: http://a.tw/{n}\r\n"
    return (
        f"{head}Content-Type: application/http\r\nContent-Length: {len(block)}\r\n\r\n".encode() + block + b"\r\n\r\n"
    )


@pytest.mark.parametrize("cut", [5, 6, 20, 60, 100, 150])
def test_a_warc_file_that_is_cut_off(tmp_path: Path, cut: int) -> None:
    first, second = record(1), record(2)
    (tmp_path / "a.warc").write_bytes((first + second)[:-cut])
    packed = gzip.compress(first) + gzip.compress(second)
    (tmp_path / "b.warc.gz").write_bytes(packed[:-cut])
    frame, [plain, gz] = documents(tmp_path)
    only_checksum_lost = cut < 8
    assert frame["html"].to_list() == ["<p>1", "<p>1", *["<p>2"] * only_checksum_lost]
    assert "cut off" in plain.message
    assert plain.where == f"{tmp_path / 'a.warc'} (byte {len(first)})"
    assert "cut off" in gz.message


def test_a_broken_record_and_no_warc_at_all(tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_bytes(record(1) + b"GARBAGE/1.0\r\n" + record(2))
    (tmp_path / "b.warc").write_bytes(b"<html>no warc</html>\n" * 99)
    frame, [first, second] = documents(tmp_path)
    assert frame["html"].to_list() == ["<p>1"]
    assert "broken WARC" in first.message
    assert "broken WARC" in second.message


def test_duplicate_ids_are_only_labels(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b'{"id": "x", "text": "a"}\n' * 3)
    frame, _ = documents(tmp_path)
    assert frame["id"].to_list() == ["x"] * 3
    assert frame["doc_id"].n_unique() == 3


def test_a_path_that_matches_nothing_says_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "crawl").mkdir()
    (tmp_path / "crawl" / "pages.jsonl").write_text("")
    for path, word in {
        "crawl/page.jsonl": "did you mean `pages.jsonl`",
        "craw/*.jsonl": "did you mean `crawl`",
        "crawl/*.zip": "there is: pages.jsonl",
    }.items():
        with pytest.raises(SourceError, match="no such file") as caught:
            plan_splits(Source(path=str(tmp_path / path)))
        assert word in str(caught.value)


def test_all_bad_paths_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_text("")
    with pytest.raises(SourceError) as caught:
        plan_splits(
            Source(path=(str(tmp_path / "b.jsonl"), str(tmp_path / "a.docx"), str(tmp_path), "ftq://x/y.jsonl"))
        )
    first, second, third, fourth = map(str, caught.value.problems)
    assert "no such file" in first
    assert "nobody knows what this file is" in second
    assert "there is: a.docx" in third
    assert "ftq://" in fourth


@pytest.mark.parametrize("path", ['""', "[]", '[a, ""]'])
def test_an_empty_path(path: str) -> None:
    with pytest.raises(PipelineError, match=r"pipeline:1:10: `source\.path`: .*length >= 1"):
        Pipeline.parse(f"source: {{path: {path}}}\nstages: [too-short]")
    given = yaml.safe_load(path)
    with pytest.raises(SourceError, match="empty `path`"):
        plan_splits(Source(path=given if isinstance(given, str) else tuple(given)))


def test_an_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="is empty"):
        plan_splits(Source(path=str(tmp_path)))


def test_links_are_followed_and_a_broken_one_is_named(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b'{"text": "a"}\n')
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus/a.jsonl").symlink_to(tmp_path / "real")
    [split] = plan_splits(Source(path=str(tmp_path / "corpus")))
    assert [piece.size for piece in split.pieces] == [14]
    (tmp_path / "real").unlink()
    for path in ("corpus", "corpus/*", "corpus/a.jsonl"):
        with pytest.raises(SourceError, match=r"a\.jsonl"):
            plan_splits(Source(path=str(tmp_path / path)))


def test_links_to_folders_are_named(tmp_path: Path) -> None:
    for name in ("real", "crawl/day", "crawl/_hidden"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "a.jsonl").write_bytes(b'{"text": "a"}\n')
    (tmp_path / "crawl/_hidden/link").symlink_to(tmp_path / "real")
    (tmp_path / "all").symlink_to(tmp_path / "crawl")
    for path in ("crawl", "all", "crawl/*/*.jsonl"):
        [split] = plan_splits(Source(path=str(tmp_path / path)))
        assert str(tmp_path / path.partition("/")[0] / "day/a.jsonl") in [piece.path for piece in split.pieces]
    for name in ("one", "two"):
        (tmp_path / "crawl" / name).symlink_to(tmp_path / "real")
    for path in ("crawl", "all", "crawl/*/*.jsonl", "crawl/[a-z]*/*", "crawl/**/*.jsonl"):
        with pytest.raises(SourceError) as caught:
            plan_splits(Source(path=str(tmp_path / path)))
        named = [Path(problem.where).name for problem in caught.value.problems if "link to a folder" in problem.message]
        assert [name for name in named if name != "link"] == ["one", "two"]
        assert "take the link away" in caught.value.problems[0].hint


def test_what_may_not_be_read() -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # for whom root turns into below
        Path(folder, "b.jsonl").touch()
        for name, right in {"a.jsonl": 0, "shut": 0, "seen": 0o444}.items():
            path = Path(folder, name) if name == "a.jsonl" else Path(folder, name, "a.jsonl")
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(b'{"text": "a"}\n')
            Path(folder, name).chmod(right)
        [file, seen, shut] = sorted(planned_by_nobody(folder))
        assert file == f"{folder}/a.jsonl: no permission to read it"
        assert seen == f"{folder}/seen: no permission to look into this folder"
        assert shut == f"{folder}/shut: no permission to look into this folder"
        assert planned_by_nobody(f"{folder}/*/*.jsonl") == [seen, shut]
        assert planned_by_nobody(f"{folder}/a.jsonl") == [file]
        for name in ("shut", "seen"):
            Path(folder, name).chmod(0o755)


def planned_by_nobody(path: str) -> list[str]:
    script = f"""
import os
from zhtw_clean.problems import SourceError
from zhtw_clean.sources.source import Source
from zhtw_clean.sources.splits import plan_splits
plan_splits(Source(path={str(Path(__file__))!r}, format="txt"))  # nobody may have no right to import what this imports
if os.geteuid() == 0:
    os.seteuid(65534)
try:
    plan_splits(Source(path={path!r}))
except SourceError as error:
    print(*(f"{{problem.where}}: {{problem.message}}" for problem in error.problems), sep="\\n")
"""
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return found.stdout.splitlines()


def test_a_file_that_is_gone_fails_the_task(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b'{"text": "a"}\n')
    source = Source(path=str(tmp_path))
    [split] = plan_splits(source)
    (tmp_path / "a.jsonl").unlink()
    with pytest.raises(SourceError, match="the file is gone"):
        list(read(split, source, lambda _: None))


@pytest.mark.parametrize("name", ["a.jsonl", "a.parquet", "a.warc"])
def test_a_failing_disk_is_no_damage(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    content = {"a.jsonl": many_lines(), "a.warc": record(1)}.get(name)
    pq.write_table(pa.table({"text": ["a"]}), tmp_path / name)
    (tmp_path / name).write_bytes(content or (tmp_path / name).read_bytes())
    source = Source(path=str(tmp_path))
    [split] = plan_splits(source)

    def fail(*_: object) -> bytes:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("fsspec.implementations.local.LocalFileOpener.read", fail, raising=False)
    with pytest.raises(SourceError, match="Input/output error"):
        list(read(split, source, lambda _: None))


def test_a_source_where_nothing_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"{\n  'text': 1\n}\n")
    source = Source(path=str(tmp_path))
    with pytest.raises(SourceError, match="invalid JSON"):
        peek(plan_splits(source), source)
