"""Work on rows: only on those that need it, and one by one where there is no other way."""

from collections.abc import Callable

import polars as pl


def edit_rows(column: pl.Series, which: pl.Series, edit: Callable[[pl.Series], pl.Series]) -> pl.Series:
    """Replace the rows for which `which` is true by what `edit` makes of them; the others are not copied."""
    chosen = which.fill_null(value=False)
    if not chosen.any():
        return column
    if chosen.all():
        return edit(column)
    return column.clone().scatter(chosen.arg_true(), edit(column.filter(chosen)))


def edit_each(texts: pl.Series, edit: Callable[[str], str]) -> pl.Series:
    """Edit texts one by one, where no expression can; none is null."""
    return pl.Series(texts.name, [edit(text) for text in texts.to_list()], dtype=pl.String)
