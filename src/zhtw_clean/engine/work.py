"""The work folder: files that appear whole or not at all, and the markers that say a task is done."""

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

import msgspec

from zhtw_clean.problems import Problem, RunError

WORK = "_work"
R = TypeVar("R")

ADVICE = {
    errno.ENOSPC: "make room and run the same command again; what is done stays done",
    errno.EDQUOT: "make room and run the same command again; what is done stays done",
    errno.EACCES: "give yourself permission to write there, or choose another output path",
    errno.EPERM: "give yourself permission to write there, or choose another output path",
    errno.ENOTDIR: "the output path is a file; choose a folder",
    errno.EEXIST: "the output path is a file; choose a folder",
    errno.EROFS: "choose an output path that can be written",
}


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a temporary name to write to; the file gets its real name only when all went well.

    Raises:
        RunError: the disk is full or writing is not allowed.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            yield temporary
            temporary.replace(path)
        except BaseException:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn errors of writing into one that says what to do."""
    try:
        yield
    except OSError as error:
        if error.errno not in ADVICE:
            raise
        where = str(error.filename or path)
        raise RunError(Problem(f"cannot write: {error.strerror}", where=where, hint=ADVICE[error.errno])) from error


@contextmanager
def alone_in(out: Path) -> Iterator[None]:
    """Keep other runs out of the output folder, as far as its file system can.

    Raises:
        RunError: another run is at work there.
    """
    with writing(out):
        out.mkdir(parents=True, exist_ok=True)
        door = os.open(out, os.O_RDONLY)
    try:
        fcntl.flock(door, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(door)
        hint = "wait for it, or choose another output path"
        raise RunError(Problem("another run writes here", where=str(out), hint=hint)) from error
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


def read_marker(path: Path, digest: str, kind: type[R]) -> R | None:
    """Return the result of a finished task, or None where it is not done.

    The marker of another task is taken away before that task's files are replaced: it must not vouch for new ones.
    """
    try:
        marker = msgspec.json.decode(path.read_bytes(), type=Marker)
        if marker.digest == digest:
            return msgspec.json.decode(marker.result, type=kind)
    except FileNotFoundError:
        return None
    except msgspec.DecodeError:
        pass
    path.unlink()
    return None


def write_marker(path: Path, digest: str, result: msgspec.Struct) -> None:
    """Commit a task."""
    with whole_file(path) as temporary:
        marker = Marker(digest, msgspec.Raw(msgspec.json.encode(result)))
        temporary.write_bytes(msgspec.json.encode(marker))
