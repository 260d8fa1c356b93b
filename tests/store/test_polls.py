import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from osta.chat.messages import Address, Reply
from osta.store import audiences, broadcasts, outbox, people, poll_figures, polls
from osta.store.audiences import Audience
from osta.store.engine import Database, Session
from osta.store.models import Outbox, Poll, PollAnswer, PollChoice, PollOption, PollQuestion
from osta.store.payloads import encode
from osta.store.polls import Given

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def poll() -> Poll:
    options = [PollOption(position=at, wording={"fi": f"v{at}"}) for at in (1, 2)]
    return Poll(
        title="Mitä?",
        questions=[
            PollQuestion(position=1, kind="several", wording={"fi": "Mitä?"}, options=options),
            PollQuestion(position=2, kind="scale", wording={"fi": "Kuinka?"}),
            PollQuestion(position=3, kind="text", wording={"fi": "Muuta?"}),
        ],
    )


async def person(session: Session, name: str) -> int:
    return (await people.find_or_create(session, Address("test", name), NOW))[0].id


async def opened(session: Session) -> Poll:
    made = poll()
    await polls.add(session, made)
    ends = NOW + timedelta(days=7)
    assert await polls.move(session, made.id, ["draft"], "open", opens_at=NOW, closes_at=ends)
    return made


async def test_an_answer_takes_the_place_of_the_one_before(session: Session) -> None:
    made = await opened(session)
    several, scale, text = made.questions
    aino = await person(session, "aino")
    await polls.take_part(session, made.id, aino, "Salla", NOW)
    first, second = (option.id for option in several.options)
    await polls.give(session, several.id, aino, Given(options=frozenset({first, second})), NOW)
    await polls.give(session, several.id, aino, Given(options=frozenset({second})), NOW)
    await polls.give(session, scale.id, aino, Given(scale=2), NOW)
    await polls.give(session, scale.id, aino, Given(scale=5), NOW)
    await polls.give(session, text.id, aino, Given(text="kauppa"), NOW)
    await polls.give(session, text.id, aino, Given(skipped=True), NOW)
    assert await polls.answers_of(session, made.id, aino) == {
        several.id: Given(options=frozenset({second})),
        scale.id: Given(scale=5),
        text.id: Given(skipped=True),
    }
    assert await polls.count_taking_part(session, made.id) == (1, 0)
    await polls.finish(session, made.id, aino, NOW)
    assert await polls.count_taking_part(session, made.id) == (1, 1)
    chosen = await poll_figures.chosen(session, made.id)
    assert [(row.value, row.municipality, row.n) for row in chosen] == [(second, "Salla", 1)]
    assert [(row.value, row.n) for row in await poll_figures.scaled(session, made.id)] == [(5, 1)]
    answered = {row.question_id: row.n for row in await poll_figures.answered(session, made.id)}
    assert answered == {several.id: 1, scale.id: 1}
    rows = [row async for row in poll_figures.stream_rows(session, made.id)]
    assert [(row.question_position, row.option_position, row.scale, row.skipped) for row in rows] == [
        (1, 2, None, False),
        (2, None, 5, False),
        (3, None, None, True),
    ]
    await polls.take_back(session, several.id, aino)
    await polls.leave(session, made.id, aino, NOW)
    assert await polls.answers_of(session, made.id, aino) == {}
    assert await session.scalar(select(func.count()).select_from(PollChoice)) == 0
    participant = await polls.participant(session, made.id, aino)
    assert participant is not None
    assert participant.left_at == NOW
    await polls.take_part(session, made.id, aino, "Posio", NOW)
    participant = await polls.participant(session, made.id, aino)
    assert participant is not None
    assert (participant.left_at, participant.municipality) == (None, "Salla")


async def test_many_presses_at_once_make_one_answer(database: Database) -> None:
    async with database.transaction() as session:
        made = await opened(session)
        aino = await person(session, "aino")
    question = made.questions[0]

    async def press(option: int) -> None:
        async with database.transaction() as session:
            await polls.give(session, question.id, aino, Given(options=frozenset({option})), NOW)

    await asyncio.gather(*(press(option.id) for option in question.options * 4))
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(PollAnswer)) == 1
        assert await session.scalar(select(func.count()).select_from(PollChoice)) == 1


async def test_a_poll_without_an_end_cannot_open(session: Session) -> None:
    made = poll()
    await polls.add(session, made)
    savepoint = await session.begin_nested()
    with pytest.raises(IntegrityError):
        await polls.move(session, made.id, ["draft"], "open")
    await savepoint.rollback()
    savepoint = await session.begin_nested()
    with pytest.raises(IntegrityError):
        await polls.move(session, made.id, ["draft"], "open", opens_at=NOW, closes_at=NOW)
    await savepoint.rollback()


async def test_what_is_due_is_found(session: Session) -> None:
    made = await opened(session)
    later = poll()
    await polls.add(session, later)
    begins, ends = NOW + timedelta(days=1), NOW + timedelta(days=9)
    await polls.move(
        session, later.id, ["draft"], "scheduled", opens_at=begins, closes_at=ends, remind_at=ends - timedelta(days=1)
    )
    assert await polls.due_to_open(session, NOW) == []
    assert await polls.due_to_open(session, begins) == [later.id]
    assert await polls.due_to_remind(session, ends - timedelta(hours=1)) == []  # not open yet
    await polls.move(session, later.id, ["scheduled"], "open")
    assert await polls.due_to_remind(session, ends - timedelta(hours=1)) == [later.id]
    assert await polls.due_to_close(session, NOW + timedelta(days=8)) == [made.id]
    assert not await polls.move(session, made.id, ["draft"], "cancelled")
    assert [one.id for one in await polls.latest(session)] == [later.id, made.id]


async def test_a_reminder_goes_to_whom_the_poll_reached_and_who_is_not_done(session: Session) -> None:
    made = await opened(session)
    sent = await broadcasts.create(
        session, kind="poll", title="Mitä?", content={"fi": encode(Reply())}, audience={}, due_at=NOW, state="running"
    )
    assert sent is not None
    made.broadcast_id = sent.id
    names = ["reached", "done", "left", "half", "failed", "stranger"]
    numbers = {name: await person(session, name) for name in names}
    for name in names[:5]:
        row = await outbox.enqueue(
            session, Address("test", name), Reply(), NOW, person_id=numbers[name], broadcast_id=sent.id
        )
        stored = await session.get_one(Outbox, row)
        stored.state = "failed" if name == "failed" else "sent"
    for name in ("done", "left", "half"):
        await polls.take_part(session, made.id, numbers[name], None, NOW)
        await polls.give(session, made.questions[1].id, numbers[name], Given(scale=3), NOW)
    await polls.finish(session, made.id, numbers["done"], NOW)
    await polls.leave(session, made.id, numbers["left"], NOW)

    async def group(name: str) -> set[str]:
        page = await audiences.page(session, Audience(group=name, group_key=made.id), None, ["test"], 0, 99)
        return {recipient.address.chat for recipient in page}

    assert await group(polls.UNANSWERED) == {"reached", "half"}
    assert await group(polls.ANSWERED) == {"done", "half"}
    assert await polls.without_answers(session, made.id, [numbers["half"], numbers["stranger"]]) == [
        numbers["stranger"]
    ]
