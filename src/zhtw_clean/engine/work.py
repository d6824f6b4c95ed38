"""The work folder: who works in it, and the markers that say a task is done."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

import msgspec

from zhtw_clean.problems import Problem, RunError
from zhtw_clean.storage import Folder, writing

WORK = "_work"
OURS = ("data", "dropped", "index", WORK)
RUN = "run"
"""Names the run that is at work here, for the workers of a cluster to see that they are in the right folder."""
R = TypeVar("R")


@contextmanager
def alone_in(out: Folder) -> Iterator[None]:
    """Keep other runs out of the output folder, as far as its file system can; an object store cannot.

    Raises:
        RunError: another run is at work there.
    """
    if out.local is None:
        yield
        return
    with writing(out.local):
        out.local.mkdir(parents=True, exist_ok=True)
        door = os.open(out.local, os.O_RDONLY)
    try:
        fcntl.flock(door, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(door)
        hint = "wait for it, or choose another output path"
        raise RunError(Problem("another run writes here", where=out.path, hint=hint)) from error
    except OSError:  # a file system without locks
        pass
    try:
        yield
    finally:
        os.close(door)


class Marker(msgspec.Struct):
    """What a finished task leaves behind, last of all: its digest and its result as JSON."""

    digest: str
    result: msgspec.Raw


def read_marker(work: Folder, name: str, digest: str, kind: type[R]) -> R | None:
    """Return the result of a finished task, or None where it is not done.

    The marker of another task is taken away before that task's files are replaced: it must not vouch for new ones.
    """
    try:
        marker = msgspec.json.decode(work.read(name), type=Marker)
        if marker.digest == digest:
            return msgspec.json.decode(marker.result, type=kind)
    except FileNotFoundError:
        return None
    except msgspec.DecodeError:
        pass
    work.delete([name])
    return None


def write_marker(work: Folder, name: str, digest: str, result: msgspec.Struct) -> None:
    """Commit a task."""
    work.write(name, msgspec.json.encode(Marker(digest, msgspec.Raw(msgspec.json.encode(result)))))
