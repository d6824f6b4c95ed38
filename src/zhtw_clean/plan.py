"""The plan: a pipeline cut into segments, checked against its columns, each segment with a digest."""

import hashlib
import itertools
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path

import msgspec
import polars as pl

from zhtw_clean.catalog import name_of
from zhtw_clean.problems import PipelineError, Problem, did_you_mean
from zhtw_clean.stage import CorpusStage, Stage

SOURCE_COLUMNS = {"doc_id": pl.UInt64, "id": pl.String}


class Step(msgspec.Struct, frozen=True):
    """A stage at its place; `label` is its name, numbered where it stands more than once."""

    label: str
    stage: Stage


class CorpusStep(Step, frozen=True):
    """A corpus stage at its place."""

    stage: CorpusStage


class Segment(msgspec.Struct, frozen=True):
    """The run of stages up to the next barrier, and the corpus stages that form the barrier."""

    number: int
    steps: tuple[Step, ...]
    barrier: tuple[CorpusStep, ...]


def steps_of(stages: Sequence[Stage]) -> tuple[Step, ...]:
    """Label the stages: `too-short`, and `too-short-2` for the second of its kind."""
    seen: dict[str, int] = {}
    steps: list[Step] = []
    for stage in stages:
        name = name_of(stage)
        seen[name] = seen.get(name, 0) + 1
        label = name if seen[name] == 1 else f"{name}-{seen[name]}"
        steps.append(CorpusStep(label, stage) if isinstance(stage, CorpusStage) else Step(label, stage))
    return tuple(steps)


def segments_of(stages: Sequence[Stage]) -> tuple[Segment, ...]:
    """Cut the stages at their barriers. The last segment has no barrier; it may have no steps."""
    segments: list[Segment] = []
    steps: tuple[Step, ...] = ()
    for _, group in itertools.groupby(steps_of(stages), type):
        run = tuple(group)
        if barrier := tuple(step for step in run if isinstance(step, CorpusStep)):
            segments.append(Segment(len(segments), steps, barrier))
            steps = ()
        else:
            steps = run
    return (*segments, Segment(len(segments), steps, ()))


def columns_read(stages: Sequence[Stage]) -> set[str]:
    """Name every column that some stage reads."""
    return {name for stage in stages for expr in _expressions(stage) for name in expr.meta.root_names()}


def _expressions(stage: Stage) -> Iterable[pl.Expr]:
    if isinstance(stage, CorpusStage):
        return stage.keys()
    return (*stage.edits(), *stage.measures(), *stage.drop_reasons().values())


def check_columns(stages: Sequence[Stage], schema: Mapping[str, pl.DataType]) -> list[Problem]:
    """Follow the columns through the pipeline and complain about each that is read before it is there.

    Where there are texts, pages are never missing: what reads `html` lets a document without one pass.
    """
    problems = []
    columns = set(schema) | set(SOURCE_COLUMNS)
    if "text" in schema:
        columns.add("html")
    for step in steps_of(stages):
        stage = step.stage
        if isinstance(stage, CorpusStage):
            problems += _unmet(step, stage.keys(), columns)
            continue
        for exprs in (stage.edits(), stage.measures()):
            problems += _unmet(step, exprs, columns)
            columns |= _written(exprs)
        problems += _unmet(step, stage.drop_reasons().values(), columns)
        columns -= set(stage.consumes())
    return problems


def _unmet(step: Step, exprs: Iterable[pl.Expr], columns: set[str]) -> list[Problem]:
    missing = {name for expr in exprs for name in expr.meta.root_names()} - columns
    return [
        Problem(f"`{step.label}` reads `{name}`, which nothing before it writes", hint=_where_from(name, columns))
        for name in sorted(missing)
    ]


def _where_from(name: str, columns: set[str]) -> str:
    if name == "text" and "html" in columns:
        return "put `extract-html` (or `skim-html`) before it"
    return did_you_mean(name, columns)


def _written(exprs: Sequence[pl.Expr]) -> set[str]:
    roots = {name for expr in exprs for name in expr.meta.root_names()}
    frame = pl.LazyFrame(schema=dict.fromkeys(roots, pl.String))
    return set(frame.select(*exprs).collect_schema()) if exprs else set()


def digests_of(segments: Sequence[Segment], source: object, uses: Iterable[str]) -> tuple[str, ...]:
    """Digest each segment: code, options and resources of all stages so far, and how the source is read."""
    content = [code_digest(tuple(uses)), *_libraries(), msgspec.json.encode(source, order="deterministic").decode()]
    digests = []
    for segment in segments:
        for step in (*segment.steps, *segment.barrier):
            content.append(msgspec.json.encode(step.stage, order="deterministic").decode())
            content += [f"{name} {digest}" for name, digest in sorted(step.stage.resources().items())]
        digests.append(digest_of(*content))
    return tuple(digests)


def digest_of(*content: str) -> str:
    """Digest some strings into 16 hexadecimal digits."""
    return hashlib.sha256("\0".join(content).encode()).hexdigest()[:16]


def _libraries() -> list[str]:
    return [f"{name} {version(name)}" for name in ("polars", "pyarrow")]


@cache
def code_digest(uses: tuple[str, ...]) -> str:
    """Digest this package's own code and the user's stage files, so that changed code never meets old work."""
    package = Path(__file__).parent
    digest = hashlib.sha256()
    for file in (*sorted(package.rglob("*.py")), *map(Path, uses)):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def ensure(problems: Sequence[Problem]) -> None:
    """Raise the problems, if there are any."""
    if problems:
        raise PipelineError(problems)
