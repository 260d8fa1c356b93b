"""Answering a poll: one tap a question, changed until the end, skipped or left at any moment."""

from __future__ import annotations

from osta.broadcasts.polls import answering, asking
from osta.broadcasts.polls.answering import NoSuchAnswer, PollOver
from osta.chat.messages import Button, Reply
from osta.chat.texts import LANGUAGES, texts
from osta.discovery.question.model import Intent
from osta.discovery.showing.replies import pressed
from osta.handlers.turn import Handler, NotMine, Turn
from osta.store import polls
from osta.store.models import Poll, PollQuestion
from osta.store.polls import Given

LINK = "q_"  # a link to the bot with ?start=q_<number> opens that poll
WRITING = "poll.text"  # the state that waits for a free answer
_QUESTION = "poll_question"


async def opened(turn: Turn) -> list[Reply]:
    """``poll.open:poll``: go on where one was, or see one's answers."""
    poll = await polls.get(turn.session, turn.number())
    if poll is None or not answering.is_open(poll, turn.now):
        return _over(turn)
    return await _go_on(turn, poll, None)


async def from_link(turn: Turn) -> list[Reply]:
    """``/start q_<number>``: what it is about; for who has begun, where they were."""
    poll = await polls.get(turn.session, turn.linked(LINK))
    if poll is None or not answering.is_open(poll, turn.now):
        return _over(turn)
    begun = await polls.participant(turn.session, poll.id, turn.person.id) is not None
    return await _go_on(turn, poll, None) if begun else [asking.invited(poll, turn.t)]


async def show(turn: Turn) -> list[Reply]:
    """``poll.show:question``: this question, with what was answered."""
    poll, question = await _asked(turn)
    if poll is None or question is None or not answering.is_open(poll, turn.now):
        return _over(turn)
    return await _ask(turn, poll, question)


async def pick(turn: Turn) -> list[Reply]:
    """``poll.pick:question:option``: a single choice goes on to the next question; several stay until Valmis."""
    poll, question = await _asked(turn)
    if poll is None or question is None:
        return _over(turn)
    try:
        await answering.pick(turn.session, poll, question, turn.person, turn.number(1), turn.now)
    except (PollOver, NoSuchAnswer):
        return _over(turn)
    if question.kind == "several":
        return await _ask(turn, poll, question)
    return await _go_on(turn, poll, question)


async def rate(turn: Turn) -> list[Reply]:
    """``poll.rate:question:step``."""
    poll, question = await _asked(turn)
    if poll is None or question is None:
        return _over(turn)
    try:
        await answering.rate(turn.session, poll, question, turn.person, turn.number(1), turn.now)
    except (PollOver, NoSuchAnswer):
        return _over(turn)
    return await _go_on(turn, poll, question)


async def done(turn: Turn) -> list[Reply]:
    """``poll.done:question``: that was all of several choices; none of them is skipping."""
    poll, question = await _asked(turn)
    if poll is None or question is None:
        return _over(turn)
    given = await polls.answers_of(turn.session, poll.id, turn.person.id)
    return await _go_on(turn, poll, question) if question.id in given else await skip(turn)


async def skip(turn: Turn) -> list[Reply]:
    """``poll.skip:question``."""
    poll, question = await _asked(turn)
    if poll is None or question is None:
        return _over(turn)
    try:
        await answering.skip(turn.session, poll, question, turn.person, turn.now)
    except PollOver:
        return _over(turn)
    return await _go_on(turn, poll, question)


async def leave(turn: Turn) -> list[Reply]:
    """``poll.leave:poll``: the answers go, and no reminder comes."""
    poll = await polls.get(turn.session, turn.number())
    if poll is None:
        return _over(turn)
    try:
        await answering.leave(turn.session, poll, turn.person, turn.now)
    except PollOver:
        return _over(turn)
    turn.state = None
    back = Button.of(turn.t.line("Palaa kyselyyn"), "poll.open", poll.id)
    text = turn.t("Poistuit kyselystä, ja vastauksesi poistettiin. Kyselyistä muutenkin: /tilaukset")
    return [Reply(text, ((back,),), edits=pressed(turn.message))]


async def told(turn: Turn) -> list[Reply] | None:
    """The answer to a question of free words. A question to the bot is left to others."""
    poll = await polls.of_question(turn.session, int(turn.data.get(_QUESTION, 0)))
    question = answering.question_of(poll, int(turn.data[_QUESTION])) if poll is not None else None
    if poll is None or question is None:
        turn.state = None
        raise NotMine
    words = turn.text.strip()
    if not words or (words.endswith("?") and turn.discovery.read(words[:300], turn.language).intent is Intent.FIND):
        raise NotMine
    try:
        await answering.write(turn.session, poll, question, turn.person, words, turn.now)
    except (PollOver, NoSuchAnswer):
        return _over(turn)
    return await _go_on(turn, poll, question)


async def prompt(turn: Turn) -> list[Reply]:
    """The open question of free words again."""
    poll = await polls.of_question(turn.session, int(turn.data.get(_QUESTION, 0)))
    question = answering.question_of(poll, int(turn.data[_QUESTION])) if poll is not None else None
    if poll is None or question is None:
        return []
    return [asking.asked(poll, question, turn.t, writing=True)]


async def try_out(turn: Turn) -> list[Reply]:
    """``poll.try:poll:question:language``: the preview's next question; nothing is recorded."""
    poll = await polls.get(turn.session, turn.number())
    position = turn.number(1)
    t = next((texts(language) for language in LANGUAGES if language == turn.word(2)), turn.t)
    if poll is None:
        return _over(turn)
    if not 1 <= position <= len(poll.questions):
        text = turn.t("Kokeilu päättyi. Näin kysely etenee; vastauksia ei tallennettu.")
        back = Button.of(turn.t.line("Takaisin kyselyyn"), "pollmake.open", poll.id)
        return [Reply(text, ((back,),) if turn.staff else (), edits=pressed(turn.message))]
    question = poll.questions[position - 1]
    return [asking.asked(poll, question, t, trial=True, edits=pressed(turn.message))]


BUTTONS: dict[str, Handler] = {
    "poll.open": opened,
    "poll.show": show,
    "poll.pick": pick,
    "poll.rate": rate,
    "poll.done": done,
    "poll.skip": skip,
    "poll.leave": leave,
    "poll.try": try_out,
}


async def _go_on(turn: Turn, poll: Poll, after: PollQuestion | None) -> list[Reply]:
    following = await answering.next_question(turn.session, poll, turn.person, turn.now, after)
    if following is not None:
        return await _ask(turn, poll, following)
    turn.state = None
    given = await polls.answers_of(turn.session, poll.id, turn.person.id)
    return [asking.summary(poll, given, turn.t, changeable=True, edits=pressed(turn.message))]


async def _ask(turn: Turn, poll: Poll, question: PollQuestion) -> list[Reply]:
    writing = question.kind == "text"
    turn.state = WRITING if writing else None
    if writing:
        turn.data[_QUESTION] = question.id
    given = await polls.answers_of(turn.session, poll.id, turn.person.id)
    reply = asking.asked(
        poll, question, turn.t, given.get(question.id, Given()), writing=writing, edits=pressed(turn.message)
    )
    return [reply]


async def _asked(turn: Turn) -> tuple[Poll | None, PollQuestion | None]:
    poll = await polls.of_question(turn.session, turn.number())
    return poll, None if poll is None else answering.question_of(poll, turn.number())


def _over(turn: Turn) -> list[Reply]:
    turn.state = None
    return [Reply(turn.t("Tämä kysely on päättynyt. Kiitos kiinnostuksesta!"), edits=pressed(turn.message))]
