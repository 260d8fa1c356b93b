"""What waits until somebody comes and looks: messages for the people of the program's own terminal."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, or_, select, update

from osta.chat.messages import Address
from osta.chat.texts import DEFAULT_LANGUAGE
from osta.store.deliveries import UNSOLICITED_LANES, Order
from osta.store.engine import Session
from osta.store.models import Broadcast, Outbox, Person
from osta.store.written_out import is_in


async def take(session: Session, address: Address, now: datetime, until: datetime, limit: int) -> list[Order]:
    """Take what is due for an address besides answers, the longest due first; not of what is paused, cancelled or over.

    It is ``sending`` from now on: commit before it is shown. What was taken and not shown ``until`` then is due again.
    """
    goes_on = Broadcast.state.in_(("running", "done")) & or_(Broadcast.ends_at.is_(None), Broadcast.ends_at > now)
    query = (
        select(Outbox, Person.told_in)
        .outerjoin(Broadcast, Broadcast.id == Outbox.broadcast_id)
        .outerjoin(Person, Person.id == Outbox.person_id)
        .where(
            Outbox.address == str(address),
            is_in(Outbox.lane, UNSOLICITED_LANES),
            _in_nobodys_hand(now),
            Outbox.due_at <= now,
            or_(Outbox.broadcast_id.is_(None), goes_on),
        )
        .order_by(Outbox.due_at, Outbox.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=Outbox)
        .execution_options(populate_existing=True)
    )
    taken = []
    for row, language in await session.execute(query):
        row.state, row.lease_until, row.attempts = "sending", until, row.attempts + 1
        taken.append(
            Order(
                id=row.id,
                attempt=row.attempts,
                address=address,
                payload=row.payload,
                person_id=row.person_id,
                broadcast_id=row.broadcast_id,
                created_at=row.created_at,
                language=language or DEFAULT_LANGUAGE,
                unconfirmed=row.unconfirmed,
            )
        )
    await session.flush()
    return taken


async def give_up(session: Session, channel: str, before: datetime, now: datetime) -> None:
    """Nobody came to pick these up."""
    old = select(Outbox.id).where(_in_nobodys_hand(now), Outbox.created_at < before, Outbox.channel == channel)
    await session.execute(
        update(Outbox)
        .where(Outbox.id.in_(old), is_in(Outbox.lane, UNSOLICITED_LANES))
        .values(state="failed", lease_until=None, error="NotPickedUp", finished_at=now)
        .execution_options(synchronize_session=False)
    )


def _in_nobodys_hand(now: datetime) -> ColumnElement[bool]:
    return is_in(Outbox.state, ("queued", "retry", "sending")) & (
        Outbox.lease_until.is_(None) | (Outbox.lease_until < now)
    )
