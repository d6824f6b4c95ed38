"""How fast duplicates are found, on one core: signatures against datasketch, then buckets and verdicts.

POLARS_MAX_THREADS=1 taskset -c 1 python benchmarks/dedup.py [../shared/data]
"""

import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np
import polars as pl
from datasketch import MinHash

from zhtw_clean.sketch import lsh
from zhtw_clean.stage import CorpusStage
from zhtw_clean.stages.exact_duplicate import ExactDuplicate
from zhtw_clean.stages.near_duplicate import NearDuplicate

N_DOCUMENTS = 1_000_000
N_PARTITIONS = 16
Result = TypeVar("Result")


def main() -> None:
    """Print the table."""
    data = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data")
    texts = pl.read_ndjson(data / "text/small.jsonl.zst").select(pl.int_range(pl.len()).alias("doc_id"), "text")
    near = NearDuplicate()
    for stage in (near, NearDuplicate(num_perm=64), NearDuplicate(num_perm=256), ExactDuplicate()):
        _, first = timed(partial(keys, stage, texts.head(1)))
        _, seconds = timed(partial(keys, stage, texts), rounds=5)
        print(f"{stage!s:88}  first call {first:5.2f} s  {megabytes(texts) / seconds:7.1f} MB/s")
    sample = texts[::40]
    _, theirs = timed(lambda: datasketch(sample["text"].to_list()))
    _, ours = timed(lambda: keys(near, sample), rounds=5)
    print(f"datasketch.MinHash.update_batch, character 5-grams, {megabytes(sample) / theirs:.2f} MB/s; ", end="")
    print(f"near-duplicate on the same {sample.height} texts is {theirs / ours:.0f} times as fast")
    verdicts_of_many(near)


def keys(stage: CorpusStage, texts: pl.DataFrame) -> pl.DataFrame:
    """Gather what the stage asks for."""
    return texts.select("doc_id", *stage.keys())


def datasketch(texts: list[str]) -> None:
    """Sketch texts the way datasketch's examples do."""
    for text in texts:
        MinHash(128).update_batch({text[n : n + 5].encode() for n in range(len(text) - 4)})


def verdicts_of_many(stage: NearDuplicate) -> None:
    """Time buckets and verdicts for synthetic signatures, three in ten documents a changed copy of one before."""
    partitions = [synthetic(n) for n in range(N_PARTITIONS)]
    stage.verdicts([stage.meet(partitions[0].head(10))])
    evidence, meeting = timed(lambda: [stage.meet(part.sort("key", "doc_id")) for part in partitions])
    verdicts, judging = timed(lambda: stage.verdicts(evidence))
    n_records, n_pairs = (sum(part.height for part in parts) for parts in (partitions, evidence))
    size = sum(part.estimated_size() for part in partitions) / n_records
    print(f"{N_DOCUMENTS:,} documents, {n_records:,} records of {size:.0f} bytes, {n_pairs:,} pairs, ", end="")
    print(f"{verdicts.height:,} dropped: buckets {meeting:.2f} s, verdicts {judging:.2f} s")


def synthetic(partition: int) -> pl.DataFrame:
    """Build the records of one partition's worth of documents (a document's likes are in its partition)."""
    random = np.random.default_rng(partition)
    n = N_DOCUMENTS // N_PARTITIONS
    signatures = random.integers(0, 1 << 32, (n, 128), dtype=np.uint32)
    copies = random.choice(np.arange(1, n), 3 * n // 10, replace=False)
    changed = random.random((copies.size, 128)) < random.choice([0.02, 0.1, 0.3], (copies.size, 1))
    for copy, places in zip(np.sort(copies), changed, strict=True):
        original = signatures[random.integers(copy)]
        signatures[copy] = np.where(places, signatures[copy], original)
    frame = pl.DataFrame({"key": lsh.band_keys(signatures, 16, 8), "sketch": lsh.reduced(signatures)})
    doc_id = pl.int_range(n, dtype=pl.UInt64) + partition * n
    return frame.with_columns(doc_id.alias("doc_id")).explode("key")


def megabytes(texts: pl.DataFrame) -> float:
    """Millions of bytes of UTF-8."""
    return float(texts["text"].str.len_bytes().sum()) / 1e6


def timed(function: Callable[[], Result], rounds: int = 1) -> tuple[Result, float]:
    """Call it; give its result and the least processor time of the rounds."""
    seconds = []
    for _ in range(rounds):
        start = time.process_time()
        result = function()
        seconds.append(time.process_time() - start)
    return result, min(seconds)


if __name__ == "__main__":
    main()
