"""The daemon over TCP or a UNIX socket: one JSON object a line, answers and events on the same connection."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from osta.bot.channels.signal.transport import (
    CALL_SECONDS,
    CONNECT_SECONDS,
    Json,
    NoAnswer,
    RpcError,
    Unreachable,
    request,
    result_of,
)

LONGEST_LINE_BYTES = 64 * 1024 * 1024
_STRAGGLERS_SECONDS = 2.0
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Connect = Callable[[], Awaitable[Streams]]


class LineTransport:
    """Calls and events of ``account`` over the connection that ``connect`` opens."""

    def __init__(self, connect: Connect, account: str) -> None:
        self._connect = connect
        self._account = account
        self._numbers = itertools.count(1)
        self._writer: asyncio.StreamWriter | None = None
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._subscribing: asyncio.Task[None] | None = None
        self._subscription: int | None = None
        self._automatic = False  # the daemon sends events without being asked
        self._finished = False  # our half of the connection is closed
        self._ended = asyncio.Event()

    async def call(self, method: str, params: Json, seconds: float = CALL_SECONDS) -> Any:
        """The result of a call. Raises Unreachable, NoAnswer or RpcError."""
        writer = self._writer
        if writer is None or writer.is_closing() or self._finished:
            raise Unreachable
        number = next(self._numbers)
        waiting: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[number] = waiting
        try:
            writer.write(json.dumps(request(number, method, params), ensure_ascii=False).encode() + b"\n")
            async with asyncio.timeout(seconds):
                await writer.drain()
                return result_of(await waiting)
        except (OSError, TimeoutError) as error:
            raise NoAnswer from error
        finally:
            del self._waiting[number]
            if not waiting.cancel() and not waiting.cancelled():
                # The connection may end while the call is being written: its failure is told, this one is nobody's.
                waiting.exception()

    async def receive(self, take: Callable[[Json], None], opened: Callable[[], None]) -> None:
        """Connect, subscribe, and hand over events until the connection ends. Raises Unreachable."""
        try:
            reader, writer = await asyncio.wait_for(self._connect(), CONNECT_SECONDS)
        except (OSError, TimeoutError) as error:
            raise Unreachable from error
        self._writer, self._subscription, self._automatic, self._finished = writer, None, False, False
        self._ended.clear()
        self._subscribing = asyncio.create_task(self._subscribe(opened), name="signal-subscribe")
        try:
            # ValueError: a line longer than anything that signal-cli sends
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, ValueError):
                while line := await reader.readline():
                    self._read(line, take)
        finally:
            self._writer = None
            self._ended.set()
            writer.close()
            self._give_up()
            outcome = await asyncio.gather(self._subscribing, return_exceptions=True)
        if isinstance(outcome[0], RpcError):
            raise Unreachable(f"The daemon refuses to receive for the account ({outcome[0].code}).")

    async def finish(self, grace_seconds: float) -> None:
        """Close our half: the daemon stops receiving for us, sends what it still has, and closes the other half."""
        if self._writer is None:
            return
        self._finished = True
        with contextlib.suppress(OSError):
            self._writer.write_eof()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._ended.wait(), grace_seconds)
        self.abort()

    def abort(self) -> None:
        """Close the connection at once."""
        if self._writer is not None:
            self._writer.transport.abort()

    async def _subscribe(self, opened: Callable[[], None]) -> None:
        """Ask for events, which in the receive mode ``manual`` come only when asked for."""
        try:
            self._subscription = await self.call("subscribeReceive", {"account": self._account})
        except (Unreachable, NoAnswer, RpcError):
            self.abort()
            raise
        opened()
        if self._automatic:
            await self._unsubscribe()

    async def _unsubscribe(self) -> None:
        """In the other receive modes, where everything would come twice, take the own subscription back."""
        subscription, self._subscription = self._subscription, None
        if subscription is not None:
            with contextlib.suppress(Unreachable, NoAnswer, RpcError):
                await self.call("unsubscribeReceive", {"account": self._account, "subscription": subscription})

    def _read(self, line: bytes, take: Callable[[Json], None]) -> None:
        try:
            value = json.loads(line)
        except ValueError:
            # Half an answer, and nobody knows to which call: those that get no other soon have lost theirs.
            asyncio.get_running_loop().call_later(_STRAGGLERS_SECONDS, _lost, list(self._waiting.values()))
            return
        if not isinstance(value, dict):
            return
        if value.get("method") == "receive" and isinstance(value.get("params"), dict):
            self._event(value["params"], take)
        elif value.get("id") in self._waiting:
            waiting = self._waiting[value["id"]]
            if not waiting.done():
                waiting.set_result(value)

    def _event(self, params: Json, take: Callable[[Json], None]) -> None:
        asked_for = isinstance(params.get("result"), dict) and "subscription" in params
        take(params["result"] if asked_for else params)
        if not asked_for and not self._automatic:
            self._automatic = True
            if self._subscription is not None:
                self._subscribing = asyncio.create_task(self._unsubscribe(), name="signal-unsubscribe")

    def _give_up(self) -> None:
        _lost(self._waiting.values())


def _lost(calls: Iterable[asyncio.Future[Any]]) -> None:
    for waiting in calls:
        if not waiting.done():
            waiting.set_exception(NoAnswer())
