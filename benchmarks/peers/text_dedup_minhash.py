"""text-dedup's MinHash command, from Parquet to Arrow: `python text_dedup_minhash.py DOCUMENTS OUT VARIANT`.

`clauses`: n-grams of 5 pieces between non-letters, which in Chinese are clauses; its own threshold, 0.7.
`characters`: it has no tokenizer for Chinese, so each letter, digit and Han character is made a piece of its own in
a second column; threshold 0.8, and the faster of its hashes.
"""

import sys
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq
from text_dedup.minhash import main as minhash  # type: ignore[import-not-found]

WORKERS = "2"
COLUMN = "pieces"
OPTIONS = {
    "clauses": ["--column", "text"],
    "characters": ["--column", COLUMN, "--threshold", "0.8", "--hash_func", "xxh3"],
}


def main(documents: Path, out: Path, variant: str) -> None:
    """Run the command in this process."""
    work = out.with_name(f"{out.name}.work")
    work.mkdir()
    files = sorted(documents.iterdir())
    if variant == "characters":
        files = [spread(file, work / file.name) for file in files]
    files_of = ["--path", "parquet", "--data_files", f"{files[0].parent}/*.parquet", "--split", "train"]
    where = ["--output", str(out), "--cache_dir", str(work / "cache"), "--num_proc", WORKERS]
    minhash([*files_of, *where, *OPTIONS[variant]], standalone_mode=False)


def spread(source: Path, target: Path) -> Path:
    """Copy a file, with a column in which spaces stand between all characters that count."""
    table = pq.read_table(source)
    bare = pc.replace_substring_regex(table["text"], r"[^\pL\pN]+", "")
    spread = pc.replace_substring_regex(bare, r"(.)", r"\1 ")
    pq.write_table(table.append_column(COLUMN, pc.utf8_rtrim_whitespace(spread)), target)
    return target


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
