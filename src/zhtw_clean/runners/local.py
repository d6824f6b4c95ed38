"""Tasks on this machine: one process per core, each library held to one thread."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.queues import SimpleQueue
from typing import Self

from zhtw_clean.engine.execute import execute
from zhtw_clean.engine.tasks import Cleaned, Done, Job, Task
from zhtw_clean.problems import CleanError, Problem, RunError
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
_ticks: "SimpleQueue[tuple[int, int, int]] | None" = None


class LocalRunner:
    """A pool of worker processes; leave the `with` block and they are gone."""

    def __init__(self, job: Job, workers: int | None = None) -> None:
        self.job = job
        self.workers = _cores() if workers is None else workers
        context = multiprocessing.get_context("spawn")
        self._ticks: SimpleQueue[tuple[int, int, int]] = context.SimpleQueue()
        self._pool = ProcessPoolExecutor(self.workers, context, _start, (self._ticks,))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is not None:
            for process in list((self._pool._processes or {}).values()):  # noqa: SLF001 - no public way until 3.14
                process.kill()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def map(self, tasks: Sequence[Task], progress: Progress) -> Iterator[tuple[Task, Cleaned | Done | CleanError]]:
        """Do the tasks, in whichever order they finish; a task that fails with an error of ours yields it."""
        with _one_thread():
            waiting = iter(tasks)
            running: dict[Future[Cleaned | Done], Task] = {}
            while True:
                while len(running) < 2 * self.workers and (task := next(waiting, None)) is not None:
                    running[self._pool.submit(_work, self.job, task)] = task
                if not running:
                    return
                done, _ = wait(running, timeout=0.2, return_when=FIRST_COMPLETED)
                self._report(progress)
                for future in done:
                    yield running.pop(future), _outcome(future)

    def _report(self, progress: Progress) -> None:
        while not self._ticks.empty():
            progress.tick(*self._ticks.get())


def _cores() -> int:
    """The cores this process may use; where the system cannot say (macOS), all."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _outcome(future: "Future[Cleaned | Done]") -> Cleaned | Done | CleanError:
    try:
        return future.result()
    except BrokenProcessPool as error:
        hint = (
            "often too little memory: try fewer --workers; the same command goes on from here. "
            'Or run() stands in a script outside of `if __name__ == "__main__":`, or in no file: '
            "each worker imports the script anew"
        )
        raise RunError(Problem("a worker process died", hint=hint)) from error
    except CleanError as error:
        return error


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


def _start(ticks: "SimpleQueue[tuple[int, int, int]]") -> None:
    global _ticks  # noqa: PLW0603 - one queue per worker process
    _ticks = ticks
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_die_with_parent, daemon=True).start()


def _die_with_parent() -> None:
    if (parent := multiprocessing.parent_process()) is not None:
        parent.join()
        os._exit(1)


def _work(job: Job, task: Task) -> Cleaned | Done:
    import pyarrow as pa

    pa.set_cpu_count(1)
    return execute(job, task, _tick)


def _tick(documents: int, text_bytes: int, kept: int) -> None:
    if _ticks is not None:
        _ticks.put((documents, text_bytes, kept))
