"""Two people who are one: nothing of either is lost, and nothing is there twice."""

from datetime import timedelta

import pytest
from sqlalchemy import Table, func, select

from osta.chat.messages import Reply
from osta.chat.rich import Rich
from osta.store import consents, links, outbox, people
from osta.store.engine import Database, Session
from osta.store.joining import join
from osta.store.models import (
    Alert,
    AlertNotice,
    Base,
    Broadcast,
    Consent,
    ContactLimit,
    Conversation,
    DemandPoll,
    DemandReply,
    Favourite,
    FollowUp,
    Outbox,
    OutboxState,
    Person,
    PersonRole,
    Place,
    Poll,
    PollAnswer,
    PollChoice,
    PollOption,
    PollParticipant,
    PollQuestion,
    Producer,
    Registration,
    RegistrationState,
    StaffMember,
    Subscription,
    Workshop,
)
from tests.store.test_personal_data import AINO, NOW, OTTO, live

DAY = timedelta(days=1)


async def two(session: Session) -> tuple[Person, Person]:
    kept, _ = await people.find_or_create(session, AINO, NOW)
    gone, _ = await people.find_or_create(session, OTTO, NOW)
    return kept, gone


async def counted(session: Session, table: type[Base]) -> int:
    return await session.scalar(select(func.count()).select_from(table)) or 0


async def test_whatever_knew_the_one_knows_the_other(database: Database) -> None:
    async with database.transaction() as session:
        session.add(Place(id="kursu", name="Kursu", municipality="Salla", kind="village"))
        await session.flush()
        kept, gone = await live(session, AINO, "AINO-WROTE"), await live(session, OTTO, "OTTO-WROTE")
        before = {table.name: await session.scalar(select(func.count()).select_from(table)) for table in tables()}
        await join(session, await session.get_one(Person, kept), await session.get_one(Person, gone), NOW)
    async with database.reading() as session:
        for table in tables():
            for column in table.columns:
                if any(key.column.table.name == "person" for key in column.foreign_keys):
                    held = set((await session.scalars(select(column))).all()) - {None}
                    assert held == {kept}, column
        assert await people.addresses(session, kept) == [AINO, OTTO]
        assert await session.get(Person, gone) is None
        after = {table.name: await session.scalar(select(func.count()).select_from(table)) for table in tables()}
        lost = {name for name, number in before.items() if after[name] != number}
        assert lost == {"person", "person_role", "contact_limit", "staff_member"}  # of which one has one


def tables() -> list[Table]:
    return list(Base.metadata.sorted_tables)


async def test_of_two_equal_things_one_is_left(database: Database) -> None:
    async with database.transaction() as session:
        kept, gone = await two(session)
        producer = Producer(name="Hillala", source="staff")
        session.add_all([producer, Place(id="kursu", name="Kursu", municipality="Salla", kind="village")])
        await session.flush()
        for person in (kept, gone):
            session.add_all(
                [
                    Favourite(person_id=person.id, producer_id=producer.id),
                    FollowUp(person_id=person.id, producer_id=producer.id, due_at=NOW),
                    Subscription(person_id=person.id, kind="area", value="Salla"),
                    PersonRole(person_id=person.id, role="community_buyer"),
                    ContactLimit(person_id=person.id, most_a_week=3 + person.id),
                    StaffMember(person_id=person.id, municipality="Salla" if person is kept else None),
                ]
            )
            wish = Alert(person_id=person.id, concepts=["hilla"], place_id="kursu")
            session.add(wish)
            await session.flush()
            session.add(AlertNotice(alert_id=wish.id, producer_id=producer.id, told_at=NOW))
        gone.paused, gone.language, gone.home_place_id = True, "sv", "kursu"
        limit = min(3 + kept.id, 3 + gone.id)
        await join(session, kept, gone, NOW)
        assert (kept.paused, kept.language, kept.home_place_id) == (True, "sv", "kursu")
    async with database.reading() as session:
        for table in (Favourite, FollowUp, Subscription, PersonRole, ContactLimit, StaffMember, AlertNotice):
            assert await counted(session, table) == 1, table
        assert await session.scalar(select(ContactLimit.most_a_week)) == limit
        assert await session.scalar(select(StaffMember.municipality)) is None
        assert await session.scalar(select(func.count()).where(Alert.ended_at.is_(None))) == 1


async def test_the_later_word_on_a_consent_counts(database: Database) -> None:
    async with database.transaction() as session:
        kept, gone = await two(session)
        for person in (kept, gone):
            await consents.give(session, person.id, "polls", "1", NOW)
            await consents.give(session, person.id, "alerts", "1", NOW)
        await consents.give(session, gone.id, "workshops", "1", NOW)
        await consents.withdraw(session, gone.id, NOW + DAY, ["alerts"])
        await consents.give(session, kept.id, "digest", "1", NOW)
        await consents.withdraw(session, kept.id, NOW + DAY, ["digest"])
        await consents.give(session, gone.id, "digest", "1", NOW + 2 * DAY)
        await join(session, kept, gone, NOW + 3 * DAY)
    async with database.reading() as session:
        assert await consents.in_force(session, kept.id) == {"polls", "workshops", "digest"}
        assert await counted(session, Consent) == 7  # what was agreed and ended stays as the proof of it


@pytest.mark.parametrize("later", ["kept", "gone"])
async def test_a_poll_is_answered_once(database: Database, later: str) -> None:
    async with database.transaction() as session:
        kept, gone = await two(session)
        options = [PollOption(position=number, wording={"fi": str(number)}) for number in (1, 2)]
        question = PollQuestion(position=1, kind="single", wording={"fi": "?"}, options=options)
        poll = Poll(title="?", questions=[question])
        session.add(poll)
        await session.flush()
        chosen = {"kept": options[0].id, "gone": options[1].id}
        for name, person in (("kept", kept), ("gone", gone)):
            at = NOW + DAY if name == later else NOW
            session.add_all(
                [
                    PollParticipant(
                        poll_id=poll.id, person_id=person.id, opened_at=NOW, finished_at=at if name == "gone" else None
                    ),
                    PollAnswer(question_id=question.id, person_id=person.id, answered_at=at),
                    PollChoice(option_id=chosen[name], person_id=person.id),
                ]
            )
        await session.flush()
        await join(session, kept, gone, NOW)
    async with database.reading() as session:
        assert (await session.execute(select(PollChoice.option_id, PollChoice.person_id))).all() == [
            (chosen[later], kept.id)
        ]
        assert await counted(session, PollAnswer) == 1
        assert await session.scalar(select(PollParticipant.finished_at)) is not None


@pytest.mark.parametrize(("mine", "theirs", "left"), [("no", "going", "going"), ("going", "waiting", "going")])
async def test_one_seat_is_enough(
    database: Database, mine: RegistrationState, theirs: RegistrationState, left: RegistrationState
) -> None:
    async with database.transaction() as session:
        kept, gone = await two(session)
        workshop = Workshop(title="?", topic="other", starts_at=NOW, ends_at=NOW + DAY, link="https://example.com")
        session.add(workshop)
        await session.flush()
        for number, (person, state) in enumerate(((kept, mine), (gone, theirs)), 1):
            session.add(
                Registration(
                    workshop_id=workshop.id,
                    person_id=person.id,
                    state=state,
                    number=number,
                    registered_at=NOW,
                    changed_at=NOW,
                )
            )
        await session.flush()
        await join(session, kept, gone, NOW)
    async with database.reading() as session:
        assert (await session.scalars(select(Registration.state))).all() == [left]


@pytest.mark.parametrize(
    ("mine", "theirs", "left"),
    [
        ("queued", "retry", {("queued", True)}),
        ("queued", "sent", {("sent", True)}),
        ("sent", "queued", {("sent", True)}),
        ("sent", "sent", {("sent", True)}),
    ],
)
async def test_a_broadcast_comes_once(
    database: Database, mine: OutboxState, theirs: OutboxState, left: set[tuple[str, bool]]
) -> None:
    async with database.transaction() as session:
        kept, gone = await two(session)
        session.add(
            Broadcast(
                kind="notice", title="?", content={}, audience={"people": [gone.id]}, state="scheduled", due_at=NOW
            )
        )
        for person, address, state in ((kept, AINO, mine), (gone, OTTO, theirs)):
            number = await outbox.enqueue(
                session, address, Reply(Rich.plain("?")), NOW, lane="broadcast", person_id=person.id, broadcast_id=7
            )
            (await session.get_one(Outbox, number)).state = state
        await session.flush()
        await join(session, kept, gone, NOW)
    async with database.reading() as session:
        rows = {(row.state, row.person_id == kept.id) for row in await session.scalars(select(Outbox))}
        assert rows == left
        assert await session.scalar(select(Broadcast.audience)) == {"people": [kept.id]}


async def test_what_two_listings_answered_in_one_week_stays(database: Database) -> None:
    async with database.transaction() as session:
        kept, gone = await two(session)
        producers = [Producer(name=f"Tila {number}", source="chat") for number in range(6)]
        poll = DemandPoll(concept="hilla", area="", people=3, closes_at=NOW)
        session.add_all([*producers, poll])
        await session.flush()
        weeks = [NOW.date() - number * timedelta(days=7) for number in range(3)]
        answered: list[tuple[bool, bool]] = [(True, True), (True, False), (False, True)]
        for number, (week, pair) in enumerate(zip(weeks, answered, strict=True)):
            for person, said, producer in zip((kept, gone), pair, producers[2 * number :], strict=False):
                session.add(
                    DemandReply(
                        demand_poll_id=poll.id,
                        producer_id=producer.id,
                        person_id=person.id,
                        week=week,
                        asked_at=NOW,
                        answer="yes" if said else None,
                        answered_at=NOW if said else None,
                    )
                )
        await session.flush()
        await join(session, kept, gone, NOW)
    async with database.reading() as session:
        rows = list(await session.scalars(select(DemandReply)))
        assert {row.person_id for row in rows} == {kept.id}
        assert [row.answer for row in rows] == ["yes"] * 4
        assert len({row.week for row in rows}) == 4


async def test_a_code_links_once_and_in_time(database: Database) -> None:
    soon = NOW + links.VALID - timedelta(seconds=1)
    async with database.transaction() as session:
        aino, otto = await two(session)
        old = await links.create(session, otto.id, NOW)
        code = await links.create(session, otto.id, NOW)
        assert await links.maker(session, old, NOW) is None
        assert await links.maker(session, f" {code.upper()} ", soon) == otto.id
        assert await links.link(session, code, otto, NOW) is None  # their own
        assert await links.link(session, code, aino, NOW + links.VALID) is None
        assert await links.link(session, code, aino, soon) == [OTTO]
        assert await links.link(session, code, aino, soon) is None
    async with database.reading() as session:
        assert await people.addresses(session, aino.id) == [AINO, OTTO]


async def test_parting_leaves_the_other_chat_without_anything(database: Database) -> None:
    async with database.transaction() as session:
        aino, otto = await two(session)
        session.add(Conversation(address=str(OTTO), person_id=otto.id, data={"asked": "?"}, choices=[]))
        await outbox.enqueue(session, OTTO, Reply(Rich.plain("?")), NOW, lane="reminder", person_id=otto.id)
        await links.link(session, await links.create(session, otto.id, NOW), aino, NOW)
        assert await links.part(session, aino, AINO, NOW) == [OTTO]
        assert await links.part(session, aino, AINO, NOW) == []
    async with database.reading() as session:
        assert await people.addresses(session, aino.id) == [AINO]
        stranger = await people.by_address(session, OTTO)
        assert stranger is not None
        assert stranger.id != aino.id
        assert await counted(session, Conversation) == 0
        [waiting] = await session.scalars(select(Outbox))
        assert (waiting.address, waiting.channel, waiting.person_id) == (str(AINO), AINO.channel, aino.id)
