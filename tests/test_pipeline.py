"""A pipeline in Python: built, written, read, applied to tables."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from zhtw_clean.pipeline import Pipeline
from zhtw_clean.problems import PipelineError, Problem, ResourceError, RunError
from zhtw_clean.stage import Exprs, Stage
from zhtw_clean.stages import ExactDuplicate, ExtractHtml, FoldWidth, SkimHtml, SpaceLatin, TooShort
from zhtw_clean.text import text, whole_column

LONG = "這是一篇夠長的文章，說的是台灣的夜市。" * 10


class Fragile(Stage, frozen=True):
    """Break on one document.

    Options:
        word: the text it cannot bear.
    """

    word: str = "炸"

    def edits(self) -> Exprs:
        def explode(column: pl.Series) -> pl.Series:
            if (column == self.word).any():
                message = "boom"
                raise ValueError(message)
            return column

        return (whole_column(text, explode, pl.String),)


class Missing(Stage, frozen=True):
    """Need a model that is not there."""

    def edits(self) -> Exprs:
        def load(_: pl.Series) -> pl.Series:
            raise ResourceError(Problem("no model", where="model.bin", hint="fetch it"))

        return (whole_column(text, load, pl.String),)


class Broken(Stage, frozen=True):
    """Always fail."""

    def drop_reasons(self) -> Mapping[str, pl.Expr]:
        def fail(_: pl.Series) -> pl.Series:
            message = "always"
            raise ValueError(message)

        return {"broken": whole_column(text, fail, pl.Boolean)}


def test_texts_pass_the_stages_for_pages() -> None:
    result = Pipeline([SkimHtml(), ExtractHtml(), TooShort()]).apply([LONG, "短"])
    assert result.kept["text"].to_list() == [LONG]
    assert "html" not in result.kept.columns


def test_yaml_and_python_build_the_same_pipeline() -> None:
    built = Pipeline([FoldWidth(), TooShort(min_chars=5)])
    read = Pipeline.parse("stages:\n  - fold-width\n  - too-short: {min_chars: 5}\n")
    assert read == built
    assert Pipeline.parse(built.to_yaml()) == built


def test_settings_override_the_file(tmp_path: Path) -> None:
    file = tmp_path / "p.yaml"
    file.write_text("source: {path: a.jsonl}\noutput: {path: out}\nstages: [too-short]")
    settings = {"too-short.min_chars": "7", "output.shard_bytes": "1MB", "source.path": "b.jsonl"}
    pipeline = Pipeline.from_yaml(file, settings)
    assert pipeline.stages == (TooShort(min_chars=7),)
    assert pipeline.output
    assert pipeline.output.shard_bytes == 1_000_000
    assert pipeline.source
    assert pipeline.source.path == "b.jsonl"


def test_a_list_of_strings() -> None:
    result = Pipeline([TooShort(min_chars=10)]).apply([LONG, "短", None, "  "])
    assert result.kept["text"].to_list() == [LONG]
    assert result.dropped["drop_reason"].to_list() == ["no-text", "no-text", "too-short"]
    assert result.ledger.dropped == {"read": {"no-text": 2}, "too-short": {"too-short": 1}}
    assert result.ledger.balanced


@pytest.mark.parametrize("kind", [pl.DataFrame, pd.DataFrame, pa.table])
def test_a_table_comes_back_as_its_kind_with_its_columns(kind: type) -> None:
    table = kind({"id": ["a", "b"], "text": [LONG, "短"], "board": ["Food", "Tech"]})
    result = Pipeline([TooShort()]).apply(table)
    assert type(result.kept) is type(table)
    assert str(next(iter(result.kept["board"]))) == "Food"
    assert type(result.dropped) is type(table)


def test_dedup_in_one_table_keeps_the_first() -> None:
    result = Pipeline([ExactDuplicate(), TooShort()]).apply(["甲" + LONG, "短", "甲" + LONG])
    assert result.kept["doc_id"].to_list() == [0]
    gone = result.dropped.sort("doc_id").select("doc_id", "drop_stage", "because_of").rows()
    assert gone == [(1, "too-short", None), (2, "exact-duplicate", 0)]


def test_a_call_gives_the_kept_rows_of_an_arrow_table() -> None:
    kept = Pipeline([SpaceLatin()])(pa.table({"text": ["你好嗎Jack"]}))
    assert kept["text"].to_pylist() == ["你好嗎 Jack"]


def test_a_call_refuses_a_corpus_stage() -> None:
    with pytest.raises(PipelineError, match="`exact-duplicate` needs the whole corpus"):
        Pipeline([ExactDuplicate()])(pa.table({"text": ["甲"]}))


def test_a_column_that_nothing_writes_is_found_before_the_run() -> None:
    with pytest.raises(PipelineError, match="`too-short` reads `text`, which nothing before it writes"):
        Pipeline([TooShort()]).apply(pl.DataFrame({"texts": ["甲"]}))


@pytest.mark.parametrize("documents", ["text", 5])
def test_what_is_no_table_is_refused(documents: object) -> None:
    with pytest.raises(PipelineError, match="cannot clean"):
        Pipeline([TooShort()]).apply(documents)


def test_one_bad_document_is_dropped_alone() -> None:
    texts: Sequence[str] = ["甲", "乙", "炸", "丙"]
    result = Pipeline([Fragile()]).apply(texts)
    assert result.kept["text"].to_list() == ["甲", "乙", "丙"]
    assert result.dropped.select("text", "drop_reason").rows() == [("炸", "failed")]
    assert "boom" in result.dropped["drop_detail"][0]


def test_a_stage_that_always_fails_ends_the_run() -> None:
    with pytest.raises(RunError, match="`broken` fails on every document: ValueError: always"):
        Pipeline([Broken()]).apply(["甲", "乙"])


def test_a_missing_resource_ends_the_run_and_says_what_to_do() -> None:
    with pytest.raises(ResourceError) as caught:
        Pipeline([Missing()]).apply(["甲", "乙"])
    assert str(caught.value) == "model.bin: no model\n    hint: fetch it"
