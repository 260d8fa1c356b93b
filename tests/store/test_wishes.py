"""What residents ask to be kept in mind: alerts, favourites, follow-ups; and what is counted of listings."""

from datetime import UTC, date, datetime, timedelta

from osta.chat.messages import Address
from osta.store import (
    alerts,
    directory,
    exposures,
    favourites,
    follow_ups,
    known_places,
    past_questions,
    people,
    questions,
)
from osta.store.engine import Session
from osta.store.models import FollowUp, Person, Place, Producer
from osta.store.places import PlaceRow

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


async def person(session: Session, name: str = "1") -> Person:
    return (await people.find_or_create(session, Address("test", name), NOW))[0]


async def producer(session: Session, name: str = "Suon Helmi", status: str = "published") -> Producer:
    made = Producer(name=name, source="import", status=status, card={})
    session.add(made)
    await session.flush()
    return made


async def test_a_wish_is_kept_once_and_ended_by_its_owner_only(session: Session) -> None:
    aino, bea = await person(session), await person(session, "2")
    number = await alerts.add(session, aino.id, NOW, concepts=["hilla"])
    assert await alerts.add(session, aino.id, NOW, concepts=["hilla"]) == number
    other = await alerts.add(session, aino.id, NOW, concepts=[], terms=["zorb"], radius_km=30)
    assert [alert.id for alert in await alerts.of_person(session, aino.id)] == [number, other]
    assert not await alerts.end(session, number, bea.id, NOW)
    assert await alerts.end(session, number, aino.id, NOW)
    assert not await alerts.end(session, number, aino.id, NOW)
    await alerts.end_all(session, aino.id, NOW)
    assert await alerts.of_person(session, aino.id) == []


async def test_favourites_are_the_latest_first_and_only_what_is_published(session: Session) -> None:
    aino = await person(session)
    first, second = await producer(session), await producer(session, "Poropirtti")
    hidden = await producer(session, "Poissa", "archived")
    for at, kept in enumerate((first, second, hidden, first)):
        await favourites.add(session, aino.id, kept.id, NOW + timedelta(minutes=at))
    assert [kept.name for kept in await favourites.of_person(session, aino.id)] == ["Poropirtti", "Suon Helmi"]
    assert await favourites.has(session, aino.id, first.id)
    await favourites.remove(session, aino.id, first.id)
    assert not await favourites.has(session, aino.id, first.id)


async def test_showings_and_contacts_are_counted_by_day(session: Session) -> None:
    one, two = await producer(session), await producer(session, "Poropirtti")
    await exposures.count_shown(session, [one.id, two.id, one.id], date(2026, 3, 1))
    await exposures.count_shown(session, [one.id], date(2026, 3, 2))
    await exposures.count_contact(session, one.id, date(2026, 3, 2))
    assert await exposures.totals(session, one.id, date(2026, 3, 1)) == (2, 1)
    assert await exposures.totals(session, one.id, date(2026, 3, 2)) == (1, 1)
    assert await exposures.totals(session, two.id, date(2026, 3, 2)) == (0, 0)


async def test_a_follow_up_is_asked_once_a_while_and_answered_by_its_person(session: Session) -> None:
    aino, bea = await person(session), await person(session, "2")
    sold = await producer(session)
    due = NOW + timedelta(days=7)
    assert await follow_ups.plan(session, aino.id, sold.id, NOW, due)
    assert not await follow_ups.plan(session, aino.id, sold.id, NOW, due + timedelta(days=1))
    assert await follow_ups.due(session, NOW) == []
    (asked,) = await follow_ups.due(session, due)
    assert isinstance(asked, FollowUp)
    assert not await follow_ups.answer(session, asked.id, bea.id, "yes", due)
    assert await follow_ups.answer(session, asked.id, aino.id, "yes", due)
    assert await follow_ups.answer(session, asked.id, aino.id, "no", due)
    assert await follow_ups.answers(session, NOW) == {"no": 1}


async def test_a_producer_is_found_by_its_own_name_alone(session: Session) -> None:
    await producer(session, "Äijän Pottu & Co.")
    await producer(session, "Äijän Pottu", "archived")
    assert [found.name for found in await directory.named(session, "aijan pottu co")] == ["Äijän Pottu & Co."]
    assert await directory.named(session, "aijan pottu") == []
    assert await directory.named(session, " !? ") == []


async def test_a_question_is_found_by_its_number(session: Session) -> None:
    number = await questions.log(session, NOW, channel="test", language="fi", text="hillaa", intent="find")
    found = await past_questions.get(session, number)
    assert found is not None
    assert found.text == "hillaa"
    assert await past_questions.get(session, number + 1) is None


async def test_a_place_gets_its_row_once(session: Session) -> None:
    row = PlaceRow("kursu", "Kursu", "Salla", "village", 66.77, 28.2)
    assert await known_places.ensure(session, row) == "kursu"
    place = await session.get(Place, "kursu")
    assert place is not None
    place.name = "Kursunkylä"
    await session.flush()
    assert await known_places.ensure(session, row) == "kursu"
    await session.refresh(place)
    assert place.name == "Kursunkylä"
