"""The words of a whole page, before the costly reading."""

import polars as pl

from zhtw_clean.stage import Exprs, Stage, blank_in
from zhtw_clean.text.html import own, page_words


class SkimHtml(Stage, frozen=True):
    """Take every visible word of a page, menus and all, for cheap stages to judge the page by.

    Writes `text` from `html`; a document without a page keeps its text. Put `extract-html` after the stages that
    judge; it writes `text` anew.
    """

    def edits(self) -> Exprs:
        words = page_words(pl.col("html"))
        return (pl.when(blank_in("html")).then(own("text")).otherwise(words).alias("text"),)
