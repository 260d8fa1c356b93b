"""What the project can say of itself: how many sell, ask, find, and buy. Counts only; nobody's name is behind them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from osta.store import follow_ups
from osta.store.engine import Session
from osta.store.models import Exposure, Producer, QuestionLog
from osta.store.models.residents import FollowUpAnswer


@dataclass(frozen=True, slots=True)
class ProjectFigures:
    """``listings`` and ``confirmed`` (by their owner or staff) are those of now, all else is of the time since a
    moment. ``in_vain`` are searches that found nobody. ``bought`` holds the answers a week after a contact was taken.
    """

    listings: int
    confirmed: int
    questions: int
    in_vain: int
    shown: int
    contacts: int
    bought: dict[FollowUpAnswer, int]


async def since(session: Session, moment: datetime) -> ProjectFigures:
    """The figures of the time since a moment."""
    published = select(func.count(), func.count(Producer.confirmed_at)).where(Producer.status == "published")
    searches = select(func.count(), func.count().filter(QuestionLog.result_count == 0)).where(
        QuestionLog.intent == "find", QuestionLog.asked_at >= moment
    )
    counted = select(
        func.coalesce(func.sum(Exposure.shown), 0), func.coalesce(func.sum(Exposure.contact_taken), 0)
    ).where(Exposure.day >= moment.date())
    listings, confirmed = (await session.execute(published)).one()
    questions, in_vain = (await session.execute(searches)).one()
    shown, contacts = (await session.execute(counted)).one()
    bought = await follow_ups.answers(session, moment)
    return ProjectFigures(listings, confirmed, questions, in_vain, int(shown), int(contacts), bought)
