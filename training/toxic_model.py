"""Make the model of `toxic`: src/zhtw_clean/resources/toxic.npz.

python training/toxic_model.py [../shared/data]

What is learned: of each sequence of one to three characters, how much likelier it stands in advertisements for
gambling, escorts and scams (toxic_ads/: we wrote them) than in honest ones and in ordinary text of every kind; and
how much likelier in offensive comments (COLD, Deng et al. 2022, Apache-2.0; SWSR, Jiang et al. 2022, MIT; converted to
Taiwan's characters and words by OpenCC) than in harmless ones and ordinary text. Logistic regression on features that
are scaled by the logarithm of how often either side has them (Wang and Manning 2012).
"""

import random
import re
import sys
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray
from opencc import OpenCC
from scipy.optimize import minimize  # type: ignore[import-untyped]
from scipy.sparse import csr_array, diags_array  # type: ignore[import-untyped]
from xxhash import xxh3_64_intdigest

from zhtw_clean.sketch.utf8 import utf8
from zhtw_clean.text.toxic_kernel import BITS, features

OUT = Path(__file__).parents[1] / "src/zhtw_clean/resources/toxic.npz"
FINE = ("text/medium", "text/laws-hard-wrapped", "text/judgments", "text/poems", "mainland/*", "hongkong/*")
"""Ordinary text; DRCD is left for measuring alone."""
COMMENTS = ("cold/train.csv.gz", "cold/dev.csv.gz", "swsr/SexComment.csv")
ADS = Path(__file__).parent / "toxic_ads"
HONEST = "honest"  # the other files there hold advertisements of a kind, one on a line
SEED = 1
PIECES = 12  # of an advertisement, and collages
PIECE = 500  # characters of a document
MOST_PIECES = {"poems": 3000}  # of a set or source: short texts without particles are nearest to advertisements
MOST_PIECES_ELSE = 2000
ROUNDS = 100
RIDGE = 3e-4
STEP = 0.02  # of a weight, as it is kept
MIN_ROWS = 2  # a feature is learned that as many windows have

Floats = NDArray[np.float64]


def comments(data: Path, *names: str) -> pl.DataFrame:
    """Comments that people have judged: `text`, converted, and `offensive`."""
    convert = OpenCC("s2twp").convert
    frames = []
    for name in names:
        rows = pl.read_csv(data / "toxic" / name)
        column = "TEXT" if "TEXT" in rows.columns else "comment_text"
        texts = pl.Series([convert(text) for text in rows[column]], dtype=pl.String)
        frames.append(pl.DataFrame({"text": texts, "offensive": rows["label"] == 1}))
    return pl.concat(frames)


def is_learned(identity: str) -> bool:
    """Is a document among the half to learn from? Pieces of one document (`name#k`) go together."""
    return xxh3_64_intdigest(identity.split("#", maxsplit=1)[0].encode()) % 2 == 0


def fine(data: Path, *, learned: bool) -> pl.DataFrame:
    """One half of the ordinary documents: `name` of the set or source, `text`."""
    to_taiwan = OpenCC("s2tw").convert
    frames = []
    for path in sorted(path for name in FINE for path in data.glob(f"{name}.jsonl.zst")):
        rows = pl.read_ndjson(path, infer_schema_length=None)
        half = rows.filter(pl.Series([is_learned(identity) == learned for identity in rows["id"]], dtype=pl.Boolean))
        name = pl.col("source") if path.stem.startswith("medium") else pl.lit(path.name.removesuffix(".jsonl.zst"))
        texts = half["text"]
        if path.parent.name == "mainland":
            texts = pl.Series([to_taiwan(text) for text in texts], dtype=pl.String)
        frames.append(half.select(name.alias("name"), text=texts))
    return pl.concat(frames)


def advertisements(folder: Path) -> pl.DataFrame:
    """Advertisements that we wrote: `kind` and `text`; each also in pieces, and in collages with others of its kind."""
    chance = random.Random(SEED)  # noqa: S311 - not a secret
    rows: list[tuple[str, str]] = []
    for path in sorted(folder.glob("*.txt")):
        texts = path.read_text(encoding="utf-8").splitlines()
        clauses = [re.findall(r"[^，。！？；、：]+[，。！？；、：]?", text) for text in texts]
        every = [clause for own in clauses for clause in own]
        pieces = list(texts)
        for own in clauses:
            for _ in range(PIECES):
                length = chance.randint(1, 5)
                start = chance.randint(0, max(0, len(own) - length))
                pieces += ["".join(own[start : start + length]), "".join(chance.sample(every, chance.randint(2, 6)))]
        rows += [(path.stem, piece) for piece in pieces]
    return pl.DataFrame(rows, {"kind": pl.String, "text": pl.String}, orient="row")


def examples(texts: pl.Series) -> tuple[csr_array, NDArray[np.int64]]:
    """Cut texts into windows: which features they have, and of which text they are."""
    found, windows = features(*utf8(texts))
    starts = np.concatenate([[0], windows[:, 2]])
    present = csr_array((np.ones(len(found)), found, starts), shape=(len(windows), 1 << BITS))
    present.sum_duplicates()
    present.data[:] = 1
    return present, windows[:, 0]


def ordinary(data: Path) -> pl.Series:
    """Pieces of the documents to learn from, the same number of each set or source at most."""
    rows = fine(data, learned=True).with_columns(text=pl.col("text").str.slice(0, PIECE))
    most = pl.col("name").replace_strict(MOST_PIECES, default=MOST_PIECES_ELSE)
    every = (pl.len().over("name") / most).ceil().cast(pl.Int64)
    return rows.filter(pl.int_range(pl.len()).over("name") % every == 0)["text"]


def fit(texts: pl.Series, wanted: pl.Series) -> tuple[Floats, float]:
    """The weights of all features that tell the wanted texts from the others, and the bias."""
    present, of = examples(texts)
    sides = wanted.to_numpy()[of]
    rows_with = np.bincount(present.indices, minlength=present.shape[1])
    sums = [np.asarray(present[side].sum(axis=0)).ravel() + 1 for side in (sides, ~sides)]
    ratios = np.log(sums[0] / sums[0].sum()) - np.log(sums[1] / sums[1].sum())
    ratios[rows_with < MIN_ROWS] = 0
    used = np.flatnonzero(ratios)
    scaled = (present[:, used] @ diags_array(ratios[used])).tocsr()
    flipped = scaled.T.tocsr()
    sign = np.where(sides, 1.0, -1.0)

    def loss(values: Floats) -> tuple[float, Floats]:
        weights, bias = values[:-1], values[-1]
        margins = sign * (scaled @ weights + bias)
        slopes = -sign / (1 + np.exp(margins)) / len(sign)
        value = np.logaddexp(0, -margins).mean() + RIDGE / 2 * (weights @ weights)
        return float(value), np.append(flipped @ slopes + RIDGE * weights, slopes.sum())

    best = minimize(loss, np.zeros(len(used) + 1), jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS}).x
    weights = np.zeros(present.shape[1])
    weights[used] = best[:-1] * ratios[used]
    return weights, float(best[-1])


def fit_abuse(data: Path, plain: pl.Series, *names: str) -> tuple[Floats, float]:
    """Tell offensive comments from others, and from ordinary text."""
    rows = comments(data, *names)
    none = pl.repeat(value=False, n=len(plain), eager=True)
    return fit(pl.concat([rows["text"], plain]), pl.concat([rows["offensive"], none]))


def fit_advertising(folder: Path, plain: pl.Series) -> tuple[Floats, float]:
    """Tell such advertisements from honest ones, and from ordinary text."""
    rows = advertisements(folder)
    none = pl.repeat(value=False, n=len(plain), eager=True)
    return fit(pl.concat([rows["text"], plain]), pl.concat([rows["kind"] != HONEST, none]))


def packed(fitted: list[tuple[Floats, float]]) -> tuple[NDArray[np.int8], Floats]:
    """The weights in steps, a column for each fit; and the biases."""
    weights = np.stack([weights for weights, _ in fitted], axis=1)
    steps = np.clip(np.rint(weights / STEP), -127, 127).astype(np.int8)
    return steps, np.array([bias for _, bias in fitted])


def main() -> None:
    """Write the model, and say how large it is."""
    data = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data")
    plain = ordinary(data)
    weights, biases = packed([fit_advertising(ADS, plain), fit_abuse(data, plain, *COMMENTS)])
    np.savez_compressed(OUT, allow_pickle=False, weights=weights, biases=biases, step=np.array(STEP))
    print(f"{np.count_nonzero(weights.any(axis=1)):,} features, {OUT.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
