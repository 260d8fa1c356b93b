import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from osta.chat.messages import Address, Message, Reply, Text
from osta.chat.rich import Rich
from osta.store import consents, conversations, outbox, people, questions
from osta.store.engine import Database, Session
from osta.store.models import (
    Alert,
    AuditEntry,
    Base,
    Broadcast,
    ContactLimit,
    DemandPoll,
    DemandReply,
    Favourite,
    FollowUp,
    Invitation,
    Need,
    Offer,
    Offering,
    OfferView,
    Person,
    PersonRole,
    Place,
    Pledge,
    Poll,
    PollAnswer,
    PollChoice,
    PollOption,
    PollParticipant,
    PollQuestion,
    Producer,
    QuestionLog,
    Registration,
    Report,
    Review,
    StaffMember,
    Subscription,
    Word,
    Workshop,
)
from osta.store.personal_data import delete_person, export_person
from tests import kept

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
AINO = Address("test", "chat-of-aino")
OTTO = Address("test", "chat-of-otto")


async def live(session: Session, address: Address, mark: str) -> int:
    """Leave a row in every table that knows people; ``mark`` stands in all that the person wrote."""
    person, _ = await people.find_or_create(session, address, NOW, "fi")
    person.home_place_id = "kursu"
    me = person.id
    producer = Producer(name=f"Tila {mark}", source="chat", owner_person_id=me, phone="+358400000001")
    stranger = Producer(name="Hillala", source="staff")
    session.add_all([producer, stranger])
    await session.flush()
    session.add_all(
        [
            Offering(producer_id=producer.id, text=f"hillaa {mark}"),
            Alert(person_id=me, terms=[mark], place_id="kursu"),
            Favourite(person_id=me, producer_id=stranger.id),
            FollowUp(person_id=me, producer_id=stranger.id, due_at=NOW),
            FollowUp(person_id=me, producer_id=stranger.id, due_at=NOW - timedelta(days=9), answer="yes"),
            Report(person_id=me, producer_id=stranger.id, kind="wrong", text=f"väärin {mark}", decided_by=me),
            Review(person_id=me, kind="edit", producer_id=stranger.id, payload={"text": mark}),
            Review(decided_by=me, decided_at=NOW, decision="approved", kind="word", payload={"word": "other people's"}),
            StaffMember(person_id=me, added_by=me),
            Invitation(code=f"code-{mark}", kind="link", created_by=me, used_by=me, expires_at=NOW),
            AuditEntry(actor_person_id=me, action="approve", object_kind="review", object_id="1"),
            Broadcast(kind="notice", title="other people's", content={}, audience={}, created_by=me),
            Subscription(person_id=me, kind="interest", value=mark),
            PersonRole(person_id=me, role="community_buyer"),
            ContactLimit(person_id=me, most_a_week=7),
            Word(concept="hilla", language="fi", text=f"taught-{me}", taught_by=me),
        ]
    )
    await take_part(session, me, stranger.id, mark)
    await consents.give(session, me, "alerts", "2026-1", NOW)
    talk = await conversations.load(session, address, me)
    await conversations.save(session, talk, NOW, state="name", data={"name": mark}, choices=[mark])
    await kept.accept(session, Message(f"m{me}", address, address, Text(f"hei {mark}"), NOW, sender_name=mark), NOW)
    await outbox.enqueue(session, address, Reply(Rich.plain(f"Hei {mark}")), NOW, person_id=me)
    await outbox.enqueue(session, address, Reply(Rich.plain(f"Hei taas {mark}")), NOW)
    await questions.log(
        session, NOW, channel="test", language="fi", text=f"hillaa {mark}?", intent="find", person_id=me
    )
    return me


async def take_part(session: Session, me: int, producer_id: int, mark: str) -> None:
    """Leave a row in every table of polls, demand, volume together and workshops."""
    later = NOW + timedelta(days=7)
    option = PollOption(position=1, wording={"fi": "other people's"})
    question = PollQuestion(position=1, kind="single", wording={"fi": "other people's"}, options=[option])
    poll = Poll(title="other people's", questions=[question], created_by=me)
    demand_poll = DemandPoll(concept="hilla", area="", people=3, created_by=me, closes_at=later)
    need = Need(text="other people's", quantity=500, unit="kg", period="month", posted_by=me, closes_at=later)
    workshop = Workshop(
        title="other people's", topic="other", starts_at=NOW, ends_at=later, link="https://example.com", created_by=me
    )
    session.add_all([poll, demand_poll, need, workshop])
    await session.flush()
    reply = DemandReply(
        demand_poll_id=demand_poll.id,
        producer_id=producer_id,
        person_id=me,
        week=NOW.date(),
        asked_at=NOW,
        answer="yes",
        quantity=mark,
        answered_at=NOW,
    )
    session.add(reply)
    await session.flush()
    offer = Offer(
        demand_reply_id=reply.id,
        producer_id=producer_id,
        concept="hilla",
        area="",
        state="published",
        decided_by=me,
        decided_at=NOW,
    )
    # The offer of this reply goes with it; somebody else's, which this person decided, stays.
    session.add(offer)
    await session.flush()
    session.add_all(
        [
            PollAnswer(question_id=question.id, person_id=me, text=mark, answered_at=NOW),
            PollChoice(option_id=option.id, person_id=me),
            PollParticipant(poll_id=poll.id, person_id=me, opened_at=NOW),
            OfferView(offer_id=offer.id, person_id=me, seen_at=NOW),
            Pledge(need_id=need.id, producer_id=producer_id, person_id=me, quantity=100, pledged_at=NOW),
            Registration(
                workshop_id=workshop.id,
                person_id=me,
                state="going",
                number=1,
                name=mark,
                registered_at=NOW,
                changed_at=NOW,
            ),
        ]
    )


@pytest.fixture
async def aino_and_otto(database: Database) -> tuple[int, int]:
    async with database.transaction() as session:
        session.add(Place(id="kursu", name="Kursu", municipality="Salla", kind="village"))
        await session.flush()
        return await live(session, AINO, "AINO-WROTE"), await live(session, OTTO, "OTTO-WROTE")


async def everything(database: Database) -> dict[str, str]:
    async with database.reading() as session:
        return {
            table.name: "\n".join(repr(tuple(row)) for row in await session.execute(select(table)))
            for table in Base.metadata.sorted_tables
        }


@pytest.mark.parametrize("with_listings", [True, False])
async def test_deleting_a_person_leaves_nothing_of_them_and_all_of_others(
    database: Database, aino_and_otto: tuple[int, int], with_listings: bool
) -> None:
    aino, otto = aino_and_otto
    async with database.transaction() as session:
        await delete_person(session, aino, NOW, with_listings=with_listings)
    after = await everything(database)
    if not with_listings:
        assert "Tila AINO-WROTE" in after.pop("producer")
        assert "hillaa AINO-WROTE" in after.pop("offering")
    written = "\n".join(after.values())
    assert "AINO-WROTE" not in written
    assert AINO.chat not in written
    async with database.reading() as session:
        for table in Base.metadata.sorted_tables:  # a new table that knows people fails here until it is in ``live``
            for column in table.columns:
                if any(key.column.table.name == "person" for key in column.foreign_keys):
                    held = (await session.scalars(select(column))).all()
                    assert aino not in held, column
                    assert otto in held, column
        assert await session.get(Person, aino) is None
        # What only counts stays, without a person.
        assert len((await session.scalars(select(QuestionLog))).all()) == 2
        assert len((await session.scalars(select(FollowUp).where(FollowUp.answer == "yes"))).all()) == 2


async def test_deleting_in_the_middle_of_a_conversation_disturbs_nothing_after_it(
    database: Database, aino_and_otto: tuple[int, int]
) -> None:
    aino, _ = aino_and_otto
    async with database.transaction() as session:
        person, _ = await people.find_or_create(session, AINO, NOW + timedelta(minutes=1))
        await delete_person(session, aino, NOW, with_listings=True)
        await outbox.enqueue(session, AINO, Reply(Rich.plain("Tietosi on poistettu.")), NOW)
        assert person not in session
    async with database.transaction() as session:
        person, new = await people.find_or_create(session, AINO, NOW)
        assert new
        assert person.id != aino  # an old button must never open somebody else's data


async def test_the_export_holds_all_that_a_person_wrote_and_nothing_of_others(
    database: Database, aino_and_otto: tuple[int, int]
) -> None:
    aino, _ = aino_and_otto
    async with database.reading() as session:
        exported = await export_person(session, aino)
    text = json.dumps(exported, ensure_ascii=False)
    assert json.loads(text) == exported
    assert "OTTO-WROTE" not in text
    assert "other people's" not in text
    assert AINO.chat in text
    kept = await everything(database)
    written_in = {name for name, rows in kept.items() if "AINO-WROTE" in rows} - {"invitation"}
    assert written_in <= exported.keys()
    assert exported["question_log"][0]["text"] == "hillaa AINO-WROTE?"
    assert exported["consent"][0]["given_at"] == NOW.isoformat()
    assert exported["review.decided_by"] == [{"id": exported["review.decided_by"][0]["id"]}]


async def test_old_questions_lose_their_person(database: Database, aino_and_otto: tuple[int, int]) -> None:
    aino, otto = aino_and_otto
    async with database.transaction() as session:
        for days in (29, 31):
            await questions.log(
                session,
                NOW - timedelta(days=days),
                channel="test",
                language="fi",
                text="perunaa",
                intent="find",
                person_id=aino,
            )
        latest = await questions.last_of(session, aino)
        assert latest is not None
        assert latest.text == "hillaa AINO-WROTE?"
        assert await questions.forget_people(session, NOW) == 1
        assert await questions.forget_people(session, NOW) == 0
        people_left = select(QuestionLog.person_id).order_by(QuestionLog.asked_at)
        assert (await session.scalars(people_left)).all()[:2] == [None, aino]
        assert await questions.last_of(session, otto) is not None
