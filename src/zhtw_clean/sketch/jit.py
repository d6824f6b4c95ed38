"""How kernels are compiled: once per machine, kept on disk where there is a place for it."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

import numba

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def kernel(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Compile a function on its first call.

    The compiled code is kept beside the source, or in the user's cache folder where that is
    read-only, or in `NUMBA_CACHE_DIR`. A kernel calls only kernels of its own file: numba looks
    at one file's date to see whether what it kept is stale.
    """
    try:
        compiled: Callable[Arguments, Result] = numba.njit(cache=True, nogil=True)(function)
    except RuntimeError:  # numba's word for "no folder to keep it in"
        compiled = numba.njit(nogil=True)(function)
    return compiled
