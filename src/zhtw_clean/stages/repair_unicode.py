"""Characters that are damage rather than text."""

import polars as pl

from zhtw_clean.stage import Exprs, Stage
from zhtw_clean.text import text, whole_column
from zhtw_clean.text.unicode import repair


class RepairUnicode(Stage, frozen=True):
    """Bring every character into the one form that stands for it, and remove those that nobody sees.

    Canonical equivalence (NFC), radicals used as letters, controls, zero-width and direction marks,
    no-break spaces, foreign line breaks. It has no options: what is left differs in meaning.
    """

    def edits(self) -> Exprs:
        return (whole_column(text, repair, pl.String).alias("text"),)
