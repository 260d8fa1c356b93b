"""Answering a poll: one answer a person and question, changed, skipped or taken back until the poll ends."""

from __future__ import annotations

from datetime import datetime

from osta.chat.errors import OstaError
from osta.store import places, polls
from osta.store.engine import Session
from osta.store.models import Person, Poll, PollQuestion
from osta.store.models.polls import SCALE
from osta.store.polls import Given

LONGEST_ANSWER = 1000  # characters of a free answer


class PollOver(OstaError):
    """The poll takes no answers: it has not begun, has ended or was cancelled."""


class NoSuchAnswer(OstaError):
    """The question does not take an answer of this kind."""


def is_open(poll: Poll, now: datetime) -> bool:
    """Whether the poll takes answers at this moment."""
    begun = poll.state == "open" or (poll.state == "scheduled" and poll.opens_at is not None and poll.opens_at <= now)
    return begun and poll.closes_at is not None and now < poll.closes_at


def question_of(poll: Poll, question_id: int) -> PollQuestion | None:
    """The poll's question of a number."""
    return next((question for question in poll.questions if question.id == question_id), None)


async def pick(
    session: Session, poll: Poll, question: PollQuestion, person: Person, position: int, now: datetime
) -> Given:
    """Choose the option at a position: the one choice, or one more or fewer of several.

    Raises PollOver, and NoSuchAnswer for an option that the question does not have.
    """
    option = next((option for option in question.options if option.position == position), None)
    if option is None or question.kind not in ("single", "several"):
        raise NoSuchAnswer
    await _begin(session, poll, person, now)
    chosen = frozenset({option.id})
    if question.kind == "several":
        before = (await polls.answers_of(session, poll.id, person.id)).get(question.id, Given())
        chosen = before.options ^ chosen
    given = Given(options=chosen)
    if chosen:
        await polls.give(session, question.id, person.id, given, now)
    else:
        await polls.take_back(session, question.id, person.id)
    return given


async def rate(session: Session, poll: Poll, question: PollQuestion, person: Person, step: int, now: datetime) -> Given:
    """Answer a scale with 1-5. Raises PollOver and NoSuchAnswer."""
    if question.kind != "scale" or step not in SCALE:
        raise NoSuchAnswer
    await _begin(session, poll, person, now)
    given = Given(scale=step)
    await polls.give(session, question.id, person.id, given, now)
    return given


async def write(
    session: Session, poll: Poll, question: PollQuestion, person: Person, text: str, now: datetime
) -> Given:
    """Answer in free words, cut to 1000 characters. Raises PollOver and NoSuchAnswer."""
    words = text.strip()[:LONGEST_ANSWER]
    if question.kind != "text" or not words:
        raise NoSuchAnswer
    await _begin(session, poll, person, now)
    given = Given(text=words)
    await polls.give(session, question.id, person.id, given, now)
    return given


async def skip(session: Session, poll: Poll, question: PollQuestion, person: Person, now: datetime) -> None:
    """Leave the question without an answer; an earlier one goes. Raises PollOver."""
    await _begin(session, poll, person, now)
    await polls.give(session, question.id, person.id, Given(skipped=True), now)


async def leave(session: Session, poll: Poll, person: Person, now: datetime) -> None:
    """Leave the poll and take all answers along. Raises PollOver."""
    await _begin(session, poll, person, now)
    await polls.leave(session, poll.id, person.id, now)


async def next_question(
    session: Session, poll: Poll, person: Person, now: datetime, after: PollQuestion | None = None
) -> PollQuestion | None:
    """The next question that is neither answered nor skipped: after this one, else from the beginning.

    None when none is left: the person has come to the end, which is recorded.
    """
    given = await polls.answers_of(session, poll.id, person.id)
    open_ones = [question for question in poll.questions if question.id not in given]
    if not open_ones:
        await polls.finish(session, poll.id, person.id, now)
        return None
    behind = [question for question in open_ones if after is not None and question.position > after.position]
    return (behind or open_ones)[0]


async def _begin(session: Session, poll: Poll, person: Person, now: datetime) -> None:
    if not is_open(poll, now):
        raise PollOver
    home = await places.get(session, person.home_place_id) if person.home_place_id else None
    await polls.take_part(session, poll.id, person.id, home.municipality if home else None, now)
