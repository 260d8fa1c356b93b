"""Free answers to polls lose their person in time: what was said is kept, who said it is not."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update

from osta.store.engine import Session
from osta.store.models import Poll, PollAnswer, PollQuestion, PollWords

KEPT_WITH_PERSON = timedelta(days=30)
"""How long after a poll's end its free answers are known to be somebody's."""
_POLLS = 20  # a transaction


async def forget_people(session: Session, now: datetime) -> bool:
    """Take the person off the free answers to polls that ended long ago. True while there are more.

    They are kept in the order of the alphabet: nothing tells who answered before whom.
    """
    over = (
        select(PollQuestion.id)
        .join(Poll, Poll.id == PollQuestion.poll_id)
        .join(PollAnswer, PollAnswer.question_id == PollQuestion.id)
        .where(
            PollQuestion.kind == "text",
            Poll.state.in_(("closed", "cancelled")),
            Poll.closes_at < now - KEPT_WITH_PERSON,
            PollAnswer.text.is_not(None),
        )
        .distinct()
        .limit(_POLLS)
    )
    questions = list(await session.scalars(over))
    for question_id in questions:
        said = (PollAnswer.question_id == question_id) & PollAnswer.text.is_not(None)
        for words in sorted(filter(None, await session.scalars(select(PollAnswer.text).where(said)))):
            session.add(PollWords(question_id=question_id, text=words))
        await session.execute(update(PollAnswer).where(said).values(text=None))
    await session.flush()
    return len(questions) == _POLLS


async def of_question(session: Session, question_id: int, limit: int) -> list[str]:
    """The free answers to a question, whether anybody knows whose they are or not."""
    known = select(PollAnswer.text).where(PollAnswer.question_id == question_id, PollAnswer.text.is_not(None))
    kept = select(PollWords.text).where(PollWords.question_id == question_id).order_by(PollWords.id)
    found = [*await session.scalars(known.limit(limit)), *await session.scalars(kept.limit(limit))]
    return [text for text in found if text][:limit]
