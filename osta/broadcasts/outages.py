"""Saying that messages cannot be sent when that begins, and not once a message."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

DOWN = "channel_down"
UP = "channel_up"
DELAYED = "sending_delayed"

QUIET = timedelta(minutes=1)
"""After this long without a delay of the same cause the next one is news again."""

_AWAY = frozenset({"ChannelDown", "ChannelFailing"})
_NO_ANSWER = frozenset({"OutcomeUnknown"})
_SETTLED = frozenset({None, "RecipientGone", "MessageRefused", "ChatMoved"})


class Outages:
    """How channels are doing, as seen in how attempts to send end. Logs what is new."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._down: set[str] = set()
        self._delays: dict[tuple[str, str], datetime] = {}

    def ended(self, channel: str, cause: str | None) -> None:
        """An attempt has ended: well, or with a failure, whose class is named."""
        log = structlog.get_logger()
        if cause in _AWAY:
            if channel not in self._down:
                self._down.add(channel)
                log.warning(DOWN, channel=channel)
            return
        if cause not in _NO_ANSWER and channel in self._down:
            self._down.discard(channel)
            log.info(UP, channel=channel)
        if cause is not None and cause not in _SETTLED:
            now, last = self._clock(), self._delays.get((channel, cause))
            self._delays[channel, cause] = now
            if last is None or now - last > QUIET:
                log.warning(DELAYED, channel=channel, cause=cause)
