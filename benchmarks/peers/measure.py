"""What a command costs, with every process that it starts.

This process becomes the reaper of its descendants (Linux: PR_SET_CHILD_SUBREAPER). One whose parent has ended
comes to us instead of to init, and we wait for it too, so that the operating system adds its processor time to
RUSAGE_CHILDREN. Memory is the proportional set size (shared pages counted once) of all of them together, read twice
a second.
"""

import ctypes
import os
import resource
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

INTERVAL = 0.5
PATIENCE = 10
_PR_SET_CHILD_SUBREAPER = 36


@dataclass(frozen=True)
class Cost:
    """Seconds of processor and of wall time, and megabytes of memory at the peak."""

    cpu: float
    wall: float
    memory: float


class CommandFailedError(Exception):
    """A command ended with an error; its log says more."""


def become_reaper() -> None:
    """Adopt descendants whose parent ends."""
    if ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl")


def measured(command: list[str], log: Path, environment: Mapping[str, str]) -> Cost:
    """Run a command, with its output to a log, until it and all it started have ended."""
    before, start, peak = children_seconds(), time.monotonic(), 0.0
    with log.open("wb") as sink:
        process = subprocess.Popen(command, stdout=sink, stderr=sink, env={**os.environ, **environment})  # noqa: S603
        while process.poll() is None:
            peak = max(peak, sum(map(proportional_size, descendants())))
            time.sleep(INTERVAL if time.monotonic() - start > INTERVAL else INTERVAL / 10)
    wall = time.monotonic() - start
    reap_all()
    if process.returncode:
        message = f"{' '.join(command)} ended with {process.returncode}; see {log}"
        raise CommandFailedError(message)
    return Cost(children_seconds() - before, wall, peak)


def children_seconds() -> float:
    """Read the processor time of all descendants waited for so far."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def reap_all() -> None:
    """Wait for what is left; what does not end by itself is told to."""
    deadline = time.monotonic() + PATIENCE
    while alive := descendants():
        if time.monotonic() > deadline:
            for process in alive:
                os.kill(process, signal.SIGTERM)
            deadline = time.monotonic() + PATIENCE
        if os.waitpid(-1, os.WNOHANG)[0] == 0:
            time.sleep(INTERVAL / 10)


def descendants() -> list[int]:
    """List the processes below this one."""
    parents: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        parents[int(folder.name)] = int(fields[1])
    found = [os.getpid()]
    for process in found:
        found += [child for child, parent in parents.items() if parent == process]
    return found[1:]


def proportional_size(process: int) -> float:
    """Read the megabytes of a process; 0 if it has ended."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1000
