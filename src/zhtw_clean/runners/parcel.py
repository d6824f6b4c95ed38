"""What is sent to a cluster: a pipeline and the files it uses, if nothing else in it is of this machine alone."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

import msgspec

from zhtw_clean.catalog import name_of, read_uses
from zhtw_clean.marked_yaml import MarkedYaml
from zhtw_clean.marked_yaml import Path as YamlPath
from zhtw_clean.pipeline import Pipeline
from zhtw_clean.problems import PipelineError, Problem

PIPELINE = "pipeline.yaml"
SHARED = "a cluster works in another folder: write an absolute path that every node sees, or an address like s3://…"


def pipeline_to_send(path: Path, settings: Mapping[str, object]) -> Pipeline:
    """Read a pipeline file as `Pipeline.from_yaml` does, and complain of what a cluster could not make sense of.

    Raises:
        PipelineError: every such place, with its line and column.
    """
    pipeline = Pipeline.from_yaml(path, settings)
    document = MarkedYaml.parse(path.read_text(encoding="utf-8"), str(path))
    for at, message, hint in _complaints(pipeline):
        setting = ".".join(map(str, at[-2:]))
        if setting in settings:
            document.problems.append(Problem(message, f"--set {setting}", hint))
        else:
            document.wrong(at, message, hint)
    if document.problems:
        raise PipelineError(document.in_order())
    return pipeline


def files_of(pipeline: Pipeline) -> dict[str, bytes]:
    """The pipeline and the files it uses, by names in the folder that the job works in."""
    contents = read_uses(pipeline.uses)
    names = {path: _inside(path, number) for number, path in enumerate(contents)}
    sent = msgspec.structs.replace(pipeline, uses=tuple(names.values()))
    return {**{names[path]: content for path, content in contents.items()}, PIPELINE: sent.to_yaml().encode()}


def _inside(path: str, number: int) -> str:
    """The path itself where it does not leave the folder, else one in it."""
    plain = PurePosixPath(path)
    leaves = plain.is_absolute() or ".." in plain.parts
    return f"uses/{number}/{plain.name}" if leaves else str(plain)


def _complaints(pipeline: Pipeline) -> Iterator[tuple[YamlPath, str, str]]:
    """Where in the YAML, what is wrong, and what to do."""
    if pipeline.engine == "local":
        yield ("engine",), "`engine: local` leaves a cluster idle", "take the line out, or use `zhtw-clean run`"
    for part in ("source", "output"):
        section = getattr(pipeline, part)
        if section is None:
            yield (), f"the pipeline has no `{part}`", f"write `{part}: {{path: …}}`"
            continue
        for path in (section.path,) if isinstance(section.path, str) else section.path:
            if _is_relative(path):
                yield (part, "path"), f"`{part}.path` is relative: {path}", SHARED
    for number, stage in enumerate(pipeline.stages):
        name = name_of(stage)
        for option, value in msgspec.structs.asdict(stage).items():
            for path in (value,) if isinstance(value, str) else value if isinstance(value, tuple) else ():
                if isinstance(path, str) and _is_relative(path) and os.path.exists(path):  # noqa: PTH110
                    message = f"`{name}.{option}` is a file of this machine: {path}"
                    yield ("stages", number, name, option), message, SHARED


def _is_relative(path: str) -> bool:
    return "://" not in path and not path.startswith("/")
