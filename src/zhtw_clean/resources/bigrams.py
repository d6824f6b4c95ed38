"""The model of which characters stand beside which in Chinese; `training/bigrams.py` makes it."""

import functools
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from xxhash import xxh3_64_hexdigest

NAT = 4
"""Steps of cost in a nat."""

_FILE = files("zhtw_clean.resources") / "bigrams.npz"


class Bigrams(NamedTuple):
    """Costs in quarters of a nat: minus the logarithm of a probability."""

    letters: NDArray[np.uint16]
    """What each character of the Basic Multilingual Plane counts as."""
    alone: NDArray[np.uint8]
    """The cost of a letter, whatever stands before it."""
    escape: NDArray[np.uint8]
    """What is added where the pair was never seen, by its first letter."""
    slots: NDArray[np.uint16]
    """A hash table of the costs of pairs."""


@functools.cache
def load_bigrams() -> Bigrams:
    """Read the model."""
    from zhtw_clean.text.bigram_kernel import fill

    with _FILE.open("rb") as file, np.load(file) as arrays:
        gaps = arrays["gaps_low"] + (arrays["gaps_high"].astype(np.uint32) << 8)
        slots = fill(np.cumsum(gaps, dtype=np.uint32), arrays["costs"])
        return Bigrams(arrays["letters"], arrays["alone"], arrays["escape"], slots)


@functools.cache
def digest() -> str:
    """The digest of the model."""
    return xxh3_64_hexdigest(_FILE.read_bytes())
