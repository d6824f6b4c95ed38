"""Logistic regression on windows of features, by AdaGrad."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from zhtw_clean.sketch.jit import kernel

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

EPOCHS = 8
RATE = 0.05
INPUT = 0.05  # of each feature: keeps the steps small while hundreds of them add up
SEED = 1


class Windows(NamedTuple):
    """Rows of a sparse matrix of zeros and ones."""

    starts: Ints
    columns: NDArray[np.int32]


@kernel
def distinct(hashes: NDArray[np.uint32], ends: Ints) -> tuple[Ints, NDArray[np.uint32]]:
    """The different features of each window, sorted, and where each window starts."""
    out, starts = np.empty_like(hashes), np.zeros(len(ends) + 1, np.int64)
    size, start = 0, 0
    for n in range(len(ends)):
        own = np.sort(hashes[start : ends[n]])
        for k in range(len(own)):
            if not k or own[k] != own[k - 1]:
                out[size] = own[k]
                size += 1
        start, starts[n + 1] = ends[n], size
    return starts, out[:size]


@kernel
def count_sources(starts: Ints, columns: NDArray[np.int32], rows: Ints, sources: Ints, width: int) -> Ints:
    """In how many sources each feature occurs; rows of one source follow each other."""
    last, counts = np.full(width, -1, np.int64), np.zeros(width, np.int64)
    for row in rows:
        for at in range(starts[row], starts[row + 1]):
            column = columns[at]
            if last[column] != sources[row]:
                last[column] = sources[row]
                counts[column] += 1
    return counts


@kernel
def descend(  # noqa: PLR0913, PLR0917
    starts: Ints,
    columns: NDArray[np.int32],
    rows: Ints,
    wanted: NDArray[np.bool_],
    importance: Floats,
    used: NDArray[np.bool_],
    epochs: int,
) -> NDArray[np.float32]:
    """The weights of the features that tell the wanted rows from the others."""
    np.random.seed(SEED)  # noqa: NPY002 - numba knows no other
    weights, past = np.zeros(len(used), np.float32), np.full(len(used), 1e-6, np.float32)
    bias, past_bias = 0.0, 1e-6
    order = rows.copy()
    for _ in range(epochs):
        np.random.shuffle(order)  # noqa: NPY002
        for row in order:
            own = columns[starts[row] : starts[row + 1]]
            score = bias
            for column in own:
                score += weights[column] * INPUT
            slope = (1 / (1 + np.exp(-score)) - wanted[row]) * importance[row]
            past_bias += slope * slope
            bias -= RATE * slope / np.sqrt(past_bias)
            step = slope * INPUT
            for column in own:
                if used[column]:
                    past[column] += step * step
                    weights[column] -= RATE * step / np.sqrt(past[column])
    return weights


@kernel
def add_up(starts: Ints, columns: NDArray[np.int32], weights: NDArray[np.float32]) -> Floats:
    """The sum of the weights of each window."""
    sums = np.zeros(len(starts) - 1)
    for row in range(len(sums)):
        for at in range(starts[row], starts[row + 1]):
            sums[row] += weights[columns[at]]
    return sums
