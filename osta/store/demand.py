"""What people looked for: heard from questions, alerts and poll answers, and counted by concept, area and week."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import Select, and_, delete, literal, null, select
from sqlalchemy.orm import aliased

from osta.store.engine import Session
from osta.store.models import (
    Alert,
    Demand,
    Person,
    Place,
    Poll,
    PollAnswer,
    PollChoice,
    PollOption,
    PollParticipant,
    PollQuestion,
    QuestionLog,
)
from osta.store.upserts import insert_into

Source = Literal["question", "alert", "poll"]
_BATCH = 1000  # rows a query while streaming


@dataclass(frozen=True, slots=True)
class Signal:
    """That somebody wanted something. ``unmet``: they got nothing, or nothing near.

    ``person_id`` is None where nobody knows who it was; ``municipality`` that of the place asked for, else of the home.
    """

    source: Source
    person_id: int | None
    concepts: tuple[str, ...]
    place_id: str | None
    municipality: str | None
    at: datetime
    unmet: bool


@dataclass(frozen=True, slots=True)
class Week:
    """One row of the weekly count; ``week`` is its Monday, ``area`` a municipality or empty."""

    concept: str
    area: str
    week: date
    people: int
    unmet: int
    questions: int
    alerts: int
    poll_answers: int


async def signals(session: Session, since: datetime, until: datetime) -> AsyncIterator[Signal]:
    """All signs of demand between two moments, in constant memory however many they are."""
    async for signal in _questions(session, since, until):
        yield signal
    for query in (_alerts(since, until), _choices(since, until)):
        for source, person, concepts, place, municipality, at in await session.execute(query):
            names = tuple(concepts) if isinstance(concepts, list) else (concepts,)
            if names:
                yield Signal(source, person, names, place, municipality, at, source == "alert")


async def waiting(session: Session, concepts: Collection[str]) -> list[Alert]:
    """The open alerts for any of these concepts."""
    found = await session.scalars(select(Alert).where(Alert.ended_at.is_(None)).order_by(Alert.id))
    wanted = set(concepts)
    return [alert for alert in found if wanted & set(alert.concepts)]


async def replace_weeks(session: Session, weeks: Collection[date], rows: Sequence[Week], now: datetime) -> None:
    """Put these counts in the place of the ones that are kept of these weeks."""
    await session.execute(delete(Demand).where(Demand.week.in_(weeks)))
    if rows:
        await session.execute(insert_into(session, Demand), [asdict(row) | {"counted_at": now} for row in rows])


async def weeks(session: Session, since: date, until: date) -> list[Demand]:
    """The weekly counts from a Monday to another, the oldest first and the most wanted first in each week."""
    query = select(Demand).where(Demand.week.between(since, until))
    return list(await session.scalars(query.order_by(Demand.week, Demand.people.desc(), Demand.concept, Demand.area)))


async def _questions(session: Session, since: datetime, until: datetime) -> AsyncIterator[Signal]:
    asked_at, home = aliased(Place), aliased(Place)
    after = 0
    while True:
        query = (
            select(
                QuestionLog.id,
                QuestionLog.person_id,
                QuestionLog.concepts,
                QuestionLog.place_id,
                QuestionLog.asked_at,
                QuestionLog.result_count,
                QuestionLog.widened_km,
                asked_at.municipality,
                home.id,
                home.municipality,
            )
            .outerjoin(asked_at, asked_at.id == QuestionLog.place_id)
            .outerjoin(Person, Person.id == QuestionLog.person_id)
            .outerjoin(home, home.id == Person.home_place_id)
            .where(QuestionLog.id > after, QuestionLog.asked_at >= since, QuestionLog.asked_at < until)
            .where(QuestionLog.intent == "find")
            .order_by(QuestionLog.id)
            .limit(_BATCH)
        )
        rows = (await session.execute(query)).all()
        for _, person, concepts, place, at, results, widened, there, home_id, at_home in rows:
            if concepts:
                unmet = results == 0 or widened is not None
                yield Signal("question", person, tuple(concepts), place or home_id, there or at_home, at, unmet)
        if len(rows) < _BATCH:
            return
        after = rows[-1][0]


def _alerts(since: datetime, until: datetime) -> Select[*tuple[Any, ...]]:
    return (
        select(literal("alert"), Alert.person_id, Alert.concepts, Alert.place_id, Place.municipality, Alert.created_at)
        .outerjoin(Place, Place.id == Alert.place_id)
        .where(Alert.created_at >= since, Alert.created_at < until)
        .order_by(Alert.id)
    )


def _choices(since: datetime, until: datetime) -> Select[*tuple[Any, ...]]:
    return (
        select(
            literal("poll"),
            PollChoice.person_id,
            PollOption.concept,
            null(),
            PollParticipant.municipality,
            PollAnswer.answered_at,
        )
        .join(PollOption, PollOption.id == PollChoice.option_id)
        .join(PollQuestion, PollQuestion.id == PollOption.question_id)
        .join(Poll, Poll.id == PollQuestion.poll_id)
        .join(
            PollAnswer,
            and_(PollAnswer.question_id == PollQuestion.id, PollAnswer.person_id == PollChoice.person_id),
        )
        .outerjoin(
            PollParticipant,
            and_(PollParticipant.poll_id == Poll.id, PollParticipant.person_id == PollChoice.person_id),
        )
        .where(PollOption.concept.is_not(None), PollAnswer.answered_at >= since, PollAnswer.answered_at < until)
        .order_by(PollChoice.option_id, PollChoice.person_id)
    )
