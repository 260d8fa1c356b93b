"""What two people who are one have answered: to a poll question once, to a workshop's invitation once."""

from __future__ import annotations

from sqlalchemy import delete, select

from osta.store.engine import Session
from osta.store.models import PollAnswer, PollChoice, PollOption, PollParticipant, Registration, RegistrationState

_RANK: dict[RegistrationState, int] = {"going": 3, "waiting": 2, "maybe": 1, "no": 0}


async def settle(session: Session, kept: int, gone: int) -> None:
    """Leave one answer of two; after it none of these tables has both people's word on the same thing.

    The later answer to a question counts. Who has a seat under either name keeps one.
    """
    await _poll_answers(session, kept, gone)
    await _participation(session, kept, gone)
    await _registrations(session, kept, gone)
    await session.flush()


async def _poll_answers(session: Session, kept: int, gone: int) -> None:
    both = (kept, gone)
    answers = list(await session.scalars(select(PollAnswer).where(PollAnswer.person_id.in_(both))))
    by_question: dict[int, list[PollAnswer]] = {}
    for answer in sorted(answers, key=lambda one: one.answered_at):
        by_question.setdefault(answer.question_id, []).append(answer)
    for question, given in by_question.items():
        for earlier in given[:-1]:
            options = select(PollOption.id).where(PollOption.question_id == question)
            chosen = PollChoice.person_id == earlier.person_id
            await session.execute(delete(PollChoice).where(chosen, PollChoice.option_id.in_(options)))
            await session.delete(earlier)


async def _participation(session: Session, kept: int, gone: int) -> None:
    mine = {
        row.poll_id: row
        for row in await session.scalars(select(PollParticipant).where(PollParticipant.person_id == kept))
    }
    for row in list(await session.scalars(select(PollParticipant).where(PollParticipant.person_id == gone))):
        other = mine.get(row.poll_id)
        if other is not None:
            await session.delete(other if row.finished_at is not None and other.finished_at is None else row)


async def _registrations(session: Session, kept: int, gone: int) -> None:
    # A seat that becomes free goes to the next in line with the workshop's next tick.
    mine = {
        row.workshop_id: row
        for row in await session.scalars(select(Registration).where(Registration.person_id == kept))
    }
    for row in list(await session.scalars(select(Registration).where(Registration.person_id == gone))):
        other = mine.get(row.workshop_id)
        if other is not None:
            await session.delete(other if _RANK[row.state] > _RANK[other.state] else row)
