"""Documents that kill their worker are found and dropped; workers that die by chance cost nothing."""

import json
from pathlib import Path

import polars as pl
import pytest

from corpora import texts
from zhtw_clean import rescue, rounds
from zhtw_clean.pipeline import Pipeline
from zhtw_clean.problems import RunError, SourceError
from zhtw_clean.run import run

STAGES = '''
import ctypes
import multiprocessing
import os
import re
import signal
from collections.abc import Mapping
from pathlib import Path

import polars as pl
from zhtw_clean import Stage
from zhtw_clean.engine import segment
from zhtw_clean.stage import CorpusStage, Exprs
from zhtw_clean.text import text, whole_column


def exhaust(_: pl.Series) -> None:
    raise MemoryError("no more")


def once(_: pl.Series) -> None:
    mark = Path("{here}") / "killed"
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)


FATES = {{
    "crash": lambda _: ctypes.string_at(0),
    "kill": lambda _: os.kill(os.getpid(), signal.SIGKILL),
    "hang": lambda _: re.match(r"(a+)+$", "a" * 60 + "b"),
    "exhaust": exhaust,
    "once": once,
    "linger": lambda _: sum(range(100_000_000)),
    "fail": lambda texts: 1 / 0,
}}


def meet_fate(texts: pl.Series) -> pl.Series:
    for found in texts.str.extract(r"fate:(\\w+)").drop_nulls():
        FATES[found](texts)
    return pl.Series([False] * len(texts))


class Deadly(Stage, frozen=True):
    """Do what the text says."""

    def drop_reasons(self) -> Mapping[str, pl.Expr]:
        return {{"never": whole_column(text, meet_fate, pl.Boolean)}}


class DeadlyKeys(CorpusStage, frozen=True):
    """Do what the text says, where keys are made."""

    def keys(self) -> Exprs:
        return (whole_column(text, lambda texts: meet_fate(texts).cast(pl.UInt64), pl.UInt64).alias("key"),)

    def meet(self, keys: pl.DataFrame) -> pl.DataFrame:
        return keys.clear()

    def verdicts(self, evidence: object) -> pl.DataFrame:
        return pl.DataFrame(schema={{"doc_id": pl.UInt64, "drop_reason": pl.String, "because_of": pl.UInt64}})
'''

FAILS_ONCE = """
from zhtw_clean.sources import reading

FATES["kill"] = lambda _: ((Path("{here}") / f"kill-{{os.getpid()}}").touch(), os.kill(os.getpid(), signal.SIGKILL))
jsonl, mark = reading.READERS["jsonl"], Path("{here}/failed")


def fail_once(piece, source, batch_bytes):
    if len(list(Path("{here}").glob("kill-*"))) >= 4 and not mark.exists():
        mark.touch()
        raise OSError("stale file handle")
    return jsonl(piece, source, batch_bytes)


reading.READERS = {{**reading.READERS, "jsonl": fail_once}}
"""


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "PAUSES", (0,))


def doomed(home: Path, fates: dict[int, str], *stages: str, patience: float = 60) -> Pipeline:
    """A pipeline over a corpus in which some documents, by their numbers, spell what is to happen."""
    rows = [{"id": str(n), "text": f"fate:{fates[n]} {t}" if n in fates else t} for n, t in enumerate(texts(24))]
    (home / "corpus.jsonl").write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows))
    (home / "stages.py").write_text(STAGES.format(here=home))
    return Pipeline.parse(f"""
        source: {{path: {home}/corpus.jsonl, split_bytes: 10kB}}
        output: {{path: {home}/out}}
        uses: [{home}/stages.py]
        patience: {patience}
        stages: [fold-width, {", ".join(stages or ("deadly",))}]""")


def crashed(home: Path) -> dict[int, str]:
    """The documents that were dropped because they crashed, and in which stage."""
    dropped = pl.read_parquet(home / "out/dropped/*.parquet")
    return {
        int(name): stage
        for name, stage, why in dropped.select("id", "drop_stage", "drop_reason").rows()
        if why == "crashed"
    }


def test_documents_that_kill_their_worker_are_dropped_and_the_rest_goes_on(tmp_path: Path) -> None:
    outcome = run(doomed(tmp_path, {0: "crash", 15: "kill", 16: "exhaust"}), workers=2)
    assert (outcome.read, outcome.kept) == (24, 21)
    assert outcome.dropped == {"deadly": {"crashed": 3}}
    assert crashed(tmp_path) == {0: "deadly", 15: "deadly", 16: "deadly"}


def test_code_that_never_returns_is_ended(tmp_path: Path) -> None:
    outcome = run(doomed(tmp_path, {23: "hang"}, patience=1), workers=2)
    assert outcome.kept == 23
    assert crashed(tmp_path) == {23: "deadly"}


@pytest.mark.slow
def test_a_document_may_kill_in_any_segment_and_while_its_keys_are_made(tmp_path: Path) -> None:
    outcome = run(doomed(tmp_path, {5: "kill"}, "exact-duplicate", "deadly"), workers=2)
    assert crashed(tmp_path) == {5: "deadly"}
    assert outcome.balanced
    run(doomed(tmp_path, {5: "kill"}, "too-short", "deadly-keys"), workers=2, overwrite=True)
    assert crashed(tmp_path) == {5: "deadly-keys"}


def test_a_worker_that_dies_by_chance_costs_no_document(tmp_path: Path) -> None:
    outcome = run(doomed(tmp_path, {3: "once"}), workers=1)
    assert (tmp_path / "killed").exists()
    assert outcome.kept == 24


@pytest.mark.slow
def test_a_probe_that_only_its_disk_has_failed_is_done_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "PAUSES", (0, 0, 0))
    recipe = doomed(tmp_path, {5: "kill"})
    stages = tmp_path / "stages.py"
    stages.write_text(stages.read_text() + FAILS_ONCE.format(here=tmp_path))
    outcome = run(recipe, workers=2)
    assert (tmp_path / "failed").exists()
    assert (outcome.kept, crashed(tmp_path)) == (23, {5: "deadly"})


@pytest.mark.slow
def test_a_stage_that_kills_whatever_it_is_given_ends_the_run(tmp_path: Path) -> None:
    recipe = doomed(tmp_path, dict.fromkeys(range(24), "fail"))
    stages = (tmp_path / "stages.py").read_text()
    (tmp_path / "stages.py").write_text(stages.replace("1 / 0", "len(texts) > 1 and os._exit(7)"))
    with pytest.raises(RunError, match=r"the worker ended with status 7, again and again, but of no single document"):
        run(recipe, workers=2)


@pytest.mark.slow
def test_a_stage_that_kills_on_every_document_is_not_halved_to_the_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rescue, "MOST_AT_ONCE", 8)
    with pytest.raises(RunError, match="the worker died of SIGKILL, of documents all over a file"):
        run(doomed(tmp_path, dict.fromkeys(range(24), "kill")), workers=2)


@pytest.mark.slow
def test_workers_that_die_of_nothing_do_not_blame_a_file(tmp_path: Path) -> None:
    recipe = doomed(tmp_path, {})
    stages = tmp_path / "stages.py"
    dies = "segment.read = lambda *_: ctypes.string_at(0)"
    stages.write_text(f"{stages.read_text()}\nif multiprocessing.parent_process():\n    {dies}\n")
    with pytest.raises(RunError, match="the worker died of SIGSEGV, with nothing to do"):
        run(recipe, workers=2)


@pytest.mark.slow
def test_more_patience_is_another_run(tmp_path: Path) -> None:
    assert run(doomed(tmp_path, {7: "linger"}, patience=0.3), workers=2).dropped == {"deadly": {"crashed": 1}}
    assert run(doomed(tmp_path, {7: "linger"}, patience=60), workers=2, overwrite=True).kept == 24


def test_a_file_that_kills_its_reader_is_named(tmp_path: Path) -> None:
    recipe = doomed(tmp_path, {})
    stages = tmp_path / "stages.py"
    stages.write_text(
        stages.read_text()
        + """
from zhtw_clean.sources import reading

if multiprocessing.parent_process():
    reading.READERS = {"jsonl": lambda *_: ctypes.string_at(0)}
"""
    )
    with pytest.raises(SourceError, match=r"corpus\.jsonl: the worker died of SIGSEGV, while reading"):
        run(recipe, workers=2)
