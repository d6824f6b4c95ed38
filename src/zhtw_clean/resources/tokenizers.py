"""Tokenizers: found by name, path or Hugging Face id, and loaded to count.

Byte-level pair encodings, Llama-3's among them, are counted by splintr, which gives the ids of Hugging Face's
`tokenizers` several times as fast; all others by `tokenizers` itself.
"""

import contextlib
import functools
import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from zhtw_clean.problems import Problem, ResourceError, did_you_mean
from zhtw_clean.resources.fetch import PackageFile, find, sha256

Counter = Callable[[Sequence[str]], NDArray[np.int64]]

BUILT_IN = {
    "llama-3": PackageFile(
        package="llama_models",
        version="0.3.0",
        path="llama_models/llama3/tokenizer.model",
        sha256="82e9d31979e92ab929cd544440f129d9ecd797b69e327f80f17e1c50d5551b55",
    )
}
_NOT_A_TOKENIZER = "neither a tokenizer.json nor a tiktoken file"
_N_BYTES = 256


def locate(tokenizer: str) -> Path:
    """Find the file of a tokenizer, and load it to see that it is one.

    `tokenizer`: a built-in name, a file, a folder with a tokenizer.json, or a Hugging Face id.

    Raises:
        ResourceError: where there is none, it cannot be had, or is something else.
    """
    path = _find(tokenizer)
    _counter(path, sha256(path))
    return path


def _find(tokenizer: str) -> Path:
    if tokenizer in BUILT_IN:
        return find(BUILT_IN[tokenizer])
    path = Path(tokenizer).expanduser()
    if path.is_dir():
        path /= "tokenizer.json"
    if path.is_file():
        return path
    if path.suffix not in {".json", ".model"} and re.fullmatch(r"\w[\w.-]*/\w[\w.-]*", tokenizer, re.ASCII):
        return _from_hub(tokenizer)
    hint = f"{did_you_mean(tokenizer, BUILT_IN)} Or name a tokenizer.json, or a Hugging Face id such as `owner/name`"
    raise ResourceError(Problem(f"there is no tokenizer `{tokenizer}`", str(path), hint))


def count_tokens(texts: pl.Series, tokenizer: str) -> pl.Series:
    """Count the tokens of each text, none of them special; null for null.

    Raises:
        ResourceError: where the tokenizer cannot be had or read.
    """
    path = _find(tokenizer)
    counts = _counter(path, sha256(path))(texts.fill_null("").to_list())
    return pl.select(pl.when(texts.is_not_null()).then(pl.Series(counts, dtype=pl.UInt32))).to_series()


@functools.lru_cache(maxsize=4)
def _counter(path: Path, digest: str) -> Counter:  # noqa: ARG001 - a changed file is another tokenizer
    content = path.read_bytes()
    try:
        if not content.lstrip().startswith(b"{"):
            return _tiktoken_counter(content)
        return _json_counter(json.loads(content))
    except (ValueError, TypeError, LookupError, AttributeError) as error:  # JSON of another shape
        hint = "a SentencePiece model comes with a tokenizer.json as well: name that"
        raise ResourceError(Problem(f"{_NOT_A_TOKENIZER}: {error}", str(path), hint)) from error


def _tiktoken_counter(ranks: bytes) -> Counter:
    import splintr

    tokenizer = splintr.Tokenizer.from_bytes(ranks, splintr.LLAMA3_PATTERN)
    if tokenizer.vocab_size < _N_BYTES:
        msg = f"it has {tokenizer.vocab_size} tokens"
        raise ValueError(msg)
    return _count_with_splintr(tokenizer)


def _json_counter(spec: dict[str, Any]) -> Counter:
    words = [token for token in spec.get("added_tokens", ()) if not token["special"]]
    plain = {"truncation": None, "padding": None, "post_processor": None, "added_tokens": words}
    content = json.dumps(spec | plain)
    if _is_byte_level(spec):
        import splintr

        with contextlib.suppress(ValueError):  # it has a part that splintr does not know
            return _count_with_splintr(splintr.from_json_bytes(content.encode()))
    return _count_with_tokenizers(content)


def _is_byte_level(spec: dict[str, Any]) -> bool:
    """Does it merge bytes, and nothing but bytes?"""
    model, cutter = spec.get("model") or {}, spec.get("pre_tokenizer") or {}
    to_bytes = {"type": "ByteLevel", "add_prefix_space": False}
    cutters = cutter.get("pretokenizers", [cutter])
    return model.get("type") == "BPE" and any(to_bytes.items() <= step.items() for step in cutters)


def _count_with_splintr(tokenizer: Any) -> Counter:  # noqa: ANN401 - one of two classes of splintr
    def count(texts: Sequence[str]) -> NDArray[np.int64]:
        _, ends = tokenizer.encode_batch_flat(texts)
        offsets = np.frombuffer(ends, np.int64)
        return offsets[1:] - offsets[:-1]

    return count


def _count_with_tokenizers(content: str) -> Counter:
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_str(content)
    except Exception as error:  # tokenizers raises nothing narrower
        raise ValueError(str(error)) from error

    def count(texts: Sequence[str]) -> NDArray[np.int64]:
        # One by one: encoding in batches would start threads.
        return np.fromiter((len(tokenizer.encode(text)) for text in texts), np.int64, len(texts))

    return count


def _from_hub(name: str) -> Path:
    import huggingface_hub

    try:
        kept = huggingface_hub.try_to_load_from_cache(name, "tokenizer.json")
        return Path(kept if isinstance(kept, str) else huggingface_hub.hf_hub_download(name, "tokenizer.json"))
    except (OSError, ValueError) as error:
        hint = "download its tokenizer.json where you can, and name the file: `tokenizer: path/to/tokenizer.json`"
        raise ResourceError(Problem(f"cannot get the tokenizer of `{name}`: {error}", name, hint)) from error
