"""Messages that are to go out, and what became of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, get_args

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import aliased

from osta.chat.messages import Address, Reply
from osta.store.engine import Session
from osta.store.models import Lane, Outbox, OutboxState
from osta.store.payloads import decode_reply, encode
from osta.store.upserts import insert_into
from osta.store.written_out import is_in

_WAITING: tuple[OutboxState, ...] = ("queued", "retry")
_ON_THE_WAY: tuple[OutboxState, ...] = ("queued", "retry", "sending")
_SETTLED: tuple[OutboxState, ...] = ("sent", "unknown", "failed", "blocked")


@dataclass(frozen=True, slots=True)
class Leased:
    """A message that the holder may send now. ``attempt`` proves the lease when its outcome is reported."""

    id: int
    attempt: int
    lane: Lane
    address: Address
    reply: Reply
    press_id: str | None
    person_id: int | None
    broadcast_id: int | None
    created_at: datetime


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


async def lease_due(
    session: Session, now: datetime, lease: timedelta, limit: int, lanes: Collection[Lane] = get_args(Lane)
) -> list[Leased]:
    """Take messages that are due: answers first, then reminders, then broadcasts, the longest due first in each.

    Of one chat and lane only the first in line is taken, so that what is said stays in order. The rows are ``sending``
    from now on: commit before sending. Several processes may call this at once and never get the same row.
    """
    leased: list[Leased] = []
    for lane in get_args(Lane):
        if lane in lanes and len(leased) < limit:
            leased += await _lease_lane(session, lane, now, now + lease, limit - len(leased))
    return leased


async def _lease_lane(session: Session, lane: Lane, now: datetime, until: datetime, limit: int) -> list[Leased]:
    ahead = aliased(Outbox)
    in_front = exists().where(
        ahead.address == Outbox.address,
        ahead.lane == Outbox.lane,
        is_in(ahead.state, _ON_THE_WAY),
        ahead.id < Outbox.id,
    )
    due = await session.scalars(
        select(Outbox)
        .where(Outbox.lane == lane, is_in(Outbox.state, _WAITING), Outbox.due_at <= now, ~in_front)
        .order_by(Outbox.due_at, Outbox.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=Outbox)  # SQLite needs none: its transaction is the only writer
        .execution_options(populate_existing=True)
    )
    leased = []
    for row in due:
        row.state, row.lease_until, row.attempts = "sending", until, row.attempts + 1
        leased.append(
            Leased(
                id=row.id,
                attempt=row.attempts,
                lane=row.lane,
                address=Address.parse(row.address),
                reply=decode_reply(row.payload),
                press_id=row.press_id,
                person_id=row.person_id,
                broadcast_id=row.broadcast_id,
                created_at=row.created_at,
            )
        )
    await session.flush()
    return leased


async def mark_sent(session: Session, leased: Leased, now: datetime, message_id: str | None) -> bool:
    """It arrived; its words are no longer kept. False when the lease was lost in the meantime."""
    return await _settle(session, leased, state="sent", sent_message_id=message_id, finished_at=now, payload={})


async def mark_retry(session: Session, leased: Leased, due_at: datetime, error: str) -> bool:
    """It certainly did not arrive and is to be tried again. False when the lease was lost in the meantime."""
    return await _settle(session, leased, state="retry", due_at=due_at, error=error)


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


async def expire_leases(session: Session, now: datetime) -> list[int]:
    """Mark as ``unknown`` what a sender took and never reported back, and return the numbers."""
    expired = await session.scalars(
        update(Outbox)
        .where(Outbox.state == "sending", Outbox.lease_until < now)
        .values(state="unknown", lease_until=None, error="LeaseExpired", finished_at=now)
        .returning(Outbox.id)
    )
    return sorted(expired)


async def send_again(session: Session, numbers: Collection[int], now: datetime) -> int:
    """Queue messages whose arrival is unknown or that failed once more; returns how many."""
    queued = await session.scalars(
        update(Outbox)
        .where(Outbox.id.in_(numbers), Outbox.state.in_(("unknown", "failed")))
        .values(state="retry", due_at=now, finished_at=None)
        .returning(Outbox.id)
    )
    return len(queued.all())


async def in_state(session: Session, state: OutboxState, limit: int = 100) -> list[Outbox]:
    """The messages in a state, the oldest first."""
    found = select(Outbox).where(Outbox.state == state).order_by(Outbox.created_at, Outbox.id).limit(limit)
    return list(await session.scalars(found))


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
