"""The command line: `zhtw-clean run pipeline.yaml`."""

import sys
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Annotated

import cyclopts
from cyclopts import Parameter
from rich.console import Console
from rich.table import Table

from zhtw_clean.problems import CleanError, PipelineError, Problem, did_you_mean

OK, FAILED, WRONG, DAMAGED, STOPPED = 0, 1, 2, 3, 130

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
    workers: int | None = None,
    limit: int | None = None,
    overwrite: bool = False,
) -> int:
    """Run a pipeline: read, clean, write shards. Run the same command again and it goes on where it was.

    Exit status: 0 done, 1 failed, 2 the pipeline or command is wrong, 3 done but some input files
    were damaged and skipped, 130 stopped by Ctrl-C.

    Args:
        pipeline: the YAML file.
        input: read this path, glob or folder instead of the pipeline's.
        output: write to this folder instead of the pipeline's.
        set: change an option, as in `--set too-short.min_chars=50`; may be given often.
        workers: worker processes; one per core unless given.
        limit: read only the first documents of the source.
        overwrite: replace the output of another run in the same folder.
    """
    from zhtw_clean.report import show
    from zhtw_clean.run import run as run_pipeline

    settings = _settings(set or [], input, output)
    recipe = _pipeline(pipeline, settings)
    outcome = run_pipeline(recipe, workers=workers, limit=limit, overwrite=overwrite)
    show(Console(), outcome, recipe.stages)
    return DAMAGED if outcome.damaged else OK


@app.command
def check(pipeline: Path, *, set: Annotated[list[str], Parameter(negative="")] | None = None) -> int:  # noqa: A002
    """Check a pipeline without reading its documents: names, options, columns, resources.

    A Python file of stages is checked against the law that every stage keeps.

    Args:
        pipeline: the YAML file, or a Python file with stages of your own.
        set: change an option, as for `run`.
    """
    from zhtw_clean.catalog import find_stages
    from zhtw_clean.testing import check_stage

    if pipeline.suffix == ".py":
        for name, kind in find_stages([str(pipeline)]).items() - find_stages().items():
            check_stage(kind())
            print(f"{name}: keeps the law")
        return OK
    from zhtw_clean.run import prepare

    recipe = _pipeline(pipeline, _settings(set or [], None, None))
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
        table.add_row(f"[bold]{name}[/bold]", (kind.__doc__ or "").strip().splitlines()[0])
    Console().print(table)
    return OK


@app.command
def explain(stage: str, *, uses: list[str] | None = None) -> int:
    """Explain a stage: what it does, its options and their defaults.

    Args:
        stage: its name, as in a pipeline.
        uses: Python files with stages of your own.
    """
    import inspect

    import msgspec

    from zhtw_clean.catalog import find_stages

    kinds = find_stages(uses or [])
    if stage not in kinds:
        raise PipelineError(Problem(f"no stage is called `{stage}`", hint=did_you_mean(stage, kinds)))
    print(f"{stage}\n\n{inspect.getdoc(kinds[stage])}\n")
    for field in msgspec.structs.fields(kinds[stage]):
        print(f"{field.name}: {field.default!r}")
    return OK


@app.command
def version() -> int:
    """Print the version."""
    print(version_of("zhtw-clean"))
    return OK


def _settings(pairs: list[str], source: str | None, output: str | None) -> dict[str, str]:
    settings = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or "." not in name:
            raise PipelineError(Problem(f"`{pair}` sets nothing", where="--set", hint="write stage.option=value"))
        settings[name] = value
    if source is not None:
        settings["source.path"] = source
    if output is not None:
        settings["output.path"] = output
    return settings


def _pipeline(path: Path, settings: dict[str, str]):  # type: ignore[no-untyped-def]  # noqa: ANN202
    from zhtw_clean.pipeline import Pipeline

    return Pipeline.from_yaml(path, settings)


def main() -> None:
    """Run the command line and exit with its status."""
    try:
        status = app()
    except PipelineError as error:
        errors.print(str(error), style="red", markup=False, highlight=False)
        status = WRONG
    except CleanError as error:
        errors.print(str(error), style="red", markup=False, highlight=False)
        status = FAILED
    except KeyboardInterrupt:
        errors.print("stopped; the same command goes on from here")
        status = STOPPED
    sys.exit(status if isinstance(status, int) else OK)
