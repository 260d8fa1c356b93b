"""The messengers that people are reached by."""

from __future__ import annotations

from sqlalchemy import select

from osta.store.engine import Session
from osta.store.models import PersonAddress

LOCAL = "terminal"
"""Where nothing can be sent by itself: somebody sits there only while they type."""


async def known(session: Session) -> list[str]:
    """The messengers of all addresses, each found by one step in the index."""
    found: list[str] = []
    while True:
        query = select(PersonAddress.channel).order_by(PersonAddress.channel).limit(1)
        if found:
            query = query.where(PersonAddress.channel > found[-1])
        following = await session.scalar(query)
        if following is None:
            return [channel for channel in found if channel != LOCAL]
        found.append(following)
