"""People and their addresses. To change a person, set its attributes inside a transaction."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from osta.chat.messages import Address
from osta.chat.texts import Language
from osta.store.engine import Session
from osta.store.models import Person, PersonAddress


async def by_address(session: Session, address: Address) -> Person | None:
    """The person whose address it is."""
    return await session.scalar(
        select(Person)
        .join(PersonAddress)
        .where(PersonAddress.channel == address.channel, PersonAddress.chat == address.chat)
    )


async def find_or_create(
    session: Session, address: Address, now: datetime, language: Language | None = None
) -> tuple[Person, bool]:
    """The address's person, seen now; a new one (and True) for a new address, with the language as a first guess."""
    person = await by_address(session, address)
    if person is None:
        try:
            async with session.begin_nested():
                person = Person(language=language, created_at=now, last_seen_at=now)
                session.add(person)
                await session.flush()
                session.add(
                    PersonAddress(channel=address.channel, chat=address.chat, person_id=person.id, added_at=now)
                )
            return person, True
        except IntegrityError:
            # Another process has just met the same address: its person is the one.
            person = await by_address(session, address)
            if person is None:
                raise
    person.last_seen_at = now
    return person, False


async def addresses(session: Session, person_id: int) -> list[Address]:
    """Where a person can be reached, the first known first."""
    rows = await session.execute(
        select(PersonAddress.channel, PersonAddress.chat)
        .where(PersonAddress.person_id == person_id)
        .order_by(PersonAddress.added_at, PersonAddress.channel)
    )
    return [Address(channel, chat) for channel, chat in rows]
