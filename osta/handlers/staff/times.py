"""A day and a time of day that staff write: when something goes out."""

from __future__ import annotations

from datetime import datetime

from osta.broadcasts.written_times import TimePast, TimeUnreadable, when
from osta.chat.rich import Rich
from osta.handlers.turn import Turn


def asked(turn: Turn) -> Rich:
    """The question for it."""
    return turn.t("Kirjoita päivä ja kellonaika: 12.10. klo 9")


def read(turn: Turn) -> datetime | Rich:
    """The moment to come (UTC) that the words name; where they name none, what to say about it."""
    try:
        return when(turn.text, turn.now)[0]
    except TimePast:
        return turn.t("Se aika on jo mennyt. Kirjoita tuleva aika: 12.10. klo 9")
    except TimeUnreadable:
        return turn.t("En saanut ajasta selvää. Kirjoita se näin: 12.10. klo 9")
