import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from osta.chat.messages import Address
from osta.store import alerts, channels, demand, demand_polls, people, questions, volume
from osta.store.demand import Week
from osta.store.demand_polls import Supplier
from osta.store.engine import Database, Session
from osta.store.models import DemandPoll, Need, Offer, Offering, Place, Producer
from osta.store.volume import Sum

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
MONDAY = date(2026, 3, 2)


async def person(session: Session, name: str) -> int:
    return (await people.find_or_create(session, Address("test", name), NOW))[0].id


async def seller(session: Session, name: str, concept: int = 7) -> tuple[int, int]:
    owner = await person(session, name)
    producer = Producer(name=name, source="chat", owner_person_id=owner, municipality="Salla", industry="0113")
    producer.offerings = [Offering(text="perunaa", concept_id=concept)]
    session.add(producer)
    await session.flush()
    return owner, producer.id


def need() -> Need:
    return Need(
        text="500 kg perunaa", quantity=500, unit="kg", period="month", closes_at=NOW + timedelta(days=9), state="open"
    )


async def test_pledges_add_up_and_one_takes_the_place_of_the_one_before(session: Session) -> None:
    number = await volume.add(session, need())
    aino, farm = await seller(session, "aino")
    otto, other = await seller(session, "otto")
    assert await volume.total(session, number) == Sum(0, 0, 0)
    await volume.pledge(session, number, farm, aino, NOW, quantity=100, prices=(1, 2), introduce=True)
    await volume.pledge(session, number, farm, aino, NOW, quantity=200, prices=None, introduce=False)
    await volume.pledge(session, number, other, otto, NOW, quantity=50.5, prices=(2, 2), introduce=True)
    assert await volume.total(session, number) == Sum(250.5, 2, 1)
    every = await volume.pledges(session, number, willing_only=False)
    assert [(pledge.quantity, producer.name) for pledge, producer in every] == [(200, "aino"), (50.5, "otto")]
    assert [producer.name for _, producer in await volume.pledges(session, number, willing_only=True)] == ["otto"]
    own = await volume.of_person(session, number, aino)
    assert own is not None
    assert (own.quantity, own.price_low) == (200, None)
    assert await volume.take_back(session, number, aino)
    assert not await volume.take_back(session, number, aino)
    assert await volume.due_to_end(session, NOW) == []
    assert await volume.due_to_end(session, NOW + timedelta(days=9)) == [number]
    assert await volume.move(session, number, "open", "ended", NOW)
    assert not await volume.move(session, number, "open", "reached", NOW)


async def test_the_database_refuses_pledges_that_make_no_sense(session: Session) -> None:
    number = await volume.add(session, need())
    aino, farm = await seller(session, "aino")
    for quantity, prices in ((0.0, None), (-1.0, None), (1.0, (3.0, 2.0)), (1.0, (-1.0, 2.0))):
        savepoint = await session.begin_nested()
        with pytest.raises(IntegrityError):
            await volume.pledge(session, number, farm, aino, NOW, quantity=quantity, prices=prices, introduce=True)
        await savepoint.rollback()


async def test_two_runs_at_once_ask_nobody_twice_in_a_week(database: Database) -> None:
    async with database.transaction() as session:
        sellers = [await seller(session, f"s{at}") for at in range(4)]
        candidates = [Supplier(producer, owner, "Salla", None, None) for owner, producer in sellers]
        polls = [
            await demand_polls.add(
                session, DemandPoll(concept="peruna", area="Salla", people=3, closes_at=NOW + timedelta(days=14))
            )
            for _ in range(3)
        ]

    async def ask(poll: int) -> list[int]:
        async with database.transaction() as session:
            return await demand_polls.ask(session, poll, candidates, NOW, MONDAY, NOW - timedelta(days=7))

    asked = await asyncio.gather(*map(ask, polls))
    everybody = [who for run in asked for who in run]
    assert sorted(everybody) == sorted(owner for owner, _ in sellers)
    async with database.transaction() as session:
        later = NOW + timedelta(days=6)  # another week of the calendar, but not seven days later
        week = MONDAY + timedelta(days=7)
        ends = later - timedelta(days=7)
        assert await demand_polls.ask(session, polls[0], candidates, later, week, ends) == []
        assert await demand_polls.asked_since(session, everybody, ends) == set(everybody)
        assert await demand_polls.started_by_itself(session, NOW - timedelta(days=999))


async def test_an_answer_can_be_changed_and_an_offer_counts_each_viewer_once(session: Session) -> None:
    owner, producer = await seller(session, "aino")
    poll = await demand_polls.add(
        session, DemandPoll(concept="peruna", area="Salla", people=3, closes_at=NOW + timedelta(days=14))
    )
    await demand_polls.ask(
        session, poll, [Supplier(producer, owner, "Salla", None, None)], NOW, MONDAY, NOW - timedelta(days=7)
    )
    reply = await demand_polls.reply_of(session, poll, owner)
    assert reply is not None
    assert await demand_polls.answers(session, poll) == {None: 1}
    await demand_polls.answer(session, reply.id, "no", NOW)
    await demand_polls.answer(session, reply.id, "yes", NOW)
    assert await demand_polls.answers(session, poll) == {"yes": 1}
    made = Offer(demand_reply_id=reply.id, producer_id=producer, concept="peruna", area="Salla")
    number = await demand_polls.add_offer(session, made)
    assert [one.id for one in await demand_polls.pending_offers(session)] == [number]
    made.state, made.decided_at = "published", NOW
    for name in ("x", "y", "x"):
        await demand_polls.see(session, number, await person(session, name), NOW)
    assert await demand_polls.views(session, number) == 2
    assert [one.id for one in await demand_polls.with_news(session, NOW)] == [number]
    made.reported_views = 2
    await session.flush()
    assert await demand_polls.with_news(session, NOW) == []


async def test_suppliers_offer_it_or_are_of_the_industry(session: Session) -> None:
    _, potato = await seller(session, "aino", 7)
    _, fish = await seller(session, "otto", 8)
    session.add(Producer(name="nobody's", source="import", offerings=[Offering(text="perunaa", concept_id=7)]))
    session.add(Producer(name="draft", source="chat", status="draft", offerings=[Offering(text="x", concept_id=7)]))
    await session.flush()
    assert [one.producer_id for one in await demand_polls.suppliers(session, [7], owned=True)] == [potato]
    assert len(await demand_polls.suppliers(session, [7], owned=False)) == 2
    assert [one.producer_id for one in await demand_polls.suppliers(session, [7], "011", owned=True)] == [potato, fish]


async def test_questions_and_alerts_are_signs_of_demand(session: Session) -> None:
    session.add(Place(id="kursu", name="Kursu", municipality="Salla", kind="village"))
    await session.flush()
    aino, otto = await person(session, "aino"), await person(session, "otto")
    await questions.log(
        session, NOW, channel="test", language="fi", text="?", intent="find", concepts=["peruna"], place_id="kursu",
        result_count=0, person_id=aino,
    )  # fmt: skip
    await questions.log(
        session, NOW, channel="test", language="fi", text="?", intent="find", concepts=["peruna", "hilla"],
        result_count=2, person_id=otto,
    )  # fmt: skip
    await questions.log(session, NOW, channel="test", language="fi", text="hei", intent="other", person_id=otto)
    await alerts.add(session, aino, NOW, concepts=["hilla"], place_id="kursu")
    heard = [signal async for signal in demand.signals(session, NOW, NOW + timedelta(seconds=1))]
    assert [(one.source, one.person_id, one.concepts, one.municipality, one.unmet) for one in heard] == [
        ("question", aino, ("peruna",), "Salla", True),
        ("question", otto, ("peruna", "hilla"), None, False),
        ("alert", aino, ("hilla",), "Salla", True),
    ]
    assert [signal async for signal in demand.signals(session, NOW - timedelta(days=9), NOW)] == []
    assert [alert.person_id for alert in await demand.waiting(session, ["hilla"])] == [aino]
    assert await demand.waiting(session, ["peruna"]) == []
    rows = [Week("peruna", "Salla", MONDAY, 2, 1, 3, 0, 0), Week("hilla", "", MONDAY, 1, 1, 0, 1, 0)]
    await demand.replace_weeks(session, [MONDAY], rows, NOW)
    await demand.replace_weeks(session, [MONDAY], rows[:1], NOW)
    assert [(row.concept, row.people) for row in await demand.weeks(session, MONDAY, MONDAY)] == [("peruna", 2)]


async def test_the_messengers_in_use_are_known(session: Session) -> None:
    for channel in ("telegram", "terminal", "signal", "telegram"):
        await people.find_or_create(session, Address(channel, f"{channel}-1"), NOW)
    assert await channels.known(session) == ["signal", "telegram"]
