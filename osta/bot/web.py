"""The web server: whether the program is alive and ready, what it counts, and what channels receive through it."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager

import structlog
import uvicorn
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from osta.chat.errors import OstaError

LISTENING = "web_listening"

_GRACE_SECONDS = 5  # for requests under way when the server stops

Ready = Callable[[], Awaitable[bool]]


class PortTaken(OstaError):
    """The web server cannot listen."""


def web_app(ready: Ready, routes: Sequence[BaseRoute] = ()) -> Starlette:
    """The pages: ``/healthz`` (alive), ``/readyz`` (messages can be stored and answered), ``/metrics`` (Prometheus)."""

    async def alive(_: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def is_ready(_: Request) -> Response:
        return PlainTextResponse("ready\n") if await ready() else PlainTextResponse("not ready\n", status_code=503)

    async def metrics(_: Request) -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    own = [Route("/healthz", alive), Route("/readyz", is_ready), Route("/metrics", metrics)]
    return Starlette(routes=[*own, *routes])


class WebServer:
    """Serves an application from ``start`` to ``stop``, in the running event loop."""

    def __init__(self, app: Starlette, host: str, port: int) -> None:
        self._host = host
        self._port = port
        self._server = _Server(
            uvicorn.Config(
                app,
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=_GRACE_SECONDS,
            )
        )
        self._task: asyncio.Task[None] | None = None

    @property
    def port(self) -> int:
        """The port listened on, also where any free one was asked for."""
        return self._port

    async def start(self) -> None:
        """Listen. Raises PortTaken when that is not possible."""
        try:
            listening = socket.create_server((self._host, self._port))
        except OSError as error:
            raise PortTaken(
                f"The web server cannot listen on {self._host} port {self._port} ({error.strerror or error}): "
                "set another OSTA_WEB_HOST or OSTA_WEB_PORT."
            ) from error
        self._port = listening.getsockname()[1]
        self._task = asyncio.create_task(self._server.serve([listening]), name="web")
        structlog.get_logger().info(LISTENING, host=self._host, port=self._port)

    async def stop(self) -> None:
        """Answer what is under way, then close."""
        self._server.should_exit = True
        if self._task is not None:
            await self._task


class _Server(uvicorn.Server):
    """A server inside a program that minds signals itself."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave them alone."""
        yield
