"""WARC and WET. A document is a page that a server gave, or the text that a WET file made of one."""

import io
import re
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO, NamedTuple, cast

import zstandard
from fastwarc.stream_io import BrotliReader, ChunkedReader
from fastwarc.warc import ArchiveIterator, HeaderMap, WarcRecord, WarcRecordType

from zhtw_clean.problems import Problem
from zhtw_clean.sources.batches import Batch, Broken, Row, gather
from zhtw_clean.sources.files import BLOCK, CUT, LONGEST_RECORD, TOO_LONG, Damage, at, blocks
from zhtw_clean.sources.source import Piece, Source
from zhtw_clean.text.charset import decode_bytes

WANTED = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion
PAGE_TYPES = ("text/html", "application/xhtml+xml", "")
TEXT_TYPE = "text/plain"
CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE)
ANY_ZLIB = 32 + zlib.MAX_WBITS

ENOUGH = LONGEST_RECORD + 1  # of an unpacked body, to see that it is too long

UNPACK: Mapping[str, Callable[[bytes], bytes]] = {
    "chunked": lambda body: ChunkedReader(io.BytesIO(body)).read(ENOUGH),
    "gzip": lambda body: zlib.decompressobj(ANY_ZLIB).decompress(body, ENOUGH),
    "x-gzip": lambda body: zlib.decompressobj(ANY_ZLIB).decompress(body, ENOUGH),
    "deflate": lambda body: zlib.decompressobj(ANY_ZLIB).decompress(body, ENOUGH),
    "br": lambda body: BrotliReader(io.BytesIO(body)).read(ENOUGH),
    "zstd": lambda body: zstandard.ZstdDecompressor().stream_reader(body).read(ENOUGH),
}


class _Head(NamedTuple):
    """What a server says of what it sends, in the first `length` bytes of its answer."""

    content_type: str
    length: int = 0
    status: int | None = None
    packed: Sequence[str] = ()


class _Content(io.RawIOBase):
    """The unpacked content of a file, as a stream."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self._blocks = blocks(path)
        self._rest = memoryview(b"")
        self._position = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - collections.abc.Buffer comes with Python 3.12
        target = memoryview(buffer)
        self._rest = self._rest or memoryview(next(self._blocks, b""))
        part, self._rest = self._rest[: len(target)], self._rest[len(target) :]
        target[: len(part)] = part
        self._position += len(part)
        return len(part)

    def tell(self) -> int:
        return self._position


def read_warc(piece: Piece, source: Source, batch_bytes: int) -> Iterator[Batch]:
    """The pages and texts of a file."""
    return gather(_rows(piece, source), source, batch_bytes)


def _rows(piece: Piece, source: Source) -> Iterator[Row]:
    if not piece.size:
        return
    content = cast("BinaryIO", _Content(piece.path))  # unbuffered, so that damage comes after all before it
    begin = 0
    try:
        for record in ArchiveIterator(content, record_types=WANTED, parse_http=False, stream_detect=False):
            begin = record.stream_pos
            row = _row(record, source)
            record.reader.consume()
            if record.headers.get("Content-Length") is None or record.reader.tell() < record.content_length:
                raise Damage(Problem("the file is cut off within a record", at(piece.path, begin), CUT))
            if row:
                yield row
    except OSError as error:
        raise Damage(Problem(f"broken WARC after this record: {error}", at(piece.path, begin), CUT)) from error


def _row(record: WarcRecord, source: Source) -> Row | None:
    """The document of a record; what is none, or too long for one, is not read beyond its beginning."""
    beginning = record.reader.read(BLOCK)
    head = _head(record, beginning)
    media_type = head.content_type.partition(";")[0].strip().lower()
    if media_type not in (*PAGE_TYPES, TEXT_TYPE):
        return None
    fields = {
        source.id: (record.record_id or "").strip("<>") or None,
        "url": (record.headers.get("WARC-Target-URI") or "").strip("<>") or None,
        "crawled": record.headers.get("WARC-Date"),
        "http_status": head.status,
    }
    if record.content_length > LONGEST_RECORD:
        return Row(fields, 0, Broken(TOO_LONG))
    body = _unpacked(beginning[head.length :] + record.reader.read(), head.packed)
    if len(body) > LONGEST_RECORD:
        return Row(fields, 0, Broken(TOO_LONG))
    declared = CHARSET.search(head.content_type)
    decoded = decode_bytes(body, declared[1] if declared else None)
    fields |= {source.text if media_type == TEXT_TYPE else source.html: decoded.text}
    failed = head.status is not None and head.status // 100 != 2  # noqa: PLR2004 - HTTP's own number
    return Row(fields, len(body), Broken(f"HTTP status {head.status}") if failed else None, decoded)


def _head(record: WarcRecord, beginning: bytes) -> _Head:
    content_type = record.headers.get("Content-Type") or ""
    if not content_type.startswith("application/http"):
        return _Head(content_type)
    head = HeaderMap()
    try:
        length = head.parse(io.BytesIO(beginning))
    except OSError:  # a head without end
        return _Head("")
    if head.status_code is None:
        return _Head("")
    packed = [*_listed(head, "Content-Encoding"), *_listed(head, "Transfer-Encoding")]
    return _Head(head.get("Content-Type") or "", length, head.status_code, packed)


def _listed(head: HeaderMap, name: str) -> list[str]:
    return [word.strip().lower() for word in (head.get(name) or "").split(",")]


def _unpacked(body: bytes, packed: Sequence[str]) -> bytes:
    """Undo the encodings, last first; a crawler may have undone them and left the header."""
    for word in reversed(packed):
        try:
            body = UNPACK[word](body) if word in UNPACK else body
        except (OSError, zlib.error, zstandard.ZstdError):
            continue
    return body
