"""Documents in Simplified Chinese, turned into Taiwan's characters and words."""

import functools
from collections.abc import Mapping
from importlib.metadata import version
from typing import Literal

from zhtw_clean.stage import Exprs, Stage
from zhtw_clean.text import Positive, Ratio, text, whole_column
from zhtw_clean.text.convert import CONVERTED, convert_simplified


class ConvertScript(Stage, frozen=True):
    """Convert documents written mainly in simplified characters to Traditional Chinese; leave all others untouched.

    Counts the same decisive characters as `simplified`, whose columns it does not write.
    Writes `converted`, true where the text was converted.

    Options:
        config: the OpenCC configuration. `s2twp` (default) gives Taiwan's characters and its words (软件 → 軟體),
            `s2tw` Taiwan's characters alone, `s2t` OpenCC's own standard (裏, 爲).
        min_ratio: smallest share of simplified among decisive characters with which a document is converted,
            between 0 and 1. Default 0.5: conversion also touches the traditional part of a mixed text
            (台 → 臺, 文件 → 檔案), so most of it must be simplified.
        min_distinct: fewest different simplified characters that count as evidence. Default 3, as in `simplified`.
    """

    config: Literal["s2twp", "s2tw", "s2t"] = "s2twp"
    min_ratio: Ratio = 0.5
    min_distinct: Positive = 3

    def edits(self) -> Exprs:
        convert = functools.partial(
            convert_simplified, config=self.config, min_ratio=self.min_ratio, min_distinct=self.min_distinct
        )
        return (whole_column(text, convert, CONVERTED).struct.unnest(),)

    def resources(self) -> Mapping[str, str]:
        return {"opencc": version("opencc")}
