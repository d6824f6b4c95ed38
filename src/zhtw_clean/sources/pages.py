"""TXT and HTML: one file is one document, in whatever charset it was written."""

from collections.abc import Iterator

from zhtw_clean.sources.batches import Batch, Broken, Row, gather
from zhtw_clean.sources.files import LONGEST_RECORD, TOO_LONG, blocks
from zhtw_clean.sources.source import Piece, Source
from zhtw_clean.text.charset import BOMS, decode_bytes

BEGINNING = 1024


def read_txt(piece: Piece, source: Source, batch_bytes: int) -> Iterator[Batch]:
    """The text of a file."""
    return gather(_rows(piece, source, source.text), source, batch_bytes)


def read_html(piece: Piece, source: Source, batch_bytes: int) -> Iterator[Batch]:
    """The page of a file."""
    return gather(_rows(piece, source, source.html), source, batch_bytes)


def _rows(piece: Piece, source: Source, column: str) -> Iterator[Row]:
    raw = _content(piece.path)
    record: dict[str, object] = {source.id: piece.name or piece.path}
    if raw is None:
        yield Row(record, 0, Broken(TOO_LONG))
        return
    if not raw:
        return
    nul = -1 if raw.startswith(tuple(BOMS)) else raw.find(b"\0", 0, BEGINNING)
    if nul >= 0:
        yield Row(record, len(raw), Broken(f"byte {nul} is NUL: this is no text", raw))
        return
    decoded = decode_bytes(raw)
    yield Row(record | {column: decoded.text}, len(raw), decoded=decoded)


def _content(path: str) -> bytes | None:
    """What a file holds; None where that is too long for a document."""
    held, size = [], 0
    for block in blocks(path):
        held.append(block)
        size += len(block)
        if size > LONGEST_RECORD:
            return None
    return b"".join(held)
