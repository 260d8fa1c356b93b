"""The further parts of a reply of which one has arrived already."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from osta.chat.errors import ChannelDown, ChannelFailing, OutcomeUnknown, RecipientGone, SendFailed, TooManyRequests

Sent = TypeVar("Sent")
_ATTEMPTS = 4
_ONLY_A_PART = "Only a part of the message could be sent."


async def follow(send: Callable[[], Awaitable[Sent]], pause_seconds: float, longest_pause_seconds: float) -> Sent:
    """Send a further part, waiting where the messenger is away or asks for patience.

    Raises RecipientGone; and OutcomeUnknown when the rest cannot follow: whoever sends everything again repeats what
    has arrived.
    """
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            return await send()
        except RecipientGone:
            raise
        except TooManyRequests as failure:
            wait = failure.retry_after_seconds
        except (ChannelDown, ChannelFailing):
            wait = pause_seconds * attempt
        except SendFailed as failure:
            raise OutcomeUnknown(_ONLY_A_PART) from failure
        if attempt < _ATTEMPTS:
            await asyncio.sleep(min(wait, longest_pause_seconds))
    raise OutcomeUnknown(_ONLY_A_PART)
