"""Where each chat stands. A save of an outdated conversation is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import flag_modified
from sqlalchemy.orm.exc import StaleDataError

from osta.chat.messages import Address
from osta.store.engine import Session
from osta.store.errors import ConversationChanged
from osta.store.models import Conversation


async def load(session: Session, address: Address, person_id: int | None) -> Conversation:
    """The chat's conversation; an empty one, not stored yet, for a new chat."""
    conversation = await session.get(Conversation, str(address))
    return conversation or Conversation(address=str(address), person_id=person_id, data={}, choices=[])


async def save(
    session: Session,
    conversation: Conversation,
    now: datetime,
    *,
    state: str | None,
    data: Mapping[str, Any],
    choices: Sequence[Any],
) -> None:
    """Store where the chat stands now. Raises ConversationChanged when somebody else has saved it since it was loaded.

    The transaction cannot go on after that: begin anew and load again.
    """
    address = conversation.address  # a failed flush leaves nothing of it to read
    conversation.state = state
    conversation.data = dict(data)
    conversation.choices = list(choices)
    conversation.updated_at = now
    session.add(conversation)
    # A dict that was changed in place looks unchanged: say that it is not.
    flag_modified(conversation, "data")
    flag_modified(conversation, "choices")
    try:
        await session.flush()
    except (StaleDataError, IntegrityError) as error:
        raise ConversationChanged(
            f"The conversation in {address} was changed by somebody else in the meantime: load it again."
        ) from error


async def offer(session: Session, address: Address, choices: Sequence[Any], most: int) -> None:
    """Something that belongs to no turn has offered choices in a chat: they come before those offered until now."""
    here = Conversation.address == str(address)
    known = await session.scalar(select(Conversation.choices).where(here).with_for_update())
    if known is None:
        return
    newest = [*choices, *known][:most]
    # A turn that is being answered meanwhile has read the old ones: the version tells it to begin anew.
    await session.execute(
        update(Conversation)
        .where(here)
        .values(choices=newest, version=Conversation.version + 1)
        .execution_options(synchronize_session=False)
    )
