"""Messages that disappear: nothing of them is kept after their time.

What a person hands in through a form, to be kept or published, is not such a message's words: that stays.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select, update

from osta.store.conversations import Dialogue
from osta.store.engine import Session
from osta.store.models import Conversation, Inbox, Outbox
from osta.store.written_out import is_in

_PAGE = 100  # conversations a transaction


async def forget(session: Session, now: datetime, passing: Collection[str]) -> int:
    """Forget what has to be forgotten by now: messages not yet answered, answers not yet sent, and the ``passing`` keys
    and the choices of conversations. Returns how many messages and answers were given up.
    """
    received = await session.scalars(
        update(Inbox)
        .where(Inbox.expires_at <= now, Inbox.handled_at.is_(None))
        .values(handled_at=now, address="", payload={}, expires_at=None)
        .returning(Inbox.id)
        .execution_options(synchronize_session=False)
    )
    waiting = is_in(Outbox.state, ("queued", "retry"))
    unsent = await session.scalars(
        update(Outbox)
        .where(Outbox.expires_at <= now, Outbox.expires_at.is_not(None), waiting)
        .values(state="failed", error="Expired", finished_at=now, payload={}, expires_at=None)
        .returning(Outbox.id)
        .execution_options(synchronize_session=False)
    )
    given_up = len(received.all()) + len(unsent.all())
    await session.execute(
        update(Outbox)
        .where(Outbox.expires_at <= now, Outbox.expires_at.is_not(None), Outbox.state != "sending")
        .values(payload={}, expires_at=None)
        .execution_options(synchronize_session=False)
    )
    over = select(Conversation).where(Conversation.expires_at <= now, Conversation.expires_at.is_not(None))
    # Who is answering in that chat at this moment has the row, and it is looked at again in a moment.
    for conversation in await session.scalars(over.limit(_PAGE).with_for_update(skip_locked=True)):
        clear(conversation, passing)
    await session.flush()
    return given_up


def clear(conversation: Conversation | Dialogue, passing: Collection[str]) -> None:
    """Take out of a conversation what came from messages that have disappeared."""
    conversation.data = {name: value for name, value in conversation.data.items() if name not in passing}
    conversation.choices = []
    conversation.expires_at = None
