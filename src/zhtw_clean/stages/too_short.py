"""Stubs, error pages and one-line replies."""

from collections.abc import Mapping

import polars as pl

from zhtw_clean.stage import Exprs, Stage
from zhtw_clean.text import Count, text


class TooShort(Stage, frozen=True):
    r"""Drop documents with too little to say.

    White space is not counted. Writes `n_chars`, the number of characters that are not white space.

    Options:
        min_chars: fewest characters a document is kept with. Default 100, about four Chinese
            sentences; ChineseWebText asks for 200 (Chen et al. 2023, arXiv 2311.01149), which
            loses most of Taiwan's legal articles.
    """

    min_chars: Count = 100

    def measures(self) -> Exprs:
        return ((text.str.len_chars() - text.str.count_matches(r"\s")).alias("n_chars"),)

    def drop_reasons(self) -> Mapping[str, pl.Expr]:
        return {"too-short": pl.col("n_chars") < self.min_chars}
