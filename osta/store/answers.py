"""Answers to people, the first lane of the outbox: taken one after the other for each chat, and never dropped silently.

An answer is delivered at least once: one whose arrival is unknown, because no confirmation came or the program died
while sending, is sent again. A person who reads an answer twice is better off than one who waits for it in vain.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, exists, or_, select, update

from osta.chat.messages import Address, Reply
from osta.store import direct, offered
from osta.store.engine import Session
from osta.store.models import Conversation, Outbox, OutboxState, PersonAddress
from osta.store.outbox import Leased
from osta.store.payloads import decode_reply, encode
from osta.store.written_out import is_in

MOST_UNCONFIRMED = 5  # that may have arrived and that nothing confirms; after that people decide
_ON_THE_WAY: tuple[OutboxState, ...] = ("queued", "retry", "sending")


async def queue(
    session: Session,
    address: Address,
    replies: Sequence[Reply],
    now: datetime,
    lease: timedelta,
    *,
    person_id: int | None = None,
    press_id: str | None = None,
    expires_at: datetime | None = None,
) -> Leased | None:
    """Queue the replies of one turn; the first is leased at once when nothing is in line before it.

    ``press_id`` goes with the first. What is not sent by ``expires_at`` is given up. Commit before sending.
    """
    if not replies:
        return None
    where = direct.storable(str(address))
    waiting = await _any_in_line(session, [address])
    at, until = direct.moment_of(session, now), direct.moment_of(session, now + lease)
    first = 0
    for number, reply in enumerate(replies):
        sending = number == 0 and not waiting
        values = (
            where,
            address.channel,
            person_id,
            direct.document_of(encode(reply)),
            press_id if number == 0 else None,
            *(("sending", until, 1) if sending else ("queued", None, 0)),
            at,
            at,
            direct.moment_of(session, expires_at),
        )
        queued = await direct.rows(session, _QUEUE, values)
        first = first or queued[0][0]
    if waiting:
        return None
    return Leased(
        id=first,
        attempt=1,
        lane="answer",
        address=address,
        reply=replies[0],
        press_id=press_id,
        person_id=person_id,
        broadcast_id=None,
        created_at=now,
    )


async def next_in_line(session: Session, address: Address, now: datetime, lease: timedelta) -> Leased | datetime | None:
    """Lease the first answer in line for a chat. When it is due only later: that moment. None when there is nothing to
    do, or somebody is sending.
    """
    return (await next_of_each(session, [address], now, lease))[address]


async def mark_all_sent(session: Session, sent: Sequence[tuple[Leased, str | None]], now: datetime) -> None:
    """These answers arrived, under the ids that their channels gave them; their words are no longer kept."""
    at = direct.moment_of(session, now)
    rows = [(message_id, at, leased.id, leased.attempt) for leased, message_id in sent]
    await direct.many(session, _SENT, rows)


async def next_of_each(
    session: Session, addresses: Collection[Address], now: datetime, lease: timedelta
) -> dict[Address, Leased | datetime | None]:
    """What ``next_in_line`` gives, for many chats at once. An answer that this version cannot read counts as failed."""
    found: dict[Address, Leased | datetime | None] = dict.fromkeys(addresses)
    if not await _any_in_line(session, addresses):
        return found  # as nearly always: most turns have one answer
    query = _LINES.with_for_update(of=Outbox).execution_options(populate_existing=True)
    passed: set[str] = set()
    for row in await session.scalars(query, {"addresses": [str(address) for address in addresses]}):
        if row.address in passed:
            continue
        try:
            found[Address.parse(row.address)] = _taken(row, now, lease)
            passed.add(row.address)
        except ValueError:
            row.state, row.lease_until, row.error, row.finished_at = "failed", None, "Unreadable", now
    await session.flush()
    return found


async def unsent_since(session: Session, address: Address) -> datetime | None:
    """When the first of the answers was made that wait for a chat and certainly have not arrived; None without any."""
    [(created_at,)] = await direct.rows(session, _UNSENT, (direct.storable(str(address)),))
    return direct.moment(created_at)


async def chats_in_line(session: Session, channels: Collection[str], only: Address | None = None) -> list[Address]:
    """The chats of these channels, or the ``only`` one, that have answers waiting."""
    query = select(Outbox.address).where(Outbox.lane == "answer", is_in(Outbox.state, ("queued", "retry")))
    found = await session.scalars(query.where(_served(channels, only)).distinct())
    return [Address.parse(address) for address in found]


async def renew(session: Session, leased: Collection[Leased], until: datetime) -> None:
    """Whoever is sending these answers is alive and still at it."""
    rows = [{"_id": one.id, "_attempts": one.attempt, "lease_until": until} for one in leased]
    if rows:
        await (await session.connection()).execute(_RENEWED, rows)


async def take_back(session: Session, channels: Collection[str], now: datetime, only: Address | None = None) -> int:
    """Queue again what a sender took and never reported back, of these channels or the ``only`` chat.

    Returns how many. A sender that is alive renews its leases: what has run out is nobody's.
    """
    lost = update(Outbox).where(
        Outbox.lane == "answer", Outbox.state == "sending", Outbox.lease_until < now, _served(channels, only)
    )
    again = await session.scalars(
        lost.where(Outbox.unconfirmed + 1 < MOST_UNCONFIRMED)
        .values(state="retry", lease_until=None, due_at=now, error="LeaseExpired", unconfirmed=Outbox.unconfirmed + 1)
        .returning(Outbox.id)
    )
    await session.execute(
        lost.where(Outbox.unconfirmed + 1 >= MOST_UNCONFIRMED).values(
            state="unknown", lease_until=None, error="LeaseExpired", finished_at=now
        )
    )
    return len(again.all())


async def move_chat(session: Session, old: Address, new: Address) -> None:
    """The messenger has given a chat a new id: all that is kept under the old one goes along.

    Where the new one is known already, it keeps its own person and conversation.
    """
    known = exists().where(PersonAddress.channel == new.channel, PersonAddress.chat == new.chat)
    if not await session.scalar(select(known)):
        await session.execute(
            update(PersonAddress)
            .where(PersonAddress.channel == old.channel, PersonAddress.chat == old.chat)
            .values(channel=new.channel, chat=new.chat)
        )
    if await session.scalar(select(exists().where(Conversation.address == str(new)))):
        await session.execute(delete(Conversation).where(Conversation.address == str(old)))
    else:
        await session.execute(update(Conversation).where(Conversation.address == str(old)).values(address=str(new)))
    await session.execute(update(Outbox).where(Outbox.address == str(old)).values(address=str(new)))
    await offered.move_chat(session, old, new)


_WAITING = (
    "SELECT 1 FROM outbox WHERE address IN (@) AND lane = 'answer' AND state IN ('queued', 'retry', 'sending') LIMIT 1"
)
_UNSENT = (
    "SELECT MIN(created_at) FROM outbox WHERE address = ? AND lane = 'answer' "
    "AND state IN ('queued', 'retry', 'sending') AND state <> 'sending' AND unconfirmed = 0"
)
_QUEUE = (
    "INSERT INTO outbox (lane, address, channel, person_id, payload, press_id, state, lease_until, attempts, due_at, "
    "created_at, expires_at) VALUES ('answer', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id"
)
_SENT = (
    "UPDATE outbox SET state = 'sent', lease_until = NULL, payload = '{}', sent_message_id = ?, finished_at = ? "
    "WHERE id = ? AND state = 'sending' AND attempts = ?"
)

_RENEWED = (
    update(Outbox.__table__)  # type: ignore[arg-type]
    .where(Outbox.id == bindparam("_id"), Outbox.state == "sending", Outbox.attempts == bindparam("_attempts"))
    .values(lease_until=bindparam("lease_until"))
)

# Locking waits for another sender's transaction: skipping its row would let a later answer overtake.
_LINES = (
    select(Outbox)
    .where(
        Outbox.address.in_(bindparam("addresses", expanding=True)),
        Outbox.lane == "answer",
        is_in(Outbox.state, _ON_THE_WAY),
    )
    .order_by(Outbox.id)
)


def _taken(row: Outbox, now: datetime, lease: timedelta) -> Leased | datetime | None:
    if row.state == "sending":
        return None
    if row.due_at > now:
        return row.due_at
    reply = decode_reply(row.payload)
    _lease(row, now + lease)
    return _leased(row, reply)


async def _any_in_line(session: Session, addresses: Collection[Address]) -> bool:
    texts = [direct.storable(str(address)) for address in addresses]
    return bool(await direct.rows(session, direct.listed(_WAITING, len(texts)), texts))


def _served(channels: Collection[str], only: Address | None) -> Any:
    if only is not None:
        return Outbox.address == str(only)
    return or_(*(Outbox.address.startswith(f"{channel}:", autoescape=True) for channel in channels))


def _lease(row: Outbox, until: datetime) -> None:
    row.state, row.lease_until, row.attempts = "sending", until, row.attempts + 1


def _leased(row: Outbox, reply: Reply) -> Leased:
    return Leased(
        id=row.id,
        attempt=row.attempts,
        lane=row.lane,
        address=Address.parse(row.address),
        reply=reply,
        press_id=row.press_id,
        person_id=row.person_id,
        broadcast_id=row.broadcast_id,
        created_at=row.created_at,
        unconfirmed=row.unconfirmed,
    )
