"""A run as a job of a Ray cluster."""

import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from corpora import write_corpus
from job_server import JOB, JobServer
from ray_nodes import Ports, node, own_room
from zhtw_clean.cli import app
from zhtw_clean.pipeline import Pipeline
from zhtw_clean.problems import PipelineError, RunError
from zhtw_clean.runners.parcel import files_of, pipeline_to_send
from zhtw_clean.runners.submit import Jobs

pytestmark = pytest.mark.filterwarnings("ignore:ssl=None is deprecated:DeprecationWarning")  # Ray's client does it

STAGE = '''
import polars as pl
from zhtw_clean import Exprs, Stage, text


class {name}(Stage, frozen=True):
    """Count a character."""

    def measures(self) -> Exprs:
        return (text.str.count_matches("的").alias("{column}"),)
'''
RECIPE = """
source: {path: CORPUS}
output: {path: OUT}
on_error: skip
uses: [stages/near.py, ../far.py]
stages:
  - space-latin
  - near-by
  - far-off
  - too-short: {min_chars: 60}
  - exact-duplicate
"""


@pytest.fixture
def recipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A pipeline that uses a file below its folder and one beside it."""
    home = tmp_path / "home"
    (home / "stages").mkdir(parents=True)
    (home / "stages/near.py").write_text(STAGE.format(name="NearBy", column="near"), encoding="utf-8")
    (tmp_path / "far.py").write_text(STAGE.format(name="FarOff", column="far"), encoding="utf-8")
    corpus = write_corpus(tmp_path / "corpus", files=2)
    file = home / "pipeline.yaml"
    file.write_text(RECIPE.replace("CORPUS", str(corpus)).replace("OUT", str(tmp_path / "out")))
    monkeypatch.chdir(home)
    monkeypatch.setattr("zhtw_clean.runners.submit.PAUSE_SECONDS", 0.1)
    for name in ("RAY_API_SERVER_ADDRESS", "RAY_AUTH_MODE"):
        monkeypatch.setenv(name, "disabled")  # put back after a test that changes them
    return file


def test_nothing_but_the_pipeline_and_its_files_is_sent(recipe: Path) -> None:
    sent = files_of(pipeline_to_send(recipe, {"too-short.min_chars": 10}))
    assert sent.keys() == {"stages/near.py", "uses/1/far.py", "pipeline.yaml"}
    assert sent["uses/1/far.py"] == Path("../far.py").read_bytes()
    contents = {name: content for name, content in sent.items() if name.endswith(".py")}
    there = Pipeline.parse(sent["pipeline.yaml"].decode(), uses=contents)
    assert there.uses == tuple(contents)
    assert "min_chars: 10" in there.to_yaml()


def test_paths_of_this_machine_are_found_before_anything_is_sent(recipe: Path) -> None:
    Path("words.json").write_text("{}")
    recipe.write_text(
        "source: {path: [corpus, s3://bucket/corpus]}\n"
        "output:\n"
        "  path: out\n"
        "engine: local\n"
        "stages:\n"
        "  - too-many-tokens: {tokenizer: words.json}\n"
    )
    with pytest.raises(PipelineError) as caught:
        pipeline_to_send(recipe, {})
    places = [str(problem).partition("\n")[0].removeprefix(str(recipe)) for problem in caught.value.problems]
    assert places == [
        ":1:10: `source.path` is relative: corpus",
        ":3:3: `output.path` is relative: out",
        ":4:1: `engine: local` leaves a cluster idle",
        ":6:23: `too-many-tokens.tokenizer` is a file of this machine: words.json",
    ]
    with pytest.raises(PipelineError, match=r"--set output.path: `output.path` is relative: there"):
        pipeline_to_send(recipe, {"source.path": "/corpus", "output.path": "there"})


def test_a_pipeline_without_source_or_output_is_not_sent(recipe: Path) -> None:
    recipe.write_text("stages: [too-short]")
    with pytest.raises(PipelineError, match=r"no `source`\n.*\n.*no `output`"):
        pipeline_to_send(recipe, {})


def test_the_command_sends_follows_and_ends_like_the_job(recipe: Path, capsys: pytest.CaptureFixture[str]) -> None:
    server = JobServer(["清理 1/2\n", "清理 2/2\n"], status="FAILED", driver_exit_code=3)
    with server.serve() as address:
        status = app(["submit", str(recipe), "--address", address, "--workers", "2", "--limit", "9", "--overwrite"])
    assert status == 3
    assert server.entrypoint == "zhtw-clean run pipeline.yaml --workers 2 --limit 9 --overwrite"
    assert "uses/1/far.py" in server.sent
    printed = capsys.readouterr()
    assert printed.out == "清理 1/2\n清理 2/2\n"
    assert f"ray job logs --follow {JOB} --address {address}" in printed.err


@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.usefixtures("recipe")
def test_each_line_of_the_log_comes_once(plain: bool, capsys: pytest.CaptureFixture[str]) -> None:
    with JobServer(["一\n", "二\n", "三"], plain=plain, driver_exit_code=0).serve() as address:
        assert Jobs(address).follow(JOB) == 0
    assert capsys.readouterr().out == "一\n二\n三"


def test_it_need_not_wait(recipe: Path) -> None:
    server = JobServer(["never read\n"], status="FAILED", driver_exit_code=3)
    with server.serve() as address:
        assert app(["submit", str(recipe), "--address", address, "--no-wait"]) == 0
    assert server.sent


def test_ctrl_c_leaves_the_job_running(
    recipe: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(Jobs, "follow", interrupted)
    with JobServer().serve() as address:
        assert app(["submit", str(recipe), "--address", address]) == 130
    assert f"ray job stop {JOB} --address {address}\nthe job goes on" in capsys.readouterr().err


@pytest.mark.parametrize(("code", "status"), [(0, 0), (2, 2), (-9, 137)])
@pytest.mark.usefixtures("recipe")
def test_the_status_is_passed_on(code: int, status: int) -> None:
    with JobServer(driver_exit_code=code).serve() as address:
        assert Jobs(address).follow(JOB) == status


@pytest.mark.parametrize(
    ("details", "complaint"),
    [
        ({"status": "STOPPED", "message": "Job was intentionally stopped."}, "the job is stopped: Job was intention"),
        ({"status": "FAILED", "message": "Traceback\nOSError: no disk"}, "the job is failed: OSError: no disk"),
        ({"status": "FAILED", "driver_exit_code": 127}, "no command `zhtw-clean` is found on the cluster"),
    ],
)
@pytest.mark.usefixtures("recipe")
def test_a_job_that_did_not_come_to_its_end_is_an_error(details: dict[str, Any], complaint: str) -> None:
    with JobServer(**details).serve() as address, pytest.raises(RunError, match=complaint):
        Jobs(address).follow(JOB)


@pytest.mark.usefixtures("recipe")
def test_tokens_and_headers_travel_and_the_address_given_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    server = JobServer()
    monkeypatch.setenv("RAY_JOB_HEADERS", '{"X-Team": "corpus", "Authorization": "Basic eA=="}')
    monkeypatch.setenv("RAY_ADDRESS", "http://127.0.0.1:1")
    with server.serve() as address:
        Jobs(address)
    assert server.headers["x-team"] == "corpus"
    assert server.headers["authorization"] == "Basic eA=="
    monkeypatch.setenv("RAY_JOB_HEADERS", "X-Team: corpus")
    with pytest.raises(RunError, match="RAY_JOB_HEADERS: not a JSON object"):
        Jobs(address)


@pytest.mark.parametrize(
    ("address", "complaint"),
    [
        ("http://127.0.0.1:1", "no cluster answers: .*Connection refused"),
        ("http://127.0.0.1:1/somewhere", "no cluster answers: "),
        ("127.0.0.1:6379", "takes no jobs at this address\n    hint: give that of its dashboard"),
        ("ray://127.0.0.1:10001", "takes no jobs at this address"),
    ],
)
@pytest.mark.usefixtures("recipe")
def test_a_wrong_address_is_one_clear_error_within_seconds(address: str, complaint: str) -> None:
    started = time.monotonic()
    with pytest.raises(RunError, match=complaint) as caught:
        Jobs(address)
    assert time.monotonic() - started < 15
    assert len(str(caught.value).splitlines()) == 2


@pytest.mark.usefixtures("recipe")
def test_without_rays_client_for_jobs_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "aiohttp", None)
    with pytest.raises(RunError, match=r'pip install "zhtw-clean\[jobs\]"'):
        Jobs("http://127.0.0.1:8265")


@pytest.fixture(scope="module")
def cluster() -> Iterator[tuple[str, dict[str, str]]]:
    """A cluster that wants a token: its address, and the environment of one who has it."""
    ports = Ports.free()
    with own_room() as (room, environment):
        environment |= {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": secrets.token_hex(32)}
        with node(["ray", "start", "--head", f"--port={ports.gcs}"], environment, room, ports):
            del environment["RAY_AUTH_MODE"]  # who has a token need not say that tokens are wanted
            yield ports.address, environment


def submit(environment: dict[str, str], *arguments: object) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "zhtw_clean", "submit", *map(str, arguments)]
    return subprocess.run(line, env=environment, check=False, capture_output=True, text=True, timeout=120)


@pytest.mark.slow
def test_a_job_writes_what_a_local_run_writes(cluster: tuple[str, dict[str, str]], recipe: Path) -> None:
    address, environment = cluster
    home = recipe.parent.parent
    (home / "corpus/9.jsonl.gz").write_bytes(b"\x1f\x8bnot gzip")
    done = submit(environment, recipe, "--address", address)
    assert done.returncode == 3, done.stderr
    assert " read = " in done.stdout
    local = [sys.executable, "-m", "zhtw_clean", "run", str(recipe), "--output", str(home / "local")]
    assert subprocess.run(local, check=False, capture_output=True).returncode == 3
    files = sorted(file.relative_to(home / "local") for file in (home / "local").rglob("*.*"))
    assert len(files) > 4
    for name in files:
        if name.name not in {"timings.json", "pipeline.yaml"}:
            assert (home / "out" / name).read_bytes() == (home / "local" / name).read_bytes(), name


@pytest.mark.slow
def test_what_only_the_cluster_can_see_fails_there(cluster: tuple[str, dict[str, str]], recipe: Path) -> None:
    address, environment = cluster
    done = submit(environment, recipe, "--address", address, "--input", recipe.parent / "pipeline.yaml")
    assert done.returncode == 1, done.stderr
    assert "nobody knows what this file is" in done.stdout


@pytest.mark.slow
def test_without_its_token_a_cluster_refuses(cluster: tuple[str, dict[str, str]], recipe: Path) -> None:
    address, environment = cluster
    nobody = {name: value for name, value in environment.items() if name != "RAY_AUTH_TOKEN"}
    for stranger in (nobody, {**nobody, "RAY_AUTH_TOKEN": secrets.token_hex(32)}):
        done = submit(stranger, recipe, "--address", address)
        assert done.returncode == 1
        assert "the cluster refuses" in done.stderr
        assert "set RAY_AUTH_TOKEN" in done.stderr
        assert len(done.stderr.splitlines()) == 2
