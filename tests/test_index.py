"""A later run leaves out what earlier runs have kept."""

import json
import shutil
from pathlib import Path

import polars as pl
import pytest

from corpora import texts
from zhtw_clean import run as run_module
from zhtw_clean.pipeline import Output, Pipeline
from zhtw_clean.problems import PipelineError
from zhtw_clean.run import run
from zhtw_clean.sources.source import Source
from zhtw_clean.stage import Stage
from zhtw_clean.stages import ExactDuplicate, NearDuplicate, TooShort

EARLIER = TooShort(min_chars=60), ExactDuplicate(), NearDuplicate()


def interrupted(*_: object) -> None:
    raise KeyboardInterrupt


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two corpora: the later one has 20 documents of the earlier, some with a word more, and 20 of its own."""
    home = tmp_path_factory.mktemp("corpora")
    earlier, own = texts(60, seed=1), texts(20, seed=2)
    again = [text if n % 2 else f"{text}（轉貼）" for n, text in enumerate(earlier[:20])]
    for name, corpus in (("earlier", earlier), ("later", [*own, *again])):
        lines = [json.dumps({"id": f"{name}-{n}", "text": text}, ensure_ascii=False) for n, text in enumerate(corpus)]
        (home / f"{name}.jsonl").write_text("\n".join(lines))
    return home


def clean(home: Path, name: str, *stages: Stage, index: bool = False, out: str = "") -> Path:
    target = home / (out or f"out-{name}")
    run(
        Pipeline(stages, Source(str(home / f"{name}.jsonl"), split_bytes=8_000), Output(str(target), index=index)),
        workers=1,
        overwrite=True,
    )
    return target


def rows(out: Path, kind: str) -> pl.DataFrame:
    return pl.read_parquet(out / kind / "*.parquet")


@pytest.fixture(scope="module")
def earlier(home: Path) -> Path:
    return clean(home, "earlier", *EARLIER, index=True)


def test_what_an_earlier_run_kept_is_dropped(home: Path, earlier: Path) -> None:
    index = (str(earlier / "index"),)
    stages = TooShort(min_chars=60), ExactDuplicate(against=index), NearDuplicate(against=index)
    later = clean(home, "later", *stages)
    kept_before = rows(earlier, "data")
    dropped = rows(later, "dropped").filter(pl.col("drop_detail").is_not_null())
    assert dropped["drop_stage"].unique().sort().to_list() == ["exact-duplicate", "near-duplicate"]
    for label in ("exact-duplicate", "near-duplicate"):
        places = dropped.filter(pl.col("drop_stage") == label)["drop_detail"].unique().to_list()
        assert places == [f"in {earlier}/index/{label}"]
    pairs = dropped.join(kept_before, left_on="because_of", right_on="doc_id", suffix="_before")
    assert pairs.height == dropped.height
    assert pairs.select(pl.col("text").str.starts_with(pl.col("text_before"))).to_series().all()
    alone = clean(home, "later", TooShort(min_chars=60), ExactDuplicate(), NearDuplicate(), out="alone")
    own = rows(alone, "data").filter(~pl.col("text").str.replace("（轉貼）", "").is_in(kept_before["text"].to_list()))
    assert rows(later, "data")["id"].to_list() == own["id"].to_list()


def test_what_an_earlier_run_dropped_is_not_in_its_index(home: Path) -> None:
    strict = clean(home, "earlier", ExactDuplicate(), TooShort(min_chars=300), index=True, out="strict")
    later = clean(home, "later", ExactDuplicate(against=(str(strict / "index/exact-duplicate"),)), out="lax")
    known = set(rows(strict, "data")["text"])
    found = rows(later, "dropped").filter(pl.col("drop_detail").is_not_null())
    assert 0 < found.height < 10
    assert set(found["text"]) <= known


def test_the_longest_does_not_stay_where_an_earlier_run_has_its_like(home: Path) -> None:
    stage = NearDuplicate(keep="longest")
    before = clean(home, "earlier", TooShort(min_chars=60), stage, index=True, out="before")
    against = NearDuplicate(keep="longest", against=(str(before / "index"),))
    later = clean(home, "later", TooShort(min_chars=60), against, out="after")
    reposts = rows(later, "dropped").filter(pl.col("text").str.ends_with("（轉貼）"))
    assert reposts.filter(pl.col("drop_reason") == "near-duplicate")["drop_detail"].null_count() == 0
    assert not rows(later, "data")["text"].str.ends_with("（轉貼）").any()


def test_several_indexes_and_tables(home: Path, earlier: Path) -> None:
    empty = clean(home, "later", ExactDuplicate(), TooShort(min_chars=10**6), index=True, out="empty")
    both = ExactDuplicate(against=(str(empty / "index"), str(earlier / "index")))
    copy, *_ = rows(earlier, "data")["text"]
    result = Pipeline([both]).apply([copy, "新的文章", "新的文章"])
    assert result.kept["text"].to_list() == ["新的文章"]
    assert result.dropped.sort("doc_id")["drop_detail"].to_list() == [f"in {earlier}/index/exact-duplicate", None]


def test_an_index_made_otherwise_is_refused(home: Path, earlier: Path) -> None:
    with pytest.raises(PipelineError, match=r"made with option threshold 0\.8, not 0\.7"):
        clean(home, "later", NearDuplicate(threshold=0.7, against=(str(earlier / "index"),)), out="other")
    with pytest.raises(PipelineError, match="no index of `exact-duplicate` is there"):
        clean(home, "later", ExactDuplicate(against=(str(home),)), out="other")
    with pytest.raises(PipelineError, match="made with stage  near-duplicate, not exact-duplicate"):
        clean(home, "later", ExactDuplicate(against=(str(earlier / "index/near-duplicate"),)), out="other")


def test_another_index_is_another_run(home: Path, earlier: Path) -> None:
    recipe = home / "p.yaml"
    recipe.write_text(f"""
        source: {{path: {home}/later.jsonl}}
        output: {{path: {home}/out-p, index: true}}
        stages: [exact-duplicate: {{against: [{earlier}/index]}}]""")
    first = run(Pipeline.from_yaml(recipe), workers=1)
    assert run(Pipeline.from_yaml(recipe), workers=1).run == first.run
    other = home / "other.jsonl"
    other.write_text((home / "earlier.jsonl").read_text().replace("earlier-", "other-").replace("。", "！"))
    assert len(rows(earlier, "data")) == len(rows(clean(home, "other", *EARLIER, index=True), "data"))
    recipe.write_text(recipe.read_text().replace(str(earlier), str(home / "moved")))
    shutil.copytree(home / "out-earlier", home / "moved")
    assert run(Pipeline.from_yaml(recipe), workers=1, overwrite=True).kept == first.kept
    shutil.rmtree(home / "moved")
    shutil.copytree(home / "out-other", home / "moved")
    assert run(Pipeline.from_yaml(recipe), workers=1, overwrite=True).kept > first.kept


def test_what_a_stopped_run_left_of_its_index_does_not_stay(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as stopped:
        stopped.setattr(run_module, "finish", interrupted)
        with pytest.raises(KeyboardInterrupt):
            clean(home, "earlier", ExactDuplicate(), index=True, out="reused")
    left = home / "reused/index/exact-duplicate"
    assert (left / "index.json").exists()
    (left / ".00000-abc.keys.host-1.tmp").touch()
    clean(home, "later", ExactDuplicate(), out="reused")
    assert [path for path in (home / "reused/index").rglob("*") if path.is_file()] == []


def test_an_index_in_the_own_output_is_refused(home: Path) -> None:
    out = clean(home, "earlier", ExactDuplicate(), index=True, out="self")
    with pytest.raises(PipelineError, match="compares with an index in the output folder"):
        clean(home, "later", ExactDuplicate(against=(str(out / "index"),)), out="self")
    assert rows(out, "data").height
