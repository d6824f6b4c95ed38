"""Characters that are damage rather than text."""

from collections.abc import Mapping

import polars as pl

from zhtw_clean.resources import bigrams
from zhtw_clean.stage import Exprs, Stage
from zhtw_clean.text import text, whole_column
from zhtw_clean.text.private_use import count_private_use
from zhtw_clean.text.unicode import repair


class RepairUnicode(Stage, frozen=True):
    """Read again what was read in the wrong charset, and bring every character into the one form that stands for it.

    Mojibake, by lines; entities and `<br>` left over from HTML; canonical equivalence (NFC), radicals used as letters,
    the private characters of ETEN, controls, zero-width and direction marks, no-break spaces, foreign line breaks.
    Other private characters stay: nobody can know what they mean. Writes `private_use_chars`, how many there are.
    It has no options: what is left differs in meaning.
    """

    def edits(self) -> Exprs:
        return (whole_column(text, repair, pl.String).alias("text"),)

    def measures(self) -> Exprs:
        return (whole_column(text, count_private_use, pl.UInt32).alias("private_use_chars"),)

    def resources(self) -> Mapping[str, str]:
        return {"bigrams": bigrams.digest()}
