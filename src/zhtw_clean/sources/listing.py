"""Which files a path means."""

import os
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import fsspec
from fsspec.core import has_magic
from fsspec.implementations.local import LocalFileSystem

from zhtw_clean.problems import Problem, SourceError, did_you_mean
from zhtw_clean.sources.source import PACKED, SUFFIXES, Piece, Source, format_of

EXTRAS = {"s3": "s3", "s3a": "s3", "gs": "gcs", "gcs": "gcs"}
VERSIONS = ("ETag", "etag", "md5Hash", "LastModified", "last_modified", "mtime", "created")
SHOWN = 10
HIDDEN = (".", "_")


def find(path: str, source: Source) -> list[Piece]:
    """Every file a path means, whole.

    Raises:
        SourceError: there is none, one may not be read, or nobody knows what it is.
    """
    filesystem, inner = _filesystem(path)
    try:
        found, named = _files(filesystem, inner)
    except PermissionError as error:
        raise SourceError(Problem("no permission to look there", path)) from error
    wanted = {name: info for name, info in found.items() if named or _is_meant(name, inner, source)}
    if not wanted:
        raise SourceError(_nothing(path, filesystem, inner, list(found)))
    pieces = [_piece(name, info, filesystem, path) for name, info in wanted.items()]
    if problems := [problem for piece in pieces for problem in _complaints(piece, source, filesystem)]:
        raise SourceError(problems)
    return pieces


def _filesystem(path: str) -> tuple[Any, str]:
    try:
        filesystem, inner = fsspec.core.url_to_fs(path)
    except (ImportError, ValueError) as error:
        protocol = path.partition("://")[0]
        hint = f'pip install "zhtw-clean[{EXTRAS[protocol]}]"' if protocol in EXTRAS else ""
        raise SourceError(Problem(f"{protocol}:// cannot be opened: {error}", path, hint)) from error
    return filesystem, inner


def _files(filesystem: Any, inner: str) -> tuple[dict[str, Mapping[str, Any]], bool]:  # noqa: ANN401 - any of fsspec's
    """The files, and whether they were named (by name or glob) or come from a folder."""
    named = True
    if filesystem.isfile(inner):
        found = {inner: filesystem.info(inner)}
    elif has_magic(inner) and not filesystem.isdir(inner):
        found = filesystem.glob(inner, detail=True)
    else:
        found, named = filesystem.find(inner, detail=True), False
    return {name: info for name, info in found.items() if info["type"] == "file"}, named


def _is_meant(name: str, folder: str, source: Source) -> bool:
    below = PurePosixPath(name.removeprefix(folder)).parts
    return not any(part.startswith(HIDDEN) for part in below) and format_of(name, source) is not None


def _piece(name: str, info: Mapping[str, Any], filesystem: Any, given: str) -> Piece:  # noqa: ANN401 - any of fsspec's
    size = int(info.get("size") or 0)
    if isinstance(filesystem, LocalFileSystem):
        called = name if "://" in given or Path(given).is_absolute() else Path(os.path.relpath(name)).as_posix()
        return Piece(name, size, str(Path(name).stat().st_mtime_ns), name=called)
    path = filesystem.unstrip_protocol(name)
    return Piece(path, size, next((str(info[key]) for key in VERSIONS if info.get(key)), ""), name=path)


def _complaints(piece: Piece, source: Source, filesystem: Any) -> list[Problem]:  # noqa: ANN401 - any of fsspec's
    if format_of(piece.path, source) is None:
        known = " ".join([*SUFFIXES, *PACKED])
        return [
            Problem("nobody knows what this file is", piece.name, f"give the source a `format:`, or rename; {known}")
        ]
    if isinstance(filesystem, LocalFileSystem) and not os.access(piece.path, os.R_OK, effective_ids=_EFFECTIVE):
        return [Problem("no permission to read it", piece.name, "chmod u+r, or run as its owner")]
    return []


_EFFECTIVE = os.access in os.supports_effective_ids


def _nothing(path: str, filesystem: Any, inner: str, passed_over: list[str]) -> Problem:  # noqa: ANN401 - any of fsspec's
    if passed_over:
        names = _shown(sorted(name.rpartition("/")[2] for name in passed_over))
        return Problem("no file here has a known suffix", path, f"there is: {names}; give the source a `format:`")
    folder = inner
    while folder.strip("/") and (has_magic(folder) or not filesystem.isdir(folder)):
        folder = folder.rpartition("/")[0]
    if isinstance(filesystem, LocalFileSystem) and not os.access(folder, os.R_OK | os.X_OK, effective_ids=_EFFECTIVE):
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
