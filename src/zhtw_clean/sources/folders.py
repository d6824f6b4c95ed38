"""Local folders whose files fsspec would pass over in silence."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from fsspec.core import has_magic
from fsspec.implementations.local import LocalFileSystem

from zhtw_clean.problems import Problem


def may(path: str, mode: int) -> bool:
    """Whether this process may do that: `os.R_OK`, `os.X_OK`."""
    return os.access(path, mode, effective_ids=os.access in os.supports_effective_ids)


def closed_folders(filesystem: Any, inner: str, below: Iterable[str] | None) -> list[Problem]:  # noqa: ANN401 - any of fsspec's
    """Complain of links to folders, and of folders without permission.

    `below` is what was found in a folder; None where files were named, by name or glob.
    """
    if not isinstance(filesystem, LocalFileSystem):
        return []
    names = _gone_through(filesystem, inner) if below is None else below
    return [problem for name in sorted(set(names) - {inner}) if filesystem.isdir(name) for problem in _complaints(name)]


def _gone_through(filesystem: LocalFileSystem, inner: str) -> Iterator[str]:
    """The entries that a glob goes through; of links those that have what it seeks."""
    pattern = PurePosixPath(inner)
    if filesystem.isfile(inner):
        return
    for part in (pattern, *pattern.parents):
        rest = PurePosixPath("**" if part.name == "**" else "", pattern.relative_to(part))
        if has_magic(str(part)) and rest.parts:
            there = [name for name in filesystem.glob(str(part)) if PurePosixPath(name) not in pattern.parents]
            yield from (name for name in there if not Path(name).is_symlink() or filesystem.glob(f"{name}/{rest}"))


def _complaints(name: str) -> list[Problem]:
    if Path(name).is_symlink():
        hint = "name the folder it leads to in the `path` of the source, and take the link away"
        return [Problem("a link to a folder is not followed", name, hint)]
    if not may(name, os.R_OK | os.X_OK):
        return [Problem("no permission to look into this folder", name, "chmod u+rx, or run as its owner")]
    return []
