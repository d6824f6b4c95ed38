"""Tasks on a Ray cluster: a bounded map over plain tasks; no actor and no object holds anything of a run."""

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any, Self

import ray
from ray import exceptions

from zhtw_clean.engine.execute import Outcome, attempt
from zhtw_clean.engine.tasks import Cleaned, Crash, Job, Task
from zhtw_clean.engine.work import RUN
from zhtw_clean.plan import code_digest
from zhtw_clean.problems import Problem, RunError
from zhtw_clean.runners.local import ONE_THREAD
from zhtw_clean.runners.progress import Progress

IN_FLIGHT_PER_CORE = 4
LEAST_IN_FLIGHT = 64  # more tasks than cores, so that a cluster that grows on demand sees the demand
OBJECT_STORE = 100_000_000  # bytes; tasks answer in small messages, and share nothing


class RayRunner:
    """A Ray cluster: the one this process is connected to, the one at `address`, or one of our own on this machine.

    `address`: `host:port` of a cluster's head, `auto` for the cluster of this machine, None for what
    `RAY_ADDRESS` names, or a cluster of our own. `workers`: tasks at work at one time.

    Raises:
        RunError: there is no cluster at the address.
    """

    def __init__(self, job: Job, address: str | None = None, workers: int | None = None) -> None:
        self.job = job
        self.address = address or os.environ.get("RAY_ADDRESS")
        self.workers = workers
        self._open = ExitStack()

    def __enter__(self) -> Self:
        if not ray.is_initialized():
            with self._open:
                self._connect(self.address)
                self._open.callback(ray.shutdown)
                self._open = self._open.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def _connect(self, address: str | None) -> None:
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
        quiet: dict[str, Any] = {"log_to_driver": False, "logging_level": "ERROR", "configure_logging": True}
        if address is None or address == "local":
            self._open.callback(shutil.rmtree, room := tempfile.mkdtemp(prefix="ray-"), ignore_errors=True)
            _keep_token_private()
            own: dict[str, Any] = {"num_cpus": self.workers, "object_store_memory": OBJECT_STORE, "_temp_dir": room}
            ray.init("local", include_dashboard=False, **own, **quiet)
            return
        try:
            ray.init(address, **quiet)
        except (ConnectionError, OSError, ValueError) as error:
            hint = "is the address right, is Ray running there, and is RAY_AUTH_TOKEN the cluster's?"
            raise RunError(Problem(f"no Ray cluster can be reached: {error}", address, hint)) from error

    def map(self, tasks: Sequence[Task], progress: Progress) -> Iterator[tuple[Task, Outcome]]:
        """Do the tasks, in whichever order they finish, and yield each with what became of it."""
        waiting = iter(tasks)
        running: dict[Any, Task] = {}
        try:
            while True:
                while len(running) < self._in_flight() and (task := next(waiting, None)) is not None:
                    running[self._submit(task)] = task
                if not running:
                    return
                done, _ = ray.wait(list(running), num_returns=1)
                for reference in done:
                    task, outcome = running.pop(reference), _outcome(reference)
                    if isinstance(outcome, Cleaned):
                        progress.tick(outcome.ledger.read, outcome.ledger.read_bytes, outcome.ledger.kept)
                    yield task, outcome
        finally:
            for reference in running:
                ray.cancel(reference, force=True)

    def _in_flight(self) -> int:
        if self.workers is not None:
            return self.workers
        return max(LEAST_IN_FLIGHT, IN_FLIGHT_PER_CORE * int(_resources().get("CPU", 1)))

    def _submit(self, task: Task) -> Any:  # noqa: ANN401 - a reference of Ray's
        largest = max((node["Resources"].get("memory", 0) for node in _nodes()), default=0)
        options = {
            "name": type(task).__name__,
            "num_cpus": 1,
            "memory": min(task.memory, int(largest)),
            "max_retries": 0,  # a task that dies is tried again by the run, which knows what to make of it
            "runtime_env": {"env_vars": ONE_THREAD},
        }
        return ray.remote(_work).options(**options).remote(self.job, task, code_digest())


def _keep_token_private() -> None:
    """Make the token that Ray would make, which others on this machine could read."""
    token = Path.home() / ".ray" / "auth_token"
    token.parent.mkdir(mode=0o700, exist_ok=True)
    with suppress(FileExistsError), os.fdopen(os.open(token, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_hex(32))


def _resources() -> dict[str, float]:
    return ray.cluster_resources()  # type: ignore[no-any-return, no-untyped-call]


def _nodes() -> list[dict[str, Any]]:
    return [node for node in ray.nodes() if node["Alive"]]  # type: ignore[no-untyped-call]


def _outcome(reference: Any) -> Outcome:  # noqa: ANN401 - a reference of Ray's
    try:
        outcome: Outcome = ray.get(reference)
    except exceptions.RayTaskError:
        raise
    except exceptions.RuntimeEnvSetupError as error:
        raise RunError(Problem(f"Ray cannot start a worker: {error}")) from error
    except exceptions.RayError as error:
        return Crash(f"{type(error).__name__}: {str(error).strip().partition(chr(10))[0]}")
    return outcome


def _work(job: Job, task: Task, code: str) -> Outcome:
    import pyarrow as pa

    node = ray.util.get_node_ip_address()  # type: ignore[no-untyped-call]
    if code_digest() != code:
        hint = "install the same versions of zhtw-clean, Polars and PyArrow on every node"
        return RunError(Problem("other code is installed here than where the run began", node, hint))
    if not job.work.exists(RUN):
        hint = "every node must see the same folder: a shared file system, or an address like s3://bucket/folder"
        return RunError(Problem(f"{job.out} is not there on this node", node, hint))
    pa.set_cpu_count(1)
    return attempt(job, task, lambda *_: None)
