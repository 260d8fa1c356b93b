"""Which choices stood under which sent message: for votes and reactions, which name the message, not the choice."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Protocol

from osta.bot.channels.rendering import Choice
from osta.chat.messages import Address

_REMEMBERED = 10_000


class Offered(Protocol):
    """Keeps the choices of sent messages: in memory, or where they outlive the program."""

    async def remember(self, address: Address, message_id: str, choices: Sequence[Choice]) -> None:
        """Choices have been sent into a chat under this id."""

    async def find(self, address: Address, message_id: str) -> Sequence[Choice]:
        """The choices of a message, in their order; empty when it had none, or is not known any more."""


class OfferedInMemory:
    """Keeps the last ten thousand; a vote from before the program's start is answered as an old button is."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[Address, str], Sequence[Choice]] = OrderedDict()

    async def remember(self, address: Address, message_id: str, choices: Sequence[Choice]) -> None:
        """Keep them."""
        self._kept[address, message_id] = tuple(choices)
        if len(self._kept) > _REMEMBERED:
            self._kept.popitem(last=False)

    async def find(self, address: Address, message_id: str) -> Sequence[Choice]:
        """The choices, or none."""
        return self._kept.get((address, message_id), ())
