"""Opening and unpacking files. An error of the data is Damage; an error of disk or network is a SourceError.

The difference decides what happens: damage is reported and the rest is read, while a failing
disk or network must fail the task, so that it is tried again and no document is lost.
"""

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

import zstandard

from zhtw_clean.problems import Problem, RunError, SourceError
from zhtw_clean.sources.source import packing
from zhtw_clean.stores import Reader, reaching

BLOCK = 1 << 18
ONE_WAY = {"cache_type": "readahead", "block_size": 4 << 20}
HERE_AND_THERE = {"cache_type": "blockcache", "block_size": 2 << 20, "cache_options": {"maxblocks": 16}}
"""How a store's files are fetched, in requests that are neither many nor large beside what is wanted."""

CUT = "fetch it anew; what came before the damage is read"
LONGEST_RECORD = 1 << 28  # beyond it a file has lost its line ends or a closing quote, or is no text
TOO_LONG = f"longer than {LONGEST_RECORD:,} bytes"

FOREIGN = {
    b"\x1f\x8b": ("gzip", "end its name with .gz"),
    b"\x28\xb5\x2f\xfd": ("zstd", "end its name with .zst"),
    b"BZh": ("bzip2", "end its name with .bz2"),
    b"\xfd7zXZ": ("xz", "end its name with .xz"),
    b"PAR1": ("Parquet", "end its name with .parquet"),
    b"PK\x03\x04": ("a zip archive", "unpack it"),
    b"\xff\xfe": ("UTF-16", "convert it: iconv -f UTF-16 -t UTF-8"),
    b"\xfe\xff": ("UTF-16", "convert it: iconv -f UTF-16 -t UTF-8"),
}
GZIP_WRAPPER = 16 + zlib.MAX_WBITS
ZSTD_LONGEST_WINDOW = 1 << 31  # zstd --long=31, as large dumps are packed


class Damage(Exception):  # noqa: N818 - what it is called everywhere
    """A file cannot be read on from here."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


def at(path: str, byte: int) -> str:
    """Where in a file."""
    return f"{path} (byte {byte})"


class _Unpacker(Protocol):
    def decompress(self, data: bytes, /) -> bytes: ...
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...


UNPACKERS: dict[str, Callable[[], _Unpacker]] = {
    "gzip": lambda: zlib.decompressobj(GZIP_WRAPPER),
    "bzip2": bz2.BZ2Decompressor,
    "xz": lzma.LZMADecompressor,
    "zstd": lambda: zstandard.ZstdDecompressor(max_window_size=ZSTD_LONGEST_WINDOW).decompressobj(),
}
UNPACK_ERRORS = (zlib.error, lzma.LZMAError, zstandard.ZstdError, OSError, EOFError)


@contextmanager
def _access(path: str) -> Iterator[None]:
    try:
        with reaching(path):
            yield
    except FileNotFoundError as error:
        raise SourceError(Problem("the file is gone", path, "it was there when the run was planned")) from error
    except PermissionError as error:
        raise SourceError(Problem("no permission to read it", path)) from error
    except OSError as error:
        raise SourceError(Problem(f"cannot be read: {error}", path)) from error
    except RunError as error:
        raise SourceError(error.problems) from error


class Stored(Reader):
    """A file as it is stored, whose own failures are SourceErrors: any other error is then the data's fault."""

    def __init__(self, path: str, caching: Mapping[str, Any] = ONE_WAY) -> None:
        with _access(path):
            super().__init__(path, **caching)

    def read(self, size: int = -1) -> bytes:
        with _access(self.path):
            return super().read(size)


def blocks(path: str, start: int = 0) -> Iterator[bytes]:
    """The content of a file, unpacked, in blocks.

    Raises:
        Damage: where it cannot be unpacked further, after everything before has been given.
    """
    with Stored(path) as file:
        if start:
            file.seek(start)
        stored = iter(lambda: file.read(BLOCK), b"")
        packed = packing(path)
        yield from _unpacked(path, stored, packed) if packed else stored


def _unpacked(path: str, stored: Iterator[bytes], packed: str) -> Iterator[bytes]:
    unpacker = None
    position = 0
    for block in stored:
        data = block
        while data and not (unpacker is None and not data.strip(b"\0")):  # zeros may pad the end
            unpacker = unpacker or UNPACKERS[packed]()
            try:
                content = unpacker.decompress(data)
            except UNPACK_ERRORS as error:
                hint = CUT
                if position == 0:
                    hint = f"is it really {packed}, as its name says?"
                raise Damage(Problem(f"broken {packed}: {error}", at(path, position), hint)) from error
            if content:
                yield content
            data = unpacker.unused_data if unpacker.eof else b""
            unpacker = None if unpacker.eof else unpacker
        position += len(block)
    if unpacker:
        raise Damage(Problem(f"the {packed} file is cut off", at(path, position), CUT))


def lines(path: str, start: int | None = None, stop: int | None = None) -> Iterator[tuple[int, bytes]]:
    r"""The lines of a file without their `\n`, each with its first byte's place in the unpacked file.

    A part owns the lines that begin in it: every line belongs to exactly one part.
    """
    if not start:
        found = _lines(path, blocks(path), 0)
    else:
        found = _lines(path, blocks(path, start - 1), start - 1)
        next(found, None)
    for offset, line in found:
        if stop is not None and offset >= stop:
            return
        yield offset, line


def _lines(path: str, content: Iterator[bytes], offset: int) -> Iterator[tuple[int, bytes]]:
    held: list[bytes] = []
    size = 0
    for block in content:
        head, *rest = block.split(b"\n")
        held.append(head)
        size += len(head)
        if size > LONGEST_RECORD:
            raise Damage(Problem(f"no line end in {size:,} bytes", at(path, offset), "is it one document per line?"))
        for part in rest:
            line = held[0] if len(held) == 1 else b"".join(held)
            yield offset, line
            offset += len(line) + 1
            held, size = [part], len(part)
    if last := b"".join(held):
        yield offset, last


def expect_text(path: str, beginning: bytes) -> None:
    """Stop at a file that is not lines of text, by its first bytes."""
    for magic, (what, hint) in FOREIGN.items():
        if beginning.startswith(magic):
            raise Damage(Problem(f"this is {what}, not lines of text", path, hint))
