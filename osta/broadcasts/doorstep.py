"""What the bot starts by itself, for somebody at the program's own terminal: looked after while they are there.

Nothing runs there between two lines that they write, and another process may be serving the messengers all the while.
So each look does at most what such a process would do, lets go of it at once, and then hands over what waits here.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Collection
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from osta.broadcasts.broadcast import shown
from osta.broadcasts.delivery import Offers, Sender
from osta.broadcasts.outgoing import every_tick
from osta.broadcasts.quiet import HELSINKI, QuietHours
from osta.broadcasts.schedule import Schedule
from osta.chat.messages import Address, Reply
from osta.discovery.service import Discovery
from osta.store import broadcasts, deliveries, pickups
from osta.store.deliveries import Ended, Order
from osta.store.engine import Database, Session
from osta.store.payloads import decode_reply

EVERY = timedelta(seconds=2)
"""The least time between two rounds of the schedule."""
_MOST_TURNS = 100  # pages of an audience in one look
_MOST_AT_ONCE = 20
_LEASE = timedelta(minutes=1)  # what was taken and not shown by then, as the program was killed, is shown next time
_SHORTEST_WAIT = 0.1  # seconds: a shorter one means that there is more to do


class Doorstep:
    """Hands what is due for ``address`` to ``show``, whatever the hour: who is there may be spoken to."""

    def __init__(
        self,
        database: Database,
        discovery: Discovery,
        address: Address,
        show: Callable[[Reply], Awaitable[object]],
        *,
        clock: Callable[[], datetime],
        zone: ZoneInfo = HELSINKI,
        staff: Collection[Address] = (),
        offers: Offers | None = None,
    ) -> None:
        self._database = database
        self._address = address
        self._show = show
        self._clock = clock
        self._offers = offers
        self._schedule = Schedule(database, every_tick(discovery, staff), clock=clock)
        # It sends nothing itself, and queues what goes out for the people of all messengers.
        self._sender = Sender(database, [], clock=clock, quiet=QuietHours(zone))
        self._last: float | None = None

    async def look(self) -> None:
        """Start what is due, unless another process does it; show what waits here."""
        if self._last is None or time.monotonic() - self._last >= EVERY.total_seconds():
            self._last = time.monotonic()
            await self._schedule.round()
            for _ in range(_MOST_TURNS):
                if await self._sender.turn() > _SHORTEST_WAIT:
                    break
            await self._sender.stop()
            await self._schedule.stop()
        now = self._clock()
        async with self._database.transaction() as session:
            due = await pickups.take(session, self._address, now, now + _LEASE, _MOST_AT_ONCE)
            replies = [await _reply(session, order) for order in due]
            for order, reply in zip(due, replies, strict=True):
                if self._offers is not None:
                    await self._offers.sets_out(session, self._address, order.id, reply, now)
        # Outside: whoever reads slowly, or has paused a pipe, must keep no other process from writing.
        for order, reply in zip(due, replies, strict=True):
            await self._show(reply)
            async with self._database.transaction() as session:
                await deliveries.settle(session, [Ended(order, "sent", self._clock())])


async def _reply(session: Session, order: Order) -> Reply:
    if order.broadcast_id is None or order.payload:
        return decode_reply(order.payload)
    found = await broadcasts.get(session, order.broadcast_id)
    assert found is not None, "a broadcast with rows is never deleted"  # noqa: S101 - a mistake in this program
    return shown(found, order.language)
