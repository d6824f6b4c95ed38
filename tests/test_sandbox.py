import gc
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from zhtw_clean.problems import ResourceError
from zhtw_clean.text.sandbox import Sandbox, Task


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    monkeypatch.syspath_prepend(Path(__file__).parent)
    return Sandbox(Task("sandbox_echo:echo", 0.3))


@pytest.mark.parametrize(
    ("text", "fault"),
    [("die", "crashed"), ("raise", "crashed"), ("hoard", "crashed"), ("spin", "timeout")],
)
def test_a_bad_text_harms_no_other(sandbox: Sandbox, text: str, fault: str) -> None:
    assert sandbox.ask(text) == fault
    answer = sandbox.ask("好")
    assert isinstance(answer, dict)
    assert answer["text"] == "好"
    sandbox.close()


@pytest.mark.slow
def test_a_text_that_sleeps_is_woken(sandbox: Sandbox) -> None:
    assert sandbox.ask("sleep") == "timeout"
    sandbox.close()


def pid_of(sandbox: Sandbox) -> int:
    answer = sandbox.ask("誰")
    assert isinstance(answer, dict)
    return int(answer["pid"] or 0)


def test_a_child_killed_from_outside_costs_nothing(sandbox: Sandbox) -> None:
    first = pid_of(sandbox)
    os.kill(first, signal.SIGKILL)
    assert pid_of(sandbox) != first
    sandbox.close()


def test_no_child_is_left_behind(sandbox: Sandbox) -> None:
    child = pid_of(sandbox)
    sandbox.close()
    gc.collect()
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


def test_threads_take_turns(sandbox: Sandbox) -> None:
    texts = [str(n) * 2000 for n in range(200)]
    with ThreadPoolExecutor(4) as pool:
        assert [answer["text"] for answer in pool.map(sandbox.ask, texts) if isinstance(answer, dict)] == texts
    sandbox.close()


@pytest.mark.usefixtures("interruptible")
def test_an_interrupt_leaves_no_answer_in_the_line(sandbox: Sandbox) -> None:
    pid_of(sandbox)
    threading.Timer(0.1, signal.raise_signal, (signal.SIGINT,)).start()
    with pytest.raises(KeyboardInterrupt):
        sandbox.ask("spin")
    answer = sandbox.ask("好")
    assert isinstance(answer, dict)
    assert answer["text"] == "好"
    sandbox.close()


def test_a_child_that_cannot_start_is_no_fault_of_the_text(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ResourceError, match="did not start"):
        Sandbox(Task("no_such_module:read", 1)).ask("好")
    assert "no_such_module" in capfd.readouterr().err


SCRIPT = """
import os, sys
from zhtw_clean.text.sandbox import sandbox
print(sandbox("sandbox_echo:echo", 5.0).ask("誰")["pid"], flush=True)
{then}
"""


@pytest.mark.parametrize("then", ["", "os._exit(0)", "os.kill(os.getpid(), 9)"], ids=["ends", "exits", "is-killed"])
def test_the_child_leaves_when_its_parent_does(then: str) -> None:
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent)}
    command = [sys.executable, "-W", "error", "-c", SCRIPT.format(then=then)]
    parent = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert parent.stderr == ""
    deadline = time.monotonic() + 10
    while is_running(int(parent.stdout)):
        assert time.monotonic() < deadline, "the child outlived its parent"
        time.sleep(0.05)


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


FORK = """
import os
from zhtw_clean.text.sandbox import sandbox
def pid():
    return sandbox("sandbox_echo:echo", 5.0).ask("誰")["pid"]
mine = pid()
child = os.fork()
assert (pid() == mine) == (child != 0)
if child:
    assert os.waitpid(child, 0)[1] == 0
"""


def test_a_fork_gets_a_child_of_its_own() -> None:
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent)}
    command = [sys.executable, "-W", "error", "-W", "ignore::DeprecationWarning", "-c", FORK]
    parent = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (parent.returncode, parent.stderr) == (0, "")
