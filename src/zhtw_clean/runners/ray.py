# ruff: noqa: E402 - Ray reads its settings when it is imported
"""Tasks on a Ray cluster: a bounded map over plain tasks; no actor and no object holds anything of a run."""

import os
import re
import secrets
import shutil
import socket
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from itertools import islice
from pathlib import Path
from typing import Any, Self

TOKEN = Path.home() / ".ray" / "auth_token"
os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
os.environ.setdefault("RAY_DEDUP_LOGS_SKIP_REGEX", r"^(Raylet is terminated|The node with|A worker died)")  # we say it
has_token = TOKEN.exists() or "RAY_AUTH_TOKEN" in os.environ or "RAY_AUTH_TOKEN_PATH" in os.environ
if (
    has_token and "ray" not in sys.modules
):  # else it is too late: Ray's own processes would want a token, but not send it
    os.environ.setdefault("RAY_AUTH_MODE", "token")

import ray
from ray import cloudpickle, exceptions
from ray._private import services

from zhtw_clean.engine.execute import Outcome, attempt
from zhtw_clean.engine.tasks import Cleaned, Crash, Job, Task
from zhtw_clean.engine.work import RUN
from zhtw_clean.plan import code_digest
from zhtw_clean.problems import Problem, RunError
from zhtw_clean.runners.local import ONE_THREAD
from zhtw_clean.runners.progress import Progress
from zhtw_clean.storage import scratch

IN_FLIGHT_PER_CORE = 4
LEAST_IN_FLIGHT = 64  # more tasks than cores, so that a cluster that grows on demand sees the demand
OBJECT_STORE = 100_000_000  # bytes; tasks answer in small messages, and share nothing
LOOK_SECONDS = 10.0  # between looks at the nodes of the cluster, which a cluster of thousands takes its time to list
KNOCK_SECONDS = 10.0
SETTINGS = b"\4"  # the kind of frame with which HTTP/2, and so Ray, begins
GREETING = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\0" + SETTINGS + b"\0" * 5
SAME_VERSIONS = "install the same versions of zhtw-clean, Polars and PyArrow on every node"


class RayRunner:
    """A Ray cluster: the one this process is connected to, the one at `address`, or one of our own on this machine.

    `address`: `host:port` of a cluster's head, `auto` for the cluster of this machine, `local` for one of our own,
    None for what `RAY_ADDRESS` names, or else one of our own. `workers`: tasks at work at one time.

    Raises:
        RunError: there is no cluster at the address.
    """

    def __init__(self, job: Job, address: str | None = None, workers: int | None = None) -> None:
        self.job = job
        self.address = address or os.environ.get("RAY_ADDRESS") or "local"
        self.workers = workers
        self._open = ExitStack()
        self._cores, self._memory, self._look_at, self._has_warned = 0, 0, 0.0, False

    def __enter__(self) -> Self:
        self._run = self.job.work.read(RUN)
        if not ray.is_initialized():
            with ExitStack() as opening:
                self._connect(opening)
                self._open = opening.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def _connect(self, opening: ExitStack) -> None:
        if "://" in self.address:
            hint = "give host:port, the address that `ray start --head` names; `http://…` is for zhtw-clean submit"
            raise RunError(Problem("a run joins a cluster as a node of it does", self.address, hint))
        options: dict[str, Any] = {"log_to_driver": False, "logging_level": "ERROR", "configure_logging": True}
        try:
            if self.address == "local":
                options |= _own(opening, self.workers)
            else:
                _knock(self.address)
            opening.callback(ray.shutdown)
            ray.init(self.address, **options)
        except (OSError, ValueError, RuntimeError, exceptions.RayError) as error:
            hint = "is the address right, is Ray running there, and is RAY_AUTH_TOKEN the cluster's?"
            raise RunError(Problem(f"no Ray cluster can be reached: {error}", self.address, hint)) from error

    def map(self, tasks: Sequence[Task], progress: Progress) -> Iterator[tuple[Task, Outcome]]:
        """Do the tasks, in whichever order they finish, and yield each with what became of it."""
        waiting = iter(tasks)
        running: dict[Any, Task] = {}
        try:
            while True:
                for task in islice(waiting, max(0, self._in_flight() - len(running))):
                    running[self._submit(task)] = task
                if not running:
                    return
                for reference in self._finished(list(running), progress):
                    outcome = _outcome(reference)
                    if isinstance(outcome, Cleaned):
                        progress.tick(outcome.ledger.read, outcome.ledger.read_bytes, outcome.ledger.kept)
                    yield running.pop(reference), outcome
        finally:
            for reference in running:
                ray.cancel(reference, force=True)

    def _in_flight(self) -> int:
        return self.workers or max(LEAST_IN_FLIGHT, IN_FLIGHT_PER_CORE * self._look())

    def _submit(self, task: Task) -> Any:  # noqa: ANN401 - a reference of Ray's
        options = {
            "name": type(task).__name__,
            "num_cpus": 1,
            "memory": min(task.memory, self._memory or task.memory),
            "max_retries": 0,  # a task that dies is tried again by the run, which knows what to make of it
            "runtime_env": {"env_vars": ONE_THREAD},
        }
        told = cloudpickle.dumps((self.job, task))  # type: ignore[no-untyped-call]
        return _remote.options(**options).remote(code_digest(), self._run, told)

    def _finished(self, references: list[Any], progress: Progress) -> list[Any]:
        """Those that are finished, at least one."""
        while not ray.wait(references, timeout=LOOK_SECONDS)[0]:
            if not self._look() and not self._has_warned:
                progress.note("the cluster has no node with a core; waiting for one")
                self._has_warned = True
        done, _ = ray.wait(references, num_returns=len(references), timeout=0)
        return list(done)

    def _look(self) -> int:
        """See how many cores the cluster has, and how much memory its largest node with cores."""
        if time.monotonic() >= self._look_at:
            self._look_at = time.monotonic() + LOOK_SECONDS
            alive = [node["Resources"] for node in ray.nodes() if node["Alive"]]  # type: ignore[no-untyped-call]
            working = [resources for resources in alive if resources.get("CPU", 0) >= 1]
            self._cores = int(sum(resources["CPU"] for resources in working))
            self._memory = int(max((resources.get("memory", 0) for resources in working), default=0))
        return self._cores


def _own(opening: ExitStack, workers: int | None) -> dict[str, Any]:
    """What a cluster of our own starts with: no dashboard, and a room that is gone when the run is."""
    home = os.environ.get("RAY_TMPDIR", "/tmp")  # noqa: S108 - sockets need a short path
    room = tempfile.mkdtemp(prefix=scratch(home, "ray"), dir=home)
    opening.callback(shutil.rmtree, room, ignore_errors=True)
    _keep_token_private()
    own = {"num_cpus": workers, "object_store_memory": OBJECT_STORE, "_temp_dir": room}
    return {**own, "include_dashboard": False}


def _keep_token_private() -> None:
    """Make the token that Ray would make, which others on this machine could read."""
    with suppress(OSError):  # it is there already, or there is no home
        TOKEN.parent.mkdir(mode=0o700, exist_ok=True)
        with os.fdopen(os.open(TOKEN, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32))


def _knock(address: str) -> None:
    """Fail where no Ray answers; it would try for a quarter of an hour."""
    host, _, port = str(services.canonicalize_bootstrap_address(address)).rpartition(":")
    with socket.create_connection((host.strip("[]"), int(port)), timeout=KNOCK_SECONDS) as door:
        if "RAY_USE_TLS" not in os.environ:
            door.sendall(GREETING)
            if door.recv(9, socket.MSG_WAITALL)[3:4] != SETTINGS:
                msg = "something else answers there"
                raise ConnectionError(msg)


def _outcome(reference: Any) -> Outcome:  # noqa: ANN401 - a reference of Ray's
    """What a task has answered; a document may be to blame where its worker died, but not where its node did."""
    try:
        outcome: Outcome = ray.get(reference)
    except exceptions.RayTaskError as error:
        if "failed to import on the worker" not in str(error):
            raise
        detail = str(error).strip().rpartition("\n")[2]
        raise RunError(Problem(f"a node cannot start the tasks: {detail}", hint=SAME_VERSIONS)) from error
    except exceptions.LocalRayletDiedError as error:
        hint = "start it again; the same command goes on from here"
        raise RunError(Problem("Ray has died on this machine", hint=hint)) from error
    except exceptions.RayError as error:
        first_sentence = re.split(r"[.\n]", str(error).strip(), maxsplit=1)[0]
        died = isinstance(error, exceptions.WorkerCrashedError | exceptions.OutOfMemoryError)
        return Crash(first_sentence, "worker" if died else "node")
    return outcome


def _work(code: str, run: bytes, told: bytes) -> Outcome:
    """Do a task on a node, provided that it is the same code, and the same folder, that are there."""
    import pyarrow as pa

    node = ray.util.get_node_ip_address()  # type: ignore[no-untyped-call]
    if code_digest() != code:
        return RunError(Problem("other code is installed there than where the run began", node, SAME_VERSIONS))
    job, task = cloudpickle.loads(told)
    if not job.work.exists(RUN) or job.work.read(RUN) != run:
        hint = "every node must see the same folder: a shared file system, or an address like s3://bucket/folder"
        return RunError(Problem(f"{job.out} is not the run's folder there", node, hint))
    pa.set_cpu_count(1)
    return attempt(job, task, lambda *_: None)


_remote = ray.remote(_work)
