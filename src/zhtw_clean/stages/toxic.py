"""Unfit content: gambling, pornography, scams, swearing, abuse."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Literal

import polars as pl

from zhtw_clean.resources import toxic
from zhtw_clean.stage import Exprs, Stage, blank_in
from zhtw_clean.text import Ratio, text, whole_column
from zhtw_clean.text.host import host
from zhtw_clean.text.toxic import CATEGORIES, SCORES, score_toxic
from zhtw_clean.text.toxic_lines import CUT, LIMITS, cut_toxic


class Toxic(Stage, frozen=True):
    """Drop pages of gambling, pornography, loans and scams, documents full of swearing, and open abuse of people.

    Writes six scores between 0 and 1. `gambling_score`, `pornography_score`, `spam_score` (loans, sham investments and
    jobs, drugs, forgeries) and `profanity_score` count terms: how many different ones there are, and how dense they
    stand; what law, news, medicine and teaching say counts against the first three. `advert_score` (any of the first
    three) and `abuse_score` come from a model of how such texts are worded; an advertisement counts for what most of
    its terms speak of. docs/toxic.md tells what that has learned, and what all was measured on.

    Options:
        action: `drop` (default) a document with a score above its limit; cut such `lines` out of it, and drop it only
            where it is unfit without them too; or just `mark` it with the scores. Cutting writes `n_toxic_lines`, and
            dropped documents keep in `toxic_text` what they were.
        max_gambling: largest `gambling_score` a document is kept with, between 0 and 1. Default 0.5.
        max_pornography: largest `pornography_score`. Default 0.5.
        max_spam: largest `spam_score`. Default 0.5.
        max_profanity: largest `profanity_score`. Default 0.5: a swear word in every 20 characters.
        max_advert: largest `advert_score`. Default 0.5.
        max_abuse: largest `abuse_score`. Default 0.95: open hatred, not debate.
        blocklists: files with a domain on each line, as those of UT1 are (`gambling/domains`). Documents are dropped
            whose column `url` has such a host, or one under it. Writes `blocked_host`. Default: none.
    """

    action: Literal["drop", "lines", "mark"] = "drop"
    max_gambling: Ratio = 0.5
    max_pornography: Ratio = 0.5
    max_spam: Ratio = 0.5
    max_profanity: Ratio = 0.5
    max_advert: Ratio = 0.5
    max_abuse: Ratio = 0.95
    blocklists: tuple[str, ...] = ()

    def edits(self) -> Exprs:
        if self.action != "lines":
            return ()
        rows = pl.struct(text, self._blocked().alias("blocked_host"))
        return (whole_column(rows, partial(cut_toxic, limits=self._limits()), CUT).struct.unnest(),)

    def measures(self) -> Exprs:
        scores = whole_column(text, score_toxic, SCORES).struct.unnest()
        return (scores, self._blocked().alias("blocked_host")) if self.blocklists else (scores,)

    def drop_reasons(self) -> Mapping[str, pl.Expr]:
        if self.action == "mark":
            return {}
        named = {f"toxic-{name}": pl.col(f"{name}_score") > limit for name, limit in self._limits().items()}
        if self.action == "lines":
            named = {"toxic-lines": blank_in("text") & (pl.col("n_toxic_lines") > 0)}
        return {"toxic-host": pl.col("blocked_host")} | named if self.blocklists else named

    def consumes(self) -> Sequence[str]:
        return ("toxic_text",) if self.action == "lines" else ()

    def resources(self) -> Mapping[str, str]:
        return toxic.digests(self.blocklists)

    def _limits(self) -> LIMITS:
        return {name: getattr(self, f"max_{name}") for name in CATEGORIES}

    def _blocked(self) -> pl.Expr:
        if not self.blocklists:
            return pl.lit(value=False)
        lists = (whole_column(host, partial(toxic.blocked, path=path), pl.Boolean) for path in self.blocklists)
        return pl.any_horizontal(lists)
