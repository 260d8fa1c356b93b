"""Staying connected: whenever the daemon goes away or hangs, connect again, however long it takes."""

from __future__ import annotations

import asyncio
import contextlib
import re
import time
from collections.abc import Awaitable, Callable
from typing import Any

import structlog

from osta.bot.channels.backoff import Backoff
from osta.bot.channels.signal.transport import CALL_SECONDS, Json, NoAnswer, RpcError, Transport, Unreachable

CONNECTED = "signal_connected"
PING_SECONDS = 30.0  # between looks whether a silent daemon is still alive
STEADY_SECONDS = 5.0
"""After a connection that held for so long the next is tried at once: over HTTP, what comes meanwhile can be lost."""

_PONG_SECONDS = 15.0
_POLLS_SINCE = (0, 13, 23)
_FAREWELL_SECONDS = 5.0

Call = Callable[[str, Json], Awaitable[Any]]


class Connection:
    """Keeps a transport receiving into ``take``. Calls go to the account; they need ``run`` in the background."""

    def __init__(
        self,
        transport: Transport,
        account: str,
        take: Callable[[Json], None],
        backoff: Backoff,
        ping_seconds: float = PING_SECONDS,
        on_up: Callable[[], None] | None = None,
    ) -> None:
        self._transport = transport
        self._account = account
        self._take = take
        self._backoff = backoff
        self._ping_seconds = ping_seconds
        self._on_up = on_up
        self._watch: asyncio.Task[None] | None = None
        self._closing = asyncio.Event()
        self.tried = asyncio.Event()
        """Set once a first attempt to connect has ended, well or not."""
        self.up = False
        """Whether the daemon answers and events flow."""
        self._up_since = 0.0
        self.polls = False
        """Whether the daemon can make native polls."""

    async def call(self, method: str, params: Json, seconds: float = CALL_SECONDS) -> Any:
        """The result of a call for the account. Raises Unreachable, NoAnswer or RpcError."""
        return await self._transport.call(method, params | {"account": self._account}, seconds)

    async def run(self) -> None:
        """Receive until closed."""
        while not self._closing.is_set():
            cause = "ConnectionEnded"
            try:
                await self._transport.receive(self._take, self._opened)
            except Unreachable as error:
                cause = str(error)
            finally:
                steady = self.up and time.monotonic() - self._up_since >= STEADY_SECONDS
                self.up = False
                await self._stop_watching()
            if self._closing.is_set():
                return
            wait = self._backoff.failed(cause)
            self.tried.set()
            if steady:
                continue
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), wait)

    async def close(self) -> None:
        """Connect no more; what the daemon still sends is taken."""
        self._closing.set()
        await self._stop_watching()
        await self._transport.finish(_FAREWELL_SECONDS)

    def _opened(self) -> None:
        self._watch = asyncio.create_task(self._watched(), name="signal-watch")

    async def _watched(self) -> None:
        """Learn what the daemon can do; then see from time to time whether it answers. One that does not is left."""
        while True:
            try:
                answer = await self._transport.ping(_PONG_SECONDS)
            except (NoAnswer, Unreachable):
                self._transport.leave()
                return
            except RpcError:
                answer = {}
            if not self.up:
                self._came_up(answer)
            await asyncio.sleep(self._ping_seconds)

    def _came_up(self, answer: Any) -> None:
        version = str(answer.get("version", "")) if isinstance(answer, dict) else ""
        self.polls = tuple(int(part) for part in re.findall(r"\d+", version)[:3]) >= _POLLS_SINCE
        self.up, self._up_since = True, time.monotonic()
        self._backoff.succeeded()
        structlog.get_logger().info(CONNECTED, version=version, polls=self.polls)
        self.tried.set()
        if self._on_up is not None:
            self._on_up()

    async def _stop_watching(self) -> None:
        watch, self._watch = self._watch, None
        if watch is not None:
            watch.cancel()
            await asyncio.gather(watch, return_exceptions=True)
