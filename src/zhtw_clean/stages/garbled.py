"""Text that nobody can have written."""

from collections.abc import Mapping

import polars as pl

from zhtw_clean.resources import bigrams
from zhtw_clean.stage import Exprs, Stage
from zhtw_clean.text import Ratio, text, whole_column
from zhtw_clean.text.garbled import garbled_share


class Garbled(Stage, frozen=True):
    """Drop documents of which too much is garbled: read in the wrong charset beyond repair, or random.

    Garbled are stretches in which character after character is next to impossible beside the one before it, as a
    model of character pairs sees it that knows Chinese of every region, script and age; and U+FFFD and private
    characters wherever they stand, where there are five or more. Writes `garbled_share`, their share of all characters.

    Options:
        max_share: largest share of garbled characters a document is kept with, between 0 and 1. Default 0.1.
            Measured in docs/stages/garbled.md.
    """

    max_share: Ratio = 0.1

    def measures(self) -> Exprs:
        return (whole_column(text, garbled_share, pl.Float64).alias("garbled_share"),)

    def drop_reasons(self) -> Mapping[str, pl.Expr]:
        return {"garbled": pl.col("garbled_share") > self.max_share}

    def resources(self) -> Mapping[str, str]:
        return {"bigrams": bigrams.digest()}
