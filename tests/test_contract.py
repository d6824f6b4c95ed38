"""Every built-in stage keeps the law, and the law has teeth."""

import subprocess
import sys
from collections.abc import Mapping

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhtw_clean.catalog import find_stages
from zhtw_clean.stage import CorpusStage, Exprs, Stage
from zhtw_clean.stages import ExactDuplicate, FoldWidth, RepairUnicode, Simplified, SpaceLatin, TooShort
from zhtw_clean.testing import TRICKY, check_stage
from zhtw_clean.text import text, whole_column

TEXTS = st.lists(st.none() | st.sampled_from(TRICKY) | st.text(), max_size=6)


@pytest.mark.parametrize("kind", find_stages().values(), ids=find_stages())
def test_a_built_in_stage_keeps_the_law(kind: type[Stage]) -> None:
    check_stage(kind())


@pytest.mark.parametrize("kind", [FoldWidth, RepairUnicode, Simplified, SpaceLatin, TooShort, ExactDuplicate])
@settings(deadline=None, max_examples=30)
@given(texts=TEXTS, seed=st.integers(0, 99))
def test_on_any_text(kind: type[Stage], texts: list[str | None], seed: int) -> None:
    check_stage(kind(), texts, seed=seed)


class Sorted(Stage, frozen=True):
    def edits(self) -> Exprs:
        return (text.sort().alias("text"),)


class Comparing(Stage, frozen=True):
    def drop_reasons(self) -> Mapping[str, pl.Expr]:
        return {"below-average": text.str.len_chars() < text.str.len_chars().mean()}


class Growing(Stage, frozen=True):
    def edits(self) -> Exprs:
        return ((text + "。").alias("text"),)


class Both(Stage, frozen=True):
    def edits(self) -> Exprs:
        return (text.str.strip_chars().alias("text"),)

    def drop_reasons(self) -> Mapping[str, pl.Expr]:
        return {"no-period": ~text.str.contains("。")}


class Shouting(Stage, frozen=True):
    def drop_reasons(self) -> Mapping[str, pl.Expr]:
        return {"Too_Loud": text.str.contains("!")}


class Shortening(Stage, frozen=True):
    def edits(self) -> Exprs:
        return (whole_column(text, lambda column: column.head(1), pl.String),)


class Unnamed(Stage, frozen=True):
    def measures(self) -> Exprs:
        return (text.str.len_chars(),)


class Keyless(CorpusStage, frozen=True):
    def keys(self) -> Exprs:
        return (text.str.len_chars().alias("length"),)


@pytest.mark.parametrize("cheat", [Sorted, Comparing, Growing, Both, Shouting, Shortening, Unnamed, Keyless])
def test_a_cheat_is_caught(cheat: type[Stage]) -> None:
    with pytest.raises(AssertionError):
        check_stage(cheat())


def test_what_a_stage_raises_is_told_with_the_clause_it_breaks() -> None:
    with pytest.raises(AssertionError, match=r"it accepts any text, also none: PipelineError: .* returns 1 values"):
        check_stage(Shortening())


def test_import_is_quick_because_heavy_libraries_wait() -> None:
    heavy = ["numba", "trafilatura", "opencc", "ray", "tokenizers", "phonenumbers", "datasketch", "fasttext"]
    probe = f"import sys, zhtw_clean, zhtw_clean.stages; print([m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", probe], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"
