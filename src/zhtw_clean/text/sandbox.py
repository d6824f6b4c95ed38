"""A function of one text, run in a process of its own, which the text may hang or kill.

The parent sends a text and waits for its answer. Before each text the child asks the kernel to kill it once the text
has used up its seconds of processor time, which hardly depend on what else the machine does. The parent sees the line
go dead, notes why, and starts another child. A child whose parent is gone reads the end of the line and leaves.
"""

import atexit
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Final, Literal

import msgspec

from zhtw_clean.problems import Problem, ResourceError

Answer = dict[str, str | None]
Fault = Literal["timeout", "crashed"]

LENGTH: Final = 4
_FAULTS: Final[dict[int, Fault]] = {-signal.SIGPROF: "timeout", -signal.SIGALRM: "timeout"}


class Task(msgspec.Struct, frozen=True):
    """What a child does with each text (`module:function` and its options), and for how many seconds it may."""

    function: str
    timeout_s: float
    options: tuple[tuple[str, bool], ...] = ()


class Sandbox:
    """One child process, started for the first text and again whenever a text was too much for it."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._child: _Child | None = None
        self._lock = threading.Lock()

    def ask(self, text: str) -> Answer | Fault:
        """What the function says of a text, or what the text did to its process.

        A text whose child died is tried once more in a fresh one, so that what another program did to the child (a
        kill, a lack of memory) decides nothing. Used-up processor time is the text's own and needs no second try.
        """
        message = text.encode()
        with self._lock:
            answer = self._try(message)
            if isinstance(answer, int) and answer != -signal.SIGPROF:
                answer = self._try(message)
        return _FAULTS.get(answer, "crashed") if isinstance(answer, int) else answer

    def close(self) -> None:
        """End the child, if there is one."""
        if self._child:
            self._child.end()
            self._child = None

    def disown(self) -> None:
        """Let go of a child that belongs to the process this one was forked from."""
        if self._child:
            self._child.disown()

    def _try(self, message: bytes) -> Answer | int:
        child, self._child = self._child or _Child(self._task), None
        try:
            reply = child.ask(message)
        except BaseException:
            child.end()
            raise
        if reply is None:
            return child.end()
        self._child = child
        return msgspec.msgpack.decode(reply, type=Answer)


class _Child:
    def __init__(self, task: Task) -> None:
        self._line, theirs = socket.socketpair()
        self._incoming = self._line.makefile("rb")
        paths = os.pathsep.join(path or str(Path.cwd()) for path in sys.path)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "zhtw_clean.text.sandboxed"],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                env=os.environ | {"PYTHONPATH": paths},
            )
        if self.ask(msgspec.json.encode(task)) is None:
            problem = Problem(
                f"the process that runs `{task.function}` did not start (exit status {self.end()})",
                hint="its own complaint stands above; is the installation whole, and is there memory left?",
            )
            raise ResourceError(problem)

    def ask(self, message: bytes) -> bytes | None:
        """The answer, or None where the line went dead."""
        try:
            self._line.sendall(len(message).to_bytes(LENGTH) + message)
            length = self._incoming.read(LENGTH)
            reply = self._incoming.read(int.from_bytes(length))
        except ConnectionError:
            return None
        return reply if len(length) == LENGTH and len(reply) == int.from_bytes(length) else None

    def end(self) -> int:
        """Kill what is left of the process and say what it died of, as `Popen.returncode` does."""
        self._incoming.close()
        self._line.close()
        if self._process.poll() is None:
            self._process.kill()
        return self._process.wait()

    def disown(self) -> None:
        self._incoming.close()
        self._line.close()
        self._process.returncode = 0


_sandboxes: dict[Task, Sandbox] = {}


def sandbox(function: str, timeout_s: float, **options: bool) -> Sandbox:
    """This process's sandbox for a function and its options."""
    task = Task(function, timeout_s, tuple(sorted(options.items())))
    return _sandboxes.setdefault(task, Sandbox(task))


@atexit.register
def _close_all() -> None:
    for each in _sandboxes.values():
        each.close()


def _disown_all() -> None:
    for each in _sandboxes.values():
        each.disown()
    _sandboxes.clear()


os.register_at_fork(after_in_child=_disown_all)
