"""Which choices stood under which sent message: for votes and reactions, which name the message, not the choice."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from osta.bot.channels.rendering import Choice
from osta.chat.messages import Address
from osta.store import offered
from osta.store.engine import Database

KEPT = timedelta(days=60)
"""How long a vote on a message is understood: polls are open for weeks."""
_REMEMBERED = 10_000


class Offered(Protocol):
    """Keeps the choices of sent messages: in memory, or where they outlive the program."""

    async def remember(
        self, address: Address, message_id: str, choices: Sequence[Choice], kept: timedelta | None = None
    ) -> None:
        """Choices have been sent into a chat under this id; with ``kept`` the message disappears after that."""

    async def find(self, address: Address, message_id: str) -> Sequence[Choice]:
        """The choices of a message, in their order; empty when it had none, or is not known any more."""


class OfferedInMemory:
    """Keeps the last ten thousand; a vote from before the program's start is answered as an old button is."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[Address, str], Sequence[Choice]] = OrderedDict()

    async def remember(
        self, address: Address, message_id: str, choices: Sequence[Choice], kept: timedelta | None = None
    ) -> None:
        """Keep them."""
        self._kept[address, message_id] = tuple(choices)
        if len(self._kept) > _REMEMBERED:
            self._kept.popitem(last=False)

    async def find(self, address: Address, message_id: str) -> Sequence[Choice]:
        """The choices, or none."""
        return self._kept.get((address, message_id), ())


class OfferedInDatabase:
    """Keeps them in SQL for ``KEPT``, or until the message disappears; without their labels, which nobody needs."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def remember(
        self, address: Address, message_id: str, choices: Sequence[Choice], kept: timedelta | None = None
    ) -> None:
        """Keep them. Raises DatabaseError."""
        actions = [(choice.number, choice.action) for choice in choices]
        async with self._database.transaction() as session:
            until = self._clock() + (KEPT if kept is None else min(kept, KEPT))
            await offered.remember(session, address, message_id, actions, until)

    async def find(self, address: Address, message_id: str) -> Sequence[Choice]:
        """The choices, or none. Raises DatabaseError."""
        async with self._database.reading() as session:
            found = await offered.find(session, address, message_id, self._clock())
        return tuple(Choice(number, "", action) for number, action in found)
