"""What waits until somebody comes and looks: messages for the people of the program's own terminal."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import or_, select, update

from osta.chat.messages import Address
from osta.chat.texts import DEFAULT_LANGUAGE
from osta.store.deliveries import UNSOLICITED_LANES, Order
from osta.store.engine import Session
from osta.store.models import Broadcast, Outbox, Person
from osta.store.written_out import is_in


async def due(session: Session, address: Address, now: datetime, limit: int) -> list[Order]:
    """What is due for an address besides answers, the longest due first; not of what is paused, cancelled or over."""
    goes_on = Broadcast.state.in_(("running", "done")) & or_(Broadcast.ends_at.is_(None), Broadcast.ends_at > now)
    query = (
        select(Outbox, Person.language)
        .outerjoin(Broadcast, Broadcast.id == Outbox.broadcast_id)
        .outerjoin(Person, Person.id == Outbox.person_id)
        .where(
            Outbox.address == str(address),
            is_in(Outbox.lane, UNSOLICITED_LANES),
            is_in(Outbox.state, ("queued", "retry")),
            Outbox.due_at <= now,
            or_(Outbox.broadcast_id.is_(None), goes_on),
        )
        .order_by(Outbox.due_at, Outbox.id)
        .limit(limit)
    )
    return [
        Order(
            id=row.id,
            attempt=row.attempts,
            address=address,
            payload=row.payload,
            person_id=row.person_id,
            broadcast_id=row.broadcast_id,
            created_at=row.created_at,
            language=language or DEFAULT_LANGUAGE,
        )
        for row, language in await session.execute(query)
    ]


async def picked_up(session: Session, numbers: Collection[int], now: datetime) -> None:
    """They have been seen; their words are no longer kept."""
    await session.execute(
        update(Outbox)
        .where(Outbox.id.in_(numbers))
        .values(state="sent", finished_at=now, payload={})
        .execution_options(synchronize_session=False)
    )


async def give_up(session: Session, channel: str, before: datetime, now: datetime) -> None:
    """Nobody came to pick these up."""
    old = select(Outbox.id).where(
        is_in(Outbox.state, ("queued", "retry")), Outbox.created_at < before, Outbox.channel == channel
    )
    await session.execute(
        update(Outbox)
        .where(Outbox.id.in_(old), is_in(Outbox.lane, UNSOLICITED_LANES))
        .values(state="failed", error="NotPickedUp", finished_at=now)
        .execution_options(synchronize_session=False)
    )
