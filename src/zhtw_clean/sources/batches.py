"""What the formats give: rows of Python values, gathered into batches."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import polars as pl

from zhtw_clean.sources.columns import frame
from zhtw_clean.sources.files import Damage
from zhtw_clean.sources.source import Source
from zhtw_clean.text.charset import Decoded

CHARSET_COLUMNS = {"charset": pl.String(), "charset_confidence": pl.Float32()}


class Broken(NamedTuple):
    """Why a record cannot be read, and its bytes where no column holds them."""

    detail: str
    raw: bytes | None = None


class Row(NamedTuple):
    """One record under the source's own names, how many bytes it took, and how they were decoded."""

    record: Mapping[str, object]
    size: int
    broken: Broken | None = None
    decoded: Decoded | None = None


class Batch(NamedTuple):
    """Some records in order; `broken` says which cannot be read, `charsets` how bytes were decoded, where they were."""

    frame: pl.DataFrame
    broken: Mapping[int, Broken]
    charsets: pl.DataFrame | None = None


def gather(rows: Iterable[Row], source: Source, batch_bytes: int) -> Iterator[Batch]:
    """Batches of about so many bytes. What was read before damage is given before the damage is raised."""
    batch: list[Row] = []
    size = 0
    damage: Damage | None = None
    try:
        for row in rows:
            batch.append(row)
            size += row.size
            if size >= batch_bytes:
                yield _batch(batch, source)
                batch, size = [], 0
    except Damage as error:
        damage = error
    if batch:
        yield _batch(batch, source)
    if damage:
        raise damage


def _batch(rows: list[Row], source: Source) -> Batch:
    broken = {place: row.broken for place, row in enumerate(rows) if row.broken}
    charsets = charset_columns([row.decoded for row in rows]) if any(row.decoded for row in rows) else None
    return Batch(frame([row.record for row in rows], first=source.id), broken, charsets)


def charset_columns(decoded: Sequence[Decoded | None]) -> pl.DataFrame:
    """The charset of each document and how sure that is."""
    return pl.DataFrame(
        {
            "charset": [one and one.charset for one in decoded],
            "charset_confidence": [one and one.confidence for one in decoded],
        },
        schema=CHARSET_COLUMNS,
    )


def says(value: object) -> str:
    """What a value is, in words."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    return {int: "a number", float: "a number", str: "a string", list: "a list", dict: "an object"}[type(value)]
