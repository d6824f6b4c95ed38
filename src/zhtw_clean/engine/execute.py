"""Do a task, whichever it is."""

import pyarrow as pa

from zhtw_clean.engine.barrier import run_index, run_meet, run_verdict
from zhtw_clean.engine.segment import Tick, run_clean, run_probe
from zhtw_clean.engine.tasks import (
    Cleaned,
    CleanTask,
    Crash,
    Done,
    Indexed,
    IndexTask,
    Job,
    MeetTask,
    ProbeTask,
    ShardTask,
    Task,
    VerdictTask,
)
from zhtw_clean.engine.work import read_marker, write_marker
from zhtw_clean.problems import CleanError, SourceError
from zhtw_clean.shards import write_shard

Outcome = Cleaned | Done | Indexed | Crash | CleanError


def attempt(job: Job, task: Task, tick: Tick) -> Outcome:
    """Do one task, and give back what becomes of it, be it an error: what memory, disk or network did may pass."""
    try:
        return execute(job, task, tick)
    except SourceError as error:
        cause = error.__cause__
        passing = isinstance(cause, OSError) and not isinstance(cause, FileNotFoundError | PermissionError)
        return Crash(str(error), "store") if passing else error
    except CleanError as error:
        return error
    except OSError as error:
        return Crash(f"{type(error).__name__}: {error}", "store")
    except MemoryError as error:
        first_line = str(error).partition("\n")[0]
        return Crash(": ".join(filter(None, ["the worker ran out of memory", first_line])))


def execute(job: Job, task: Task, tick: Tick) -> Cleaned | Done | Indexed:
    """Do one task; a task whose marker stands is done already."""
    match task:
        case CleanTask():
            return run_clean(job, task, tick)
        case ProbeTask():
            return run_probe(job, task)
        case MeetTask():
            return run_meet(job, task)
        case VerdictTask():
            return run_verdict(job, task)
        case IndexTask():
            return run_index(job, task)
        case ShardTask():
            return run_shard(job, task)


def run_shard(job: Job, task: ShardTask) -> Done:
    """Write one shard under its final name."""
    marker = f"shards/{task.shard.file.replace('/', '-')}.json"
    done = read_marker(job.work, marker, task.digest, Done)
    if done is not None and job.folder.exists(task.shard.file):
        return done
    schema = pa.ipc.read_schema(pa.py_buffer(task.schema))
    with job.folder.whole_file(task.shard.file) as path:
        write_shard(job.work, task.shard, schema, path)
    result = Done(task.shard.rows)
    write_marker(job.work, marker, task.digest, result)
    return result
