"""The main text of a page."""

import importlib.metadata
from collections.abc import Mapping, Sequence
from typing import Annotated

import polars as pl
from msgspec import Meta

from zhtw_clean.stage import Exprs, Stage, blank_in
from zhtw_clean.text import Positive
from zhtw_clean.text.html import FAULTS, main_text, own


class ExtractHtml(Stage, frozen=True):
    """Read the main text, title and publication date of a page, with trafilatura.

    Writes `text`, `title` and `date` from `html`. Title and date are null where the page states none. A document
    without a page keeps what the source has in these columns.

    Options:
        comments: whether to keep what readers wrote below, such as the pushes of PTT. Default false.
        tables: whether to keep tables of data, a line for each row. Default true; text in tables that are there for
            the layout is always kept.
        keep_html: whether a kept document keeps its page in `html`. Default false.
        max_html_chars: longest page that is read, in characters. Default 1,000,000; the longest of 1,980 real
            pages has half as many.
        timeout_s: processor seconds a page may take. Default 30, as in trafilatura's own command line; pages of
            the greatest length take 11 at most (docs/stages/extract-html.md).
    """

    comments: bool = False
    tables: bool = True
    keep_html: bool = False
    max_html_chars: Positive = 1_000_000
    timeout_s: Annotated[float, Meta(gt=0, description="seconds, above 0")] = 30

    def edits(self) -> Exprs:
        page = main_text(
            pl.col("html"),
            max_chars=self.max_html_chars,
            timeout_s=self.timeout_s,
            comments=self.comments,
            tables=self.tables,
        )
        unpaged = pl.struct(own("text"), own("title"), own("date"), html_fault=pl.lit(None, pl.String))
        return (pl.when(blank_in("html")).then(unpaged).otherwise(page).struct.unnest(),)

    def drop_reasons(self) -> Mapping[str, pl.Expr]:
        return {fault: pl.col("html_fault") == fault for fault in FAULTS}

    def consumes(self) -> Sequence[str]:
        return ("html_fault",) if self.keep_html else ("html", "html_fault")

    def resources(self) -> Mapping[str, str]:
        return {library: importlib.metadata.version(library) for library in ("trafilatura", "lxml", "jusText")}
