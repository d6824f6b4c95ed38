"""How fast pages are skimmed and read on one core, and how well, against main texts taken from the authors' sources.

    POLARS_MAX_THREADS=1 taskset -c 1 python benchmarks/pages.py [../shared/data] [--candidates | --largest]

Precision and recall are the shares of character 6-grams (white space left out) that the text has in common with the
gold text, averaged over pages. `--candidates` reads the gold pages with other settings as well (ten minutes),
`--largest` reads only pages of the greatest length that `extract-html` reads, for time and memory.
"""

import logging
import math
import multiprocessing
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from statistics import mean
from typing import Any, TypeVar
from unittest import mock

import polars as pl
from resiliparse.extract.html2text import extract_plain_text
from selectolax.lexbor import LexborHTMLParser
from trafilatura import bare_extraction
from trafilatura.settings import Document, use_config

from zhtw_clean.stage import mark
from zhtw_clean.stages.extract_html import ExtractHtml
from zhtw_clean.stages.skim_html import SkimHtml
from zhtw_clean.text import page

Reader = Callable[[str], str | None]
Result = TypeVar("Result")
KINDS = ("markdown-source", "template", "site-selector")


def main() -> None:
    """Print both tables."""
    logging.disable()
    data = Path(next((word for word in sys.argv[1:] if not word.startswith("--")), "../shared/data"))
    if "--largest" in sys.argv:
        largest_table(pages(data / "html/pages.jsonl.zst"))
        return
    skim_table(pages(data / "html/pages.jsonl.zst"))
    gold = pages(data / "html/pages-with-gold.jsonl.zst").drop_nulls("gold")
    print(f"\n{'reader':32}{'MB/s':>6}  " + "  ".join(f"{kind + ' P/R':>21}" for kind in ("all", *KINDS)) + "  empty")
    for name, reader in (candidates() if "--candidates" in sys.argv else {"extract-html": ours}).items():
        read_table(name, reader, gold)


def pages(file: Path) -> pl.DataFrame:
    """Read the pages."""
    return pl.read_ndjson(file, infer_schema_length=None).with_columns(text=pl.lit(None, pl.String))


def ours(html: str) -> str | None:
    """Read as `extract-html` does, in this process."""
    return page.read(html, comments=False, tables=True).get("text")


def candidates() -> dict[str, Reader]:
    """Other ways to read a page."""
    quick: dict[str, Any] = {"fast": True, "include_comments": False}
    return {
        "trafilatura, its defaults": trafilatura(),
        "  no comments": trafilatura(include_comments=False),
        "  fast": trafilatura(**quick),
        "  fast, MIN_EXTRACTED_SIZE 83": trafilatura(83, **quick),
        "  fast, MIN_EXTRACTED_SIZE 150": trafilatura(150, **quick),
        "  fast, favor_recall": trafilatura(**quick, favor_recall=True),
        "  fast, favor_precision": trafilatura(**quick, favor_precision=True),
        "  fast, no tables": trafilatura(**quick, include_tables=False),
        "resiliparse, main content": resiliparse,
        "extract-html": ours,
        "  tables: false": lambda html: page.read(html, comments=False, tables=False).get("text"),
        "  quick reading only": with_share_of_prose(0),
        "  full reading always": with_share_of_prose(math.inf),
    }


def with_share_of_prose(share: float) -> Reader:
    """Read as `extract-html` would with another `MIN_SHARE_OF_PROSE`."""
    return mock.patch.object(page, "MIN_SHARE_OF_PROSE", share)(ours)


def trafilatura(min_extracted_size: int = 250, **options: Any) -> Reader:  # noqa: ANN401 - its own options
    """Read with trafilatura alone."""
    config = use_config()
    config["DEFAULT"]["MIN_EXTRACTED_SIZE"] = str(min_extracted_size)

    def read(html: str) -> str | None:
        found = bare_extraction(html, config=config, **options)
        return "\n".join(filter(None, (found.text, found.comments))) if isinstance(found, Document) else None

    return read


def resiliparse(html: str) -> str:
    """Read with resiliparse's rules for the main content."""
    return extract_plain_text(html, main_content=True, alt_texts=False, comments=False)


def skim_table(frame: pl.DataFrame) -> None:
    """Time `skim-html`, and how far it agrees with a parser that builds the tree."""
    megabytes = size(frame)
    skimmed, seconds = timed(lambda: mark(frame, SkimHtml()))
    print(f"skim-html            {megabytes / seconds:6.1f} MB/s of {megabytes:.0f} MB")
    parsed, seconds = timed(lambda: [lexbor(html) for html in frame["html"]])
    print(f"selectolax (lexbor)  {megabytes / seconds:6.1f} MB/s; ", end="")
    precisions, recalls = zip(*map(agreement, skimmed["text"], parsed), strict=True)
    print(f"skim-html against it: precision {mean(precisions):.4f}, recall {mean(recalls):.4f}")
    _, seconds = timed(lambda: [extract_plain_text(html) for html in frame["html"]])
    print(f"resiliparse          {megabytes / seconds:6.1f} MB/s")


def lexbor(html: str) -> str:
    """Every text node of the tree but code."""
    tree = LexborHTMLParser(html)
    tree.strip_tags(["script", "style", "template", "noscript"])
    return tree.root.text(separator="\n") if tree.root else ""


def read_table(name: str, reader: Reader, gold: pl.DataFrame) -> None:
    """Print one line: speed, agreement by kind of gold, pages without text."""
    texts, seconds = timed(lambda: [reader(html) for html in gold["html"]])
    scores = pl.DataFrame(
        [agreement(text, true) for text, true in zip(texts, gold["gold"], strict=True)],
        ["precision", "recall"],
        orient="row",
    ).with_columns(kind=gold["gold_how"].str.extract("^([^:]*)"))
    print(f"{name:32}{size(gold) / seconds:6.2f}  ", end="")
    for part in (scores, *(scores.filter(kind=kind) for kind in KINDS)):
        print(f"{mean(part['precision']):15.3f} {mean(part['recall']):5.3f}  ", end="")
    print(f"{sum(not (text or '').strip() for text in texts):5}", flush=True)


def largest_table(frame: pl.DataFrame) -> None:
    """Read pages of the greatest length, each in a process of its own: seconds, and gigabytes of address space."""
    length = ExtractHtml().max_html_chars
    real = random.Random(0).sample(frame["html"].to_list(), 40)  # noqa: S311 - not a secret
    made = [
        "<div>",
        "<p>段<a href=/>落</a>",
        "<table><tr><td>格",
        "<tr><td>格<td>格",
        "<li>項",
        "<b>粗",
        "<br>行",
        "字",
    ]
    named = {f"real page {n}, repeated": again(html, length) for n, html in enumerate(real)}
    named |= {piece: piece * (length // len(piece)) for piece in made}
    rows = []
    for name, html in named.items():
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            rows.append((*pool.apply(cost, (html,)), name))
    for seconds, gigabytes, name in sorted(rows, reverse=True):
        print(f"{seconds:6.1f} s  {gigabytes:4.1f} GB  {name}")


def again(html: str, length: int) -> str:
    """Repeat what is in the body of a page until the page is so long."""
    start, _, body = re.sub("</(body|html)>", "", html).partition("<body")
    return (f"{start}<body{body}" + f"<div{body}" * (length // max(len(body), 1)))[:length]


def cost(html: str) -> tuple[float, float]:
    """Seconds and address space that a page takes."""
    _, seconds = timed(lambda: ours(html))
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return seconds, int(status.partition("VmPeak:")[2].split()[0]) / 1e6


def size(frame: pl.DataFrame) -> float:
    """Megabytes of HTML."""
    return float(frame.select(pl.col("html").str.len_bytes().sum()).item()) / 1e6


def agreement(text: str | None, gold: str | None) -> tuple[float, float]:
    """Precision and recall of character 6-grams."""
    ours, theirs = grams(text or ""), grams(gold or "")
    shared = (ours & theirs).total()
    return shared / max(ours.total(), 1), shared / max(theirs.total(), 1)


def grams(text: str) -> Counter[str]:
    """Count runs of six characters."""
    text = "".join(text.split())
    return Counter(text[n : n + 6] for n in range(len(text) - 5))


def timed(work: Callable[[], Result]) -> tuple[Result, float]:
    """Work, and the processor seconds it took."""
    start = time.process_time()
    return work(), time.process_time() - start


if __name__ == "__main__":
    main()
