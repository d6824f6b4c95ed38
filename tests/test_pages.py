"""Every page in docs/stages is documentation and test: its blocks are run as written."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import pytest

from zhtw_clean.catalog import find_stages
from zhtw_clean.pipeline import Pipeline
from zhtw_clean.stage import CorpusStage, Stage

PAGES = Path(__file__).parent.parent / "docs" / "stages"
FENCE = re.compile(r"^(`{3,})(\w+) *(.*?)\n(.*?)^\1$", re.MULTILINE | re.DOTALL)


@dataclass
class Example:
    line: int
    language: str
    claim: str
    text: str


@dataclass
class Case:
    """A stage with options, and the examples that follow it."""

    page: Path
    stages: Sequence[Stage]
    examples: list[Example] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.page.stem}:{self.examples[0].line}" if self.examples else self.page.stem


def cases() -> Iterator[Case]:
    for page in sorted(PAGES.glob("*.md")):
        content = page.read_text(encoding="utf-8")
        case = None
        for fence in FENCE.finditer(content):
            line = content.count("\n", 0, fence.start()) + 1
            _, language, claim, body = fence.groups()
            if language == "yaml":
                recipe = body if body.startswith("stages:") else "stages:\n  - " + body
                if case and case.examples:
                    yield case
                case = Case(page, Pipeline.parse(recipe, f"{page.name}:{line}").stages)
            elif claim:
                assert case, f"{page.name}:{line}: an example before any stage"
                case.examples.append(Example(line, language, claim, body.removesuffix("\n")))
        assert case, f"{page.name} names no stage"
        if case.examples:
            yield case


def table(examples: list[Example]) -> list[dict[str, str | None]]:
    column = "html" if examples[0].language == "html" else "text"
    return [{"id": str(n), column: example.text} for n, example in enumerate(examples)]


@pytest.mark.parametrize("case", list(cases()), ids=str)
def test_page(case: Case) -> None:
    import polars as pl

    inputs = [example for example in case.examples if example.claim != "after"]
    result = Pipeline(case.stages).apply(pl.DataFrame(table(inputs)))
    kept = dict(result.kept.select("id", "text").iter_rows())
    dropped = dict(result.dropped.select("id", "drop_reason").iter_rows()) if result.dropped.height else {}
    for n, example in enumerate(inputs):
        place = f"{case.page.name}:{example.line}"
        fate = f"drop={dropped[str(n)]}" if str(n) in dropped else "kept"
        if example.claim.startswith("drop="):
            assert fate == example.claim, place
        elif example.claim == "keep":
            assert (fate, kept.get(str(n))) == ("kept", example.text), place
        else:
            assert example.claim == "before", f"{place}: `{example.claim}` is no claim"
            after = case.examples[case.examples.index(example) + 1]
            assert after.claim == "after", f"{place}: no `after` follows"
            assert (fate, kept.get(str(n))) == ("kept", after.text), place


def test_every_stage_has_a_page_and_an_example() -> None:
    shown = {stage.__struct_config__.tag for case in cases() if case.examples for stage in case.stages}
    assert set(find_stages()) <= shown


def test_every_option_is_described() -> None:
    for name, kind in find_stages().items():
        for option in msgspec.structs.fields(kind):
            assert f"{option.name}:" in (kind.__doc__ or ""), f"`{name}.{option.name}` is not described"


def test_every_stage_edits_or_drops() -> None:
    for name, kind in find_stages().items():
        if not issubclass(kind, CorpusStage):
            stage = kind()
            assert stage.edits() or stage.drop_reasons(), f"`{name}` does nothing"
            assert not stage.edits() or name not in stage.drop_reasons(), f"`{name}` edits, and drops for a fault"
