"""The command, as a shell sees it: what it prints and how it exits."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from corpora import write_corpus

PIPELINE = """
source: {path: CORPUS}
output: {path: OUT}
stages:
  - too-short: {min_chars: 60}
  - exact-duplicate
"""


@pytest.fixture
def recipe(tmp_path: Path) -> Path:
    corpus = write_corpus(tmp_path / "corpus", files=2)
    file = tmp_path / "pipeline.yaml"
    file.write_text(PIPELINE.replace("CORPUS", str(corpus)).replace("OUT", str(tmp_path / "out")))
    return file


def command(*arguments: object) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "zhtw_clean", *map(str, arguments)]
    return subprocess.run(line, check=False, capture_output=True, text=True)


def test_run_prints_the_funnel_and_ends_well(recipe: Path) -> None:
    done = command("run", recipe, "--workers", "1", "--set", "too-short.min_chars=100", "--limit", "100")
    assert done.returncode == 0, done.stderr
    assert "100 read = " in done.stdout
    assert "min_chars: 100" in (recipe.parent / "out/pipeline.yaml").read_text()


def test_a_wrong_pipeline_exits_with_2_and_a_line(recipe: Path) -> None:
    recipe.write_text(recipe.read_text().replace("too-short", "too-shrt"))
    done = command("run", recipe)
    assert done.returncode == 2
    assert f"{recipe}:5:5: no stage is called `too-shrt`" in done.stderr
    assert "did you mean `too-short`?" in done.stderr


def test_a_path_that_matches_nothing_exits_with_1(recipe: Path) -> None:
    done = command("run", recipe, "--input", recipe.parent / "nothing" / "*.jsonl")
    assert done.returncode == 1
    assert "nothing/*.jsonl" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_output_that_cannot_be_written_exits_with_1(recipe: Path) -> None:
    (recipe.parent / "file").write_text("")
    done = command("run", recipe, "--output", recipe.parent / "file")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_says_so(recipe: Path) -> None:
    from zhtw_clean.engine.work import whole_file
    from zhtw_clean.problems import RunError

    def fill() -> None:
        with whole_file(recipe.parent / "x") as path:
            path.symlink_to("/dev/full")
            path.write_bytes(b"x" * 100_000)

    with pytest.raises(RunError, match="No space left"):
        fill()


def test_check_reads_no_document(recipe: Path) -> None:
    done = command("check", recipe)
    assert done.returncode == 0, done.stderr
    assert "2 stages, 2 input files" in done.stdout


def test_check_finds_a_column_that_is_not_there(recipe: Path) -> None:
    (recipe.parent / "corpus/0.jsonl").write_text('{"html": "<p>好</p>"}\n')
    recipe.write_text(recipe.read_text().replace("/corpus", "/corpus/0.jsonl"))
    done = command("check", recipe)
    assert done.returncode == 2
    assert "`too-short` reads `text`, which nothing before it writes" in done.stderr
    assert "put `extract-html`" in done.stderr


def test_stages_and_explain() -> None:
    assert "too-short" in command("stages").stdout
    explained = command("explain", "too-short")
    assert "min_chars: 100" in explained.stdout
    unknown = command("explain", "too-shrt")
    assert unknown.returncode == 2
    assert "did you mean `too-short`?" in unknown.stderr


def test_version() -> None:
    assert command("version").stdout.strip()


@pytest.mark.usefixtures("interruptible")
def test_ctrl_c_stops_cleanly_and_the_same_command_goes_on(recipe: Path) -> None:
    write_corpus(recipe.parent / "corpus", files=4, count=4000)
    line = [sys.executable, "-m", "zhtw_clean", "run", str(recipe), "--workers", "2"]
    with subprocess.Popen(line, stderr=subprocess.PIPE, text=True, start_new_session=True) as process:
        while process.poll() is None and not (recipe.parent / "out/_work").exists():
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGINT)
        _, errors = process.communicate()
    assert process.returncode == 130
    assert "the same command goes on from here" in errors
    assert "Traceback" not in errors
    assert command(*line[3:]).returncode == 0
