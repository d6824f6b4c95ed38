"""JSON lines. Each line is parsed on its own, so that a bad one harms no other.

Polars' own reader is a little faster and worth less: it infers one type for a column from
many lines, and turns what does not fit into null or fails for the whole batch.
"""

import json
import re
from collections.abc import Iterator, Mapping

import msgspec

from zhtw_clean.problems import Problem
from zhtw_clean.sources.batches import Batch, Broken, Row, gather, says
from zhtw_clean.sources.documents import THEIR_PREFIX
from zhtw_clean.sources.files import Damage, expect_text, lines
from zhtw_clean.sources.source import Piece, Source

BOM = b"\xef\xbb\xbf"
ESCAPE = re.compile(rb"\\(?:u[dD][89abAB]..\\u[dD][c-fC-F]..|u[dD][89a-fA-F]..|.)", re.DOTALL)
LONE_SURROGATE = 6  # bytes of \ud800

decode = msgspec.json.Decoder().decode


class _Unreadable(Exception):  # noqa: N818 - says what the record is
    """Why a line is no record."""


def read_jsonl(piece: Piece, source: Source, batch_bytes: int) -> Iterator[Batch]:
    """The records of a file, or of the lines that begin in a range of its bytes."""
    return gather(_rows(piece, source), source, batch_bytes)


def _rows(piece: Piece, source: Source) -> Iterator[Row]:
    fresh = not piece.start
    for number, (offset, line) in enumerate(lines(piece.path, piece.start, piece.stop), 1):
        if not line or line.isspace():
            continue
        if fresh:
            _expect_lines(piece.path, line)
            fresh = False
        place = f"byte {offset}" if piece.start else f"line {number}, byte {offset}"
        yield _row(line, place, offset, source)


def _expect_lines(path: str, line: bytes) -> None:
    expect_text(path, line)
    if line.removeprefix(BOM).lstrip()[:1] == b"[":
        name = path.rpartition("/")[2]
        hint = f"split it first: jq -c '.[]' {name} > {name.partition('.')[0]}.jsonl"
        raise Damage(Problem("the file is one JSON list, not one JSON object per line", path, hint))


def _row(line: bytes, place: str, offset: int, source: Source) -> Row:
    try:
        record = _parse(line, offset)
    except _Unreadable as error:
        return Row({}, len(line), Broken(f"{place}: {error}", line))
    if isinstance(record.get(source.id), dict | list):  # names no document, and is kept as a column of its own
        name = _free(source.id, record)
        record[name] = record.pop(source.id)
    for name in (source.text, source.html):
        value = record.get(name)
        if value is not None and not isinstance(value, str):
            detail = f"{place}: `{name}` is {says(value)}, not a string"
            return Row({source.id: record.get(source.id)}, len(line), Broken(detail, line))
    return Row(record, len(line))


def _free(name: str, record: Mapping[str, object]) -> str:
    while name in record:
        name = THEIR_PREFIX + name
    return name


def _parse(line: bytes, offset: int) -> dict[str, object]:
    try:
        record = decode(line)
    except (ValueError, RecursionError):
        record = _parse_slowly(line, offset)
    if not isinstance(record, dict):
        msg = f"{says(record)}, not an object"
        raise _Unreadable(msg)
    return record


def _parse_slowly(line: bytes, offset: int) -> object:
    """Read what other programs write though JSON forbids it: a BOM, NaN, half a surrogate pair (becomes U+FFFD)."""
    if line.startswith(BOM):
        line = b"   " + line[3:]
    try:
        text = ESCAPE.sub(_without_lone_surrogate, line).decode()
        return json.loads(text)
    except UnicodeDecodeError as error:
        msg = f"invalid UTF-8 at byte {offset + error.start}"
        raise _Unreadable(msg) from error
    except json.JSONDecodeError as error:
        msg = f"invalid JSON at byte {offset + len(error.doc[: error.pos].encode())}: {error.msg}"
        raise _Unreadable(msg) from error
    except RecursionError as error:
        msg = "nested too deeply"
        raise _Unreadable(msg) from error
    except ValueError as error:  # a number of thousands of digits
        raise _Unreadable(str(error)) from error


def _without_lone_surrogate(escape: re.Match[bytes]) -> bytes:
    found = escape[0]
    lone = len(found) == LONE_SURROGATE and found[1:2] == b"u"
    return b"\\ufffd" if lone else found
