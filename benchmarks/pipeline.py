"""The whole text pipeline: MB/s of text on one core, and the peak memory of a small and a large run.

`python benchmarks/pipeline.py speed`: the medium set through pipelines/text.yaml with one worker on one core.
`python benchmarks/pipeline.py memory`: 200 MB and 1 GB of text made from it, with two workers.
`--data`: the folder of the data sets; default `../shared/data`.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import polars as pl
import pyarrow as pa

ROOT = Path(__file__).parent.parent
RECIPE = ROOT / "pipelines" / "text.yaml"


def run(source: str, out: Path, workers: int) -> tuple[float, float]:
    """Run the pipeline in processes of its own; return CPU seconds and the peak memory in MB of its largest process."""
    line = [sys.executable, "-m", "zhtw_clean", "run", str(RECIPE), "--input", source, "--output", str(out)]
    cores = sorted(os.sched_getaffinity(0))[:workers]
    pinned = ["taskset", "-c", ",".join(map(str, cores)), *line, "--workers", str(workers), "--overwrite"]
    with subprocess.Popen(pinned, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:  # noqa: S603
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"the run failed with {process.returncode}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1000


def speed(data: Path) -> None:
    """Print CPU and wall time of the text pipeline on one core, and the time by stage."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        started = time.monotonic()
        cpu, peak = run(str(data / "text" / "medium.jsonl.zst"), out, 1)
        wall = time.monotonic() - started
        ledger = json.loads((out / "ledger.json").read_text())
        timings = json.loads((out / "timings.json").read_text())
    size = ledger["read_bytes"] / 1e6
    print(f"{size:.0f} MB of text, {ledger['read']} documents: {cpu:.1f} s of CPU, {wall:.1f} s of wall time")
    print(f"{size / cpu:.1f} MB/s per core (CPU), {size / wall:.1f} MB/s (wall); largest process {peak:.0f} MB")
    for stage, seconds in timings["stage_seconds"].items():
        print(f"  {stage:18} {seconds:6.2f} s  {size / seconds:8.1f} MB/s")


def enlarge(data: Path, folder: Path, megabytes: int) -> None:
    """Write copies of the medium set, each with a mark of its own after every full stop, in files of about 100 MB."""
    frame = pl.read_ndjson(data / "text" / "medium.jsonl.zst").select("id", "text")
    written, copy = 0, 0
    folder.mkdir()
    while written < megabytes * 1_000_000:
        changed = frame.with_columns(pl.col("text").str.replace_all("。", f"。{copy}"))
        size = changed["text"].str.len_bytes().cum_sum()
        changed = changed.filter(size + written <= megabytes * 1_000_000 + 1_000_000)
        with pa.CompressedOutputStream(str(folder / f"{copy:03d}.jsonl.zst"), "zstd") as sink:
            sink.write(changed.write_ndjson().encode())
        written += int(changed["text"].str.len_bytes().sum())
        copy += 1


def memory(data: Path) -> None:
    """Print the peak memory of the largest process of a 200 MB and of a 1 GB run."""
    peaks = []
    for megabytes in (200, 1000):
        with tempfile.TemporaryDirectory() as folder:
            corpus = Path(folder) / "corpus"
            enlarge(data, corpus, megabytes)
            peaks.append(run(str(corpus), Path(folder) / "out", 2)[1])
        print(f"{megabytes} MB: largest process {peaks[-1]:.0f} MB")
    print(f"ratio {peaks[1] / peaks[0]:.2f}")


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["speed", "memory"])
    parser.add_argument("--data", type=Path, default=ROOT / "../shared/data")
    arguments = parser.parse_args()
    {"speed": speed, "memory": memory}[arguments.what](arguments.data)


if __name__ == "__main__":
    main()
