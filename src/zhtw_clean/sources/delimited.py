"""CSV and TSV with a header line. Fields may be quoted and hold line ends; every column is a string.

The charset is settled once for a file, from its beginning, since many tables of Taiwan's offices are Big5.
"""

import csv
from collections.abc import Iterator

from zhtw_clean.problems import Problem
from zhtw_clean.sources.batches import Batch, Broken, Row, gather
from zhtw_clean.sources.documents import missing_column
from zhtw_clean.sources.files import LONGEST_RECORD, Damage, blocks, expect_text, lines
from zhtw_clean.sources.source import Piece, Source, plain_suffix
from zhtw_clean.text.charset import decode, guess


def read_csv(piece: Piece, source: Source, batch_bytes: int) -> Iterator[Batch]:
    """The rows of a file."""
    return gather(_rows(piece, source), source, batch_bytes)


def _rows(piece: Piece, source: Source) -> Iterator[Row]:
    beginning = next(blocks(piece.path), b"")
    expect_text(piece.path, beginning)
    records = _Records(piece.path, guess(beginning))
    _, header, broken = next(records, (b"", [], None))
    if broken:
        raise Damage(Problem(f"the header cannot be read: {broken.detail}", piece.path))
    names = _unique(header)
    if names and (problem := missing_column(names, source, piece.path)):
        raise Damage(problem)
    for raw, fields, why in records:
        if why is None and len(fields) != len(names):
            why = Broken(f"{records.place}: {len(fields)} fields, not {len(names)}", raw)  # noqa: PLW2901
        yield Row({}, len(raw), why) if why else Row(dict(zip(names, fields, strict=True)), len(raw))


def _unique(header: list[str]) -> list[str]:
    names: list[str] = []
    for n, field in enumerate(header, 1):
        name = field.strip() or f"column_{n}"
        names.append(name if name not in names else f"{name}_{n}")
    return names


class _Records:
    """Records with the bytes they came from, and where the last one began."""

    def __init__(self, path: str, charset: str) -> None:
        self.place = ""
        self._charset = charset
        self._lines = enumerate(lines(path), 1)
        self._held: list[bytes] = []
        self._bad_utf8 = False
        csv.field_size_limit(LONGEST_RECORD)
        delimiter = "\t" if plain_suffix(path) == ".tsv" else ","
        self._reader = csv.reader(self._decoded(), delimiter=delimiter, strict=True)

    def _decoded(self) -> Iterator[str]:
        for number, (offset, line) in self._lines:
            if not self._held:
                self.place = f"line {number}, byte {offset}"
            self._held.append(line)
            text = decode(line, self._charset)
            self._bad_utf8 |= self._charset == "utf-8" and "\ufffd" in text and "\ufffd".encode() not in line
            yield text + "\n"

    def __iter__(self) -> Iterator[tuple[bytes, list[str], Broken | None]]:
        return self

    def __next__(self) -> tuple[bytes, list[str], Broken | None]:
        while True:
            self._held, self._bad_utf8, why = [], False, ""
            fields: list[str] = []
            try:
                fields = next(self._reader)
            except csv.Error as error:
                why = f"invalid CSV: {error}"
            raw = b"\n".join(self._held)
            if self._bad_utf8:
                why = "invalid UTF-8"
            if why:
                return raw, fields, Broken(f"{self.place}: {why}", raw)
            if fields:
                return raw, fields, None
