"""How much each channel has sent, for all processes together: a token bucket kept as one moment, and a day's count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from osta.store import direct
from osta.store.engine import Session


@dataclass(slots=True)
class Account:
    """A channel's account at this moment. ``empty_at``: until when sending is spoken for; ``contacts_today``: how many
    people who never wrote have heard from us for the first time today.
    """

    channel: str
    empty_at: datetime
    paused_until: datetime | None
    day: date
    contacts_today: int


async def account(session: Session, channel: str, now: datetime, today: date) -> Account:
    """The channel's account, for this transaction alone; its count begins anew with each day of people's calendar."""
    found = await direct.rows(session, _ACCOUNT if direct.is_sqlite(session) else _ACCOUNT + _LOCKED, (channel,))
    if not found:
        return Account(channel, now, None, today, 0)
    [(empty_at, paused_until, day, sent_today)] = found
    counted = sent_today if direct.day(day) == today else 0
    return Account(channel, direct.aware(empty_at), direct.moment(paused_until), today, counted)


async def save(session: Session, account: Account) -> None:
    """Keep what was spent."""
    empty_at, paused_until = (direct.moment_of(session, one) for one in (account.empty_at, account.paused_until))
    values = (account.channel, empty_at, paused_until, direct.day_of(session, account.day), account.contacts_today)
    _ = await direct.rows(session, _SAVE, values)


_ACCOUNT = "SELECT empty_at, paused_until, day, sent_today FROM send_budget WHERE channel = ?"
_LOCKED = " FOR UPDATE"
_SAVE = (
    "INSERT INTO send_budget (channel, empty_at, paused_until, day, sent_today) VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT (channel) DO UPDATE SET empty_at = excluded.empty_at, paused_until = excluded.paused_until, "
    "day = excluded.day, sent_today = excluded.sent_today"
)
