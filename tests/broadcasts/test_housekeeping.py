"""What is old is forgotten, what is not stays; staff are told once of what waits."""

from __future__ import annotations

from datetime import timedelta

from osta.broadcasts import staff_notices
from osta.broadcasts.housekeeping import tidy
from osta.chat.messages import Address, Message, Reply, Text
from osta.chat.rich import Rich
from osta.discovery.service import Discovery
from osta.store import answers, broadcasts, inbox, invitations, outbox, people, pickups, questions, reviews, staff
from osta.store.audiences import Audience
from osta.store.engine import Database, Session
from osta.store.models import Conversation, Invitation, Outbox, QuestionLog
from osta.store.payloads import decode_reply
from tests import kept
from tests.broadcasts.crowd import NOON

ANNA, AT_HOME = Address("telegram", "1"), Address("terminal", "anna")
HELLO = Reply(Rich.plain("hei"))


async def test_what_is_old_is_forgotten(database: Database) -> None:
    async with database.transaction() as session:
        anna, _ = await people.find_or_create(session, ANNA, NOON)
        number = await kept.accept(session, Message("m", ANNA, ANNA, Text("perunaa"), NOON), NOON)
        assert number
        await inbox.mark_handled(session, number, NOON)
        answer = await answers.queue(session, ANNA, [HELLO], NOON, timedelta(minutes=1))
        assert answer
        await answers.mark_all_sent(session, [(answer, "7")], NOON)
        waits = await outbox.enqueue(session, ANNA, HELLO, NOON, lane="reminder", person_id=anna.id)
        at_home = await outbox.enqueue(session, AT_HOME, HELLO, NOON, lane="reminder", person_id=anna.id)
        asked = await questions.log(
            session, NOON, channel="telegram", language="fi", text="perunaa", intent="find", person_id=anna.id
        )
        code = await invitations.create(session, "staff", anna.id, NOON)

    async def tidied(days: float) -> None:
        async with database.transaction() as session:
            assert not await tidy(session, NOON + timedelta(days=days))

    async def left() -> set[str]:
        async with database.reading() as session:
            rows = {"answer": answer.id, "waits": waits, "at home": at_home}
            found = {name for name, row in rows.items() if await session.get(Outbox, row) is not None}
            question = await session.get(QuestionLog, asked)
            assert question
            found |= {"person"} if question.person_id is not None else set()
            found |= {"invitation"} if await session.get(Invitation, code) is not None else set()
            return found

    everything = {"answer", "waits", "at home", "person", "invitation"}
    await tidied(6)
    assert await left() == everything
    await tidied(29)
    assert await left() == everything - {"answer"}
    await tidied(31)
    assert await left() == {"waits", "at home", "invitation"}
    await tidied(61)
    assert await left() == {"waits", "at home"}
    await tidied(91)  # whoever was to pick it up did not come
    async with database.transaction() as session:
        later = NOON + timedelta(days=91)
        assert await pickups.take(session, AT_HOME, later, later, 9) == []
        assert await kept.accept(session, Message("m", ANNA, ANNA, Text("x"), NOON), NOON) is not None
    await tidied(200)
    assert await left() == {"waits"}


async def told(session: Session) -> list[tuple[tuple[int, ...] | None, str]]:
    found = await broadcasts.in_states(session, ["scheduled"])
    return [(Audience.from_json(one.audience).people, str(decode_reply(one.content["fi"]).text)) for one in found]


async def test_staff_hear_once_of_what_is_new_in_their_queue(database: Database, discovery: Discovery) -> None:
    async with database.transaction() as session:
        member, _ = await people.find_or_create(session, Address("telegram", "2"), NOON)
        await staff.add(session, member.id, "Salla", None, NOON)
        await reviews.submit(session, "word", NOON, municipality="Posio")
        for _ in range(3):
            await staff_notices.tell(session, discovery, [ANNA], NOON)
        assert await told(session) == []  # not theirs, and who is named in the settings has not written yet
        boss, _ = await people.find_or_create(session, ANNA, NOON)
        for _ in range(3):
            await staff_notices.tell(session, discovery, [ANNA], NOON)
        assert await told(session) == [((boss.id,), "1 asia odottaa päätöstä.")]
        await reviews.submit(session, "word", NOON, municipality="Salla")
        for _ in range(3):
            await staff_notices.tell(session, discovery, [ANNA], NOON)
        assert sorted(await told(session)) == sorted(
            [
                ((boss.id,), "2 asiaa odottaa päätöstä."),  # instead of what had not been sent yet
                ((member.id,), "1 asia odottaa päätöstä."),
            ]
        )
        await reviews.submit(session, "word", NOON, municipality="Posio")
        await staff_notices.seen(session, boss.id, NOON)  # sooner than they could be told of the third
        await staff_notices.tell(session, discovery, [ANNA], NOON)
        assert await told(session) == [((member.id,), "1 asia odottaa päätöstä.")]
        second = await reviews.newest_open(session, "Salla")
        assert second is not None
        await reviews.submit(session, "word", NOON, municipality="Salla")
        await staff_notices.tell(session, discovery, [ANNA], NOON)
        assert len(await told(session)) == 2
        newest = await reviews.newest_open(session, "Salla")
        assert newest is not None
        for number, left in ((newest, 2), (second, 1)):  # the boss's queue goes on
            assert await reviews.decide(session, number, "approved", boss.id, NOON)
            await staff_notices.decided(session, NOON)
            assert len(await told(session)) == left


async def test_a_silent_chat_forgets_where_somebody_was_and_what_they_asked(database: Database) -> None:
    kept = {"position": [66.8, 28.6, "2026"], "asked": {"0": {}}, "last": [0, 0], "language": "sv"}
    async with database.transaction() as session:
        _, _ = await people.find_or_create(session, ANNA, NOON)
        row = Conversation(address=str(ANNA), data=kept, choices=[], updated_at=NOON)
        session.add(row)

    async def remembered(later: timedelta) -> set[str]:
        async with database.transaction() as session:
            await tidy(session, NOON + later)
        async with database.reading() as session:
            found = await session.get(Conversation, str(ANNA))
            assert found
            return set(found.data)

    assert await remembered(timedelta(hours=1)) == set(kept)
    assert await remembered(timedelta(hours=3)) == {"asked", "last", "language"}
    assert await remembered(timedelta(days=31)) == {"language"}
