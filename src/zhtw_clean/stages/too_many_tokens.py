"""Documents longer than the window they will be trained in."""

import importlib.metadata
from collections.abc import Mapping

import polars as pl

from zhtw_clean.resources import tokenizers
from zhtw_clean.resources.fetch import sha256
from zhtw_clean.stage import Exprs, Stage
from zhtw_clean.text import Positive, text, whole_column


class TooManyTokens(Stage, frozen=True):
    """Drop documents that have more tokens than a model is to read at once.

    Writes `n_tokens`, counted without the tokens that begin and end a text. What looks like a special
    token in a document, such as `<|end_of_text|>`, is counted as the text it is.

    Options:
        tokenizer: whose tokens are counted: `llama-3`, or the path of a tokenizer.json or of a tiktoken
            file with Llama-3's way of cutting a text, or a Hugging Face id. Default `llama-3`, which
            Llama 3.1, 3.2 and 3.3 share.
        max_tokens: most tokens a document is kept with. Default 4096, as for the training data of
            Llama-3.2-Taiwan-3B, which dropped longer documents and cut none.
    """

    tokenizer: str = "llama-3"
    max_tokens: Positive = 4096

    def measures(self) -> Exprs:
        def count(texts: pl.Series) -> pl.Series:
            return tokenizers.count_tokens(texts, self.tokenizer)

        return (whole_column(text, count, pl.UInt32).alias("n_tokens"),)

    def drop_reasons(self) -> Mapping[str, pl.Expr]:
        return {"too-many-tokens": pl.col("n_tokens") > self.max_tokens}

    def resources(self) -> Mapping[str, str]:
        return {
            f"tokenizer {self.tokenizer}": sha256(tokenizers.locate(self.tokenizer)),
            **{library: importlib.metadata.version(library) for library in ("splintr-rs", "tokenizers")},
        }
