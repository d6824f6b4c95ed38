"""A pipeline in Python: built, written, read, applied to tables."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from corpora import write_corpus
from zhtw_clean.engine.tasks import Job
from zhtw_clean.pipeline import Output, Pipeline
from zhtw_clean.prepare import prepare
from zhtw_clean.problems import PipelineError, Problem, ResourceError, RunError
from zhtw_clean.runners.local import ONE_THREAD, LocalRunner
from zhtw_clean.runners.progress import Progress
from zhtw_clean.sources.source import Source
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


class Scored(Stage, frozen=True):
    """Reckon with columns that are no texts."""

    def measures(self) -> Exprs:
        doubled, tags = pl.col("score") * 2, pl.col("tags").list.len()
        return doubled.alias("doubled"), tags.alias("n_tags"), (pl.col("n_chars") / tags).alias("density")

    def drop_reasons(self) -> Mapping[str, pl.Expr]:
        return {"unloved": pl.col("doubled") < 1}


class Numbering(Stage, frozen=True):
    """Write what is not its to write."""

    def edits(self) -> Exprs:
        return (pl.lit(7, pl.UInt64).alias("doc_id"),)


class Unnamed(Stage, frozen=True):
    """Measure over the text."""

    def measures(self) -> Exprs:
        return (text.str.len_chars(),)


class Single(Stage, frozen=True):
    """Forget the comma of the tuple."""

    def edits(self) -> Exprs:
        return text.str.to_uppercase()  # type: ignore[return-value]


class Misfit(Stage, frozen=True):
    """Take a number for a text."""

    def measures(self) -> Exprs:
        return (pl.col("score").str.contains("1").alias("first"),)


class Curtailed(Stage, frozen=True):
    """Lose documents."""

    def edits(self) -> Exprs:
        return (whole_column(text, lambda column: column.head(1), pl.String),)


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
    settings = {"too-short.min_chars": 7, "output.shard_bytes": "1MB", "source.path": "b.jsonl"}
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


JOB = Job(recipe="", out="", reads={})
SCORED = {"text": [LONG, LONG], "score": [1, 0], "tags": [["a"], ["a", "b"]], "n_chars": [200, 200]}


def test_a_stage_may_reckon_with_numbers_and_lists() -> None:
    result = Pipeline([Scored()]).apply(pl.DataFrame(SCORED))
    assert result.kept.select("doubled", "n_tags", "density").rows() == [(2, 1, 200.0)]
    assert result.dropped["drop_reason"].to_list() == ["unloved"]


def test_nothing_is_said_against_a_column_of_unknown_type() -> None:
    empty = pl.DataFrame(SCORED).clear().with_columns(tags=pl.lit(None))
    with pytest.raises(PipelineError) as caught:
        Pipeline([Scored(), Misfit()]).apply(empty.drop("score"))
    assert [problem.message for problem in caught.value.problems] == [
        "`scored` reads `score`, which nothing before it writes"
    ]


@pytest.mark.parametrize(
    ("stage", "complaint"),
    [
        (Numbering(), "`numbering` writes `doc_id`, which is not its to write"),
        (Unnamed(), "`unnamed` writes `text`, which is not its to write"),
        (Single(), "`single` cannot be planned: TypeError"),
        (Misfit(), "`misfit` cannot be planned: InvalidOperationError: expected String type, got: i64"),
        (Curtailed(), r"<lambda> returns 1 values for a column of \d"),
    ],
)
def test_a_stage_that_breaks_the_contract_is_refused(stage: Stage, complaint: str) -> None:
    with pytest.raises(PipelineError, match=complaint):
        Pipeline([stage]).apply(pl.concat([pl.DataFrame(SCORED)] * 8))


def test_a_pipeline_without_stages_is_refused() -> None:
    with pytest.raises(PipelineError, match="needs a stage"):
        Pipeline([])


def test_an_edited_file_of_stages_is_other_code(tmp_path: Path) -> None:
    corpus, stages = write_corpus(tmp_path / "corpus"), tmp_path / "stages.py"
    recipe = Pipeline([TooShort()], Source(str(corpus)), Output(str(tmp_path / "out")), uses=(str(stages),))
    stages.write_text("x = 1")
    before = prepare(recipe).digest
    stages.write_text("x = 2")
    assert prepare(recipe).digest != before


def test_home_is_where_output_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/mei")
    assert Output("~/out").path == "/home/mei/out"
    assert Output("s3://bucket/~/out").path == "s3://bucket/~/out"


def test_the_workers_environment_is_not_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ONE_THREAD:
        monkeypatch.delenv(name, raising=False)
    with LocalRunner(JOB, 1) as runner:
        assert not list(runner.map([], Progress()))
    assert not ONE_THREAD.keys() & os.environ.keys()


def test_workers_where_the_system_does_not_tell_which_cores_are_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    with LocalRunner(JOB) as runner:
        assert len(runner._workers) == os.cpu_count()  # noqa: SLF001
