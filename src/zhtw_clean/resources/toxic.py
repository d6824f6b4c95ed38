"""What `toxic` knows: terms, a model of wording (training/toxic_model.py makes it), lists of hosts."""

import functools
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray
from xxhash import xxh3_64_hexdigest, xxh3_64_intdigest

from zhtw_clean.problems import Problem, ResourceError
from zhtw_clean.resources.fetch import sha256

_FOLDER = files("zhtw_clean.resources")
_TERMS = (_FOLDER / "toxic_trade.toml", _FOLDER / "toxic_terms.toml")
_MODEL = _FOLDER / "toxic.npz"


class Model(NamedTuple):
    """Weights of hashed features: positive where texts of a kind have them and others have not."""

    weights: NDArray[np.int8]
    """A column for each kind: advertisements, abuse."""
    step: float
    """What one step of a weight is worth, as the logarithm of odds."""
    biases: NDArray[np.float64]


@functools.cache
def load_terms() -> pl.DataFrame:
    """Read the terms, in lower case, longest first: `term`, `category`, `points`."""
    rows = [
        (term.replace("_", " ").lower(), group["category"], group["points"])
        for file in _TERMS
        for group in tomllib.loads(file.read_text(encoding="utf-8"))["groups"]
        for term in group["terms"].split()
    ]
    terms = pl.DataFrame(rows, {"term": pl.String, "category": pl.Categorical, "points": pl.Int64}, orient="row")
    return terms.sort(pl.col("term").str.len_chars(), "term", descending=[True, False])


@functools.cache
def load_model() -> Model:
    """Read the model."""
    with _MODEL.open("rb") as file, np.load(file) as arrays:
        return Model(arrays["weights"], float(arrays["step"]), arrays["biases"])


def blocked(hosts: pl.Series, path: str) -> pl.Series:
    """Tell which hosts, or a domain they belong to, stand in a list."""
    listed = _load_hosts(path, _digest(path))
    found = {host: host is not None and _is_listed(host, listed) for host in hosts.unique()}
    return pl.Series(hosts.name, [found[host] for host in hosts], dtype=pl.Boolean)


def digests(lists: tuple[str, ...]) -> dict[str, str]:
    """The digests of the terms, the model, and lists of hosts.

    Raises:
        ResourceError: where there is no such list.
    """
    terms = b"".join(file.read_bytes() for file in _TERMS)
    own = {"toxic terms": xxh3_64_hexdigest(terms), "toxic model": xxh3_64_hexdigest(_MODEL.read_bytes())}
    return own | {f"hosts {path}": _digest(path) for path in lists}


def _digest(path: str) -> str:
    file = Path(path).expanduser()
    if not file.is_file():
        hint = "name a file with a domain on each line, such as `gambling/domains` of UT1"
        raise ResourceError(Problem(f"there is no list of hosts `{path}`", path, hint))
    return _sha256(file, file.stat().st_mtime_ns)


@functools.cache
def _sha256(file: Path, _: int) -> str:
    return sha256(file)


@functools.lru_cache(maxsize=4)
def _load_hosts(path: str, _: str) -> NDArray[np.uint64]:
    """The hashes of the hosts in a list, sorted: the longest of UT1 has millions."""
    lines = Path(path).expanduser().read_bytes().split()
    return np.unique(np.fromiter((xxh3_64_intdigest(line.lower()) for line in lines), np.uint64, len(lines)))


def _is_listed(host: str, listed: NDArray[np.uint64]) -> bool:
    labels = host.split(".")
    ends = [".".join(labels[start:]).encode() for start in range(len(labels))]
    hashes = np.array([xxh3_64_intdigest(end) for end in ends], np.uint64)
    places = np.searchsorted(listed, hashes)
    return any(place < len(listed) and listed[place] == value for place, value in zip(places, hashes, strict=True))
