"""How well punctuation comes back that NFKC flattened, mark by mark, and how often real text is changed.

python benchmarks/punctuation.py [../shared/data] [NAME=COMMAND …]

Every full-width ，：；！？（） of the texts is made ASCII, alone and with a space after it; then it is restored and
compared with what the authors wrote: precision, recall between two Chinese characters, recall. Only authors take
part who wrote no , : ; ! ? between Chinese and no ( ) beside it themselves. COMMAND is another tool to compare
with: it reads a text per line as JSON, and writes them back likewise.
"""

import json
import re
import subprocess
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

import polars as pl

from zhtw_clean.stages import RestorePunctuation

MARKS = "，：；！？（）"
HAN = "[\u3007\u3400-\u9fff]"
SETS = ("text/small", "guard/drcd-dev")
REAL = (*SETS, "text/laws-hard-wrapped", "text/judgments", "text/poems")
Texts = list[str]
Tool = Callable[[Texts], Texts]


def main() -> None:
    """Print both tables."""
    commands = dict(argument.split("=", 1) for argument in sys.argv[1:] if "=" in argument)
    data = Path(next((argument for argument in sys.argv[1:] if "=" not in argument), "../shared/data"))
    tools: dict[str, Tool] = {"restore-punctuation": ours}
    tools |= {name: partial(run, command) for name, command in commands.items()}
    print(f"{'set':16} {'flattened':10} {'tool':20} " + " ".join(f"{mark:^17}" for mark in MARKS))
    for name in SETS:
        texts = [text for text in read(data, name) if careful(text)]
        for how in ("marks", "and spaced"):
            flat = [flatten(text, spaced=how == "and spaced") for text in texts]
            for tool, restore in tools.items():
                print(f"{name:16} {how:10} {tool:20} " + " ".join(score(texts, restore(flat))))
    for name in REAL:
        before = read(data, name)
        changed = sum(old != new for old, new in zip(before, ours(before), strict=True))
        print(f"{name}: {changed} of {len(before)} documents changed, {changed / len(before):.1%}")


def read(data: Path, name: str) -> Texts:
    """Read the texts of a set."""
    return pl.read_ndjson(data / f"{name}.jsonl.zst")["text"].to_list()


def careful(text: str) -> bool:
    """Tell whether its author wrote full-width marks, and only those, between and around Chinese."""
    return "，" in text and not re.search(rf"{HAN}[,:;!?] ?{HAN}|\({HAN}|{HAN} ?\(|{HAN}\)", text)


def flatten(text: str, *, spaced: bool) -> str:
    """Do to the marks what NFKC does, and what some cleaners do after it."""
    for mark in MARKS:
        ascii_mark = unicodedata.normalize("NFKC", mark)
        after = re.compile(re.escape(mark) + r"(?=\w)") if spaced and mark not in "（）" else None
        text = after.sub(f"{ascii_mark} ", text) if after else text
        text = text.replace(mark, ascii_mark)
    return text


def ours(texts: Texts) -> Texts:
    """Restore with this project's stage."""
    frame = pl.DataFrame({"text": texts})
    return frame.select(*RestorePunctuation().edits())["text"].to_list()


def run(command: str, texts: Texts) -> Texts:
    """Restore with another tool."""
    lines = "".join(json.dumps(text, ensure_ascii=False) + "\n" for text in texts)
    done = subprocess.run(command, shell=True, input=lines, capture_output=True, text=True, check=True)  # noqa: S602
    return [json.loads(line) for line in done.stdout.splitlines()]


def score(originals: Texts, restored: Texts) -> list[str]:
    """For each mark: precision, recall between Chinese, recall."""
    counts: list[Counter[str]] = [Counter() for _ in range(5)]
    right, made, wanted, between, between_right = counts
    for original, result in zip(originals, restored, strict=True):
        true, found = places(original), places(result)
        both = true.keys() & found.keys()
        for places_of, count in ((true, wanted), (found, made), (both, right)):
            count.update(mark for _, _, mark in places_of)
        between.update(mark for (_, _, mark), is_between in true.items() if is_between)
        between_right.update(place[2] for place in both if true[place])
    return [
        f"{right[mark] / (made[mark] or 1):5.3f} {between_right[mark] / (between[mark] or 1):5.3f} "
        f"{right[mark] / (wanted[mark] or 1):5.3f}"
        for mark in MARKS
    ]


def places(text: str) -> dict[tuple[int, int, str], bool]:
    """Find each mark, told by how many letters and digits come before it, and whether it stands between Chinese."""
    found: dict[tuple[int, int, str], bool] = {}
    words = repeated = 0
    for at, char in enumerate(text):
        if char.isalnum():
            words += 1
            repeated = 0
        elif char in MARKS:
            repeated += 1
            beside = text[max(0, at - 1) : at + 2 : 2]
            found[words, repeated, char] = bool(re.fullmatch(f"{HAN}{{2}}", beside))
    return found


if __name__ == "__main__":
    main()
