"""How a signature is cut into bands, and how like two reduced signatures must be."""

import functools

import numpy as np

_WEIGHTS = (0.05, 0.95)  # a false candidate costs one comparison, a missed one is lost
_SHARPEST = 0.95  # beyond it the search would ask for fewer than two bands
_CHANCE = 1 / 16  # two different minima share their four bits
_POINTS = 256  # of the integration: enough for differences far below those between two choices


@functools.cache
def bands_and_rows(threshold: float, num_perm: int) -> tuple[int, int]:
    """Search the bands × rows that miss little above the threshold, and find little below it.

    The choice is that of `datasketch.MinHashLSH` with these weights, whose import takes longer than a small run.
    """
    threshold = min(threshold, _SHARPEST)
    at, weights = np.polynomial.legendre.leggauss(_POINTS)
    below, above = threshold * (at + 1) / 2, threshold + (1 - threshold) * (at + 1) / 2

    def cost(choice: tuple[int, int]) -> float:
        bands, rows = choice
        found = threshold * weights @ (1 - (1 - below**rows) ** bands)
        missed = (1 - threshold) * weights @ (1 - above**rows) ** bands
        return float(_WEIGHTS[0] * found + _WEIGHTS[1] * missed)

    return min(
        ((bands, rows) for bands in range(1, num_perm + 1) for rows in range(1, num_perm // bands + 1)), key=cost
    )


def matches_needed(threshold: float, num_perm: int) -> int:
    """Count the equal places two reduced signatures show, on average, when their texts are just alike enough.

    Of the places whose minima differ, one in 16 is equal by chance (Li & König, "b-Bit Minwise
    Hashing", WWW 2010, for sets that are small beside the universe).
    """
    return int(np.ceil(num_perm * (threshold + (1 - threshold) * _CHANCE) - 1e-9))
