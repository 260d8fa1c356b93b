"""The sender: takes what is due from the outbox, as fast as each messenger allows, and records what became of it.

The guarantee is written down in docs/adr (delivery guarantee). One process sends at a time, whoever holds the lease in
the database; another takes over within seconds of its death. Each turn is one transaction: it records what has arrived
since the last one, renews the lease, and marks the next messages as ``sending``; only then are they sent.
"""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from osta.broadcasts.budget import Spending
from osta.broadcasts.delivery_attempt import Clock, Outcome, attempt, follow_up
from osta.broadcasts.delivery_plan import Plan, Planned, plan, take_over
from osta.broadcasts.outages import Outages
from osta.broadcasts.quiet import QuietHours
from osta.chat.channel import Channel
from osta.chat.errors import ChannelFailing, OutcomeUnknown
from osta.chat.messages import Address, Reply
from osta.store import deliveries
from osta.store.engine import Database, Session

TOOK_OVER = "sender_took_over"
FAILED = "sender_turn_failed"

LEASE = timedelta(seconds=6)
"""After this long without a sign of life another process may send."""
LEASE_NAME = "broadcasts"
IDLE_SECONDS = 1.0
"""Between looks when nothing is to do; well below the lease."""
_GATHER_SECONDS = 0.01  # outcomes that come within this time are recorded together, or when all are there
_SHORTEST_WAIT_SECONDS = 0.04  # for a token: one transaction for a few messages
_DOUBTS = 3  # messages in a row that came to nothing or of unknown end: from here on it is an outage, not bad luck
_DOUBTFUL = {OutcomeUnknown.__name__, ChannelFailing.__name__}
_LONGEST_REST_SECONDS = 60.0
_CALL_TIME = timedelta(seconds=90)  # above the longest that a call may take; after it nobody is sending the message


class Offers(Protocol):
    """Keeps what people can choose from: told in the transactions that mark a message as ``sending``, before it is
    sent, and that record that it has not arrived. What may have arrived is not taken back.
    """

    async def sets_out(self, session: Session, address: Address, number: int, reply: Reply, now: datetime) -> None:
        """The message of this number in the outbox is about to be sent."""

    async def not_arrived(self, session: Session, address: Address, number: int, reply: Reply) -> None:
        """It has not arrived, and may be sent later."""


class Sender:
    """Sends broadcasts, reminders and alerts over channels. Start it after the channels, stop it before them.

    ``spending`` counts what else this process sends (see `osta.broadcasts.budget.Metered`). ``channels`` are the bare
    channels; ``reached`` are those whose people get messages, where others than those are meant (none at all stand for
    every channel that is known). ``offers`` hears of what is sent. Several processes may run one each on one database.
    """

    def __init__(
        self,
        database: Database,
        channels: Sequence[Channel],
        *,
        clock: Clock,
        spending: Spending | None = None,
        quiet: QuietHours | None = None,
        lease: timedelta = LEASE,
        reached: Sequence[str] | None = None,
        offers: Offers | None = None,
    ) -> None:
        self._database = database
        self._channels = {channel.name: channel for channel in channels}
        self._clock = clock
        self._outages = Outages(clock)
        self._spending = spending or Spending()
        self._quiet = quiet or QuietHours()
        self._lease = lease
        self._holder = uuid.uuid4().hex
        self._outcomes: list[Outcome] = []
        self._in_flight: dict[int, Planned] = {}
        self._doubts: Counter[str] = Counter()
        self._tasks: set[asyncio.Task[None]] = set()
        self._wake = asyncio.Event()
        self._loop: asyncio.Task[None] | None = None
        names = tuple(self._channels)
        self._offers = offers
        self._plan = Plan(
            quiet=self._quiet,
            spending=self._spending,
            channels=names,
            reached=(tuple(reached) if reached is not None else names) or None,
        )

    async def start(self) -> None:
        """Begin to send what is due."""
        self._loop = asyncio.create_task(self._run(), name="broadcast-sender")

    async def stop(self, grace_seconds: float = 10.0) -> None:
        """Send nothing more; what is on its way is recorded within the grace, and the next process may go on."""
        if self._loop is not None:
            self._loop.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._loop
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=grace_seconds)
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        with contextlib.suppress(Exception):  # what cannot be recorded now is taken over by the next process
            async with self._database.transaction() as session:
                await self._record(session, self._outcomes)
                await deliveries.release(session, LEASE_NAME, self._holder)

    async def landed(self) -> None:
        """Wait until no message is on its way; the next turn records what became of them."""
        if self._tasks:
            await asyncio.wait(self._tasks)

    async def _run(self) -> None:
        wait = 0.0
        while True:
            with contextlib.suppress(TimeoutError):
                # Not wait_for: before Python 3.12 it loses a cancellation that comes together with what it waits for
                # (https://github.com/python/cpython/issues/86296), and stopping would never end.
                async with asyncio.timeout(wait):
                    await self._wake.wait()
                if self._tasks:
                    await asyncio.wait(self._tasks, timeout=_GATHER_SECONDS)
            self._wake.clear()
            try:
                wait = await self.turn()
            except Exception as error:  # noqa: BLE001 - whatever is wrong with the database now, the sender must go on
                structlog.get_logger().error(FAILED, error=type(error).__name__)
                wait = IDLE_SECONDS

    async def turn(self) -> float:
        """Record, plan, commit, send: what runs by itself once started. Returns seconds until the next turn is due."""
        now = self._clock()
        outcomes, self._outcomes = self._outcomes, []
        settled = {outcome.ended.order.id for outcome in outcomes}
        in_flight = {number: one for number, one in self._in_flight.items() if number not in settled}
        planned: list[Planned] = []
        try:
            async with self._database.transaction() as session:
                await self._record(session, outcomes)
                hold = await deliveries.hold(session, LEASE_NAME, self._holder, now, now + self._lease)
                if hold is None:
                    await self._plan.pay(session, now)
                    wait = IDLE_SECONDS
                else:
                    before = None if hold == "taken" else now
                    if hold == "taken" or self._plan.time_to_look_for_lost(now):
                        lost = await take_over(session, tuple(self._channels), in_flight, now, before)
                        if lost:
                            structlog.get_logger().warning(TOOK_OVER, messages=lost)
                    planned, wait = await plan(self._plan, session, in_flight, now, _CALL_TIME)
                    for one in planned:
                        if self._offers is not None:
                            order = one.order
                            await self._offers.sets_out(session, order.address, order.id, one.reply, now)
        except BaseException:
            self._outcomes = outcomes + self._outcomes
            raise
        self._in_flight = in_flight
        for one in planned:
            self._send(one)
        return min(max(wait, _SHORTEST_WAIT_SECONDS), IDLE_SECONDS, self._lease.total_seconds() / 3)

    async def _record(self, session: Session, outcomes: Sequence[Outcome]) -> None:
        await deliveries.settle(session, [outcome.ended for outcome in outcomes])
        for outcome in outcomes:
            await follow_up(session, outcome, self._clock())
            order = outcome.ended.order
            # What is of unknown arrival has as a rule arrived: who then writes "1" means it, not an older menu.
            may_have_arrived = outcome.ended.unconfirmed or outcome.ended.state in ("sent", "unknown")
            if self._offers is not None and not may_have_arrived:
                await self._offers.not_arrived(session, order.address, order.id, self._in_flight[order.id].reply)
            if outcome.wait_seconds:
                self._spending.told_to_wait(outcome.ended.order.address.channel, outcome.wait_seconds)
            self._rest_in_an_outage(outcome)

    def _rest_in_an_outage(self, outcome: Outcome) -> None:
        """While no message is known to arrive, few are risked: one try a minute in the end."""
        channel = outcome.ended.order.address.channel
        if outcome.ended.error not in _DOUBTFUL:
            del self._doubts[channel]
            return
        self._doubts[channel] += 1
        over = self._doubts[channel] - _DOUBTS
        if over >= 0:
            self._spending.told_to_wait(channel, min(2.0 ** min(over, 10), _LONGEST_REST_SECONDS))

    def _send(self, planned: Planned) -> None:
        self._in_flight[planned.order.id] = planned
        self._spending.sent(planned.order.address)
        task = asyncio.create_task(self._attempt(planned), name="broadcast-message")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _attempt(self, planned: Planned) -> None:
        channel = self._channels[planned.order.address.channel]
        outcome = await attempt(channel, planned.order, planned.reply, planned.unknown, self._clock)
        self._outages.ended(channel.name, outcome.ended.error)
        self._outcomes.append(outcome)
        self._wake.set()
