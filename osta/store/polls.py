"""Polls and what was answered: one answer a person and question, changed as often as the person likes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.orm import selectinload
from sqlalchemy.orm.strategy_options import _AbstractLoad

from osta.store.audiences import group
from osta.store.engine import Session
from osta.store.models import (
    Outbox,
    Poll,
    PollAnswer,
    PollChoice,
    PollOption,
    PollParticipant,
    PollQuestion,
    PollState,
)
from osta.store.upserts import insert_into

ANSWERED = "poll_answered"
UNANSWERED = "poll_unanswered"
_BATCH = 1000  # rows a query while streaming


@dataclass(frozen=True, slots=True)
class Given:
    """A person's answer to one question. Nothing in it means skipped."""

    scale: int | None = None
    text: str | None = None
    options: frozenset[int] = field(default_factory=frozenset)
    skipped: bool = False


async def get(session: Session, number: int) -> Poll | None:
    """A poll with its questions and their options."""
    return await session.scalar(select(Poll).where(Poll.id == number).options(_whole()))


async def of_question(session: Session, question_id: int) -> Poll | None:
    """The poll that a question belongs to, with all its questions and options."""
    mine = select(PollQuestion.poll_id).where(PollQuestion.id == question_id).scalar_subquery()
    return await session.scalar(select(Poll).where(Poll.id == mine).options(_whole()))


async def add(session: Session, poll: Poll) -> int:
    """Store a new poll with its questions; returns its number."""
    session.add(poll)
    await session.flush()
    return poll.id


async def replace_questions(session: Session, poll: Poll, questions: Sequence[PollQuestion]) -> None:
    """Give a draft these questions instead of its own."""
    poll.questions = []
    await session.flush()
    poll.questions = list(questions)
    await session.flush()


async def latest(session: Session, municipality: str | None = None, limit: int = 10) -> list[Poll]:
    """The polls made last, of one municipality and of all where one is given; with their questions."""
    query = select(Poll).where(Poll.state != "cancelled").order_by(Poll.id.desc()).limit(limit).options(_whole())
    if municipality is not None:
        query = query.where((Poll.municipality == municipality) | Poll.municipality.is_(None))
    return list(await session.scalars(query))


async def move(
    session: Session, number: int, now_in: Collection[PollState], to: PollState, **values: datetime | None
) -> bool:
    """Move a poll from one of these states to another, and change other columns with it.

    False when it is in none of them (any more). What the session holds of the poll is brought up to date.
    """
    moved = await session.scalar(
        update(Poll)
        .where(Poll.id == number, Poll.state.in_(now_in))
        .values(state=to, **values)
        .returning(Poll.id)
        .execution_options(synchronize_session=False)
    )
    if moved is None:
        return False
    held = await session.get(Poll, number)
    if held is not None:
        await session.refresh(held, ["state", *values])
    return True


async def due_to_open(session: Session, now: datetime) -> list[int]:
    """The polls that should be open by now."""
    query = select(Poll.id).where(Poll.state == "scheduled", Poll.opens_at <= now)
    return list(await session.scalars(query.order_by(Poll.id)))


async def due_to_close(session: Session, now: datetime) -> list[int]:
    """The open polls whose end has come."""
    query = select(Poll.id).where(Poll.state.in_(("scheduled", "open")), Poll.closes_at <= now)
    return list(await session.scalars(query.order_by(Poll.id)))


async def due_to_remind(session: Session, now: datetime) -> list[int]:
    """The open polls whose reminder is due."""
    query = select(Poll.id).where(Poll.state == "open", Poll.remind_at <= now, Poll.closes_at > now)
    return list(await session.scalars(query.order_by(Poll.id)))


async def take_part(session: Session, poll_id: int, person_id: int, municipality: str | None, now: datetime) -> None:
    """The person has opened the poll. Where they live is kept from the first time; opening it again is coming back."""
    values = {"poll_id": poll_id, "person_id": person_id, "municipality": municipality, "opened_at": now}
    await session.execute(
        insert_into(session, PollParticipant)
        .values(**values)
        .on_conflict_do_update(
            index_elements=[PollParticipant.poll_id, PollParticipant.person_id], set_={"left_at": None}
        )
    )


async def participant(session: Session, poll_id: int, person_id: int) -> PollParticipant | None:
    """How far a person has come with a poll; None for one who has not opened it."""
    return await session.get(PollParticipant, (poll_id, person_id), populate_existing=True)


async def finish(session: Session, poll_id: int, person_id: int, now: datetime) -> None:
    """The person has answered or skipped every question; the first time counts."""
    await session.execute(
        update(PollParticipant)
        .where(PollParticipant.poll_id == poll_id, PollParticipant.person_id == person_id)
        .where(PollParticipant.finished_at.is_(None))
        .values(finished_at=now, left_at=None)
    )


async def leave(session: Session, poll_id: int, person_id: int, now: datetime) -> None:
    """The person leaves an unfinished poll and takes what they answered along."""
    questions = select(PollQuestion.id).where(PollQuestion.poll_id == poll_id)
    options = select(PollOption.id).where(PollOption.question_id.in_(questions))
    await session.execute(
        delete(PollChoice).where(PollChoice.person_id == person_id, PollChoice.option_id.in_(options))
    )
    await session.execute(
        delete(PollAnswer).where(PollAnswer.person_id == person_id, PollAnswer.question_id.in_(questions))
    )
    await session.execute(
        update(PollParticipant)
        .where(PollParticipant.poll_id == poll_id, PollParticipant.person_id == person_id)
        .values(left_at=now, finished_at=None)
    )


async def give(session: Session, question_id: int, person_id: int, given: Given, now: datetime) -> None:
    """Record the answer in the place of an earlier one."""
    values = {"scale": given.scale, "text": given.text, "skipped": given.skipped, "answered_at": now}
    # First the answer's row: it makes two presses of one person at the same moment wait for each other.
    await session.execute(
        insert_into(session, PollAnswer)
        .values(question_id=question_id, person_id=person_id, **values)
        .on_conflict_do_update(index_elements=[PollAnswer.question_id, PollAnswer.person_id], set_=values)
    )
    options = select(PollOption.id).where(PollOption.question_id == question_id)
    await session.execute(
        delete(PollChoice).where(PollChoice.person_id == person_id, PollChoice.option_id.in_(options))
    )
    for option_id in sorted(given.options):
        session.add(PollChoice(option_id=option_id, person_id=person_id))
    await session.flush()


async def take_back(session: Session, question_id: int, person_id: int) -> None:
    """The question is unanswered again."""
    options = select(PollOption.id).where(PollOption.question_id == question_id)
    await session.execute(
        delete(PollChoice).where(PollChoice.person_id == person_id, PollChoice.option_id.in_(options))
    )
    await session.execute(
        delete(PollAnswer).where(PollAnswer.question_id == question_id, PollAnswer.person_id == person_id)
    )


async def answers_of(session: Session, poll_id: int, person_id: int) -> dict[int, Given]:
    """What a person has answered so far, by question."""
    questions = select(PollQuestion.id).where(PollQuestion.poll_id == poll_id)
    chosen: dict[int, set[int]] = {}
    rows = await session.execute(
        select(PollOption.question_id, PollOption.id)
        .join(PollChoice, PollChoice.option_id == PollOption.id)
        .where(PollChoice.person_id == person_id, PollOption.question_id.in_(questions))
    )
    for question_id, option_id in rows:
        chosen.setdefault(question_id, set()).add(option_id)
    answers = await session.execute(
        select(PollAnswer.question_id, PollAnswer.scale, PollAnswer.text, PollAnswer.skipped).where(
            PollAnswer.person_id == person_id, PollAnswer.question_id.in_(questions)
        )
    )
    return {
        question_id: Given(scale, words, frozenset(chosen.get(question_id, ())), skipped)
        for question_id, scale, words, skipped in answers
    }


async def count_taking_part(session: Session, poll_id: int) -> tuple[int, int]:
    """How many have answered anything, and how many have gone through to the end."""
    answered = (
        select(func.count(func.distinct(PollAnswer.person_id)))
        .join(PollQuestion, PollQuestion.id == PollAnswer.question_id)
        .where(PollQuestion.poll_id == poll_id, PollAnswer.skipped.is_(False))
    )
    finished = (
        select(func.count())
        .select_from(PollParticipant)
        .where(PollParticipant.poll_id == poll_id, PollParticipant.finished_at.is_not(None))
    )
    return await session.scalar(answered) or 0, await session.scalar(finished) or 0


async def without_answers(session: Session, poll_id: int, people: Sequence[int]) -> list[int]:
    """Those of these people who have answered nothing, in the same order."""
    answered = set(await session.scalars(_who_answered(poll_id).where(PollAnswer.person_id.in_(people))))
    return [person for person in dict.fromkeys(people) if person not in answered]


@group(ANSWERED)
def _answered(poll_id: int) -> Select[Any]:
    return _who_answered(poll_id)


@group(UNANSWERED)
def _unanswered(poll_id: int) -> Select[Any]:
    """Those whom the invitation has reached, or may have, and who have neither come to the end nor left."""
    done = select(PollParticipant.person_id).where(
        PollParticipant.poll_id == poll_id,
        PollParticipant.finished_at.is_not(None) | PollParticipant.left_at.is_not(None),
    )
    return (
        select(Outbox.person_id)
        .join(Poll, Poll.broadcast_id == Outbox.broadcast_id)
        .where(
            Poll.id == poll_id,
            Outbox.state.in_(("sent", "unknown")),
            Outbox.person_id.is_not(None),
            Outbox.person_id.not_in(done),
        )
    )


def _whole() -> _AbstractLoad:
    return selectinload(Poll.questions).selectinload(PollQuestion.options)


def _who_answered(poll_id: int) -> Select[int]:
    """Those who have answered anything."""
    return (
        select(PollAnswer.person_id)
        .join(PollQuestion, PollQuestion.id == PollAnswer.question_id)
        .where(PollQuestion.poll_id == poll_id, PollAnswer.skipped.is_(False))
    )
