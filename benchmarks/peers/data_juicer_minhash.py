"""Data-Juicer's `document_minhash_deduplicator`: `python data_juicer_minhash.py DOCUMENTS OUT VARIANT`.

`spaces`: tokens between white space.
`characters`: what its documentation recommends for Chinese, windows of 5 characters; without white space,
punctuation and symbols; threshold 0.8.
"""

import json
import subprocess
import sys
from pathlib import Path

WORKERS = 2
OPTIONS = {
    "spaces": {},
    "characters": {
        "tokenization": "character",
        "window_size": 5,
        "ignore_pattern": r"[^\p{L}\p{N}]",
        "jaccard_threshold": 0.8,
    },
}


def main(documents: Path, out: Path, variant: str) -> None:
    """Write the recipe and run `dj-process` on it."""
    out.mkdir()
    work = out.with_name(f"{out.name}.work")
    work.mkdir()
    recipe = {
        "dataset_path": str(documents),
        "export_path": str(out / "kept.jsonl"),
        "np": WORKERS,
        "work_dir": str(work),
        "ds_cache_dir": str(work / "cache"),
        "open_monitor": False,
        "process": [{"document_minhash_deduplicator": OPTIONS[variant]}],
    }
    path = work / "recipe.yaml"
    path.write_text(json.dumps(recipe))
    command = Path(sys.executable).with_name("dj-process")
    subprocess.run([command, "--config", path], check=True, cwd=work)  # noqa: S603


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
