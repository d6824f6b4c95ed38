"""Runs that meet what earlier runs left in the output folder."""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Self

import msgspec
import polars as pl
import pytest

from corpora import write_corpus
from zhtw_clean import run as run_module
from zhtw_clean.engine import segment, work
from zhtw_clean.pipeline import Output, Pipeline
from zhtw_clean.problems import PipelineError, RunError, SourceError
from zhtw_clean.rounds import Rounds
from zhtw_clean.run import run
from zhtw_clean.runners.progress import Progress
from zhtw_clean.sources.source import Source
from zhtw_clean.stage import Stage
from zhtw_clean.stages import ExactDuplicate, TooShort
from zhtw_clean.storage import Folder
from zhtw_clean.text import text, whole_column


class Refused(Stage, frozen=True):
    """Meet a machine that has no more to give."""

    def drop_reasons(self) -> Mapping[str, pl.Expr]:
        def refuse(_: pl.Series) -> pl.Series:
            raise OSError(24, "Too many open files")

        return {"refused": whole_column(text, refuse, pl.Boolean)}


def pipeline(path: Path, *stages: Stage) -> Pipeline:
    return Pipeline(stages or (TooShort(min_chars=60),), Source(path=str(path / "corpus")), Output(str(path / "out")))


def rows(out: Path, kind: str = "data") -> int:
    return sum(pl.read_parquet(file).height for file in (out / kind).glob("*.parquet"))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    write_corpus(tmp_path / "corpus")
    return tmp_path


def test_a_finished_run_without_its_files_is_done_again(home: Path) -> None:
    kept = run(pipeline(home), workers=1).kept
    shutil.rmtree(home / "out/data")
    assert run(pipeline(home), workers=1).kept == kept == rows(home / "out")


def test_what_an_overwriting_run_was_about_to_take_away_vouches_for_nothing(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = run(pipeline(home), workers=1).kept

    monkeypatch.setattr(shutil, "rmtree", stop)
    with pytest.raises(KeyboardInterrupt):
        run(pipeline(home, TooShort(min_chars=2)), workers=1, overwrite=True)
    monkeypatch.undo()
    shutil.rmtree(home / "out/data")
    assert run(pipeline(home), workers=1).kept == kept == rows(home / "out")


def test_a_marker_of_another_run_vouches_for_nothing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    strict, lax = pipeline(home, TooShort(min_chars=900)), pipeline(home, TooShort(min_chars=2))
    monkeypatch.setattr(run_module, "LocalRunner", InThisProcess)
    monkeypatch.setattr(Rounds, "_shards", stop)  # a run that is killed before its shards
    with pytest.raises(KeyboardInterrupt):
        run(strict)
    monkeypatch.setattr(segment, "write_marker", stop)
    with pytest.raises(KeyboardInterrupt):
        run(lax)
    monkeypatch.undo()
    outcome = run(strict, workers=1)
    assert outcome.kept == rows(home / "out")
    assert outcome.dropped_total == rows(home / "out", "dropped")


def stop(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


class InThisProcess:
    """Does the tasks one after another, so that a test can stop it anywhere."""

    def __init__(self, job: object, workers: int | None = None) -> None:
        self.job, self.workers = job, workers

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def map(self, tasks: list[object], _: Progress) -> Iterator[tuple[object, object]]:
        from zhtw_clean.engine.execute import execute

        for task in tasks:
            yield task, execute(self.job, task, lambda *_: None)  # type: ignore[arg-type]


def test_a_broken_file_that_was_skipped_fails_where_the_pipeline_says_so(home: Path) -> None:
    whole = (home / "corpus/1.jsonl.gz").read_bytes()
    (home / "corpus/1.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    keep = msgspec.structs.replace(pipeline(home), output=Output(str(home / "out"), keep_work=True))
    assert run(msgspec.structs.replace(keep, on_error="skip"), workers=1).damaged
    with pytest.raises(RunError, match="another run"):
        run(keep, workers=1)
    (home / "out/ledger.json").unlink()
    with pytest.raises(SourceError, match=r"1\.jsonl\.gz"):
        run(keep, workers=1)


def test_only_one_run_works_in_a_folder(home: Path) -> None:
    (home / "out").mkdir()
    door = os.open(home / "out", os.O_RDONLY)
    fcntl.flock(door, fcntl.LOCK_EX)
    with pytest.raises(RunError, match="another run writes here"):
        run(pipeline(home), workers=1)
    os.close(door)
    assert run(pipeline(home), workers=1).read == 240
    with work.alone_in(Folder(str(home / "out"))):
        pass


def test_input_files_are_never_taken_for_output(home: Path) -> None:
    (home / "data").mkdir()
    mine = home / "data/train-00000-of-00001.parquet"
    pl.DataFrame({"text": ["甲"]}).write_parquet(mine)
    recipe = Pipeline([TooShort()], Source(path=str(home / "data")), Output(str(home)))
    with pytest.raises(PipelineError, match="an input file lies in the output folder"):
        run(recipe, workers=1)
    assert mine.exists()


def test_files_that_are_no_shards_stay(home: Path) -> None:
    (home / "out/data").mkdir(parents=True)
    (home / "out/data/mine.parquet").touch()
    (home / "out/data/train-00007-of-00009.parquet").touch()
    run(pipeline(home), workers=1)
    assert sorted(path.name for path in (home / "out/data").iterdir()) == [
        "mine.parquet",
        "train-00000-of-00001.parquet",
    ]


def test_a_machine_without_means_ends_the_run_and_no_document(home: Path) -> None:
    with pytest.raises(RunError, match=r"cannot work on this machine: OSError: .*Too many open files"):
        Pipeline([Refused()]).apply(["甲", "乙"])
    assert rows(home / "out") == 0


def test_columns_of_the_source_that_the_engine_has_too_are_kept(tmp_path: Path) -> None:
    theirs = {"judge": "王法官", "because_of": "民法第184條", "drop_stage": "一審", "drop_reason": "無理由"}
    (tmp_path / "corpus").mkdir()
    lines = [json.dumps({"text": text, **theirs}) for text in ("主文：原告之訴駁回。", "主文：原告之訴駁回。", "乙")]
    (tmp_path / "corpus/a.jsonl").write_text("\n".join(lines))
    outcome = run(pipeline(tmp_path, ExactDuplicate()), workers=1)
    assert (outcome.kept, outcome.dropped_total) == (2, 1)
    for kind in ("data", "dropped"):
        row = pl.read_parquet(tmp_path / f"out/{kind}/*.parquet").row(0, named=True)
        assert row["judge"] == "王法官"
        assert row["source_because_of"] == "民法第184條"
        assert row["source_drop_stage"] == "一審"
        assert row["source_drop_reason"] == "無理由"


CHEAP = """
from collections.abc import Mapping

import polars as pl
from zhtw_clean import Stage


class Cheap(Stage, frozen=True):
    def drop_reasons(self) -> Mapping[str, pl.Expr]:
        return {"cheap": pl.col("score") < 1}
"""


def test_a_column_that_one_file_lacks_is_null_there(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus/a.jsonl").write_text('{"text": "甲", "score": 0.5}\n{"text": "乙", "score": 2.5}\n')
    (tmp_path / "corpus/b.jsonl").write_text('{"text": "丙"}\n')
    (tmp_path / "cheap.py").write_text(CHEAP)
    recipe = f"""
        uses: [{tmp_path}/cheap.py]
        source: {{path: {tmp_path}/corpus, split_bytes: 10}}
        output: {{path: {tmp_path}/out}}
        stages: [cheap]"""
    assert run(Pipeline.parse(recipe), workers=1).dropped == {"cheap": {"cheap": 1}}
    assert sorted(pl.read_parquet(tmp_path / "out/data/*.parquet")["text"]) == ["丙", "乙"]
