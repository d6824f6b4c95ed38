"""The fault matrix: what can happen to a cluster, each tried several times, and every byte compared with a local run.

`python benchmarks/faults.py`: all faults, three times each; `python benchmarks/faults.py head poison --times 1`: these.
The clusters run on this machine: a head without cores, and three nodes of one core, each with a raylet of its own.
Exit status 1 where a document was lost, a byte differs, or a run did not end.
"""

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from trial import Trial

NODES, NODE_BYTES = 3, 80 << 20
KILLS = 6
CHANCE = random.Random(7)  # noqa: S311 - not a secret
Cluster = Any  # of ray.cluster_utils, which has no types
Fault = Callable[[Trial, Cluster], str]
"""Starts a run on a cluster, does the worst, and says how far the run had come."""


@contextmanager
def cluster(**settings: str) -> Iterator[Cluster]:
    """A cluster on this machine, in a room of its own under /tmp, for its sockets need a short path."""
    with tempfile.TemporaryDirectory(prefix="ray-", dir="/tmp", ignore_cleanup_errors=True) as room:
        os.environ.update(RAY_TMPDIR=room, RAY_USAGE_STATS_ENABLED="0", **settings)
        from ray import cluster_utils

        Path(room, "ray").mkdir()
        head = {"num_cpus": 0, "object_store_memory": NODE_BYTES, "include_dashboard": False}
        made = cluster_utils.Cluster(initialize_head=True, head_node_args=head)
        try:
            grow(made)
            yield made
        finally:
            made.shutdown()  # type: ignore[no-untyped-call]
            for name in settings:
                del os.environ[name]


def grow(cluster: Cluster) -> None:
    """Bring a cluster to its number of nodes."""
    while len(cluster.worker_nodes) < NODES:
        cluster.add_node(num_cpus=1, object_store_memory=NODE_BYTES)


def raylet(node: Any) -> int:  # noqa: ANN401 - nor has this
    """The process of a node's raylet."""
    return int(node.all_processes["raylet"][0].process.pid)


def elsewhere(cluster: Cluster) -> Any:  # noqa: ANN401 - nor has this
    """A node, but not the one that the run is connected through: in real life, that is the machine it runs on."""
    from ray._raylet import GcsClient  # type: ignore[attr-defined]

    jobs = GcsClient(address=cluster.address).get_all_job_info()
    taken = {job.driver_address.node_id.hex() for job in jobs.values() if not job.is_dead}
    return CHANCE.choice([node for node in cluster.worker_nodes if node.node_id not in taken])


def workers(cluster: Cluster) -> list[int]:
    """The processes that are at work on a task."""
    raylets = [raylet(node) for node in cluster.worker_nodes]
    children = [pid for one in raylets for pid in Path(f"/proc/{one}/task/{one}/children").read_text().split()]
    return [int(pid) for pid in children if b"Task" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def nothing(*options: str) -> Fault:
    """Let it run."""

    def fault(trial: Trial, cluster: Cluster) -> str:
        trial.begin(cluster.address, *options)
        return "-"

    return fault


def lose_node(moment: str) -> Fault:
    """Kill a node's raylet and what belongs to it, as when a machine is gone."""

    def fault(trial: Trial, cluster: Cluster) -> str:
        trial.begin(cluster.address)
        done = trial.reach(moment)
        cluster.remove_node(elsewhere(cluster), allow_graceful=False)
        return done

    return fault


def lose_all_nodes(trial: Trial, cluster: Cluster) -> str:
    """Kill all nodes but the head; new ones come some time later."""
    trial.begin(cluster.address)
    done = trial.reach("segment")
    for node in [*cluster.worker_nodes]:
        cluster.remove_node(node, allow_graceful=False)
    time.sleep(20)
    grow(cluster)
    if trial.wait():  # it was connected through one of them, as no run would be on real machines
        trial.start("--ray", cluster.address)
    return done


def freeze_node(trial: Trial, cluster: Cluster) -> str:
    """Let a raylet neither die nor answer, as when the network is cut."""
    trial.begin(cluster.address)
    done = trial.reach("segment")
    node = elsewhere(cluster)
    os.kill(raylet(node), signal.SIGSTOP)
    trial.wait()
    os.kill(raylet(node), signal.SIGCONT)
    cluster.remove_node(node, allow_graceful=False)
    return done


def kill_driver(moment: str) -> Fault:
    """Kill the run itself, and repeat the command."""

    def fault(trial: Trial, cluster: Cluster) -> str:
        trial.begin(cluster.address)
        done = trial.reach(moment)
        trial.driver.kill()
        trial.driver.wait()
        trial.start("--ray", cluster.address)
        return done

    return fault


def kill_head(trial: Trial, _: Cluster) -> str:
    """Kill what holds a cluster together; repeat the command on another cluster when the run has given up."""
    with cluster() as doomed:
        trial.begin(doomed.address)
        done = trial.reach("segment")
        doomed.head_node.kill_gcs_server()
        status = trial.wait()
    with cluster() as other:
        trial.start("--ray", other.address)
        trial.wait()
    return f"{done}; status {status}"


def kill_workers(trial: Trial, cluster: Cluster) -> str:
    """Kill processes that are at work, whichever."""
    trial.begin(cluster.address)
    killed = 0
    while killed < KILLS and trial.driver.poll() is None:
        time.sleep(CHANCE.uniform(0.2, 2))
        for pid in workers(cluster)[:1]:
            os.kill(pid, signal.SIGKILL)
            killed += 1
    return f"{killed} killed"


def lose_node_after_node(trial: Trial, cluster: Cluster) -> str:
    """Kill nodes while documents are searched for the one that kills its worker."""
    trial.begin(cluster.address)
    trial.reach("segment")
    killed = 0
    while killed < KILLS and trial.driver.poll() is None:
        cluster.remove_node(elsewhere(cluster), allow_graceful=False)
        killed += 1
        grow(cluster)
        time.sleep(CHANCE.uniform(0, 5))
    return f"{killed} nodes lost"


def want_memory(trial: Trial, cluster: Cluster) -> str:
    """Let it run, with a document that takes all memory there is."""
    trial.begin(cluster.address)
    trial.wait()
    said = " ".join(trial.said.split())  # a narrow terminal breaks its lines
    return f"{said.count('running low on memory')} times ended by Ray"


def threshold() -> dict[str, str]:
    """Settings with which Ray ends a worker that takes 4 GB on top of what this machine uses now."""
    sizes = dict(line.split(":") for line in Path("/proc/meminfo").read_text().splitlines())
    total, free = (int(sizes[name].split()[0]) for name in ("MemTotal", "MemAvailable"))
    share = min(0.95, (total - free + 4e6) / total)
    return {"RAY_memory_usage_threshold": f"{share:.3f}", "RAY_memory_monitor_refresh_ms": "100"}


FAULTS: dict[str, tuple[str, Fault]] = {
    "none": ("none", nothing()),
    "one-by-one": ("none; one task at a time", nothing("--workers", "1")),
    "node-segment": ("a node is lost while documents are cleaned", lose_node("segment")),
    "node-meet": ("a node is lost while duplicates meet", lose_node("meet")),
    "node-shard": ("a node is lost while shards are written", lose_node("shard")),
    "all-nodes": ("all nodes are lost, and new ones come 20 s later", lose_all_nodes),
    "frozen": ("a node no longer answers", freeze_node),
    "driver-segment": ("the run is killed while documents are cleaned, and repeated", kill_driver("segment")),
    "driver-meet": ("the run is killed while duplicates meet, and repeated", kill_driver("meet")),
    "driver-shard": ("the run is killed while shards are written, and repeated", kill_driver("shard")),
    "head": ("the head dies; the run is repeated on another cluster", kill_head),
    "workers": ("worker processes are killed at random", kill_workers),
    "poison": ("documents that crash, kill, exhaust or never leave their worker", nothing()),
    "poison-nodes": ("such documents, and node after node is lost", lose_node_after_node),
    "memory": ("a document that makes Ray end its worker for want of memory", want_memory),
}
KINDS = ("segfault", "killed", "endless", "too-large")
POISONS = {"poison": KINDS, "poison-nodes": KINDS, "memory": ("hog",)}


def attempt(name: str, times: int) -> bool:
    """Try a fault some times and print its row; was all well?"""
    what, fault = FAULTS[name]
    with tempfile.TemporaryDirectory() as home, cluster(**(threshold() if name == "memory" else {})) as nodes:
        trial = Trial(Path(home), POISONS.get(name, ()))
        moments, lost, equal = [], 0, 0
        for _ in range(times):
            moments.append(fault(trial, nodes))
            missing, same = trial.verdict()
            lost, equal = lost + missing, equal + same
            grow(nodes)
    print(f"| {what} | {times} | {', '.join(dict.fromkeys(moments))} | {lost} | {equal} of {times} |", flush=True)
    return lost == 0 and equal == times


def main() -> None:
    """Print the matrix."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("faults", nargs="*", choices=[*FAULTS, []], default=[])
    parser.add_argument("--times", type=int, default=3)
    chosen = parser.parse_args()
    print("| fault | tried | at that time | documents lost | bytes equal |\n|---|---|---|---|---|", flush=True)
    well = [attempt(name, chosen.times) for name in chosen.faults or FAULTS]
    sys.exit(not all(well))


if __name__ == "__main__":
    main()
