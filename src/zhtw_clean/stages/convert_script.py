"""Documents in Simplified Chinese, turned into Taiwan's characters."""

import functools
from collections.abc import Mapping
from importlib.metadata import version
from typing import Literal

from zhtw_clean.stage import Exprs, Stage
from zhtw_clean.text import Positive, Ratio, text, whole_column
from zhtw_clean.text.convert import CONVERTED, convert_simplified


class ConvertScript(Stage, frozen=True):
    """Convert documents written in simplified characters to Traditional Chinese; leave all others untouched.

    Counts the same decisive characters as `simplified`, whose columns it does not write. Japanese within a document
    stays as it is. Writes `converted`, the configuration a document was converted with, null where it was not.

    Options:
        config: the OpenCC configuration. `s2tw` (default) gives Taiwan's characters and leaves the words, `s2twp`
            also puts Taiwan's words for the mainland's (软件 → 軟體), right for computing alone, `s2t` gives
            OpenCC's own standard (裏, 爲). Compared in docs/stages/convert-script.md.
        min_ratio: smallest share of simplified among decisive characters with which a document is converted,
            between 0 and 1. Default 0.9: all but 10 of 21,427 mainland texts have 0.95 or more, and what is
            traditional already must not be converted again (里長 → 裡長).
        min_distinct: fewest different simplified characters that count as evidence. Default 3, as in `simplified`.
    """

    config: Literal["s2tw", "s2twp", "s2t"] = "s2tw"
    min_ratio: Ratio = 0.9
    min_distinct: Positive = 3

    def edits(self) -> Exprs:
        convert = functools.partial(
            convert_simplified, config=self.config, min_ratio=self.min_ratio, min_distinct=self.min_distinct
        )
        return (whole_column(text, convert, CONVERTED).struct.unnest(),)

    def resources(self) -> Mapping[str, str]:
        return {"opencc": version("opencc")}
