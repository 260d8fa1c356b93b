"""The way of every message: stored first, answered in the order of its chat, its answer sent; at start, what was left.

Nothing that matters is kept in memory: a message is in the inbox until its answer is in the outbox, and the answer is
in the outbox until it is sent. The program may die anywhere in between.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from functools import partial

import structlog

from osta.bot import metrics
from osta.bot.delivery import Delivery
from osta.bot.group_commit import GroupCommit
from osta.bot.lanes import Lanes
from osta.bot.limits import MOST_A_MINUTE
from osta.bot.turns import Clock, Turns
from osta.chat.channel import Channel
from osta.chat.messages import Address, Message
from osta.discovery.service import Discovery
from osta.handlers.route import Routes
from osta.handlers.turn import PASSING
from osta.store import answers, arrivals, disappearing
from osta.store.engine import Database, Session
from osta.store.errors import DatabaseError
from osta.store.models import utc_now
from osta.store.outbox import Leased

RECOVERED = "left_over_taken_up"
STORE_AWAY = "database_away"
UNREADABLE = "stored_message_unreadable"
EXPIRED = "disappeared_unanswered"
SWEEP_FAILED = "sweep_failed"

LEASE = timedelta(seconds=6)
"""After this long without a sign of life from whoever was sending an answer, it is sent again."""
SWEEP_SECONDS = 30.0  # between looks for what another process has left behind
_ROOM = 500  # accepted messages in memory; with more waiting, accepting waits too
_PAGE = 1000
_LONGEST_WAIT_SECONDS = 30.0


class Router:
    """Give its ``accept`` to the channels. Start it before they receive, stop it before they close: it still sends.

    Several may work on one database; ``only`` is the one address that this one serves, where others serve the rest.
    """

    def __init__(
        self,
        database: Database,
        discovery: Discovery,
        routes: Routes,
        channels: Collection[Channel],
        *,
        clock: Clock = utc_now,
        staff: Collection[Address] = (),
        numbered: Collection[str] = (),
        most_a_minute: int = MOST_A_MINUTE,
        first_backoff_seconds: float = 1.0,
        sweep_seconds: float = SWEEP_SECONDS,
        lease: timedelta = LEASE,
        only: Address | None = None,
    ) -> None:
        by_name: Mapping[str, Channel] = {channel.name: channel for channel in channels}
        self._database = database
        self._channels = by_name
        self._clock = clock
        self._sweep_seconds = sweep_seconds
        self._lease = lease
        self._only = only
        self._first_backoff = first_backoff_seconds
        self._lanes: Lanes[Address] = Lanes()
        self._turns = Turns(
            database,
            discovery,
            routes,
            clock=clock,
            lease=lease,
            staff=staff,
            numbered=numbered,
            most_a_minute=most_a_minute,
        )
        self._delivery = Delivery(
            database, by_name, self._lanes, clock=clock, lease=lease, first_backoff_seconds=first_backoff_seconds
        )
        self._arriving: GroupCommit[Message, int | None] = GroupCommit(database, self._stored)
        self._room = asyncio.Semaphore(_ROOM)
        self._taken: set[int] = set()
        self._sweeper: asyncio.Task[None] | None = None
        self._closing = False

    async def start(self) -> None:
        """Take up what was left unanswered or unsent, and look for it again from time to time."""
        await self._sweep()
        self._sweeper = asyncio.create_task(self._sweep_on(), name="router-sweep")

    async def accept(self, message: Message) -> None:
        """Store a message; it is answered in its turn. One that was here already is let go.

        Returns when it is stored. Raises DatabaseError when it could not be: then it has to be delivered again.
        """
        await self._room.acquire()
        waits_in_memory = False
        try:
            number = await self._arriving.put(message)
            if number is None:
                metrics.REPEATED.labels(message.address.channel).inc()
                return
            metrics.ACCEPTED.labels(message.address.channel).inc()
            waits_in_memory = not self._closing  # else the next start takes it up
            if waits_in_memory:
                self._put(number, message)
        finally:
            if not waits_in_memory:
                self._room.release()

    async def idle(self) -> None:
        """Wait until all accepted messages are answered, and all that is due is sent."""
        await self._lanes.idle()

    async def stop(self, grace_seconds: float = 20.0) -> None:
        """Answer what was accepted, within the grace; the rest stays stored for the next start."""
        self._closing = True
        if self._sweeper is not None:
            self._sweeper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._sweeper
        self._delivery.stop()
        await self._lanes.stop(grace_seconds)
        await self._arriving.idle()
        await self._delivery.idle()
        self._delivery.stop()  # what the last answers have set

    async def _stored(self, session: Session, messages: Sequence[Message]) -> Sequence[int | None]:
        return await arrivals.accept_all(session, messages, self._clock())

    def _put(self, number: int, message: Message, *, accepted_now: bool = True) -> None:
        self._taken.add(number)
        self._lanes.put(message.address, partial(self._handle, number, message, accepted_now))
        metrics.LANES.set(len(self._lanes))

    async def _handle(self, number: int, message: Message, accepted_now: bool) -> None:
        try:
            leased = await self._answered(number, message, limited=accepted_now)
            await self._delivery.deliver(message.address, leased)
        finally:
            self._taken.discard(number)
            if accepted_now:
                self._room.release()

    async def _answered(self, number: int, message: Message, *, limited: bool) -> Leased | None:
        wait = self._first_backoff
        while True:
            try:
                return await self._turns.take(number, message, limited=limited)
            except DatabaseError as error:
                if self._closing:
                    return None  # stored as it came: the next start takes it up
                structlog.get_logger().warning(STORE_AWAY, inbox=number, error=type(error).__name__)
                await asyncio.sleep(wait)
                wait = min(wait * 2, _LONGEST_WAIT_SECONDS)

    async def _sweep_on(self) -> None:
        """Renew the leases of what is being sent; take up what has run out at once, all else from time to time."""
        beat = min(self._lease.total_seconds() / 3, self._sweep_seconds)
        swept = 0.0
        while True:
            await asyncio.sleep(beat)
            swept += beat
            try:
                lost = await self._lost()
                if lost or swept >= self._sweep_seconds:
                    swept = 0.0
                    await self._take_up(lost)
            except Exception as error:  # noqa: BLE001 - the next look may go well
                structlog.get_logger().warning(SWEEP_FAILED, error=type(error).__name__)

    async def _lost(self) -> int:
        """Renew our leases, and forget what has disappeared. Returns how many answers others have let go, which are
        queued again.
        """
        async with self._database.transaction() as session:
            now = self._clock()
            given_up = await disappearing.forget(session, now, PASSING)
            await answers.renew(session, self._delivery.in_hand, now + self._lease)
            lost = await answers.take_back(session, self._channels, now, self._only)
        if given_up:
            structlog.get_logger().warning(EXPIRED, messages=given_up)
        return lost

    async def _sweep(self) -> None:
        await self._take_up(await self._lost())

    async def _take_up(self, lost: int) -> None:
        """Go on with all that nobody has in hand; ``lost`` answers of it were let go of just now."""
        async with self._database.transaction() as session:
            left, unreadable = await arrivals.left_over(session, self._channels, self._clock(), _PAGE, self._only)
            chats = await answers.chats_in_line(session, self._channels, self._only)
        for number in unreadable:
            structlog.get_logger().error(UNREADABLE, inbox=number)
        new = [(number, message) for number, message in left if number not in self._taken]
        # Answers of earlier messages first: a chat reads in the order in which it wrote.
        for chat in chats:
            self._lanes.put(chat, partial(self._delivery.resume, chat))
        for number, message in new:
            self._put(number, message, accepted_now=False)
        if new or lost:
            structlog.get_logger().info(RECOVERED, messages=len(new), answers=lost)
