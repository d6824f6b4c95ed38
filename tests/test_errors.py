"""Every pipeline in tests/broken meets exactly the complaint that stands beside it."""

from pathlib import Path

import pytest

from zhtw_clean.pipeline import Pipeline
from zhtw_clean.problems import PipelineError

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
        Pipeline.from_yaml(file, {"too-long.max": "1"})


def test_a_pipeline_that_is_not_there() -> None:
    with pytest.raises(PipelineError, match=r"nowhere\.yaml: no such pipeline"):
        Pipeline.from_yaml("nowhere.yaml")
