"""A run from files to shards: every document accounted for, and the same bytes however it went."""

import filecmp
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import polars as pl
import pyarrow.dataset as ds
import pytest

from corpora import write_corpus
from zhtw_clean.pipeline import Output, Pipeline
from zhtw_clean.problems import RunError, SourceError
from zhtw_clean.run import run
from zhtw_clean.sources.source import Source
from zhtw_clean.stages import ExactDuplicate, FoldWidth, NearDuplicate, SpaceLatin, TooShort

STAGES = [FoldWidth(), SpaceLatin(), TooShort(min_chars=60), ExactDuplicate(), NearDuplicate()]


def pipeline(corpus: Path, out: Path, **source: object) -> Pipeline:
    settings = msgspec.convert({"path": str(corpus), **source}, Source)
    return Pipeline(STAGES, settings, Output(str(out), shard_bytes=4_000))


def files_of(out: Path) -> list[str]:
    return sorted(str(p.relative_to(out)) for p in out.rglob("*") if p.is_file() and p.name != "timings.json")


def same(one: Path, other: Path) -> bool:
    names = files_of(one)
    assert names == files_of(other)
    _, different, unreadable = filecmp.cmpfiles(one, other, [n for n in names if n != "pipeline.yaml"], shallow=False)
    return not different and not unreadable


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_corpus(tmp_path_factory.mktemp("corpus"))


@pytest.fixture(scope="module")
def undisturbed(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("undisturbed") / "out"
    run(pipeline(corpus, out, split_bytes=40_000), workers=1)
    return out


def test_every_document_is_in_the_output_once(undisturbed: Path) -> None:
    ledger = json.loads((undisturbed / "ledger.json").read_text())
    kept = pl.read_parquet(undisturbed / "data/*.parquet", missing_columns="insert")
    dropped = pl.read_parquet(undisturbed / "dropped/*.parquet", missing_columns="insert")
    assert ledger["read"] == 240 == kept.height + dropped.height
    assert ledger["kept"] == kept.height
    assert sorted([*kept["id"], *dropped["id"]]) == sorted(f"{n}-{k}" for n in range(4) for k in range(60))
    counted = dropped.group_by("drop_stage", "drop_reason").len().rows()
    assert sorted(counted) == sorted((s, r, n) for s, reasons in ledger["dropped"].items() for r, n in reasons.items())
    assert sum(ledger["files"].values()) == 240
    assert not (undisturbed / "_work").exists()


def test_a_duplicate_names_the_document_that_stays(undisturbed: Path) -> None:
    kept = set(pl.read_parquet(undisturbed / "data/*.parquet")["doc_id"])
    dropped = pl.read_parquet(undisturbed / "dropped/*.parquet").filter(pl.col("because_of").is_not_null())
    assert dropped.height
    near = set(dropped.filter(pl.col("drop_stage") == "near-duplicate")["because_of"])
    assert near <= kept


def test_shards_are_read_by_others(undisturbed: Path) -> None:
    shards = sorted((undisturbed / "data").iterdir())
    assert len(shards) > 1
    kept = json.loads((undisturbed / "ledger.json").read_text())["kept"]
    assert ds.dataset(undisturbed / "data").count_rows() == kept
    loaded = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import datasets; print(datasets.load_dataset({str(undisturbed)!r})['train'].num_rows)",
        ],
        env={**os.environ, "HF_HOME": str(undisturbed.parent / "hf"), "HF_HUB_OFFLINE": "1"},
        check=True,
        capture_output=True,
        text=True,
    )
    assert int(loaded.stdout) == kept


def test_two_workers_give_the_same_bytes(corpus: Path, undisturbed: Path, tmp_path: Path) -> None:
    run(pipeline(corpus, tmp_path / "out", split_bytes=40_000), workers=2)
    assert same(undisturbed, tmp_path / "out")


def test_a_killed_run_goes_on_and_gives_the_same_bytes(corpus: Path, undisturbed: Path, tmp_path: Path) -> None:
    recipe, out = tmp_path / "p.yaml", tmp_path / "out"
    recipe.write_text(pipeline(corpus, out, split_bytes=40_000).to_yaml())
    command = [sys.executable, "-m", "zhtw_clean", "run", str(recipe), "--workers", "1"]
    for wait_for in ("_work/0/done/*.json", "_work/*/*/*/verdicts.json", "data/*.parquet"):
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            while process.poll() is None and not list(out.glob(wait_for)):
                time.sleep(0.005)
            process.send_signal(signal.SIGKILL)
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert "kept" in done.stdout
    assert same(undisturbed, out)


def test_a_finished_run_has_nothing_to_do(corpus: Path, undisturbed: Path) -> None:
    before = {name: (undisturbed / name).stat().st_mtime_ns for name in files_of(undisturbed)}
    run(pipeline(corpus, undisturbed, split_bytes=40_000), workers=1)
    assert before == {name: (undisturbed / name).stat().st_mtime_ns for name in files_of(undisturbed)}


def test_another_run_does_not_overwrite(corpus: Path, undisturbed: Path) -> None:
    with pytest.raises(RunError, match="the folder holds the output of another run"):
        run(pipeline(corpus, undisturbed, split_bytes=50_000), workers=1)


def test_limit_reads_the_first_documents(corpus: Path, tmp_path: Path) -> None:
    outcome = run(pipeline(corpus, tmp_path / "out"), workers=1, limit=70)
    assert outcome.read == 70
    read = pl.concat([pl.read_parquet(tmp_path / "out" / f) for f in outcome.files], how="diagonal_relaxed")
    assert sorted(read["id"]) == sorted([f"0-{k}" for k in range(60)] + [f"1-{k}" for k in range(10)])


def test_a_broken_file_fails_the_run_at_its_end_and_the_rest_is_done(tmp_path: Path) -> None:
    broken = write_corpus(tmp_path / "corpus")
    whole = (broken / "1.jsonl.gz").read_bytes()
    (broken / "1.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    recipe = pipeline(broken, tmp_path / "out", split_bytes=1000)
    with pytest.raises(SourceError, match=r"1\.jsonl\.gz"):
        run(recipe, workers=2)
    (broken / "1.jsonl.gz").write_bytes(whole)
    assert run(recipe, workers=2).read == 240


def test_a_broken_file_is_skipped_where_the_pipeline_says_so(tmp_path: Path) -> None:
    broken = write_corpus(tmp_path / "corpus")
    whole = (broken / "1.jsonl.gz").read_bytes()
    (broken / "1.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    recipe = msgspec.structs.replace(pipeline(broken, tmp_path / "out"), on_error="skip")
    outcome = run(recipe, workers=1)
    assert 180 <= outcome.read < 240
    assert outcome.balanced
    (problem,) = outcome.damaged
    assert "1.jsonl.gz" in problem.where
