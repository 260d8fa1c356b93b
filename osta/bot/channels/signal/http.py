"""The daemon over HTTP: calls are posts, events a stream of server-sent events."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import logging
from collections.abc import AsyncIterable, AsyncIterator, Callable
from typing import Any

import httpx

from osta.bot.channels.signal.transport import (
    CALL_SECONDS,
    CONNECT_SECONDS,
    Json,
    NoAnswer,
    Unreachable,
    request,
    result_of,
)

KEEP_ALIVES_MISSED_SECONDS = 60.0  # the daemon sends one every 15 seconds
REFUSAL_SECONDS = 0.5
LINGER_SECONDS = 10.0
"""How long a stream that was left is read after the next has begun: both are given what comes."""

_MOST_LEFT = 8
_CONNECTIONS = 64
_BAD_REQUEST, _SERVER_ERROR = 400, 500
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)


class HttpTransport:
    """Calls and events of ``account`` at the daemon's root address."""

    def __init__(self, url: str, account: str) -> None:
        # At INFO the library logs every call.
        logging.getLogger("httpx").setLevel(logging.WARNING)
        self._root = url.rstrip("/")
        self._account = account
        self._numbers = itertools.count(1)
        self._client: httpx.AsyncClient | None = None
        self._stream: asyncio.Task[None] | None = None
        self._over = asyncio.Event()  # the stream has ended or was left
        self._left: set[asyncio.Task[None]] = set()
        self._finished = False

    async def call(self, method: str, params: Json, seconds: float = CALL_SECONDS) -> Any:
        """The result of a call. Raises Unreachable, NoAnswer or RpcError."""
        if self._finished:
            raise Unreachable
        try:
            async with asyncio.timeout(seconds + CONNECT_SECONDS):
                answer = await self._opened().post(
                    f"{self._root}/api/v1/rpc",
                    json=request(next(self._numbers), method, params),
                    timeout=httpx.Timeout(seconds, connect=CONNECT_SECONDS),
                )
        except _NOT_SENT as error:
            raise Unreachable from error
        except (httpx.HTTPError, TimeoutError, RuntimeError) as error:  # RuntimeError: the client has been closed
            raise NoAnswer from error
        if _BAD_REQUEST <= answer.status_code < _SERVER_ERROR:
            raise Unreachable(f"The daemon refuses calls with the status {answer.status_code}.")
        try:
            return result_of(answer.json())
        except ValueError as error:
            raise NoAnswer from error

    async def ping(self, seconds: float) -> Any:
        """The daemon's answer to ``version``. Raises Unreachable, NoAnswer or RpcError."""
        return await self.call("version", {}, seconds)

    async def receive(self, take: Callable[[Json], None], opened: Callable[[], None]) -> None:
        """Open the event stream and hand over events until it ends or is left. Raises Unreachable."""
        self._over.clear()

        def asked() -> None:
            if self._stream is stream:
                opened()

        stream = self._stream = asyncio.create_task(self._events(self._opened(), take, asked), name="signal-events")
        stream.add_done_callback(lambda _: self._over.set() if self._stream is stream else None)
        try:
            await self._over.wait()
        except asyncio.CancelledError:
            stream.cancel()
            raise
        finally:
            self._stream = None
        if stream.done() and not stream.cancelled() and isinstance(error := stream.exception(), Unreachable):
            raise error

    async def finish(self, grace_seconds: float) -> None:
        """Close everything. HTTP has no way to say it first: what the daemon sends before it notices is lost."""
        self._finished = True
        streams = [stream for stream in (self._stream, *self._left) if stream is not None]
        for stream in streams:
            stream.cancel()
        await asyncio.gather(*streams, return_exceptions=True)
        if self._client is not None:
            await self._client.aclose()

    def leave(self) -> None:
        """Leave the stream for a new one. What the daemon writes into it until then is handed over."""
        stream, self._stream = self._stream, None
        if stream is None:
            return
        if len(self._left) < _MOST_LEFT:
            self._left.add(stream)
            stream.add_done_callback(self._forget)
        else:
            stream.cancel()
        self._over.set()

    def _forget(self, stream: asyncio.Task[None]) -> None:
        self._left.discard(stream)
        if not stream.cancelled():
            stream.exception()  # how it ended is nobody's concern any more

    def _opened(self) -> httpx.AsyncClient:
        if self._client is None:
            # No proxy of the environment stands between two programs of one machine or network.
            limits = httpx.Limits(max_connections=_CONNECTIONS, max_keepalive_connections=_CONNECTIONS // 4)
            self._client = httpx.AsyncClient(trust_env=False, limits=limits)
        return self._client

    async def _events(
        self, client: httpx.AsyncClient, take: Callable[[Json], None], opened: Callable[[], None]
    ) -> None:
        loop, stream = asyncio.get_running_loop(), asyncio.current_task()
        flowing: asyncio.Future[None] = loop.create_future()
        flowing.add_done_callback(lambda done: None if done.cancelled() else opened())
        patience: list[asyncio.TimerHandle] = []
        silence = loop.call_later(CONNECT_SECONDS + KEEP_ALIVES_MISSED_SECONDS, self._silent, stream)

        async def asked(event: str, _: Json) -> None:
            # signal-cli 0.13 holds the answer's headers back until the first event or keep-alive; a refusal is quick.
            if event == "http11.send_request_body.complete":
                patience.append(loop.call_later(REFUSAL_SECONDS, settle))
                heard()

        def settle() -> None:
            if not flowing.done():
                flowing.set_result(None)

        def heard() -> None:
            nonlocal silence
            silence.cancel()
            silence = loop.call_later(KEEP_ALIVES_MISSED_SECONDS, self._silent, stream)

        try:
            async with client.stream(
                "GET",
                f"{self._root}/api/v1/events",
                params={"account": self._account},
                timeout=httpx.Timeout(None, connect=CONNECT_SECONDS),
                extensions={"trace": asked},
            ) as answer:
                if not answer.is_success:
                    raise Unreachable(f"The daemon refuses to receive with the status {answer.status_code}.")
                settle()
                self._begun(stream)
                async for data in _data(answer.aiter_raw(), heard):
                    with contextlib.suppress(ValueError):
                        event = json.loads(data)
                        if isinstance(event, dict):
                            take(event)
        except httpx.ConnectError as error:
            raise Unreachable from error
        except httpx.HTTPError:
            return  # the stream has ended, one way or another
        finally:
            flowing.cancel()
            for timer in (*patience, silence):
                timer.cancel()

    def _begun(self, stream: asyncio.Task[None] | None) -> None:
        if stream is self._stream:
            for left in self._left:
                asyncio.get_running_loop().call_later(LINGER_SECONDS, left.cancel)

    def _silent(self, stream: asyncio.Task[None] | None) -> None:
        if stream is self._stream:
            self.leave()


async def _data(parts: AsyncIterable[bytes], heard: Callable[[], None]) -> AsyncIterator[bytes]:
    """The data of each event; every part is ``heard``. A line ends with a line feed alone: the library's own lines
    would end within a message too, at signs such as U+2028 that JSON leaves as they are.
    """
    rest = b""
    data: list[bytes] = []
    async for part in parts:
        heard()
        *lines, rest = (rest + part).split(b"\n")
        for raw in lines:
            line = raw.removesuffix(b"\r")
            if line.startswith(b"data:"):
                data.append(line.removeprefix(b"data:"))
            elif not line and data:
                yield b"\n".join(data)
                data = []
