"""What the sandbox of test_sandbox.py runs: it does what the text says."""

import os
import signal
import time


def echo(text: str) -> dict[str, str | None]:
    match text:
        case "die":
            os.kill(os.getpid(), signal.SIGKILL)
        case "raise":
            raise ValueError(text)
        case "spin":
            while True:
                pass
        case "sleep":
            time.sleep(60)
        case "hoard":
            return {"text": str(len(bytearray(8 << 30)))}
    return {"text": text, "pid": str(os.getpid())}
