"""Runs on Ray, on clusters of this machine whose nodes have a raylet each: what comes out is what a local run gives."""

import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from corpora import write_corpus
from test_crashes import doomed
from zhtw_clean import rounds
from zhtw_clean.engine.tasks import Job
from zhtw_clean.pipeline import Pipeline
from zhtw_clean.plan import code_digest
from zhtw_clean.problems import RunError
from zhtw_clean.run import run
from zhtw_clean.runners.progress import Progress

ROOT = Path(__file__).parent.parent
NODE: dict[str, Any] = {"num_cpus": 1, "object_store_memory": 80 << 20}
RECIPE = """
uses: [mine.py]
source: {path: corpus, split_bytes: 8000}
output: {path: out, shard_bytes: 20000}
stages: [fold-width, mine, too-short: {min_chars: 60}, exact-duplicate, near-duplicate]
"""
MINE = '''
import polars as pl
from zhtw_clean import Stage


class Mine(Stage, frozen=True):
    """Drop what a bank would."""

    def drop_reasons(self) -> dict[str, pl.Expr]:
        return {"loan": pl.col("text").str.contains("老闆說民國78年")}
'''


@pytest.fixture(scope="module")
def room() -> Iterator[Path]:
    """A place for Ray's files; sockets need a short path. No token: Ray decides on that once, when it is imported."""
    place = tempfile.TemporaryDirectory(prefix="ray-", dir="/tmp", ignore_cleanup_errors=True)
    with place as name, pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAY_TMPDIR", name)
        patch.setenv("RAY_AUTH_MODE", "disabled")
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        patch.delenv("RAY_ADDRESS", raising=False)
        yield Path(name)


@contextmanager
def started(room: Path, nodes: int) -> Iterator[Any]:
    """A cluster: a head without cores, and nodes of one core, which stand in another folder than the tests."""
    from ray.cluster_utils import Cluster

    (room / "ray").mkdir(exist_ok=True)
    made = Cluster(initialize_head=True, head_node_args={**NODE, "num_cpus": 0, "include_dashboard": False})
    try:
        for _ in range(nodes):
            made.add_node(**NODE)
        yield made
    finally:
        made.shutdown()  # type: ignore[no-untyped-call]


@pytest.fixture(scope="module")
def cluster(room: Path) -> Iterator[str]:
    with started(room, nodes=2) as made:
        yield made.address


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a corpus, a pipeline, and what a local run has left of it."""
    folder = tmp_path_factory.mktemp("home")
    write_corpus(folder / "corpus")
    (folder / "mine.py").write_text(MINE)
    (folder / "pipeline.yaml").write_text(RECIPE)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        run(Pipeline.parse(RECIPE), workers=1)
    (folder / "out").rename(folder / "expected")
    return folder


@pytest.fixture
def recipe(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pipeline]:
    """The pipeline, where its paths lead to where they should; what comes of it is taken away."""
    monkeypatch.chdir(home)
    yield Pipeline.parse(RECIPE)
    shutil.rmtree(home / "out", ignore_errors=True)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "PAUSES", (0,))


def content(out: Path) -> dict[str, bytes]:
    """All that a run has left but the time it took."""
    files = (file for file in out.rglob("*") if file.is_file() and file.name != "timings.json")
    return {str(file.relative_to(out)): file.read_bytes() for file in files}


@pytest.mark.parametrize("workers", [None, 1])
def test_a_cluster_gives_the_bytes_that_this_machine_gives(
    cluster: str, recipe: Pipeline, home: Path, workers: int | None
) -> None:
    run(recipe, ray=cluster, workers=workers)
    assert content(home / "out") == content(home / "expected")


def test_a_document_that_kills_its_worker_is_dropped(cluster: str, tmp_path: Path) -> None:
    deadly = doomed(tmp_path, {5: "kill"})
    assert run(deadly, ray=cluster).dropped == {"deadly": {"crashed": 1}}
    (tmp_path / "out").rename(tmp_path / "of ray")
    run(deadly, workers=1)
    assert content(tmp_path / "of ray") == content(tmp_path / "out")


def test_the_cluster_that_a_notebook_is_connected_to_is_used_and_left_alone(
    cluster: str, recipe: Pipeline, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import ray

    monkeypatch.setattr("zhtw_clean.run.LocalRunner", None)
    ray.init(cluster, log_to_driver=False)
    try:
        run(recipe)
        assert ray.is_initialized()
    finally:
        ray.shutdown()
    assert content(home / "out") == content(home / "expected")


@pytest.mark.usefixtures("recipe")
def test_a_cluster_of_our_own_is_gone_after_the_run(room: Path, home: Path) -> None:
    before = set(room.iterdir())
    line = [sys.executable, "-m", "zhtw_clean", "run", "pipeline.yaml", "--ray", "local", "--workers", "1"]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "ray" not in (done.stdout + done.stderr).lower()
    assert content(home / "out") == content(home / "expected")
    assert set(room.iterdir()) == before
    assert [command for command in commands() if f"{room}/ray-" in command] == []


def commands() -> Iterator[str]:
    """The command lines of all processes."""
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            yield process.read_bytes().decode(errors="replace")


@pytest.mark.parametrize("address", ["127.0.0.1:1", "nowhere.invalid:6379", "gibberish"])
def test_a_cluster_that_is_not_there_is_an_error(recipe: Pipeline, address: str) -> None:
    with pytest.raises(RunError, match="no Ray cluster can be reached") as raised:
        run(recipe, ray=address)
    (problem,) = raised.value.problems
    assert problem.where == address
    assert problem.hint


@pytest.mark.parametrize("address", ["ray://127.0.0.1:10001", "http://127.0.0.1:8265"])
def test_an_address_of_another_kind_is_an_error(recipe: Pipeline, address: str) -> None:
    with pytest.raises(RunError, match="host:port"):
        run(recipe, ray=address)


def test_a_port_where_something_else_answers_is_an_error(recipe: Pipeline) -> None:
    with ThreadingHTTPServer(("", 0), BaseHTTPRequestHandler) as server:
        threading.Thread(target=server.serve_forever).start()
        with pytest.raises(RunError, match="something else answers there"):
            run(recipe, ray=f"127.0.0.1:{server.server_port}")
        server.shutdown()


def told(out: Path) -> tuple[str, bytes, bytes]:
    """What a task would be told."""
    from ray import cloudpickle

    (out / "_work").mkdir(parents=True)
    (out / "_work/run").write_bytes(b"this one")
    return code_digest(), b"this one", cloudpickle.dumps((Job("", str(out), {}), None))  # type: ignore[no-untyped-call]


def test_a_node_with_other_code_is_an_error(tmp_path: Path) -> None:
    from zhtw_clean.runners.ray import _work

    _, *rest = told(tmp_path)
    error = _work("other", *rest)
    assert isinstance(error, RunError)
    assert "other code" in str(error)


@pytest.mark.parametrize("there", [None, b"another"])
def test_a_node_that_does_not_see_the_folder_is_an_error(tmp_path: Path, there: bytes | None) -> None:
    from zhtw_clean.runners.ray import _work

    task = told(tmp_path)
    mark = tmp_path / "_work/run"
    mark.unlink() if there is None else mark.write_bytes(there)
    error = _work(*task)
    assert isinstance(error, RunError)
    assert f"{tmp_path} is not the run's folder there" in str(error)


@pytest.mark.slow
@pytest.mark.parametrize(
    "fault",
    ["node-segment", "node-meet", "node-shard", "driver-segment", "driver-meet", "driver-shard", "workers", "poison"],
)
def test_no_fault_loses_a_document_or_changes_a_byte(fault: str) -> None:
    line = [sys.executable, "benchmarks/faults.py", fault, "--times", "1"]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a process its own view of the disks")
def test_a_node_that_does_not_see_the_folder_is_named(room: Path, recipe: Pipeline, home: Path) -> None:
    (home / "out").mkdir()
    with started(room, nodes=0) as made:
        join = f"{sys.executable} -m ray.scripts.scripts start --block --num-cpus=1 --address={made.address}"
        blind = f"mount -t tmpfs none {home}/out && exec {join} --object-store-memory={NODE['object_store_memory']}"
        with subprocess.Popen(["unshare", "-m", "sh", "-c", blind], stdout=subprocess.DEVNULL) as node:
            with pytest.raises(RunError, match=r"\d: .*/out is not the run's folder there"):
                run(recipe, ray=made.address)
            node.terminate()


@pytest.mark.slow
def test_a_cluster_without_cores_is_waited_for(
    room: Path, recipe: Pipeline, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from zhtw_clean.runners import ray as runner

    notes: list[str] = []
    monkeypatch.setattr(runner, "LOOK_SECONDS", 1.0)
    with started(room, nodes=0) as made:

        def note(_: Progress, message: str) -> None:
            notes.append(message)
            made.add_node(**NODE)

        monkeypatch.setattr(Progress, "note", note)
        run(recipe, ray=made.address)
    assert notes == ["the cluster has no node with a core; waiting for one"]
    assert content(home / "out") == content(home / "expected")
