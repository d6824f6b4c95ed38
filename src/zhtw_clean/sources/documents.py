"""From a batch under the source's names to documents under ours."""

from collections.abc import Iterable

import polars as pl

from zhtw_clean.problems import Problem, did_you_mean
from zhtw_clean.sources.batches import CHARSET_COLUMNS, Batch
from zhtw_clean.sources.source import Piece, Source
from zhtw_clean.stage import DROP_DETAIL, DROP_REASON, VERDICT

UNREADABLE = "unreadable"
OURS = ("doc_id", "id", "text", "html", *VERDICT)
THEIR_PREFIX = "source_"


def missing_column(columns: Iterable[str], source: Source, path: str) -> Problem | None:
    """What to complain of where a file has neither text nor page, or lacks a column that the source names."""
    there = list(columns)
    wanted = {"text": source.text, "html": source.html}
    named = [(key, name) for key, name in wanted.items() if name != key and name not in there]
    if not named and any(name in there for name in wanted.values()):
        return None
    key, name = named[0] if named else ("text", source.text)
    hint = f"name the column that holds it in the source, `{key}: …`; {did_you_mean(name, there)}"
    return Problem(f"no column `{name}`", path, hint if there else "the file has no columns")


def to_documents(batch: Batch, source: Source, piece: Piece, at: int, doc_id: int) -> pl.DataFrame:
    """Documents of one batch; `at`: rows of the piece before it, `doc_id`: the number of its first document."""
    frame, height = batch.frame, batch.frame.height
    columns = [
        pl.int_range(doc_id, doc_id + height, dtype=pl.UInt64, eager=True).alias("doc_id"),
        _ids(frame, source, piece, at),
        *_contents(batch, source),
        *_theirs(batch, source),
        _column(DROP_REASON, dict.fromkeys(batch.broken, UNREADABLE), height),
        _column(DROP_DETAIL, {row: broken.detail for row, broken in batch.broken.items()}, height),
    ]
    return pl.DataFrame(columns)


def _column(name: str, values: dict[int, str], height: int) -> pl.Series:
    return pl.Series(name, [values.get(row) for row in range(height)], pl.String)


def _ids(frame: pl.DataFrame, source: Source, piece: Piece, at: int) -> pl.Series:
    own = frame[source.id] if _has_ids(frame, source) else pl.Series([None] * frame.height)
    own = own.cast(pl.String).alias("id")
    if not own.null_count():
        return own
    file = piece.name or piece.path
    part = f"{file}@{piece.start}#" if piece.start else f"{file}#"
    return pl.Series("id", [f"{part}{at + n}" if name is None else name for n, name in enumerate(own, 1)], pl.String)


def _has_ids(frame: pl.DataFrame, source: Source) -> bool:
    kind = frame.schema.get(source.id, pl.Binary())
    return not kind.is_nested() and kind != pl.Binary


def _contents(batch: Batch, source: Source) -> list[pl.Series]:
    frame = batch.frame
    found = {key: frame[name].cast(pl.String) for key, name in _mapped(source) if key != "id" and name in frame.columns}
    if "text" not in found and ("html" not in found or batch.broken):
        found["text"] = pl.Series([None] * frame.height, dtype=pl.String)
    raw = {row: broken.raw for row, broken in batch.broken.items() if broken.raw is not None}
    if raw:
        texts = [raw[row].decode(errors="replace") if row in raw else text for row, text in enumerate(found["text"])]
        found["text"] = pl.Series(texts, dtype=pl.String)
    charsets = [] if batch.charsets is None else batch.charsets.get_columns()
    return [found[key].alias(key) for key in ("text", "html") if key in found] + charsets


def _mapped(source: Source) -> tuple[tuple[str, str], ...]:
    return ("id", source.id), ("text", source.text), ("html", source.html)


def _theirs(batch: Batch, source: Source) -> list[pl.Series]:
    """The other columns as they are; ids that name nothing, and one called like ours, get `source_` in front."""
    ours = {*OURS, *(CHARSET_COLUMNS if batch.charsets is not None else ())}
    has_ids = _has_ids(batch.frame, source)
    mapped = {name for key, name in _mapped(source) if key != "id" or has_ids}
    theirs = [column for column in batch.frame if column.name not in mapped]
    taken = {column.name for column in theirs}
    renamed = []
    for column in theirs:
        name = column.name if column.name != source.id else THEIR_PREFIX + column.name
        while name in ours or (name != column.name and name in taken):
            name = THEIR_PREFIX + name
        taken.add(name)
        renamed.append(column.alias(name))
    return renamed
