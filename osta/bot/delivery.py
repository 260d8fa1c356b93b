"""Sending answers: leased, sent, marked; each failure by its cause.

The guarantee: an answer that was stored is sent at least once. When nobody knows whether it arrived (no confirmation,
or the program died while sending) it is sent again, a few times at most: somebody waits for it, and reading it twice
does little harm. What still has no known end is kept as ``unknown``, and logged.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Literal

import structlog

from osta.bot import metrics
from osta.bot.channels.rendering import as_text
from osta.bot.group_commit import GroupCommit
from osta.bot.lanes import Lanes
from osta.bot.turns import Clock, block
from osta.broadcasts.outages import Outages
from osta.chat.channel import Channel
from osta.chat.errors import (
    ChannelDown,
    ChannelFailing,
    ChatMoved,
    MessageRefused,
    RecipientGone,
    RecipientUntrusted,
    SendFailed,
    TooManyRequests,
)
from osta.chat.messages import Address, Reply
from osta.chat.rich import Rich
from osta.store import answers, outbox
from osta.store.engine import Database, Session
from osta.store.errors import DatabaseError
from osta.store.outbox import Leased

NOT_SENT = "answer_not_sent"
SIMPLIFIED = "answer_simplified"
SENDER_FAILED = "channel_failed"

WORTH_SENDING = timedelta(hours=24)  # after a longer outage nobody waits for the answer any more
WORTH_RETRYING = timedelta(hours=1)  # the messenger's own trouble: it may be about this answer, and others wait behind
_SENDING_AT_ONCE = 48  # below the connections that a channel holds
_LONGEST_BACKOFF_SECONDS = 60.0

Ending = Literal["unknown", "failed", "blocked"]


@dataclass(frozen=True, slots=True)
class _Sent:
    message_id: str | None


@dataclass(frozen=True, slots=True)
class _Again:
    after_seconds: float
    cause: str
    unconfirmed: bool = False


@dataclass(frozen=True, slots=True)
class _Over:
    state: Ending
    cause: str


@dataclass(frozen=True, slots=True)
class _Moved:
    to: Address


_Outcome = _Sent | _Again | _Over | _Moved


class Delivery:
    """Sends the answers in line for a chat. ``lanes`` keeps those of one chat in order; ``first_backoff_seconds`` is
    the wait after a first failure, doubled with each further one.
    """

    def __init__(
        self,
        database: Database,
        channels: Mapping[str, Channel],
        lanes: Lanes[Address],
        *,
        clock: Clock,
        lease: timedelta,
        first_backoff_seconds: float = 1.0,
    ) -> None:
        self._database = database
        self._channels = channels
        self._lanes = lanes
        self._clock = clock
        self._lease = lease
        self._first_backoff = first_backoff_seconds
        self._settling: GroupCommit[tuple[Leased, str | None], Leased | datetime | None] = GroupCommit(
            database, self._arrived
        )
        self._room = asyncio.Semaphore(_SENDING_AT_ONCE)
        self._wakes: dict[Address, asyncio.TimerHandle] = {}
        self._outages = Outages(clock)
        self._in_hand: dict[int, Leased] = {}

    async def resume(self, address: Address) -> None:
        """Send what is in line for a chat and due; what is due later is sent then. Call it in the chat's lane."""

        async def take(session: Session) -> Leased | datetime | None:
            return await answers.next_in_line(session, address, self._clock(), self._lease)

        await self.deliver(address, await self._stored(take))

    async def deliver(self, address: Address, leased: Leased | datetime | None) -> None:
        """Send a leased answer, then those behind it. Call it in the chat's lane."""
        while isinstance(leased, Leased):
            number = leased.id
            self._in_hand[number] = leased
            try:
                outcome = await self._sent(leased)
                metrics.SENT.labels(address.channel, type(outcome).__name__.strip("_").lower()).inc()
                if isinstance(outcome, _Sent):
                    leased = await self._until_stored(partial(self._settling.put, (leased, outcome.message_id)))
                else:
                    leased = await self._stored(_settlement(leased, outcome, self._clock, self._lease))
            finally:
                del self._in_hand[number]
        if leased is not None:
            self._wake(address, leased)

    @property
    def in_hand(self) -> Collection[Leased]:
        """What is being sent at this moment: the leases to renew."""
        return self._in_hand.values()

    async def idle(self) -> None:
        """Wait until nothing is being recorded."""
        await self._settling.idle()

    def stop(self) -> None:
        """Wake for no later sending any more: what waits stays stored."""
        for wake in self._wakes.values():
            wake.cancel()
        self._wakes.clear()

    def _wake(self, address: Address, due: datetime) -> None:
        def put() -> None:
            self._wakes.pop(address, None)
            self._lanes.put(address, partial(self.resume, address))

        known = self._wakes.pop(address, None)
        if known is not None:
            known.cancel()
        seconds = max(0.0, (due - self._clock()).total_seconds())
        self._wakes[address] = asyncio.get_running_loop().call_later(seconds, put)

    async def _sent(self, leased: Leased) -> _Outcome:
        channel = self._channels.get(leased.address.channel)
        if channel is None:
            return _Again(_LONGEST_BACKOFF_SECONDS, "NoSuchChannel")
        async with self._room:
            try:
                outcome = await self._simplified_if_refused(channel, leased)
            except ChannelDown:
                outcome = self._again(leased, "ChannelDown", WORTH_SENDING)
            except ChannelFailing:
                outcome = self._again(leased, "ChannelFailing", WORTH_RETRYING)
        self._outages.ended(channel.name, outcome.cause if isinstance(outcome, _Again | _Over) else None)
        return outcome

    async def _simplified_if_refused(self, channel: Channel, leased: Leased) -> _Outcome:
        try:
            return await self._tried(channel, leased, leased.reply)
        except RecipientUntrusted:
            return self._over(leased, "failed", "RecipientUntrusted")
        except MessageRefused:
            if leased.reply.inline is not None:
                return self._over(leased, "failed", "MessageRefused")
        structlog.get_logger().warning(SIMPLIFIED, outbox=leased.id)
        try:
            return await self._tried(channel, replace(leased, press_id=None), simplified(leased.reply))
        except MessageRefused:
            return self._over(leased, "failed", "MessageRefused")

    async def _tried(self, channel: Channel, leased: Leased, reply: Reply) -> _Outcome:
        try:
            return _Sent((await channel.send(leased.address, reply, leased.press_id)).message_id)
        except (ChannelDown, ChannelFailing, MessageRefused):
            raise
        except TooManyRequests as failure:
            if self._clock() - leased.created_at > WORTH_SENDING:
                return self._over(leased, "failed", "TooManyRequests")
            return _Again(failure.retry_after_seconds, "TooManyRequests")
        except ChatMoved as failure:
            return _Moved(Address(leased.address.channel, failure.new_chat))
        except RecipientGone:
            return _Over("blocked", "RecipientGone")
        except SendFailed as failure:
            cause = type(failure).__name__
        except Exception as error:  # noqa: BLE001 - a channel's mistake ends this answer, not the program
            cause = type(error).__name__
            structlog.get_logger().error(SENDER_FAILED, outbox=leased.id, error=cause)
        if leased.unconfirmed + 1 >= answers.MOST_UNCONFIRMED:
            return self._over(leased, "unknown", cause)
        return self._again(leased, cause, WORTH_SENDING, unconfirmed=True)

    def _again(self, leased: Leased, cause: str, worth: timedelta, *, unconfirmed: bool = False) -> _Outcome:
        if self._clock() - leased.created_at > worth:
            return self._over(leased, "failed", cause)
        wait = self._first_backoff * 2.0 ** min(leased.attempt - 1, 10)
        return _Again(min(wait, _LONGEST_BACKOFF_SECONDS), cause, unconfirmed)

    @staticmethod
    def _over(leased: Leased, state: Ending, cause: str) -> _Over:
        structlog.get_logger().error(NOT_SENT, outbox=leased.id, state=state, cause=cause)
        return _Over(state, cause)

    async def _stored(self, work: Callable[[Session], Awaitable[Leased | datetime | None]]) -> Leased | datetime | None:
        """Do it in a transaction of its own."""

        async def in_transaction() -> Leased | datetime | None:
            async with self._database.transaction() as session:
                return await work(session)

        return await self._until_stored(in_transaction)

    async def _arrived(
        self, session: Session, sent: Sequence[tuple[Leased, str | None]]
    ) -> Sequence[Leased | datetime | None]:
        """Record that answers arrived; what is next in each of their chats."""
        now = self._clock()
        await answers.mark_all_sent(session, sent, now)
        chats = {leased.address for leased, _ in sent}
        following = await answers.next_of_each(session, chats, now, self._lease)
        return [following[leased.address] for leased, _ in sent]

    async def _until_stored(self, write: Callable[[], Awaitable[Leased | datetime | None]]) -> Leased | datetime | None:
        """Try until the database is there: what was sent must not be forgotten."""
        wait = self._first_backoff
        while True:
            try:
                return await write()
            except DatabaseError:
                await asyncio.sleep(wait)
                wait = min(wait * 2, _LONGEST_BACKOFF_SECONDS)


def simplified(reply: Reply) -> Reply:
    """The reply with nothing in it that a channel could refuse: bare words and buttons."""
    return Reply(text=Rich.plain(str(as_text(replace(reply, rows=())))), rows=reply.rows, silent=reply.silent)


def _settlement(
    leased: Leased, outcome: _Again | _Over | _Moved, clock: Clock, lease: timedelta
) -> Callable[[Session], Awaitable[Leased | datetime | None]]:
    """Record why an answer was not sent, and take the next in line."""

    async def settle(session: Session) -> Leased | datetime | None:
        now = clock()
        address = leased.address
        match outcome:
            case _Again(after_seconds, cause, unconfirmed):
                due = now + timedelta(seconds=after_seconds)
                await outbox.mark_retry(session, leased, due, cause, unconfirmed=unconfirmed)
            case _Moved(to):
                await outbox.mark_retry(session, leased, now, "ChatMoved")
                await answers.move_chat(session, address, to)
                address = to
            case _Over(state, cause):
                await outbox.mark_ended(session, leased, state, now, cause)
                if state == "blocked" and leased.person_id is not None:
                    await block(session, address, now)
        return await answers.next_in_line(session, address, now, lease)

    return settle
