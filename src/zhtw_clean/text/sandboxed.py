"""The other end of `sandbox`: `python -m zhtw_clean.text.sandboxed`, with the line to its parent as standard input."""

import importlib
import logging
import os
import resource
import signal
import socket
import sys
from typing import BinaryIO, Final

import msgspec

from zhtw_clean.text.sandbox import LENGTH, Task

MEMORY_LIMIT: Final = 4 << 30
"""Bytes of address space; Python with Polars takes 0.3 GB, docs/stages/extract-html.md says what pages take."""

WALL_CLOCK_FACTOR: Final = 10
"""A text that sleeps uses no processor time: after so many times its seconds it is stopped by the clock on the wall."""


def main() -> None:
    """Answer one text after another until the line ends."""
    line = socket.socket(fileno=sys.stdin.fileno())
    incoming = line.makefile("rb")
    task = msgspec.json.decode(_next(incoming) or b"", type=Task)
    module, name = task.function.split(":")
    function = getattr(importlib.import_module(module), name)
    options = dict(task.options)
    _confine()
    _send(line, b"ready")
    while (text := _next(incoming)) is not None:
        _arm(task.timeout_s)
        answer = function(text.decode(), **options)
        _arm(0)
        _send(line, msgspec.msgpack.encode(answer))


def _confine() -> None:
    """Leave interrupts to the parent, the alarms to the kernel, and say nothing more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for alarm in (signal.SIGPROF, signal.SIGALRM):
        signal.signal(alarm, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGPROF, signal.SIGALRM})
    for kind, limit in ((resource.RLIMIT_AS, MEMORY_LIMIT), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(kind)
        soft = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(kind, (soft, hard))
    logging.disable()
    os.dup2(sys.stdout.fileno(), sys.stderr.fileno())


def _arm(seconds: float) -> None:
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, seconds * WALL_CLOCK_FACTOR)


def _next(incoming: BinaryIO) -> bytes | None:
    if not (length := incoming.read(LENGTH)):
        return None
    return incoming.read(int.from_bytes(length))


def _send(line: socket.socket, message: bytes) -> None:
    line.sendall(len(message).to_bytes(LENGTH) + message)


if __name__ == "__main__":
    main()
