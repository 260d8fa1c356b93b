"""Messages that are to go out, and what became of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from sqlalchemy import delete, select, update

from osta.chat.messages import Address, Reply
from osta.store.engine import Session
from osta.store.models import Lane, Outbox, OutboxState
from osta.store.payloads import encode
from osta.store.upserts import insert_into
from osta.store.written_out import is_in

_WAITING: tuple[OutboxState, ...] = ("queued", "retry")
_ON_THE_WAY: tuple[OutboxState, ...] = ("queued", "retry", "sending")
_SETTLED: tuple[OutboxState, ...] = ("sent", "unknown", "failed", "blocked")


@dataclass(frozen=True, slots=True)
class Leased:
    """A message that the holder may send now. ``attempt`` proves the lease when its outcome is reported;
    ``unconfirmed`` earlier attempts may have arrived.
    """

    id: int
    attempt: int
    lane: Lane
    address: Address
    reply: Reply
    press_id: str | None
    person_id: int | None
    broadcast_id: int | None
    created_at: datetime
    unconfirmed: int = 0


async def enqueue(
    session: Session,
    address: Address,
    reply: Reply,
    now: datetime,
    *,
    lane: Lane = "answer",
    due_at: datetime | None = None,
    person_id: int | None = None,
    press_id: str | None = None,
    broadcast_id: int | None = None,
) -> int | None:
    """Queue a message, due now or later, and return its number; None when the person has this broadcast already."""
    number: int | None = await session.scalar(
        insert_into(session, Outbox)
        .values(
            lane=lane,
            address=str(address),
            payload=encode(reply),
            due_at=due_at or now,
            person_id=person_id,
            press_id=press_id,
            broadcast_id=broadcast_id,
            created_at=now,
        )
        .on_conflict_do_nothing(index_elements=[Outbox.broadcast_id, Outbox.person_id])
        .returning(Outbox.id)
    )
    return number


async def mark_retry(
    session: Session, leased: Leased, due_at: datetime, error: str, *, unconfirmed: bool = False
) -> bool:
    """It is to be tried again; ``unconfirmed`` when it may have arrived. False when the lease was lost meanwhile."""
    may_have_arrived = leased.unconfirmed + unconfirmed
    return await _settle(session, leased, state="retry", due_at=due_at, error=error, unconfirmed=may_have_arrived)


async def mark_ended(
    session: Session, leased: Leased, state: Literal["unknown", "failed", "blocked"], now: datetime, error: str
) -> bool:
    """Nobody knows whether it arrived, or it never will. False when the lease was lost in the meantime."""
    return await _settle(session, leased, state=state, error=error, finished_at=now)


async def _settle(session: Session, leased: Leased, **values: Any) -> bool:
    settled = await session.scalar(
        update(Outbox)
        .where(Outbox.id == leased.id, Outbox.state == "sending", Outbox.attempts == leased.attempt)
        .values(lease_until=None, **values)
        .returning(Outbox.id)
    )
    return settled is not None


async def stop_person(session: Session, person_id: int, now: datetime, *, keep_answers: bool) -> None:
    """Nothing that waits for a person is sent: all of it, or all but answers to what they asked."""
    stopped = update(Outbox).where(Outbox.person_id == person_id, is_in(Outbox.state, _WAITING))
    if keep_answers:
        stopped = stopped.where(Outbox.lane != "answer")
    await session.execute(stopped.values(state="blocked", finished_at=now))


async def forget_finished(
    session: Session, before: datetime, lanes: Collection[Lane] = get_args(Lane), limit: int = 1000
) -> int:
    """Forget what was settled before a moment, so many at a time; returns how many it were."""
    # What was made later than that was not settled before it: so the index finds them.
    old = select(Outbox.id).where(
        is_in(Outbox.state, _SETTLED), Outbox.created_at < before, Outbox.finished_at < before, Outbox.lane.in_(lanes)
    )
    forgotten = await session.scalars(delete(Outbox).where(Outbox.id.in_(old.limit(limit))).returning(Outbox.id))
    return len(forgotten.all())
