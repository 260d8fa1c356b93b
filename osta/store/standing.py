"""Who writes and where they stand, in one query: what every message needs before it can be answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select

from osta.chat.messages import Address
from osta.store import people
from osta.store.engine import Session
from osta.store.models import Conversation, Person, PersonAddress, StaffMember

SEEN_AGAIN = timedelta(hours=1)
"""How exactly it is kept when a person was last seen: a row less to write for most messages."""

_QUERY = (
    select(Person, Conversation, StaffMember.person_id)
    .select_from(PersonAddress)
    .join(Person)
    .outerjoin(Conversation, Conversation.address == bindparam("conversation"))
    .outerjoin(StaffMember, StaffMember.person_id == Person.id)
    .where(PersonAddress.channel == bindparam("channel"), PersonAddress.chat == bindparam("chat"))
)


@dataclass(slots=True)
class Standing:
    """A person, the conversation of the chat they write in, and whether they are new or staff."""

    person: Person
    conversation: Conversation
    new: bool
    staff: bool


async def load(session: Session, sender: Address, chat: Address, now: datetime, *, private: bool) -> Standing:
    """The sender's standing in a chat; a person for a new address, and an empty conversation, not stored yet, for a
    new chat. Who writes in private has let the bot back in; a group's conversation belongs to nobody.
    """
    keys = {"channel": sender.channel, "chat": sender.chat, "conversation": str(chat)}
    row = (await session.execute(_QUERY, keys)).first()
    if row is None:
        person, new = await people.find_or_create(session, sender, now)
        conversation, staff = await session.get(Conversation, str(chat)), False
    else:
        person, conversation, member = row
        new, staff = False, member is not None
        if now - person.last_seen_at >= SEEN_AGAIN:
            person.last_seen_at = now
        if private and person.blocked_at is not None:
            person.blocked_at = None
    if conversation is None:
        owner = person.id if private else None
        conversation = Conversation(address=str(chat), person_id=owner, data={}, choices=[])
    return Standing(person, conversation, new, staff)
