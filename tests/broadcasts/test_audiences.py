import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from osta.broadcasts.audience import Circle, described
from osta.chat.texts import texts
from osta.store import audiences, subscriptions
from osta.store.audiences import Audience
from osta.store.engine import Database, Session
from osta.store.models import Consent, Person, PersonAddress, Place, Producer
from tests.broadcasts.crowd import NOON, add_people

PLACES = {"kursu": ("Salla", 66.77, 28.05), "salla": ("Salla", 66.83, 28.67), "posio": ("Posio", 66.11, 28.17)}
CHANNELS = ("telegram", "signal")


async def add_places(session: Session) -> None:
    for slug, (municipality, latitude, longitude) in PLACES.items():
        place = Place(
            id=slug,
            name=slug.capitalize(),
            municipality=municipality,
            kind="village",
            latitude=latitude,
            longitude=longitude,
        )
        session.add(place)
    await session.flush()


async def numbers(session: Session, audience: Audience) -> list[int]:
    page = await audiences.page(session, audience, "polls", CHANNELS, 0, 1000)
    assert sum((await audiences.count(session, audience, "polls", CHANNELS)).values()) == len(page)
    return [recipient.person_id for recipient in page]


@pytest.fixture
async def town(database: Database) -> Database:
    """1 Kursu, 2 Salla, 3 Posio, 4 nowhere, 5 Posio, looks for Salla; 1 sells, 3 buys for a school, 2 reads Swedish."""
    async with database.transaction() as session:
        await add_places(session)
        for person, home in enumerate(("kursu", "salla", "posio", None, "posio"), 1):
            await add_people(session, 1, "polls", first=person, home=home, language="sv" if person == 2 else None)
        session.add(Producer(name="Kursun Puikula", source="chat", owner_person_id=1, municipality="Salla"))
        await subscriptions.add_role(session, 3, "community_buyer", NOON)
        await subscriptions.add(session, 5, "area", ["Salla"])
        await subscriptions.add(session, 4, "interest", ["digitaidot"])
    return database


@pytest.mark.parametrize(
    ("audience", "people"),
    [
        (Audience(), [1, 2, 3, 4, 5]),
        (Audience(municipalities=("Salla",)), [1, 2, 5]),
        (Audience(municipalities=("Posio", "Salla")), [1, 2, 3, 5]),
        (Audience(circles=(Circle("Kursu", 66.77, 28.05, 5.0),)), [1, 5]),
        (Audience(circles=(Circle("Kursu", 66.77, 28.05, 40.0),)), [1, 2, 5]),
        (Audience(roles=("entrepreneur",)), [1]),
        (Audience(roles=("community_buyer", "entrepreneur")), [1, 3]),
        (Audience(roles=("resident",)), [2, 4, 5]),
        (Audience(languages=("sv",)), [2]),
        (Audience(languages=("fi",)), [1, 3, 4, 5]),
        (Audience(interests=("hankinnat",)), [1, 2, 3, 5]),
        (Audience(home_in="Posio"), [3, 5]),
        (Audience(home_in=""), [4]),
        (Audience(people=(4, 2, 77)), [2, 4]),
        (Audience(municipalities=("Salla",), roles=("resident",), languages=("fi",)), [5]),
    ],
)
async def test_whom_an_audience_means(town: Database, audience: Audience, people: list[int]) -> None:
    async with town.reading() as session:
        assert await numbers(session, audience) == people


async def test_who_has_not_agreed_or_wants_silence_is_in_no_audience(town: Database) -> None:
    async with town.transaction() as session:
        (await session.get_one(Person, 1)).paused = True
        (await session.get_one(Person, 2)).blocked_at = NOON
        consent = await session.scalar(select(Consent).where(Consent.person_id == 3))
        assert consent is not None
        consent.withdrawn_at = NOON
        session.add(Person(id=6))
        assert await numbers(session, Audience()) == [4, 5]
        without_consent = await audiences.page(session, Audience(), None, CHANNELS, 0, 10)
        assert [one.person_id for one in without_consent] == [3, 4, 5]


async def test_who_has_two_messengers_is_reached_at_the_first_that_is_served(town: Database) -> None:
    async with town.transaction() as session:
        session.add(PersonAddress(channel="signal", chat="uuid", person_id=1, added_at=NOON.replace(year=2024)))
        session.add(PersonAddress(channel="terminal", chat="1", person_id=2, added_at=NOON.replace(year=2024)))
        page = await audiences.page(session, Audience(), "polls", CHANNELS, 0, 2)
        assert [str(one.address) for one in page] == ["signal:uuid", "telegram:2"]
        assert await audiences.count(session, Audience(), "polls", CHANNELS) == {"signal": 1, "telegram": 4}
        assert await audiences.count(session, Audience(), "polls", ["terminal"]) == {"terminal": 1}


async def test_a_group_is_a_query_of_somebody_elses_tables(town: Database) -> None:
    audiences.group("test.below")(lambda key: select(Person.id).where(Person.id < key))
    async with town.reading() as session:
        assert await numbers(session, Audience(group="test.below", group_key=3)) == [1, 2]
        with pytest.raises(LookupError, match=r"no group of people is called 'test\.nobody'"):
            await numbers(session, Audience(group="test.nobody"))


async def test_pages_together_are_the_audience_whatever_their_size(database: Database) -> None:
    async with database.transaction() as session:
        everybody = await add_people(session, 60, "polls")
        for person in random.Random(7).sample(everybody, 20):
            (await session.get_one(Person, person)).paused = True
            everybody.remove(person)
        for size in (1, 7, 40, 100):
            found: list[int] = []
            while page := await audiences.page(session, Audience(), "polls", CHANNELS, found[-1] if found else 0, size):
                found += [one.person_id for one in page]
            assert found == everybody


def test_so_many_people_by_name_are_a_group() -> None:
    with pytest.raises(ValueError, match="register a group"):
        Audience(people=tuple(range(1001)))


names = st.lists(st.text(max_size=9), max_size=3).map(tuple)


@given(
    municipalities=names,
    interests=names,
    roles=st.lists(st.sampled_from(["resident", "entrepreneur", "community_buyer"]), max_size=3).map(tuple),
    circles=st.lists(
        st.builds(Circle, st.text(max_size=9), st.floats(-90, 90), st.floats(-180, 180), st.floats(0, 99)), max_size=2
    ).map(tuple),
    people=st.none() | st.lists(st.integers(1, 99), max_size=5).map(tuple),
    home_in=st.none() | st.text(max_size=9),
    group=st.none() | st.just("poll.unanswered"),
    group_key=st.integers(0, 99),
)
def test_an_audience_is_the_same_after_it_was_stored(**values: object) -> None:
    audience = Audience(**values)  # type: ignore[arg-type]
    assert Audience.from_json(audience.as_json()) == audience


def test_an_audience_is_told_in_one_line() -> None:
    t = texts("fi")
    audience = Audience(
        municipalities=("Salla",),
        circles=(Circle("Kursu", 66.8, 28.1, 20.0),),
        roles=("entrepreneur",),
        languages=("sv",),
    )
    assert described(audience, t) == "yrittäjät · Salla, Kursu ja 20 km ympäriltä · ruotsinkieliset"
    assert described(Audience(), t) == "kaikki, jotka ovat antaneet luvan"
