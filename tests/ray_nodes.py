"""Nodes of a Ray cluster on this machine, each a process of ours that is ended by its number."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self


@dataclass(frozen=True)
class Ports:
    """The ports of a cluster whose numbers are fixed unless told."""

    gcs: int
    client: int
    dashboard: int

    @classmethod
    def free(cls) -> Self:
        return cls(*free_ports(3))

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.dashboard}"


def free_ports(count: int) -> list[int]:
    with ExitStack() as open_ones:
        sockets = [open_ones.enter_context(socket.socket()) for _ in range(count)]
        for listening in sockets:
            listening.bind(("127.0.0.1", 0))
        return [listening.getsockname()[1] for listening in sockets]


@contextmanager
def own_room() -> Iterator[tuple[Path, dict[str, str]]]:
    """A folder of short name, which Ray's sockets need, and an environment whose home it is."""
    room = Path(tempfile.mkdtemp(prefix="ray-"))
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    rest = {name: value for name, value in os.environ.items() if not name.startswith("RAY_")}
    try:
        yield room, {**rest, "HOME": str(room), "PATH": path, "RAY_USAGE_STATS_ENABLED": "0"}
    finally:
        shutil.rmtree(room, ignore_errors=True)


@contextmanager
def node(line: Sequence[str], environment: Mapping[str, str], room: Path, ports: Ports) -> Iterator[None]:
    """Run `ray start …` until the block is left; a head is ready for jobs when it is entered."""
    head = "--head" in line
    options: dict[str, object] = {
        "num-cpus": 2,
        "object-store-memory": 100_000_000,
        "dashboard-agent-listen-port": free_ports(1)[0],
    }
    if head:
        options |= {
            "temp-dir": room,
            "dashboard-port": ports.dashboard,
            "ray-client-server-port": ports.client,
            "include-dashboard": "true",
        }
    extra = [f"--{name}={value}" for name, value in options.items() if not any(f"--{name}" in word for word in line)]
    log = room / ("head.log" if head else "worker.log")
    with log.open("wb") as to:
        process = subprocess.Popen(
            [*line, *extra, "--block"], env=environment, stdout=to, stderr=to, start_new_session=True
        )
    try:
        wait_for(ports.address) if head else wait_for_words(log, "Ray runtime started")
        yield
    finally:
        process.terminate()
        try:
            process.wait(30)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


def wait_for(address: str) -> None:
    def answers() -> bool:
        try:
            urllib.request.urlopen(f"{address}/api/version", timeout=5).close()  # noqa: S310 - it is of this machine
        except urllib.error.HTTPError as error:
            error.close()
        except OSError:
            return False
        return True

    _until(answers, f"no dashboard at {address}")


def wait_for_words(log: Path, words: str) -> None:
    _until(lambda: words in log.read_text(encoding="utf-8", errors="replace"), f"no `{words}` in {log}")


def _until(ready: Callable[[], bool], otherwise: str) -> None:
    until = time.monotonic() + 60
    while not ready():
        if time.monotonic() > until:
            raise TimeoutError(otherwise)
        time.sleep(0.5)
