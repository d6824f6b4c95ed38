"""Every case in tests/conformance is what the stages do; docs/conformance.md says what the rules are."""

import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import polars as pl
import pytest
import yaml

from strategies import han
from zhtw_clean.pipeline import Pipeline

FOLDER = Path(__file__).parent / "conformance"
PAGE = Path(__file__).parent.parent / "docs" / "conformance.md"
CHANGES_HAN = {"U1", "U2", "U6", "U7", "U8"}


class Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text (`in`) and what becomes of it (`out`), or one that stays (`keep`); the rules it shows."""

    rule: str
    keep: str = ""
    given: str = msgspec.field(default="", name="in")
    out: str = ""
    contested: str = ""

    @property
    def before(self) -> str:
        return self.keep or self.given

    @property
    def after(self) -> str:
        return self.keep or self.out


class Group(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Cases, and the stages that they go through."""

    stages: list[Any]
    cases: list[Case]


GROUPS = {
    path.stem: msgspec.convert(yaml.safe_load(path.read_bytes()), Group) for path in sorted(FOLDER.glob("*.yaml"))
}
CASES = [
    pytest.param(name, case, id=f"{name}-{case.rule.replace(' ', '+')}-{n}")
    for name, group in GROUPS.items()
    for n, case in enumerate(group.cases, 1)
]


@cache
def cleaned(name: str) -> dict[str, str]:
    """All texts of a group, before and after, with what its stages make of them."""
    group = GROUPS[name]
    texts = list({text: None for case in group.cases for text in (case.before, case.after)})
    pipeline = Pipeline.parse(yaml.safe_dump({"stages": group.stages}), name)
    result = pipeline.apply(pl.DataFrame({"id": map(str, range(len(texts))), "text": texts})).kept
    return {texts[int(n)]: text for n, text in result.select("id", "text").iter_rows()}


@pytest.mark.parametrize(("name", "case"), CASES)
def test_case(name: str, case: Case) -> None:
    assert cleaned(name).get(case.before) == case.after


@pytest.mark.parametrize(("name", "case"), CASES)
def test_what_is_right_stays(name: str, case: Case) -> None:
    assert cleaned(name).get(case.after) == case.after


def test_cases_are_well_formed() -> None:
    for case in (case for group in GROUPS.values() for case in group.cases):
        assert bool(case.keep) != bool(case.given and case.out), case
        assert not case.given or case.given != case.out, f"{case}: write it as `keep`"
        if not CHANGES_HAN & set(case.rule.split()):
            assert han(case.before).replace("〇", "") == han(case.after).replace("〇", ""), case


def test_no_case_twice() -> None:
    seen = Counter((str(group.stages), case.before) for group in GROUPS.values() for case in group.cases)
    assert not [text for (_, text), count in seen.items() if count > 1]


def test_every_rule_is_defined_and_shown() -> None:
    defined = set(re.findall(r"^\| ([A-Z][0-9]) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    shown = {rule for group in GROUPS.values() for case in group.cases for rule in case.rule.split()} - {"all"}
    assert defined == shown
