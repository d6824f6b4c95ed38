"""Python values → a column, so that nothing is lost: what does not fit one type becomes JSON text."""

from collections.abc import Mapping, Sequence

import msgspec
import polars as pl
import pyarrow as pa

MISFIT = (pa.ArrowException, TypeError, OverflowError, ValueError)
LARGEST_INT = 2**63
LARGEST_EXACT_INT = 2**53  # a float holds every whole number up to here


def frame(records: Sequence[Mapping[str, object]], first: str) -> pl.DataFrame:
    """One row per record: the column `first` as text, then the others as they appear, null where a record lacks one."""
    names = dict.fromkeys(name for record in records for name in record if name != first)
    firsts = pl.Series(first, [_as_text(record.get(first)) for record in records], pl.String)
    return pl.DataFrame([firsts, *(column(name, [record.get(name) for record in records]) for name in names)])


def column(name: str, values: Sequence[object]) -> pl.Series:
    """A column of the one type that all values have, else of strings: those as they are, the others as JSON."""
    types = set(map(type, values)) - {type(None)}
    if types == {str}:
        return pl.Series(name, values, pl.String)
    if types == {bool}:
        return pl.Series(name, values, pl.Boolean)
    if types == {int} and _within(values, LARGEST_INT):
        return pl.Series(name, values, pl.Int64)
    if types == {float} or (types == {int, float} and _within(values, LARGEST_EXACT_INT)):
        return pl.Series(name, values, pl.Float64, strict=False)
    if types in ({dict}, {list}) and (nested := _nested(name, values)) is not None:
        return nested
    return pl.Series(name, [_as_text(value) for value in values], pl.String if types else pl.Null)


def _within(values: Sequence[object], bound: int) -> bool:
    return all(-bound <= value < bound for value in values if isinstance(value, int))


def _nested(name: str, values: Sequence[object]) -> pl.Series | None:
    try:
        array = pa.array(values)
    except MISFIT:
        return None
    return None if "struct<>" in str(array.type) else pl.Series(name, array)  # Parquet has no empty struct


def _as_text(value: object) -> str | None:
    return value if value is None or isinstance(value, str) else msgspec.json.encode(value).decode()
