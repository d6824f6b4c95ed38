"""What a folder promises, on a disk and in an object store that fails."""

import io
import os
import socket
import subprocess
import sys
import tempfile
import threading
import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from zlib import crc32

import polars as pl
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import s3_server
from s3_server import ILLS, QUICK, Answer, Cut, Fault, Request, Reset, Store, World, well
from zhtw_clean import storage
from zhtw_clean.problems import Problem, RunError, SourceError
from zhtw_clean.sources.listing import find
from zhtw_clean.sources.reading import read
from zhtw_clean.sources.source import Source
from zhtw_clean.sources.splits import plan_splits
from zhtw_clean.storage import Folder

ODD = [
    "a b.jsonl",
    "公文 第1號.jsonl",
    "100%.jsonl",
    "c#.jsonl",
    "a+b.jsonl",
    "%E5%8F%B0.jsonl",
    "q?x=1&y.jsonl",
    "[1].jsonl",
]
LINE = '{"text": "甲乙丙"}\n'.encode()
MB = 1_000_000
ALL_ILLS = [pytest.param(ill, marks=() if ill in QUICK else pytest.mark.slow) for ill in ILLS]
CODE = "<Code>{}</Code><Message>{}</Message>"


def unwanted(problem: Problem) -> None:
    pytest.fail(str(problem))


Deeds = list[tuple[str, str, bytes]]
names = st.builds(
    "/".join,
    st.tuples(st.sampled_from(["文件", "d e", "x#%2B"]), st.sampled_from(["甲.json", "a b", "c+d#e.bin", "%41"])),
) | st.sampled_from(["top.json", "頂"])
deeds = st.lists(
    st.tuples(st.sampled_from(["write", "fail", "delete", "clear"]), names, st.binary(max_size=20)), max_size=12
)


def follow(folder: Folder, todo: Deeds) -> None:
    """Do the deeds, and compare with what a dict would hold."""
    model: dict[str, bytes] = {}
    for deed, name, content in todo:
        if deed == "write":
            folder.write(name, content)
            model[name] = content
        elif deed == "fail":
            with suppress(ZeroDivisionError), folder.whole_file(name) as path:
                path.write_bytes(content)
                raise ZeroDivisionError
        elif deed == "delete":
            folder.delete([name, name])
            model.pop(name, None)
        else:
            under = name.partition("/")[0] if "/" in name else "d e"
            folder.clear(under)
            model = {name: content for name, content in model.items() if not name.startswith(f"{under}/")}
    assert folder.names() == sorted(model)
    assert folder.names("d e") == sorted(name for name in model if name.startswith("d e/"))
    assert all(folder.exists(name) for name in model)
    assert not folder.exists("nowhere")
    assert {name: folder.read(name) for name in model} == model
    parts = [name for name, content in model.items() if len(content) > 2]
    assert folder.ranges(parts, [1] * len(parts), [3] * len(parts)) == [model[name][1:3] for name in parts]
    for name in parts:
        with folder.open(name) as file:
            file.seek(1)
            assert file.read() == model[name][1:]


@given(deeds)
@settings(max_examples=60, deadline=None)
def test_a_folder_holds_whole_files_on_a_disk(todo: Deeds) -> None:
    with tempfile.TemporaryDirectory() as root:
        folder = Folder(f"{root}/out")
        follow(folder, todo)
        assert list(Path(root).rglob("*.tmp")) == []


@given(deeds)
@settings(max_examples=60, deadline=None)
def test_a_folder_holds_whole_files_in_memory(todo: Deeds) -> None:
    follow(Folder(f"memory://{uuid.uuid4().hex}/out"), todo)
    assert rooms() == []


@given(deeds)
@settings(max_examples=60, deadline=None)
@pytest.mark.slow
def test_a_folder_holds_whole_files_in_a_store(server: str, todo: Deeds) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {**s3_server.ENVIRONMENT, "AWS_ENDPOINT_URL": f"http://{server}"}.items():
            patch.setenv(name, value)
        Store(f"http://{server}").client.create_bucket(Bucket="deeds")  # in us-east-1 it may be there already
        follow(Folder(f"s3://deeds/{uuid.uuid4().hex}"), todo)


def rooms() -> list[Path]:
    return list(Path(tempfile.gettempdir()).glob(f"zhtw-clean-*-{os.getpid()}-*"))


def test_a_folder_holds_whole_files_behind_a_store_that_fails(s3: World) -> None:
    seen = s3.proxy.now_and_then(15)
    todo: Deeds = [("write", "文件/甲.json", b"abc"), ("fail", "d e/a b", b"zzz"), ("write", "d e/c+d#e.bin", b"defg")]
    todo += [
        ("write", "top.json", b""),
        ("delete", "x#%2B/%41", b""),
        ("clear", "文件/甲.json", b""),
        ("write", "頂", b"hij"),
    ]
    follow(Folder(f"{s3.url}/out"), todo)
    assert seen["ill"] >= 4
    assert rooms() == []


def test_what_dead_processes_left_is_swept_up(s3: World, tmp_path: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    for process in (dead.pid, os.getpid()):
        (tmp_path / f"zhtw-clean-{crc32(socket.gethostname().encode()):08x}-{process}-x").mkdir()
    script = f"from zhtw_clean.storage import Folder; Folder({s3.url!r}).write('a', b'a')"
    subprocess.run([sys.executable, "-c", script], env={**os.environ, "TMPDIR": str(tmp_path)}, check=True)
    (left,) = tmp_path.iterdir()
    assert left.name.endswith(f"-{os.getpid()}-x")


# An S3 store


def test_many_files_with_odd_names_are_found_and_read(s3: World) -> None:
    for n in range(2 * s3_server.PAGE + 1):
        s3.put(f"in/many/{n:04d}.txt", b"")
    for name in ODD:
        s3.put(f"in/odd/{name}", LINE)
    s3.put("in/odd/", b"")  # as consoles make folders
    s3.put("in/odd.jsonl", LINE)
    assert len(Folder(f"{s3.url}/in").names()) == 2 * s3_server.PAGE + 1 + len(ODD) + 1
    assert Folder(f"{s3.url}/in").names("odd") == sorted(f"odd/{name}" for name in ODD)
    source = Source(path=f"{s3.url}/in/odd")
    splits = plan_splits(source)
    assert [piece.path for split in splits for piece in split.pieces] == sorted(
        f"{s3.url}/in/odd/{name}" for name in ODD
    )
    assert sum(frame.height for split in splits for frame in read(split, source, unwanted)) == len(ODD)
    for name in ODD:
        assert len(find(f"{s3.url}/in/odd/{name}", source)) == 1
    Folder(f"{s3.url}/in").clear("many")
    assert Folder(f"{s3.url}/in").names("many") == []


def test_only_what_is_in_the_folder_is_cleared(s3: World) -> None:
    for key in ("out[1]/_work/a", "out1/_work/a", "out[1]/_work2/a", "out[1]/data/b"):
        s3.put(key, b"x")
    Folder(f"{s3.url}/out[1]").clear("_work")
    assert sorted(s3.content()) == ["out1/_work/a", "out[1]/_work2/a", "out[1]/data/b"]


def test_what_others_write_is_seen_at_once(s3: World) -> None:
    folder = Folder(f"{s3.url}/out")
    assert (folder.names(), folder.exists("d/a"), folder.exists("d")) == ([], False, False)
    s3.put("out/d/a", b"1")
    assert (folder.names(), folder.exists("d/a"), folder.exists("d"), folder.read("d/a")) == (["d/a"], True, True, b"1")
    s3.put("out/d/a", b"22")
    assert folder.read("d/a") == b"22"
    s3.store.client.delete_object(Bucket=s3.bucket, Key="out/d/a")
    assert (folder.names(), folder.exists("d/a"), folder.exists("d")) == ([], False, False)


@pytest.mark.parametrize("ill", ALL_ILLS, ids=str)
def test_a_large_file_is_sent_in_parts_though_some_fail(s3: World, ill: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "PART", 5 << 20)
    content = os.urandom(11 << 20)
    s3.proxy.now_and_then(50, [ill])
    try:
        Folder(f"{s3.url}/out").write("big.bin", content)
    except FileNotFoundError:  # it was put together, but the answer was lost: the task is done again
        assert ill == Reset("after")
    assert s3.content() == {"out/big.bin": content}
    assert s3.proxy.operations()["UploadPart"] >= 3


def test_a_success_with_an_error_in_it_is_none(s3: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "PART", 5 << 20)
    told: list[Request] = []

    def fault(request: Request) -> Fault | None:
        if request.operation != "CompleteMultipartUpload" or told:
            return None
        told.append(request)
        return Answer(200, "InternalError")

    s3.proxy.fault = fault
    content = os.urandom(11 << 20)
    Folder(f"{s3.url}/out").write("big.bin", content)
    assert told
    assert s3.content() == {"out/big.bin": content}


@pytest.mark.usefixtures("in_a_hurry")
def test_what_is_sent_in_part_is_not_there(s3: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "PART", 5 << 20)
    folder = Folder(f"{s3.url}/out")
    folder.write("big.bin", b"old")
    for operation, size in (("PutObject", 5 * MB), ("UploadPart", 11 << 20), ("CompleteMultipartUpload", 11 << 20)):
        s3.proxy.fault = lambda request, bad=operation: Reset("middle") if request.operation == bad else None  # type: ignore[misc]
        with pytest.raises(OSError, match="connect"):
            folder.write("big.bin", os.urandom(size))
        with pytest.raises(OSError, match="connect"):
            folder.write("other.bin", os.urandom(size))
        assert s3.content() == {"out/big.bin": b"old"}
    assert rooms() == []


@pytest.mark.usefixtures("in_a_hurry")
@pytest.mark.parametrize("ill", ALL_ILLS, ids=str)
def test_whatever_fails_for_a_while_is_an_os_error(s3: World, ill: Fault) -> None:
    s3.put("out/a.jsonl", LINE)
    folder, source = Folder(f"{s3.url}/out"), Source(path=f"{s3.url}/out/a.jsonl")
    (split,) = plan_splits(source)
    s3.proxy.now_and_then(100, [ill])
    attempts: list[Callable[[], Any]] = [lambda: folder.read("a.jsonl"), lambda: folder.ranges(["a.jsonl"], [0], [2])]
    attempts += [Folder(s3.url).names] if ill != Cut() else []
    if not isinstance(ill, Cut):
        attempts += [
            lambda: folder.write("b", b"b"),
            lambda: folder.exists("a.jsonl"),
            lambda: folder.delete(["a.jsonl"]),
        ]
    for attempt in attempts:
        with pytest.raises(OSError, match=r"."):
            attempt()
    with pytest.raises(SourceError) as caught:
        list(read(split, source, unwanted))
    assert isinstance(caught.value.__cause__, OSError)


@pytest.mark.usefixtures("in_a_hurry")
def test_arrow_passes_on_what_fails(s3: World) -> None:
    folder = Folder(f"{s3.url}/out")
    with folder.whole_file("a.parquet") as path:
        pl.DataFrame({"a": range(1000)}).write_parquet(path, row_group_size=100)
    for fault, kind in ((Answer(500, "InternalError"), OSError), (Answer(403, "AccessDenied"), RunError)):
        s3.proxy.fault = well
        with folder.open("a.parquet") as stored, pq.ParquetFile(stored, pre_buffer=True) as file:
            s3.proxy.fault = lambda _, fault=fault: fault  # type: ignore[misc]
            with pytest.raises(kind, match="wished"):
                file.read_row_group(5)


@pytest.mark.parametrize(
    ("answer", "hint"),
    [
        (Answer(403, "AccessDenied"), "s3:PutObject"),
        (Answer(404, "NoSuchBucket"), "make the bucket"),
        (Answer(400, "ExpiredToken"), "renew the credentials"),
        (Answer(403, "InvalidAccessKeyId"), "AWS_ACCESS_KEY_ID"),
        (Answer(403, "SignatureDoesNotMatch"), "AWS_SECRET_ACCESS_KEY"),
        (Answer(403, "RequestTimeTooSkewed"), "clock"),
    ],
    ids=str,
)
def test_a_refusal_says_what_to_do(s3: World, answer: Answer, hint: str) -> None:
    s3.proxy.fault = lambda _: answer
    folder = Folder(f"{s3.url}/out")
    for attempt in (folder.try_out, folder.names, lambda: folder.read("a"), lambda: folder.delete(["a"])):
        with pytest.raises(RunError, match=hint):
            attempt()
    with pytest.raises(SourceError, match=hint):
        find(f"{s3.url}/in", Source(path="-"))


@pytest.mark.parametrize(
    ("environment", "complaint"),
    [
        ({"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}, "credentials"),
        ({"AWS_PROFILE": "nobody"}, "profile"),
        ({"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}, "AWS_ENDPOINT_URL"),
        ({"AWS_ENDPOINT_URL": "http://no.such.host.invalid"}, "AWS_ENDPOINT_URL"),
        ({"AWS_ENDPOINT_URL": "nonsense"}, "with http://"),
    ],
    ids=str,
)
@pytest.mark.usefixtures("in_a_hurry")
def test_nothing_works_without_the_right_environment(
    s3: World, monkeypatch: pytest.MonkeyPatch, environment: Mapping[str, str], complaint: str
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(RunError, match=complaint):
        Folder(f"{s3.url}/out").try_out()
    with pytest.raises(SourceError, match=complaint):
        find(f"{s3.url}/in", Source(path="-"))


class Website(BaseHTTPRequestHandler):
    """What answers anything, but is no store."""

    def do_HEAD(self) -> None:
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.mark.usefixtures("s3")
def test_what_is_no_store_is_not_taken_for_one(monkeypatch: pytest.MonkeyPatch) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Website) as site:
        threading.Thread(target=site.serve_forever, daemon=True).start()
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{site.server_port}")
        with pytest.raises(RunError, match="what answers is not a store"):
            Folder("s3://bucket/out").exists("ledger.json")
        site.shutdown()


def test_an_address_with_one_slash_is_no_folder() -> None:
    with pytest.raises(RunError, match="did you mean s3://bucket/out"):
        Folder("s3:/bucket/out").exists("a")


def test_a_bucket_that_is_not_there_or_cannot_be_written_is_told_early(s3: World) -> None:
    with pytest.raises(RunError, match="make the bucket"):
        Folder("s3://nosuchbucket/out").try_out()
    with pytest.raises(RunError, match="Invalid bucket name"):
        Folder("s3://No Bucket/out").try_out()
    s3.proxy.fault = lambda request: Answer(403, "AccessDenied") if request.operation == "DeleteObject" else None
    with pytest.raises(RunError, match="s3:DeleteObject"):
        Folder(f"{s3.url}/out").try_out()


def test_a_store_that_deletes_only_some_is_not_believed(s3: World) -> None:
    s3.put("out/_work/a", b"1")
    some = Answer(200, "InternalError", f"<DeleteResult><Error><Key>out/_work/a</Key>{CODE}</Error></DeleteResult>")
    s3.proxy.fault = lambda request: some if request.operation == "DeleteObjects" else None
    with pytest.raises(OSError, match="1 files could not be deleted"):
        Folder(f"{s3.url}/out").clear("_work")


# Reading from a store


def test_a_file_that_vanishes_is_the_source_s_fault(s3: World) -> None:
    s3.put("in/a.jsonl", LINE)
    source = Source(path=f"{s3.url}/in")
    (split,) = plan_splits(source)
    s3.store.client.delete_object(Bucket=s3.bucket, Key="in/a.jsonl")
    with pytest.raises(SourceError, match="the file is gone"):
        list(read(split, source, unwanted))


def test_no_more_is_fetched_than_what_is_read(s3: World) -> None:
    table = pl.DataFrame({"id": map(str, range(1200)), "text": [os.urandom(10_000).hex() for _ in range(1200)], "n": 1})
    buffer = io.BytesIO()
    table.write_parquet(buffer, row_group_size=100, compression="snappy")
    s3.put("in/a.parquet", buffer.getvalue())
    s3.put("in/b.jsonl", table.write_ndjson().encode())
    for name, slack in (("a.parquet", 3 * (2 << 20)), ("b.jsonl", 4 << 20)):
        source = Source(path=f"{s3.url}/in/{name}", split_bytes=8 * MB)
        splits = plan_splits(source)
        assert len(splits) >= 3
        for split in splits:
            s3.proxy.log.clear()
            assert sum(frame.height for frame in read(split, source, unwanted)) > 0
            fetched = [request.received for request in s3.proxy.log if request.operation == "GetObject"]
            size = sum(piece.size for piece in split.pieces)
            assert sum(fetched) <= size + slack
            assert len(fetched) <= size // (2 << 20) + 3


def test_arrow_asks_for_just_what_it_reads(s3: World) -> None:
    folder = Folder(f"{s3.url}/out")
    with folder.whole_file("a.parquet") as path:
        pl.DataFrame({"text": [os.urandom(1000).hex() for _ in range(4000)], "n": 1}).write_parquet(
            path, row_group_size=1000
        )
    s3.proxy.log.clear()
    with folder.open("a.parquet") as stored, pq.ParquetFile(stored, pre_buffer=True) as file:
        groups = [file.metadata.row_group(n) for n in range(4)]
        sizes = [sum(group.column(n).total_compressed_size for n in range(2)) for group in groups]  # without page heads
        assert [request.operation for request in s3.proxy.log] == ["HeadObject", "GetObject"]
        file.read_row_group(2)
    (request,) = s3.proxy.log[2:]
    assert request.received == pytest.approx(sizes[2], rel=0.01)
