"""Lines broken at a margin."""

import polars as pl

from zhtw_clean.stage import Exprs, Stage
from zhtw_clean.text import text, whole_column
from zhtw_clean.text.lines import join_lines


class JoinLines(Stage, frozen=True):
    """Join lines that were broken only because a margin was reached: e-mail, BBS posts, statutes, text of PDFs.

    The margin is found in the text itself: at least three lines of running text that end in the middle of
    something at one width. Lines that end because something ends stay: paragraphs, verse, lists, tables,
    quotes, code. Only white space changes. It has no options.
    """

    def edits(self) -> Exprs:
        return (whole_column(text, join_lines, pl.String).alias("text"),)
