"""Which documents hang together through pairs, holding only the documents that occur in one."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from zhtw_clean.sketch.jit import kernel

Ids = NDArray[np.uint64]
Ordinals = NDArray[np.uint32]

_PATIENCE = 1 << 20


def sorted_unique(parts: Iterable[Ids]) -> Ids:
    """Merge the ids of all parts, each once, in memory proportional to the result.

    Parts wait until there are as many new ids as held ones, so each id is sorted a few times at most.
    """
    held = np.empty(0, np.uint64)
    waiting: list[Ids] = []
    for part in parts:
        waiting.append(_distinct(part))
        if sum(map(len, waiting)) >= max(held.size, _PATIENCE):
            held = _distinct(np.concatenate([held, *waiting]))
            waiting.clear()
    return _distinct(np.concatenate([held, *waiting]))


def places(ids: Ids, held: Ids) -> NDArray[np.int64]:
    """Find where each id stands among the held ones: in ascending order, which is far kinder to the cache."""
    order = np.argsort(ids)
    found = np.empty(ids.size, np.int64)
    found[order] = np.searchsorted(held, ids[order])
    return found


def _distinct(ids: Ids) -> Ids:
    ids = np.sort(ids)
    return np.concatenate([ids[:1], ids[1:][ids[1:] != ids[:-1]]])


@kernel
def join(parents: Ordinals, left: NDArray[np.int64], right: NDArray[np.int64]) -> None:
    """Join pairs of ordinals. Each parent is at most its child, so a root is the least of its component."""
    for pair in range(left.size):
        one, other = left[pair], right[pair]
        while one != parents[one]:
            parents[one] = parents[parents[one]]
            one = np.int64(parents[one])
        while other != parents[other]:
            parents[other] = parents[parents[other]]
            other = np.int64(parents[other])
        parents[max(one, other)] = min(one, other)


@kernel
def flatten(parents: Ordinals) -> None:
    """Point everyone at the root, from the least upwards."""
    for ordinal in range(parents.size):
        parents[ordinal] = parents[parents[ordinal]]


@kernel
def longest(roots: Ordinals, lengths: NDArray[np.uint32]) -> Ordinals:
    """Give each ordinal the longest of its component; of equals, the least."""
    best = np.arange(roots.size).astype(np.uint32)
    for ordinal in range(roots.size):
        root = roots[ordinal]
        if lengths[ordinal] > lengths[best[root]]:
            best[root] = ordinal
    return best[roots]
