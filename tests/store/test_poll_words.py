"""Free answers lose their person a month after the poll's end; what was said, and every figure, stays."""

from datetime import UTC, datetime, timedelta

from osta.chat.messages import Address
from osta.store import people, poll_figures, poll_words, polls
from osta.store.engine import Session
from osta.store.models import Poll, PollQuestion
from osta.store.polls import Given

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
ENDS = NOW + timedelta(days=7)
LONG_AFTER = ENDS + poll_words.KEPT_WITH_PERSON + timedelta(seconds=1)


async def answered(session: Session, *said: str) -> tuple[Poll, list[int]]:
    made = Poll(title="Mitä?", questions=[PollQuestion(position=1, kind="text", wording={"fi": "Mitä puuttuu?"})])
    await polls.add(session, made)
    assert await polls.move(session, made.id, ["draft"], "open", opens_at=NOW, closes_at=ENDS)
    found = []
    for at, words in enumerate(said):
        person = (await people.find_or_create(session, Address("test", str(at)), NOW))[0].id
        await polls.take_part(session, made.id, person, "Salla", NOW)
        await polls.give(session, made.questions[0].id, person, Given(text=words), NOW)
        found.append(person)
    return made, found


async def test_words_stay_without_their_person_a_month_after_the_end(session: Session) -> None:
    made, (first, _) = await answered(session, "torialue", "kahvila")
    question = made.questions[0].id
    assert not await poll_words.forget_people(session, LONG_AFTER)  # not before it has ended
    assert (await polls.answers_of(session, made.id, first))[question] == Given(text="torialue")
    assert await polls.move(session, made.id, ["open"], "closed")
    before = await poll_figures.answered(session, made.id)
    for now in (ENDS + poll_words.KEPT_WITH_PERSON, LONG_AFTER, LONG_AFTER):
        await poll_words.forget_people(session, now)
        assert await poll_figures.words(session, question) == ["kahvila", "torialue"]
        assert await poll_figures.answered(session, made.id) == before
    assert (await polls.answers_of(session, made.id, first))[question] == Given()
    rows = [(row.participant, row.municipality, row.text) async for row in poll_figures.stream_rows(session, made.id)]
    assert rows == [(None, None, "kahvila"), (None, None, "torialue")]
