"""What `simplified` does to real text, beside other ways, and how fast.

POLARS_MAX_THREADS=1 taskset -c 1 python benchmarks/script.py [../shared/data] [TABLE ...]

Tables: parallel, mixed, passages, guard, pages, speed; all by default.
"""

import json
import random
import re
import sys
import time
from collections.abc import Callable, Sequence
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

import polars as pl

from script_peers import judges
from zhtw_clean.stage import DROP_REASON, mark
from zhtw_clean.stages.extract_html import ExtractHtml
from zhtw_clean.stages.simplified import Simplified
from zhtw_clean.text.convert import converter
from zhtw_clean.text.script import count_decisive

SENTENCES = 10
SENTENCE = re.compile(r"[^。！？\n]{10,}[。！？]?")
HAN = re.compile("[\u4e00-\u9fff]")
SHARES = (0.05, 0.1, 0.2, 0.3, 0.5)
POINT = 0.01
GUARD = ("guard/drcd-dev", "text/laws-hard-wrapped", "text/judgments", "text/poems", "text/small", "text/medium")
HONG_KONG = ("hongkong/*", "variety/lihkg", "variety/ud-chinese-hk", "variety/ud-cantonese-hk")
JAPANESE = "jupyterlab_language_pack_ja_JP"


def main() -> None:
    """Print the tables asked for, all by default."""
    data = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data")
    tables: dict[str, Callable[[Path], None]] = {
        "parallel": parallel,
        "mixed": mixed,
        "passages": passages,
        "guard": guard,
        "pages": pages,
        "speed": speed,
    }
    for name in sys.argv[2:] or tables:
        tables[name](data)
        print()


def parallel(data: Path) -> None:
    """Simplified against traditional, documents of ten sentences."""
    back = converter("tw2s")
    gsd = [read(data, f"variety/ud-chinese-{name}").to_list() for name in ("gsd", "gsdsimp")]
    docs = pl.read_ndjson(data / "variety/msdocs-parallel.jsonl.zst")
    small = of_ten(sentences(read(data, "text/small"), 200))
    drcd, hong_kong, mainland = (read(data, name) for name in ("guard/drcd-dev", "hongkong/*", "mainland/*"))
    pairs = {
        "UD GSD | the same, simplified": (of_ten([gsd[0]]), of_ten([gsd[1]])),
        "msdocs zh-TW | zh-CN": (of_ten(sentences(docs["zh_tw"], 30)), of_ten(sentences(docs["zh_cn"], 30))),
        "text/small | by tw2s": (small, [back(text) for text in small]),
        "drcd, Hong Kong | mainland": (
            of_ten(sentences(pl.concat([drcd, hong_kong]), 30)),
            of_ten(sentences(mainland, 20)),
        ),
    }
    print(
        f"{'ten sentences each':32} {'':18} {'traditional':>11} {'dropped':>8} {'simplified':>10} {'kept':>6} {'F1':>8}"
    )
    for name, (traditional, simplified) in pairs.items():
        for judge, drops in judges().items():
            wrong = int(drops(pl.Series(traditional)).sum())
            caught = int(drops(pl.Series(simplified)).sum())
            missed = len(simplified) - caught
            f1 = 2 * caught / (2 * caught + wrong + missed)
            numbers = f"{len(traditional):11,} {wrong:8,} {len(simplified):10,} {missed:6,} {f1:8.5f}"
            print(f"{name:32} {judge:18} {numbers}")


def mixed(data: Path) -> None:
    """Taiwanese documents with a known share of sentences made simplified: is the share counted the true one?"""
    back, rng = converter("tw2s"), random.Random(7)  # noqa: S311 - not a secret
    texts = pl.concat([read(data, "text/small"), read(data, "guard/drcd-dev")])
    originals = [some for some in sentences(texts, 200) if len(some) >= 2 * SENTENCES]
    print("sentences documents  true share  counted  mean error  within 1 %  dropped")
    for share in SHARES:
        rows: dict[str, list[str]] = {"text": [], "whole": [], "part": []}
        for document in originals:
            chosen = set(rng.sample(range(len(document)), max(1, round(share * len(document)))))
            rows["text"].append("".join(back(line) if n in chosen else line for n, line in enumerate(document)))
            rows["whole"].append("".join(document))
            rows["part"].append("".join(document[n] for n in sorted(chosen)))
        made = pl.DataFrame(rows)
        result = mark(made, Simplified())
        simplified, traditional = result["simplified_chars"], result["traditional_chars"]
        part, whole = (count_decisive(made[text]).struct.field("traditional_chars") for text in ("part", "whole"))
        shares = pl.DataFrame({"counted": simplified / (simplified + traditional), "true": part / whole})
        shares = shares.with_columns(off=(pl.col("counted") - pl.col("true")).abs().fill_nan(0))
        means = shares.with_columns(within=pl.col("off") <= POINT).mean().row(0)
        dropped = result[DROP_REASON].count() / made.height
        print(
            f"{share:9.0%} {made.height:9,} {{1:11.4f}} {{0:8.4f}} {{2:11.5f}} {{3:11.2%}}".format(*means),
            f"{dropped:8.1%}",
        )


def passages(data: Path) -> None:
    """Some lines from the mainland among the lines of a Taiwanese text: what does `lines: drop` cut?"""
    rng = random.Random(7)  # noqa: S311 - not a secret
    quotes = [line for some in sentences(read(data, "mainland/*"), 5) for line in some]
    originals = [some for some in sentences(read(data, "text/small"), 200) if len(some) >= 2 * SENTENCES]
    print("quoted lines  documents  quoted lines cut  own lines cut  dropped")
    for length in (1, 2, 3, 5):
        made = []
        for document in originals:
            start, quote = rng.randrange(len(document)), rng.randrange(len(quotes) - length)
            made.append("\n".join((*document[:start], *quotes[quote : quote + length], *document[start:])))
        kept = mark(pl.DataFrame({"text": made, "own": originals}), Simplified(lines="drop")).filter(
            pl.col(DROP_REASON).is_null()
        )
        left = kept["text"].str.split("\n")
        own = sum(len(set(was)) for was in kept["own"])
        lost = own - sum(len(set(was) & set(now)) for was, now in zip(kept["own"], left, strict=True))
        cut = (int(kept["n_simplified_lines"].sum()) - lost) / (kept.height * length)
        print(f"{length:12} {kept.height:10,} {cut:17.2%} {lost / own:14.3%} {len(made) - kept.height:8}")


def guard(data: Path) -> None:
    """What is dropped of texts that are to stay."""
    report_drops("set", {name: read(data, name) for name in (*GUARD, *HONG_KONG)} | japanese() | of_ptt(data))


def pages(data: Path) -> None:
    """What is dropped of Taiwanese pages, after `extract-html`; takes two minutes."""
    html = pl.read_ndjson(data / "html/pages.jsonl.zst").select("html").with_row_index("doc_id")
    texts = mark(html, ExtractHtml())["text"].drop_nulls()
    report_drops("pages", {"html/pages": texts})


def report_drops(what: str, sets: dict[str, pl.Series]) -> None:
    """Print how many documents each judge would drop of each set."""
    compared = judges()
    print(f"{what:26} {'documents':>9} " + " ".join(f"{judge:>18}" for judge in compared))
    for name, texts in sets.items():
        dropped = (int(drops(texts).sum()) for drops in compared.values())
        print(f"{name:26} {len(texts):9,} " + " ".join(f"{n:9,} {n / len(texts):8.2%}" for n in dropped))


def speed(data: Path) -> None:
    """Megabytes of UTF-8 per second of processor time."""
    sets = {"Taiwanese": read(data, "text/small").rechunk(), "mainland": read(data, "mainland/*").rechunk()}
    ways = judges() | {"simplified, lines: drop": drop_lines}
    for way, drops in ways.items():
        for name, texts in sets.items():
            print(f"{way:24} {name:10} {rate(drops, texts):7.1f} MB/s")


def drop_lines(texts: pl.Series) -> pl.Series:
    """What `simplified` with `lines: drop` drops."""
    return mark(texts.to_frame("text"), Simplified(lines="drop"))[DROP_REASON].is_not_null()


def rate(work: Callable[[pl.Series], object], texts: pl.Series, rounds: int = 3) -> float:
    """Take the best of some rounds."""
    taken = []
    for _ in range(rounds):
        start = time.process_time()
        work(texts)
        taken.append(time.process_time() - start)
    return int(texts.str.len_bytes().sum()) / 1e6 / min(taken)


def read(data: Path, name: str) -> pl.Series:
    """Read the texts of one set, or of all in a folder."""
    return pl.concat(pl.read_ndjson(path).select("text") for path in sorted(data.glob(f"{name}.jsonl.zst")))["text"]


def of_ptt(data: Path) -> dict[str, pl.Series]:
    """The threads of PTT among the texts."""
    medium = pl.read_ndjson(data / "text/medium.jsonl.zst").select("id", "text")
    return {"of these, PTT": medium.filter(pl.col("id").str.starts_with("ptt"))["text"]}


def japanese() -> dict[str, pl.Series]:
    """Ten messages each of JupyterLab in Japanese, where its language pack is installed."""
    if find_spec(JAPANESE) is None:
        return {}
    catalogues = (files(JAPANESE) / "locale/ja_JP/LC_MESSAGES").iterdir()
    messages: list[str] = []
    for path in sorted((path for path in catalogues if path.name.endswith(".json")), key=lambda path: path.name):
        entries = json.loads(path.read_text(encoding="utf-8")).values()
        messages += [text for entry in entries if isinstance(entry, list) for text in entry if HAN.search(text)]
    return {"Japanese (JupyterLab)": pl.Series(of_ten([messages]))}


def sentences(texts: pl.Series, at_most: int) -> list[list[str]]:
    """The first sentences of each text, those with enough Chinese to be one."""
    found = ((line for line in SENTENCE.findall(text) if len(HAN.findall(line)) > len(line) / 2) for text in texts)
    return [[line for line, _ in zip(some, range(at_most), strict=False)] for some in found]


def of_ten(documents: Sequence[Sequence[str]]) -> list[str]:
    """Documents of ten sentences, none of which has sentences of two."""
    starts = ((some, n) for some in documents for n in range(0, len(some) - SENTENCES + 1, SENTENCES))
    return ["\n".join(some[n : n + SENTENCES]) for some, n in starts]


if __name__ == "__main__":
    main()
