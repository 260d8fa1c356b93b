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
from osta.store import audiences, broadcasts
from osta.store.audiences import Audience
from osta.store.engine import Session
from osta.store.models import Broadcast

STARTED = "broadcast_started"
TOO_LATE = "broadcast_too_late"

_NAMED = 10  # titles in one question


async def start_due(session: Session, now: datetime, staff: Collection[Address] = ()) -> None:
    """Let every broadcast whose time has come go out; one that is later than its kind bears waits for staff's word.

    ``staff`` are asked besides the stored staff members.
    """
    late: dict[tuple[str, datetime], list[Broadcast]] = {}
    for due in await broadcasts.due(session, now):
        assert due.due_at is not None  # noqa: S101 - the database sees to it that a scheduled one has a time
        rules = RULES[due.kind]
        too_late = now - due.due_at > rules.grace or (due.ends_at is not None and due.ends_at <= now)
        # A digest is made for every area each week, whether or not anybody there reads it: staff need not decide that.
        if not too_late or (
            due.kind == "digest" and not await audiences.anybody(session, Audience.from_json(due.audience), rules.topic)
        ):
            await broadcasts.move(session, due.id, "running", ["scheduled"])
            structlog.get_logger().info(STARTED, broadcast=due.id, kind=due.kind)
            continue
        await broadcasts.move(session, due.id, "asking", ["scheduled"])
        structlog.get_logger().warning(TOO_LATE, broadcast=due.id, kind=due.kind)
        late.setdefault((due.kind, due.due_at), []).append(due)
    if late:
        asked = await staff_people(session, staff)
        for alike in late.values():
            await _ask(session, alike, now, asked)


async def _ask(session: Session, late: Sequence[Broadcast], now: datetime, staff: Sequence[int]) -> None:
    """Ask once about all of a kind that were due at the same moment, such as a week's digests."""
    if not staff:
        return
    first = late[0]
    content: dict[Language, Reply] = {language: _question(late, language, now) for language in LANGUAGES}
    key = f"late:{first.id}:{first.due_at:%Y%m%dT%H%M%S}"
    await broadcast.create(
        session, "notice", first.title, content, Audience(people=tuple(staff)), now, due_at=now, key=key
    )


def _question(late: Sequence[Broadcast], language: Language, now: datetime) -> Reply:
    t = texts(language)
    first = late[0]
    assert first.due_at is not None  # noqa: S101 - as above
    when = moment(first.due_at, t, now)
    if len(late) == 1:
        asked = t(
            "*{title}* piti lähettää {when}, mutta ohjelma ei ollut silloin käynnissä. Lähetetäänkö se nyt?",
            title=first.title,
            when=when,
        )
    else:
        asked = t(
            "Nämä piti lähettää {when}, mutta ohjelma ei ollut silloin käynnissä: {titles}. Lähetetäänkö ne nyt?",
            titles=", ".join(one.title for one in late[:_NAMED]),
            when=when,
        )
    which = (first.id,) if len(late) == 1 else (first.id, "all")
    send = Button.of(t.line("Lähetä nyt"), "broadcast.send", *which)
    drop = Button.of(t.line("Älä lähetä"), "broadcast.cancel", *which)
    return Reply(asked, ((send, drop),))
