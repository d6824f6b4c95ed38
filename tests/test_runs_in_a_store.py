"""Whole runs from, into and between S3 stores that fail, go away, or see the run killed."""

import os
import signal
import subprocess
import sys
import time
from itertools import cycle
from pathlib import Path

import fsspec
import polars as pl
import pyarrow.parquet as pq
import pytest

from corpora import write_corpus
from s3_server import QUICK, Answer, Fault, Request, Reset, World, well
from zhtw_clean.storage import Folder

RECIPE = """
source: {{path: {source}, split_bytes: 20000}}
output: {{path: {out}, shard_bytes: 40000}}
stages:
  - space-latin
  - too-short: {{min_chars: 60}}
  - exact-duplicate
  - mask-pii
"""


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus in `in`, and what a run makes of it in `out`."""
    home = tmp_path_factory.mktemp("local")
    write_corpus(home / "in")
    done = clean(home, str(home / "in"), str(home / "out"))
    assert done.returncode == 0, done.stderr
    return home


def start(home: Path, source: str, out: str) -> subprocess.Popen[str]:
    recipe = home / "pipeline.yaml"
    recipe.write_text(RECIPE.format(source=source, out=out))
    command = [sys.executable, "-m", "zhtw_clean", "run", str(recipe), "--workers", "2"]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True, cwd=home
    )


def clean(home: Path, source: str, out: str) -> subprocess.CompletedProcess[str]:
    process = start(home, source, out)
    stdout, stderr = process.communicate(timeout=300)
    return subprocess.CompletedProcess(process.args, process.returncode, stdout, stderr)


def made(home: Path, *, same_source: bool = True) -> dict[str, bytes]:
    """What must be there: all that does not tell the time or where it is; the ledger names the files that were read."""
    files = {path.relative_to(home / "out").as_posix(): path for path in (home / "out").rglob("*") if path.is_file()}
    return comparable({name: path.read_bytes() for name, path in files.items()}, same_source=same_source)


def comparable(found: dict[str, bytes], *, same_source: bool = True) -> dict[str, bytes]:
    left_out = ("timings.json", "pipeline.yaml", *(() if same_source else ("ledger.json",)))
    return {name: content for name, content in found.items() if name not in left_out}


def assert_equal(found: dict[str, bytes], wanted: dict[str, bytes]) -> None:
    assert found.keys() == wanted.keys()
    assert found["ledger.json"].splitlines() == wanted["ledger.json"].splitlines()
    assert [name for name, content in found.items() if content != wanted[name]] == []


def upload(world: World, home: Path) -> None:
    for path in (home / "in").iterdir():
        world.put(f"in/{path.name}", path.read_bytes())


@pytest.mark.slow
def test_a_run_into_a_store_that_fails_leaves_the_same_bytes(s3: World, local: Path, tmp_path: Path) -> None:
    seen = s3.proxy.now_and_then(10)
    done = clean(tmp_path, str(local / "in"), f"{s3.url}/out")
    assert done.returncode == 0, done.stderr
    assert_equal(comparable(s3.content("out")), made(local))
    assert seen["ill"] >= 10


def test_a_run_from_store_to_store_leaves_the_same_bytes(s3: World, local: Path, tmp_path: Path) -> None:
    upload(s3, local)
    s3.proxy.now_and_then(5)
    done = clean(tmp_path, f"{s3.url}/in", f"{s3.url}/out")
    assert done.returncode == 0, done.stderr
    assert comparable(s3.content("out"), same_source=False) == made(local, same_source=False)
    s3.proxy.fault = well
    filesystem, root = fsspec.core.url_to_fs(f"{s3.url}/out/data")
    assert pq.read_table(root, filesystem=filesystem).num_rows == pl.read_parquet(local / "out/data").height


@pytest.mark.slow
def test_a_run_from_a_store_leaves_the_same_bytes(s3: World, local: Path, tmp_path: Path) -> None:
    upload(s3, local)
    s3.proxy.now_and_then(10)
    done = clean(tmp_path, f"{s3.url}/in", str(tmp_path / "out"))
    assert done.returncode == 0, done.stderr
    assert made(tmp_path, same_source=False) == made(local, same_source=False)
    assert pl.read_parquet(tmp_path / "out/data").height == pl.read_parquet(local / "out/data").height


MOMENTS = ["_work/run", "_work/0/done/", "_work/0/exact-duplicate/", "_work/1/kept/", "data/train", "ledger.json"]


@pytest.mark.slow
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_killed_run_goes_on(s3: World, local: Path, tmp_path: Path, moment: str) -> None:
    process = start(tmp_path, str(local / "in"), f"{s3.url}/out")
    killed: list[Request] = []

    def fault(request: Request) -> Fault | None:
        """Kill all while they send a file, when half of it is sent."""
        if request.operation == "PutObject" and moment in request.key and not killed:
            killed.append(request)
            os.killpg(process.pid, signal.SIGKILL)
        return Reset("middle") if killed else None

    s3.proxy.fault = fault
    process.communicate(timeout=120)
    assert process.returncode == -signal.SIGKILL
    wanted = made(local)
    there = {name: content for name, content in comparable(s3.content("out")).items() if not name.startswith("_work/")}
    assert there == {name: content for name, content in wanted.items() if name in there}
    s3.proxy.fault = well
    done = clean(tmp_path, str(local / "in"), f"{s3.url}/out")
    assert done.returncode == 0, done.stderr
    assert_equal(comparable(s3.content("out")), wanted)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("moment", "ill"), list(zip(["", *MOMENTS], cycle([*QUICK, Answer(503, "SlowDown")]), strict=False)), ids=str
)
@pytest.mark.usefixtures("in_a_hurry")
def test_a_store_that_goes_away_is_told_and_the_run_goes_on(
    s3: World, local: Path, tmp_path: Path, moment: str, ill: Fault
) -> None:
    gone: list[Request] = []

    def fault(request: Request) -> Fault | None:
        if not moment or (request.operation == "PutObject" and moment in request.key):
            gone.append(request)
        return ill if gone else None

    s3.proxy.fault = fault
    began = time.monotonic()
    done = clean(tmp_path, str(local / "in"), f"{s3.url}/out")
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert "    hint: " in done.stderr
    assert time.monotonic() - began < 120
    s3.proxy.fault = well
    done = clean(tmp_path, str(local / "in"), f"{s3.url}/out")
    assert done.returncode == 0, done.stderr
    assert_equal(comparable(s3.content("out")), made(local))


@pytest.mark.slow
def test_what_cannot_be_deleted_goes_with_the_next_command(s3: World, local: Path, tmp_path: Path) -> None:
    s3.proxy.fault = lambda request: Answer(500, "InternalError") if request.operation == "DeleteObjects" else None
    assert clean(tmp_path, str(local / "in"), f"{s3.url}/out").returncode == 0
    assert Folder(f"{s3.url}/out").names("_work")
    s3.proxy.fault = well
    assert clean(tmp_path, str(local / "in"), f"{s3.url}/out").returncode == 0
    assert_equal(comparable(s3.content("out")), made(local))


@pytest.mark.slow
def test_a_check_finds_a_bucket_that_cannot_be_written(s3: World, local: Path, tmp_path: Path) -> None:
    s3.proxy.fault = lambda request: Answer(403, "AccessDenied") if request.operation == "PutObject" else None
    recipe = tmp_path / "pipeline.yaml"
    recipe.write_text(RECIPE.format(source=local / "in", out=f"{s3.url}/out"))
    for command in ("check", "run"):
        done = subprocess.run(
            [sys.executable, "-m", "zhtw_clean", command, str(recipe)], capture_output=True, text=True, check=False
        )
        assert done.returncode == 1
        assert "s3:PutObject" in done.stderr
        assert "cleaning" not in done.stderr
