"""docs/cluster.md is true: its commands run on a cluster of this machine, its files are read by what they are for."""

import re
import shlex
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import msgspec
import polars as pl
import pyarrow.parquet as pq
import pytest
import yaml

from corpora import write_corpus
from ray_nodes import Ports, node, own_room
from test_docs import ROOT, blocks
from zhtw_clean.cli import app
from zhtw_clean.engine.tasks import CleanTask, IndexTask, MeetTask, ShardTask, VerdictTask
from zhtw_clean.pipeline import Pipeline

PAGE = ROOT / "docs/cluster.md"
NOT_RUN = {
    "docker": "no container engine where the tests run",
    "kubectl": "no Kubernetes where the tests run",
    "ssh": "no second machine where the tests run",
    "ray up": "no second machine where the tests run",
}
GIB = 2**30


def commands() -> list[str]:
    return [line for block in blocks(PAGE, "sh") for line in block.splitlines()]


def manifests() -> tuple[dict[str, Any], dict[str, Any]]:
    (text,) = (block for block in blocks(PAGE, "yaml") if "RayJob" in block)
    config, job = yaml.safe_load_all(text)
    return config, job["spec"]


def test_the_commands_are_ours_or_known_not_to_run() -> None:
    run = [line for line in commands() if not line.startswith(tuple(NOT_RUN))]
    assert {shlex.split(line)[0].strip("(") for line in run} == {"export", "umask", "ray", "zhtw-clean"}
    for reason in NOT_RUN:
        assert any(line.startswith(reason) for line in commands())
    _, job = manifests()
    for line in [*run, job["entrypoint"]]:
        if line.startswith("zhtw-clean "):
            app.parse_args(shlex.split(line)[1:], print_error=False, exit_on_error=False)


def test_the_launchers_file_is_what_ray_takes() -> None:
    (text,) = (block for block in blocks(PAGE, "yaml") if "cluster_name" in block)
    check = (
        "import sys, yaml\n"
        "from ray.autoscaler._private.util import prepare_config, validate_config\n"
        "validate_config(prepare_config(yaml.safe_load(sys.stdin)))"
    )  # in a process of its own: Ray reads its settings once, when it is first imported
    subprocess.run([sys.executable, "-c", check], input=text, text=True, check=True)


def test_the_ray_job_hangs_together() -> None:
    config, job = manifests()
    cluster = job["rayClusterSpec"]
    groups = [cluster["headGroupSpec"], *cluster["workerGroupSpecs"]]
    for group in groups:
        pod = group["template"]["spec"]
        (container,) = pod["containers"]
        assert f"{cluster['rayVersion']}-" in blocks(PAGE, "dockerfile")[0]
        assert container["image"] in next(line for line in commands() if line.startswith("docker"))
        assert container["resources"]["requests"] == container["resources"]["limits"]
        assert {mount["name"] for mount in container["volumeMounts"]} == {volume["name"] for volume in pod["volumes"]}
    mounts = {mount["name"]: mount["mountPath"] for mount in container["volumeMounts"]}
    assert job["entrypoint"].split()[-1] == f"{mounts['pipeline']}/pipeline.yaml"
    assert pod["volumes"][1]["configMap"]["name"] == config["metadata"]["name"]
    pipeline = Pipeline.parse(config["data"]["pipeline.yaml"])
    assert pipeline.source is not None
    assert pipeline.output is not None
    for path in (pipeline.source.path, pipeline.output.path):
        assert str(path).startswith(mounts["corpus"])
    limits = container["resources"]["limits"]
    room = int(limits["memory"].removesuffix("Gi")) * GIB - int(group["rayStartParams"]["object-store-memory"])
    assert room > int(limits["cpu"]) * CleanTask.memory
    assert cluster["workerGroupSpecs"][0]["minReplicas"] <= cluster["workerGroupSpecs"][0]["maxReplicas"]


def test_the_memory_of_tasks_is_as_the_page_says() -> None:
    said = dict(re.findall(r"^\| (\w+) \| one .*\| ([\d.]+) GB", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    judge, meet = VerdictTask(0, "", 1, "", "", "", pairs=0), MeetTask(0, "", 0, 0, 0, "", "", "")
    per_pair = msgspec.structs.replace(judge, pairs=1).memory - judge.memory
    per_byte = msgspec.structs.replace(meet, size=1).memory - meet.memory
    asked = {
        "clean": CleanTask.memory,
        "meet": meet.memory,
        "judge": judge.memory,
        "index": IndexTask.memory,
        "write": ShardTask.memory,
    }
    assert {name: float(size) * 1e9 for name, size in said.items()} == asked
    assert f"GB + {per_pair} bytes per pair of duplicates" in PAGE.read_text(encoding="utf-8")
    assert f"GB + {per_byte} bytes per byte of keys" in PAGE.read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_commands_run(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "corpus", files=2)
    recipe = {"source": {"path": f"{corpus}/*"}, "output": {"path": str(tmp_path / "out")}, "stages": ["too-short"]}
    (tmp_path / "pipeline.yaml").write_text(yaml.safe_dump(recipe))
    ports = Ports.free()
    done = 0
    with own_room() as (room, environment), ExitStack() as nodes:
        for written in commands():
            if written.startswith(tuple(NOT_RUN)):
                continue
            line = written.replace("head:6379", f"127.0.0.1:{ports.gcs}").replace("6379", str(ports.gcs))
            words = shlex.split(line.replace("8265", str(ports.dashboard)))
            if words[0] == "export":
                environment |= dict(word.split("=") for word in words[1:])
            elif words[:2] == ["ray", "start"]:
                nodes.enter_context(node(words, environment, room, ports))
            elif words[0] == "zhtw-clean":
                assert not (tmp_path / "out").exists()
                subprocess.run(words, env=environment, cwd=tmp_path, check=True, capture_output=True, timeout=120)
                (tmp_path / "out").rename(tmp_path / f"out-{done}")
                done += 1
            else:
                subprocess.run(["bash", "-c", line], env=environment, check=True, capture_output=True)
                assert (room / ".ray/auth_token").stat().st_mode & 0o077 == 0
    assert done == 3
    shard = "data/train-00000-of-00001.parquet"
    assert len({(tmp_path / f"out-{n}" / shard).read_bytes() for n in range(done)}) == 1


@pytest.mark.slow
def test_the_ray_data_example_runs(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "corpus", files=1)
    pipeline = Pipeline.parse("stages: [space-latin, too-short]")
    (tmp_path / "pages.yaml").write_text(pipeline.to_yaml())
    (tmp_path / "raw").mkdir()
    documents = pl.read_ndjson(corpus / "0.jsonl")
    documents.write_parquet(tmp_path / "raw/0.parquet")
    (code,) = blocks(PAGE, "python")
    with own_room() as (_, environment):
        line = [sys.executable, "-c", code]
        subprocess.run(line, env=environment, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    assert pq.read_table(tmp_path / "clean").num_rows == pipeline(documents).height
