"""Owners are asked before their season whether their listing still holds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from osta.broadcasts.confirmations import Confirmations
from osta.discovery.producers import catalogue
from osta.discovery.service import Discovery
from osta.store.engine import Database
from osta.store.models import Broadcast, Producer
from osta.store.payloads import decode_reply
from tests.broadcasts.crowd import add_people

MARCH = datetime(2026, 3, 2, 9, tzinfo=UTC)
BEFORE_JULY = datetime(2026, 6, 20, 9, tzinfo=UTC)


@pytest.fixture
async def town(database: Database) -> Database:
    async with database.transaction() as session:
        await add_people(session, 2)
    return database


async def sells(
    town: Database, discovery: Discovery, name: str, products: str, owner: int | None = 1, months: tuple[int, ...] = ()
) -> None:
    async with town.transaction() as session:
        producer = Producer(
            name=name, municipality="Salla", months=list(months), source="chat", status="published",
            owner_person_id=owner, created_at=MARCH, confirmed_at=MARCH, confirmed_by="owner",
        )  # fmt: skip
        await catalogue.save(session, discovery, producer, products, None, now=MARCH)


async def asked(town: Database, discovery: Discovery, *moments: datetime) -> list[tuple[str, str]]:
    """Whom a program asks what that looks at these moments, and is started anew before each."""
    for now in moments:
        watch, more = Confirmations(discovery), True
        while more:
            async with town.transaction() as session:
                more = await watch.look(session, now)
    async with town.reading() as session:
        found = await session.scalars(select(Broadcast).order_by(Broadcast.id))
        return [(one.title, str(decode_reply(one.content["fi"]).text)) for one in found]


async def test_the_question_comes_once_before_each_season(town: Database, discovery: Discovery) -> None:
    await sells(town, discovery, "Suon Helmi", "hilla", months=(7, 8))
    await sells(town, discovery, "Ei kenenkään", "hilla", owner=None, months=(7, 8))
    assert await asked(town, discovery, MARCH + timedelta(days=40), BEFORE_JULY - timedelta(days=5)) == []
    days = [BEFORE_JULY + timedelta(days=n) for n in (0, 1, 5, 20)]
    question = ("Suon Helmi", "Kautesi alkaa pian. Onko ilmoituksessasi Suon Helmi kaikki ajan tasalla?")
    assert await asked(town, discovery, *days) == [question]
    assert await asked(town, discovery, BEFORE_JULY + timedelta(days=365)) == [question] * 2


async def test_a_season_that_is_not_told_is_that_of_the_products(town: Database, discovery: Discovery) -> None:
    await sells(town, discovery, "Suon Helmi", "hilla")
    assert len(await asked(town, discovery, *(MARCH + timedelta(days=7 * n) for n in range(5, 40)))) == 1


async def test_who_has_confirmed_lately_is_not_asked(town: Database, discovery: Discovery) -> None:
    await sells(town, discovery, "Suon Helmi", "hilla", months=(7, 8))
    async with town.transaction() as session:
        producer = (await session.scalars(select(Producer))).one()
        producer.confirmed_at = BEFORE_JULY - timedelta(days=10)
    assert await asked(town, discovery, BEFORE_JULY, BEFORE_JULY + timedelta(days=9)) == []


async def test_what_is_sold_all_year_is_asked_about_after_a_year(town: Database, discovery: Discovery) -> None:
    await sells(town, discovery, "Klapi", "polttopuu")
    assert await asked(town, discovery, MARCH + timedelta(days=364)) == []
    ((_, text),) = await asked(town, discovery, MARCH + timedelta(days=365), MARCH + timedelta(days=400))
    assert "viimeksi yli vuosi sitten" in text


async def test_many_listings_are_looked_at_page_by_page(town: Database, discovery: Discovery) -> None:
    for number in range(101):
        await sells(town, discovery, f"Suo {number}", "hilla", months=(7,))
    assert len(await asked(town, discovery, BEFORE_JULY)) == 101
