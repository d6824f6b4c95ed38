"""Documents in Simplified Chinese, whole or in part."""

from collections.abc import Mapping

import polars as pl

from zhtw_clean.stage import Exprs, Stage
from zhtw_clean.text import Positive, Ratio, text, whole_column
from zhtw_clean.text.script import COUNTS, count_decisive, wilson_lower


class Simplified(Stage, frozen=True):
    """Drop documents with too large a share of simplified characters.

    Only decisive characters are counted. Simplified are those that OpenCC turns into another and that only the
    mainland's character set has, none of Taiwan's, Hong Kong's and Japan's (so not 国, 户 or 吓); traditional those
    it turns into another and that Taiwan's has and the mainland's has not.
    Writes their numbers, `simplified_chars` and `traditional_chars`, and `distinct_simplified`.

    Options:
        max_ratio: largest share of simplified among decisive characters a document is kept with, between 0 and 1.
            Default 0.05. The lower end of the 95 % Wilson interval of the share is held against it, so
            a short text needs clearer evidence than a long one. Measured in docs/stages/simplified.md.
        min_distinct: fewest different simplified characters that count as evidence. Default 3: one
            repeated name or slip of the keyboard makes no simplified text.
    """

    max_ratio: Ratio = 0.05
    min_distinct: Positive = 3

    def measures(self) -> Exprs:
        return (whole_column(text, count_decisive, COUNTS).struct.unnest(),)

    def drop_reasons(self) -> Mapping[str, pl.Expr]:
        simplified = pl.col("simplified_chars")
        too_many = wilson_lower(simplified, simplified + pl.col("traditional_chars")) > self.max_ratio
        return {"simplified": too_many & (pl.col("distinct_simplified") >= self.min_distinct)}
