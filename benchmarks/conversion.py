"""What `convert-script` converts, how well with which configuration of OpenCC, and how fast.

POLARS_MAX_THREADS=1 taskset -c 1 python benchmarks/conversion.py [../shared/data]
"""

import difflib
import functools
import random
import sys
from pathlib import Path

import polars as pl

from script import rate, read
from zhtw_clean.stage import DROP_REASON, mark
from zhtw_clean.stages.convert_script import ConvertScript
from zhtw_clean.stages.simplified import Simplified
from zhtw_clean.text.convert import convert_texts, converter
from zhtw_clean.text.rows import edit_each

CONFIGS = ("s2t", "s2tw", "s2twp")
STAYS = ("guard/*", "text/*", "hongkong/*", "variety/lihkg", "variety/ud-chinese-gsd", "variety/*cantonese*")
GOES = ("mainland/*", "variety/ud-chinese-gsdsimp")
TAIWANESE = ("guard/drcd-dev", "text/laws-hard-wrapped", "text/small", "variety/ud-chinese-pud")
SAMPLE = 300


def main() -> None:
    """Print the tables."""
    data = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data")
    what_goes(data)
    what_comes_back(data)
    speed(data)


def what_goes(data: Path) -> None:
    """How many documents are converted, and how many of those `simplified` drops before and after."""
    print(f"{'set':28} {'documents':>9} {'converted':>9} {'dropped without':>15} {'dropped after':>13}")
    pairs = pl.read_ndjson(data / "variety/msdocs-parallel.jsonl.zst")
    sets = {name: read(data, name) for name in (*STAYS, *GOES)} | {name: pairs[name] for name in ("zh_tw", "zh_cn")}
    for name, texts in sets.items():
        result = mark(texts.to_frame("text"), ConvertScript())
        converted = len(texts) - result["converted"].null_count()
        dropped = [mark(some, Simplified())[DROP_REASON].count() for some in (texts.to_frame("text"), result)]
        print(f"{name:28} {len(texts):9,} {converted:9,} {dropped[0]:15,} {dropped[1]:13,}")


def what_comes_back(data: Path) -> None:
    """Taiwanese text made simplified and converted: characters that are others now, of a thousand Han."""
    print(f"\n{'set':28} " + " ".join(f"{config:>8}" for config in CONFIGS))
    for name in TAIWANESE:
        texts = read(data, name)
        texts = texts.sample(min(SAMPLE, len(texts)), seed=5)
        han = int(texts.str.count_matches(r"\p{Han}").sum())
        simplified = edit_each(texts, lambda text: converter("tw2s")(text.replace("\0", "")))
        wrong = (sum(map(distance, texts, convert_texts(simplified, config))) for config in CONFIGS)
        print(f"{name:28} " + " ".join(f"{1000 * number / han:8.2f}" for number in wrong))


def distance(text: str, other: str) -> int:
    """How many characters differ, line by line."""
    return sum(map(line_distance, text.split("\n"), other.split("\n")))


def line_distance(line: str, other: str) -> int:
    """How many characters differ between two lines."""
    if len(line) == len(other):
        return sum(map(str.__ne__, line, other))
    blocks = difflib.SequenceMatcher(None, line, other, autojunk=False).get_opcodes()
    return sum(max(b - a, d - c) for kind, a, b, c, d in blocks if kind != "equal")


def speed(data: Path) -> None:
    """Megabytes of UTF-8 per second of processor time, OpenCC called once for all and once for each text."""
    texts = read(data, "mainland/*").to_list()
    random.Random(7).shuffle(texts)  # noqa: S311 - not a secret
    some, small = pl.Series("text", texts[:2000]), read(data, "text/small")
    print(
        f"\n{'nothing to convert':24} {rate(lambda column: mark(column.to_frame(), ConvertScript()), small):7.1f} MB/s"
    )
    for config in CONFIGS:
        together = rate(functools.partial(convert_texts, config=config), some)
        apart = rate(functools.partial(edit_each, edit=converter(config)), some)
        print(f"{config:24} {together:7.1f} MB/s, one by one {apart:.1f}")


if __name__ == "__main__":
    main()
