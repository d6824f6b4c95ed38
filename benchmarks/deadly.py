"""Stages for `faults.py`: two that take their time, and one that some documents do not survive."""

import ctypes
import os
import re
import resource
import signal
import time
from collections.abc import Callable, Mapping

import polars as pl

from zhtw_clean.stage import Stage
from zhtw_clean.stages import NearDuplicate
from zhtw_clean.text import text, whole_column


class Linger(Stage, frozen=True):
    """Take some time over each document, and drop none."""

    seconds: float = 0.0

    def drop_reasons(self) -> Mapping[str, pl.Expr]:
        def wait(texts: pl.Series) -> pl.Series:
            time.sleep(self.seconds * len(texts))
            return texts.is_null()

        return {"never": whole_column(text, wait, pl.Boolean)}


class SlowNearDuplicate(NearDuplicate, frozen=True):
    """Take some time over each partition."""

    def meet(self, keys: pl.DataFrame) -> pl.DataFrame:
        time.sleep(0.3)
        return super().meet(keys)


class Deadly(Stage, frozen=True):
    """Do what a document says that begins with 毒 (poison), and drop none."""

    def drop_reasons(self) -> Mapping[str, pl.Expr]:
        def obey(texts: pl.Series) -> pl.Series:
            for one in texts.drop_nulls():
                if one.startswith("毒："):
                    DEATHS[one[2:].partition("。")[0]]()
            return texts.is_null()

        return {"never": whole_column(text, obey, pl.Boolean)}


def _segfault() -> None:
    ctypes.string_at(0)


def _killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _endless() -> None:
    re.match(r"(a+)+$", "a" * 60 + "b")


def _too_large() -> None:
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (32 << 30, before[1]))
    try:
        bytearray(64 << 30)
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


def _hog() -> None:
    """Take memory, 8 GB at most, until somebody ends it."""
    held = [b""]
    for _ in range(160):
        held.append(b"x" * 50_000_000)
        time.sleep(0.02)
    _killed()


DEATHS: Mapping[str, Callable[[], None]] = {
    "segfault": _segfault,
    "killed": _killed,
    "endless": _endless,
    "too-large": _too_large,
    "hog": _hog,
}
