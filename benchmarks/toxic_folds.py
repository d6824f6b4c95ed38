"""What is found of advertisements that were not learned from: the model of `toxic`, and fastText on the same data.

python benchmarks/toxic_folds.py [../shared/data]

Our advertisements in four parts; each part is judged by what has learned from the other three. All limits are such that
1 in 2,000 of the ordinary documents would go. The terms know all parts, so that what they add is less than it seems.
"""

import random
import re
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import fasttext
import numpy as np
import polars as pl
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parents[1] / "training"))

from toxic_model import ADS, HONEST, STEP, advertisements, fine, fit_advertising, ordinary, packed
from zhtw_clean.sketch.utf8 import utf8
from zhtw_clean.text.toxic import score_terms
from zhtw_clean.text.toxic_kernel import WINDOW, chances

FOLDS = 4
LOST = 1 / 2000
SETTINGS = {"lr": 0.3, "epoch": 5, "dim": 32, "wordNgrams": 3, "bucket": 1 << 18, "minCount": 2, "thread": 1}

Judge = Callable[[pl.Series], pl.Series]


def linear(folder: Path, plain: pl.Series) -> Judge:
    """The model as it is shipped, learned from a folder."""
    weights, biases = packed([fit_advertising(folder, plain)] * 2)
    return lambda texts: pl.Series(chances(*utf8(texts), weights, STEP, biases)[:, 0])


def fast(folder: Path, plain: pl.Series) -> Judge:
    """FastText, on characters and sequences of up to three."""
    rows = advertisements(folder)
    lines = [line for kind, text in rows.iter_rows() for line in labelled(text, advert=kind != HONEST)]
    lines += [line for text in plain for line in labelled(text, advert=False)]
    random.Random(1).shuffle(lines)  # noqa: S311 - not a secret
    with tempfile.NamedTemporaryFile("w", encoding="utf-8") as file:
        file.writelines(lines)
        file.flush()
        model = fasttext.train_supervised(file.name, verbose=0, **SETTINGS)

    def chance(text: str) -> float:
        found = [dict(zip(*model.predict(spaced(window), k=2), strict=True)) for window in cut(text)]
        return float(np.mean([each.get("__label__advert", 0.0) for each in found])) if found else 0.0

    return lambda texts: pl.Series([chance(text) for text in texts])


def cut(text: str) -> list[str]:
    """Windows as the kernel has them, or nearly."""
    return [text[start : start + WINDOW] for start in range(0, len(text), WINDOW)]


def spaced(text: str) -> str:
    """Characters as words."""
    return " ".join(re.findall(r"[\u3041-\u312f\u3400-\u9fff]|[a-z]+|0", re.sub(r"\d", "0", text.lower())))


def labelled(text: str, *, advert: bool) -> list[str]:
    """Lines to learn from."""
    return [f"__label__{'advert' if advert else 'other'} {spaced(window)}\n" for window in cut(text)]


def judged(make: Callable[[Path, pl.Series], Judge], plain: pl.Series) -> dict[str, list[tuple[pl.Series, pl.Series]]]:
    """Of each kind, the texts that were not learned from, and their chances."""
    results: dict[str, list[tuple[pl.Series, pl.Series]]] = {}
    for part in range(FOLDS):
        with tempfile.TemporaryDirectory() as name:
            held = {}
            for path in ADS.glob("*.txt"):
                lines = path.read_text(encoding="utf-8").splitlines()
                random.Random(1).shuffle(lines)  # noqa: S311 - not a secret
                held[path.stem] = pl.Series(lines[part::FOLDS])
                rest = [line for place, line in enumerate(lines) if place % FOLDS != part]
                (Path(name) / path.name).write_text("\n".join(rest), encoding="utf-8")
            judge = make(Path(name), plain)
        for kind, texts in held.items():
            results.setdefault(kind, []).append((texts, judge(texts)))
    return results


def with_terms(texts: pl.Series, found: pl.Series) -> NDArray[np.float64]:
    """The scores of texts with such chances."""
    return score_terms(texts, found)["advert"].to_numpy()


def main() -> None:
    """Print the table."""
    data = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data")
    plain = ordinary(data)
    unseen = fine(data, learned=False)["text"].gather_every(3)
    print(f"{'':28} {'gambling':>12} {'pornography':>12} {'spam':>12} {'honest':>12}")
    for name, make in {"shipped": linear, "fastText": fast}.items():
        usual = make(ADS, plain)(unseen)
        results = judged(make, plain)
        for label, combine in {"alone": lambda _, found: found.to_numpy(), "with terms": with_terms}.items():
            limit = np.quantile(combine(unseen, usual), 1 - LOST)
            shares = {
                kind: np.concatenate([combine(texts, found) > limit for texts, found in parts]).mean()
                for kind, parts in results.items()
            }
            row = "".join(f"{shares[kind]:13.1%}" for kind in ("gambling", "pornography", "spam", "honest"))
            print(f"{name + ', ' + label:28}{row}", flush=True)


if __name__ == "__main__":
    main()
