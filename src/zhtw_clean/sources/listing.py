"""Which files a path means."""

import os
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from fsspec.core import has_magic
from fsspec.implementations.local import LocalFileSystem

from zhtw_clean.problems import Problem, RunError, SourceError, did_you_mean
from zhtw_clean.sources.folders import closed_folders, may
from zhtw_clean.sources.source import PACKED, SUFFIXES, Piece, Source, format_of
from zhtw_clean.stores import open_filesystem, reaching, unreachable

VERSIONS = ("ETag", "etag", "md5Hash", "LastModified", "last_modified", "mtime", "created")
SHOWN = 10
HIDDEN = (".", "_")


def find(path: str, source: Source) -> list[Piece]:
    """Every file a path means, whole.

    Raises:
        SourceError: there is none, one may not be read, or nobody knows what it is.
    """
    try:
        with reaching(path):
            return _find(path, source)
    except PermissionError as error:
        raise SourceError(Problem("no permission to look there", path)) from error
    except OSError as error:
        raise SourceError(unreachable(error, path)) from error
    except RunError as error:
        raise SourceError(error.problems) from error


def _find(path: str, source: Source) -> list[Piece]:
    filesystem, inner = open_filesystem(path)
    found, named = _found(filesystem, inner)
    files = {name: info for name, info in found.items() if _is_file(name, info, filesystem)}
    wanted = {name: info for name, info in files.items() if named or _is_meant(name, inner, source)}
    pieces = [_piece(name, info, filesystem, path) for name, info in wanted.items()]
    below = [name for name, info in found.items() if info["type"] != "file" and _is_shown(name, inner)]
    problems = closed_folders(filesystem, inner, None if named else below)
    problems += [problem for piece in pieces for problem in _complaints(piece, source, filesystem)]
    if problems or not pieces:
        raise SourceError(problems or _nothing(path, filesystem, inner, list(files)))
    return pieces


def _found(filesystem: Any, inner: str) -> tuple[dict[str, Mapping[str, Any]], bool]:  # noqa: ANN401 - any of fsspec's
    """The files, and local folders, and whether they were named (by name or glob) or come from a folder."""
    if filesystem.isfile(inner):
        return {inner: filesystem.info(inner)}, True
    if has_magic(inner) and not filesystem.isdir(inner):
        return filesystem.glob(inner, detail=True), True
    return filesystem.find(inner, detail=True, withdirs=isinstance(filesystem, LocalFileSystem)), False


def _is_file(name: str, info: Mapping[str, Any], filesystem: Any) -> bool:  # noqa: ANN401 - any of fsspec's
    return info["type"] == "file" or (bool(info.get("islink")) and not filesystem.isdir(name))


def _is_meant(name: str, folder: str, source: Source) -> bool:
    return _is_shown(name, folder) and format_of(name, source) is not None


def _is_shown(name: str, folder: str) -> bool:
    return not any(part.startswith(HIDDEN) for part in PurePosixPath(name.removeprefix(folder)).parts)


def _piece(name: str, info: Mapping[str, Any], filesystem: Any, given: str) -> Piece:  # noqa: ANN401 - any of fsspec's
    size = int(info.get("size") or 0)
    if isinstance(filesystem, LocalFileSystem):
        called = name if "://" in given or Path(given).is_absolute() else Path(os.path.relpath(name)).as_posix()
        version = str(Path(name).stat().st_mtime_ns) if filesystem.exists(name) else ""
        return Piece(name, size, version, name=called)
    path = filesystem.unstrip_protocol(name)
    return Piece(path, size, next((str(info[key]) for key in VERSIONS if info.get(key)), ""), name=path)


def _complaints(piece: Piece, source: Source, filesystem: Any) -> list[Problem]:  # noqa: ANN401 - any of fsspec's
    if format_of(piece.path, source) is None:
        known = " ".join([*SUFFIXES, *PACKED])
        return [
            Problem("nobody knows what this file is", piece.name, f"give the source a `format:`, or rename; {known}")
        ]
    if not piece.version and isinstance(filesystem, LocalFileSystem):
        return [Problem("the link leads nowhere", piece.name, "mend it, or take it away")]
    if isinstance(filesystem, LocalFileSystem) and not may(piece.path, os.R_OK):
        return [Problem("no permission to read it", piece.name, "chmod u+r, or run as its owner")]
    return []


def _nothing(path: str, filesystem: Any, inner: str, passed_over: list[str]) -> Problem:  # noqa: ANN401 - any of fsspec's
    if passed_over:
        names = _shown(sorted(name.rpartition("/")[2] for name in passed_over))
        return Problem("no file here has a known suffix", path, f"there is: {names}; give the source a `format:`")
    folder = inner
    while folder.strip("/") and (has_magic(folder) or not filesystem.isdir(folder)):
        folder = folder.rpartition("/")[0]
    if isinstance(filesystem, LocalFileSystem) and not may(folder, os.R_OK | os.X_OK):
        return Problem("no permission to look there", folder)
    there = sorted(name.rstrip("/").rpartition("/")[2] for name in filesystem.ls(folder or "/", detail=False))
    if not there:
        return Problem("no such file", path, f"{folder} is empty")
    wanted = inner.removeprefix(folder).strip("/").partition("/")[0]
    near = did_you_mean(wanted, there)
    hint = f"in {folder}: {near}" if near.startswith("did you mean") else f"in {folder} there is: {_shown(there)}"
    return Problem("no such file", path, hint)


def _shown(names: list[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more
