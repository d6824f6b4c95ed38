"""What becomes of text read in the wrong charset, and of text that was not: ours, and ftfy where it is installed.

python benchmarks/mojibake.py [../shared/data] [--clean]

Real texts of the guard set are written in one charset and read in another, as browsers, Windows or Python do it;
`exact` is the share that comes back as it was, `but for lost` the share that does but for characters of which the
reading kept too little. With `--clean` every text of the data is repaired that was never damaged, and each change
shown.
"""

import importlib.util
import re
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import polars as pl
from opencc import OpenCC

from zhtw_clean.text.garbled import garbled_share
from zhtw_clean.text.mojibake import repair_misread

LENGTHS, DOCUMENTS = (20, 100), 60
LOOKED_AT = 500  # texts of the guard set that the limits were chosen with
GARBLED = 0.1
SETS = ("text/*", "guard/*", "hongkong/*", "variety/*", "mainland/*")
COLUMNS = ("text", "zh_tw", "zh_cn")

Repair = Callable[[list[str]], list[str]]


class Pair(NamedTuple):
    """A charset that a text is written in, and the one it is read in."""

    written: str
    read: str


PAIRS = (
    Pair("utf-8", "latin-1"),
    Pair("utf-8", "windows-1252"),
    Pair("utf-8", "cp1252"),
    Pair("utf-8", "gbk in browsers"),
    Pair("utf-8", "gb18030"),
    Pair("utf-8", "gbk"),
    Pair("utf-8", "cp932"),
    Pair("utf-8", "big5hkscs"),
    Pair("cp950", "latin-1"),
    Pair("cp950", "cp437"),
    Pair("cp950", "gb18030"),
    Pair("cp950", "gbk"),
    Pair("cp950", "cp932"),
    Pair("gbk", "latin-1"),
    Pair("gbk", "big5hkscs"),
    Pair("gbk", "cp950"),
)


def misread(text: str, pair: Pair) -> str:
    """Read a text in the wrong charset; what fits nowhere becomes U+FFFD."""
    raw = text.encode(pair.written, "replace")
    if pair.read == "windows-1252":  # as browsers know it: without holes
        return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in raw)
    if pair.read == "gbk in browsers":  # a lone 80 is the euro sign
        raw = re.sub(rb"([\x81-\xfe][\x40-\xfe])|\x80", _euro_alone, raw)
        return raw.decode("gb18030", "replace")
    return raw.decode(pair.read, "replace")


def _euro_alone(found: re.Match[bytes]) -> bytes:
    pair = found[1]
    return pair if isinstance(pair, bytes) else "€".encode("gb18030")


def ours(texts: list[str]) -> list[str]:
    """What `repair-unicode` does about misread text."""
    return repair_misread(pl.Series(texts, dtype=pl.String)).to_list()


def ftfy(texts: list[str]) -> list[str]:
    """What ftfy does by default."""
    from ftfy import fix_text  # type: ignore[import-not-found]

    return [fix_text(text) for text in texts]


def but_for_lost(got: str, want: str) -> bool:
    """Whether two texts are the same, but for up to two characters for each U+FFFD."""
    pattern = "".join(".{0,2}" if part == "\ufffd" else re.escape(part) for part in re.split("(\ufffd)", got))
    return bool(re.fullmatch(pattern, want, re.DOTALL))


def samples(texts: list[str], length: int) -> list[str]:
    """Texts of a length, assembled of lines."""
    lines = iter(texts)
    made = []
    for _ in range(DOCUMENTS):
        text = next(lines)
        while len(text) < length:
            text += "\n" + next(lines)
        made.append(text[:length])
    return made


def mixed(bad: list[str], good: list[str]) -> list[str]:
    """Pages with one misread line in three."""
    return [f"{good[n - 1]}\n{text}\n{good[n - 2]}" for n, text in enumerate(bad)]


def report(pair: Pair, length: int, texts: list[str], tools: dict[str, Repair]) -> None:
    """Print one row."""
    bad = [misread(text, pair) for text in texts]
    cells = []
    for tool in tools.values():
        got = tool(bad)
        exact = sum(map(str.__eq__, got, texts)) / len(texts)
        nearly = sum(map(but_for_lost, got, texts)) / len(texts)
        cells += [f"{exact:6.0%} {nearly:12.0%}"]
        if tool is ours:
            whole = sum(map(str.__eq__, tool(mixed(bad, texts)), mixed(texts, texts))) / len(texts)
            left = int((garbled_share(pl.Series(got)) > GARBLED).sum()) / len(texts)
            cells += [f"{whole:6.0%} {left:8.0%}"]
    print(f"{pair.written:6} {pair.read:16} {length:6} ", "  ".join(cells), flush=True)


def clean(data: Path) -> Iterator[tuple[str, pl.Series]]:
    """Every column of text, set by set."""
    for pattern in SETS:
        for path in sorted(data.glob(f"{pattern}.jsonl.zst")):
            frame = pl.read_ndjson(path, infer_schema_length=None)
            for column in frame.columns:
                if column in COLUMNS:
                    yield path.name.removesuffix(".jsonl.zst"), frame[column].drop_nulls().rechunk()


def report_clean(data: Path) -> None:
    """Print what changes of texts that nobody damaged."""
    for name, texts in clean(data):
        start = time.process_time()
        repaired = repair_misread(texts)
        middle = time.process_time()
        garbled = (garbled_share(texts) > GARBLED).sum()
        size = int(texts.str.len_bytes().sum()) / 1e6
        speed = f"{size / (middle - start):5.0f} {size / (time.process_time() - middle):5.0f} MB/s"
        print(f"{name:28} {len(texts):7,} {(repaired != texts).sum():4} changed {garbled:4} garbled {speed}")
        for old, new in zip(texts.filter(repaired != texts), repaired.filter(repaired != texts), strict=True):
            lines = zip(old.split("\n"), new.split("\n"), strict=True)
            print(*(f"    {a[:100]!r} → {b[:100]!r}" for a, b in lines if a != b), sep="\n")


def main() -> None:
    """Print the tables."""
    folders = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    data = Path(folders[0] if folders else "../shared/data")
    if "--clean" in sys.argv:
        return report_clean(data)
    tools: dict[str, Repair] = {"ours": ours}
    if importlib.util.find_spec("ftfy"):
        tools["ftfy"] = ftfy
    texts = pl.read_ndjson(data / "guard/drcd-dev.jsonl.zst")["text"].to_list()[LOOKED_AT:]
    texts = [text for text in texts if text == text.encode("cp950", "replace").decode("cp950")]
    simplify = OpenCC("t2s").convert
    print("written in, read in, characters")
    print("ours: exact, exact but for lost, exact among good lines, garbled after; others: exact, exact but for lost")
    for length in LENGTHS:
        taiwanese = samples(texts, length)
        mainland = [simplify(text).encode("gbk", "replace").decode("gbk") for text in taiwanese]
        for pair in PAIRS:
            report(pair, length, mainland if pair.written == "gbk" else taiwanese, tools)
    return None


if __name__ == "__main__":
    main()
