"""Documents in Simplified Chinese, whole or in part."""

import functools
from collections.abc import Mapping, Sequence
from typing import Literal

import polars as pl

from zhtw_clean.stage import Exprs, Stage, blank_in
from zhtw_clean.text import Positive, Ratio, text, whole_column
from zhtw_clean.text.passages import CUT, cut_simplified
from zhtw_clean.text.script import COUNTS, count_decisive, is_simplified


class Simplified(Stage, frozen=True):
    """Drop documents with too large a share of simplified characters.

    Only decisive characters are counted. Simplified are those that OpenCC turns into another and that only the
    mainland's character set has, none of Taiwan's, Hong Kong's and Japan's (so not 国, 户 or 吓); traditional are
    those it turns into one of these. Writes their numbers, `simplified_chars` and `traditional_chars`, and
    `distinct_simplified`.

    Options:
        max_ratio: largest share of simplified among decisive characters a document is kept with, between 0 and 1.
            Default 0.1. The lower end of the 95 % Wilson interval of the share is held against it, so
            a short text needs clearer evidence than a long one. Measured in docs/stages/simplified.md.
        min_distinct: fewest different simplified characters that count as evidence. Default 3: one
            repeated name or slip of the keyboard makes no simplified text.
        lines: `keep` (default) judges a document as it is. `drop` cuts simplified passages out of it, whole lines;
            it drops a document that is mainly simplified, or too much so after that. Writes `n_simplified_lines`,
            how many lines were cut; dropped documents keep in `simplified_text` what they were.
    """

    max_ratio: Ratio = 0.1
    min_distinct: Positive = 3
    lines: Literal["keep", "drop"] = "keep"

    def edits(self) -> Exprs:
        if self.lines == "keep":
            return ()
        cut = functools.partial(cut_simplified, max_ratio=self.max_ratio, min_distinct=self.min_distinct)
        return (whole_column(text, cut, CUT).struct.unnest(),)

    def measures(self) -> Exprs:
        return (whole_column(text, count_decisive, COUNTS).struct.unnest(),)

    def drop_reasons(self) -> Mapping[str, pl.Expr]:
        if self.lines == "drop":
            return {"simplified": blank_in("text") & (pl.col("n_simplified_lines") > 0)}
        return {"simplified": is_simplified(self.max_ratio, self.min_distinct)}

    def consumes(self) -> Sequence[str]:
        return () if self.lines == "keep" else ("simplified_text",)
