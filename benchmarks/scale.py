"""What a large corpus takes, on paper: tasks, files, bytes moved, memory and hours, from figures measured on one core.

python benchmarks/scale.py

The figures below are those of benchmarks/README.md, most of them of a slow core; put yours in their place.
"""

from dataclasses import dataclass
from math import ceil, log2

from zhtw_clean.engine.keys import MAX_BITS
from zhtw_clean.rounds import PARTITION_BYTES

TEXT_RATE = 2.8e6  # bytes of text a second and core: pipelines/text.yaml as a whole, tokens counted
FREE_RATE = 3.7e6  # the same without counting tokens
MEET_RATE = 120e6  # bytes of keys a second and core: read, sort, compare, write pairs (dedup_scale.py, 10 M)
JUDGE_RATE = 1e6  # documents a second, on the one core of the one task that judges (dedup_scale.py, 10 M)
DOCUMENT = 2_500  # bytes of text in a document: FineWeb-2 cmn_Hani
STORED = 0.5  # source files over their text: Parquet or JSONL with zstd
PART = 0.6  # a part over its text, lz4
SHARD = 0.4  # a shard over its text, zstd
KEY = 24 + 16 * 80  # bytes of keys of a document: exact-duplicate, near-duplicate at 0.8
JUDGED = 32 * 0.3  # bytes of memory of the judging task for each document, of which 30 % have a duplicate
CONDEMNED = 1.1 * 0.1  # bytes as stored, for each document, of the numbers of exact duplicates, a tenth of all
SPLIT = 256e6
CORES = 1_000


@dataclass(frozen=True)
class Corpus:
    """A corpus by its size in bytes of text."""

    name: str
    text: float

    def figures(self) -> dict[str, str]:
        """What it takes."""
        documents = self.text / DOCUMENT
        splits = ceil(self.text * STORED / SPLIT)
        keys = documents * KEY
        partitions = 2 ** min(MAX_BITS, ceil(log2(max(1, keys / PARTITION_BYTES))))
        clean = self.text / TEXT_RATE
        meet, judge = keys / MEET_RATE, documents / JUDGE_RATE
        return {
            "documents": f"{documents / 1e6:,.0f} M",
            "splits of 256 MB": f"{splits:,}",
            "clean tasks (2 segments)": f"{2 * splits:,}",
            "meet tasks": f"{partitions:,}",
            "bytes of keys in a meet task": f"{keys / partitions / 1e6:,.0f} MB",
            "keys written and read": f"{keys / 1e12:,.2f} TB",
            "parts written and read": f"{2 * PART * self.text / 1e12:,.2f} TB",
            "shards written": f"{SHARD * self.text / 1e12:,.2f} TB",
            "range requests for keys": f"{2 * splits * partitions / 1e6:,.1f} M",
            "bytes in a request": f"{keys / splits / partitions / 1e3:,.0f} kB",
            "verdicts of exact-duplicate read": f"{partitions * documents * CONDEMNED / 1e12:,.2f} TB",
            "memory to judge": f"{0.5 + documents * JUDGED / 1e9:,.1f} GB",
            "core hours to clean": f"{clean / 3600:,.0f}",
            "core hours to clean, no tokens": f"{self.text / FREE_RATE / 3600:,.0f}",
            "core hours to meet": f"{meet / 3600:,.1f}",
            "hours to judge, one core": f"{judge / 3600:,.2f}",
            "most room on disk": f"{(2 * PART * self.text + keys + SHARD * self.text) / 1e12:,.2f} TB",
            f"hours in all on {CORES:,} cores": f"{(clean + meet) / CORES / 3600 + judge / 3600:,.1f}",
        }


def main() -> None:
    """Print the table."""
    corpora = [Corpus("TAIDE", 140e9), Corpus("FineWeb-2 cmn_Hani", 1.6e12), Corpus("10 TB", 10e12)]
    columns = [corpus.figures() for corpus in corpora]
    print("|   | " + " | ".join(corpus.name for corpus in corpora) + " |")
    print("|---|" + "--:|" * len(corpora))
    for name in columns[0]:
        print(f"| {name} | " + " | ".join(column[name] for column in columns) + " |")


if __name__ == "__main__":
    main()
