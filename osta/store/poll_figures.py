"""Counting a poll's answers; every figure is a count of rows."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, select

from osta.store import poll_words
from osta.store.engine import Session
from osta.store.models import PollAnswer, PollChoice, PollOption, PollParticipant, PollQuestion, PollWords

_BATCH = 1000  # rows a query while streaming


@dataclass(frozen=True, slots=True)
class Counted:
    """How many people of a municipality gave a value: an option's number, a step of the scale, or any words (0)."""

    question_id: int
    municipality: str | None
    value: int
    n: int


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One answer as it is exported: no name, only a number that tells the answers of one person to belong together.

    Free answers of long ago belong to nobody: they have neither the number, nor the municipality, nor the time.
    """

    participant: int | None
    municipality: str | None
    question_position: int
    option_position: int | None
    scale: int | None
    text: str | None
    skipped: bool
    answered_at: datetime | None


async def answered(session: Session, poll_id: int) -> list[Counted]:
    """How many answered each question, skipping not counted; ``value`` is 0."""
    return await _counted(
        session,
        select(PollAnswer.question_id, PollParticipant.municipality, literal(0), func.count())
        .join(PollQuestion, PollQuestion.id == PollAnswer.question_id)
        .outerjoin(PollParticipant, _participant())
        .where(PollQuestion.poll_id == poll_id, PollAnswer.skipped.is_(False))
        .group_by(PollAnswer.question_id, PollParticipant.municipality),
    )


async def chosen(session: Session, poll_id: int) -> list[Counted]:
    """How many chose each option."""
    return await _counted(
        session,
        select(PollOption.question_id, PollParticipant.municipality, PollOption.id, func.count())
        .join(PollChoice, PollChoice.option_id == PollOption.id)
        .join(PollQuestion, PollQuestion.id == PollOption.question_id)
        .outerjoin(
            PollParticipant,
            (PollParticipant.poll_id == PollQuestion.poll_id) & (PollParticipant.person_id == PollChoice.person_id),
        )
        .where(PollQuestion.poll_id == poll_id)
        .group_by(PollOption.question_id, PollParticipant.municipality, PollOption.id),
    )


async def scaled(session: Session, poll_id: int) -> list[Counted]:
    """How many gave each step of the scales."""
    return await _counted(
        session,
        select(PollAnswer.question_id, PollParticipant.municipality, PollAnswer.scale, func.count())
        .join(PollQuestion, PollQuestion.id == PollAnswer.question_id)
        .outerjoin(PollParticipant, _participant())
        .where(PollQuestion.poll_id == poll_id, PollAnswer.scale.is_not(None))
        .group_by(PollAnswer.question_id, PollParticipant.municipality, PollAnswer.scale),
    )


async def words(session: Session, question_id: int, limit: int = 200) -> list[str]:
    """The free answers to a question, in an order that does not tell who answered when."""
    return sorted(await poll_words.of_question(session, question_id, limit), key=str.casefold)


async def stream_rows(session: Session, poll_id: int) -> AsyncIterator[AnswerRow]:
    """Every answer with each chosen option on a row of its own, in constant memory."""
    after = 0
    number = 0
    while True:
        people = (
            await session.scalars(
                select(PollParticipant.person_id)
                .where(PollParticipant.poll_id == poll_id, PollParticipant.person_id > after)
                .order_by(PollParticipant.person_id)
                .limit(_BATCH)
            )
        ).all()
        numbers = {person: number + at for at, person in enumerate(people, 1)}
        number += len(people)
        if people:
            rows = await session.execute(_rows(poll_id, people[0], people[-1]))
            for person, *values in rows:
                yield AnswerRow(numbers[person], *values)
        if len(people) < _BATCH:
            break
        after = people[-1]
    kept = (
        select(PollQuestion.position, PollWords.text)
        .join(PollWords, PollWords.question_id == PollQuestion.id)
        .where(PollQuestion.poll_id == poll_id)
        .order_by(PollQuestion.position, PollWords.id)
    )
    for position, text in await session.execute(kept):
        yield AnswerRow(None, None, position, None, None, text, skipped=False, answered_at=None)


def _rows(poll_id: int, first: int, last: int) -> Select[*tuple[Any, ...]]:
    choice = (
        select(PollChoice.person_id, PollOption.question_id, PollOption.position)
        .join(PollOption, PollOption.id == PollChoice.option_id)
        .subquery()
    )
    return (
        select(
            PollParticipant.person_id,
            PollParticipant.municipality,
            PollQuestion.position,
            choice.c.position,
            PollAnswer.scale,
            PollAnswer.text,
            PollAnswer.skipped,
            PollAnswer.answered_at,
        )
        .join(PollQuestion, PollQuestion.poll_id == PollParticipant.poll_id)
        .join(
            PollAnswer,
            (PollAnswer.question_id == PollQuestion.id) & (PollAnswer.person_id == PollParticipant.person_id),
        )
        .outerjoin(
            choice, (choice.c.person_id == PollAnswer.person_id) & (choice.c.question_id == PollAnswer.question_id)
        )
        .where(
            PollParticipant.poll_id == poll_id,
            PollParticipant.person_id.between(first, last),
            # Words that have lost their person stand below.
            PollAnswer.skipped | (PollQuestion.kind != "text") | PollAnswer.text.is_not(None),
        )
        .order_by(PollParticipant.person_id, PollQuestion.position, choice.c.position)
    )


def _participant() -> ColumnElement[bool]:
    return (PollParticipant.poll_id == PollQuestion.poll_id) & (PollParticipant.person_id == PollAnswer.person_id)


async def _counted(session: Session, query: Select[*tuple[Any, ...]]) -> list[Counted]:
    return [Counted(*row) for row in await session.execute(query)]
