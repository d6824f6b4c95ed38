"""What the formats give: rows of Python values, gathered into batches."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import polars as pl

from zhtw_clean.sources.columns import frame
from zhtw_clean.sources.files import Damage
from zhtw_clean.sources.source import Source


class Broken(NamedTuple):
    """Why a record cannot be read, and its bytes where no column holds them."""

    detail: str
    raw: bytes | None = None


class Row(NamedTuple):
    """One record under the source's own names, and how many bytes it took."""

    record: Mapping[str, object]
    size: int
    broken: Broken | None = None


class Batch(NamedTuple):
    """Some records in order; `broken` says which cannot be read. `charset` where a column of bytes was decoded."""

    frame: pl.DataFrame
    broken: Mapping[int, Broken]
    charset: pl.Series | None = None


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
    return Batch(frame([row.record for row in rows], first=source.id), broken)


def says(value: object) -> str:
    """What a value is, in words."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    return {int: "a number", float: "a number", str: "a string", list: "a list", dict: "an object"}[type(value)]
