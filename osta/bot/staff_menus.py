"""What staff need of Telegram: the longer menu of commands, for each member once they have a chat with the bot, also
who joins later; and the bot's name, for the links that they give out.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Collection

import structlog

from osta.bot.channels.telegram import TelegramChannel
from osta.bot.profile import staff_menus
from osta.broadcasts.deciders import staff_people
from osta.chat.messages import Address
from osta.store import bot_name, people
from osta.store.engine import Database

FAILED = "staff_menus_failed"
EVERY_SECONDS = 5.0


class StaffMenus:
    """Looks for staff without a menu from ``start`` to ``stop``. ``staff`` are those of the settings."""

    def __init__(
        self,
        database: Database,
        channel: TelegramChannel,
        staff: Collection[Address],
        every_seconds: float = EVERY_SECONDS,
    ) -> None:
        self._database = database
        self._channel = channel
        self._staff = tuple(staff)
        self._every_seconds = every_seconds
        self._offered: set[Address] = set()
        self._noted: str | None = None
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to look; the first time at once."""
        self._task = asyncio.create_task(self._run(), name="staff-menus")

    async def stop(self) -> None:
        """Look no more."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def look(self) -> None:
        """Give a menu to everybody who is staff and has none from this process yet."""
        await self._note_name()
        async with self._database.reading() as session:
            found = [
                address
                for person_id in await staff_people(session, self._staff)
                for address in await people.addresses(session, person_id)
            ]
        for address in found:
            if address.channel == self._channel.name and address not in self._offered:
                self._offered.add(address)
                for menu in staff_menus(address):
                    await self._channel.offer_menu(menu)

    async def _note_name(self) -> None:
        name = self._channel.username
        if name is not None and name != self._noted:
            async with self._database.transaction() as session:
                await bot_name.note(session, name)
            self._noted = name

    async def _run(self) -> None:
        while True:
            try:
                await self.look()
            except Exception as error:  # noqa: BLE001 - the next look may go well
                structlog.get_logger().warning(FAILED, error=type(error).__name__)
            await asyncio.sleep(self._every_seconds)
