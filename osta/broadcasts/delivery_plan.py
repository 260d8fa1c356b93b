"""What to send next: reminders before broadcasts, the longest due first, within each messenger's room."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from osta.broadcasts.broadcast import shown
from osta.broadcasts.broadcast_rows import add_page
from osta.broadcasts.budget import Spending, contacts_left, next_room, room, spend
from osta.broadcasts.delivery_attempt import MOST_UNCONFIRMED
from osta.broadcasts.kinds import RULES, Unknown
from osta.broadcasts.quiet import QuietHours
from osta.chat.messages import Reply
from osta.chat.texts import Language
from osta.store import broadcasts, budgets, channels, deliveries
from osta.store.audiences import Audience
from osta.store.broadcasts import AtWork
from osta.store.budgets import Account
from osta.store.deliveries import Order
from osta.store.engine import Session
from osta.store.models import Broadcast, BroadcastState
from osta.store.payloads import decode_reply

DONE = "broadcast_done"

_SWEEP = 1000  # rows of a cancelled broadcast that are ended in one transaction
_PAGES = 4  # of audiences in one transaction: a hundred small broadcasts at once keep no answer waiting
_LOOK_FOR_LOST = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Planned:
    """A message that is marked as ``sending`` and is to be sent once that is committed."""

    order: Order
    reply: Reply
    unknown: Unknown


@dataclass(slots=True)
class Plan:
    """What a sender keeps in mind between turns: all of it may be lost."""

    quiet: QuietHours
    spending: Spending
    channels: tuple[str, ...]
    reached: tuple[str, ...] | None
    """The channels whose people get what goes out; None for all that anybody is known on."""
    texts: dict[int, dict[Language, Reply]] = field(default_factory=dict)
    audiences: dict[int, Audience] = field(default_factory=dict)
    looked_for_lost: datetime | None = None

    def time_to_look_for_lost(self, now: datetime) -> bool:
        """Whether it is time to look for messages that nobody is sending any more."""
        if self.looked_for_lost is not None and now - self.looked_for_lost < _LOOK_FOR_LOST:
            return False
        self.looked_for_lost = now
        return True

    async def pay(self, session: Session, now: datetime) -> dict[str, Account]:
        """Take what was sent besides off the channels' accounts; returns those of all channels."""
        today = now.astimezone(self.quiet.zone).date()
        accounts = {}
        for channel in sorted(self.channels):  # in one order, so that two processes never wait for each other
            account = accounts[channel] = await budgets.account(session, channel, now, today)
            if self.spending.owes(channel):
                self.spending.settle(account, now)
                await budgets.save(session, account)
        return accounts


async def plan(
    state: Plan, session: Session, in_flight: Mapping[int, Planned], now: datetime, call_time: timedelta
) -> tuple[list[Planned], float]:
    """Mark what may be sent now as ``sending``. Returns it, and seconds until there may be more."""
    turn = _Turn(state, session, in_flight, now, now + call_time, await state.pay(session, now))
    await turn.take(None, "send again")
    work = await broadcasts.at_work(session)
    work.sort(key=lambda one: RULES[one.kind].lane != "reminder")  # the order by due time stays within each
    for broadcast in work:
        await turn.advance(broadcast)
    for known in set(state.texts) - {broadcast.id for broadcast in work}:
        del state.texts[known]
    await turn.keep_accounts()
    return turn.planned, turn.wait()


async def take_over(
    session: Session, served: Collection[str], in_flight: Collection[int], now: datetime, before: datetime | None
) -> int:
    """Settle what a sender that is gone had taken, by the policy of each kind; returns how many messages.

    ``served`` are the channels, ``in_flight`` this process's own calls. With ``before`` only what had to be done by
    then.
    """
    if not served:
        return 0
    lost = [one for one in await deliveries.lost(session, served, before) if one.id not in in_flight]
    if not lost:
        return 0
    kinds = await broadcasts.kinds(session, {one.broadcast_id for one in lost if one.broadcast_id is not None})
    again: list[int] = []
    unknown: list[int] = []
    for one in lost:
        kind = kinds.get(one.broadcast_id) if one.broadcast_id is not None else None
        listed = kind is not None and RULES[kind].unknown == "list"
        (unknown if listed or one.unconfirmed + 1 >= MOST_UNCONFIRMED else again).append(one.id)
    await deliveries.settle_lost(session, again, unknown, now)
    return len(lost)


class _Turn:
    """One turn's work: the room that is left, and what has been taken."""

    def __init__(
        self,
        state: Plan,
        session: Session,
        in_flight: Mapping[int, Planned],
        now: datetime,
        until: datetime,
        accounts: dict[str, Account],
    ) -> None:
        self.planned: list[Planned] = []
        self._state = state
        self._session = session
        self._now = now
        self._until = until
        self._accounts = accounts
        self._in_flight = Counter(one.order.broadcast_id for one in in_flight.values())
        self._calls = Counter(one.order.address.channel for one in in_flight.values())
        self._resting = state.spending.resting()
        self._spent: Counter[str] = Counter()
        self._contacts: Counter[str] = Counter()
        # One at a time of those that are sent again when nobody knows: so a kill doubles one message at most.
        self._one_risked = any(one.unknown == "send again" for one in in_flight.values())
        self._more = False
        self._pages = 0

    async def advance(self, broadcast: AtWork) -> None:
        """Do the next bit of a broadcast."""
        number = broadcast.id
        over = broadcast.ends_at is not None and broadcast.ends_at <= self._now
        if broadcast.state == "cancelled" or over:
            error = "Ended" if over and broadcast.state != "cancelled" else "Cancelled"
            swept = await broadcasts.take_back(self._session, number, self._now, error, _SWEEP)
            self._more = self._more or swept == _SWEEP
            if swept < _SWEEP and not self._in_flight[number]:
                await self._finish(broadcast)
            return
        if broadcast.materialised_at is None:
            self._more = True
            if self._pages == _PAGES:
                return
            self._pages += 1
            audience, reached = await self._audience(number), self._state.reached
            if reached is None:
                reached = (*await channels.known(self._session), channels.LOCAL)
            await add_page(self._session, broadcast, audience, reached, self._now)
        if not broadcast.urgent and self._state.quiet.at(self._now):
            return
        took = await self.take(broadcast, RULES[broadcast.kind].unknown)
        nothing_taken = took == 0 or not self._state.channels
        done = broadcast.materialised_at is not None and nothing_taken and not self._in_flight[number]
        if done and not await broadcasts.has_waiting(self._session, number):
            await self._finish(broadcast)

    async def take(self, broadcast: AtWork | None, unknown: Unknown) -> int | None:
        """Take what there is room for, of a broadcast or of the messages that belong to none.

        Returns how many; None when there was no room to look for any.
        """
        took: int | None = None
        number = broadcast.id if broadcast else None
        for channel in self._state.channels:
            limit = self._room(channel)
            if unknown == "send again":
                limit = min(limit, 0 if self._one_risked else 1)
            if limit <= 0:
                continue
            left = contacts_left(self._accounts[channel], self._state.spending.pace(channel))
            orders = await deliveries.take(
                self._session,
                number,
                channel,
                self._now,
                self._until,
                limit,
                self._resting,
                None if left is None else max(0, left - self._contacts[channel]),
            )
            for order in orders:
                self.planned.append(Planned(order, await self._reply(order), unknown))
            self._spent[channel] += len(orders)
            self._contacts[channel] += sum(order.first_contact for order in orders)
            self._calls[channel] += len(orders)
            self._one_risked = self._one_risked or (bool(orders) and unknown == "send again")
            took = (took or 0) + len(orders)
        return took

    async def keep_accounts(self) -> None:
        """Take what is sent off the accounts."""
        for channel, messages in self._spent.items():
            if messages:
                account = self._accounts[channel]
                pace = self._state.spending.pace(channel)
                spend(account, pace, messages, self._now, contacts=self._contacts[channel])
                await budgets.save(self._session, account)

    def wait(self) -> float:
        """Seconds until there may be something to do that no outcome announces."""
        if self._more:
            return 0.0
        waits = [
            next_room(account, self._state.spending.pace(channel), self._now)
            for channel, account in self._accounts.items()
            if self._spent[channel] or self._full(channel)
        ]
        return min(waits, default=float("inf"))

    def _room(self, channel: str) -> int:
        pace = self._state.spending.pace(channel)
        left = room(self._accounts[channel], pace, self._now) - self._spent[channel]
        return min(left, pace.at_once - self._calls[channel])

    def _full(self, channel: str) -> bool:
        pace = self._state.spending.pace(channel)
        return room(self._accounts[channel], pace, self._now) == 0 and self._calls[channel] < pace.at_once

    async def _reply(self, order: Order) -> Reply:
        if order.broadcast_id is None or order.payload:
            return decode_reply(order.payload)
        known = self._state.texts.setdefault(order.broadcast_id, {})
        if order.language not in known:
            broadcast = await self._stored(order.broadcast_id)
            known[order.language] = shown(broadcast, order.language)
        return known[order.language]

    async def _audience(self, number: int) -> Audience:
        if number not in self._state.audiences:
            self._state.audiences[number] = Audience.from_json((await self._stored(number)).audience)
        return self._state.audiences[number]

    async def _stored(self, number: int) -> Broadcast:
        broadcast = await broadcasts.get(self._session, number)
        assert broadcast is not None, "a broadcast with rows is never deleted"  # noqa: S101 - a mistake in this program
        return broadcast

    async def _finish(self, broadcast: AtWork) -> None:
        figures = await broadcasts.figures(self._session, broadcast.id)
        to: BroadcastState = "cancelled" if broadcast.state == "cancelled" else "done"
        await broadcasts.move(
            self._session, broadcast.id, to, [broadcast.state], finished_at=self._now, figures=dict(figures)
        )
        self._state.audiences.pop(broadcast.id, None)
        structlog.get_logger().info(DONE, broadcast=broadcast.id, **figures)
