"""Every pipeline in tests/broken meets exactly the complaint that stands beside it."""

import subprocess
from pathlib import Path

import pytest

from zhtw_clean.pipeline import Pipeline
from zhtw_clean.problems import PipelineError, ResourceError
from zhtw_clean.resources import fetch, tokenizers

BROKEN = Path(__file__).parent / "broken"


@pytest.mark.parametrize("path", sorted(BROKEN.glob("*.yaml")), ids=lambda path: path.stem)
def test_complaint(path: Path) -> None:
    with pytest.raises(PipelineError) as caught:
        Pipeline.parse(path.read_text(encoding="utf-8"), path.name)
    assert f"{caught.value}\n" == path.with_suffix(".txt").read_text(encoding="utf-8")


def test_a_setting_for_nothing_is_a_complaint(tmp_path: Path) -> None:
    file = tmp_path / "p.yaml"
    file.write_text("stages: [too-short]")
    with pytest.raises(PipelineError, match=r"`too-long\.max` sets nothing"):
        Pipeline.from_yaml(file, {"too-long.max": 1})


def test_a_wrong_setting_is_named_not_a_line_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "p.yaml"
    file.write_text("stages: [too-short: {min_chars: 1}, too-short]")
    with pytest.raises(PipelineError) as caught:
        Pipeline.from_yaml(file, {"too-short.min_chars": -1})
    assert str(caught.value) == "--set too-short.min_chars: `too-short.min_chars`: Expected `int` >= 0, not -1"


@pytest.mark.parametrize(
    ("code", "line", "complaint"),
    [
        ("import math\n\nx = 1 / 0\n", 3, "ZeroDivisionError: division by zero"),
        ("def f():\n    return undefined\n\nf()", 2, "NameError: name 'undefined' is not defined"),
        ("x = 1\ny = (\n", 2, "SyntaxError: '(' was never closed"),
    ],
)
def test_a_broken_file_of_stages_has_its_line(tmp_path: Path, code: str, line: int, complaint: str) -> None:
    file = tmp_path / "stages.py"
    file.write_text(code)
    with pytest.raises(PipelineError) as caught:
        Pipeline.parse(f"uses: [{file}]\nstages: [too-short]")
    assert str(caught.value).startswith(f"{file}:{line}: cannot be imported: {complaint}")


@pytest.mark.parametrize("content", ["hello", "{", '{"added_tokens": null}', '{"added_tokens": [{"id": 1}]}', "[]"])
def test_a_file_that_is_no_tokenizer(tmp_path: Path, content: str) -> None:
    file = tmp_path / "tokenizer.json"
    file.write_text(content)
    with pytest.raises(ResourceError, match=r"tokenizer\.json: neither a tokenizer\.json nor a tiktoken file"):
        tokenizers.locate(str(file))


def test_a_download_that_never_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def hang(line: list[str], timeout: float, **_: object) -> None:
        raise subprocess.TimeoutExpired(line, timeout)

    monkeypatch.setenv(fetch.CACHE_VARIABLE, str(tmp_path))
    monkeypatch.setattr(subprocess, "run", hang)
    with pytest.raises(ResourceError, match="cannot download b: no answer within 300 seconds"):
        fetch.find(fetch.PackageFile("no-such-package", "1", "a/b", "0"))


def test_a_pipeline_that_is_not_there() -> None:
    with pytest.raises(PipelineError, match=r"nowhere\.yaml: no such pipeline"):
        Pipeline.from_yaml("nowhere.yaml")
