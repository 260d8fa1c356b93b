"""How fast each messenger may be sent to, and what has been spent of that: by answers first, by all else after them."""

from __future__ import annotations

import math
import random
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from osta.chat.channel import Channel, Sent, Sink
from osta.chat.errors import TooManyRequests
from osta.chat.messages import Address, Reply
from osta.store.budgets import Account

_MOST = 1_000_000  # "as many as you like", where a number is needed


@dataclass(frozen=True, slots=True)
class Pace:
    """A messenger's pace: a token bucket of ``per_second`` with room for ``burst``, and ``at_once`` calls in the air.

    ``contacts_a_day`` limits how many people who never wrote hear from us for the first time in a day; ``jitter`` is
    the part by which pauses vary, so that they do not look like a machine's. ``answer`` is how much of a token an
    answer takes. ``chat_seconds`` and ``group_seconds`` lie
    between two messages into one chat.
    """

    per_second: float = math.inf
    burst: int = 64
    at_once: int = 64
    contacts_a_day: int | None = None
    jitter: float = 0.0
    answer: float = 1.0
    chat_seconds: float = 0.0
    group_seconds: float = 0.0


PACES: Mapping[str, Pace] = {
    # About 30 a second overall, 1 a second in a chat, 20 a minute in a group: a little below, so that 429 stays rare.
    "telegram": Pace(29.7, burst=8, at_once=40, chat_seconds=1.0, group_seconds=3.0),
    # Signal publishes no limits, and bans numbers that write fast to many. Who is answered has just written: if answers
    # counted, a lively village, or two that write every second, would hold back all that nobody asked for.
    "signal": Pace(
        0.2, burst=1, at_once=1, contacts_a_day=500, jitter=0.5, answer=0.0, chat_seconds=5.0, group_seconds=5.0
    ),
}


def room(account: Account, pace: Pace, now: datetime) -> int:
    """How many messages may be sent at this moment."""
    if account.paused_until is not None and account.paused_until > now:
        return 0
    if math.isinf(pace.per_second):
        return _MOST
    spoken_for = max(0.0, (account.empty_at - now).total_seconds()) * pace.per_second
    return max(0, math.floor(pace.burst - spoken_for + 1e-6))


def contacts_left(account: Account, pace: Pace) -> int | None:
    """How many first contacts today still has room for; None where they are not counted."""
    return None if pace.contacts_a_day is None else max(0, pace.contacts_a_day - account.contacts_today)


def spend(
    account: Account, pace: Pace, messages: int, now: datetime, *, unasked: bool = True, contacts: int = 0
) -> None:
    """Take messages off the account, ``contacts`` of them first contacts. Answers (``unasked`` False) may overdraw it:
    what is unasked waits for them.
    """
    account.contacts_today += contacts
    if math.isinf(pace.per_second) or not messages:
        return
    varied = random.uniform(1.0, 1.0 + 2 * pace.jitter) if unasked else pace.answer  # noqa: S311 - no secret
    account.empty_at = max(account.empty_at, now) + timedelta(seconds=messages / pace.per_second * varied)


def next_room(account: Account, pace: Pace, now: datetime) -> float:
    """Seconds until one more message may be sent."""
    paused = 0.0 if account.paused_until is None else max(0.0, (account.paused_until - now).total_seconds())
    if math.isinf(pace.per_second):
        return paused
    over = (account.empty_at - now).total_seconds() - (pace.burst - 1) / pace.per_second
    return max(paused, over, 0.0)


class Spending:
    """What this process sends besides broadcasts, until the sender takes it off the account; and which chats rest."""

    def __init__(self, paces: Mapping[str, Pace] = PACES) -> None:
        self._paces = paces
        self._answers: Counter[str] = Counter()
        self._waits: dict[str, float] = {}
        self._chats: dict[Address, float] = {}

    def pace(self, channel: str) -> Pace:
        """The channel's pace."""
        return self._paces.get(channel, Pace())

    def sent(self, address: Address, *, answer: bool = False) -> None:
        """A message goes into a chat."""
        if answer:
            self._answers[address.channel] += 1
        pace = self.pace(address.channel)
        # Groups have negative numbers on Telegram and long names on Signal.
        seconds = pace.group_seconds if address.chat.startswith(("-", "group")) else pace.chat_seconds
        if seconds:
            self._chats[address] = time.monotonic() + seconds

    def told_to_wait(self, channel: str, seconds: float) -> None:
        """The channel asks for a pause."""
        self._waits[channel] = max(self._waits.get(channel, 0.0), seconds)

    def resting(self) -> list[str]:
        """The chats that were written to a moment ago."""
        now = time.monotonic()
        self._chats = {address: until for address, until in self._chats.items() if until > now}
        return [str(address) for address in self._chats]

    def owes(self, channel: str) -> bool:
        """Whether there is anything to take off a channel's account."""
        return bool(self._answers[channel] or channel in self._waits)

    def settle(self, account: Account, now: datetime) -> None:
        """Take it off the channel's account."""
        spend(account, self.pace(account.channel), self._answers.pop(account.channel, 0), now, unasked=False)
        wait = self._waits.pop(account.channel, None)
        if wait is not None:
            until = now + timedelta(seconds=wait)
            account.paused_until = max(account.paused_until or until, until)


class Metered:
    """A channel whose messages are counted as answers: give it to the router, and the bare one to the sender."""

    def __init__(self, channel: Channel, spending: Spending) -> None:
        self.channel = channel
        self._spending = spending

    @property
    def name(self) -> str:
        """The channel's own name."""
        return self.channel.name

    async def start(self, sink: Sink) -> None:
        """Begin receiving."""
        await self.channel.start(sink)

    async def stop(self) -> None:
        """Stop receiving."""
        await self.channel.stop()

    async def send(self, address: Address, reply: Reply, press_id: str | None = None) -> Sent:
        """Send at once, and count it."""
        self._spending.sent(address, answer=True)
        try:
            return await self.channel.send(address, reply, press_id)
        except TooManyRequests as failure:
            self._spending.told_to_wait(self.name, failure.retry_after_seconds)
            raise
