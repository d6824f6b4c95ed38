"""Tasks on this machine: one process per core, each library held to one thread."""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from multiprocessing.queues import SimpleQueue
from typing import Self

from zhtw_clean.engine.execute import Outcome, attempt
from zhtw_clean.engine.tasks import Crash, Job, Task
from zhtw_clean.problems import Problem, RunError
from zhtw_clean.runners.progress import Progress

ONE_THREAD = {
    "POLARS_MAX_THREADS": "1",
    "RAYON_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NUMBA_NUM_THREADS": "1",
    "ARROW_IO_THREADS": "1",
    "TOKENIZERS_PARALLELISM": "false",
}
MAIN = (
    'run() may stand in a script outside of `if __name__ == "__main__":`, or in no file: '
    "each worker imports the script anew"
)
Ticks = SimpleQueue[tuple[int, int, int]]
_ticks: "Ticks | None" = None


class LocalRunner:
    """Worker processes; leave the `with` block and they are gone."""

    def __init__(self, job: Job, workers: int | None = None) -> None:
        self.job = job
        self._workers = [_Worker() for _ in range(_cores() if workers is None else workers)]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        for worker in self._workers:
            worker.stop(kill=kind is not None)

    def map(self, tasks: Sequence[Task], progress: Progress) -> Iterator[tuple[Task, Outcome]]:
        """Do the tasks, in whichever order they finish, and yield each with what became of it."""
        with _one_thread():
            waiting = iter(tasks)
            idle = list(self._workers)
            running: dict[Future[Outcome], tuple[_Worker, Task]] = {}
            while True:
                while idle and (task := next(waiting, None)) is not None:
                    worker = idle.pop()
                    running[worker.submit(self.job, task)] = worker, task
                if not running:
                    return
                done, _ = wait(running, timeout=0.2, return_when=FIRST_COMPLETED)
                for worker, _ in running.values():
                    worker.report(progress)
                for future in done:
                    worker, task = running.pop(future)
                    idle.append(worker)
                    yield task, worker.outcome(future)


class _Worker:
    """A pool of one process, so that a process that dies takes no other task with it."""

    def __init__(self) -> None:
        self._start()

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._ticks: Ticks = context.SimpleQueue()
        self._pool = ProcessPoolExecutor(1, context, _start, (self._ticks,))
        self._process: BaseProcess | None = None
        self._has_begun = False

    def submit(self, job: Job, task: Task) -> Future[Outcome]:
        future = self._pool.submit(_work, job, task)
        self._process = next(iter(self._pool._processes.values()), None)  # noqa: SLF001 - no public way until 3.14
        return future

    def outcome(self, future: Future[Outcome]) -> Outcome:
        """What became of a finished task; where the process has died, the next one is made ready."""
        try:
            return future.result()
        except BrokenProcessPool as error:
            if not self._has_begun and self._ticks.empty():
                raise RunError(Problem("no worker process can be started", hint=MAIN)) from error
            detail = _last_words(self._process)
            self._pool.shutdown(wait=True)
            self._start()
            return Crash(detail)

    def report(self, progress: Progress) -> None:
        while not self._ticks.empty():
            self._has_begun = True
            progress.tick(*self._ticks.get())

    def stop(self, *, kill: bool) -> None:
        if kill and self._process:
            self._process.kill()
        self._pool.shutdown(wait=True, cancel_futures=True)


def _last_words(process: BaseProcess | None) -> str:
    code = None
    for _ in range(100):  # the pool's own thread may have asked the system first, and tells a moment later
        if process is None or (code := process.exitcode) is not None:
            break
        time.sleep(0.01)
    if code is None:
        return "the worker died"
    if code >= 0:
        return f"the worker ended with status {code}"
    if -code == signal.SIGPROF:
        return "the worker computed without end"
    return f"the worker died of {signal.Signals(-code).name}"


def _cores() -> int:
    """The cores this process may use; where the system cannot say (macOS), all."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def _one_thread() -> Iterator[None]:
    """Workers inherit these; a library reads them once, when it is first imported."""
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    os.environ.update(ONE_THREAD)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


def _start(ticks: Ticks) -> None:
    global _ticks  # noqa: PLW0603 - one queue per worker process
    _ticks = ticks
    _tick(0, 0, 0)  # a sign of life
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_die_with_parent, daemon=True).start()


def _die_with_parent() -> None:
    if (parent := multiprocessing.parent_process()) is not None:
        parent.join()
        os._exit(1)


def _work(job: Job, task: Task) -> Outcome:
    import pyarrow as pa

    pa.set_cpu_count(1)
    return attempt(job, task, _tick)


def _tick(documents: int, text_bytes: int, kept: int) -> None:
    if _ticks is not None:
        _ticks.put((documents, text_bytes, kept))
