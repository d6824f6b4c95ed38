"""The share of tests/conformance that zhtw-clean, pangu, autocorrect, zhlint and ftfy get right, rule by rule.

`python benchmarks/conformance.py WORK` prints the tables of docs/conformance.md. WORK keeps a virtual environment for
each peer of Python and a folder for zhlint (which needs Node.js and npm), made on the first run. Contested cases do
not count. Every tool is used as its own page says, with its defaults.
"""

import json
import subprocess
import sys
import venv
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import yaml

from zhtw_clean.pipeline import Pipeline

CASES = Path(__file__).parents[1] / "tests/conformance"
WHOLE_SENTENCES = "sentences"

FOR_ALL = {"P1", "U9", "all"}
"""What is right must stay, whatever a tool is for."""


@dataclass(frozen=True)
class Peer:
    """A tool, how it is called on one text `t`, and the rules that it is for."""

    package: str
    imports: str
    call: str
    rules: str


PEERS = {
    "pangu": Peer("pangu==6.1.0", "import pangu", "pangu.space_text(t)", "S1"),
    "autocorrect": Peer(
        "autocorrect-py==2.14.0", "import autocorrect_py", "autocorrect_py.format(t)", "W1 W2 W3 W4 S1 S3"
    ),
    "zhlint": Peer(
        "zhlint@0.8.2", "import {run} from 'zhlint'", "run(t, {rules: {preset: 'default'}}).result", "W3 W4 S1 S3 S4"
    ),
    "ftfy": Peer("ftfy==6.3.1", "import ftfy", "ftfy.fix_text(t)", "W1 U1 U3 U4 U6 U7"),
}
PYTHON = "{imports}, json, sys; json.dump([{call} for t in json.load(sys.stdin)], sys.stdout)"
NODE = (
    "{imports}; import fs from 'fs'; const texts = JSON.parse(fs.readFileSync(0, 'utf8'));"
    " process.stdout.write(JSON.stringify(texts.map(t => {call})))"
)


@dataclass(frozen=True)
class Case:
    """A text and what should become of it; rules of a whole sentence are one row, `mixed`."""

    row: str
    rules: frozenset[str]
    before: str
    after: str
    ours: str


def main() -> None:
    """Print the tables."""
    work = Path(sys.argv[1]).resolve()
    work.mkdir(parents=True, exist_ok=True)
    cases, contested = read_cases()
    outputs = {"zhtw-clean": [case.ours for case in cases]}
    for name, peer in PEERS.items():
        outputs[name] = ask(peer, work / name, [case.before for case in cases])
    print(f"{len(cases)} cases, and {contested} contested ones that do not count\n")
    print_shares(cases, outputs)
    print_damage(cases, outputs)


def read_cases() -> tuple[list[Case], int]:
    """Read all cases with what zhtw-clean makes of them, and the number of contested ones."""
    cases, contested = [], 0
    for path in sorted(CASES.glob("*.yaml")):
        group = yaml.safe_load(path.read_bytes())
        counted = [case for case in group["cases"] if "contested" not in case]
        contested += len(group["cases"]) - len(counted)
        texts = [case.get("keep", case.get("in")) for case in counted]
        pipeline = Pipeline.parse(yaml.safe_dump({"stages": group["stages"]}), path.name)
        kept = pipeline.apply(pl.DataFrame({"id": map(str, range(len(texts))), "text": texts})).kept
        cleaned = dict(kept.select("id", "text").iter_rows())
        for n, (case, before) in enumerate(zip(counted, texts, strict=True)):
            row = "mixed" if path.stem == WHOLE_SENTENCES else case["rule"]
            rules = frozenset(case["rule"].split())
            cases.append(Case(row, rules, before, case.get("out", before), cleaned.get(str(n), "")))
    return cases, contested


def ask(peer: Peer, folder: Path, texts: list[str]) -> list[str]:
    """Run a peer on texts."""
    command = node(peer, folder) if "@" in peer.package else python(peer, folder)
    answer = subprocess.run(command, check=True, cwd=folder, input=json.dumps(texts).encode(), capture_output=True)  # noqa: S603
    return list(json.loads(answer.stdout))


def python(peer: Peer, folder: Path) -> list[str]:
    """Make the peer's virtual environment, unless it is there; give the command that runs it."""

    def install() -> None:
        venv.create(folder, clear=True, with_pip=True)
        subprocess.run([folder / "bin/pip", "install", "--quiet", peer.package], check=True)  # noqa: S603

    once(folder, peer.package, install)
    return [str(folder / "bin/python"), "-c", PYTHON.format(imports=peer.imports, call=peer.call)]


def node(peer: Peer, folder: Path) -> list[str]:
    """Install the peer's package, unless it is there; give the command that runs it."""

    def install() -> None:
        folder.mkdir(exist_ok=True)
        subprocess.run(["npm", "install", "--silent", "--prefix", folder, peer.package], check=True)  # noqa: S603, S607

    once(folder, peer.package, install)
    return ["node", "--input-type=module", "--eval", NODE.format(imports=peer.imports, call=peer.call)]


def once(folder: Path, package: str, install: Callable[[], None]) -> None:
    """Install unless the folder says that this very package is there."""
    done = folder / "package.txt"
    if not done.exists() or done.read_text() != package:
        install()
        done.write_text(package)


def print_shares(cases: list[Case], outputs: dict[str, list[str]]) -> None:
    """Print the share right by rule; in brackets where the tool is not for the rule."""
    rows: dict[str, list[int]] = defaultdict(list)
    for n, case in enumerate(cases):
        rows[case.row].append(n)
    print(f"| rule | cases | {' | '.join(outputs)} |\n|---|--:|{'--:|' * len(outputs)}")
    shares: dict[str, list[float]] = defaultdict(list)
    for row in sorted(rows, key=order):
        cells = []
        for tool, texts in outputs.items():
            share = sum(texts[n] == cases[n].after for n in rows[row]) / len(rows[row])
            shares[tool].append(share)
            cells.append(f"{share:.0%}" if is_for(tool, row) else f"({share:.0%})")
        print(f"| {row} | {len(rows[row])} | {' | '.join(cells)} |")
    means = [f"{sum(column) / len(column):.0%}" for column in shares.values()]
    print(f"| mean of the rows | {len(cases)} | {' | '.join(means)} |")
    own = [mean_of_own(tool, cases, texts) for tool, texts in outputs.items()]
    print(f"| cases the tool is for | | {' | '.join(own)} |")


def mean_of_own(tool: str, cases: list[Case], texts: list[str]) -> str:
    """Give the share right of the cases whose every rule the tool is for, and their number."""
    own = [
        text == case.after for case, text in zip(cases, texts, strict=True) if all(is_for(tool, r) for r in case.rules)
    ]
    return f"{sum(own) / len(own):.0%} of {len(own)}"


def print_damage(cases: list[Case], outputs: dict[str, list[str]]) -> None:
    """Print how many texts that are right as they are each tool changes."""
    right = [n for n, case in enumerate(cases) if case.before == case.after]
    print(
        f"\n| of {len(right)} texts that are right as they are | {' | '.join(outputs)} |\n|---|{'--:|' * len(outputs)}"
    )
    counts = [str(sum(texts[n] != cases[n].after for n in right)) for texts in outputs.values()]
    print(f"| changed | {' | '.join(counts)} |")


def is_for(tool: str, rule: str) -> bool:
    """Tell whether a tool sets out to do what a rule asks."""
    return tool not in PEERS or rule in FOR_ALL or rule in PEERS[tool].rules.split()


def order(row: str) -> tuple[int, str]:
    """Sort rows as the page does."""
    return "WSPNUm".index(row[0]), row


if __name__ == "__main__":
    main()
