"""What people have agreed to. A consent counts from when it is given until it is withdrawn; both are kept."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select, update

from osta.store.engine import Session
from osta.store.models import Consent, ConsentTopic


async def give(session: Session, person_id: int, topic: ConsentTopic, text_version: str, now: datetime) -> None:
    """Record the consent; one given to an older text ends and gives way to the new one."""
    current = await session.scalar(
        select(Consent).where(Consent.person_id == person_id, Consent.topic == topic, Consent.withdrawn_at.is_(None))
    )
    if current is not None:
        if current.text_version == text_version:
            return
        current.withdrawn_at = now
        await session.flush()  # the database allows one consent in force at a time
    session.add(Consent(person_id=person_id, topic=topic, text_version=text_version, given_at=now))
    await session.flush()


async def withdraw(
    session: Session, person_id: int, now: datetime, topics: Collection[ConsentTopic] | None = None
) -> None:
    """End the consents to these topics, or to all."""
    ended = update(Consent).where(Consent.person_id == person_id, Consent.withdrawn_at.is_(None))
    if topics is not None:
        ended = ended.where(Consent.topic.in_(topics))
    await session.execute(ended.values(withdrawn_at=now))


async def in_force(session: Session, person_id: int) -> set[ConsentTopic]:
    """The topics that the person has agreed to and not withdrawn."""
    found = select(Consent.topic).where(Consent.person_id == person_id, Consent.withdrawn_at.is_(None))
    return set(await session.scalars(found))
