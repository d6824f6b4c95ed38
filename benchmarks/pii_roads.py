"""How many of Taiwan's roads and places `mask-pii` knows in an address, whole.

python benchmarks/pii_roads.py ROADS.csv [how many misses to print]

The file has the columns `city`, `site_id` (county and district) and `road`, as the Ministry of the Interior publishes
them (全國路名資料, Open Government Data License).
"""

import random
import sys
from collections import Counter
from pathlib import Path

import polars as pl

from zhtw_clean.text.pii import find_pii

SEED = 20261122
FORMS = {
    "county, district, road": "{site}{road}",
    "district, road": "{district}{road}",
    "road alone": "{road}",
}
CUES = ("家住{}，", "戶籍地址：{}\n", "收件人：林先生，{}。")


def main() -> None:
    """Print the shares found whole, found in part, and missed."""
    roads = pl.read_csv(Path(sys.argv[1])).drop_nulls().unique(maintain_order=True)
    show = int(sys.argv[2]) if len(sys.argv) > 2 else 0  # noqa: PLR2004
    print(f"{'address':26} {'after':24} {'addresses':>9} {'whole':>7} {'in part':>7} {'missed':>7}")
    for form, pattern in FORMS.items():
        for cue in CUES:
            chance = random.Random(SEED)  # noqa: S311 - not a secret
            missed, seen = [], Counter[str]()
            for city, site, road in roads.iter_rows():
                home = pattern.format(site=site, district=site.removeprefix(city), road=road) + house(chance)
                text = cue.format(home)
                got = outcome(text, text.index(home), len(home))
                seen[got] += 1
                missed += [f"{got}: {home}"] * (got != "whole")
            total = seen.total()
            shares = (seen[name] / total for name in ("whole", "in part", "missed"))
            print(f"{form:26} {cue.strip():24} {total:9} " + " ".join(f"{share:7.4f}" for share in shares))
            for miss in chance.sample(missed, min(show, len(missed))):
                print("   ", miss)


def outcome(text: str, start: int, size: int) -> str:
    """Say how much of the address is found."""
    spans = [span[:2] for span in find_pii(text, ["home-address"])]
    return "whole" if spans == [(start, start + size)] else "in part" if spans else "missed"


def house(chance: random.Random) -> str:
    """Draw what stands after the road."""
    number = chance.randint
    return chance.choice(
        (
            f"{number(1, 400)}號",
            f"{number(1, 400)}號",
            f"{number(1, 400)}之{number(1, 40)}號",
            f"{number(1, 400)}號之{number(1, 9)}",
            f"{number(2, 600)}巷{number(1, 99)}號{number(2, 15)}樓",
            f"{number(2, 600)}巷{number(1, 60)}弄{number(1, 99)}號{number(2, 15)}樓之{number(1, 9)}",
            f"{number(1, 30)}鄰{number(1, 99)}號",
        )
    )


if __name__ == "__main__":
    main()
