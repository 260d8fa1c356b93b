"""Who writes and where they stand: what every message needs before it can be answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from osta.chat.messages import Address
from osta.store import conversations, direct, people
from osta.store.conversations import Dialogue, dialogue_of
from osta.store.engine import Session
from osta.store.models import Person

SEEN_AGAIN = timedelta(hours=1)
"""How exactly it is kept when a person was last seen: a row less to write for most messages."""

_QUERY = """
SELECT a.person_id, s.person_id, c.person_id, c.state, c.data, c.choices, c.version, c.expires_at
FROM person_address AS a
LEFT JOIN staff_member AS s ON s.person_id = a.person_id
LEFT JOIN conversation AS c ON c.address = ?
WHERE a.channel = ? AND a.chat = ?
"""


@dataclass(slots=True)
class Standing:
    """A person, the conversation of the chat they write in, and whether they are new or staff."""

    person: Person
    conversation: Dialogue
    new: bool
    staff: bool


async def load(session: Session, sender: Address, chat: Address, now: datetime, *, private: bool) -> Standing:
    """The sender's standing in a chat; a person for a new address, and an empty conversation, not stored yet, for a
    new chat. Who writes in private has let the bot back in; a group's conversation belongs to nobody.
    """
    address = direct.storable(str(chat))
    found = await direct.rows(session, _QUERY, (address, sender.channel, direct.storable(sender.chat)))
    person = await session.get(Person, found[0][0]) if found else None
    if person is None:
        person, new = await people.find_or_create(session, sender, now)
        return Standing(
            person, await conversations.load(session, chat, person.id if private else None), new, staff=False
        )
    _, member, *row = found[0]
    if now - person.last_seen_at >= SEEN_AGAIN:
        person.last_seen_at = now
    if private and person.blocked_at is not None:
        person.blocked_at = None
    stored = row[4] is not None  # its version
    dialogue = dialogue_of(address, row) if stored else Dialogue(address, person.id if private else None)
    return Standing(person, dialogue, new=False, staff=member is not None)
