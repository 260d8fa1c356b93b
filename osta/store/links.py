"""Codes that link a second messenger to a person, and what follows from one."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from osta.chat.messages import Address
from osta.store import joining, people
from osta.store.engine import Session
from osta.store.models import Conversation, Invitation, Outbox, Person, PersonAddress
from osta.store.written_out import is_in

VALID = timedelta(minutes=15)
_LETTERS = "23456789abcdefghjkmnpqrstvwxyz"  # none that is mistaken for another when copied
_LENGTH = 8


async def create(session: Session, person_id: int, now: datetime) -> str:
    """A new code, good for VALID; those made before are good no more."""
    await session.execute(delete(Invitation).where(Invitation.kind == "link", Invitation.created_by == person_id))
    code = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
    session.add(Invitation(code=code, kind="link", created_by=person_id, created_at=now, expires_at=now + VALID))
    await session.flush()
    return code


async def maker(session: Session, code: str, now: datetime) -> int | None:
    """Who has made the code. None when it is unknown, used or expired."""
    good = (Invitation.kind == "link", Invitation.used_at.is_(None), Invitation.expires_at > now)
    return await session.scalar(select(Invitation.created_by).where(Invitation.code == _plain(code), *good))


async def link(session: Session, code: str, person: Person, now: datetime) -> list[Address] | None:
    """Use the code up: whoever made it and the person are one from now on. Returns the addresses of who made it.

    None when the code is unknown, used or expired, or the person's own.
    """
    made_by = await session.scalar(
        update(Invitation)
        .where(
            Invitation.code == _plain(code),
            Invitation.kind == "link",
            Invitation.used_at.is_(None),
            Invitation.expires_at > now,
            Invitation.created_by != person.id,
        )
        .values(used_at=now, used_by=person.id)
        .returning(Invitation.created_by)
    )
    other = None if made_by is None else await session.get(Person, made_by)
    if other is None:
        return None
    addresses = await people.addresses(session, other.id)
    await joining.join(session, person, other, now)
    return addresses


async def part(session: Session, person: Person, kept: Address, now: datetime) -> list[Address]:
    """Let the person be reached at this address only: each other one is a new person's, who knows nothing of it.

    Returns those addresses.
    """
    others = [address for address in await people.addresses(session, person.id) if address != kept]
    for address in others:
        stranger = Person(language=person.language, spoken=person.spoken, created_at=now, last_seen_at=now)
        session.add(stranger)
        await session.flush()
        theirs = (PersonAddress.channel == address.channel, PersonAddress.chat == address.chat)
        await session.execute(update(PersonAddress).where(*theirs).values(person_id=stranger.id, added_at=now))
        # What was talked about there, and what waits to be told there, is the person's own.
        await session.execute(delete(Conversation).where(Conversation.address == str(address)))
        told = (Outbox.lane != "answer", is_in(Outbox.state, ("queued", "retry")))
        moved = update(Outbox).where(Outbox.address == str(address), *told)
        await session.execute(moved.values(address=str(kept), channel=kept.channel))
    return others


def _plain(code: str) -> str:
    return code.strip().lower()
