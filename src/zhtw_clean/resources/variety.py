"""The model of how the mainland and Hong Kong word what Taiwan words otherwise; `training/variety.py` makes it."""

import functools
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from xxhash import xxh3_64_hexdigest

_FILE = files("zhtw_clean.resources") / "variety.npz"


class Calibration(NamedTuple):
    """How a mean weight becomes a log-likelihood ratio: `slope * (mean - middle) * han / (han + half)`."""

    slope: float
    middle: float
    half: float
    """At so many Han characters half of the evidence counts; with more, sources differ rather than chances."""


class Variety(NamedTuple):
    """Weights of features: positive where text of the region has them and Taiwan's has not."""

    fold: NDArray[np.uint16]
    """The simplified form of every Han character of the Basic Multilingual Plane, 0 for all others."""
    has_variants: NDArray[np.bool_]
    """Which characters are one of several traditional forms."""
    slots: NDArray[np.uint32]
    """A hash table of the weights of both regions."""
    window: int
    """Han characters within which a feature counts once."""
    calibrations: tuple[Calibration, Calibration]
    """Of the mainland and Hong Kong, in this order."""


@functools.cache
def load_variety() -> Variety:
    """Read the model."""
    from zhtw_clean.text.variety_kernel import fill

    with _FILE.open("rb") as file, np.load(file) as arrays:
        slots = fill(np.cumsum(arrays["gaps"], dtype=np.uint32), arrays["weights"])
        mainland, hong_kong = (Calibration(*map(float, row)) for row in arrays["calibrations"])
        window = int(arrays["window"])
        return Variety(arrays["fold"], arrays["has_variants"], slots, window, (mainland, hong_kong))


@functools.cache
def digest() -> str:
    """The digest of the model."""
    return xxh3_64_hexdigest(_FILE.read_bytes())
