"""Sending what nobody asked for: who may send, what is next, and what became of it.

One process at a time holds the sender's lease; it renews the lease in the very transaction that marks messages as
``sending``, so that two never do. All is told in moments of the callers' clocks, which must agree to a second or so.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import bindparam, delete, or_, select, update

from osta.chat.messages import Address
from osta.chat.texts import DEFAULT_LANGUAGE, Language
from osta.store.engine import Session
from osta.store.models import Lane, Outbox, OutboxState, Person, SenderLease
from osta.store.upserts import insert_into
from osta.store.written_out import is_in

UNSOLICITED_LANES: tuple[Lane, ...] = ("reminder", "broadcast")
_WAITING: tuple[OutboxState, ...] = ("queued", "retry")

Hold = Literal["held", "taken"]


@dataclass(frozen=True, slots=True)
class Order:
    """One message to send now. ``payload`` is the stored reply; empty where the broadcast's content is meant."""

    id: int
    attempt: int
    address: Address
    payload: dict[str, Any]
    person_id: int | None
    broadcast_id: int | None
    created_at: datetime
    language: Language


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of an order: its new state, and when it is to be tried again or was finished."""

    order: Order
    state: OutboxState
    at: datetime
    error: str | None = None
    message_id: str | None = None


@dataclass(frozen=True, slots=True)
class Lost:
    """A message that a sender which is gone had taken."""

    id: int
    broadcast_id: int | None
    attempts: int


async def hold(session: Session, name: str, holder: str, now: datetime, until: datetime) -> Hold | None:
    """Renew the lease of a name, or take it when nobody holds it; None while another holder does."""
    renewed = await session.scalar(
        update(SenderLease)
        .where(SenderLease.name == name, SenderLease.holder == holder, SenderLease.held_until >= now)
        .values(held_until=until)
        .returning(SenderLease.name)
    )
    if renewed is not None:
        return "held"
    added = insert_into(session, SenderLease).values(name=name, holder=holder, held_until=until)
    taken = await session.scalar(
        added.on_conflict_do_update(
            index_elements=[SenderLease.name],
            set_={"holder": holder, "held_until": until},
            where=SenderLease.held_until < now,
        ).returning(SenderLease.name)
    )
    return "taken" if taken is not None else None


async def release(session: Session, name: str, holder: str) -> None:
    """Let another take the lease at once."""
    await session.execute(delete(SenderLease).where(SenderLease.name == name, SenderLease.holder == holder))


async def take(
    session: Session,
    broadcast_id: int | None,
    channel: str,
    now: datetime,
    until: datetime,
    limit: int,
    resting: Collection[str] = (),
) -> list[Order]:
    """Take the next messages of a broadcast (None: of those that belong to none) that are due over a channel.

    They are ``sending`` from now on: commit before sending. Chats in ``resting`` are passed over.
    """
    query = (
        select(
            Outbox.id,
            Outbox.attempts,
            Outbox.address,
            Outbox.payload,
            Outbox.person_id,
            Outbox.created_at,
            Person.language,
        )
        .outerjoin(Person, Person.id == Outbox.person_id)
        .where(
            Outbox.broadcast_id == broadcast_id,
            Outbox.channel == channel,
            is_in(Outbox.state, _WAITING),
            Outbox.due_at <= now,
        )
        .order_by(Outbox.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True, of=Outbox)
    )
    if broadcast_id is None:
        query = query.where(Outbox.lane.in_(UNSOLICITED_LANES))
    if resting:
        query = query.where(Outbox.address.not_in(resting))
    orders = [
        Order(
            id=number,
            attempt=attempts + 1,
            address=Address.parse(address),
            payload=payload,
            person_id=person_id,
            broadcast_id=broadcast_id,
            created_at=created_at,
            language=language or DEFAULT_LANGUAGE,
        )
        for number, attempts, address, payload, person_id, created_at, language in await session.execute(query)
    ]
    if orders:
        await session.execute(
            update(Outbox)
            .where(Outbox.id.in_([order.id for order in orders]))
            .values(state="sending", lease_until=until, attempts=Outbox.attempts + 1)
            .execution_options(synchronize_session=False)
        )
    return orders


async def settle(session: Session, ended: Sequence[Ended]) -> None:
    """Record what became of orders. A row that somebody else has taken over in the meantime stays as it was left."""
    mine = (
        update(Outbox.__table__)  # type: ignore[arg-type]
        .where(Outbox.id == bindparam("row"), Outbox.state == "sending", Outbox.attempts == bindparam("attempt"))
        .values(state=bindparam("now_is"), lease_until=None, error=bindparam("cause"))
    )
    arrived = [one for one in ended if one.state == "sent"]
    later = [one for one in ended if one.state == "retry"]
    over = [one for one in ended if one.state not in ("sent", "retry")]
    connection = await session.connection()
    if arrived:
        finished = mine.values(finished_at=bindparam("at"), sent_message_id=bindparam("message"), payload={})
        await connection.execute(finished, [_bound(one) | {"message": one.message_id} for one in arrived])
    if later:
        await connection.execute(mine.values(due_at=bindparam("at")), [_bound(one) for one in later])
    if over:
        await connection.execute(mine.values(finished_at=bindparam("at")), [_bound(one) for one in over])


async def lost(session: Session, channels: Collection[str], before: datetime | None = None) -> list[Lost]:
    """What was taken to be sent over these channels and never reported back; with ``before`` only what had to be done
    by then.
    """
    query = select(Outbox.id, Outbox.broadcast_id, Outbox.attempts).where(
        Outbox.state == "sending", Outbox.lane.in_(UNSOLICITED_LANES), _of_channels(channels)
    )
    if before is not None:
        query = query.where(Outbox.lease_until < before)
    return [Lost(number, broadcast, attempts) for number, broadcast, attempts in await session.execute(query)]


async def settle_lost(session: Session, again: Collection[int], unknown: Collection[int], now: datetime) -> None:
    """Try the ones again, and leave the others ``unknown``."""
    mine = update(Outbox).where(Outbox.state == "sending").execution_options(synchronize_session=False)
    if again:
        await session.execute(
            mine.where(Outbox.id.in_(again)).values(state="retry", lease_until=None, due_at=now, error="SenderLost")
        )
    if unknown:
        await session.execute(
            mine.where(Outbox.id.in_(unknown)).values(
                state="unknown", lease_until=None, finished_at=now, error="SenderLost"
            )
        )


def _of_channels(channels: Collection[str]) -> Any:
    return or_(*(Outbox.address.startswith(f"{channel}:", autoescape=True) for channel in channels))


def _bound(one: Ended) -> dict[str, Any]:
    return {
        "row": one.order.id,
        "attempt": one.order.attempt,
        "now_is": one.state,
        "at": one.at,
        "cause": one.error,
    }
