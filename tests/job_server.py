"""A stand-in for the Jobs API of a cluster: it runs nothing, and says what a test wants to hear."""

import asyncio
import io
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from zipfile import ZipFile

from aiohttp import WSCloseCode, web

JOB = "raysubmit_1"


class JobServer:
    """One job: its `log`, of which each connection gives one piece more and then breaks, and how it ended.

    `plain`: no connection comes about, as behind some proxies.
    """

    def __init__(self, log: Sequence[str] = (), *, plain: bool = False, **details: object) -> None:
        self.log = log
        self.plain = plain
        self.details = {"type": "SUBMISSION", "entrypoint": "", "message": None, "status": "SUCCEEDED", **details}
        self.sent: dict[str, bytes] = {}
        self.entrypoint = ""
        self.headers: dict[str, str] = {}
        self._connections = 0

    def _app(self) -> web.Application:
        app = web.Application()
        routes = [
            web.get("/", self._ok),
            web.get("/api/version", self._version),
            web.get("/api/packages/gcs/{name}", self._no_package),
            web.put("/api/packages/gcs/{name}", self._package),
            web.post("/api/jobs/", self._job),
            web.get(f"/api/jobs/{JOB}", self._details),
            web.get(f"/api/jobs/{JOB}/logs", self._logs),
            web.get(f"/api/jobs/{JOB}/logs/tail", self._tail),
        ]
        app.add_routes(routes)
        return app

    async def _ok(self, _: web.Request) -> web.Response:
        return web.Response()

    async def _version(self, request: web.Request) -> web.Response:
        self.headers = {name.lower(): value for name, value in request.headers.items()}
        return web.json_response({"version": "4", "ray_version": "2.60.0", "ray_commit": ""})

    async def _no_package(self, _: web.Request) -> web.Response:
        return web.Response(status=404)

    async def _package(self, request: web.Request) -> web.Response:
        with ZipFile(io.BytesIO(await request.read())) as archive:
            self.sent = {name: archive.read(name) for name in archive.namelist()}
        return web.Response()

    async def _job(self, request: web.Request) -> web.Response:
        self.entrypoint = (await request.json())["entrypoint"]
        return web.json_response({"job_id": JOB, "submission_id": JOB})

    async def _details(self, _: web.Request) -> web.Response:
        over = self._connections >= len(self.log)
        return web.json_response(self.details if over else {**self.details, "status": "RUNNING"})

    async def _logs(self, _: web.Request) -> web.Response:
        return web.json_response({"logs": "".join(self.log[: self._connections])})

    async def _tail(self, request: web.Request) -> web.StreamResponse:
        self._connections += 1
        if self.plain:
            return web.Response(status=502)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        for piece in self.log[: self._connections]:
            await socket.send_str(piece)
        last = self._connections >= len(self.log)
        await socket.close(code=WSCloseCode.OK if last else WSCloseCode.ABNORMAL_CLOSURE)
        return socket

    @contextmanager
    def serve(self) -> Iterator[str]:
        """Serve on a port of this machine, and give the address."""
        loop = asyncio.new_event_loop()
        runner = web.AppRunner(self._app())

        async def start() -> Any:  # noqa: ANN401 - an address, as sockets give it
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            return runner.addresses[0]

        _, port = loop.run_until_complete(start())[:2]
        thread = threading.Thread(target=loop.run_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result()
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            loop.close()
