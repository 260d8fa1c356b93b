import asyncio
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from osta.chat.messages import Address
from osta.store import consents, people
from osta.store.engine import Database, Session
from osta.store.models import Consent, Person, PersonAddress

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
AINO = Address("test", "1")


async def test_an_address_is_one_person_from_the_first_message_on(database: Database) -> None:
    async with database.transaction() as session:
        person, new = await people.find_or_create(session, AINO, NOW, "sv")
        assert (new, person.language, person.last_seen_at) == (True, "sv", NOW)
    async with database.transaction() as session:
        again, new = await people.find_or_create(session, AINO, NOW + timedelta(days=1), "en")
        assert (new, again.id, again.language) == (False, person.id, "sv")
        assert (again.created_at, again.last_seen_at) == (NOW, NOW + timedelta(days=1))
        other, new = await people.find_or_create(session, Address("other", "1"), NOW)
        assert new
        assert other.id != person.id


async def test_first_messages_at_the_same_moment_make_one_person(database: Database) -> None:
    async def meet() -> int:
        async with database.transaction() as session:
            person, _ = await people.find_or_create(session, AINO, NOW)
            return person.id

    assert len(set(await asyncio.gather(*(meet() for _ in range(8))))) == 1
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(Person)) == 1


async def test_a_person_may_have_several_addresses(session: Session) -> None:
    person, _ = await people.find_or_create(session, AINO, NOW)
    session.add(PersonAddress(channel="other", chat="a", person_id=person.id, added_at=NOW + timedelta(days=1)))
    assert await people.addresses(session, person.id) == [AINO, Address("other", "a")]
    assert await people.by_address(session, Address("other", "a")) is person
    assert await people.by_address(session, Address("other", "b")) is None


async def test_consent_counts_from_giving_to_withdrawing_and_both_stay_on_record(session: Session) -> None:
    person, _ = await people.find_or_create(session, AINO, NOW)
    later = NOW + timedelta(days=1)
    assert await consents.in_force(session, person.id) == set()
    await consents.give(session, person.id, "alerts", "2026-1", NOW)
    await consents.give(session, person.id, "alerts", "2026-1", later)  # again changes nothing
    await consents.give(session, person.id, "polls", "2026-1", NOW)
    await consents.give(session, person.id, "polls", "2026-2", later)
    assert await consents.in_force(session, person.id) == {"alerts", "polls"}
    await consents.withdraw(session, person.id, later, ["alerts"])
    assert await consents.in_force(session, person.id) == {"polls"}
    await consents.withdraw(session, person.id, later)
    assert await consents.in_force(session, person.id) == set()
    record = await session.execute(
        select(Consent.topic, Consent.text_version, Consent.given_at, Consent.withdrawn_at).order_by(
            Consent.topic, Consent.text_version
        )
    )
    assert [tuple(row) for row in record] == [
        ("alerts", "2026-1", NOW, later),
        ("polls", "2026-1", NOW, later),
        ("polls", "2026-2", later, later),
    ]
