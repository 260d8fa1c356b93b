"""Starting what is due; what is found too late asks staff first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

import structlog

from osta.broadcasts import broadcast
from osta.broadcasts.deciders import staff_people
from osta.broadcasts.kinds import RULES
from osta.broadcasts.moments import moment
from osta.chat.messages import Address, Button, Reply
from osta.chat.texts import LANGUAGES, Language, texts
from osta.store import broadcasts
from osta.store.audiences import Audience
from osta.store.engine import Session
from osta.store.models import Broadcast

STARTED = "broadcast_started"
TOO_LATE = "broadcast_too_late"


async def start_due(session: Session, now: datetime, staff: Collection[Address] = ()) -> None:
    """Let every broadcast whose time has come go out; one that is later than its kind bears waits for staff's word.

    ``staff`` are asked besides the stored staff members.
    """
    for due in await broadcasts.due(session, now):
        assert due.due_at is not None  # noqa: S101 - the database sees to it that a scheduled one has a time
        too_late = now - due.due_at > RULES[due.kind].grace or (due.ends_at is not None and due.ends_at <= now)
        if not too_late:
            await broadcasts.move(session, due.id, "running", ["scheduled"])
            structlog.get_logger().info(STARTED, broadcast=due.id, kind=due.kind)
            continue
        await broadcasts.move(session, due.id, "asking", ["scheduled"])
        structlog.get_logger().warning(TOO_LATE, broadcast=due.id, kind=due.kind)
        await _ask(session, due, now, await staff_people(session, staff))


async def _ask(session: Session, late: Broadcast, now: datetime, staff: Sequence[int]) -> None:
    if not staff:
        return
    content: dict[Language, Reply] = {language: _question(late, language, now) for language in LANGUAGES}
    key = f"late:{late.id}:{late.due_at:%Y%m%dT%H%M%S}"
    await broadcast.create(
        session, "notice", late.title, content, Audience(people=tuple(staff)), now, due_at=now, key=key
    )


def _question(late: Broadcast, language: Language, now: datetime) -> Reply:
    t = texts(language)
    assert late.due_at is not None  # noqa: S101 - as above
    asked = t(
        "*{title}* piti lähettää {when}, mutta ohjelma ei ollut silloin käynnissä. Lähetetäänkö se nyt?",
        title=late.title,
        when=moment(late.due_at, t, now),
    )
    send = Button.of(t.line("Lähetä nyt"), "broadcast.send", late.id)
    drop = Button.of(t.line("Älä lähetä"), "broadcast.cancel", late.id)
    return Reply(asked, ((send, drop),))
