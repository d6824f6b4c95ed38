"""What the documents say is true: their code runs, their commands are run by CI, nothing is left out."""

import contextlib
import io
import re
from pathlib import Path

import pytest
import yaml

from zhtw_clean.catalog import find_stages
from zhtw_clean.cli import app
from zhtw_clean.pipeline import Pipeline

ROOT = Path(__file__).parent.parent
READMES = [ROOT / "README.md", ROOT / "README.zh-TW.md"]


def blocks(path: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_the_notebook_example_prints_what_it_says(readme: Path) -> None:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(blocks(readme, "python")[0], readme.name, "exec"), {})  # noqa: S102 - the README's own code
    assert printed.getvalue() == blocks(readme, "text")[0]


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_the_stage_of_your_own_keeps_the_law(readme: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "my_stages.py"
    file.write_text(blocks(readme, "python")[1], encoding="utf-8")
    assert app(["check", str(file)]) == 0
    assert capsys.readouterr().out == "casino-ad: keeps the law\n"


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_the_pipeline_is_one(readme: Path) -> None:
    Pipeline.parse(blocks(readme, "yaml")[0], readme.name)


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_ci_runs_the_two_commands(readme: Path) -> None:
    commands = blocks(readme, "sh")
    assert len(commands) == 2
    for command in commands:
        assert command.strip() in (ROOT / ".ci/run").read_text(encoding="utf-8")


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_every_stage_is_in_the_table(readme: Path) -> None:
    content = readme.read_text(encoding="utf-8")
    for name in find_stages():
        assert f"[`{name}`](docs/stages/{name}.md)" in content
        assert (ROOT / f"docs/stages/{name}.md").is_file()


def test_every_command_has_help() -> None:
    for name in ("run", "submit", "check", "stages", "explain", "version"):
        assert app[name].help


@pytest.mark.parametrize("recipe", sorted((ROOT / "pipelines").glob("*.yaml")), ids=lambda path: path.stem)
def test_every_recipe_reads(recipe: Path) -> None:
    pipeline = Pipeline.from_yaml(recipe)
    assert Pipeline.parse(pipeline.to_yaml()) == pipeline
    assert yaml.safe_load(pipeline.to_yaml())["stages"]


def test_links_lead_somewhere() -> None:
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "benchmarks").glob("*.md")]:
        prose = re.sub(r"(?ms)^```.*?^```$", "", page.read_text(encoding="utf-8"))
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", prose):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"
