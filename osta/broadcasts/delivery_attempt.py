"""One attempt to send a message, and what follows from how it ended: each failure by its cause."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from osta.broadcasts.kinds import UNSOLICITED, Unknown
from osta.chat.channel import Channel
from osta.chat.errors import (
    ChannelDown,
    ChannelFailing,
    ChatMoved,
    MessageRefused,
    OutcomeUnknown,
    RecipientGone,
    RecipientUntrusted,
    SendFailed,
    TooManyRequests,
)
from osta.chat.messages import Address, Reply
from osta.chat.rich import Rich
from osta.store import answers, consents, outbox, people
from osta.store.deliveries import Ended, Order
from osta.store.engine import Session

SENDER_FAILED = "broadcast_channel_failed"

MOST_ATTEMPTS = 8
"""At a message that fails for reasons of its own."""
MOST_UNCONFIRMED = 8
"""Attempts that may have arrived and that nothing confirms."""
SEND_SECONDS = 60.0
"""After which a call that has not come back is given up as unknown."""
MOST_FAILURES = 80
"""At a message at which the channel says that it is in trouble: some six hours. It may be about this one message."""
WORTH_SENDING = timedelta(days=3)
"""How long a channel may be away before what waits for it is given up, unless it has hardly been tried."""
_LONGEST_BACKOFF_SECONDS = 300.0

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt ended. ``wait_seconds``: the channel as a whole is to be left alone for so long.

    ``moved_to`` is the chat's new address; ``gone`` says that the person wants nothing any more.
    """

    ended: Ended
    wait_seconds: float = 0.0
    moved_to: Address | None = None
    gone: bool = False


async def attempt(channel: Channel, order: Order, reply: Reply, unknown: Unknown, clock: Clock) -> Outcome:
    """Send a message. Never raises: what went wrong is in the outcome."""
    try:
        return await _simplified_if_refused(channel, order, reply, clock)
    except TooManyRequests as failure:
        wait = failure.retry_after_seconds
        due = clock() + timedelta(seconds=wait)
        return Outcome(Ended(order, "retry", due, "TooManyRequests"), wait_seconds=wait)
    except ChatMoved as failure:
        moved_to = Address(order.address.channel, failure.new_chat)
        return Outcome(Ended(order, "retry", clock(), "ChatMoved"), moved_to=moved_to)
    except RecipientGone:
        return Outcome(Ended(order, "blocked", clock(), "RecipientGone"), gone=True)
    except ChannelDown:
        if order.attempt >= MOST_ATTEMPTS and clock() - order.created_at > WORTH_SENDING:
            return Outcome(Ended(order, "failed", clock(), "ChannelDown"))
        wait = backoff_seconds(order.attempt)
        due = clock() + timedelta(seconds=wait)
        return Outcome(Ended(order, "retry", due, "ChannelDown"), wait_seconds=wait)
    except ChannelFailing:
        # The channel as a whole rests only when one message after the other fails: it may be about this one.
        return Outcome(_not_sent(order, clock(), "ChannelFailing", MOST_FAILURES))
    except MessageRefused as failure:
        known = RecipientUntrusted if isinstance(failure, RecipientUntrusted) else MessageRefused
        return Outcome(Ended(order, "failed", clock(), known.__name__))
    except (OutcomeUnknown, TimeoutError):
        return Outcome(_unknown(order, unknown, clock(), "OutcomeUnknown"))
    except SendFailed as failure:
        return Outcome(_not_sent(order, clock(), type(failure).__name__, MOST_ATTEMPTS))
    except Exception as error:  # noqa: BLE001 - a channel's mistake ends this message, not the program
        structlog.get_logger().error(SENDER_FAILED, outbox=order.id, error=type(error).__name__)
        return Outcome(_unknown(order, unknown, clock(), type(error).__name__))


async def follow_up(session: Session, outcome: Outcome, now: datetime) -> None:
    """Do what follows for the person, in the transaction that records the outcome."""
    order = outcome.ended.order
    if outcome.moved_to is not None:
        await answers.move_chat(session, order.address, outcome.moved_to)
    if outcome.gone:
        person = await people.by_address(session, order.address)
        if person is not None:
            person.blocked_at = now
            await consents.withdraw(session, person.id, now, UNSOLICITED)
            await outbox.stop_person(session, person.id, now, keep_answers=False)


def backoff_seconds(attempts: int) -> float:
    """The wait after so many attempts: doubled with each, up to five minutes, and never the same for all."""
    return min(2.0 ** min(attempts - 1, 10), _LONGEST_BACKOFF_SECONDS) * random.uniform(0.5, 1.5)  # noqa: S311 - no secret


async def _simplified_if_refused(channel: Channel, order: Order, reply: Reply, clock: Clock) -> Outcome:
    try:
        return await _sent(channel, order, reply, clock)
    except RecipientUntrusted:
        raise
    except MessageRefused:
        bare = replace(reply, text=Rich.plain(str(reply.text)), attachment=None, ask_location=None)
        return await _sent(channel, order, bare, clock)


async def _sent(channel: Channel, order: Order, reply: Reply, clock: Clock) -> Outcome:
    async with asyncio.timeout(SEND_SECONDS):
        sent = await channel.send(order.address, reply)
    return Outcome(Ended(order, "sent", clock(), message_id=sent.message_id))


def _unknown(order: Order, policy: Unknown, now: datetime, cause: str) -> Ended:
    if policy == "list" or order.unconfirmed + 1 >= MOST_UNCONFIRMED:
        return Ended(order, "unknown", now, cause)
    return Ended(order, "retry", _after_a_wait(order, now), cause, unconfirmed=True)


def _not_sent(order: Order, now: datetime, cause: str, most: int) -> Ended:
    if order.attempt < most:
        return Ended(order, "retry", _after_a_wait(order, now), cause)
    return Ended(order, "unknown" if order.unconfirmed else "failed", now, cause)


def _after_a_wait(order: Order, now: datetime) -> datetime:
    return now + timedelta(seconds=backoff_seconds(order.attempt))
