"""Near-duplicate removal by zhtw-clean, datatrove, text-dedup and Data-Juicer, side by side.

`python benchmarks/peers/near_duplicate.py WORK`: same documents, same two cores, one tool after another. WORK keeps
the corpus and a virtual environment for each peer, made on the first run. Each tool is run on a few documents
first: that fills caches and tells its start-up time.
"""

import argparse
import os
import shutil
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

import corpus
import polars as pl
from measure import Cost, become_reaper, measured
from score import Score, kept_ids, score

HERE = Path(__file__).parent
CORES = 2
FEW = 5

COMMON = ["numpy==2.4.6", "pyarrow==26.0.1"]
REQUIREMENTS = {
    "datatrove": ["datatrove[io,processing]==0.10.0", "spacy==3.8.18", "jieba==0.42.1", *COMMON],
    "text-dedup": ["text-dedup==0.4.0", "datasets==5.2.0", *COMMON],
    # Data-Juicer installs ray and torch itself on its first run; aiohttp and scipy it only imports
    "data-juicer": [
        "py-data-juicer==1.6.1",
        "datasets==5.2.0",
        "aiohttp==3.14.5",
        "scipy==1.17.1",
        "ray==2.60.0",
        "torch==2.15.0",
        *COMMON,
    ],
}


@dataclass(frozen=True)
class Tool:
    """A tool with settings: what is run on DOCUMENTS OUT VARIANT, and where its documents are then."""

    name: str
    variant: str
    result: str

    @property
    def label(self) -> str:
        return f"{self.name}, {self.variant}"

    def command(self, work: Path, documents: Path, out: Path) -> list[str]:
        """Give the command line."""
        if self.name == "zhtw-clean":
            recipe = out.with_suffix(".yaml")
            recipe.write_text(RECIPE.format(documents=documents, out=out, threshold=self.variant.split()[-1]))
            return [str(Path(sys.executable).with_name("zhtw-clean")), "run", str(recipe), "--workers", str(CORES)]
        script = HERE / f"{self.name.replace('-', '_')}_minhash.py"
        return [str(python_of(self.name, work)), str(script), str(documents), str(out), self.variant]


RECIPE = """\
source: {{path: {documents}}}
output: {{path: {out}}}
stages:
  - near-duplicate: {{threshold: {threshold}}}
"""

TOOLS = (
    Tool("zhtw-clean", "threshold 0.8", "data/*.parquet"),
    Tool("zhtw-clean", "threshold 0.75", "data/*.parquet"),
    Tool("datatrove", "words", "*.parquet"),
    Tool("datatrove", "characters", "*.parquet"),
    Tool("datatrove", "characters-0.8", "*.parquet"),
    Tool("text-dedup", "clauses", "*.arrow"),
    Tool("text-dedup", "characters", "*.arrow"),
    Tool("data-juicer", "spaces", "*.jsonl"),
    Tool("data-juicer", "characters", "*.jsonl"),
)


@dataclass(frozen=True)
class Row:
    """What one tool has done."""

    tool: Tool
    start_up: Cost
    cost: Cost
    score: Score


def main() -> None:
    """Run all and print the tables."""
    arguments = parsed()
    work: Path = arguments.work.resolve()
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])
    tools = [tool for tool in TOOLS if tool.label.startswith(("zhtw-clean", *arguments.peers))]
    for peer in {tool.name for tool in tools} - {"zhtw-clean"}:
        python_of(peer, work)
    folder = prepared(work, arguments.data.resolve(), arguments.documents, arguments.seed)
    become_reaper()
    rows = [row(tool, work, folder) for tool in tools]
    megabytes = sum(pl.read_parquet(folder / "documents")["text"].str.len_bytes()) / 1e6
    print(f"\n{arguments.documents} documents, {megabytes:.0f} MB of text, seed {arguments.seed}, {CORES} cores\n")
    print_costs(rows)
    print_kinds(rows)


def parsed() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=Path, help="folder for environments, corpus and results")
    parser.add_argument("--data", type=Path, default=HERE.parents[2] / "shared/data", help="folder of the data sets")
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--peers", nargs="*", default=list(REQUIREMENTS), help="how their rows begin")
    return parser.parse_args()


def python_of(peer: str, work: Path) -> Path:
    """Make the peer's virtual environment, unless it is there; give its interpreter."""
    folder = work / "venvs" / peer
    done = folder / "requirements.txt"
    wanted = "\n".join(REQUIREMENTS[peer])
    if not done.exists() or done.read_text() != wanted:
        venv.create(folder, clear=True, with_pip=True)
        with (folder / "pip.txt").open("wb") as log:
            install = [str(folder / "bin/pip"), "install", *REQUIREMENTS[peer]]
            subprocess.run(install, check=True, stdout=log, stderr=log)  # noqa: S603
        done.write_text(wanted)
    return folder / "bin/python"


def prepared(work: Path, data: Path, n_documents: int, seed: int) -> Path:
    """Make the corpus, and a few documents of it, unless they are there."""
    folder = work / f"corpus-{n_documents}-{seed}"
    if not (folder / "truth.parquet").exists():
        shutil.rmtree(folder, ignore_errors=True)
        corpus.write(folder, data, n_documents, seed)
    (folder / "few").mkdir(exist_ok=True)
    for file in (folder / "documents").iterdir():
        pl.read_parquet(file, n_rows=FEW).write_parquet(folder / "few" / file.name)
    return folder


def row(tool: Tool, work: Path, folder: Path) -> Row:
    """Run a tool on a few documents, then on all."""
    print(tool.label, end=" … ", flush=True)
    start_up, _ = ran(tool, work, folder / "few")
    cost, out = ran(tool, work, folder / "documents")
    print(f"{cost.wall:.0f} s", flush=True)
    result = score(pl.read_parquet(folder / "truth.parquet"), kept_ids(sorted(out.glob(tool.result))))
    return Row(tool, start_up, cost, result)


def ran(tool: Tool, work: Path, documents: Path) -> tuple[Cost, Path]:
    """Run a tool in an empty folder."""
    name = tool.label.replace(", ", "-").replace(" ", "-")
    folder = work / "results" / documents.parent.name / name / documents.name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    environment = {"HF_HOME": str(work / "huggingface"), "HF_HUB_OFFLINE": "1"}
    out = folder / "out"
    return measured(tool.command(work, documents, out), folder / "log.txt", environment), out


def print_costs(rows: list[Row]) -> None:
    """Print time, memory, and what was found."""
    columns = "CPU, s", "start-up", "ratio", "without start-up", "wall, s", "memory, MB", "kept", "recall", "precision"
    print(f"| tool | {' | '.join(columns)} |\n|---|{'--:|' * len(columns)}")
    ours = rows[0]
    for row in rows:
        ratio = row.cost.cpu / ours.cost.cpu
        steady = (row.cost.cpu - row.start_up.cpu) / (ours.cost.cpu - ours.start_up.cpu)
        print(
            f"| {row.tool.label} | {row.cost.cpu:.1f} | {row.start_up.cpu:.1f} | {ratio:.1f} | {steady:.1f} "
            f"| {row.cost.wall:.1f} | {row.cost.memory:.0f} | {row.score.kept} "
            f"| {row.score.recall:.3f} | {row.score.precision:.3f} |"
        )


def print_kinds(rows: list[Row]) -> None:
    """Print the share of pairs found by kind of edit."""
    kinds = list(rows[0].score.by_kind)
    print(f"\n| found, of pairs | {' | '.join(kinds)} |\n|---|{'--:|' * len(kinds)}")
    for row in rows:
        print(f"| {row.tool.label} | {' | '.join(f'{row.score.by_kind[kind]:.3f}' for kind in kinds)} |")


if __name__ == "__main__":
    main()
