# ruff: noqa: RUF001 - look-alikes are what is tested
"""Token counts are those of Meta's tokenizer and of Hugging Face's `tokenizers`, whatever the text."""

import base64
import functools
import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

import corpora
from strategies import damaged
from zhtw_clean.problems import ResourceError
from zhtw_clean.resources import fetch, tokenizers
from zhtw_clean.stage import DROP_REASON, mark
from zhtw_clean.stages import TooManyTokens
from zhtw_clean.testing import TRICKY, documents

SHARED = Path(__file__).parent.parent.parent / "shared" / "data"
VECTORS = SHARED / "llama3" / "test_vectors.jsonl"
LLAMA_3 = (  # from Meta's tokenizer.py, https://github.com/meta-llama/llama-models
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)
SPECIAL = ["<|begin_of_text|>", "<|end_of_text|>", "<|eot_id|>"]
ODD = [
    *(text for text in TRICKY if text),
    "", " ", "\n\n \n", "a  b", "\t\tx", "I'M it'S ſ'ſ 'ſ", "1234567 1,234", "é e\u0301 ﷺ", "👩‍👩‍👧‍👦", "\x00\x01",
    "㊙︎", "a\u2028b", "１２３４", "している", " jehow", "了嗎？\r\n\r\n好。", "𠢕𪜶",
    "<|end_of_text|>你<|eot_id|> <|reserved",
]  # fmt: skip


def count(texts: list[str | None], tokenizer: str = "llama-3") -> list[int | None]:
    return mark(documents(texts), TooManyTokens(tokenizer=tokenizer, max_tokens=10**9))["n_tokens"].to_list()


@functools.cache
def byte_letters() -> dict[int, str]:
    printing = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in printing]
    return {byte: chr(byte) for byte in printing} | {byte: chr(0x100 + n) for n, byte in enumerate(others)}


@functools.cache
def llama_3_spec() -> dict[str, Any]:
    """Meta's file in Hugging Face's form: any two tokens that make a third may merge, in the order of the third."""
    lines = tokenizers.locate("llama-3").read_bytes().splitlines()
    ranks = {base64.b64decode(token): int(rank) for token, rank in (line.split() for line in lines)}
    named = {token: "".join(map(byte_letters().__getitem__, token)) for token in ranks}
    merges = [
        (named[token[:cut]], named[token[cut:]])
        for token in sorted(ranks, key=ranks.__getitem__)
        for cut in range(1, len(token))
        if token[:cut] in ranks and token[cut:] in ranks
    ]
    vocab = {named[token]: rank for token, rank in ranks.items()}
    tokenizer = Tokenizer(models.BPE(vocab=vocab, merges=merges, ignore_merges=True))
    tokenizer.pre_tokenizer = cut_by(LLAMA_3)
    tokenizer.add_special_tokens(SPECIAL)
    spec: dict[str, Any] = json.loads(tokenizer.to_str())
    return spec


def cut_by(pattern: str) -> pre_tokenizers.PreTokenizer:
    to_bytes = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    return pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(pattern), "isolated"), to_bytes])


@pytest.fixture(scope="module")
def reference() -> Tokenizer:
    return Tokenizer.from_str(json.dumps(llama_3_spec() | {"added_tokens": []}))


def reference_counts(texts: list[str], reference: Tokenizer) -> list[int]:
    return [len(encoding.ids) for encoding in reference.encode_batch_fast(texts)]


def test_drops_above_the_cutoff_and_counts_all() -> None:
    marked = mark(documents(["你好" * 3, "你好" * 4, None]), TooManyTokens(max_tokens=6))
    assert marked["n_tokens"].to_list() == [6, 8, None]
    assert marked[DROP_REASON].to_list() == [None, "too-many-tokens", None]


@pytest.mark.skipif(not VECTORS.exists(), reason="needs the shared data")
def test_counts_equal_metas() -> None:
    vectors = [json.loads(line) for line in VECTORS.read_text(encoding="utf-8").splitlines()]
    assert count([vector["text"] for vector in vectors]) == [len(vector["ids"]) for vector in vectors]


def test_special_tokens_in_a_text_are_text() -> None:
    assert count(["<|end_of_text|>", "<|eot_id|>"]) == [7, 7]


def test_odd_texts_equal_the_reference(reference: Tokenizer) -> None:
    assert count([*ODD]) == reference_counts(ODD, reference)


@pytest.mark.slow
def test_llama_3_as_tokenizer_json_counts_the_same(tmp_path: Path) -> None:
    (tmp_path / "tokenizer.json").write_text(json.dumps(llama_3_spec()), encoding="utf-8")
    assert count([*ODD], str(tmp_path)) == count([*ODD])


@settings(deadline=None, max_examples=200)
@given(texts=st.lists(damaged | st.text(), min_size=1, max_size=5))
def test_any_text_equals_the_reference(texts: list[str], reference: Tokenizer) -> None:
    assert count([*texts]) == reference_counts(texts, reference)


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.exists(), reason="needs the shared data")
@pytest.mark.parametrize("name", ["text/small", "text/laws-hard-wrapped", "text/judgments", "text/poems"])
def test_a_large_sample_equals_the_reference(name: str, reference: Tokenizer) -> None:
    texts = pl.read_ndjson(SHARED / f"{name}.jsonl.zst", infer_schema_length=None)["text"].drop_nulls().to_list()
    assert count(texts) == reference_counts(texts, reference)


@pytest.mark.parametrize("unit", ["a", "哈", " ", "\n", "-", "ab", "天地玄黃", "<|eot_id|>", "👩‍👩‍👧‍👦"])
def test_time_grows_with_length_alone(unit: str, reference: Tokenizer) -> None:
    long, short = unit * (600_000 // len(unit)), unit * 20
    assert count([short]) == reference_counts([short], reference)
    assert count([long])[0]


BYTES = pre_tokenizers.ByteLevel.alphabet()
GPT_2 = pre_tokenizers.ByteLevel(add_prefix_space=False)
OTHERS: dict[str, tuple[Any, Any, dict[str, Any]]] = {
    "llama-3's cut": (cut_by(LLAMA_3), None, {}),
    "whole pieces": (cut_by(LLAMA_3), None, {"ignore_merges": True}),
    "gpt-2's cut": (GPT_2, None, {}),
    "space before": (pre_tokenizers.ByteLevel(add_prefix_space=True), None, {}),
    "single digits": (pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True), GPT_2]), None, {}),
    "han apart": (cut_by(r"[一-龥]+|\p{L}+|\s+|[^\s\p{L}]+"), normalizers.NFC(), {}),
    "no bytes": (pre_tokenizers.Metaspace(), None, {"unk_token": "<unk>", "byte_fallback": True}),
}


@pytest.mark.parametrize("kind", OTHERS)
def test_any_tokenizer_json_counts_as_hugging_face_does(kind: str, tmp_path: Path) -> None:
    cutter, normalizer, options = OTHERS[kind]
    tokenizer: Any = Tokenizer(models.BPE(**options))
    tokenizer.pre_tokenizer, tokenizer.decoder = cutter, decoders.ByteLevel()
    if normalizer:
        tokenizer.normalizer = normalizer
    special = ["<unk>", "<|end_of_text|>"]
    trainer = trainers.BpeTrainer(vocab_size=2000, special_tokens=special, initial_alphabet=BYTES, show_progress=False)
    tokenizer.train_from_iterator(corpora.texts(60), trainer)
    tokenizer.add_tokens([AddedToken("圖書館", normalized=False)])
    tokenizer.enable_truncation(5)
    path = tmp_path / "tokenizer.json"
    tokenizer.save(str(path))
    tokenizer.no_truncation()
    texts = [text for text in [*ODD, *corpora.texts(40, seed=1)] if not any(word in text for word in special)]
    assert count([*texts], str(path)) == [len(tokenizer.encode(text, add_special_tokens=False).ids) for text in texts]


@pytest.mark.parametrize("content", [b"", b"\x08\x01\x12", b"aGk= 0\n", b"{}", b'{"model": {"type": "BPE"}}', b"{"])
def test_a_broken_file_is_named(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "tokenizer.model"
    path.write_bytes(content)
    with pytest.raises(ResourceError, match=r"tokenizer\.model"):
        TooManyTokens(tokenizer=str(path))("你好")


def test_an_unknown_name_gets_a_hint() -> None:
    with pytest.raises(ResourceError, match="did you mean `llama-3`"):
        TooManyTokens(tokenizer="llama3")("你好")


def test_a_file_that_changes_is_another_tokenizer(tmp_path: Path) -> None:
    path = tmp_path / "tokenizer.json"
    lines = tokenizers.locate("llama-3").read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines))
    first = TooManyTokens(tokenizer=str(path))
    before = (first.resources(), count(["臺灣的繁體中文語料"], str(path)))
    path.write_bytes(b"".join(lines[:1000]))
    after = (first.resources(), count(["臺灣的繁體中文語料"], str(path)))
    assert before[0] != after[0]
    assert before[1] < after[1]


def test_a_download_that_fails_says_what_to_do(tmp_path: Path) -> None:
    command = "from zhtw_clean.stages import TooManyTokens; TooManyTokens()('你好')"
    nowhere = {"ZHTW_CLEAN_CACHE": str(tmp_path), "PIP_CONFIG_FILE": "/dev/null", "PIP_NO_INDEX": "1", "PATH": ""}
    run = subprocess.run([sys.executable, "-c", command], env=nowhere, capture_output=True, text=True, check=False)
    assert "cannot download tokenizer.model" in run.stderr
    assert f"put it at {tmp_path}" in run.stderr


def test_the_file_is_known_by_its_digest() -> None:
    path = tokenizers.locate("llama-3")
    assert hashlib.sha256(path.read_bytes()).hexdigest() == tokenizers.BUILT_IN["llama-3"].sha256 == fetch.sha256(path)
