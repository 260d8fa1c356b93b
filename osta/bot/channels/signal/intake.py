"""From events to the sink. The daemon wants no confirmation and forgets what it has sent: nothing may be let go here.

An event is kept in memory until the sink has stored its message; while the sink fails, it is tried again, and what
comes later waits.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime

import structlog

from osta.bot.channels.signal.envelopes import Arrival, Reader
from osta.bot.channels.signal.transport import Json
from osta.chat.channel import Sink

UNREADABLE = "signal_envelope_unreadable"
UNDECRYPTABLE = "signal_message_undecryptable"
NOT_STORED = "signal_message_not_stored"
LOST = "signal_messages_lost"

_REMEMBERED = 4096
_LONGEST_WAIT_SECONDS = 5.0  # a database comes back sooner than a network


class Intake:
    """Takes events, one after the other, into the sink; each message once, and then tells ``stored``."""

    def __init__(
        self, reader: Reader, sink: Sink, stored: Callable[[Arrival], None], first_wait_seconds: float
    ) -> None:
        self._reader = reader
        self._sink = sink
        self._tell = stored
        self._first_wait = first_wait_seconds
        self._events: asyncio.Queue[tuple[datetime, Json] | None] = asyncio.Queue()
        self._stored: OrderedDict[str, None] = OrderedDict()
        self._failing = False

    def take(self, params: Json) -> None:
        """Accept an event of the daemon."""
        self._events.put_nowait((datetime.now(UTC), params))

    async def run(self) -> None:
        """Store events until ``finish`` and all that was taken before it."""
        while (event := await self._events.get()) is not None:
            wait = self._first_wait
            while not await self._done(*event):
                await asyncio.sleep(min(wait, _LONGEST_WAIT_SECONDS))
                wait *= 2

    async def finish(self, running: asyncio.Task[None], grace_seconds: float) -> None:
        """Store what has been taken, within the grace; what could not be stored is lost, and logged."""
        self._events.put_nowait(None)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(running, grace_seconds)
            return
        structlog.get_logger().error(LOST, count=self._events.qsize())

    async def _done(self, received_at: datetime, params: Json) -> bool:
        """Whether the event needs no further attempt."""
        exception = params.get("exception")
        if exception:
            kind = exception.get("type") if isinstance(exception, dict) else None
            structlog.get_logger().warning(UNDECRYPTABLE, error=kind)
        try:
            arrival = await self._reader.read(params, received_at)
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            # An envelope that nobody foresaw must not stop all the others.
            structlog.get_logger().error(UNREADABLE, error=type(error).__name__)
            return True
        except Exception as error:  # noqa: BLE001 - the choices are kept where messages are stored, which may be away
            return self._failed(error)
        if arrival is None or arrival.message.id in self._stored:
            return True
        if arrival.expires_at is not None and arrival.expires_at <= datetime.now(UTC):
            return True  # its time was over before it could be stored
        try:
            await self._sink(arrival.message)
        except Exception as error:  # noqa: BLE001 - whatever the reason: it has to be delivered again
            return self._failed(error)
        self._succeeded(arrival)
        return True

    def _failed(self, error: Exception) -> bool:
        if not self._failing:
            structlog.get_logger().warning(NOT_STORED, error=type(error).__name__)
        self._failing = True
        return False

    def _succeeded(self, arrival: Arrival) -> None:
        self._failing = False
        self._stored[arrival.message.id] = None
        if len(self._stored) > _REMEMBERED:
            self._stored.popitem(last=False)
        self._tell(arrival)
