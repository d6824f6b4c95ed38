"""Punctuation of Chinese sentences."""

import polars as pl

from zhtw_clean.stage import Exprs, Stage
from zhtw_clean.text import text, whole_column
from zhtw_clean.text.punctuation import Length, Quotes, restore


class RestorePunctuation(Stage, frozen=True):
    """Give Chinese sentences back their ，：；！？（） where they have `, : ; ! ? ( )`, typed so or flattened by NFKC.

    A full stop becomes 。 only where it certainly ends a sentence. English sentences, code, tables, records,
    numbers, times, faces, list numbers, addresses and markup stay as they are.

    Options:
        quotes: "corner" also writes pairs of "…" and “…” around Chinese as 「…」, within those 『…』. Default "keep".
        ellipsis: "double" also writes `...`, `。。。` and a single … after Chinese as ……. Default "keep".
        dash: "double" also writes `--` and a single — between Chinese as ——. Default "keep".
            The forms are those of the Ministry of Education's handbook of punctuation marks (2008).
    """

    quotes: Quotes = "keep"
    ellipsis: Length = "keep"
    dash: Length = "keep"

    def edits(self) -> Exprs:
        return (whole_column(text, self._restore, pl.String).alias("text"),)

    def _restore(self, texts: pl.Series) -> pl.Series:
        return restore(texts, self.quotes, self.ellipsis, self.dash)
