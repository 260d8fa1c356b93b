"""The messengers that the conversations run on, and the lines of the scripts that differ between them.

Nearly all lines are the same: who presses a button on Telegram writes its number on Signal (``signal_people``). These
are not, each for its reason, and here is what is asked of each messenger instead:

===============  ===============================================  ================================================
line             Telegram                                         Signal
===============  ===============================================  ================================================
introduced       menus and descriptions by language               a name and a line about it: there are no menus
knows_staff      the longer menu                                  nothing to see
called           ``@name words``                                  the bot's name before the words
in_place         the message with the button changes              a new message: it is seen below the number
place            a venue                                          name, address and a link to a map
contact          a contact                                        name and number
from_elsewhere   inline results                                   nothing: the bot is only in its own chats
forged           buttons that nobody was offered                  numbers that nobody was offered
===============  ===============================================  ================================================
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Protocol

Somebody = Any
"""A `tests.fakes.bot_api.Person` or a `SignalPerson`: they can do the same, each in their own way."""


async def until(holds: Callable[[], bool]) -> None:
    """Wait for something that nobody announces."""
    async with asyncio.timeout(30):
        while not holds():
            await asyncio.sleep(0.05)


class Messenger(Protocol):
    """A messenger's server and what is particular to it. All methods raise AssertionError."""

    name: str
    """As scripts call it."""
    secrets: tuple[str, ...]
    """What must not be logged."""
    walks: bool
    """Whether what nobody asked for is sent at a walking pace: people wait for it, by the program's clock."""

    def person(self, name: str, lang: str = "fi") -> Somebody:
        """Somebody new, whose telephone speaks this language."""

    def group(self, name: str, *members: Somebody) -> Any:
        """A group with the bot in it."""

    def called(self, words: str) -> str:
        """The words as they are said in a group to the bot."""

    async def introduced(self, finn: Somebody, swede: Somebody) -> None:
        """People see what the bot is and can do."""

    async def knows_staff(self, boss: Somebody, *others: Somebody) -> None:
        """Staff see what they can do, and others do not."""

    def in_place(self, now: Any, before: Any) -> None:
        """The answer to a press stands where the button was."""

    def place(self, heard: Any) -> None:
        """The message is a place."""

    def contact(self, heard: Any) -> None:
        """The message is a contact."""

    async def document(self, person: Somebody) -> bytes:
        """The file that comes next."""

    def is_place(self, heard: Any, words: str) -> bool:
        """Whether the message is a place on the map, with these words about it."""

    def files(self, person: Somebody, heard: Any) -> list[tuple[str, bytes]]:
        """The files of a message that the person has just heard: names and contents."""

    async def from_elsewhere(self, person: Somebody, words: str) -> None:
        """The bot is of use in other chats."""

    async def forged(self, person: Somebody) -> None:
        """Presses that nobody can mean are answered, and do nothing."""

    async def settled(self) -> None:
        """All that people did has reached the bot."""

    def in_order(self) -> None:
        """The bot has done nothing that the messenger forbids."""
