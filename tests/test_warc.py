"""Reading crawls: what in a WARC or WET file is a document."""

import gzip
import tracemalloc
import zlib
from pathlib import Path

import polars as pl
import pytest
from fastwarc.warc import WarcRecord, WarcRecordType

from zhtw_clean.problems import Problem
from zhtw_clean.sources.reading import read
from zhtw_clean.sources.source import Source
from zhtw_clean.sources.splits import plan_splits


def documents(path: Path) -> pl.DataFrame:
    source = Source(path=str(path))
    damaged: list[Problem] = []
    frames = [frame for split in plan_splits(source) for frame in read(split, source, damaged.append)]
    assert damaged == []
    return pl.concat(frames, how="diagonal_relaxed")


def response(body: bytes, url: str, content_type: str = "text/html", status: str = "200 OK", head: str = "") -> bytes:
    http = f"HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\n{head}\r\n".encode() + body
    return warc_record("response", http, url, "application/http; msgtype=response")


def warc_record(kind: str, block: bytes, url: str, content_type: str) -> bytes:
    name = f"urn:uuid:{zlib.crc32(url.encode()):016x}"
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <{name}>\r\nWARC-Date: 2024-05-01T01:02:03Z\r\n"
        f"WARC-Target-URI: {url}\r\nContent-Type: {content_type}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


@pytest.mark.parametrize("packed", [False, True])
def test_warc(tmp_path: Path, packed: bool) -> None:
    page = "<p>這是一個中文網頁，許多人都看過。"
    records = [
        warc_record("warcinfo", b"software: x\r\n", "", "application/warc-fields"),
        response(page.encode("big5"), "http://a.tw/1", "text/html; charset=Big5"),
        response(gzip.compress(page.encode()), "http://a.tw/2", head="Content-Encoding: gzip\r\n"),
        response(
            b"says gzip, is not", "http://a.tw/3", head="Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n"
        ),
        response(b"5\r\nabcde\r\n0\r\n\r\n", "http://a.tw/4", head="Transfer-Encoding: chunked\r\n"),
        response(b"\x89PNG", "http://a.tw/5", "image/png"),
        response(b"<p>gone", "http://a.tw/6", status="404 Not Found"),
        response("純文字".encode(), "http://a.tw/7", "text/plain"),
        response(b"", "http://a.tw/8", "text/html"),
    ]
    name, content = ("a.warc.gz", b"".join(map(gzip.compress, records))) if packed else ("a.warc", b"".join(records))
    (tmp_path / name).write_bytes(content)
    frame = documents(tmp_path)
    assert frame["url"].to_list() == [f"http://a.tw/{n}" for n in (1, 2, 3, 4, 6, 7, 8)]
    assert frame["html"].to_list() == [page, page, "says gzip, is not", "abcde", "<p>gone", None, ""]
    assert frame["text"].to_list() == [None, None, None, None, None, "純文字", None]
    assert frame["http_status"].to_list() == [200, 200, 200, 200, 404, 200, 200]
    assert frame["charset"].to_list()[:2] == ["big5", "utf-8"]
    assert frame["drop_detail"].to_list()[4] == "HTTP status 404"
    assert frame["id"].str.starts_with("urn:uuid:").all()
    assert frame["crawled"].unique().to_list() == ["2024-05-01T01:02:03Z"]


def test_wet(tmp_path: Path) -> None:
    record = WarcRecord()
    record.init_headers(WarcRecordType.conversion)
    record.headers["WARC-Target-URI"] = "http://a.tw/"
    record.headers["Content-Type"] = "text/plain"
    record.set_bytes_content("網頁的文字".encode())
    with gzip.open(tmp_path / "a.warc.wet.gz", "wb") as file:
        record.write(file)
    frame = documents(tmp_path)
    assert frame["text"].to_list() == ["網頁的文字"]
    assert "html" not in frame.columns


def test_what_is_no_page_is_not_held_in_memory(tmp_path: Path) -> None:
    video = response(bytes(50_000_000), "http://a.tw/1", "video/mp4")
    (tmp_path / "a.warc").write_bytes(video + response(b"<p>a", "http://a.tw/2"))
    del video
    documents(tmp_path)
    tracemalloc.start()
    frame = documents(tmp_path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert frame["html"].to_list() == ["<p>a"]
    assert peak < 10_000_000


@pytest.mark.parametrize("packed", ["", "gzip"])
def test_a_page_that_is_too_long_is_unreadable(tmp_path: Path, packed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhtw_clean.sources.warc.LONGEST_RECORD", 100_000)
    page = b"<p>" + b"x" * 200_000
    head = f"Content-Encoding: {packed}\r\n" if packed else ""
    long = response(gzip.compress(page) if packed else page, "http://a.tw/1", head=head)
    (tmp_path / "a.warc").write_bytes(long + response(b"<p>a", "http://a.tw/2"))
    frame = documents(tmp_path)
    assert frame["html"].to_list() == [None, "<p>a"]
    assert frame["url"].to_list() == ["http://a.tw/1", "http://a.tw/2"]
    assert frame["drop_reason"].to_list() == ["unreadable", None]
    assert frame["drop_detail"][0].startswith("longer than")


def test_a_head_without_end_is_a_page(tmp_path: Path) -> None:
    block = b"<p>no head " * 50_000
    (tmp_path / "a.warc").write_bytes(warc_record("response", block, "http://a.tw", "application/http"))
    assert documents(tmp_path)["html"].to_list() == [block.decode()]
