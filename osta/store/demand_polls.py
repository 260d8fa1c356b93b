"""Demand polls, what entrepreneurs answered, and the offers that came of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, func, or_, select, update

from osta.store.engine import Session
from osta.store.models import DemandPoll, DemandReply, Offer, Offering, OfferView, Place, Producer
from osta.store.models.demand import DemandAnswer
from osta.store.upserts import insert_into


@dataclass(frozen=True, slots=True)
class Supplier:
    """A producer that sells, or might sell, something: where it is (WGS84 degrees; its village's middle where it has no
    spot of its own) and who keeps it up.
    """

    producer_id: int
    owner_person_id: int | None
    municipality: str | None
    latitude: float | None
    longitude: float | None


async def suppliers(
    session: Session, concept_ids: Collection[int], industry: str | None = None, *, owned: bool
) -> list[Supplier]:
    """The published producers that offer any of these concepts, or are of the industry; with ``owned`` those alone
    whom somebody keeps up.
    """
    offers = exists().where(Offering.producer_id == Producer.id, Offering.concept_id.in_(concept_ids))
    same = or_(offers, Producer.industry.startswith(industry, autoescape=True)) if industry else offers
    query = (
        select(
            Producer.id,
            Producer.owner_person_id,
            Producer.municipality,
            func.coalesce(Producer.latitude, Place.latitude),
            func.coalesce(Producer.longitude, Place.longitude),
        )
        .outerjoin(Place, Place.id == Producer.village_place_id)
        .where(Producer.status == "published", same)
    )
    if owned:
        query = query.where(Producer.owner_person_id.is_not(None))
    return [Supplier(*row) for row in await session.execute(query.order_by(Producer.id))]


async def add(session: Session, poll: DemandPoll) -> int:
    """Store a new demand poll; returns its number."""
    session.add(poll)
    await session.flush()
    return poll.id


async def get(session: Session, number: int) -> DemandPoll | None:
    """A demand poll by its number."""
    return await session.get(DemandPoll, number)


async def last_of(session: Session, concept: str, area: str, since: datetime) -> DemandPoll | None:
    """The latest demand poll about a concept in an area since a moment."""
    query = select(DemandPoll).where(
        DemandPoll.concept == concept, DemandPoll.area == area, DemandPoll.created_at >= since
    )
    return await session.scalar(query.order_by(DemandPoll.id.desc()).limit(1))


async def started_by_itself(session: Session, since: datetime) -> bool:
    """Whether the weekly run has started any demand poll since a moment."""
    query = select(DemandPoll.id).where(DemandPoll.created_by.is_(None), DemandPoll.created_at >= since).limit(1)
    return await session.scalar(query) is not None


async def ask(
    session: Session, poll_id: int, candidates: Collection[Supplier], now: datetime, week: date, not_since: datetime
) -> list[int]:
    """Note that these producers are asked, and return the people to ask.

    Left out is who was asked anything since ``not_since`` or in this week: the database allows one row a person and
    week, so that two runs at once cannot ask anybody twice.
    """
    asked: list[int] = []
    for supplier in candidates:
        person = supplier.owner_person_id
        if person is None or person in asked:
            continue
        recently = exists().where(DemandReply.person_id == person, DemandReply.asked_at > not_since)
        if await session.scalar(select(recently)):
            continue
        noted = await session.scalar(
            insert_into(session, DemandReply)
            .values(demand_poll_id=poll_id, producer_id=supplier.producer_id, person_id=person, week=week, asked_at=now)
            .on_conflict_do_nothing()
            .returning(DemandReply.id)
        )
        if noted is not None:
            asked.append(person)
    return asked


async def asked_since(session: Session, people: Collection[int], since: datetime) -> set[int]:
    """Which of these people were asked anything since a moment."""
    query = select(DemandReply.person_id).where(DemandReply.person_id.in_(people), DemandReply.asked_at > since)
    return set(await session.scalars(query))


async def reply_of(session: Session, poll_id: int, person_id: int) -> DemandReply | None:
    """What the person was asked in this poll, and answered."""
    query = select(DemandReply).where(DemandReply.demand_poll_id == poll_id, DemandReply.person_id == person_id)
    return await session.scalar(query.execution_options(populate_existing=True))


async def answer(session: Session, reply_id: int, value: DemandAnswer, now: datetime) -> None:
    """Record the answer in the place of an earlier one."""
    await session.execute(update(DemandReply).where(DemandReply.id == reply_id).values(answer=value, answered_at=now))


async def answers(session: Session, poll_id: int) -> dict[DemandAnswer | None, int]:
    """How many gave each answer; under None how many none yet."""
    query = select(DemandReply.answer, func.count()).where(DemandReply.demand_poll_id == poll_id)
    return {value: n for value, n in await session.execute(query.group_by(DemandReply.answer))}  # noqa: C416 - rows


async def offer_of(session: Session, reply_id: int) -> Offer | None:
    """The offer that came of a reply."""
    return await session.scalar(select(Offer).where(Offer.demand_reply_id == reply_id))


async def offer(session: Session, number: int) -> Offer | None:
    """An offer as it stands now."""
    return await session.get(Offer, number, populate_existing=True)


async def add_offer(session: Session, made: Offer) -> int:
    """Store a new offer; returns its number."""
    session.add(made)
    await session.flush()
    return made.id


async def pending_offers(session: Session, limit: int = 10) -> list[Offer]:
    """The offers that wait for staff, the oldest first."""
    query = select(Offer).where(Offer.state == "pending").order_by(Offer.id).limit(limit)
    return list(await session.scalars(query))


async def see(session: Session, offer_id: int, person_id: int, now: datetime) -> None:
    """The person has looked at the offer; each person counts once."""
    seen = insert_into(session, OfferView).values(offer_id=offer_id, person_id=person_id, seen_at=now)
    await session.execute(seen.on_conflict_do_nothing())


async def views(session: Session, offer_id: int) -> int:
    """How many people have looked at the offer."""
    query = select(func.count()).select_from(OfferView).where(OfferView.offer_id == offer_id)
    return await session.scalar(query) or 0


async def with_news(session: Session, until: datetime) -> list[Offer]:
    """The published offers, decided before a moment, that were looked at since their entrepreneur last heard."""
    seen = select(func.count()).where(OfferView.offer_id == Offer.id).scalar_subquery()
    query = select(Offer).where(Offer.state == "published", Offer.decided_at <= until, seen > Offer.reported_views)
    return list(await session.scalars(query.order_by(Offer.id)))
