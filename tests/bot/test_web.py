"""The web server: alive, ready, metrics, and the channels' own pages."""

from __future__ import annotations

import socket
from typing import Any

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from osta.bot import metrics
from osta.bot.web import PortTaken, WebServer, web_app


async def get(port: int, path: str) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False) as client:
        return await client.get(f"http://127.0.0.1:{port}{path}")


class Readiness:
    ready = False

    async def __call__(self) -> bool:
        return self.ready


async def test_the_pages_tell_how_the_program_is() -> None:
    async def hook(request: Request) -> PlainTextResponse:
        return PlainTextResponse("taken")

    readiness = Readiness()
    server = WebServer(web_app(readiness, [Route("/hook", hook)]), "127.0.0.1", 0)
    await server.start()
    try:
        assert (await get(server.port, "/healthz")).status_code == 200
        assert (await get(server.port, "/readyz")).status_code == 503
        readiness.ready = True
        assert (await get(server.port, "/readyz")).status_code == 200
        metrics.ACCEPTED.labels("fake").inc()
        counted = (await get(server.port, "/metrics")).text
        assert 'osta_messages_accepted_total{channel="fake"}' in counted
        assert (await get(server.port, "/hook")).text == "taken"
        missing = await get(server.port, "/nothing")
        assert missing.status_code == 404
        assert "server" not in missing.headers
    finally:
        await server.stop()
    with pytest.raises(httpx.ConnectError):
        await get(server.port, "/healthz")


async def test_a_port_that_is_taken_is_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port: Any = other.getsockname()[1]
        with pytest.raises(PortTaken, match=rf"port {port} .* OSTA_WEB_PORT"):
            await WebServer(web_app(Readiness()), "127.0.0.1", port).start()


async def test_a_server_that_never_started_can_be_stopped() -> None:
    await WebServer(web_app(Readiness()), "127.0.0.1", 0).stop()
