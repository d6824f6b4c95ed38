"""An S3 store on this machine: moto in a process of its own, and before it a proxy that counts, and fails on demand.

`python s3_server.py` serves until it is ended; the first line it prints is its address.
"""

import http.client
import os
import socket
import struct
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

import boto3
from botocore.config import Config

ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "NO_PROXY": "127.0.0.1",
}
ERROR = '<?xml version="1.0" encoding="UTF-8"?><Error><Code>{}</Code><Message>{}</Message></Error>'
PIECE = 1 << 16
PAGE = 10  # names in one answer; S3 gives a thousand


class Request(NamedTuple):
    """What was asked, and how many bytes of content went each way."""

    operation: str
    key: str
    sent: int = 0
    received: int = 0


class Answer(NamedTuple):
    """Answer so without asking the store."""

    status: int
    code: str
    content: str = ERROR

    def __str__(self) -> str:
        return self.code


class Reset(NamedTuple):
    """Break the connection: before the store hears of it, in the middle of what is uploaded, or after all is done."""

    when: str = "before"

    def __str__(self) -> str:
        return f"reset {self.when}"


class Cut(NamedTuple):
    """Answer, but break off in the middle of the content."""

    def __str__(self) -> str:
        return "cut"


class Slow(NamedTuple):
    """Take up what is uploaded at so many bytes a second."""

    rate: int


Fault = Answer | Reset | Cut | Slow
ILLS: Sequence[Fault] = (
    Answer(500, "InternalError"),
    Answer(503, "SlowDown"),
    Reset(),
    Cut(),
    Answer(503, "ServiceUnavailable"),
    Reset("after"),
    Reset("middle"),
)


QUICK = (Answer(500, "InternalError"), Reset("middle"), Reset("after"))


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "Proxy"

    def log_message(self, *_: object) -> None:
        pass

    def _serve(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        operation, key = _meaning(self.command, self.path)
        fault = self.server.fault(Request(operation, key, length))
        match fault:
            case Reset("before"):
                return self._reset()
            case Reset("middle") if length:
                self._upload_half(length)
                return self._reset()
            case Slow(rate):
                body = self._read_slowly(length, rate)
            case _:
                body = self.rfile.read(length)
        if isinstance(fault, Answer):
            content = fault.content.format(fault.code, "as the test wished").encode()
            self._answer(fault.status, [("Content-Type", "application/xml")], content)
            self.server.note(Request(operation, key, length, len(content)))
            return None
        status, headers, content = self._ask(body)
        self.server.note(Request(operation, key, length, 0 if self.command == "HEAD" else len(content)))
        if isinstance(fault, Reset):
            return self._reset()
        self._answer(status, headers, content, cut=isinstance(fault, Cut) and len(content) > 1)
        return None

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = _serve  # noqa: N815 - named by http.server

    def _ask(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        connection = http.client.HTTPConnection(self.server.store, timeout=30)
        connection.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            if name.lower() not in ("expect", "connection"):
                connection.putheader(name, value)
        connection.endheaders(body or None)
        response = connection.getresponse()
        content = response.read()
        headers = [
            (name, value)
            for name, value in response.getheaders()
            if name.lower() not in ("connection", "transfer-encoding", "date", "server")
            and (name.lower() != "content-length" or self.command == "HEAD")
        ]
        connection.close()
        return response.status, headers, content

    def _answer(self, status: int, headers: list[tuple[str, str]], content: bytes, *, cut: bool = False) -> None:
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        if self.command != "HEAD" and status not in (204, 304):
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command == "HEAD":
            return
        if not cut:
            self.wfile.write(content)
            return
        self.wfile.write(content[: len(content) // 2])
        self.wfile.flush()
        self.close_connection = True

    def _upload_half(self, length: int) -> None:
        """Send the store the head and half the content, and hang up."""
        half = self.rfile.read(length // 2)
        connection = http.client.HTTPConnection(self.server.store, timeout=5)
        connection.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            if name.lower() not in ("expect", "connection"):
                connection.putheader(name, value)
        connection.endheaders(half)
        connection.close()

    def _read_slowly(self, length: int, rate: int) -> bytes:
        read = bytearray()
        while len(read) < length:
            read += self.rfile.read(min(PIECE, length - len(read)))
            threading.Event().wait(PIECE / rate)
        return bytes(read)

    def _reset(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True
        self.wfile = open("/dev/null", "wb")  # noqa: SIM115, PTH123 - http.server flushes it once more


def _meaning(method: str, target: str) -> tuple[str, str]:
    """The operation as S3's reference calls it, and the key, or prefix, that it is about."""
    parts = urlsplit(target)
    asked = parse_qs(parts.query, keep_blank_values=True)
    key = unquote(parts.path).lstrip("/").partition("/")[2]
    if method == "PUT":
        return ("UploadPart" if "partNumber" in asked else "PutObject" if key else "CreateBucket"), key
    if method == "POST":
        for name, operation in (
            ("uploads", "CreateMultipartUpload"),
            ("uploadId", "CompleteMultipartUpload"),
            ("delete", "DeleteObjects"),
        ):
            if name in asked:
                return operation, key
    if method == "DELETE":
        return ("AbortMultipartUpload" if "uploadId" in asked else "DeleteObject"), key
    if method == "HEAD":
        return ("HeadObject" if key else "HeadBucket"), key
    return ("GetObject", key) if key else ("ListObjects", asked.get("prefix", [""])[0])


def well(_: Request) -> None:
    """No fault befalls anything."""


class Proxy(ThreadingHTTPServer):
    """Stands before the store; `fault` says of each request what is to befall it, and `log` has all that were done."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, store: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.store = store
        self.log: list[Request] = []
        self.fault: Callable[[Request], Fault | None] = well
        self._lock = threading.Lock()
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def note(self, request: Request) -> None:
        with self._lock:
            self.log.append(request)

    def handle_error(self, *_: object) -> None:
        """A client that hung up is no news here."""

    def now_and_then(self, share: int, ills: Sequence[Fault] = ILLS) -> Counter[str]:
        """Let so many in a hundred requests fail, one ill after the other; the counts go on while it is used."""
        seen: Counter[str] = Counter()

        def fault(_: Request) -> Fault | None:
            with self._lock:
                seen["all"] += 1
                if seen["all"] * share // 100 == (seen["all"] - 1) * share // 100:
                    return None
                ill = ills[seen["ill"] % len(ills)]
                seen["ill"] += 1
                seen[str(ill)] += 1
                return ill

        self.fault = fault
        return seen

    def operations(self) -> Counter[str]:
        return Counter(request.operation for request in self.log)


class Store:
    """A bucket, by boto3, past the proxy."""

    def __init__(self, url: str) -> None:
        settings = Config(retries={"total_max_attempts": 2})
        self.client = boto3.client(
            "s3",
            endpoint_url=url,
            region_name="us-east-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",  # noqa: S106 - there is no secret
            config=settings,
        )

    def put(self, bucket: str, key: str, content: bytes) -> None:
        self.client.put_object(Bucket=bucket, Key=key, Body=content)

    def content(self, bucket: str, prefix: str = "") -> dict[str, bytes]:
        """Every object below a prefix, by its name below it."""
        found: dict[str, bytes] = {}
        for page in self.client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
            for entry in page.get("Contents", []):
                body = self.client.get_object(Bucket=bucket, Key=entry["Key"])["Body"].read()
                found[entry["Key"].removeprefix(prefix).lstrip("/")] = body
        return found


class World(NamedTuple):
    """A bucket of its own, with what stands before it."""

    proxy: Proxy
    store: Store
    bucket: str

    @property
    def url(self) -> str:
        return f"s3://{self.bucket}"

    def put(self, key: str, content: bytes) -> None:
        self.store.put(self.bucket, key, content)

    def content(self, prefix: str = "") -> dict[str, bytes]:
        return self.store.content(self.bucket, prefix)


@contextmanager
def moto() -> Iterator[str]:
    """Serve S3 from another process; give its host and port."""
    command, settings = [sys.executable, __file__], {**os.environ, "MOTO_S3_DEFAULT_MAX_KEYS": str(PAGE)}
    server = subprocess.Popen(command, env=settings, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert server.stdout is not None
        yield server.stdout.readline().strip()
    finally:
        server.kill()
        server.wait()
        with suppress(AttributeError):
            server.stdout.close()  # type: ignore[union-attr]


def main() -> None:
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    sys.stdout.write(f"{host}:{port}\n")
    sys.stdout.flush()
    threading.Event().wait()


if __name__ == "__main__":
    main()
