"""The daemon over TCP or a UNIX socket, on two connections: one only receives, the other only calls.

signal-cli goes on writing what it receives into a connection that has ended until every call that was made on it is
answered, which takes as long as Signal takes; whatever it writes there is lost. A connection without calls is let go
at once when the program is killed or the line is cut, and what comes from then on waits for the next one.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

from osta.bot.channels.signal.line import Line, Streams
from osta.bot.channels.signal.transport import CALL_SECONDS, CONNECT_SECONDS, Json, NoAnswer, RpcError, Unreachable

_PREPARED_SECONDS = 10.0
_MOST_LEFT = 8  # connections that a hung daemon has not closed yet
_SUBSCRIPTIONS_TRIED = 8  # made by all the daemon's connections while one of ours was
Connect = Callable[[], Awaitable[Streams]]


class LineTransport:
    """Calls and events of ``account`` over connections that ``connect`` opens."""

    def __init__(self, connect: Connect, account: str) -> None:
        self._connect = connect
        self._account = account
        self._take: Callable[[Json], None] | None = None
        self._events: Line | None = None
        self._calls: Line | None = None
        self._preparing: asyncio.Task[Line] | None = None
        self._over = asyncio.Event()  # the line that receives has ended or was left
        self._left: set[Line] = set()
        self._subscribing: asyncio.Task[None] | None = None
        self._subscription: int | None = None
        self._automatic = False  # the daemon sends events without being asked
        self._finished = False

    async def call(self, method: str, params: Json, seconds: float = CALL_SECONDS) -> Any:
        """The result of a call. Raises Unreachable, NoAnswer or RpcError."""
        if self._events is None or self._finished:
            raise Unreachable
        return await (await self._caller()).call(method, params, seconds)

    async def ping(self, seconds: float) -> Any:
        """The daemon's answer to ``version`` on the line that receives. A line for calls that is silent is replaced.

        Raises Unreachable, NoAnswer or RpcError.
        """
        if self._events is None:
            raise Unreachable
        answer = await self._events.call("version", {}, seconds)
        if self._calls is not None and self._calls.open:
            try:
                await self._calls.call("version", {}, seconds)
            except (NoAnswer, Unreachable):
                self._leave(self._calls)
        return answer

    async def receive(self, take: Callable[[Json], None], opened: Callable[[], None]) -> None:
        """Connect, subscribe, and hand over events until the connection ends or is left. Raises Unreachable."""
        self._take = take
        self._subscription, self._automatic, self._finished = None, False, False
        self._over.clear()
        line = self._events = await self._open()
        line.reading.add_done_callback(lambda _: self._over.set() if self._events is line else None)
        self._subscribing = asyncio.create_task(self._subscribe(line, opened), name="signal-subscribe")
        try:
            await self._over.wait()
        except asyncio.CancelledError:
            line.abort()
            raise
        finally:
            self._events = None
            self._subscribing.cancel()
            outcome = await asyncio.gather(self._subscribing, return_exceptions=True)
        if isinstance(outcome[0], RpcError):
            raise Unreachable(f"The daemon refuses to receive for the account ({outcome[0].code}).")

    async def finish(self, grace_seconds: float) -> None:
        """Close our halves: the daemon stops receiving for us, sends what it still has, and closes the others."""
        self._finished = True
        if self._preparing is not None:
            self._preparing.cancel()
            await asyncio.gather(self._preparing, return_exceptions=True)
        self.leave()
        lines = list(self._left)
        if lines:
            await asyncio.wait([line.reading for line in lines], timeout=grace_seconds)
        for line in lines:
            line.abort()
        await asyncio.gather(*(line.reading for line in lines), return_exceptions=True)

    def leave(self) -> None:
        """Leave the connections for new ones. What the daemon still writes into them is handed over."""
        for line in (self._events, self._calls):
            self._leave(line)

    def _leave(self, line: Line | None) -> None:
        if line is None or line in self._left:
            return
        line.close()
        if line.reading.done():
            pass
        elif len(self._left) < _MOST_LEFT:
            self._left.add(line)
            line.reading.add_done_callback(lambda _: self._left.discard(line))
        else:
            line.abort()
        if line is self._events:
            self._events = None
            self._over.set()

    async def _open(self) -> Line:
        try:
            streams = await asyncio.wait_for(self._connect(), CONNECT_SECONDS)
        except (OSError, TimeoutError) as error:
            raise Unreachable from error
        line = Line(streams, lambda params: self._event(line, params))
        return line

    async def _subscribe(self, line: Line, opened: Callable[[], None]) -> None:
        """Ask for events, which in the receive mode ``manual`` come only when asked for."""
        try:
            self._subscription = await line.call("subscribeReceive", {"account": self._account})
        except (Unreachable, NoAnswer, RpcError):
            self._leave(line)
            raise
        opened()
        if self._automatic:
            await self._unsubscribe(line)

    async def _unsubscribe(self, line: Line) -> None:
        """In the other receive modes, where everything would come twice, take the own subscription back."""
        subscription, self._subscription = self._subscription, None
        if subscription is not None:
            with contextlib.suppress(Unreachable, NoAnswer, RpcError):
                await line.call("unsubscribeReceive", {"account": self._account, "subscription": subscription})

    async def _caller(self) -> Line:
        """The line for calls. Raises Unreachable."""
        if self._calls is not None and self._calls.open:
            return self._calls
        if self._preparing is None or self._preparing.done():
            self._preparing = asyncio.create_task(self._prepared(), name="signal-calls")
            self._preparing.add_done_callback(lambda task: task.cancelled() or task.exception())
        return await asyncio.shield(self._preparing)

    async def _prepared(self) -> Line:
        line = await self._open()
        try:
            async with asyncio.timeout(_PREPARED_SECONDS):
                await self._hear_nothing(line)
        except (NoAnswer, TimeoutError, asyncio.CancelledError) as error:
            self._leave(line)
            if isinstance(error, asyncio.CancelledError):
                raise
            raise Unreachable from error
        self._calls = line
        return line

    @staticmethod
    async def _hear_nothing(line: Line) -> None:
        """Take back the subscription that signal-cli, except in the receive mode ``manual``, makes for each connection.

        With several accounts it has to be named, and is not told: its number is the last one before the next.
        """
        try:
            await line.call("unsubscribeReceive", None)
        except RpcError:
            with contextlib.suppress(RpcError):
                last = int(await line.call("subscribeReceive", None))
                for number in range(last, max(-1, last - _SUBSCRIPTIONS_TRIED), -1):
                    with contextlib.suppress(RpcError):
                        await line.call("unsubscribeReceive", {"subscription": number})

    def _event(self, line: Line, params: Json) -> None:
        asked_for = isinstance(params.get("result"), dict) and "subscription" in params
        if self._take is not None:
            self._take(params["result"] if asked_for else params)
        if not asked_for and line is self._events and not self._automatic:
            self._automatic = True
            if self._subscription is not None:
                self._subscribing = asyncio.create_task(self._unsubscribe(line), name="signal-unsubscribe")
