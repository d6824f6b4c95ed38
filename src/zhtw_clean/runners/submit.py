"""A run as a job of a Ray cluster: the pipeline is sent, and the job's log is followed."""

import asyncio
import logging
import os
import shlex
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile, ZipInfo

import msgspec

from zhtw_clean.pipeline import Pipeline
from zhtw_clean.problems import Problem, RunError
from zhtw_clean.runners.parcel import PIPELINE, files_of

LIBRARIES = ("aiohttp", "pydantic", "requests")
TOKENS = ("RAY_AUTH_TOKEN", "RAY_AUTH_TOKEN_PATH")
CHATTER = ("ray.dashboard.modules.dashboard_sdk", "ray.dashboard.modules.job.sdk")
CERTIFICATES = ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE")
HEADERS = "RAY_JOB_HEADERS"
CONNECT_SECONDS, SILENT_SECONDS, PAUSE_SECONDS = 10, 60, 5
NOT_FOUND = 127


class Jobs:
    """The jobs of the cluster whose dashboard is at `address`, `http://host:8265` or `https://…`.

    The token is looked for where Ray does: `RAY_AUTH_TOKEN`, `RAY_AUTH_TOKEN_PATH`, `~/.ray/auth_token`. Headers that a
    proxy asks for are taken from `RAY_JOB_HEADERS`, a JSON object; certificates to trust from
    `REQUESTS_CA_BUNDLE` or `SSL_CERT_FILE`.

    Raises:
        RunError: there is no such cluster, it refuses us, or Ray's client for jobs is not installed.
    """

    def __init__(self, address: str) -> None:
        if not all(map(find_spec, LIBRARIES)):
            raise RunError(Problem("Ray's client for jobs is not installed", hint='pip install "zhtw-clean[jobs]"'))
        if not address.startswith(("http://", "https://")):
            hint = "give that of its dashboard, like http://127.0.0.1:8265"
            raise RunError(Problem("a cluster takes no jobs at this address", address, hint))
        self.address = address
        os.environ["RAY_API_SERVER_ADDRESS"] = address  # or else RAY_ADDRESS would go before what we are told
        if any(name in os.environ for name in TOKENS) or (Path.home() / ".ray" / "auth_token").exists():
            os.environ.setdefault("RAY_AUTH_MODE", "token")
        headers = _headers()
        with self._reached():
            import requests
            from ray.job_submission import JobSubmissionClient

            certificates = next((os.environ[name] for name in CERTIFICATES if name in os.environ), True)
            requests.head(address, timeout=CONNECT_SECONDS, verify=certificates)  # Ray's own client has no such limit
            for talkative in CHATTER:
                logging.getLogger(talkative).setLevel(logging.WARNING)
            self._client = JobSubmissionClient(address, headers=headers, verify=certificates)

    def submit(self, pipeline: Pipeline, options: Sequence[str] = ()) -> str:
        """Start `zhtw-clean run` with these options on the cluster, and return the job's name."""
        entrypoint = shlex.join(["zhtw-clean", "run", PIPELINE, *options])
        with TemporaryDirectory(prefix="zhtw-clean-") as room:
            bundle = f"{room}/job.zip"
            with ZipFile(bundle, "w") as archive:
                for name, content in files_of(pipeline).items():
                    archive.writestr(ZipInfo(name), content)
            with self._reached():
                return str(self._client.submit_job(entrypoint=entrypoint, runtime_env={"working_dir": bundle}))

    def follow(self, job: str) -> int:
        """Print the job's log as it grows, and return the status that its command ended with.

        Raises:
            RunError: the command did not begin, or was ended.
        """
        asyncio.run(self._show(job))
        with self._reached():
            details = self._client.get_job_info(job)
        status = details.driver_exit_code
        if status is None:
            what = (details.message or "").strip().rpartition("\n")[2]
            hint = "the same command goes on from there"
            raise RunError(Problem(f"the job is {details.status.lower()}: {what}", job, hint))
        if status == NOT_FOUND:
            hint = "install the same zhtw-clean on every node, in the environment that Ray is started in"
            raise RunError(Problem("no command `zhtw-clean` is found on the cluster", self.address, hint))
        return int(status) if status >= 0 else 128 - int(status)

    async def _show(self, job: str) -> None:
        async for text in self._log(job):
            sys.stdout.write(text)
            sys.stdout.flush()

    async def _log(self, job: str) -> AsyncIterator[str]:
        """The log, piece by piece, until the job has ended; over plain HTTP where a connection breaks or is not had."""
        import aiohttp

        shown, heard = 0, time.monotonic()
        while True:
            known = shown
            with suppress(aiohttp.ClientError, OSError, RuntimeError):
                async for piece in self._client.tail_job_logs(job):
                    fresh, known = piece[known:], max(0, known - len(piece))
                    shown += len(fresh)
                    yield fresh
            try:
                status, log = self._client.get_job_status(job), self._client.get_job_logs(job)
            except (OSError, RuntimeError) as error:
                if time.monotonic() - heard > SILENT_SECONDS:
                    hint = "once it is up, the same command goes on from there"
                    raise RunError(Problem("the cluster answers no more", self.address, hint)) from error
            else:
                yield log[shown:]
                if status.is_terminal():
                    return
                shown, heard = len(log), time.monotonic()
            await asyncio.sleep(PAUSE_SECONDS)

    @contextmanager
    def _reached(self) -> Iterator[None]:
        from ray.exceptions import AuthenticationError

        try:
            yield
        except AuthenticationError as error:
            what = str(error).partition("\n")[0]
            hint = "set RAY_AUTH_TOKEN to the cluster's token, or RAY_AUTH_TOKEN_PATH to a file with it"
            raise RunError(Problem(f"the cluster refuses: {what}", self.address, hint)) from error
        except (OSError, RuntimeError, ValueError, KeyError) as error:
            hint = "is the address that of the cluster's dashboard, and can it be reached from here?"
            what = str(error).rpartition("Caused by ")[2].rstrip(")")
            raise RunError(Problem(f"no cluster answers: {what}", self.address, hint)) from error


def _headers() -> dict[str, str]:
    try:
        return msgspec.json.decode(os.environ.get(HEADERS, "{}"), type=dict[str, str])
    except msgspec.DecodeError as error:
        raise RunError(Problem(f"not a JSON object of strings: {error}", HEADERS)) from error
