"""Telegram's sending limits: about 30 messages a second over all, 1 a second in a chat, with bursts."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field


@dataclass(slots=True)
class _Bucket:
    level: float
    at: float

    def wait(self, rate: float, burst: float, now: float) -> float:
        self.level = min(burst, self.level + (now - self.at) * rate)
        self.at = now
        return max(0.0, (1.0 - self.level) / rate)


@dataclass(slots=True)
class Limits:
    """Rates a second and bursts; only counted unless ``enforced``."""

    enforced: bool = False
    overall_rate: float = 30.0
    overall_burst: float = 30.0
    chat_rate: float = 1.0
    chat_burst: float = 5.0
    exceeded: int = 0
    _overall: _Bucket | None = None
    _chats: dict[int, _Bucket] = field(default_factory=dict)
    _banned: dict[int, float] = field(default_factory=dict)

    def ask(self, chat_id: int) -> tuple[int, bool]:
        """Seconds to wait before sending into the chat (0: go on), and whether an earlier wait was ignored."""
        now = time.monotonic()
        if self.enforced and self._banned.get(chat_id, 0.0) > now:
            return math.ceil(self._banned[chat_id] - now), True
        self._overall = self._overall or _Bucket(self.overall_burst, now)
        chat = self._chats.setdefault(chat_id, _Bucket(self.chat_burst, now))
        wait = max(
            self._overall.wait(self.overall_rate, self.overall_burst, now),
            chat.wait(self.chat_rate, self.chat_burst, now),
        )
        if wait:
            self.exceeded += 1
            if self.enforced:
                seconds = math.ceil(wait)
                self._banned[chat_id] = now + seconds
                return seconds, False
        self._overall.level -= 1.0
        chat.level -= 1.0
        return 0, False
