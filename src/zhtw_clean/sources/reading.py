"""Reading a split as a stream of frames, and looking at the first documents before a run."""

from collections.abc import Callable, Iterable, Iterator, Mapping

import polars as pl

from zhtw_clean.problems import Problem, SourceError
from zhtw_clean.sources.batches import Batch
from zhtw_clean.sources.delimited import read_csv
from zhtw_clean.sources.documents import missing_column, to_documents
from zhtw_clean.sources.files import Damage
from zhtw_clean.sources.jsonl import read_jsonl
from zhtw_clean.sources.pages import read_html, read_txt
from zhtw_clean.sources.parquet import read_parquet
from zhtw_clean.sources.source import Format, Piece, Source, Split, format_of
from zhtw_clean.sources.warc import read_warc
from zhtw_clean.stage import DROP_DETAIL, DROP_REASON

READERS: Mapping[Format, Callable[[Piece, Source, int], Iterator[Batch]]] = {
    "jsonl": read_jsonl,
    "parquet": read_parquet,
    "csv": read_csv,
    "txt": read_txt,
    "html": read_html,
    "warc": read_warc,
}
ROW_BITS = 32  # doc_id = split << 32 | row
PEEK_BYTES = 1_000_000
PEEK_TROUBLES = 10


def read(
    split: Split, source: Source, on_damage: Callable[[Problem], None], batch_bytes: int = 16_000_000
) -> Iterator[pl.DataFrame]:
    """The documents of a split, in frames of about `batch_bytes`, in order.

    A record that cannot be read is a row with `drop_reason` "unreadable", its place and fault in
    `drop_detail` and its bytes in `text`. A file that cannot be read on is told to `on_damage`;
    what came before stays, and reading goes on with the next file.

    Raises:
        SourceError: disk, network or permission fail; the data is not to blame.
    """
    yield from _together(_frames(split, source, on_damage, batch_bytes), batch_bytes)


def _frames(
    split: Split, source: Source, on_damage: Callable[[Problem], None], batch_bytes: int
) -> Iterator[pl.DataFrame]:
    row = 0
    for piece in split.pieces:
        at = 0
        try:
            for batch in _batches(piece, source, batch_bytes):
                frame = to_documents(batch, source, piece, at, (split.number << ROW_BITS) + row)
                frame = frame if split.limit is None else frame.head(split.limit - row)
                at += frame.height
                row += frame.height
                yield frame
                if row == split.limit:
                    return
        except Damage as damage:
            on_damage(damage.problem)


def _together(frames: Iterable[pl.DataFrame], batch_bytes: int) -> Iterator[pl.DataFrame]:
    """Neighbours whose columns agree in one frame, so that many small files make no small frames.

    A column that a frame lacks, or knows only as null, is null in its rows.
    """
    held: list[pl.DataFrame] = []
    kinds: dict[str, pl.DataType] = {}
    size = 0.0
    for frame in frames:
        own = {name: kind for name, kind in frame.schema.items() if kind != pl.Null}
        if held and (size >= batch_bytes or any(kinds.get(name, kind) != kind for name, kind in own.items())):
            yield pl.concat(held, how="diagonal_relaxed")
            held, kinds, size = [], {}, 0
        held.append(frame)
        kinds |= own
        size += frame.estimated_size()
    if held:
        yield pl.concat(held, how="diagonal_relaxed")


def peek(splits: Iterable[Split], source: Source) -> pl.Schema:
    """The columns of the first documents, of each format that the source has, so that a plan can be checked.

    Raises:
        SourceError: a needed column is missing, or none of the first files can be read.
    """
    schema: dict[str, pl.DataType] = {}
    known: set[Format | None] = set()
    troubles: list[Problem] = []
    for piece in (piece for split in splits for piece in split.pieces):
        kind = format_of(piece.path, source)
        if kind in known or len(troubles) >= PEEK_TROUBLES:
            continue
        batch = _first(piece, source, troubles)
        if batch is not None:
            known.add(kind)
            schema = {**to_documents(batch, source, piece, 0, 0).schema, **schema}
    if not schema and troubles:
        raise SourceError(troubles)
    empty = pl.Schema({"doc_id": pl.UInt64(), "id": pl.String(), "text": pl.String()})
    return pl.Schema({name: kind for name, kind in schema.items() if name not in (DROP_REASON, DROP_DETAIL)}) or empty


def _first(piece: Piece, source: Source, troubles: list[Problem]) -> Batch | None:
    """The first batch that has a readable document; a missing column is the source's fault, not the file's."""
    try:
        for batch in _batches(piece, source, PEEK_BYTES):
            if len(batch.broken) < batch.frame.height:
                if problem := missing_column(batch.frame.columns, source, piece.name):
                    raise SourceError(problem)
                return batch
            troubles += [Problem(broken.detail, piece.name) for broken in list(batch.broken.values())[:1]]
    except Damage as damage:
        troubles.append(damage.problem)
    return None


def _batches(piece: Piece, source: Source, batch_bytes: int) -> Iterator[Batch]:
    kind = format_of(piece.path, source)
    if kind is None:
        raise SourceError(Problem("nobody knows what this file is", piece.path, "give the source a `format:`"))
    return READERS[kind](piece, source, batch_bytes)
