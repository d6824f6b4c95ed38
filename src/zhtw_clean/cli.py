"""The command line: `zhtw-clean run pipeline.yaml`."""

import sys
import traceback
from importlib.metadata import version as version_of
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Annotated

import cyclopts
import yaml
from cyclopts import CycloptsError, Parameter
from cyclopts.validators import Number
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from zhtw_clean.explain import defaults_of, description_of, lawful_stages
from zhtw_clean.problems import CleanError, PipelineError, Problem, did_you_mean

OK, FAILED, WRONG, DAMAGED, DEFECT, STOPPED = 0, 1, 2, 3, 4, 130
AtLeastOne = Annotated[int, Parameter(validator=Number(gte=1))]
Dashboard = Annotated[str, Parameter(env_var="RAY_API_SERVER_ADDRESS")]

app = cyclopts.App(
    name="zhtw-clean",
    help="Turn raw Traditional Chinese (Taiwan) text into clean Parquet shards.",
    version=lambda: version_of("zhtw-clean"),
    result_action="return_value",
    suppress_keyboard_interrupt=False,
)
errors = Console(stderr=True, soft_wrap=True)


@app.command
def run(  # noqa: PLR0913 - each is an option of the command
    pipeline: Path,
    *,
    input: str | None = None,  # noqa: A002 - the option is called --input
    output: str | None = None,
    set: Annotated[list[str], Parameter(negative="")] | None = None,  # noqa: A002 - the option is called --set
    workers: AtLeastOne | None = None,
    ray: str | None = None,
    limit: AtLeastOne | None = None,
    overwrite: bool = False,
) -> int:
    """Run a pipeline: read, clean, write shards. Run the same command again and it goes on where it was.

    Exit status: 0 done, 1 failed, 2 the pipeline or command is wrong, 3 done but some input files
    were damaged and skipped, 4 a defect of zhtw-clean, 130 stopped by Ctrl-C.

    Args:
        pipeline: the YAML file.
        input: read this path, glob or folder instead of the pipeline's.
        output: write to this folder instead of the pipeline's.
        set: change an option, as in `--set too-short.min_chars=50`; may be given often.
        workers: worker processes, one per core unless given; on Ray, tasks at work at one time.
        ray: run on the Ray cluster at this address, `host:port` or `auto`; `local` starts one on this machine.
        limit: read only the first documents of the source.
        overwrite: replace the output of another run in the same folder.
    """
    from zhtw_clean.report import show
    from zhtw_clean.run import run as run_pipeline

    settings = _settings(set or [], input, output)
    recipe = _pipeline(pipeline, settings)
    outcome = run_pipeline(recipe, workers=workers, ray=ray, limit=limit, overwrite=overwrite)
    show(Console(), outcome, recipe.stages)
    return DAMAGED if outcome.damaged else OK


@app.command
def submit(  # noqa: PLR0913 - each is an option of the command
    pipeline: Path,
    *,
    address: Dashboard = "http://127.0.0.1:8265",
    input: str | None = None,  # noqa: A002 - the option is called --input
    output: str | None = None,
    set: Annotated[list[str], Parameter(negative="")] | None = None,  # noqa: A002 - the option is called --set
    workers: AtLeastOne | None = None,
    limit: AtLeastOne | None = None,
    overwrite: Annotated[bool, Parameter(negative="")] = False,
    wait: bool = True,
) -> int:
    """Run a pipeline as a job of a Ray cluster, show its log, and exit with its status.

    Ctrl-C leaves the job running. A job that is submitted again goes on where the last one was.

    Args:
        pipeline: the YAML file; it is sent with the files under `uses:`, and nothing else is.
        address: the cluster's dashboard.
        input: read this path, as for `run`.
        output: write to this folder, as for `run`.
        set: change an option, as for `run`.
        workers: tasks at work at one time.
        limit: read only the first documents of the source.
        overwrite: replace the output of another run in the same folder.
        wait: follow the job to its end.
    """
    from zhtw_clean.runners.parcel import pipeline_to_send
    from zhtw_clean.runners.submit import Jobs

    recipe = pipeline_to_send(pipeline, _settings(set or [], input, output))
    numbers = {"--workers": workers, "--limit": limit}
    options = [text for name, value in numbers.items() if value for text in (name, str(value))]
    jobs = Jobs(address)
    job = jobs.submit(recipe, [*options, "--overwrite"] if overwrite else options)
    logs, stop = (f"ray job {verb} {job} --address {address}" for verb in ("logs --follow", "stop"))
    errors.print(f"job {job}; from elsewhere, see it with\n  {logs}\nand end it with\n  {stop}", markup=False)
    try:
        return jobs.follow(job) if wait else OK
    except KeyboardInterrupt:
        errors.print("the job goes on; the commands above see it and end it")
        return STOPPED


@app.command
def check(
    pipeline: Path,
    *,
    input: str | None = None,  # noqa: A002 - the option is called --input
    output: str | None = None,
    set: Annotated[list[str], Parameter(negative="")] | None = None,  # noqa: A002 - the option is called --set
) -> int:
    """Check a pipeline without reading its documents: names, options, columns, resources.

    A Python file of stages is checked against the law that every stage keeps.

    Args:
        pipeline: the YAML file, or a Python file with stages of your own.
        input: read this path, as for `run`.
        output: write to this folder, as for `run`.
        set: change an option, as for `run`.
    """
    if pipeline.suffix == ".py":
        for name in lawful_stages(str(pipeline)):
            print(f"{name}: keeps the law")
        return OK
    from zhtw_clean.prepare import prepare

    recipe = _pipeline(pipeline, _settings(set or [], input, output))
    plan = prepare(recipe)
    pieces = [piece for split in plan.splits for piece in split.pieces]
    print(f"{pipeline}: {len(recipe.stages)} stages, {len(pieces)} input files or ranges in {len(plan.splits)} splits")
    return OK


@app.command
def stages() -> int:
    """List the stages there are, each with one line on what it does."""
    from zhtw_clean.catalog import find_stages

    table = Table(box=None, show_header=False)
    for name, kind in sorted(find_stages().items()):
        table.add_row(f"[bold]{name}[/bold]", escape(description_of(kind).partition("\n")[0]))
    Console().print(table)
    return OK


@app.command
def explain(stage: str, *, uses: list[str] | None = None) -> int:
    """Explain a stage: what it does, its options and their defaults.

    Args:
        stage: its name, as in a pipeline.
        uses: Python files with stages of your own.
    """
    from zhtw_clean.catalog import find_stages, read_uses

    kinds = find_stages(read_uses(uses or []))
    if stage not in kinds:
        raise PipelineError(Problem(f"no stage is called `{stage}`", hint=did_you_mean(stage, kinds)))
    print(f"{stage}\n\n{description_of(kinds[stage])}\n")
    for name, default in defaults_of(kinds[stage]).items():
        print(f"{name}: {default}")
    return OK


@app.command
def version() -> int:
    """Print the version."""
    print(version_of("zhtw-clean"))
    return OK


def _settings(pairs: list[str], source: str | None, output: str | None) -> dict[str, object]:
    settings: dict[str, object] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or "." not in name:
            raise PipelineError(Problem(f"`{pair}` sets nothing", where="--set", hint="write stage.option=value"))
        try:
            settings[name] = yaml.safe_load(value)
        except (yaml.YAMLError, ValueError) as error:
            hint = f"put text in quotes: --set '{name}=\"{value}\"'"
            raise PipelineError(Problem(f"`{value}` is not YAML", where=f"--set {name}", hint=hint)) from error
    if source is not None:
        settings["source.path"] = source
    if output is not None:
        settings["output.path"] = output
    return settings


def _pipeline(path: Path, settings: dict[str, object]):  # type: ignore[no-untyped-def]  # noqa: ANN202
    from zhtw_clean.pipeline import Pipeline

    return Pipeline.from_yaml(path, settings)


def main() -> None:
    """Run the command line and exit with its status."""
    try:
        status = app(exit_on_error=False, print_error=False)
    except (PipelineError, CycloptsError) as error:
        errors.print(str(error), style="red", markup=False, highlight=False)
        status = WRONG
    except CleanError as error:
        errors.print(str(error), style="red", markup=False, highlight=False)
        status = FAILED
    except KeyboardInterrupt:
        errors.print("stopped; the same command goes on from here")
        status = STOPPED
    except Exception as error:  # noqa: BLE001 - a user shall not read a traceback, but send it
        errors.print(_defect(error), style="red", markup=False, highlight=False)
        status = DEFECT
    sys.exit(status if isinstance(status, int) else OK)


def _defect(error: Exception) -> str:
    with NamedTemporaryFile("w", prefix="zhtw-clean-", suffix=".log", encoding="utf-8", delete=False) as log:
        traceback.print_exception(error, file=log)
    what = f"{type(error).__name__}: {error}".partition("\n")[0]
    return f"this is a defect of zhtw-clean, please report it with {log.name}: {what}"
