"""Who writes and where they stand: what every message needs before it can be answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import make_transient_to_detached
from sqlalchemy.orm.util import identity_key

from osta.chat.messages import Address
from osta.store import conversations, direct, people
from osta.store.conversations import Dialogue, dialogue_of
from osta.store.engine import Session
from osta.store.models import Person

SEEN_AGAIN = timedelta(hours=1)
"""How exactly it is kept when a person was last seen: a row less to write for most messages."""

_QUERY = """
SELECT p.id, p.language, p.home_place_id, p.created_at, p.last_seen_at, p.blocked_at, p.paused,
  p.spoken, s.person_id, c.person_id, c.state, c.data, c.choices, c.version, c.expires_at
FROM person_address AS a
JOIN person AS p ON p.id = a.person_id
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
    if not found:
        person, new = await people.find_or_create(session, sender, now)
        return Standing(
            person, await conversations.load(session, chat, person.id if private else None), new, staff=False
        )
    person = _person(session, found[0][:8])
    member, *row = found[0][8:]
    if now - person.last_seen_at >= SEEN_AGAIN:
        person.last_seen_at = now
    if private and person.blocked_at is not None:
        person.blocked_at = None
    stored = row[4] is not None  # its version
    dialogue = dialogue_of(address, row) if stored else Dialogue(address, person.id if private else None)
    return Standing(person, dialogue, new=False, staff=member is not None)


def _person(session: Session, row: Sequence[Any]) -> Person:
    """The person of a row, as the session would have loaded them: what is changed in them is stored."""
    number, language, home, created, seen, blocked, paused, spoken = row
    if (known := session.identity_map.get(identity_key(Person, number))) is not None:
        return known
    person = Person(
        id=number,
        language=language,
        home_place_id=home,
        created_at=direct.moment(created),
        last_seen_at=direct.moment(seen),
        blocked_at=direct.moment(blocked),
        paused=bool(paused),
        spoken=spoken,
    )
    make_transient_to_detached(person)
    session.add(person)
    return person
