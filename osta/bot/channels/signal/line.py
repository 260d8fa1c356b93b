"""One connection to the daemon: a JSON object a line; requests go out, answers and events come in."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
from collections.abc import Callable, Iterable
from typing import Any

import structlog

from osta.bot.channels.signal.transport import CALL_SECONDS, Json, NoAnswer, Unreachable, request, result_of

CUT_OFF = "signal_message_cut_off"
LONGEST_LINE_BYTES = 64 * 1024 * 1024
_STRAGGLERS_SECONDS = 2.0
_EVENT = b'"method":"receive"'
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Line:
    """Read from its making on, until it ends. ``received`` is given the parameters of each event."""

    def __init__(self, streams: Streams, received: Callable[[Json], None]) -> None:
        self._reader, self._writer = streams
        self._received = received
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._closed = False
        self.reading = asyncio.create_task(self._read(), name="signal-line")
        """Done when the connection has ended."""

    @property
    def open(self) -> bool:
        """Whether it takes calls."""
        return not (self._closed or self.reading.done() or self._writer.is_closing())

    async def call(self, method: str, params: Json | None, seconds: float = CALL_SECONDS) -> Any:
        """The result of a call. Raises Unreachable, NoAnswer or RpcError."""
        if not self.open:
            raise Unreachable
        number = next(self._numbers)
        waiting: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[number] = waiting
        try:
            self._writer.write(json.dumps(request(number, method, params), ensure_ascii=False).encode() + b"\n")
            async with asyncio.timeout(seconds):
                await self._writer.drain()
                return result_of(await waiting)
        except (OSError, TimeoutError) as error:
            raise NoAnswer from error
        finally:
            del self._waiting[number]
            if not waiting.cancel() and not waiting.cancelled():
                # The connection may end while the call is being written: its failure is told, this one is nobody's.
                waiting.exception()

    def close(self) -> None:
        """Close our half: the daemon stops receiving for us, sends what it still has, and closes the other half."""
        self._closed = True
        with contextlib.suppress(OSError):
            self._writer.write_eof()

    def abort(self) -> None:
        """End it at once."""
        self._writer.transport.abort()

    async def _read(self) -> None:
        try:
            # ValueError: a line longer than anything that signal-cli sends
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, ValueError):
                while line := await self._reader.readline():
                    self._take(line)
        finally:
            self._writer.close()
            _lost(self._waiting.values())

    def _take(self, line: bytes) -> None:
        try:
            value = json.loads(line)
        except ValueError:
            if _EVENT in line:
                # The connection ended in the middle of it, and the daemon does not know.
                structlog.get_logger().warning(CUT_OFF)
                return
            # Half an answer, and nobody knows to which call: those that get no other soon have lost theirs.
            asyncio.get_running_loop().call_later(_STRAGGLERS_SECONDS, _lost, list(self._waiting.values()))
            return
        if not isinstance(value, dict):
            return
        if value.get("method") == "receive" and isinstance(value.get("params"), dict):
            self._received(value["params"])
        elif value.get("id") in self._waiting:
            waiting = self._waiting[value["id"]]
            if not waiting.done():
                waiting.set_result(value)


def _lost(calls: Iterable[asyncio.Future[Any]]) -> None:
    for waiting in calls:
        if not waiting.done():
            waiting.set_exception(NoAnswer())
