"""From events to the sink. The daemon wants no confirmation and forgets what it has sent: nothing may be let go here.

An event is kept in memory until the sink has stored its message; while the sink fails, it is tried again, and what the
same person says later waits. People are stored side by side: what waits in memory would be lost with the program.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime

import structlog

from osta.bot.channels.signal.envelopes import Arrival, Reader, sender_of, speaks
from osta.bot.channels.signal.spool import Spool
from osta.bot.channels.signal.transport import Json
from osta.bot.lanes import Lanes
from osta.chat.channel import Sink
from osta.store.models import utc_now

UNREADABLE = "signal_envelope_unreadable"
UNDECRYPTABLE = "signal_message_undecryptable"
NOT_STORED = "signal_message_not_stored"
LOST = "signal_messages_not_stored_in_time"

_REMEMBERED = 4096
_LONGEST_WAIT_SECONDS = 5.0  # a database comes back sooner than a network


class Intake:
    """Takes events into the sink, people side by side, one's events one after the other; each message once, and then
    tells ``stored``.
    """

    def __init__(
        self,
        reader: Reader,
        sink: Sink,
        stored: Callable[[Arrival], None],
        first_wait_seconds: float,
        spool: Spool | None = None,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._reader = reader
        self._sink = sink
        self._tell = stored
        self._first_wait = first_wait_seconds
        self._spool = spool
        self._clock = clock
        self._lanes: Lanes[str] = Lanes()
        self._waiting = 0
        self._stored: OrderedDict[str, None] = OrderedDict()
        self._failing = False

    def start(self) -> None:
        """Take what the last run had received and not stored."""
        for received_at, params in self._spool.left() if self._spool else ():
            self._put(received_at, params)

    def take(self, params: Json) -> None:
        """Accept an event of the daemon."""
        received_at = self._clock()
        if self._spool is not None and speaks(params):
            self._spool.add(received_at, params)
        self._put(received_at, params)

    def _put(self, received_at: datetime, params: Json) -> None:
        self._waiting += 1
        self._lanes.put(sender_of(params), lambda: self._store(received_at, params))

    async def finish(self, grace_seconds: float) -> None:
        """Store what has been taken, within the grace; what could not be stored is logged: without a spool it
        is lost.
        """
        await self._lanes.stop(grace_seconds)
        if self._waiting:
            structlog.get_logger().error(LOST, count=self._waiting, spooled=self._spool is not None)
        if self._spool is not None:
            self._spool.close()

    async def _store(self, received_at: datetime, params: Json) -> None:
        wait = self._first_wait
        while not await self._done(received_at, params):
            await asyncio.sleep(min(wait, _LONGEST_WAIT_SECONDS))
            wait *= 2
        self._waiting -= 1
        if not self._waiting and self._spool is not None:
            self._spool.clear()

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
        expires_at = arrival.message.expires_at
        if expires_at is not None and expires_at <= self._clock():
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
