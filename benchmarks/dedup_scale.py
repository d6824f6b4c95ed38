"""Does `near-duplicate` scale? 1, 3 and 10 million made documents with known groups through a whole run.

`python benchmarks/dedup_scale.py FOLDER [--documents 1000000 3000000 10000000]`: FOLDER needs about 4 GB for each
million, and is cleared after each size. Shown for each phase: wall and processor time and the most memory that any
worker process held, which is what one task takes, interpreter and libraries included. Exits with 1 where a task
takes more than `--bound` MB, or more than `--growth` over that of the first size, or where recall or precision
is too low.

`exact-duplicate` is left out: it would take the exact copies away, and the fullest buckets with them.
"""

import argparse
import math
import os
import shutil
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import polars as pl

from made_corpus import NEAR_MISS, check_likeness, lay_out, write_corpus
from zhtw_clean.pipeline import Output, Pipeline
from zhtw_clean.run import run
from zhtw_clean.runners.progress import Progress
from zhtw_clean.sources.source import Source
from zhtw_clean.stages.near_duplicate import NearDuplicate

WARM_UP = 20_000
RECALL, PRECISION = 0.97, 0.999
TICK = os.sysconf("SC_CLK_TCK")


@dataclass
class Phase:
    """What one round of tasks took: seconds, bytes read, and the peak memory of its largest worker process."""

    name: str
    wall: float = 0.0
    cpu: float = 0.0
    read: int = 0
    resident: int = 0
    private: int = 0


class Watch(Progress):
    """Notes time and memory of the worker processes by phase.

    The kernel keeps the peak of resident memory (VmHWM), and is told to begin anew with each phase; private
    memory (RssAnon) has no such mark and is sampled. Memory that a library has not given back counts.
    """

    def __init__(self, out: Path) -> None:
        super().__init__()
        self.out = out
        self.phases: list[Phase] = []
        self.keys = self.stored = 0
        self._spent: dict[str, tuple[float, int]] = {}
        self._lock, self._over = threading.Lock(), threading.Event()

    def __enter__(self) -> Self:
        threading.Thread(target=self._look, daemon=True).start()
        return super().__enter__()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._over.set()
        super().__exit__(kind, error, at)

    def begin(self, name: str, whole: int) -> None:
        """Close a phase and open the next."""
        super().begin(name, whole)
        sizes = {path: path.stat().st_size for path in self.out.rglob("*") if path.is_file()}
        self.stored = max(self.stored, sum(sizes.values()))
        self.keys = max(self.keys, sum(size for path, size in sizes.items() if path.parent.name == "keys"))
        with self._lock:
            for process in workers():
                self._note(process)
                (process / "clear_refs").write_text("5")
            self.phases.append(Phase(name))

    def _look(self) -> None:
        last = time.monotonic()
        while not self._over.wait(0.02):
            with self._lock:
                now = time.monotonic()
                for phase in self.phases[-1:]:
                    phase.wall += now - last
                for process in workers():
                    self._note(process)
                last = now

    def _note(self, process: Path) -> None:
        with suppress(OSError, KeyError):  # it may have ended
            status = dict(line.split(":", 1) for line in (process / "status").read_text().splitlines())
            ticks = (process / "stat").read_text().rpartition(")")[2].split()[11:13]
            cpu, read = sum(map(int, ticks)) / TICK, int((process / "io").read_text().split()[1])
            before = self._spent.get(process.name, (0.0, 0))
            self._spent[process.name] = (cpu, read)
            for phase in self.phases[-1:]:
                phase.cpu += cpu - before[0]
                phase.read += read - before[1]
                phase.resident = max(phase.resident, 1024 * int(status["VmHWM"].split()[0]))
                phase.private = max(phase.private, 1024 * int(status["RssAnon"].split()[0]))


def workers() -> list[Path]:
    """The processes that this one has started."""
    found = []
    for thread in Path("/proc/self/task").iterdir():
        with suppress(OSError):
            found += (thread / "children").read_text().split()
    return [Path("/proc", pid) for pid in found]


@dataclass(frozen=True)
class Score:
    """How well the duplicates were found."""

    recall: float
    precision: float
    near_misses: int


def score(out: Path) -> Score:
    """Count by group: one document of each is to stay, and nothing else is to go."""
    kept, dropped = (pl.read_parquet(out / name, columns=["group", "edits"]) for name in ("data", "dropped"))
    n_groups = int(kept["group"].max()) + 1  # type: ignore[arg-type]
    stayed, gone = (np.bincount(frame["group"].to_numpy(), minlength=n_groups) for frame in (kept, dropped))
    should = np.maximum(stayed + gone - 1, 0)
    recall = np.minimum(gone, should).sum() / should.sum()
    precision = gone[stayed > 0].sum() / gone.sum()
    return Score(recall, precision, dropped.filter(pl.col("edits") == NEAR_MISS).height)


def measure(n: int, folder: Path, n_workers: int) -> tuple[Watch, Score]:
    """Make n documents, run the pipeline over them, and clear up."""
    corpus, folder = lay_out(n), folder / "dedup_scale"
    out = folder / "out"
    shutil.rmtree(folder, ignore_errors=True)
    started = time.monotonic()
    size = write_corpus(corpus, folder / "corpus", n_workers)
    print(f"{n:,} documents, {size / 1e9:.2f} GB as Parquet, made in {time.monotonic() - started:.0f} s", flush=True)
    check_likeness(corpus)
    pipeline = Pipeline((NearDuplicate(),), Source(str(folder / "corpus")), Output(str(out)))
    watch = Watch(out)
    run(pipeline, workers=n_workers, progress=watch)
    found = score(out)
    shutil.rmtree(folder)
    return watch, found


def report(n: int, watch: Watch, found: Score) -> Phase:
    """Print one run; return its sums."""
    total = Phase("all")
    print(f"{'':26} {'wall s':>8} {'cpu s':>8} {'read GB':>8} {'peak MB':>8} {'private':>8}")
    for phase in watch.phases:
        show(phase)
        total.wall, total.cpu, total.read = total.wall + phase.wall, total.cpu + phase.cpu, total.read + phase.read
        total.resident, total.private = max(total.resident, phase.resident), max(total.private, phase.private)
    show(total)
    print(f"keys {watch.keys / 1e9:.2f} GB, {watch.keys / n:.0f} bytes a document; ", end="")
    print(f"output folder at most {watch.stored / 1e9:.2f} GB")
    print(
        f"recall {found.recall:.4f}, precision {found.precision:.5f}, near misses dropped: {found.near_misses}\n",
        flush=True,
    )
    return total


def show(phase: Phase) -> None:
    """Print one line of the table."""
    sizes = f"{phase.read / 1e9:8.2f} {phase.resident / 1e6:8.0f} {phase.private / 1e6:8.0f}"
    print(f"{phase.name:26} {phase.wall:8.1f} {phase.cpu:8.1f} {sizes}")


def judge(n: int, total: Phase, found: Score, bound: float) -> list[str]:
    """Name what is not as it should be."""
    faults = []
    if total.resident > bound * 1e6:
        faults.append(f"{n:,} documents: a task takes {total.resident / 1e6:.0f} MB")
    if found.recall < RECALL or found.precision < PRECISION:
        faults.append(f"{n:,} documents: recall {found.recall:.4f}, precision {found.precision:.5f}")
    return faults


def main() -> None:
    """Read the command line, measure each size, and judge."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where `dedup_scale`, a folder to work in, is made, and taken away")
    parser.add_argument("--documents", type=int, nargs="+", default=[1_000_000, 3_000_000, 10_000_000])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--bound", type=float, default=1000, help="MB that a task may take")
    parser.add_argument("--growth", type=float, default=0.25, help="share by which that may grow with the corpus")
    given = parser.parse_args()
    measure(WARM_UP, given.folder, given.workers)
    totals: dict[int, Phase] = {}
    faults: list[str] = []
    for n in given.documents:
        watch, found = measure(n, given.folder, given.workers)
        totals[n] = report(n, watch, found)
        faults += judge(n, totals[n], found, given.bound)
    first, *_ = totals
    growth = max(total.resident for total in totals.values()) / totals[first].resident - 1
    print(f"peak memory over that of {first:,} documents: {growth:+.0%}")
    for n, total in totals.items():
        if n > first:
            slope = math.log(total.cpu / totals[first].cpu) / math.log(n / first)
            print(f"processor time from {first:,} to {n:,} documents: to the power of {slope:.2f}")
    if growth > given.growth:
        faults.append(f"peak memory grows by {growth:.0%}")
    sys.exit("\n".join(faults) or 0)


if __name__ == "__main__":
    main()
