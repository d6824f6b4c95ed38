"""Full-width letters and digits, half-width kana."""

import polars as pl

from zhtw_clean.stage import Exprs, Stage
from zhtw_clean.text import text, whole_column
from zhtw_clean.text.width import fold


class FoldWidth(Stage, frozen=True):
    """Write letters, digits and kana in their usual width: `Ａ４` as `A4`, `ｶﾅ` as `カナ`.

    An ideographic space becomes a space where it parts two Latin words or numbers. Full-width
    punctuation is Chinese punctuation and stays. It has no options.
    """

    def edits(self) -> Exprs:
        return (whole_column(text, fold, pl.String).alias("text"),)
