"""The plan: a pipeline cut into segments, checked against its columns, each segment with a digest."""

import hashlib
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path

import msgspec
import polars as pl

from zhtw_clean.catalog import name_of
from zhtw_clean.problems import CleanError, PipelineError, Problem, did_you_mean
from zhtw_clean.stage import VERDICT, CorpusStage, Stage

Columns = dict[str, pl.DataType]

SOURCE_COLUMNS: Columns = {"doc_id": pl.UInt64(), "id": pl.String()}
CONTENT = {"text", "html"}
OURS = {*SOURCE_COLUMNS, *VERDICT}


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
    """Follow the columns through the pipeline and complain about each that is read before it is there or misused.

    Where there are texts, pages are never missing: what reads `html` lets a document without one pass.
    """
    columns = {**SOURCE_COLUMNS, **schema}
    if "text" in schema:
        columns.setdefault("html", pl.String())
    return [problem for step in steps_of(stages) for problem in _follow(step, columns)]


def _follow(step: Step, columns: Columns) -> list[Problem]:
    """Take the columns, in place, through one stage."""
    try:
        return list(_complaints(step, columns))
    except CleanError:
        raise
    except Exception as error:  # noqa: BLE001 - a stage may be anyone's code
        reason = str(error).partition("\n")[0]
        hint = "edits() and measures() return a tuple of expressions, each with the .alias() of the column it writes"
        return [Problem(f"`{step.label}` cannot be planned: {type(error).__name__}: {reason}", hint=hint)]


def _complaints(step: Step, columns: Columns) -> Iterator[Problem]:
    stage = step.stage
    if isinstance(stage, CorpusStage):
        yield from _unmet(step, stage.keys(), columns)
        _written(stage.keys(), columns)
        return
    for exprs, refused in ((stage.edits(), OURS), (stage.measures(), OURS | CONTENT)):
        yield from _unmet(step, exprs, columns)
        written = _written(exprs, columns)
        for name in sorted(refused & written.keys()):
            hint = "give the expression the name of another column: .alias(…)"
            yield Problem(f"`{step.label}` writes `{name}`, which is not its to write", hint=hint)
        columns |= written
    reasons = stage.drop_reasons().values()
    yield from _unmet(step, reasons, columns)
    _written(reasons, columns)
    for name in stage.consumes():
        columns.pop(name, None)


def _unmet(step: Step, exprs: Iterable[pl.Expr], columns: Columns) -> list[Problem]:
    """Complain about each column that is not there, once: from here on it counts as one of unknown type."""
    missing = {name for expr in exprs for name in expr.meta.root_names()} - columns.keys()
    problems = [
        Problem(f"`{step.label}` reads `{name}`, which nothing before it writes", hint=_where_from(name, columns))
        for name in sorted(missing)
    ]
    columns |= dict.fromkeys(missing, pl.Null())
    return problems


def _where_from(name: str, columns: Columns) -> str:
    if name == "text" and "html" in columns:
        return "put `extract-html` (or `skim-html`) before it"
    return did_you_mean(name, columns)


def _written(exprs: Iterable[pl.Expr], columns: Columns) -> Columns:
    """The columns that expressions write; null stands for an unknown type, which nothing can be said against."""
    frame = pl.LazyFrame(schema=columns)
    written: Columns = {}
    for expr in exprs:
        try:
            written |= frame.select(expr).collect_schema()
        except pl.exceptions.PolarsError:
            if not any(columns[name] == pl.Null for name in expr.meta.root_names()):
                raise
            written[expr.meta.output_name()] = pl.Null()
    return written


def digests_of(
    segments: Sequence[Segment],
    source: object,
    uses: Mapping[str, bytes],
    indexes: Mapping[str, str],
    patience: float = 0.0,
) -> tuple[str, ...]:
    """Digest each segment: code, options and resources of all stages so far, and how the source is read.

    `uses` are the files of the user's stages: changed code never meets old work. `indexes` are digests of what the
    corpus stages compare with, by label. `patience` decides which documents count as endless.
    """
    code = [code_digest(), *map(_content_digest, uses.values())]
    content = [*code, str(patience), msgspec.json.encode(source, order="deterministic").decode()]
    digests = []
    for segment in segments:
        for step in (*segment.steps, *segment.barrier):
            content.append(msgspec.json.encode(step.stage, order="deterministic").decode())
            content.append(indexes.get(step.label, ""))
            content += [f"{name} {digest}" for name, digest in sorted(step.stage.resources().items())]
        digests.append(digest_of(*content))
    return tuple(digests)


def digest_of(*content: str) -> str:
    """Digest some strings into 16 hexadecimal digits."""
    return hashlib.sha256("\0".join(content).encode()).hexdigest()[:16]


@cache
def code_digest() -> str:
    """Digest this package's own code and the libraries that decide over bytes."""
    libraries = [f"{name} {version(name)}" for name in ("polars", "pyarrow")]
    code = sorted(Path(__file__).parent.rglob("*.py"))
    return digest_of(*libraries, *(_content_digest(file.read_bytes()) for file in code))


def _content_digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def ensure(problems: Sequence[Problem]) -> None:
    """Raise the problems, if there are any."""
    if problems:
        raise PipelineError(problems)
