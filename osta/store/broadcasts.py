"""Broadcasts and their rows in the outbox: one row for each person, added page by page behind a checkpoint."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from osta.store import channels, direct
from osta.store.audiences import Recipient
from osta.store.engine import Session
from osta.store.models import Broadcast, BroadcastKind, BroadcastState, Lane, Outbox, OutboxState
from osta.store.upserts import insert_into
from osta.store.written_out import is_in

_WAITING: tuple[OutboxState, ...] = ("queued", "retry")
_GOES_ON: tuple[BroadcastState, ...] = ("running", "cancelled")


@dataclass(frozen=True, slots=True)
class AtWork:
    """A broadcast as its sender needs it at every turn: without its texts and audience, which may be large."""

    id: int
    kind: BroadcastKind
    state: BroadcastState
    urgent: bool
    due_at: datetime | None
    ends_at: datetime | None
    checkpoint: int
    materialised_at: datetime | None


async def create(session: Session, **values: Any) -> Broadcast | None:
    """Store a broadcast; None when there is one with its key already."""
    number = await session.scalar(
        insert_into(session, Broadcast)
        .values(**values)
        .on_conflict_do_nothing(index_elements=[Broadcast.key])
        .returning(Broadcast.id)
    )
    return None if number is None else await session.get_one(Broadcast, number)


async def get(session: Session, number: int) -> Broadcast | None:
    """The broadcast as it stands now."""
    return await session.get(Broadcast, number, populate_existing=True)


async def move(
    session: Session, number: int, to: BroadcastState, origins: Collection[BroadcastState], **values: Any
) -> bool:
    """Change the state, and other columns with it, if it is one of ``origins`` now; False when it is not."""
    moved = await session.scalar(
        update(Broadcast)
        .where(Broadcast.id == number, Broadcast.state.in_(origins))
        .values(state=to, **values)
        .returning(Broadcast.id)
    )
    return moved is not None


async def in_states(session: Session, states: Collection[BroadcastState], limit: int = 100) -> Sequence[Broadcast]:
    """Broadcasts in these states, the latest due first."""
    query = select(Broadcast).where(Broadcast.state.in_(states)).order_by(Broadcast.due_at.desc(), Broadcast.id.desc())
    return (await session.scalars(query.limit(limit))).all()


async def unfinished(session: Session, key: str) -> Mapping[str, int]:
    """The numbers of those to be sent whose key is like this (``%`` stands for anything), by their keys."""
    query = select(Broadcast.key, Broadcast.id).where(Broadcast.state.in_(("scheduled", "running")))
    rows = await session.execute(query.where(Broadcast.key.like(key)))
    return {found: number for found, number in rows if found is not None}


async def due(session: Session, now: datetime) -> Sequence[Broadcast]:
    """Scheduled broadcasts whose time has come, the longest due first."""
    query = select(Broadcast).where(Broadcast.state == "scheduled", Broadcast.due_at <= now)
    return (await session.scalars(query.order_by(Broadcast.due_at, Broadcast.id))).all()


async def at_work(session: Session) -> list[AtWork]:
    """Broadcasts that a sender has something to do with: running ones, and cancelled ones with rows to take back."""
    query = select(
        Broadcast.id,
        Broadcast.kind,
        Broadcast.state,
        Broadcast.urgent,
        Broadcast.due_at,
        Broadcast.ends_at,
        Broadcast.checkpoint,
        Broadcast.materialised_at,
    ).where(Broadcast.state.in_(_GOES_ON), Broadcast.finished_at.is_(None))
    rows = await session.execute(query.order_by(Broadcast.due_at, Broadcast.id))
    return [AtWork(*row) for row in rows]


async def kinds(session: Session, numbers: Collection[int]) -> dict[int, BroadcastKind]:
    """The kinds of these broadcasts."""
    query = select(Broadcast.id, Broadcast.kind).where(Broadcast.id.in_(numbers))
    return dict((await session.execute(query)).all())


async def add_rows(
    session: Session,
    number: int,
    lane: Lane,
    recipients: Sequence[tuple[Recipient, datetime]],
    now: datetime,
    *,
    last: bool,
) -> None:
    """Queue the broadcast for the next people, each due at a moment, and move the checkpoint behind them.

    Who has it already does not get it again. ``last`` says that the audience ends here.
    """
    if recipients:
        created = direct.moment_of(session, now)
        dues = {due_at: direct.moment_of(session, due_at) for _, due_at in recipients}  # nearly always one
        await direct.many(
            session,
            _ADD,
            [
                (lane, str(one.address), one.address.channel, one.person_id, number, dues[due_at], created)
                for one, due_at in recipients
            ],
        )
    moved: dict[str, Any] = {"checkpoint": recipients[-1][0].person_id} if recipients else {}
    if last:
        moved["materialised_at"] = now
    if moved:
        await session.execute(update(Broadcast).where(Broadcast.id == number).values(moved))


_ADD = (
    "INSERT INTO outbox "
    "(lane, address, channel, person_id, broadcast_id, payload, state, attempts, due_at, created_at) "
    "VALUES (?, ?, ?, ?, ?, '{}', 'queued', 0, ?, ?) ON CONFLICT (broadcast_id, person_id) DO NOTHING"
)


async def counted_since(
    session: Session, people: Collection[int], kinds: Collection[BroadcastKind], since: datetime
) -> dict[int, list[datetime]]:
    """When these people got, or are to get, broadcasts of these kinds, from a moment on; in rising order."""
    if not people:
        return {}
    when = func.coalesce(Outbox.finished_at, Outbox.due_at)
    rows = await session.execute(
        select(Outbox.person_id, Outbox.finished_at, Outbox.due_at)
        .join(Broadcast, Broadcast.id == Outbox.broadcast_id)
        .where(
            Outbox.person_id.in_(people),
            Outbox.state.not_in(("blocked", "failed")),
            Broadcast.kind.in_(kinds),
            when > since,
        )
    )
    found: dict[int, list[datetime]] = {}
    for person, finished_at, due_at in rows:
        if person is not None:
            found.setdefault(person, []).append(finished_at or due_at)
    return {person: sorted(moments) for person, moments in found.items()}


async def take_back(session: Session, number: int, now: datetime, error: str, limit: int) -> int:
    """Send the broadcast to nobody else: ends up to ``limit`` waiting rows as ``blocked``; returns how many."""
    waiting = select(Outbox.id).where(Outbox.broadcast_id == number, is_in(Outbox.state, _WAITING)).limit(limit)
    ended = await session.scalars(
        update(Outbox)
        .where(Outbox.id.in_(waiting))
        .values(state="blocked", error=error, finished_at=now)
        .returning(Outbox.id)
        .execution_options(synchronize_session=False)
    )
    return len(ended.all())


async def has_waiting(session: Session, number: int) -> bool:
    """Whether anybody still waits for it; not counting those who pick it up at a terminal, whenever that is."""
    query = select(Outbox.id).where(
        Outbox.broadcast_id == number, is_in(Outbox.state, _WAITING), Outbox.channel != channels.LOCAL
    )
    return await session.scalar(query.limit(1)) is not None


async def send_again(
    session: Session, number: int, states: Collection[OutboxState], now: datetime, people: Collection[int] | None = None
) -> int:
    """Queue again the rows that ended in these states, of all or of some people; returns how many."""
    again = update(Outbox).where(Outbox.broadcast_id == number, Outbox.state.in_(states))
    if people is not None:
        again = again.where(Outbox.person_id.in_(people))
    queued = await session.scalars(
        again.values(state="retry", due_at=now, finished_at=None)
        .returning(Outbox.id)
        .execution_options(synchronize_session=False)
    )
    return len(queued.all())


async def figures(session: Session, number: int) -> dict[OutboxState, int]:
    """How many rows of the broadcast are in which state."""
    query = select(Outbox.state, func.count()).where(Outbox.broadcast_id == number).group_by(Outbox.state)
    return dict((await session.execute(query)).all())


async def causes(session: Session, number: int) -> Mapping[str, int]:
    """Why rows ended without arriving, and how many each."""
    query = (
        select(Outbox.error, func.count())
        .where(Outbox.broadcast_id == number, Outbox.state.in_(("failed", "unknown", "blocked")))
        .group_by(Outbox.error)
    )
    return {error or "": count for error, count in await session.execute(query)}


async def listed(
    session: Session, number: int, states: Collection[OutboxState], after: int = 0, limit: int = 100
) -> Sequence[Outbox]:
    """The broadcast's rows in these states, in order of their numbers."""
    query = select(Outbox).where(Outbox.broadcast_id == number, Outbox.state.in_(states), Outbox.id > after)
    return (await session.scalars(query.order_by(Outbox.id).limit(limit))).all()
