"""How fast Llama-3 tokens are counted on one core, against tiktoken, which Meta's own code uses; do all counts agree?

POLARS_MAX_THREADS=1 RAYON_NUM_THREADS=1 taskset -c 1 python benchmarks/tokens.py [../shared/data]
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl
import splintr
import tiktoken
from tiktoken.load import load_tiktoken_bpe

from zhtw_clean.resources.tokenizers import count_tokens, locate

SETS = ("text/medium", "text/laws-hard-wrapped", "text/judgments", "text/poems")
MAX_BYTES = 24_000_000


def main() -> None:
    """Print the table."""
    data = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data")
    ranks = load_tiktoken_bpe(str(locate("llama-3")))
    reference = tiktoken.Encoding("llama-3", pat_str=splintr.LLAMA3_PATTERN, mergeable_ranks=ranks, special_tokens={})
    count_tokens(pl.Series(["熱身"]), "llama-3")
    print(f"{'set':24} {'MB':>5} {'tokens/character':>16} {'ours MB/s':>10} {'tiktoken MB/s':>14} {'ratio':>6}  agree")
    for name in SETS:
        texts = pl.read_ndjson(data / f"{name}.jsonl.zst", infer_schema_length=None)["text"].drop_nulls()
        texts = texts.filter(texts.str.len_bytes().cum_sum() <= MAX_BYTES)
        size = int(texts.str.len_bytes().sum()) / 1e6
        ours, our_time = timed(lambda texts: count_tokens(texts, "llama-3").to_list(), texts)
        theirs, their_time = timed(lambda texts: [len(reference.encode_ordinary(text)) for text in texts], texts)
        share = sum(ours) / int(texts.str.len_chars().sum())
        rates = f"{size / our_time:10.1f} {size / their_time:14.1f} {their_time / our_time:6.2f}"
        print(f"{name:24} {size:5.1f} {share:16.2f} {rates}  {ours == theirs}", flush=True)


def timed(work: Callable[[pl.Series], list[int]], texts: pl.Series) -> tuple[list[int], float]:
    """Work on the texts, and the processor seconds it took."""
    start = time.process_time()
    return work(texts), time.process_time() - start


if __name__ == "__main__":
    main()
