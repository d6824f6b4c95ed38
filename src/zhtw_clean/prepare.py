"""All that is decided before a document is read."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from zhtw_clean.catalog import read_uses
from zhtw_clean.engine.clean import columns_wanted
from zhtw_clean.engine.index import Index, open_index
from zhtw_clean.engine.tasks import Job
from zhtw_clean.engine.work import OURS, WORK
from zhtw_clean.pipeline import Pipeline
from zhtw_clean.plan import Segment, check_columns, digest_of, digests_of, ensure, segments_of
from zhtw_clean.problems import PipelineError, Problem, RunError
from zhtw_clean.sources.reading import peek
from zhtw_clean.sources.source import Split
from zhtw_clean.sources.splits import plan_splits
from zhtw_clean.storage import Folder
from zhtw_clean.stores import open_filesystem


@dataclass(frozen=True)
class Plan:
    """All that is decided before a document is read."""

    pipeline: Pipeline
    splits: Sequence[Split]
    segments: Sequence[Segment]
    digests: Sequence[str]
    job: Job
    resources: dict[str, str]
    indexes: dict[str, tuple[Index, ...]]

    @property
    def inputs(self) -> str:
        """The digest of all inputs."""
        return digest_of(msgspec.json.encode(self.splits).decode())

    @property
    def digest(self) -> str:
        """The digest of the whole run: same digest, same bytes."""
        assert self.pipeline.output is not None  # noqa: S101 - prepare has checked it
        output = [str(self.pipeline.output.shard_bytes), str(self.pipeline.output.index)]
        return digest_of(self.digests[-1], self.inputs, self.pipeline.on_error, *output)


def prepare(pipeline: Pipeline, limit: int | None = None) -> Plan:
    """Check everything that can be checked before the run, and plan it."""
    if pipeline.source is None or pipeline.output is None:
        missing = "source" if pipeline.source is None else "output"
        hint = (
            f"write `{missing}: {{path: …}}` in the pipeline, or give --{'input' if missing == 'source' else missing}"
        )
        raise PipelineError(Problem(f"the pipeline has no `{missing}`", hint=hint))
    if limit is not None:
        source = msgspec.structs.replace(pipeline.source, limit=limit)
        pipeline = msgspec.structs.replace(pipeline, source=source)
    assert pipeline.source is not None  # noqa: S101 - it was checked above
    assert pipeline.output is not None  # noqa: S101 - it was checked above
    splits = plan_splits(pipeline.source)
    job_out = _absolute(pipeline.output.path)
    ensure(_inputs_in_the_way(splits, job_out))
    (Folder(job_out) / WORK).try_out()
    schema = peek(splits, pipeline.source)
    ensure(check_columns(pipeline.stages, schema))
    segments = segments_of(pipeline.stages)
    uses = read_uses(pipeline.uses)
    indexes = _indexes(segments)
    ensure(_indexes_in_the_way(indexes, job_out))
    against = {label: digest_of(str(index)) for label, index in indexes.items()}
    digests = digests_of(segments, pipeline.source, uses, against, pipeline.patience)
    resources = {name: digest for stage in pipeline.stages for name, digest in stage.resources().items()}
    job = Job(pipeline.to_yaml(), job_out, columns_wanted(pipeline.stages, schema), uses)
    return Plan(pipeline, splits, segments, digests, job, resources, indexes)


def _indexes(segments: Sequence[Segment]) -> dict[str, tuple[Index, ...]]:
    """The indexes that the corpus stages compare with, by label."""
    steps = [step for segment in segments for step in segment.barrier]
    return {step.label: tuple(open_index(_absolute(path), step.stage) for path in step.stage.against) for step in steps}


def _absolute(path: str) -> str:
    """A path as every worker understands it, on whichever machine and in whichever folder it runs."""
    try:
        open_filesystem(path)
    except RunError as error:
        raise PipelineError(error.problems) from error
    return path if "://" in path else os.path.abspath(path)  # noqa: PTH100 - links stay as the user wrote them


def _inputs_in_the_way(splits: Sequence[Split], out: str) -> list[Problem]:
    """Complain of input files that lie where the output goes: they would be taken for it, or it for them."""
    ours = tuple(f"{_plain(out)}/{name}/" for name in OURS)
    pieces = {piece.path for split in splits for piece in split.pieces}
    hint = "choose an output path that the source does not reach"
    return [
        Problem("an input file lies in the output folder", where=path, hint=hint)
        for path in sorted(pieces)
        if _plain(path).startswith(ours)
    ]


def _indexes_in_the_way(indexes: Mapping[str, Sequence[Index]], out: str) -> list[Problem]:
    """Complain of indexes that the run would replace by its own while it compares with them."""
    own = f"{_plain(out)}/"
    hint = "choose another output path, or move the index"
    return [
        Problem(f"`{label}` compares with an index in the output folder", where=index.path, hint=hint)
        for label, of_stage in indexes.items()
        for index in of_stage
        if f"{_plain(index.path)}/".startswith(own)
    ]


def _plain(path: str) -> str:
    return path.rstrip("/") if "://" in path else str(Path(path).resolve())
