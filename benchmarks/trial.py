"""A corpus for `faults.py`, and runs of it: on this machine once, then on clusters."""

import json
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import polars as pl

from zhtw_clean import Pipeline
from zhtw_clean.stages import NearDuplicate

LIMIT = 500  # seconds after which a run counts as hanging
MOMENTS = {
    "segment": "_work/0/done/*.json",
    "meet": "_work/0/slow-near-duplicate/*/0*.json",
    "shard": "data/*.parquet",
}
DRIVER = "from zhtw_clean import cli, rounds; rounds.PARTITION_BYTES = 20_000; cli.main()"  # many small partitions
RECIPE = f"""
uses: [{Path(__file__).with_name("deadly.py")}]
patience: 5
source: {{path: corpus, split_bytes: 12000}}
output: {{path: out, shard_bytes: 3000}}
stages:
  - linger: {{seconds: 0.03}}
  - deadly
  - too-short: {{min_chars: 60}}
  - exact-duplicate
  - slow-near-duplicate
"""
SENTENCES = (
    "今天下午三點在圖書館二樓開會。",
    "我們從台北搭高鐵到左營。",
    "他說：「我會再想一想。」",
    "阿媽攏講：「食飯皇帝大。」",
)


class Trial:
    """A corpus, what a local run makes of it, and one run of it on a cluster after another."""

    def __init__(self, home: Path, poisons: tuple[str, ...] = ()) -> None:
        self.home, self.out = home, home / "out"
        self.texts = _corpus(poisons)
        (home / "pipeline.yaml").write_text(RECIPE, encoding="utf-8")
        (home / "corpus").mkdir()
        for n in range(6):
            lines = [json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in self.texts[n::6]]
            (home / f"corpus/{n}.jsonl").write_text("".join(lines), encoding="utf-8")
        Pipeline([NearDuplicate()]).apply(self.texts)  # compiles what workers would need more patience to compile
        self.start("--workers", "2")
        if self.wait() != 0:
            sys.exit(f"the local run failed:\n{self.said}")
        self.expected = self._content()
        crashed = pl.scan_parquet(self.out / "dropped").filter(pl.col("drop_reason") == "crashed").collect()
        assert crashed.height == len(poisons), crashed  # noqa: S101 - that the right ones go is shown by the tests

    def start(self, *options: str) -> None:
        """Run: from the start, or from where the run before it was."""
        line = [sys.executable, "-c", DRIVER, "run", "pipeline.yaml", *options]
        with (self.home / "said").open("w") as said:
            self.driver = subprocess.Popen(line, cwd=self.home, stdout=said, stderr=said)  # noqa: S603

    def begin(self, address: str, *options: str) -> None:
        """Run on a cluster, from the start."""
        shutil.rmtree(self.out)
        self.start("--ray", address, *options)

    def reach(self, moment: str) -> str:
        """Wait for the middle of a round."""
        while (done := len(list(self.out.glob(MOMENTS[moment])))) < 3 and self.driver.poll() is None:  # noqa: PLR2004
            time.sleep(0.005)
        return f"{done} tasks done"

    def wait(self) -> int | None:
        """Wait for the run to end."""
        try:
            return self.driver.wait(LIMIT)
        except subprocess.TimeoutExpired:
            self.driver.kill()
            return None

    def verdict(self) -> tuple[int, bool]:
        """How many documents are lost when the run has ended, and is every byte the same?"""
        if self.wait() != 0:
            print(self.said)
            return len(self.texts), False
        rows = sum(pl.scan_parquet(file).select(pl.len()).collect().item() for file in self.out.rglob("*.parquet"))
        return len(self.texts) - rows, self._content() == self.expected

    @property
    def said(self) -> str:
        """What the last run has printed."""
        return (self.home / "said").read_text(encoding="utf-8")

    def _content(self) -> dict[str, bytes]:
        files = (file for file in self.out.rglob("*") if file.is_file() and file.name != "timings.json")
        return {str(file.relative_to(self.out)): file.read_bytes() for file in files}


def _corpus(poisons: tuple[str, ...]) -> list[str]:
    chance = random.Random(7)  # noqa: S311 - not a secret
    texts = [
        "".join(f"{one}{chance.randint(0, 10**6)}" for one in chance.choices(SENTENCES, k=chance.randint(1, 30)))
        for _ in range(300)
    ]
    texts += [texts[n] + chance.choice(("", "完。")) for n in range(60)]
    for n, poison in enumerate(poisons):
        texts[51 * n] = f"毒：{poison}。{texts[51 * n]}"
    return texts
