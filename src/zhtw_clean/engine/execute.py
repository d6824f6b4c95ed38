"""Do a task, whichever it is."""

from pathlib import Path

import pyarrow as pa

from zhtw_clean.engine.barrier import run_meet, run_verdict
from zhtw_clean.engine.segment import Tick, run_clean
from zhtw_clean.engine.tasks import Cleaned, CleanTask, Done, Job, MeetTask, ShardTask, Task, VerdictTask
from zhtw_clean.engine.work import read_marker, whole_file, write_marker
from zhtw_clean.shards import write_shard


def execute(job: Job, task: Task, tick: Tick) -> Cleaned | Done:
    """Do one task; a task whose marker stands is done already."""
    match task:
        case CleanTask():
            return run_clean(job, task, tick)
        case MeetTask():
            return run_meet(job, task)
        case VerdictTask():
            return run_verdict(job, task)
        case ShardTask():
            return run_shard(job, task)


def run_shard(job: Job, task: ShardTask) -> Done:
    """Write one shard under its final name."""
    marker = job.work / "shards" / f"{task.shard.file.replace('/', '-')}.json"
    target = Path(job.out) / task.shard.file
    if target.exists() and (done := read_marker(marker, task.digest, Done)) is not None:
        return done
    schema = pa.ipc.read_schema(pa.py_buffer(task.schema))
    with whole_file(target) as path:
        write_shard(job.work, task.shard, schema, path)
    result = Done(task.shard.rows)
    write_marker(marker, task.digest, result)
    return result
