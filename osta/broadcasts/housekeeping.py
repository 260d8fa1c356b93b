"""Forgetting what is no longer needed, a little at a time."""

from __future__ import annotations

from datetime import datetime, timedelta

from osta.broadcasts.schedule import Tick
from osta.store import channels, conversations, inbox, invitations, offered, outbox, pickups, poll_words, questions
from osta.store.engine import Session

RECEIVED = timedelta(days=30)
"""How long it is known that a message was here: longer than any messenger delivers one again."""
ANSWERS = timedelta(days=7)
"""How long it is kept that an answer was sent."""
UNASKED = timedelta(days=90)
"""How long it is kept who got what unasked; the figures of each broadcast stay."""
INVITATIONS = timedelta(days=30)
"""How long a code is kept after it has run out."""
POSITIONS = timedelta(hours=2)
"""How long a shared position is kept, also of somebody who says nothing more."""
POSITION_KEYS = ("position",)
QUESTIONS = timedelta(days=30)
"""How long a silent chat remembers what was asked in it."""
QUESTION_KEYS = ("asked", "last")
_PAGE = 1000  # rows a transaction


async def tidy(session: Session, now: datetime) -> bool:
    """Forget what is old. True while there is more."""
    await questions.forget_people(session, now)
    await invitations.forget_expired(session, now - INVITATIONS)
    await pickups.give_up(session, channels.LOCAL, now - UNASKED, now)
    received = await inbox.forget_handled(session, now - RECEIVED, _PAGE)
    answers = await outbox.forget_finished(session, now - ANSWERS, ["answer"], _PAGE)
    unasked = await outbox.forget_finished(session, now - UNASKED, ["reminder", "broadcast"], _PAGE)
    choices = await offered.forget(session, now, _PAGE)
    more_words = await poll_words.forget_people(session, now)
    places = await conversations.forget(session, POSITION_KEYS, now - POSITIONS, _PAGE)
    asked = await conversations.forget(session, QUESTION_KEYS, now - QUESTIONS, _PAGE)
    return more_words or _PAGE in (received, answers, unasked, choices, places, asked)


TICK = Tick("housekeeping", timedelta(hours=1), tidy)
