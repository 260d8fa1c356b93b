"""Codes that work once: to become staff, or to take over a listing that staff imported."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, update

from osta.store.engine import Session
from osta.store.models import Invitation
from osta.store.models.staff import InvitationKind

VALID = timedelta(days=30)
_LETTERS = "23456789abcdefghjkmnpqrstvwxyz"  # none that is mistaken for another when read aloud or copied
_LENGTH = 12


async def create(
    session: Session,
    kind: InvitationKind,
    created_by: int,
    now: datetime,
    *,
    producer_id: int | None = None,
    municipality: str | None = None,
) -> str:
    """A new code, good for VALID."""
    code = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
    session.add(
        Invitation(
            code=code,
            kind=kind,
            producer_id=producer_id,
            municipality=municipality,
            created_by=created_by,
            created_at=now,
            expires_at=now + VALID,
        )
    )
    await session.flush()
    return code


async def good(session: Session, code: str, kind: InvitationKind, now: datetime) -> Invitation | None:
    """The invitation, while its code can be used. None when it is unknown, of another kind, used or expired."""
    found = await session.get(Invitation, code.strip().lower(), populate_existing=True)
    fits = found is not None and found.kind == kind and found.used_at is None and found.expires_at > now
    return found if fits else None


async def use(session: Session, code: str, kind: InvitationKind, person_id: int, now: datetime) -> Invitation | None:
    """Use the code up. None when it is unknown, of another kind, used or expired."""
    used = await session.scalar(
        update(Invitation)
        .where(
            Invitation.code == code.strip().lower(),
            Invitation.kind == kind,
            Invitation.used_at.is_(None),
            Invitation.expires_at > now,
        )
        .values(used_at=now, used_by=person_id)
        .returning(Invitation.code)
    )
    return None if used is None else await session.get(Invitation, used, populate_existing=True)


async def used_by(session: Session, code: str, kind: InvitationKind, person_id: int) -> Invitation | None:
    """The invitation, where it was this person who used it up."""
    found = await session.get(Invitation, code.strip().lower())
    return found if found is not None and found.kind == kind and found.used_by == person_id else None


async def forget_expired(session: Session, before: datetime) -> None:
    """Forget codes, used or not, that were good until a moment."""
    await session.execute(delete(Invitation).where(Invitation.expires_at < before))
