"""The port every messenger fills: receive messages into a sink, send replies out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from osta.chat.messages import Address, Message, Reply

Sink = Callable[[Message], Awaitable[None]]
"""Takes one inbound message; returns when it is stored. When it raises, the channel must deliver the message again."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A delivered reply: the channel's id of it, where the channel names its messages."""

    message_id: str | None


class Channel(Protocol):
    """A messenger as the rest of the program sees it."""

    @property
    def name(self) -> str:
        """The channel's name in addresses: ``telegram``, ``signal``, ``terminal``."""

    async def start(self, sink: Sink) -> None:
        """Begin receiving; returns once messages flow. All of them go to the sink, in order within a chat."""

    async def stop(self) -> None:
        """Stop receiving, then let what is being sent finish."""

    async def send(self, address: Address, reply: Reply, press_id: str | None = None) -> Sent:
        """Deliver one reply. ``press_id`` is the press it answers, if any.

        Raises osta.chat.errors.SendFailed or a subclass of it that names the cause.
        """
