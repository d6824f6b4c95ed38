"""Which documents hang together through pairs, holding only the documents that occur in one."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from zhtw_clean.sketch.jit import kernel

Ids = NDArray[np.uint64]
Ordinals = NDArray[np.uint32]

_PATIENCE = 1 << 20


def sorted_unique(parts: Iterable[Ids]) -> Ids:
    """Merge the ids of all parts, each once, in memory of about three times the result.

    What is new in a part waits until it is worth a merge, so each id is sorted a few times at most.
    """
    held = np.empty(0, np.uint64)
    waiting: list[Ids] = []
    for part in parts:
        waiting.append(_without(_distinct(part.copy()), held))
        if sum(map(len, waiting)) >= max(held.size // 4, _PATIENCE):
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
    """Sort in place, and give each id once, in the same memory."""
    ids.sort()
    return ids[: _squeeze(ids)]


@kernel
def _squeeze(ids: Ids) -> int:
    """Move each first of equal neighbours to the front; return how many there are."""
    n = min(1, ids.size)
    for place in range(1, ids.size):
        if ids[place] != ids[n - 1]:
            ids[n] = ids[place]
            n += 1
    return n


def _without(ids: Ids, held: Ids) -> Ids:
    """Leave out the ids that are held; both are sorted."""
    if not held.size:
        return ids
    found = np.minimum(np.searchsorted(held, ids), held.size - 1)
    fresh: Ids = ids[held[found] != ids]
    return fresh


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
    best = np.empty_like(roots)
    for ordinal in range(roots.size):
        best[ordinal] = ordinal
        root = roots[ordinal]
        if lengths[ordinal] > lengths[best[root]]:
            best[root] = ordinal
    for ordinal in range(roots.size):
        if roots[ordinal] != ordinal:
            best[ordinal] = best[roots[ordinal]]
    return best
