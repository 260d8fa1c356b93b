"""A broadcast's life: drafted, scheduled, running, done; paused, resumed or cancelled in the middle, sent again.

Everything here takes the session of an open transaction. Who gets it and when is decided when it runs: see
`osta.broadcasts.delivery`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Literal

from osta.broadcasts.kinds import RULES
from osta.chat.errors import OstaError
from osta.chat.messages import Reply
from osta.chat.rich import Rich
from osta.chat.texts import DEFAULT_LANGUAGE, Language, texts
from osta.store import broadcasts
from osta.store.audiences import Audience
from osta.store.engine import Session
from osta.store.models import Broadcast, BroadcastKind, BroadcastState
from osta.store.payloads import decode_reply, encode

MAY_BECOME: dict[BroadcastState, frozenset[BroadcastState]] = {
    "draft": frozenset({"scheduled", "cancelled"}),
    "scheduled": frozenset({"draft", "scheduled", "asking", "running", "cancelled"}),
    "asking": frozenset({"scheduled", "running", "cancelled"}),
    "running": frozenset({"paused", "done", "cancelled"}),
    "paused": frozenset({"running", "cancelled"}),
    "done": frozenset({"running"}),
    "cancelled": frozenset(),
}
"""The state machine: what each state may become. ``asking``: found too late, and waits for staff's word."""


class NotPossible(OstaError):
    """The broadcast's state does not allow this."""


async def create(
    session: Session,
    kind: BroadcastKind,
    title: str,
    content: Mapping[Language, Reply],
    audience: Audience,
    now: datetime,
    *,
    due_at: datetime | None = None,
    ends_at: datetime | None = None,
    urgent: bool | None = None,
    key: str | None = None,
    created_by: int | None = None,
) -> Broadcast | None:
    """Store a broadcast: a draft, or with ``due_at`` a scheduled one (a moment in the past or ``now`` sends at once).

    ``content`` holds a reply in Finnish and perhaps in other languages. ``urgent`` overrules the kind's rule about
    quiet hours. ``key`` names what may exist only once: None comes back when it does already. Raises ValueError for a
    content without Finnish and for an end that is not after the beginning.
    """
    _check(content, due_at, ends_at)
    return await broadcasts.create(
        session,
        kind=kind,
        title=title,
        content={language: encode(reply) for language, reply in content.items()},
        audience=audience.as_json(),
        urgent=RULES[kind].urgent if urgent is None else urgent,
        state="draft" if due_at is None else "scheduled",
        due_at=due_at,
        ends_at=ends_at,
        key=key,
        created_by=created_by,
        created_at=now,
    )


async def change(
    session: Session,
    broadcast: Broadcast,
    *,
    title: str | None = None,
    content: Mapping[Language, Reply] | None = None,
    audience: Audience | None = None,
    ends_at: datetime | None = None,
) -> None:
    """Change what has not begun to go out. Raises NotPossible when it has."""
    if broadcast.state not in ("draft", "scheduled", "asking"):
        raise NotPossible
    if content is not None:
        _check(content, broadcast.due_at, ends_at or broadcast.ends_at)
        broadcast.content = {language: encode(reply) for language, reply in content.items()}
    if title is not None:
        broadcast.title = title
    if audience is not None:
        broadcast.audience = audience.as_json()
    if ends_at is not None:
        broadcast.ends_at = ends_at
    await session.flush()


async def schedule(session: Session, number: int, due_at: datetime) -> None:
    """Send it at a moment; also a draft, one scheduled for another time, or one that waits for staff's word."""
    await _move(session, number, "scheduled", due_at=due_at)


async def send_now(session: Session, number: int) -> None:
    """Send what waits for staff's word, however late it is."""
    await _move(session, number, "running", origins=["asking", "scheduled"])


async def pause(session: Session, number: int) -> None:
    """Send it to nobody else for now; what is on its way still arrives."""
    await _move(session, number, "paused")


async def resume(session: Session, number: int) -> None:
    """Go on where it was paused."""
    await _move(session, number, "running", origins=["paused"])


async def cancel(session: Session, number: int, now: datetime) -> None:
    """End it for good: who has not got it will not."""
    begun = await _state(session, number) in ("running", "paused")
    await _move(session, number, "cancelled", finished_at=None if begun else now)


async def send_again(
    session: Session,
    number: int,
    now: datetime,
    ended: Collection[Literal["failed", "unknown"]] = ("failed", "unknown"),
    people: Collection[int] | None = None,
) -> int:
    """Send it again to those whom it failed to reach, or of whom nobody knows; returns to how many.

    Those whose state was ``unknown`` may get it a second time: staff decide. Raises NotPossible for one that is neither
    running nor done.
    """
    if await _state(session, number) not in ("running", "done", "paused"):
        raise NotPossible
    queued = await broadcasts.send_again(session, number, ended, now, people)
    if queued:
        await broadcasts.move(session, number, "running", ["done"], finished_at=None, ends_at=None, figures=None)
    return queued


def shown(broadcast: Broadcast, language: Language) -> Reply:
    """The message as a reader of a language sees it, with why they got it and how to leave."""
    kept = broadcast.content.get(language) or broadcast.content[DEFAULT_LANGUAGE]
    return with_way_out(decode_reply(kept), broadcast.kind, language)


def with_way_out(reply: Reply, kind: BroadcastKind, language: Language) -> Reply:
    """The reply with why the reader got it and how to leave."""
    t = texts(language)
    leave = t("_{why} Valitse, mitä saat: /tilaukset. Lopeta kaikki: STOP._", why=t.line(RULES[kind].why))
    return Reply(
        text=Rich.join([reply.text, leave], between="\n\n"),
        rows=reply.rows,
        attachment=reply.attachment,
        ask_location=reply.ask_location,
        silent=reply.silent,
    )


def _check(content: Mapping[Language, Reply], due_at: datetime | None, ends_at: datetime | None) -> None:
    if DEFAULT_LANGUAGE not in content:
        raise ValueError("a broadcast needs its text in Finnish")
    if due_at is not None and ends_at is not None and ends_at <= due_at:
        raise ValueError("a broadcast must end after it begins")


async def _state(session: Session, number: int) -> BroadcastState | None:
    found = await broadcasts.get(session, number)
    return found.state if found else None


async def _move(
    session: Session,
    number: int,
    to: BroadcastState,
    origins: Collection[BroadcastState] | None = None,
    **values: datetime | None,
) -> None:
    allowed = [state for state, next_states in MAY_BECOME.items() if to in next_states]
    if not await broadcasts.move(session, number, to, origins or allowed, **values):
        raise NotPossible
    await broadcasts.get(session, number)  # what the session holds of it is brought up to date
