"""How much of a text nobody can have written, as the bigram model sees it."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from zhtw_clean.resources.bigrams import NAT, load_bigrams
from zhtw_clean.sketch.utf8 import utf8

ALLOWANCE = 10 * NAT  # for each character: ordinary text costs 4 to 7.5 nats on average, garbled text 12 to 17
LIMIT = 50 * NAT  # what a garbled stretch costs beyond that
FEWEST = 5  # garbled characters: a name with a character nobody's font has is not garbled
SUSPECT = LIMIT // 2
GLANCE_ALLOWANCE, GLANCE_LIMIT = 34, 20 * NAT
"""What nothing garbled stays below by its characters alone."""


def garbled_share(texts: pl.Series) -> pl.Series:
    """The share of a text's characters that are garbled; 0 where there are next to none."""
    garbled, chars, _ = _survey(texts)
    return pl.Series(texts.name, np.where(garbled < FEWEST, 0, garbled) / np.maximum(chars, 1))


def suspects(texts: pl.Series) -> pl.Series:
    """Which texts have a stretch that may be garbled."""
    _, _, peak = _survey(texts)
    return pl.Series(texts.name, peak >= SUSPECT)


def _survey(texts: pl.Series) -> NDArray[np.int64]:
    from zhtw_clean.text.bigram_kernel import Limits, survey

    return survey(*utf8(texts), load_bigrams(), Limits(GLANCE_ALLOWANCE, GLANCE_LIMIT, ALLOWANCE, LIMIT))
