"""Which stages there are: the built-in ones, those of installed packages, and those of `uses:` files."""

import copyreg
import sys
import traceback
from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType

import msgspec
import xxhash

from zhtw_clean.problems import PipelineError, Problem
from zhtw_clean.stage import CorpusStage, Stage

ENTRY_POINTS = "zhtw_clean.stages"


def name_of(stage: Stage | type[Stage]) -> str:
    """Return the word a pipeline uses for a stage: its class name in kebab-case."""
    return str(stage.__struct_config__.tag)


def read_uses(paths: Iterable[str]) -> dict[str, bytes]:
    """Read the user's files of stages, once: what is read here is what runs, on whichever machine.

    Raises:
        PipelineError: one cannot be read.
    """
    return {path: _read(path) for path in paths}


def _read(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        message = f"cannot read this file of stages: {error.strerror}"
        raise PipelineError(Problem(message, where=path, hint="check the path under `uses:`")) from error


def find_stages(uses: Mapping[str, bytes] | None = None) -> dict[str, type[Stage]]:
    """Return every stage by name: built in, from entry points `zhtw_clean.stages`, and from the files of `uses`.

    Raises:
        PipelineError: a `uses` file is broken, or two stages claim one name.
    """
    from zhtw_clean import stages as built_in

    found: dict[str, type[Stage]] = {}
    packages = [entry.load() for entry in entry_points(group=ENTRY_POINTS)]
    for module in (built_in, *packages, *(_import(path, content) for path, content in (uses or {}).items())):
        for kind in _stages_in(module):
            name = name_of(kind)
            if found.setdefault(name, kind) is not kind:
                message = f"the stage name `{name}` is claimed by {found[name].__module__} and {kind.__module__}"
                raise PipelineError(Problem(message, hint="rename one of the classes"))
    return found


def _stages_in(module: ModuleType) -> Iterable[type[Stage]]:
    contract = {Stage, CorpusStage}
    for value in vars(module).values():
        if isinstance(value, type) and issubclass(value, Stage) and value not in contract:
            yield value


@cache
def _import(path: str, content: bytes) -> ModuleType:
    module = ModuleType(f"zhtw_clean_uses_{xxhash.xxh3_64_hexdigest(content)}")
    module.__file__ = path
    sys.modules[module.__name__] = module
    try:
        exec(compile(content, path, "exec"), vars(module))  # noqa: S102 - it is the user's own code
    except Exception as error:
        message = f"cannot be imported: {type(error).__name__}: {error}"
        raise PipelineError(Problem(message, where=_place(error, path))) from error
    for kind in _stages_in(module):
        if kind.__module__ == module.__name__:
            copyreg.pickle(kind, partial(_packed, path, content))
    return module


def _packed(path: str, content: bytes, stage: Stage) -> tuple[Callable[..., Stage], tuple[object, ...]]:
    """A stage of a user's file is pickled with the file: no other process could import the module."""
    return _unpacked, (path, content, type(stage).__name__, msgspec.msgpack.encode(stage))


def _unpacked(path: str, content: bytes, name: str, options: bytes) -> Stage:
    kind: type[Stage] = getattr(_import(path, content), name)
    return msgspec.msgpack.decode(options, type=kind)


def _place(error: Exception, path: str) -> str:
    """The last line of the file that had to do with the error."""
    if isinstance(error, SyntaxError) and error.filename == path:
        return f"{path}:{error.lineno}"
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == path]
    return f"{path}:{lines[-1]}" if lines else path
