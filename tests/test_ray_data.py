"""A pipeline as the function of Ray Data's `map_batches`."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import ray
from ray import cloudpickle

from zhtw_clean import Pipeline
from zhtw_clean.engine.tasks import Job
from zhtw_clean.engine.work import RUN
from zhtw_clean.problems import PipelineError
from zhtw_clean.runners.ray import RayRunner
from zhtw_clean.stages import ExactDuplicate, SpaceLatin, TooShort

CASINO_AD = '''
from collections.abc import Mapping

import polars as pl
from zhtw_clean import Count, Exprs, Stage, text


class CasinoAd(Stage, frozen=True):
    """Drop pages that advertise online casinos."""

    min_hits: Count = 3

    def measures(self) -> Exprs:
        return (text.str.count_matches("娛樂城|百家樂").alias("casino_hits"),)

    def drop_reasons(self) -> Mapping[str, pl.Expr]:
        return {"casino-ad": pl.col("casino_hits") >= self.min_hits}
'''
IN_ANOTHER_PROCESS = """
import pickle, sys
import pyarrow as pa

pipeline = pickle.load(sys.stdin.buffer)
print(pipeline(pa.table({"text": ["線上百家樂", "型號A4的說明書"]})).to_pylist())
"""


@pytest.fixture
def pipeline(tmp_path: Path) -> Pipeline:
    """Stages of the project and one of the user's, of a file that other processes do not see."""
    file = tmp_path / "my_stages.py"
    file.write_text(CASINO_AD, encoding="utf-8")
    recipe = f"uses: [{file}]\nstages: [space-latin, casino-ad: {{min_hits: 1}}]"
    made = Pipeline.parse(recipe)
    file.unlink()
    return made


def test_it_travels_with_the_stages_of_the_user(pipeline: Pipeline) -> None:
    pickled = cloudpickle.dumps(pipeline)  # type: ignore[no-untyped-call]
    assert cloudpickle.loads(pickled) == pipeline
    line = [sys.executable, "-c", IN_ANOTHER_PROCESS]
    done = subprocess.run(line, input=pickled, check=True, capture_output=True)
    assert done.stdout.decode() == "[{'text': '型號 A4 的說明書', 'casino_hits': 0}]\n"


def test_a_batch_has_one_schema_whatever_is_kept() -> None:
    pipeline = Pipeline([SpaceLatin(), TooShort(min_chars=5)])
    table = pa.table({"n": [1, 2], "text": ["這是第一份文件", "推"]})
    kept = pipeline(table)
    assert kept.column_names == ["n", "text", "n_chars"]
    assert pipeline(table[1:]).num_rows == 0
    assert pipeline(table[1:]).schema == pipeline(table[:0]).schema == kept.schema


def test_numbers_that_were_given_stay() -> None:
    table = pa.table({"doc_id": pa.array([7], pa.uint64()), "id": ["ptt-1"], "text": ["這是第一份文件"]})
    assert Pipeline([SpaceLatin()])(table).to_pylist() == table.to_pylist()


def test_another_batch_format_is_refused() -> None:
    with pytest.raises(PipelineError, match='batch_format="pyarrow"'):
        Pipeline([SpaceLatin()])({"text": ["好"]})


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A Ray of our own, and a folder of Parquet files, one with nothing worth keeping."""
    folder = tmp_path_factory.mktemp("parquet")
    for n in range(3):
        texts = [f"這是{n}-{row}份文件，線上百家樂" if row % 2 else f"型號A{row}的說明書" for row in range(6)]
        pq.write_table(pa.table({"n": range(6), "text": ["推"] * 6 if n == 2 else texts}), folder / f"{n}.parquet")
    job = Job(recipe="", out=str(tmp_path_factory.mktemp("out")), reads={})
    job.work.write(RUN, b"")
    with RayRunner(job, "local", workers=2):
        yield folder


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_it_maps_the_batches_of_a_dataset(cluster: Path, pipeline: Pipeline) -> None:
    whole = Pipeline([*pipeline.stages, TooShort(min_chars=5)], uses=pipeline.uses)
    dataset = ray.data.read_parquet(str(cluster)).map_batches(whole, batch_format="pyarrow")
    alone = whole(pq.read_table(cluster))
    assert sorted(map(repr, dataset.take_all())) == sorted(map(repr, alone.to_pylist()))
    assert {str(table.schema) for table in ray.get(dataset.to_arrow_refs())} == {str(alone.schema)}


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_corpus_stage_is_refused_at_the_first_batch(cluster: Path) -> None:
    dataset = ray.data.read_parquet(str(cluster)).map_batches(Pipeline([ExactDuplicate()]), batch_format="pyarrow")
    with pytest.raises(ray.exceptions.RayTaskError) as caught:
        dataset.take_all()
    assert "PipelineError: `exact-duplicate` needs the whole corpus, not one batch of it" in str(caught.value)
    assert len(str(caught.value).splitlines()) < 20
