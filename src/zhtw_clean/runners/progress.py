"""How far a run is: a live display on a terminal, plain lines elsewhere."""

import sys
import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.progress import Progress as RichProgress

from zhtw_clean.sizes import show_bytes

QUIET_SECONDS = 10.0


class Progress:
    """Counts documents, bytes and the kept share, and shows them while a run goes on."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(file=sys.stderr)
        self._documents = self._bytes = self._kept = 0
        self._started = self._spoke = time.monotonic()
        self._name, self._done, self._whole = "", 0, 0
        self._bar: RichProgress | None = None
        self._task: TaskID | None = None
        if self.console.is_terminal:
            columns = ("{task.description}", BarColumn(), TextColumn("{task.fields[figures]}"))
            self._bar = RichProgress(*columns, TimeElapsedColumn(), TimeRemainingColumn(), console=self.console)

    def __enter__(self) -> Self:
        if self._bar:
            self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._bar:
            self._bar.stop()

    def begin(self, name: str, whole: int) -> None:
        """Start a round of tasks: its name, and how much it has to do (bytes or tasks)."""
        self._name, self._done, self._whole = name, 0, whole
        self._documents = self._bytes = self._kept = 0
        self._started = time.monotonic()
        if self._bar:
            if self._task is not None:
                self._bar.remove_task(self._task)
            self._task = self._bar.add_task(name, total=whole, figures="")
        else:
            self.console.print(f"{name} …", highlight=False)

    def tick(self, documents: int, size: int, kept: int) -> None:
        """Count a batch."""
        self._documents += documents
        self._bytes += size
        self._kept += kept
        self._show()

    def advance(self, done: int) -> None:
        """Count finished work, in the unit of `begin`."""
        self._done += done
        if self._bar and self._task is not None:
            self._bar.advance(self._task, done)
        self._show()

    def note(self, message: str) -> None:
        """Say something that a person may want to know, on a line of its own."""
        self.console.print(message, style="yellow", markup=False, highlight=False)

    def figures(self) -> str:
        """Say documents, MB, MB/s and the kept share in one line."""
        if not self._documents:
            return ""
        rate = self._bytes / max(1e-9, time.monotonic() - self._started)
        share = self._kept / self._documents
        return f"{self._documents:,} documents, {show_bytes(self._bytes)}, {show_bytes(rate)}/s, {share:.0%} kept"

    def _show(self) -> None:
        if self._bar and self._task is not None:
            self._bar.update(self._task, figures=self.figures())
        elif time.monotonic() - self._spoke > QUIET_SECONDS:
            self._spoke = time.monotonic()
            share = f"{self._done / self._whole:.0%} " if self._done else ""
            self.console.print(f"{self._name}: {share}{self.figures()}", highlight=False)
