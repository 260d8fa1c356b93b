"""What people asked. A question keeps its person for a while, for follow-ups; then it is nobody's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, update

from osta.chat.texts import Language
from osta.store import direct
from osta.store.engine import Session
from osta.store.models import QuestionLog

KEPT_WITH_PERSON = timedelta(days=30)


async def log(
    session: Session,
    now: datetime,
    *,
    channel: str,
    language: Language,
    text: str | None,
    intent: str,
    concepts: Sequence[str] = (),
    place_id: str | None = None,
    result_count: int = 0,
    widened_km: float | None = None,
    person_id: int | None = None,
) -> int:
    """Record a question and how it was answered; returns its number."""
    logged = await direct.rows(
        session,
        _LOG,
        (
            direct.moment_of(session, now),
            channel,
            language,
            None if text is None else direct.storable(text),
            intent,
            direct.document_of(list(concepts)),
            place_id,
            result_count,
            widened_km,
            person_id,
        ),
    )
    number: int = logged[0][0]
    return number


_LOG = (
    "INSERT INTO question_log (asked_at, channel, language, text, intent, concepts, place_id, result_count, "
    "widened_km, person_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id"
)


async def last_of(session: Session, person_id: int) -> QuestionLog | None:
    """The person's latest question."""
    return await session.scalar(
        select(QuestionLog)
        .where(QuestionLog.person_id == person_id)
        .order_by(QuestionLog.asked_at.desc(), QuestionLog.id.desc())
        .limit(1)
    )


async def forget_people(session: Session, now: datetime) -> int:
    """Take the person off every question older than KEPT_WITH_PERSON; returns how many."""
    forgotten = await session.scalars(
        update(QuestionLog)
        .where(QuestionLog.person_id.is_not(None), QuestionLog.asked_at < now - KEPT_WITH_PERSON)
        .values(person_id=None)
        .returning(QuestionLog.id)
    )
    return len(forgotten.all())
