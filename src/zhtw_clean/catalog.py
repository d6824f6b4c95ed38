"""Which stages there are: the built-in ones, those of installed packages, and those of `uses:` files."""

import importlib.util
import sys
import traceback
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType

import xxhash

from zhtw_clean.problems import PipelineError, Problem
from zhtw_clean.stage import CorpusStage, Stage

ENTRY_POINTS = "zhtw_clean.stages"


def name_of(stage: Stage | type[Stage]) -> str:
    """Return the word a pipeline uses for a stage: its class name in kebab-case."""
    return str(stage.__struct_config__.tag)


def find_stages(uses: Sequence[str] = ()) -> dict[str, type[Stage]]:
    """Return every stage by name: built in, from entry points `zhtw_clean.stages`, and from the files of `uses`.

    Raises:
        PipelineError: a `uses` file is missing or broken, or two stages claim one name.
    """
    from zhtw_clean import stages as built_in

    found: dict[str, type[Stage]] = {}
    packages = [entry.load() for entry in entry_points(group=ENTRY_POINTS)]
    for module in (built_in, *packages, *map(_load_file, uses)):
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


def _load_file(path: str) -> ModuleType:
    file = Path(path)
    try:
        content = file.read_bytes()
    except OSError as error:
        message = f"cannot read this file of stages: {error.strerror}"
        raise PipelineError(Problem(message, where=path, hint="check the path under `uses:`")) from error
    return _import_file(str(file.resolve()), xxhash.xxh3_64_hexdigest(content))


@cache
def _import_file(path: str, digest: str) -> ModuleType:
    name = f"zhtw_clean_uses_{digest}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise PipelineError(Problem("not a Python file", where=path))
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        message = f"cannot be imported: {type(error).__name__}: {error}"
        raise PipelineError(Problem(message, where=_place(error, path))) from error
    return module


def _place(error: Exception, path: str) -> str:
    """The last line of the file that had to do with the error."""
    if isinstance(error, SyntaxError) and error.filename == path:
        return f"{path}:{error.lineno}"
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == path]
    return f"{path}:{lines[-1]}" if lines else path
