"""Offers: what came of a demand poll's yes. Published, it is found by searches, and those who waited are told."""

from __future__ import annotations

from datetime import datetime, timedelta

from osta.broadcasts import broadcast
from osta.broadcasts.audience import Audience
from osta.broadcasts.demand.wanted import NEAR_KM
from osta.chat.errors import OstaError
from osta.chat.figures import clip
from osta.chat.messages import Button, Reply
from osta.chat.rich import Rich
from osta.chat.texts import LANGUAGES, Language, Texts, texts
from osta.discovery.lexicon.model import concept_key
from osta.discovery.producers import catalogue
from osta.discovery.producers.derived import listed, point
from osta.discovery.service import Discovery
from osta.store import alert_notices, demand, demand_polls, producers
from osta.store.engine import Session
from osta.store.models import Alert, DemandReply, Offer, Producer
from osta.store.models.demand import DemandAnswer

LONGEST = 120  # characters of a quantity or a time in the entrepreneur's words
NEWS_AFTER = timedelta(days=7)
"""An entrepreneur hears how many looked at an offer when it has been out for so long."""
MOST_TOLD = 1000
"""People that hear of one offer; the limit of an audience of named people."""


class PollOver(OstaError):
    """The demand poll takes no answers any more."""


async def answer(
    session: Session, poll_id: int, person_id: int, value: DemandAnswer, now: datetime
) -> DemandReply | None:
    """Record an entrepreneur's answer; None for one who was not asked. Raises PollOver.

    Taking back a yes withdraws the offer that came of it.
    """
    poll = await demand_polls.get(session, poll_id)
    reply = await demand_polls.reply_of(session, poll_id, person_id)
    if poll is None or reply is None:
        return None
    if poll.closes_at <= now:
        raise PollOver
    await demand_polls.answer(session, reply.id, value, now)
    if value != "yes":
        made = await demand_polls.offer_of(session, reply.id)
        if made is not None and made.state in ("pending", "published"):
            made.state, made.decided_at = "withdrawn", now
    return await demand_polls.reply_of(session, poll_id, person_id)


async def make(
    session: Session,
    discovery: Discovery,
    reply: DemandReply,
    quantity: str | None,
    available: str | None,
    now: datetime,
) -> Offer | None:
    """Make an offer of a yes: published at once for a published producer, else it waits for staff.

    An offer that was made of the same yes before gets the new words. None when the producer is gone.
    """
    poll = await demand_polls.get(session, reply.demand_poll_id)
    producer = await producers.get(session, reply.producer_id)
    if poll is None or producer is None:
        return None
    reply.quantity, reply.available = _short(quantity), _short(available)
    made = await demand_polls.offer_of(session, reply.id)
    if made is None:
        made = Offer(
            demand_reply_id=reply.id,
            producer_id=producer.id,
            concept=poll.concept,
            area=poll.area,
            state="pending",
            created_at=now,
        )
        await demand_polls.add_offer(session, made)
    made.quantity, made.available = reply.quantity, reply.available
    if made.state == "withdrawn":
        made.state, made.decided_at = "pending", None
    await session.flush()
    if made.state == "pending" and producer.status == "published":
        await publish(session, discovery, made, None, now)
    return made


async def publish(session: Session, discovery: Discovery, offer: Offer, by: int | None, now: datetime) -> int:
    """Publish an offer: searches find it, and those who waited near are told. Returns how many are told."""
    producer = await producers.get(session, offer.producer_id)
    if producer is None or offer.state != "pending":
        return 0
    offer.state, offer.decided_at, offer.decided_by = "published", now, by
    await _list(session, discovery, producer, offer.concept, now)
    offer.told = await _tell(session, discovery, offer, producer, now)
    await session.flush()
    return offer.told


async def reject(session: Session, offer: Offer, by: int, now: datetime) -> None:
    """Staff decide against it; nobody hears of it but the entrepreneur."""
    if offer.state != "pending":
        return
    offer.state, offer.decided_at, offer.decided_by = "rejected", now, by
    await session.flush()


async def tick(session: Session, discovery: Discovery, now: datetime) -> None:
    """Tell entrepreneurs how many looked at their offers since they last heard."""
    for offer in await demand_polls.with_news(session, now - NEWS_AFTER):
        producer = await producers.get(session, offer.producer_id)
        seen = await demand_polls.views(session, offer.id)
        offer.reported_views = seen
        if producer is None or producer.owner_person_id is None:
            continue
        content: dict[Language, Reply] = {}
        for language in LANGUAGES:
            t = texts(language)
            thing = discovery.label(offer.concept, language)
            text = t.plural(
                "Tarjoustasi ({thing}) on katsonut {n} ihminen.",
                "Tarjoustasi ({thing}) on katsonut {n} ihmistä.",
                seen,
                thing=thing,
            )
            content[language] = Reply(text)
        await broadcast.create(
            session,
            "notice",
            discovery.label(offer.concept, "fi"),
            content,
            Audience(people=(producer.owner_person_id,)),
            now,
            due_at=now,
            key=f"offer-views:{offer.id}:{seen}",
        )
    await session.flush()


def terms(offer: Offer, t: Texts) -> Rich:
    """How much and from when, as far as it was said."""
    lines = []
    if offer.quantity:
        lines.append(t("Määrä: {quantity}", quantity=offer.quantity))
    if offer.available:
        lines.append(t("Saatavilla: {available}", available=offer.available))
    return Rich.join(lines)


async def _list(session: Session, discovery: Discovery, producer: Producer, concept: str, now: datetime) -> None:
    """Add the concept to the listing, unless the producer has it or a kind of it already."""
    kinds = {concept_key(slug) for slug in discovery.lexicon.below(concept)}
    if any(offering.concept_id in kinds and offering.role == "product" for offering in producer.offerings):
        return
    products = "; ".join(part for part in (listed(producer), discovery.label(concept, "fi")) if part)
    village = str(producer.card.get("village", ""))
    await catalogue.save(session, discovery, producer, products, producer.description, now=now, village=village)


async def _tell(session: Session, discovery: Discovery, offer: Offer, producer: Producer, now: datetime) -> int:
    """Tell the people whose alert the offer answers: for the thing itself or for what it is a kind of, and near."""
    wanted = {offer.concept, *discovery.lexicon.above(offer.concept)}
    answered = [
        alert
        for alert in await demand.waiting(session, wanted)
        if alert.person_id != producer.owner_person_id and _reaches(alert, producer, discovery)
    ]
    people = sorted({alert.person_id for alert in answered})[:MOST_TOLD]
    if not people:
        return 0
    await broadcast.create(
        session,
        "offer",
        discovery.label(offer.concept, "fi"),
        {language: _news(offer, producer, discovery, texts(language)) for language in LANGUAGES},
        Audience(people=tuple(people)),
        now,
        due_at=now,
        key=f"offer:{offer.id}",
    )
    # What they hear of here, the watch over alerts does not tell them once more.
    told = [(alert.id, producer.id) for alert in answered if alert.person_id in people]
    await alert_notices.keep(session, told, now)
    return len(people)


def _news(offer: Offer, producer: Producer, discovery: Discovery, t: Texts) -> Reply:
    head = t(
        "Pyysit kertomaan, kun joku tarjoaa tätä: *{thing}*. Nyt tarjoaa {name}.",
        thing=discovery.label(offer.concept, t.language),
        name=clip(producer.name, 100),
    )
    look = Button.of(t.line("Katso tarjous"), "offer.see", offer.id)
    return Reply(Rich.join([head, terms(offer, t)]), ((look,),))


def _reaches(alert: Alert, producer: Producer, discovery: Discovery) -> bool:
    place, here = alert.place_id, point(discovery, producer)
    if place is None or place not in discovery.gazetteer or here is None:
        return True
    far = discovery.gazetteer[place].distance_km(*here)
    return far <= (alert.radius_km or NEAR_KM)


def _short(words: str | None) -> str | None:
    return clip(words, LONGEST) or None if words else None
