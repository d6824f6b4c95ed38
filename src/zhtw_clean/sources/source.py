"""What a user says of the input, and what is planned from it."""

from pathlib import PurePosixPath
from typing import Annotated, Literal

import msgspec

from zhtw_clean.sizes import Size
from zhtw_clean.text import Positive

Format = Literal["jsonl", "parquet", "csv", "txt", "html", "warc"]
SOME = msgspec.Meta(min_length=1)

SUFFIXES: dict[str, Format] = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".parquet": "parquet",
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "txt",
    ".html": "html",
    ".htm": "html",
    ".warc": "warc",
    ".wet": "warc",
}
PACKED = {".gz": "gzip", ".zst": "zstd", ".bz2": "bzip2", ".xz": "xz"}


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the documents are and what they look like.

    A CSV column is always a string (`007` stays `007`). One TXT or HTML file is one document. The documents of a
    WARC file are its HTML and plain-text responses and the conversions of a WET file; images and the like are none.
    Each has its `url`, `http_status`, `charset` and `charset_confidence`, and in `crawled` when it was fetched
    (WARC-Date).
    A source column called like one of ours (`doc_id`, `drop_reason`, …) gets `source_` in front, and so does an `id`
    that cannot name a document, being a list, an object or bytes.

    Options:
        path: files, folders (read recursively, without names that begin with `.` or `_`) or globs; local or any
            address fsspec knows (`s3://`, `gs://`). Several may be listed. Links to files are followed; one to a
            folder, met inside a folder, is refused.
        format: what the files are. Default: by suffix, .jsonl .ndjson .json .parquet .csv .tsv .txt .html .htm .warc
            .wet, each but Parquet also with .gz .zst .bz2 .xz.
        id: the column that names a document. Default `id`; a document without one is called after its file and row.
        text: the column that holds the text. Default `text`.
        html: the column that holds a page, as text or bytes. Default `html`.
        split_bytes: stored bytes in one unit of work, as a number or like `64MB`. Default 256 MB: some minutes of
            work for one core, so that little is lost when a worker dies and the last task does not keep the others
            waiting.
        limit: read only so many documents, from the first. Default: all.
    """

    path: Annotated[str, SOME] | Annotated[tuple[Annotated[str, SOME], ...], SOME]
    format: Format | None = None
    id: str = "id"
    text: str = "text"
    html: str = "html"
    split_bytes: Size = 256_000_000
    limit: Positive | None = None


class Piece(msgspec.Struct, frozen=True):
    """A file or a part of one: bytes of plain JSONL, row groups of Parquet.

    `version` changes when the file does; `name` is what ids call the file: the path as the source wrote it.
    """

    path: str
    size: int
    version: str
    start: int | None = None
    stop: int | None = None
    name: str = ""


class Split(msgspec.Struct, frozen=True):
    """The unit of work and of retry: pieces that are read one after the other."""

    number: int
    pieces: tuple[Piece, ...]
    limit: int | None = None


def packing(path: str) -> str | None:
    """How a file is compressed, by its suffix."""
    return PACKED.get(PurePosixPath(path).suffix.lower())


def plain_suffix(path: str) -> str:
    """The suffix that says what a file is, below the one that says how it is compressed."""
    name = PurePosixPath(path)
    return PurePosixPath(name.stem if packing(path) else name.name).suffix.lower()


def format_of(path: str, source: Source) -> Format | None:
    """What a file is: as the source says, else by its suffix."""
    return source.format or SUFFIXES.get(plain_suffix(path))
