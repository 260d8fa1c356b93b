"""People and their addresses. To change a person, set its attributes inside a transaction."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from osta.chat.messages import Address
from osta.chat.texts import Language
from osta.store.engine import Session
from osta.store.models import Conversation, Outbox, Person, PersonAddress


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


async def move_address(session: Session, old: Address, new: Address) -> None:
    """The messenger has given a chat a new id: the person, the open conversation and what is to be sent go along.

    Raises sqlalchemy.exc.IntegrityError when the new address is somebody's already.
    """
    await session.execute(
        update(PersonAddress)
        .where(PersonAddress.channel == old.channel, PersonAddress.chat == old.chat)
        .values(channel=new.channel, chat=new.chat)
    )
    await session.execute(update(Conversation).where(Conversation.address == str(old)).values(address=str(new)))
    await session.execute(update(Outbox).where(Outbox.address == str(old)).values(address=str(new)))
