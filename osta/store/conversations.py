"""Where each chat stands. A save of an outdated conversation is refused."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Text, cast, or_, select, update

from osta.chat.messages import Address
from osta.store import direct
from osta.store.engine import Session
from osta.store.errors import ConversationChanged
from osta.store.models import Conversation


@dataclass(slots=True)
class Dialogue:
    """A chat's row of ``conversation``: ``state`` names the question that it is to answer, None outside forms.

    ``version`` counts the saves; 0 for a chat that has no row yet.
    """

    address: str
    person_id: int | None
    state: str | None = None
    data: dict[str, Any] = field(default_factory=dict)
    choices: list[Any] = field(default_factory=list)
    version: int = 0
    expires_at: datetime | None = None
    """When the first message that disappears, of those that the data come from, has to be forgotten."""


async def load(session: Session, address: Address, person_id: int | None) -> Dialogue:
    """The chat's conversation; an empty one, not stored yet and of this person, for a new chat."""
    found = await direct.rows(session, _LOAD, (direct.storable(str(address)),))
    if not found:
        return Dialogue(str(address), person_id)
    return dialogue_of(str(address), found[0])


def dialogue_of(address: str, row: Sequence[Any]) -> Dialogue:
    """The conversation of a row of what is loaded, as the driver gave it."""
    owner, state, data, choices, version, expires_at = row
    kept = direct.document(data), direct.document(choices)
    return Dialogue(address, owner, state, *kept, version, direct.moment(expires_at))


async def save(
    session: Session,
    dialogue: Dialogue,
    now: datetime,
    *,
    state: str | None,
    data: Mapping[str, Any],
    choices: Sequence[Any],
) -> None:
    """Store where the chat stands now. Raises ConversationChanged when somebody else has saved it since it was loaded.

    The transaction cannot go on after that: begin anew and load again.
    """
    dialogue.state, dialogue.data, dialogue.choices = state, dict(data), list(choices)
    address = direct.storable(dialogue.address)
    values = (
        state,
        direct.document_of(dialogue.data),
        direct.document_of(dialogue.choices),
        direct.moment_of(session, now),
        direct.moment_of(session, dialogue.expires_at),
        address,
    )
    if dialogue.version:
        saved = await direct.rows(session, _SAVE, (*values, dialogue.version))
    else:
        saved = await direct.rows(session, _BEGIN, (*values, dialogue.person_id))
    if not saved:
        raise ConversationChanged(
            f"The conversation in {address} was changed by somebody else in the meantime: load it again."
        )
    dialogue.version += 1


_LOAD = "SELECT person_id, state, data, choices, version, expires_at FROM conversation WHERE address = ?"
_SAVE = (
    "UPDATE conversation SET state = ?, data = ?, choices = ?, updated_at = ?, expires_at = ?, version = version + 1 "
    "WHERE address = ? AND version = ? RETURNING version"
)
_BEGIN = (
    "INSERT INTO conversation (state, data, choices, updated_at, expires_at, address, person_id, version) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, 1) ON CONFLICT DO NOTHING RETURNING version"
)


async def change_choices(session: Session, address: Address, change: Callable[[Sequence[Any]], list[Any]]) -> None:
    """Change what may be pressed in a chat, for something that belongs to no turn. Nothing where there is no chat."""
    here = Conversation.address == str(address)
    known = await session.scalar(select(Conversation.choices).where(here).with_for_update())
    if known is None:
        return
    newest = change(known)
    if newest == known:
        return
    # A turn that is being answered meanwhile has read the old ones: the version tells it to begin anew.
    await session.execute(
        update(Conversation)
        .where(here)
        .values(choices=newest, version=Conversation.version + 1)
        .execution_options(synchronize_session=False)
    )


async def forget(session: Session, keys: Collection[str], before: datetime, limit: int) -> int:
    """Take these keys out of the data of chats that have been silent since ``before``. Returns of how many, at most
    ``limit``.
    """
    has_one = or_(*(cast(Conversation.data, Text).like(f'%"{key}"%') for key in keys))
    silent = select(Conversation).where(Conversation.updated_at < before, has_one)
    # Who is answering in that chat at this moment has the row, and is not silent any more.
    alike = await session.scalars(silent.limit(limit).with_for_update(skip_locked=True))
    found = [conversation for conversation in alike if not conversation.data.keys().isdisjoint(keys)]
    for conversation in found:
        conversation.data = {name: value for name, value in conversation.data.items() if name not in keys}
    await session.flush()
    return len(found)
