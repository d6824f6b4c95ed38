"""Simplified to Traditional Chinese with OpenCC."""

import functools
import re
from collections.abc import Callable

import polars as pl

from zhtw_clean.text.decisive import SIMPLIFIED
from zhtw_clean.text.rows import edit_each, edit_rows
from zhtw_clean.text.script import count_decisive, simplified_share

CONVERTED = pl.Struct({"text": pl.String, "converted": pl.String})

_SEAM = "\ufdd0"  # no character of any language
_KANA = "ぁ-ゖァ-ヺｦ-ﾝ"
_HAN = "々〆ー㐀-鿿豈-﫿"
_EITHER = rf"(?:(?![{SIMPLIFIED}])[{_HAN}])"
_JAPANESE = rf"(?<![{_KANA}{_HAN}])(?:{_EITHER}*[{_KANA}])+{_EITHER}*(?![{_KANA}{_HAN}])"
_KEPT = re.compile(rf"(\0+|{_JAPANESE})")  # OpenCC stops reading at a NUL character
_PECULIAR = rf"[\x00{_SEAM}{_KANA}]"

_LONGEST = 1 << 16  # characters: OpenCC needs seven times the memory of what it is given
_BLOCK = re.compile(rf"(?s:.{{1,{_LONGEST}}}(?:(?<=[\s{_SEAM}。，])|\Z)|.{{1,{_LONGEST}}})")
"""No word in OpenCC's dictionaries has white space or a mark in it, so parts cut there give what the whole would."""


def convert_simplified(column: pl.Series, config: str, min_ratio: float, min_distinct: int) -> pl.Series:
    """Convert the texts that are written in simplified characters; leave the others as they are."""
    enough = (simplified_share() >= min_ratio) & (pl.col("distinct_simplified") >= min_distinct)
    chosen = count_decisive(column).struct.unnest().select(enough).to_series()
    texts = edit_rows(column, chosen, lambda some: convert_texts(some, config))
    made = pl.select(pl.when(chosen).then(pl.lit(config))).to_series()
    return pl.DataFrame({"text": texts, "converted": made}).to_struct(column.name)


def convert_texts(texts: pl.Series, config: str) -> pl.Series:
    """Convert texts, all in one but for those in which something must stay as it is."""
    convert = converter(config)

    def in_one(some: pl.Series) -> pl.Series:
        return pl.Series(some.name, _convert_blocks(_SEAM.join(some), convert).split(_SEAM), dtype=pl.String)

    def in_pieces(text: str) -> str:
        pieces = _KEPT.split(text)
        pieces[::2] = [_convert_blocks(piece, convert) for piece in pieces[::2]]
        return "".join(pieces)

    peculiar = texts.str.contains(_PECULIAR)
    return edit_rows(edit_rows(texts, ~peculiar, in_one), peculiar, lambda some: edit_each(some, in_pieces))


def _convert_blocks(text: str, convert: Callable[[str], str]) -> str:
    return "".join(map(convert, _BLOCK.findall(text)))


@functools.cache
def converter(config: str) -> Callable[[str], str]:
    """Load an OpenCC configuration once in each process."""
    from opencc import OpenCC

    convert: Callable[[str], str] = OpenCC(config).convert
    return convert
