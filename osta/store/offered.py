"""The choices under sent messages, for presses that name the message and a number. Labels are not kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update

from osta.chat.messages import Action, Address
from osta.store.engine import Session
from osta.store.models import OfferedChoices
from osta.store.upserts import insert_into


async def remember(
    session: Session, address: Address, message_id: str, choices: Sequence[tuple[int, Action]], until: datetime
) -> None:
    """Keep the choices of a message, in their order; those that it had before give way."""
    values = {"choices": [[number, action.payload()] for number, action in choices], "kept_until": until}
    await session.execute(
        insert_into(session, OfferedChoices)
        .values(address=str(address), message_id=message_id, **values)
        .on_conflict_do_update(index_elements=[OfferedChoices.address, OfferedChoices.message_id], set_=values)
    )


async def find(session: Session, address: Address, message_id: str, now: datetime) -> list[tuple[int, Action]]:
    """The choices of a message in their order; empty when it had none, their time is over, or another version wrote
    them.
    """
    query = select(OfferedChoices.choices).where(
        OfferedChoices.address == str(address),
        OfferedChoices.message_id == message_id,
        OfferedChoices.kept_until > now,
    )
    kept = await session.scalar(query)
    choices = [(number, Action.from_payload(payload)) for number, payload in kept or ()]
    known = [(number, action) for number, action in choices if action is not None]
    return known if len(known) == len(choices) else []  # a vote names a place in the list: none may be missing


async def forget(session: Session, now: datetime, limit: int = 1000) -> int:
    """Forget those whose time is over, so many at a time; returns how many it were."""
    over = (
        select(OfferedChoices.address, OfferedChoices.message_id).where(OfferedChoices.kept_until <= now).limit(limit)
    )
    rows = (await session.execute(over)).all()
    for address, message_id in rows:
        await session.execute(
            delete(OfferedChoices).where(OfferedChoices.address == address, OfferedChoices.message_id == message_id)
        )
    return len(rows)


async def forget_chats(session: Session, addresses: Sequence[str]) -> None:
    """Forget all that was offered in these chats."""
    await session.execute(delete(OfferedChoices).where(OfferedChoices.address.in_(addresses)))


async def move_chat(session: Session, old: Address, new: Address) -> None:
    """The messenger has given a chat a new id."""
    await session.execute(update(OfferedChoices).where(OfferedChoices.address == str(old)).values(address=str(new)))
