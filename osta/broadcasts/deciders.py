"""Who is asked and told on behalf of the project: its staff."""

from __future__ import annotations

from collections.abc import Collection

from osta.chat.messages import Address
from osta.store import people
from osta.store.engine import Session
from osta.store.staff import members


async def staff_people(session: Session, addresses: Collection[Address] = ()) -> list[int]:
    """The numbers of all staff: stored members, and who of these ``addresses`` (of the settings) has written so far."""
    found = [await people.by_address(session, address) for address in addresses]
    return sorted({*await members(session), *(person.id for person in found if person is not None)})
