"""A file that holds received events for the moment until they are stored: a program that is killed then loses none of
them. signal-cli hands each over once, and under load that moment is long enough for many.
"""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path
from typing import IO

import structlog

from osta.bot.channels.signal.transport import Json

SPOOL_FAILING = "signal_spool_failing"
_OWNER_ONLY = 0o600


class Spool:
    """Keeps events at ``path``, whose directory has to exist. A disk that fails is logged once, and done without."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[bytes] | None = None
        self._failing = False

    def left(self) -> list[tuple[datetime, Json]]:
        """What the last run has received and perhaps not stored, oldest first. It stays kept until ``clear``."""
        found: list[tuple[datetime, Json]] = []
        try:
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND, _OWNER_ONLY)
            self._file = os.fdopen(descriptor, "ab", buffering=0)
            raw = self._path.read_bytes()
        except OSError as error:
            self._failed(error)
            return found
        for line in raw.split(b"\n"):
            try:
                received_at, params = json.loads(line)
                found.append((datetime.fromisoformat(received_at), params))
            except (ValueError, TypeError):
                continue  # the line that was being written when the program died, or the empty end
        return found

    def add(self, received_at: datetime, params: Json) -> None:
        """Keep an event."""
        if self._file is None:
            return
        try:
            self._file.write(json.dumps([received_at.isoformat(), params]).encode() + b"\n")
        except OSError as error:
            self._failed(error)

    def clear(self) -> None:
        """Everything that was added is stored: forget it."""
        try:
            if self._file is not None:
                self._file.truncate(0)
        except OSError as error:
            self._failed(error)

    def close(self) -> None:
        """Write no more; what is kept stays."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _failed(self, error: OSError) -> None:
        if not self._failing:
            structlog.get_logger().error(SPOOL_FAILING, error=type(error).__name__)
        self._failing = True
