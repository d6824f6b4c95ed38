"""What a run leaves to read: `ledger.json`, `pipeline.yaml`, `timings.json`, and a table for people."""

from collections.abc import Mapping, Sequence
from importlib.metadata import version

import msgspec
import yaml
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from zhtw_clean.ledger import READ, Ledger
from zhtw_clean.pipeline import Pipeline
from zhtw_clean.plan import steps_of
from zhtw_clean.problems import Problem, RunError
from zhtw_clean.sizes import show_bytes
from zhtw_clean.stage import Stage
from zhtw_clean.storage import Folder

LEDGER, RECIPE, TIMINGS = "ledger.json", "pipeline.yaml", "timings.json"


class Outcome(Ledger):
    """A finished run: the ledger of all documents, the run's digest, and its files with their rows.

    The same input and pipeline give the same digest, and the same bytes in every file but `timings.json`.
    """

    run: str = ""
    files: dict[str, int] = msgspec.field(default_factory=dict)


def finish(out: Folder, outcome: Outcome, pipeline: Pipeline, resources: Mapping[str, str], seconds: float) -> None:
    """Write what ran and what came of it; `ledger.json` last, as the sign of success."""
    versions = {name: version(name) for name in ("zhtw-clean", "polars", "pyarrow")}
    ran_with = yaml.safe_dump({"ran_with": {**versions, **resources}}, allow_unicode=True, sort_keys=False)
    notes = "".join(f"# {line}\n" for line in ran_with.splitlines())
    out.write(RECIPE, (pipeline.to_yaml(explicit=True) + notes).encode())
    timings = {"wall_seconds": round(seconds, 3), "stage_seconds": outcome.seconds}
    out.write(TIMINGS, msgspec.json.format(msgspec.json.encode(timings), indent=2))
    stored = msgspec.to_builtins(outcome)
    del stored["seconds"]
    out.write(LEDGER, msgspec.json.format(msgspec.json.encode(stored), indent=2))


def read_outcome(out: Folder) -> Outcome | None:
    """Return what the finished run in this folder came to, or None where none is finished.

    Raises:
        RunError: it cannot be read, or is none of ours.
    """
    ledger = f"{out.path}/{LEDGER}"
    try:
        return msgspec.json.decode(out.read(LEDGER), type=Outcome)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        if out.local is None:
            raise
        message = f"cannot be read: {error.strerror}"
        raise RunError(Problem(message, ledger, "choose another output path")) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        hint = "choose another output path; or delete this file, if what else is in the folder may go too"
        raise RunError(Problem("not the ledger of a finished run, or cut off", ledger, hint)) from error


def show(console: Console, ledger: Ledger, stages: Sequence[Stage]) -> None:
    """Print the funnel: documents into each stage, dropped by reason, time spent."""
    table = Table(title=f"{ledger.read:,} read = {ledger.kept:,} kept + {ledger.dropped_total:,} dropped")
    for name, justify in (
        ("stage", "left"),
        ("in", "right"),
        ("dropped", "right"),
        ("reasons", "left"),
        ("s", "right"),
    ):
        table.add_column(name, justify=justify)  # type: ignore[arg-type]
    left = ledger.read
    for label in (READ, *(step.label for step in steps_of(stages))):
        reasons = ledger.dropped.get(label, {})
        gone = sum(reasons.values())
        listed = ", ".join(f"{reason} {n:,}" for reason, n in reasons.items())
        seconds = ledger.seconds.get(label)
        table.add_row(
            label, f"{left:,}", f"{gone:,}" if gone else "", escape(listed), f"{seconds:.1f}" if seconds else ""
        )
        left -= gone
    table.add_section()
    tokens = "" if ledger.kept_tokens is None else f", {ledger.kept_tokens:,} tokens"
    table.add_row("kept", f"{ledger.kept:,}", "", f"{show_bytes(ledger.kept_bytes)} of text{tokens}", "")
    console.print(table)
    for problem in ledger.damaged:
        console.print(f"[yellow]damaged[/yellow] {escape(str(problem))}", highlight=False)
    if ledger.read and ledger.kept in (0, ledger.read) and stages:
        console.print(f"[yellow]note[/yellow] {'nothing' if not ledger.kept else 'everything'} was kept")
