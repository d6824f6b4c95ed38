"""A run: from the files of a source to the shards of an output folder."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress

from zhtw_clean.engine.work import OURS, RUN, WORK, alone_in
from zhtw_clean.pipeline import Pipeline
from zhtw_clean.prepare import Plan, prepare
from zhtw_clean.problems import Problem, RunError
from zhtw_clean.report import LEDGER, Outcome, finish, read_outcome
from zhtw_clean.rounds import Rounds, Runner
from zhtw_clean.runners.local import LocalRunner
from zhtw_clean.runners.progress import Progress
from zhtw_clean.storage import Folder


def run(  # noqa: PLR0913 - each is an option of the command, too
    pipeline: Pipeline,
    *,
    workers: int | None = None,
    ray: str | None = None,
    limit: int | None = None,
    overwrite: bool = False,
    progress: Progress | None = None,
) -> Outcome:
    """Run a pipeline from its source to its output folder; run again, it goes on where it was.

    `workers`: processes, one per core unless told; on Ray, tasks at work at one time. `ray`: the address of a Ray
    cluster to run on, whatever the pipeline's `engine` says. `limit`: read only the first documents of the
    source. `overwrite`: replace another run's output in the same folder.

    Raises:
        PipelineError: the pipeline cannot work; nothing was read.
        SourceError: input files are broken and `on_error` is `fail`; the rest is done and kept for the next try.
        RunError: the output cannot be written, or workers died; the same command goes on from there.
    """
    plan = prepare(pipeline, limit)
    out = plan.job.folder
    with _told(out), alone_in(out):
        if (before := read_outcome(out)) is not None:
            if before.run == plan.digest and all(out.exists(file) for file in before.files):
                _tidy(out, plan.pipeline)
                return before
            if before.run != plan.digest and not overwrite:
                hint = "choose another output path, or --overwrite"
                raise RunError(Problem("the folder holds the output of another run", where=out.path, hint=hint))
            _clear(out)
        plan.job.work.write(RUN, plan.digest.encode())
        started = time.monotonic()
        with progress or Progress() as shown, _runner(plan, workers, ray) as runner:
            outcome = Rounds(plan, runner, shown).all()
        finish(out, outcome, plan.pipeline, plan.resources, time.monotonic() - started)
        _tidy(out, plan.pipeline)
        return outcome


@contextmanager
def _told(out: Folder) -> Iterator[None]:
    """Say it plainly where the output's disk or store fails the run itself, which nobody does again."""
    try:
        yield
    except OSError as error:
        raise RunError(Problem(f"cannot go on: {error}", out.path, "the same command goes on from here")) from error


def _tidy(out: Folder, pipeline: Pipeline) -> None:
    """Take the work folder away; what cannot be deleted now goes when the same command is given again."""
    if pipeline.output and not pipeline.output.keep_work:
        with suppress(OSError, RunError):
            out.clear(WORK)


def _runner(plan: Plan, workers: int | None, address: str | None) -> AbstractContextManager[Runner]:
    engine = "ray" if address else plan.pipeline.engine
    if engine == "auto" and (os.environ.get("RAY_ADDRESS") or _is_connected()):
        engine = "ray"
    if engine != "ray":
        return LocalRunner(plan.job, workers)
    from zhtw_clean.runners.ray import RayRunner

    return RayRunner(plan.job, address, workers)


def _is_connected() -> bool:
    """Has this process, a notebook or a script, a Ray cluster already? Then Ray has been imported."""
    ray = sys.modules.get("ray")
    return ray is not None and bool(ray.is_initialized())


def _clear(out: Folder) -> None:
    for name in OURS:
        out.clear(name)
    out.delete([LEDGER])  # last: while it stands, a run that was stopped here clears again
