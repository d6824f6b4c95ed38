"""A folder on a disk or in an object store: files appear in it whole or not at all, and nothing else is assumed.

On a disk a file is written under a temporary name and renamed. An object store has no rename, but an object
is there only when it was sent whole: so a file is written on this machine and then sent.
"""

import errno
import os
import shutil
import socket
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any
from zlib import crc32

import pyarrow as pa
from fsspec.core import has_magic
from fsspec.implementations.local import LocalFileSystem

from zhtw_clean.problems import Problem, RunError
from zhtw_clean.stores import Reader, open_filesystem, reaching, unreachable

PART = 16 << 20  # bytes sent at once
MOST_PARTS = 10_000  # of one object, in S3

ROOM = "make room and run the same command again; what is done stays done"
PERMISSION = "give yourself permission to write there, or choose another output path"
ADVICE = {
    errno.ENOSPC: ROOM,
    errno.EDQUOT: ROOM,
    errno.EACCES: PERMISSION,
    errno.EPERM: PERMISSION,
    errno.ENOTDIR: "the output path is a file; choose a folder",
    errno.EEXIST: "the output path is a file; choose a folder",
    errno.EROFS: "choose an output path that can be written",
}


@dataclass(frozen=True)
class Folder:
    """A folder by its path or address (`s3://bucket/folder`); names of files in it are relative to it."""

    path: str

    @cached_property
    def _place(self) -> tuple[Any, str]:
        return open_filesystem(self.path)

    @property
    def local(self) -> Path | None:
        """The folder on this machine's disks, if it is there."""
        filesystem, root = self._place
        return Path(root) if isinstance(filesystem, LocalFileSystem) else None

    def __truediv__(self, name: str) -> "Folder":
        return Folder(f"{self.path.rstrip('/')}/{name}")

    def read(self, name: str) -> bytes:
        """The content of a file."""
        filesystem, _ = self._place
        with reaching(self._called(name)):
            return bytes(filesystem.cat_file(self._at(name)))

    def ranges(self, names: Sequence[str], starts: Sequence[int], stops: Sequence[int]) -> list[bytes]:
        """Ranges of bytes of several files, none empty, fetched side by side where the store can."""
        filesystem, _ = self._place
        paths = [self._at(name) for name in names]
        with reaching(self.path):
            return list(filesystem.cat_ranges(paths, list(starts), list(stops), on_error="raise"))

    def open(self, name: str) -> pa.NativeFile:
        """A file to read from anywhere in it; Arrow, which knows what it will read, asks for just that."""
        if self.local:
            return pa.OSFile(self._at(name), "rb")
        return pa.PythonFile(Reader(self._called(name), cache_type="none"), mode="r")

    @contextmanager
    def whole_file(self, name: str) -> Iterator[Path]:
        """Give a temporary file to write to; the file gets its real name only when all went well.

        Raises:
            RunError: the disk is full or writing is not allowed.
        """
        filesystem, _ = self._place
        if self.local:
            with writing(self._at(name)), _renamed(Path(self._at(name))) as temporary:
                yield temporary
            return
        with writing(self._called(name)), tempfile.TemporaryDirectory(prefix=scratch(tempfile.gettempdir())) as room:
            temporary = Path(room) / Path(name).name
            yield temporary
            part = PART * (1 + temporary.stat().st_size // (PART * MOST_PARTS))
            with reaching(self._called(name)):
                filesystem.put_file(str(temporary), self._at(name), chunksize=part)

    def write(self, name: str, content: bytes) -> None:
        """Write a file as a whole."""
        with self.whole_file(name) as temporary:
            temporary.write_bytes(content)

    def exists(self, name: str = "") -> bool:
        """Is the file, or the folder itself, there?"""
        filesystem, _ = self._place
        try:
            with reaching(self._called(name)):
                filesystem.info(self._at(name))
        except (FileNotFoundError, NotADirectoryError):
            return False
        return True

    def names(self, under: str = "") -> list[str]:
        """All files of the folder, or of a folder in it, sorted."""
        filesystem, root = self._place
        strict = {"on_error": "raise"} if self.local else {}
        try:
            with reaching(self._called(under)):
                found = filesystem.find(self._at(under), **strict)
        except (FileNotFoundError, NotADirectoryError):
            return []
        below = (name.removeprefix(root).lstrip("/") for name in found if not name.endswith("/"))
        return sorted(name for name in below if name != under)

    def delete(self, names: Iterable[str]) -> None:
        """Take files away that are there, or are not."""
        filesystem, _ = self._place
        for name in names:
            with suppress(FileNotFoundError), writing(self._at(name)), reaching(self._called(name)):
                filesystem.rm_file(self._at(name))

    def clear(self, under: str) -> None:
        """Take a folder in this one away with all that is in it."""
        filesystem, _ = self._place
        if self.local:
            with suppress(FileNotFoundError), writing(self._at(under)):
                filesystem.rm(self._at(under), recursive=True)
            return
        if not (there := self.names(under)):
            return
        if has_magic(self._at(under)):  # `rm` would take it for a pattern
            self.delete(there)
        else:
            with suppress(FileNotFoundError), reaching(self._called(under)):
                filesystem.rm([self._at(name) for name in there])
        if left := self.names(under):  # a store may delete some of what it was told to, and call that a success
            raise OSError(errno.EBUSY, f"{len(left)} files could not be deleted, {left[0]} among them")

    def try_out(self) -> None:
        """See that files can be written to a store and taken away again, before hours of work.

        Raises:
            RunError: they cannot.
        """
        if self.local:
            return
        probe = f".{_me()}.probe"
        try:
            self.write(probe, b"")
            self.delete([probe])
        except OSError as error:
            raise RunError(unreachable(error, self.path)) from error

    def _at(self, name: str) -> str:
        _, root = self._place
        return f"{root.rstrip('/')}/{name}" if name else root

    def _called(self, name: str) -> str:
        return f"{self.path.rstrip('/')}/{name}" if name else self.path


@contextmanager
def _renamed(path: Path) -> Iterator[Path]:
    temporary = path.with_name(f".{path.name}.{_me()}.tmp")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        yield temporary
        temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise


@cache
def scratch(folder: str, name: str = "zhtw-clean") -> str:
    """What the names of this process's rooms in a folder begin with; those of processes that died are swept up."""
    mine = f"{name}-{crc32(socket.gethostname().encode()):08x}-"
    for room in Path(folder).glob(f"{mine}*-*"):
        process = room.name.removeprefix(mine).partition("-")[0]
        if process.isdecimal() and not _is_alive(int(process)):
            shutil.rmtree(room, ignore_errors=True)
    return f"{mine}{os.getpid()}-"


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _me() -> str:
    return f"{socket.gethostname()}-{os.getpid()}"


@contextmanager
def writing(path: str | Path) -> Iterator[None]:
    """Turn errors of writing that a person can mend into one that says how."""
    try:
        yield
    except OSError as error:
        if error.errno not in ADVICE:
            raise
        where = str(error.filename or path)
        raise RunError(Problem(f"cannot write: {error.strerror}", where=where, hint=ADVICE[error.errno])) from error
