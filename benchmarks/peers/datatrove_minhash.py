"""datatrove's four MinHash stages, from Parquet to Parquet: `python datatrove_minhash.py DOCUMENTS OUT VARIANT`.

`words`: as it comes, and as FineWeb was made: word 5-grams, 14 buckets of 8 hashes, a threshold of about 0.72.
`characters`: 5-grams of characters, by a tokenizer of one line, since datatrove takes any.
`characters-0.8`: the same with 14 buckets of 12 hashes: (1/14)^(1/12) = 0.80 by datatrove's own formula.
"""

import importlib.metadata  # noqa: F401 - datatrove uses it without importing it
import sys
from pathlib import Path

from datatrove.executor import LocalPipelineExecutor  # type: ignore[import-not-found]
from datatrove.pipeline.base import PipelineStep  # type: ignore[import-not-found]
from datatrove.pipeline.dedup import (  # type: ignore[import-not-found]
    MinhashDedupBuckets,
    MinhashDedupCluster,
    MinhashDedupFilter,
    MinhashDedupSignature,
)
from datatrove.pipeline.dedup.minhash import MinhashConfig  # type: ignore[import-not-found]
from datatrove.pipeline.readers import ParquetReader  # type: ignore[import-not-found]
from datatrove.pipeline.writers import ParquetWriter  # type: ignore[import-not-found]
from datatrove.utils.word_tokenizers import WordTokenizer  # type: ignore[import-not-found]

LANGUAGE = "cmn_Hani"  # datatrove has no tokenizer for zho_Hant; for this it takes spaCy with jieba
WORKERS = 2


class Characters(WordTokenizer):  # type: ignore[misc]
    """Every letter, digit and Han character is a word."""

    def word_tokenize(self, text: str) -> list[str]:
        return [character for character in text if character.isalnum()]

    def sent_tokenize(self, text: str) -> list[str]:
        raise NotImplementedError

    def span_tokenize(self, text: str) -> list[tuple[int, int]]:
        raise NotImplementedError


VARIANTS = {
    "words": (LANGUAGE, {}),
    "characters": (Characters(), {}),
    "characters-0.8": (Characters(), {"hashes_per_bucket": 12}),
}


def main(documents: Path, out: Path, variant: str) -> None:
    """Run the stages one after another."""
    words, options = VARIANTS[variant]
    config = MinhashConfig(**options)
    work = out.with_name(f"{out.name}.work")
    reader = ParquetReader(str(documents))
    tasks = len(list(documents.iterdir()))
    stages = [
        ("signatures", tasks, [reader, MinhashDedupSignature(f"{work}/signatures", config, words)]),
        ("buckets", config.num_buckets, [MinhashDedupBuckets(f"{work}/signatures", f"{work}/buckets", config=config)]),
        ("cluster", 1, [MinhashDedupCluster(f"{work}/buckets", f"{work}/remove", config)]),
        ("filter", tasks, [reader, MinhashDedupFilter(f"{work}/remove"), ParquetWriter(str(out))]),
    ]
    for name, n_tasks, steps in stages:
        run(steps, n_tasks, work / "logs" / name)


def run(steps: list[PipelineStep], tasks: int, logs: Path) -> None:
    """Run one stage in as many processes as there are cores for us."""
    LocalPipelineExecutor(steps, tasks=tasks, workers=min(tasks, WORKERS), logging_dir=str(logs)).run()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
