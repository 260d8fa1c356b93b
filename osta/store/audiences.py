"""Who is meant by a broadcast: a description of an audience, and the people it fits, page by page in order of number.

Nobody is in an audience who has blocked the bot, said STOP, or not agreed to the topic. No audience is ever loaded
whole: a page goes on after the last person of the one before, so that a million people take no more memory than ten.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, func, or_, select, text

from osta.chat.messages import Address
from osta.chat.texts import Language
from osta.store.engine import Session
from osta.store.first_contacts import first_contact
from osta.store.models import (
    Consent,
    ConsentTopic,
    Person,
    PersonAddress,
    PersonRole,
    Place,
    Producer,
    Role,
    Subscription,
)

AudienceRole = Literal["resident", "entrepreneur", "community_buyer"]
_EARTH_RADIUS_KM = 6371.0
_FEW = 1000  # people named one by one; more than that is a group, found by a query


@dataclass(frozen=True, slots=True)
class Circle:
    """All within ``radius_km`` of a point, WGS84 degrees. ``name`` says it to people."""

    name: str
    latitude: float
    longitude: float
    radius_km: float


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a message is for. What is left empty does not narrow it down; all that is given must fit.

    ``home_in`` are those whose home lies in that municipality, whatever else they want to hear of; the empty text
    stands for those whose home nobody knows. ``people`` names at most 1000 persons. ``group`` is a query registered
    with ``group``, for example those who have not answered poll ``group_key``.
    """

    municipalities: tuple[str, ...] = ()
    circles: tuple[Circle, ...] = ()
    roles: tuple[AudienceRole, ...] = ()
    languages: tuple[Language, ...] = ()
    interests: tuple[str, ...] = ()
    home_in: str | None = None
    people: tuple[int, ...] | None = None
    group: str | None = None
    group_key: int = 0

    def __post_init__(self) -> None:
        if self.people is not None and len(self.people) > _FEW:
            raise ValueError(f"more than {_FEW} people: register a group")

    def as_json(self) -> dict[str, Any]:
        """The description as JSON's own types. An empty ``people`` stays: it means nobody, not everybody."""
        kept = {name: value for name, value in asdict(self).items() if value not in ((), None, 0)}
        return kept if self.people is None else kept | {"people": self.people}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Audience:
        """The description that ``as_json`` gave."""
        circles = tuple(Circle(**circle) for circle in kept.get("circles", ()))
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in kept.items()
        }
        return cls(**(values | {"circles": circles}))


@dataclass(frozen=True, slots=True)
class Recipient:
    """One person of an audience, and where and in which language to reach them."""

    person_id: int
    address: Address
    language: Language


Group = Callable[[int], Select[int]]
_GROUPS: dict[str, Group] = {}


def group(name: str) -> Callable[[Group], Group]:
    """Register a query of person numbers under a name, for audiences that only its own tables can tell."""

    def register(query: Group) -> Group:
        _GROUPS[name] = query
        return query

    return register


async def page(
    session: Session, audience: Audience, topic: ConsentTopic | None, channels: Collection[str], after: int, limit: int
) -> list[Recipient]:
    """The next people of the audience whose numbers are above ``after``; the first address known of each counts.

    Who has no address in ``channels`` cannot be reached and is left out. ``topic`` None asks for no consent.
    """
    address = _first_address(channels, PersonAddress.channel + ":" + PersonAddress.chat)
    query = (
        select(Person.id, Person.told_in, address)
        .where(*await _conditions(session, audience, topic), address.is_not(None), Person.id > after)
        .order_by(Person.id)
        .limit(limit)
    )
    return [
        Recipient(number, Address.parse(address), language)
        for number, language, address in await session.execute(query)
    ]


async def count(
    session: Session, audience: Audience, topic: ConsentTopic | None, channels: Collection[str]
) -> dict[str, int]:
    """How many people the audience has on each channel."""
    channel = _first_address(channels, PersonAddress.channel).label("channel")
    people = select(channel).where(*await _conditions(session, audience, topic)).subquery()
    query = select(people.c.channel, func.count()).where(people.c.channel.is_not(None)).group_by(people.c.channel)
    return dict((await session.execute(query.order_by(people.c.channel))).all())


async def anybody(session: Session, audience: Audience, topic: ConsentTopic | None) -> bool:
    """Whether anybody at all is in the audience, on whatever channel."""
    query = select(Person.id).where(*await _conditions(session, audience, topic)).limit(1)
    return await session.scalar(query) is not None


async def willing(session: Session, people: Collection[int], topic: ConsentTopic) -> set[int]:
    """Those of these people who may be told of the topic: they agreed, and neither blocked the bot nor said STOP."""
    found: set[int] = set()
    named = sorted(set(people))
    for at in range(0, len(named), _FEW):
        audience = Audience(people=tuple(named[at : at + _FEW]))
        found.update(await session.scalars(select(Person.id).where(*await _conditions(session, audience, topic))))
    return found


async def first_contacts(
    session: Session,
    audience: Audience,
    topic: ConsentTopic | None,
    channels: Collection[str],
    counted: Collection[str],
) -> dict[str, int]:
    """How many of the audience never wrote and would hear from us for the first time, on each of the ``counted``
    channels.
    """
    address = _first_address(channels, PersonAddress.channel + ":" + PersonAddress.chat).label("address")
    channel = _first_address(channels, PersonAddress.channel).label("channel")
    people = select(Person.id, address, channel).where(*await _conditions(session, audience, topic)).subquery("people")
    query = (
        select(people.c.channel, func.count())
        .where(people.c.channel.in_(counted), text(first_contact("people.address", "people.id")))
        .group_by(people.c.channel)
    )
    return dict((await session.execute(query)).all())


async def _conditions(session: Session, audience: Audience, topic: ConsentTopic | None) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = [Person.blocked_at.is_(None), Person.paused.is_(False)]
    if topic is not None:
        agreed = (Consent.person_id == Person.id, Consent.topic == topic, Consent.withdrawn_at.is_(None))
        wanted.append(_any(Consent.id, *agreed))
    if audience.people is not None:
        wanted.append(Person.id.in_(audience.people))
    if audience.group is not None:
        if audience.group not in _GROUPS:
            raise LookupError(f"no group of people is called {audience.group!r}")
        wanted.append(Person.id.in_(_GROUPS[audience.group](audience.group_key)))
    if audience.languages:
        wanted.append(Person.told_in.in_(audience.languages))
    if audience.home_in == "":
        wanted.append(Person.home_place_id.is_(None))
    elif audience.home_in is not None:
        wanted.append(_any(Place.id, Place.id == Person.home_place_id, Place.municipality == audience.home_in))
    if audience.interests:
        wanted.append(_subscribed("interest", audience.interests) | ~_subscribed("interest"))
    if audience.roles:
        wanted.append(or_(*map(_has_role, audience.roles)))
    if audience.municipalities or audience.circles:
        wanted.append(await _lives_or_looks_there(session, audience))
    return wanted


def _any(column: Any, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether there is a row, looked up for each person by an index.

    Not EXISTS, which PostgreSQL turns into a join of whole tables: a page of 250 people took 1.5 seconds.
    """
    return select(column).where(*conditions).limit(1).correlate(Person).scalar_subquery().is_not(None)


def _first_address(channels: Collection[str], shown: SQLColumnExpression[str]) -> Any:
    """The address that became known first, of those that can be reached; NULL without any."""
    return (
        select(shown)
        .where(PersonAddress.person_id == Person.id, PersonAddress.channel.in_(channels))
        .order_by(PersonAddress.added_at, PersonAddress.channel, PersonAddress.chat)
        .limit(1)
        .correlate(Person)
        .scalar_subquery()
    )


def _subscribed(kind: str, values: Collection[str] | None = None) -> ColumnElement[bool]:
    mine: list[ColumnElement[bool]] = [Subscription.person_id == Person.id, Subscription.kind == kind]
    return _any(Subscription.value, *mine, *([] if values is None else [Subscription.value.in_(values)]))


def _has_role(role: AudienceRole) -> ColumnElement[bool]:
    if role == "resident":
        return ~_has_role("entrepreneur") & ~_has_role("community_buyer")
    says_so = _any(PersonRole.role, PersonRole.person_id == Person.id, PersonRole.role == _stored(role))
    if role == "entrepreneur":
        return says_so | _any(Producer.id, Producer.owner_person_id == Person.id, Producer.status != "archived")
    return says_so


def _stored(role: AudienceRole) -> Role:
    return "entrepreneur" if role == "entrepreneur" else "community_buyer"


async def _lives_or_looks_there(session: Session, audience: Audience) -> ColumnElement[bool]:
    """Who has chosen municipalities to hear of counts by those; anybody else by their home or their business."""
    near, municipalities = await _within(session, audience.circles)
    home = _any(
        Place.id,
        Place.id == Person.home_place_id,
        Place.municipality.in_(audience.municipalities) | Place.id.in_(near),
    )
    business = _any(
        Producer.id,
        Producer.owner_person_id == Person.id,
        Producer.status != "archived",
        Producer.municipality.in_(audience.municipalities) | Producer.village_place_id.in_(near),
    )
    chosen = _subscribed("area", [*audience.municipalities, *municipalities])
    return or_(chosen, and_(~_subscribed("area"), or_(home, business)))


async def _within(session: Session, circles: Collection[Circle]) -> tuple[list[str], list[str]]:
    """The places inside the circles, and the municipalities that they belong to."""
    if not circles:
        return [], []
    rows = await session.execute(
        select(Place.id, Place.municipality, Place.latitude, Place.longitude).where(Place.latitude.is_not(None))
    )
    inside = [
        (place, municipality)
        for place, municipality, latitude, longitude in rows
        if latitude is not None
        and longitude is not None
        and any(_distance_km(circle, latitude, longitude) <= circle.radius_km for circle in circles)
    ]
    return [place for place, _ in inside], sorted({municipality for _, municipality in inside})


def _distance_km(circle: Circle, latitude: float, longitude: float) -> float:
    lat1, lat2 = math.radians(circle.latitude), math.radians(latitude)
    half_lat, half_lon = (lat2 - lat1) / 2, math.radians(longitude - circle.longitude) / 2
    a = math.sin(half_lat) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(half_lon) ** 2
    return 2 * _EARTH_RADIUS_KM * math.asin(math.sqrt(min(1.0, a)))
