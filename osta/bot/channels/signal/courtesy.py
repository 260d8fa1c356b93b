"""Read receipts, and typing while an answer is made: nice to have, so their failure is nobody's concern."""

from __future__ import annotations

import asyncio

from osta.bot.channels.signal.connection import Call
from osta.bot.channels.signal.envelopes import GROUP, Arrival
from osta.bot.channels.signal.transport import Json
from osta.chat.errors import OstaError
from osta.chat.messages import Address, Edit

_LONGEST_WAIT_SECONDS = 1.0  # for a typing sign on its way


class Courtesy:
    """Confirms stored messages. ``call`` raises OstaError when it fails."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._typing: dict[Address, asyncio.Task[None]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def stored(self, arrival: Arrival) -> None:
        """A message is stored: from now on it counts as read, and somebody is typing."""
        message = arrival.message
        if arrival.timestamp is not None:
            receipt = {"recipient": message.sender.chat, "targetTimestamp": [arrival.timestamp], "type": "read"}
            _ = self._start("sendReceipt", receipt)
        if isinstance(message.content, Edit):
            return
        address = message.address
        typing = self._start("sendTyping", recipient_of(address))
        self._typing[address] = typing
        typing.add_done_callback(lambda done: self._ended(address, done))

    async def settle(self, address: Address) -> None:
        """Wait for a typing sign that is on its way into a chat: it must not come after the answer."""
        typing = self._typing.get(address)
        if typing is not None:
            await asyncio.wait([typing], timeout=_LONGEST_WAIT_SECONDS)

    async def stop(self) -> None:
        """Give up what is still on its way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _ended(self, address: Address, typing: asyncio.Task[None]) -> None:
        if self._typing.get(address) is typing:
            del self._typing[address]

    def _start(self, method: str, params: Json) -> asyncio.Task[None]:
        task = asyncio.create_task(self._quietly(method, params), name="signal-courtesy")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _quietly(self, method: str, params: Json) -> None:
        try:
            await self._call(method, params)
        except OstaError:
            return


def recipient_of(address: Address) -> Json:
    """The parameter that names a chat: a person, or a group."""
    if address.chat.startswith(GROUP):
        return {"groupId": address.chat.removeprefix(GROUP)}
    return {"recipient": [address.chat]}
