"""The command, as a shell sees it: what it prints and how it exits."""

import os
import signal
import subprocess
import sys
import time
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from corpora import write_corpus
from zhtw_clean import cli
from zhtw_clean.ledger import Ledger
from zhtw_clean.problems import Problem
from zhtw_clean.report import show

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


def command(*arguments: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "zhtw_clean", *map(str, arguments)]
    return subprocess.run(line, check=False, capture_output=True, text=True, cwd=cwd)


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
    from zhtw_clean.problems import RunError
    from zhtw_clean.storage import Folder

    def fill() -> None:
        with Folder(str(recipe.parent)).whole_file("x") as path:
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


def test_paths_are_taken_as_they_are_written(recipe: Path) -> None:
    odd = recipe.parent / "k: v"
    (recipe.parent / "corpus").rename(odd)
    done = command("run", recipe, "--input", f"{odd}/[01].jsonl", "--output", "2026-11-21", cwd=recipe.parent)
    assert done.returncode == 0, done.stderr
    assert (recipe.parent / "2026-11-21/ledger.json").exists()


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        (["run", "--workers", "-1"], "--workers"),
        (["run", "--workers", "0"], "--workers"),
        (["run", "--limit", "0"], "--limit"),
        (["run", "--limt", "1"], "--limt"),
        (["check", "--set", "source.path=*.jsonl"], "--set source.path: `*.jsonl` is not YAML"),
        (["check", "--set", "too-short.min_chars=x"], "--set too-short.min_chars: "),
        (["check", "--output", "tape://reel/out"], "tape:// cannot be opened"),
    ],
)
def test_a_wrong_option_exits_with_2_and_names_it(recipe: Path, line: list[str], complaint: str) -> None:
    done = command(line[0], recipe, *line[1:])
    assert done.returncode == 2
    assert complaint in done.stderr
    assert len(done.stderr.splitlines()) <= 2


def test_check_takes_input_and_output_as_run_does(recipe: Path) -> None:
    recipe.write_text("stages: [too-short]")
    assert "give --input" in command("check", recipe).stderr
    done = command("check", recipe, "--input", recipe.parent / "corpus", "--output", recipe.parent / "out")
    assert done.returncode == 0, done.stderr


def test_check_loads_what_can_be_loaded(recipe: Path) -> None:
    (recipe.parent / "words.model").write_text("hello")
    stage = f"too-many-tokens: {{tokenizer: {recipe.parent / 'words.model'}}}"
    recipe.write_text(recipe.read_text().replace("exact-duplicate", stage))
    done = command("check", recipe)
    assert done.returncode == 1
    assert "neither a tokenizer.json nor a tiktoken file" in done.stderr


STAGES = """
from zhtw_clean import Stage, text

class Fine(Stage, frozen=True):
    def measures(self):
        return (text.str.len_chars().alias("n"),)

class Comparing(Stage, frozen=True):
    def drop_reasons(self):
        return {"long": text.str.len_chars() > text.str.len_chars().mean()}

class Needy(Stage, frozen=True):
    '''Drop [bold] words.'''
    word: str
    more: tuple[str, ...] = ()
"""


def test_check_names_the_law_that_a_stage_breaks(tmp_path: Path) -> None:
    (tmp_path / "stages.py").write_text(STAGES)
    done = command("check", "stages.py", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout == "fine: keeps the law\n"
    assert "stages.py: `comparing` breaks the law: the whole is the sum of its parts: " in done.stderr
    assert "stages.py: `needy` needs `word` to be checked" in done.stderr
    assert "Traceback" not in done.stderr


def test_explain_a_stage_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "stages.py").write_text(STAGES)
    needy = command("explain", "needy", "--uses", "stages.py", cwd=tmp_path).stdout
    assert needy == "needy\n\nDrop [bold] words.\n\nword: required\nmore: ()\n"
    assert "it has no description" in command("explain", "fine", "--uses", "stages.py", cwd=tmp_path).stdout


@pytest.mark.parametrize("content", ['{"read": 3', "[]", "\xff"])
def test_a_ledger_that_is_none_of_ours(recipe: Path, content: str) -> None:
    (recipe.parent / "out").mkdir()
    (recipe.parent / "out/ledger.json").write_bytes(content.encode("latin-1"))
    done = command("run", recipe)
    assert done.returncode == 1
    assert "out/ledger.json: not the ledger of a finished run, or cut off" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_output_that_cannot_be_looked_at(recipe: Path) -> None:
    (recipe.parent / "out/ledger.json").mkdir(parents=True)
    done = command("run", recipe)
    assert done.returncode == 1
    assert "out/ledger.json: cannot be read: Is a directory" in done.stderr


def test_names_are_shown_as_they_are() -> None:
    shown = StringIO()
    damaged = [Problem("cut off", "[red]a[/red].jsonl")]
    show(Console(file=shown, width=120), Ledger(damaged=damaged, dropped={"read": {"[x]": 1}}), [])
    assert "damaged [red]a[/red].jsonl: cut off" in shown.getvalue()
    assert "[x] 1" in shown.getvalue()


def test_a_defect_is_one_line_and_a_file_to_send(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def fail(**_: object) -> None:
        message = "never\nforeseen"
        raise LookupError(message)

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(cli, "app", fail)
    with pytest.raises(SystemExit) as exit_:
        cli.main()
    (log,) = tmp_path.iterdir()
    assert exit_.value.code == cli.DEFECT
    line = f"this is a defect of zhtw-clean, please report it with {log}: LookupError: never\n"
    assert capsys.readouterr().err == line
    assert "Traceback" in log.read_text()


def test_a_script_without_a_main_guard_learns_of_it(recipe: Path) -> None:
    script = recipe.parent / "script.py"
    imports = "from zhtw_clean import Pipeline\nfrom zhtw_clean.run import run\n"
    script.write_text(f"{imports}run(Pipeline.from_yaml({str(recipe)!r}), workers=1)\n")
    done = subprocess.run([sys.executable, str(script)], check=False, capture_output=True, text=True)
    assert "RunError: no worker process can be started" in done.stderr
    assert 'outside of `if __name__ == "__main__":`' in done.stderr


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
