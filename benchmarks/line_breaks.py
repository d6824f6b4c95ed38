"""How many breaks made by a margin `join-lines` finds, and how many other breaks it joins.

python benchmarks/line_breaks.py [../shared/data]
"""

import itertools
import random
import re
import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import polars as pl

from zhtw_clean.stages import JoinLines

SEED = 20261121
PER_LAYOUT = 150
NO_START, NO_END = "、，。；：！？）」』》〉…—", "（「『《〈"
HEADINGS = ("壹、事實及理由", "貳、得心證之理由", "相關背景", "後來的事", "結語")
ITEMS = "一二三四五六七八九十"
END_OF_SENTENCE = re.compile("[。；：！？…][」』）)]*$")
PROSE = re.compile("[^\\n|#>*`\\t]{30,900}[。！？」]")


class Text(NamedTuple):
    """A text, and for each of its line breaks: was a margin its only reason? None where nobody can tell."""

    text: str
    broken: list[bool | None]


class Layout(NamedTuple):
    """How a text is set."""

    columns: int
    avoids: bool = True
    """No punctuation at the start of a line that must not stand there, and no opening bracket at its end."""
    words: bool = True
    """A Latin word is carried over whole."""
    indent: str = ""
    blank_lines: bool = False
    items: bool = False


LAYOUTS = {
    "30 Han, indented paragraphs": Layout(60, indent="\u3000\u3000"),
    "36 Han, blank lines": Layout(72, blank_lines=True),
    "40 Han, bare paragraphs": Layout(80),
    "30 Han, list items": Layout(60, items=True),
    "64 columns, list items, cut": Layout(64, avoids=False, words=False, items=True),
    "64 columns, indented, cut": Layout(64, avoids=False, words=False, indent="    "),
    "78 columns, blank lines, cut": Layout(78, avoids=False, words=False, blank_lines=True),
    "78 columns, blank lines, words": Layout(78, blank_lines=True),
}


def main() -> None:
    """Print the table."""
    data = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data")
    print(f"{'set':38} {'texts':>6} {'broken':>7} {'joined':>7} {'other':>7} {'joined':>7}")
    for name, texts in sets(data):
        report(name, texts)


def sets(data: Path) -> Iterator[tuple[str, list[Text]]]:
    """All sets by name."""
    laws = [label_law(text) for text in read(data / "text/laws-hard-wrapped.jsonl.zst")["text"]]
    yield "statutes, wrapped at 64 columns", [law for law in laws if True in law.broken]
    yield "statutes, others", [law for law in laws if True not in law.broken]
    small = read(data / "text/small.jsonl.zst")
    all_small: list[str] = small["text"].to_list()
    paragraphs = list(find_paragraphs([*all_small, *read(data / "text/judgments.jsonl.zst")["text"]]))
    for name, layout in LAYOUTS.items():
        chance = random.Random(SEED)  # noqa: S311 - not a secret
        yield f"made: {name}", [make(paragraphs, layout, chance) for _ in range(PER_LAYOUT)]
    negatives = {
        "poems": list(read(data / "text/poems.jsonl.zst")["text"]),
        "documentation, transcripts": list(
            small.filter(pl.col("source").str.contains("msdocs|sayit|taiwan-md|tech-books"))["text"]
        ),
        "tables": [*runs(all_small, lambda line: line.count("|") > 1)],
        "lists": [*runs(all_small, re.compile(r" *(?:[-*+•]|\d+[.、]|[一二三四五六七八九十]+、) ?\S").match)],
        "replies on PTT": [*runs(all_small, re.compile("(?:推|→|噓) \\w+ *:").match)],
        "code": [*runs(all_small, re.compile(r".*[;{}] *$").match)],
    }
    for name, texts in negatives.items():
        yield name, [Text(text, [False] * text.count("\n")) for text in texts]


def read(path: Path) -> pl.DataFrame:
    """Read a set of texts."""
    return pl.read_ndjson(path)


def report(name: str, texts: Sequence[Text]) -> None:
    """Print one line of the table."""
    edits = JoinLines().edits()
    joined = pl.DataFrame({"text": [text for text, _ in texts]}).select(*edits)["text"]
    counts = {True: [0, 0], False: [0, 0], None: [0, 0]}
    for (before, broken), after in zip(texts, joined, strict=True):
        left = set(breaks(after))
        for where, label in zip(breaks(before), broken, strict=True):
            counts[label][0] += 1
            counts[label][1] += where not in left
    (true, found), (other, false) = counts[True], counts[False]
    recall = f"{found / true:7.2%}" if true else f"{'':7}"
    print(f"{name:38} {len(texts):6} {true:7} {recall} {other:7} {false:7}")


def breaks(text: str) -> Iterator[int]:
    """Where the line breaks of a text are, in characters that are no white space."""
    where = 0
    for line in text.split("\n")[:-1]:
        where += sum(not character.isspace() for character in line)
        yield where


def label_law(text: str) -> Text:
    """Label the breaks of a statute by what is known of the register.

    Its lines end at column 64. Every paragraph of a statute ends with a full stop, a semicolon or a colon, and
    headings and tables can be told. Where a sentence ends at the margin, nobody can tell.
    """
    lines = text.split("\n")
    broken: list[bool | None] = []
    for line, after in itertools.pairwise(lines):
        full = columns(line.rstrip()) in {63, 64} or (columns(line.rstrip()) == 62 and starts_before_mark(after))  # noqa: PLR2004
        prose = re.search("[\u4e00-\u9fff]", line) and not re.search(
            "[\u2502-\u259f]|\\S   ", line.rstrip() + after.strip()
        )
        heading = re.match(r" *第 [0-9一二三四五六七八九十百-]+ [條章節編款目]", after)
        if not full or not prose or heading or not after.strip():
            broken.append(False)
        elif END_OF_SENTENCE.search(line.rstrip()):
            broken.append(None)
        else:
            broken.append(True)
    return Text(text, broken)


def starts_before_mark(line: str) -> bool:
    """Tell whether the second character could not have started the line, so that the first came along."""
    return line.strip()[1:2] in set(NO_START)


def columns(text: str) -> int:
    """Count the columns of a terminal."""
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)


def find_paragraphs(texts: Sequence[str]) -> Iterator[str]:
    """Find whole paragraphs of prose in texts that no margin broke; those of judgments are cut after sentences."""
    for text in texts:
        for line in text.split("\n"):
            for part in re.findall("(?:[^。]{1,300}。){1,5}", line) if len(line) > 2000 else [line]:  # noqa: PLR2004
                if PROSE.fullmatch(part.strip()) and len(re.findall("[\u4e00-\u9fff]", part)) > len(part) / 2:
                    yield part.strip()


def make(paragraphs: Sequence[str], layout: Layout, chance: random.Random) -> Text:
    """Set a few paragraphs in a layout."""
    lines: list[str] = []
    broken: list[bool | None] = []
    for number, paragraph in enumerate(chance.sample(paragraphs, chance.randint(6, 20))):
        if chance.random() < 0.2:  # noqa: PLR2004
            lines.append(chance.choice(HEADINGS))
            broken.append(False)
        marker = f"{ITEMS[number % 10]}、" if layout.items and number % 3 else layout.indent
        hanging = " " * 4 if layout.items and number % 3 else ""
        wrapped = wrap(marker + paragraph, hanging, layout)
        lines += wrapped
        broken += [True] * (len(wrapped) - 1) + [False]
        if layout.blank_lines:
            lines.append("")
            broken.append(False)
    return Text("\n".join(lines), broken[: len(lines) - 1])


def wrap(text: str, hanging: str, layout: Layout) -> list[str]:
    """Break a text into lines of at most so many columns."""
    pieces = re.findall(r"[!-~\u00c0-\u024f]+|.", text) if layout.words else list(text)
    units: list[str] = []
    for piece in pieces:
        if layout.avoids and units and (piece in NO_START or units[-1][-1] in NO_END):
            units[-1] += piece
        elif columns(piece) > layout.columns - len(hanging):
            units += piece
        else:
            units.append(piece)
    lines = [""]
    for unit in units:
        if columns(lines[-1] + unit.rstrip()) <= layout.columns:
            lines[-1] += unit
        else:
            lines.append(hanging + (unit.lstrip() if layout.words else unit))
    return [line.rstrip() if layout.words else line for line in lines if line.strip()]


def runs(texts: Sequence[str], kind: Callable[[str], object]) -> Iterator[str]:
    """Find runs of at least three lines of a kind."""
    for text in texts:
        run: list[str] = []
        for line in [*text.split("\n"), ""]:
            if kind(line):
                run.append(line)
                continue
            if len(run) > 2:  # noqa: PLR2004
                yield "\n".join(run)
            run = []


if __name__ == "__main__":
    main()
