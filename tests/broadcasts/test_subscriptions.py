import pytest

from osta.broadcasts import subscriptions
from osta.chat.messages import Address, Reply
from osta.store import alerts, consents, contact_limits, outbox
from osta.store import subscriptions as stored
from osta.store.engine import Database
from osta.store.models import Outbox, Person
from tests import kept
from tests.broadcasts.crowd import NOON


@pytest.mark.parametrize("said", ["STOP", "stop.", " Lopeta ", "lopeta  kaikki", "sluta!", "Stopp"])
def test_words_of_silence(said: str) -> None:
    assert subscriptions.is_stop_word(said)


@pytest.mark.parametrize("said", ["stopp ja tikku", "mistä lopetettu tila", "", "älä lopeta"])
def test_words_that_are_not(said: str) -> None:
    assert not subscriptions.is_stop_word(said)


async def test_one_tap_switches_and_another_switches_back(database: Database) -> None:
    async with database.transaction() as session:
        person = Person(id=1, paused=True)
        session.add(person)
        await session.flush()
        assert await subscriptions.switch_topic(session, person, "digest", "1", NOON)
        assert not person.paused
        assert await consents.in_force(session, 1) == {"digest"}
        assert not await subscriptions.switch_topic(session, person, "digest", "1", NOON)
        assert await consents.in_force(session, 1) == set()
        assert await subscriptions.switch_choice(session, person, "area", "Salla")
        assert await subscriptions.switch_choice(session, person, "area", "Posio")
        assert not await subscriptions.switch_choice(session, person, "area", "Salla")
        assert await stored.of_person(session, 1, "area") == {"Posio"}
        assert await subscriptions.switch_role(session, person, "community_buyer", NOON)
        assert await stored.roles(session, 1) == {"community_buyer"}
        assert not await subscriptions.switch_role(session, person, "community_buyer", NOON)
        await subscriptions.limit(session, person, 7)
        assert await contact_limits.of_people(session, [1]) == {1: 7}
        await subscriptions.limit(session, person, 3)
        assert await contact_limits.of_people(session, [1]) == {}
        with pytest.raises(ValueError, match="at least one"):
            await subscriptions.limit(session, person, 0)


async def test_switching_alerts_off_ends_them(database: Database) -> None:
    async with database.transaction() as session:
        person = Person(id=1)
        session.add(person)
        await session.flush()
        await subscriptions.switch_topic(session, person, "alerts", "1", NOON)
        await alerts.add(session, 1, NOON, concepts=["hilla"])
        await subscriptions.switch_topic(session, person, "alerts", "1", NOON)
        assert await alerts.of_person(session, 1) == []


async def test_stop_ends_everything_but_answers(database: Database) -> None:
    async with database.transaction() as session:
        person = Person(id=1)
        session.add(person)
        await session.flush()
        for topic in subscriptions.TOPICS:
            await subscriptions.switch_topic(session, person, topic, "1", NOON)
        await alerts.add(session, 1, NOON, concepts=["hilla"])
        address = Address("telegram", "1")
        await outbox.enqueue(session, address, Reply(), NOON, person_id=1)
        reminder = await outbox.enqueue(session, address, Reply(), NOON, lane="reminder", person_id=1)
        await subscriptions.stop_everything(session, person, NOON)
        assert person.paused
        assert await consents.in_force(session, 1) == set()
        assert await alerts.of_person(session, 1) == []
        assert [row.lane for row in await kept.in_state(session, "queued")] == ["answer"]
        assert (await session.get_one(Outbox, reminder)).state == "blocked"
