"""Documents in another region's Chinese, whatever characters they are written in."""

import re
from collections.abc import Mapping
from functools import partial

import msgspec
import polars as pl

from zhtw_clean.resources import variety
from zhtw_clean.stage import Exprs, Stage
from zhtw_clean.text import Positive, text, whole_column
from zhtw_clean.text.host import host
from zhtw_clean.text.variety import JUDGEMENT, judge_variety


class NotTaiwanese(Stage, frozen=True):
    """Drop documents worded as on the mainland (視頻, 質量, 軟件) or in Hong Kong, in traditional characters too.

    Writes `mainland_llr` and `hong_kong_llr`: how much likelier the wording is there than in Taiwan, as the natural
    logarithm of a ratio (3: twenty times), null where there is too little to tell; and `variety_terms`, of documents
    that are dropped, the five terms that speak most against Taiwan. docs/variety.md tells what the model has learned.

    Options:
        max_mainland: largest `mainland_llr` a document is kept with. Default 6.
        max_hong_kong: largest `hong_kong_llr` a document is kept with. Default 6.
        min_chars: Han characters that are enough to tell. Default 200; documents with fewer are kept.
        hosts: what is known of hosts beforehand, added to `mainland_llr` of documents with a column `url`: the end of
            a host's name → nats, such as `{cn: 3, com.tw: -3}`; the longest end counts. Default: nothing.
    """

    max_mainland: float = 6.0
    max_hong_kong: float = 6.0
    min_chars: Positive = 200
    hosts: Mapping[str, float] = msgspec.field(default_factory=dict)

    def measures(self) -> Exprs:
        limits = (self.max_mainland, self.max_hong_kong)
        judge = partial(judge_variety, min_han=self.min_chars, limits=limits)
        return (whole_column(pl.struct(text, self._prior().alias("prior")), judge, JUDGEMENT).struct.unnest(),)

    def drop_reasons(self) -> Mapping[str, pl.Expr]:
        return {
            "mainland": pl.col("mainland_llr") > self.max_mainland,
            "hong-kong": pl.col("hong_kong_llr") > self.max_hong_kong,
        }

    def resources(self) -> Mapping[str, str]:
        return {"variety": variety.digest()}

    def _prior(self) -> pl.Expr:
        if not self.hosts:
            return pl.lit(0.0)
        longest_first = sorted(self.hosts, key=len, reverse=True)
        known = (
            pl.when(host.str.contains(rf"(?:^|\.){re.escape(end)}$")).then(self.hosts[end]) for end in longest_first
        )
        return pl.coalesce(*known, pl.lit(0.0))
