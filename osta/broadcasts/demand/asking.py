"""Demand polls: those who could supply something are asked whether they would. At most one a week for each."""

from __future__ import annotations

from datetime import datetime, timedelta

from osta.broadcasts import broadcast
from osta.broadcasts.audience import Audience
from osta.broadcasts.demand.wanted import NEAR_KM, Wanted, unmet_by_area
from osta.broadcasts.moments import monday
from osta.chat.messages import Button, Reply
from osta.chat.rich import Rich
from osta.chat.texts import LANGUAGES, Texts, texts
from osta.discovery.lexicon.model import concept_key
from osta.discovery.places.forms import Role
from osta.discovery.places.model import Place, distance_km
from osta.discovery.service import Discovery
from osta.discovery.showing.places import inflected
from osta.store import demand_polls
from osta.store.audiences import willing
from osta.store.demand_polls import Supplier
from osta.store.engine import Session
from osta.store.models import ConsentTopic, DemandPoll

ONCE_A = timedelta(days=7)
"""An entrepreneur gets at most one demand poll in this time."""
OPEN_FOR = timedelta(days=14)
NOT_AGAIN_FOR = timedelta(days=60)
"""The weekly run does not ask for the same thing in the same area before this."""
MOST_A_RUN = 5
MOST_ASKED = 1000
"""Entrepreneurs that one demand poll reaches; the limit of an audience of named people."""


async def candidates(
    session: Session, discovery: Discovery, concept: str, area: str, topic: ConsentTopic = "polls"
) -> list[Supplier]:
    """Those of the able whose owner has agreed to be written to of the topic."""
    found = await able(session, discovery, concept, area)
    owners = {one.owner_person_id for one in found if one.owner_person_id is not None}
    agreed = await willing(session, owners, topic)
    return [one for one in found if one.owner_person_id in agreed][:MOST_ASKED]


async def able(session: Session, discovery: Discovery, concept: str, area: str) -> list[Supplier]:
    """The producers with an owner that could supply it: they sell it, what it is a kind of or another kind of that, or
    are of its industry.

    They lie within 60 km of the municipality's middle, or in it; anywhere when no area is given.
    """
    known = discovery.concept(concept)
    if known is None:
        return []
    slugs = {concept, *discovery.lexicon.below(concept), *known.parents}
    for parent in known.parents:
        wider = discovery.concept(parent)
        if wider is not None and wider.parents:  # who makes one cheese might make another; not who makes any food
            slugs |= discovery.lexicon.below(parent)
    keys = [concept_key(slug) for slug in sorted(slugs)]
    found = await demand_polls.suppliers(session, keys, known.industry or None, owned=True)
    middle = discovery.gazetteer.municipality(area) if area else None
    if middle is None:
        return found
    return [
        one
        for one in found
        if one.municipality == area
        or (
            one.latitude is not None
            and one.longitude is not None
            and distance_km(one.latitude, one.longitude, middle.latitude, middle.longitude) <= NEAR_KM
        )
    ]


async def start(
    session: Session, discovery: Discovery, wanted: Wanted, created_by: int | None, now: datetime
) -> tuple[DemandPoll, int]:
    """Ask all who could supply it and were not asked anything this week; returns the poll and how many are asked."""
    poll = DemandPoll(
        concept=wanted.concept,
        area=wanted.area,
        people=wanted.people,
        created_by=created_by,
        created_at=now,
        closes_at=now + OPEN_FOR,
    )
    await demand_polls.add(session, poll)
    asked_of = await candidates(session, discovery, wanted.concept, wanted.area)
    asked = await demand_polls.ask(session, poll.id, asked_of, now, monday(now), now - ONCE_A)
    if asked:
        await broadcast.create(
            session,
            "demand",
            discovery.label(wanted.concept, "fi"),
            {language: question(poll, discovery, texts(language)) for language in LANGUAGES},
            Audience(people=tuple(asked)),
            now,
            due_at=now,
            ends_at=poll.closes_at,
            key=f"demand:{poll.id}",
            created_by=created_by,
        )
    return poll, len(asked)


async def weekly(session: Session, discovery: Discovery, now: datetime) -> list[DemandPoll]:
    """Start demand polls for what most people wanted in vain and nobody sells; a few at a time, nothing twice."""
    started: list[DemandPoll] = []
    for wanted in await unmet_by_area(session, discovery, now):
        if len(started) == MOST_A_RUN:
            break
        if wanted.sold or await demand_polls.last_of(session, wanted.concept, wanted.area, now - NOT_AGAIN_FOR):
            continue
        asked_of = await candidates(session, discovery, wanted.concept, wanted.area)
        owners = {one.owner_person_id for one in asked_of if one.owner_person_id is not None}
        if owners - await demand_polls.asked_since(session, owners, now - ONCE_A):
            started.append((await start(session, discovery, wanted, None, now))[0])
    return started


def question(poll: DemandPoll, discovery: Discovery, t: Texts, edits: str | None = None) -> Reply:
    """``7 ihmistä Sallan seudulla etsi viime kuussa kotijuustoa. Voisitko tarjota?``"""
    text = Rich.join(
        [looked_for(poll.concept, poll.area, poll.people, discovery, t), t("*Voisitko tarjota?*")], between=" "
    )
    return Reply(text, choices(poll.id, t), edits=edits)


def choices(poll_id: int, t: Texts) -> tuple[tuple[Button, ...], ...]:
    """Yes, later, no."""
    yes = Button.of(t.line("Kyllä"), "demand.yes", poll_id)
    later = Button.of(t.line("Ehkä myöhemmin"), "demand.later", poll_id)
    return ((yes, later), (Button.of(t.line("En"), "demand.no", poll_id),))


def looked_for(concept: str, area: str, people: int, discovery: Discovery, t: Texts) -> Rich:
    """How many looked for what and where, as a sentence."""
    place = discovery.gazetteer.municipality(area) if area else None
    return t(
        "{people} ihmistä {where} etsi viime kuussa {thing}.",
        people=people,
        where=_around(place, t) if place is not None else t.line("Itä-Lapissa"),
        thing=discovery.partitive(concept, t.language),
    )


def _around(place: Place, t: Texts) -> str:
    return t.line("{place} seudulla", place=inflected(place, Role.GENITIVE, t))
