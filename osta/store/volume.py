"""Needs that no single producer can fill, and the pledges."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, delete, func, select, update
from sqlalchemy.orm import selectinload

from osta.store.audiences import group
from osta.store.engine import Session
from osta.store.models import Need, NeedState, Pledge, Producer
from osta.store.upserts import insert_into

PLEDGED = "volume_pledged"
WILLING = "volume_willing"
UNWILLING = "volume_unwilling"


@dataclass(frozen=True, slots=True)
class Sum:
    """What is pledged together: the amount, how many pledges, how many of them agree to be introduced."""

    quantity: float
    pledges: int
    willing: int


async def add(session: Session, need: Need) -> int:
    """Store a new need; returns its number."""
    session.add(need)
    await session.flush()
    return need.id


async def get(session: Session, number: int) -> Need | None:
    """A need as it stands now."""
    return await session.get(Need, number, populate_existing=True)


async def hold(session: Session, number: int) -> Need | None:
    """The same, kept from everybody else until the transaction ends: the sum is reached once."""
    query = select(Need).where(Need.id == number).with_for_update()
    return await session.scalar(query.execution_options(populate_existing=True))


async def in_state(session: Session, state: NeedState, limit: int = 20) -> list[Need]:
    """The needs in a state, the one that ends first first."""
    query = select(Need).where(Need.state == state).order_by(Need.closes_at, Need.id).limit(limit)
    return list(await session.scalars(query))


async def settled_since(session: Session, since: datetime) -> list[Need]:
    """The needs that were reached or ended since a moment."""
    query = select(Need).where(Need.state.in_(("reached", "ended")), Need.settled_at > since)
    return list(await session.scalars(query.order_by(Need.settled_at, Need.id)))


async def due_to_end(session: Session, now: datetime) -> list[int]:
    """The open needs whose end has come."""
    query = select(Need.id).where(Need.state == "open", Need.closes_at <= now)
    return list(await session.scalars(query.order_by(Need.id)))


async def move(session: Session, number: int, origin: NeedState, to: NeedState, now: datetime) -> bool:
    """Move a need from a state to another. False when it is not in it (any more)."""
    settled = {"settled_at": now} if to in ("reached", "ended") else {}
    moved = await session.scalar(
        update(Need).where(Need.id == number, Need.state == origin).values(state=to, **settled).returning(Need.id)
    )
    return moved is not None


async def pledge(
    session: Session,
    need_id: int,
    producer_id: int,
    person_id: int,
    now: datetime,
    *,
    quantity: float,
    prices: tuple[float, float] | None,
    introduce: bool,
) -> None:
    """Record a producer's pledge in the place of an earlier one."""
    low, high = prices or (None, None)
    values = {
        "person_id": person_id,
        "quantity": quantity,
        "price_low": low,
        "price_high": high,
        "introduce": introduce,
        "pledged_at": now,
    }
    await session.execute(
        insert_into(session, Pledge)
        .values(need_id=need_id, producer_id=producer_id, **values)
        .on_conflict_do_update(index_elements=[Pledge.need_id, Pledge.producer_id], set_=values)
    )


async def take_back(session: Session, need_id: int, person_id: int) -> bool:
    """Take a person's pledges back. False when there were none."""
    gone = await session.scalars(
        delete(Pledge).where(Pledge.need_id == need_id, Pledge.person_id == person_id).returning(Pledge.producer_id)
    )
    return bool(gone.all())


async def of_person(session: Session, need_id: int, person_id: int) -> Pledge | None:
    """The person's own pledge."""
    query = select(Pledge).where(Pledge.need_id == need_id, Pledge.person_id == person_id)
    return await session.scalar(query.limit(1).execution_options(populate_existing=True))


async def total(session: Session, need_id: int) -> Sum:
    """What is pledged so far."""
    willing = func.coalesce(func.sum(case((Pledge.introduce.is_(True), 1), else_=0)), 0)
    row = (
        await session.execute(
            select(func.coalesce(func.sum(Pledge.quantity), 0.0), func.count(), willing).where(
                Pledge.need_id == need_id
            )
        )
    ).one()
    return Sum(float(row[0]), int(row[1]), int(row[2]))


async def pledges(session: Session, need_id: int, *, willing_only: bool) -> list[tuple[Pledge, Producer]]:
    """The pledges with their producers and offerings, the largest first; all of them, or those that agree to be
    introduced.
    """
    query = (
        select(Pledge, Producer)
        .join(Producer, Producer.id == Pledge.producer_id)
        .where(Pledge.need_id == need_id)
        .options(selectinload(Producer.offerings))
        .order_by(Pledge.quantity.desc(), Pledge.producer_id)
    )
    if willing_only:
        query = query.where(Pledge.introduce.is_(True))
    return [(row[0], row[1]) for row in await session.execute(query)]


@group(PLEDGED)
def _pledged(need_id: int) -> Select[Any]:
    return select(Pledge.person_id).where(Pledge.need_id == need_id)


@group(WILLING)
def _willing(need_id: int) -> Select[Any]:
    return select(Pledge.person_id).where(Pledge.need_id == need_id, Pledge.introduce.is_(True))


@group(UNWILLING)
def _unwilling(need_id: int) -> Select[Any]:
    willing = select(Pledge.person_id).where(Pledge.need_id == need_id, Pledge.introduce.is_(True))
    return select(Pledge.person_id).where(Pledge.need_id == need_id, Pledge.person_id.not_in(willing))
