"""Questions asked before, by their numbers."""

from __future__ import annotations

from osta.store.engine import Session
from osta.store.models import QuestionLog


async def get(session: Session, number: int) -> QuestionLog | None:
    """The question of a number; None for one that is forgotten or never was."""
    return await session.get(QuestionLog, number)
