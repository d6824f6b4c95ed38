"""Documents in another language than those wanted."""

import importlib.metadata
from collections.abc import Mapping
from typing import Annotated

import polars as pl
from msgspec import Meta

from zhtw_clean.resources import languages
from zhtw_clean.resources.fetch import sha256
from zhtw_clean.stage import Exprs, Stage
from zhtw_clean.text import Ratio, text, whole_column
from zhtw_clean.text.language import FINDING, find_language

Code = Annotated[str, Meta(pattern="^[a-z]{2,3}(_[A-Z][a-z]{3})?$", description="a code such as `zh`, `yue` or `ja`")]

_NAMED = ("zh", "yue", "lzh", "nan", "hak", "ja", "ko", "en")


class WrongLanguage(Stage, frozen=True):
    """Drop documents in a language that is not wanted.

    Writes `language`, a code of ISO 639: `zh` Mandarin, whatever the script, `yue` Cantonese, `lzh` Classical Chinese,
    `nan` Taiwanese and `hak` Hakka, in Han or romanised, `ja`, `ko`, and for all others what fastText's lid.176 says,
    or `und` where that is not sure. Writes `language_score`, between 0 and 1. Both are null for a text of fewer
    than 20 words, which stays. A word is a Han character, a kana, a syllable of Hangul, or a run of other letters.

    Options:
        keep: codes of the languages that stay. Default `zh`, `lzh`, `nan` and `hak`.
        min_chinese: smallest share of Chinese words that makes a document Chinese, between 0 and 1. Words of
            other scripts count only in sentences: code, tables and terms within Chinese do not. Default 0.1.
            Measured in docs/stages/wrong-language.md.
        model: `lid.176`, the compressed model, or the path of a model that fastText's `supervised` made.
    """

    keep: Annotated[tuple[Code, ...], Meta(min_length=1)] = ("zh", "lzh", "nan", "hak")
    min_chinese: Ratio = 0.1
    model: str = languages.LID_176

    def measures(self) -> Exprs:
        def find(texts: pl.Series) -> pl.Series:
            return find_language(texts, self.min_chinese, self.model)

        return (whole_column(text, find, FINDING).struct.unnest(),)

    def drop_reasons(self) -> Mapping[str, pl.Expr]:
        language = pl.col("language")
        named = {f"language-{code}": language == code for code in _NAMED if code not in self.keep}
        return named | {"wrong-language": ~language.is_in(self.keep)}

    def resources(self) -> Mapping[str, str]:
        return {
            f"model {self.model}": sha256(languages.locate(self.model)),
            "fasttext-community": importlib.metadata.version("fasttext-community"),
        }
