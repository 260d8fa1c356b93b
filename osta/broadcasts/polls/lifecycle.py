"""A poll's life: drafted, scheduled, open, closed; its reminder; its result back to those who answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from osta.broadcasts import broadcast
from osta.broadcasts.audience import Audience
from osta.broadcasts.polls import asking, results
from osta.chat.errors import OstaError
from osta.chat.figures import clip
from osta.chat.messages import Button, Picture, Reply
from osta.chat.rich import Rich
from osta.chat.texts import LANGUAGES, Language, texts
from osta.store import polls
from osta.store.engine import Session
from osta.store.models import Poll

REMIND_BEFORE_END = timedelta(days=1)
SHORTEST_WITH_REMINDER = timedelta(days=2)
MOST_CONCERNED = 1000
"""Entrepreneurs that one result is sent to; the nearest limit of an audience of named people."""
_TITLE = 60  # characters


class NotPossible(OstaError):
    """The poll's state does not allow this."""


async def schedule(session: Session, poll: Poll, opens_at: datetime, closes_at: datetime, now: datetime) -> None:
    """Send the draft to its audience at a moment (now or later) and take answers until another.

    A poll of two days or more reminds those who have not answered a day before its end. Raises NotPossible for a poll
    that is no draft, and ValueError for an end that is not after the beginning.
    """
    opens_at = max(opens_at, now)
    if closes_at <= opens_at:
        raise ValueError("a poll must end after it begins")
    remind_at = closes_at - REMIND_BEFORE_END if closes_at - opens_at >= SHORTEST_WITH_REMINDER else None
    times = {"opens_at": opens_at, "closes_at": closes_at, "remind_at": remind_at}
    if not await polls.move(session, poll.id, ["draft"], "scheduled" if opens_at > now else "open", **times):
        raise NotPossible
    sent = await broadcast.create(
        session,
        "poll",
        clip(poll.title, _TITLE),
        asking.invitation(poll),
        Audience.from_json(poll.audience),
        now,
        due_at=opens_at,
        ends_at=closes_at,
        key=f"poll:{poll.id}",
        created_by=poll.created_by,
    )
    poll.broadcast_id = None if sent is None else sent.id
    await session.flush()


async def close(session: Session, poll: Poll, now: datetime) -> None:
    """End the poll now: answers stay as they are, and nobody else is invited. Raises NotPossible."""
    if not await polls.move(session, poll.id, ["scheduled", "open"], "closed"):
        raise NotPossible
    if poll.opens_at is not None and poll.opens_at < now:
        poll.closes_at = min(poll.closes_at or now, now)
    await _stop_inviting(session, poll, now)
    await _tell_staff(session, poll, now)


async def cancel(session: Session, poll: Poll, now: datetime) -> None:
    """Give the poll up; nobody else gets it. Raises NotPossible for one that is closed."""
    if not await polls.move(session, poll.id, ["draft", "scheduled", "open"], "cancelled"):
        raise NotPossible
    await _stop_inviting(session, poll, now)


async def tick(session: Session, now: datetime) -> None:
    """Do what is due: open, remind, close. May be called at any time and as often as one likes."""
    for number in await polls.due_to_close(session, now):
        poll = await polls.get(session, number)
        if poll is not None:
            await close(session, poll, now)
    for number in await polls.due_to_open(session, now):
        await polls.move(session, number, ["scheduled"], "open")
    for number in await polls.due_to_remind(session, now):
        poll = await polls.get(session, number)
        if poll is not None:
            await remind(session, poll, now)


async def remind(session: Session, poll: Poll, now: datetime) -> None:
    """Remind those whom the poll has reached and who have neither come to the end nor left. Happens once."""
    poll.remind_at = None
    await broadcast.create(
        session,
        "poll_reminder",
        clip(poll.title, _TITLE),
        asking.reminder(poll),
        Audience(group=polls.UNANSWERED, group_key=poll.id),
        now,
        due_at=now,
        ends_at=poll.closes_at,
        key=f"poll-reminder:{poll.id}",
        created_by=poll.created_by,
    )


async def share(
    session: Session, poll: Poll, pictures: dict[Language, Picture | None], concerned: Sequence[int], now: datetime
) -> None:
    """Send the result of a closed poll to those who answered and to the people it concerns (entrepreneurs).

    Nobody gets it twice, and it holds no figure of fewer than 5 answers. Raises NotPossible for a poll that is not
    closed, or whose result was sent.
    """
    if poll.state != "closed" or poll.result_shared_at is not None:
        raise NotPossible
    content = {language: await _result(session, poll, language, pictures.get(language)) for language in LANGUAGES}
    title = clip(poll.title, _TITLE)
    answered = Audience(group=polls.ANSWERED, group_key=poll.id)
    others = await polls.without_answers(session, poll.id, list(concerned)[:MOST_CONCERNED])
    audiences = {"answered": answered} | ({"concerned": Audience(people=tuple(others))} if others else {})
    for name, audience in audiences.items():
        await broadcast.create(
            session,
            "poll_result",
            title,
            content,
            audience,
            now,
            due_at=now,
            key=f"poll-result:{poll.id}:{name}",
            created_by=poll.created_by,
        )
    poll.result_shared_at = now
    await session.flush()


async def _result(session: Session, poll: Poll, language: Language, picture: Picture | None) -> Reply:
    t = texts(language)
    found = results.for_everybody(await results.collect(session, poll, language))
    text = Rich.join(
        [t("*Kyselyn tulos.* Kiitos kaikille vastanneille!"), results.as_text(found, t, staff=False)], between="\n\n"
    )
    return Reply(text, attachment=picture)


async def _stop_inviting(session: Session, poll: Poll, now: datetime) -> None:
    if poll.broadcast_id is None:
        return
    try:
        await broadcast.cancel(session, poll.broadcast_id, now)
    except broadcast.NotPossible:
        return  # everybody has it already


async def _tell_staff(session: Session, poll: Poll, now: datetime) -> None:
    if poll.created_by is None:
        return
    answered, _ = await polls.count_taking_part(session, poll.id)
    content: dict[Language, Reply] = {}
    for language in LANGUAGES:
        t = texts(language)
        text = t.plural(
            "Kysely *{title}* päättyi: {n} vastaaja.",
            "Kysely *{title}* päättyi: {n} vastaajaa.",
            answered,
            title=clip(poll.title, _TITLE),
        )
        content[language] = Reply(text, ((Button.of(t.line("Katso tulokset"), "pollmake.results", poll.id),),))
    await broadcast.create(
        session,
        "notice",
        clip(poll.title, _TITLE),
        content,
        Audience(people=(poll.created_by,)),
        now,
        due_at=now,
        key=f"poll-closed:{poll.id}",
    )
