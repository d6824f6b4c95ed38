"""What can be said of a stage: what it does, its options, and whether it keeps the law."""

import inspect
from collections.abc import Iterator

import msgspec

from zhtw_clean.problems import PipelineError, Problem

REQUIRED = "required"


def description_of(kind: type[msgspec.Struct]) -> str:
    """What a stage does, in the words of its author."""
    return inspect.cleandoc(kind.__doc__ or "(it has no description)")


def defaults_of(kind: type[msgspec.Struct]) -> dict[str, str]:
    """The options of a stage, each with its default as Python writes it."""
    defaults = {}
    for field in msgspec.structs.fields(kind):
        default = field.default if field.default_factory is msgspec.NODEFAULT else field.default_factory()
        defaults[field.name] = REQUIRED if field.required else repr(default)
    return defaults


def lawful_stages(file: str) -> Iterator[str]:
    """Name each stage of a Python file that keeps the law of stages.

    Raises:
        PipelineError: at the end, for those that break it or cannot be tried.
    """
    from zhtw_clean.catalog import find_stages, read_uses
    from zhtw_clean.testing import check_stage

    problems = []
    kinds = find_stages(read_uses([file]))
    for name in sorted(kinds.keys() - find_stages().keys()):
        if required := [option for option, default in defaults_of(kinds[name]).items() if default == REQUIRED]:
            hint = "give them defaults, or call zhtw_clean.testing.check_stage() in a test"
            problems.append(Problem(f"`{name}` needs `{'`, `'.join(required)}` to be checked", file, hint))
            continue
        try:
            check_stage(kinds[name]())
        except AssertionError as error:
            clause = str(error).partition("\n")[0]
            hint = "zhtw_clean.testing.check_stage() in a test shows the documents"
            problems.append(Problem(f"`{name}` breaks the law: {clause}", file, hint))
        else:
            yield name
    if problems:
        raise PipelineError(problems)
