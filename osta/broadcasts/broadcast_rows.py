"""From an audience to rows in the outbox: a page at a time, each person's row due when the weekly limit allows it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from osta.broadcasts.kinds import COUNTED, RULES
from osta.store import audiences, broadcasts, contact_limits
from osta.store.audiences import Audience, Recipient
from osta.store.broadcasts import AtWork
from osta.store.engine import Session

MOST_A_WEEK = 3
"""Unsolicited messages for who has not asked for more."""
WEEK = timedelta(days=7)
PAGE = 250
"""People a transaction: few enough to keep nobody's question waiting."""


async def add_page(
    session: Session, broadcast: AtWork, audience: Audience, channels: Collection[str], now: datetime, page: int = PAGE
) -> int:
    """Queue the broadcast for the next people of its audience; returns for how many.

    The rows and the checkpoint behind them are stored together: a kill anywhere skips nobody and doubles nobody. Who
    has had as much as they want this week gets it when a week has passed.
    """
    rules = RULES[broadcast.kind]
    found = await audiences.page(session, audience, rules.topic, channels, broadcast.checkpoint, page)
    due_at = broadcast.due_at or now
    if rules.counted:
        recipients = await _within_weekly_limit(session, found, due_at, now)
    else:
        recipients = [(recipient, due_at) for recipient in found]
    await broadcasts.add_rows(session, broadcast.id, rules.lane, recipients, now, last=len(found) < page)
    return len(found)


async def _within_weekly_limit(
    session: Session, found: Sequence[Recipient], due_at: datetime, now: datetime
) -> list[tuple[Recipient, datetime]]:
    people = [recipient.person_id for recipient in found]
    got = await broadcasts.counted_since(session, people, COUNTED, now - WEEK)
    wanted = await contact_limits.of_people(session, people) if got else {}
    return [
        (recipient, _when(got.get(recipient.person_id, []), wanted.get(recipient.person_id, MOST_A_WEEK), due_at))
        for recipient in found
    ]


def _when(got: Sequence[datetime], most: int, due_at: datetime) -> datetime:
    return due_at if len(got) < most else max(due_at, got[-most] + WEEK)
