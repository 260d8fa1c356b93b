"""How much each channel has sent, for all processes together: a token bucket kept as one moment, and a day's count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from osta.store.engine import Session
from osta.store.models import SendBudget
from osta.store.upserts import insert_into


@dataclass(slots=True)
class Account:
    """A channel's account at this moment. ``empty_at``: until when sending is spoken for."""

    channel: str
    empty_at: datetime
    paused_until: datetime | None
    day: date
    sent_today: int


async def account(session: Session, channel: str, now: datetime, today: date) -> Account:
    """The channel's account, for this transaction alone; its count begins anew with each day of people's calendar."""
    query = select(SendBudget).where(SendBudget.channel == channel)
    row = await session.scalar(query.with_for_update().execution_options(populate_existing=True))
    if row is None:
        return Account(channel, now, None, today, 0)
    return Account(channel, row.empty_at, row.paused_until, today, row.sent_today if row.day == today else 0)


async def save(session: Session, account: Account) -> None:
    """Keep what was spent."""
    values = {
        "empty_at": account.empty_at,
        "paused_until": account.paused_until,
        "day": account.day,
        "sent_today": account.sent_today,
    }
    await session.execute(
        insert_into(session, SendBudget)
        .values(channel=account.channel, **values)
        .on_conflict_do_update(index_elements=[SendBudget.channel], set_=values)
    )
