"""A workshop's life: announced, reminded of, moved or cancelled, held; material and feedback afterwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, time, timedelta
from typing import Any

from osta.broadcasts import broadcast
from osta.broadcasts.audience import Audience
from osta.broadcasts.moments import at_clock, span
from osta.broadcasts.workshops import seats, showing
from osta.broadcasts.workshops.calendar import document
from osta.chat.errors import OstaError
from osta.chat.figures import clip
from osta.chat.messages import Attachment, Button, Reply
from osta.chat.rich import Rich
from osta.chat.texts import LANGUAGES, Language, Texts, marked, texts
from osta.discovery.places.gazetteer import Gazetteer
from osta.discovery.places.model import Place
from osta.store import broadcasts, workshops
from osta.store.engine import Session
from osta.store.models import BroadcastKind, ReminderKind, Workshop

NAMES_KEPT = timedelta(days=60)
"""How long after a workshop its list of participants keeps their names."""
FEEDBACK_AT = time(10)
"""The time of the next day at which those who came are asked; until then staff can mark who did."""
REMINDERS: tuple[tuple[ReminderKind, timedelta, str], ...] = (
    ("hours", timedelta(hours=2), marked("Muistutus: työpaja alkaa parin tunnin päästä.")),
    ("day", timedelta(days=1), marked("Muistutus: työpaja on huomenna.")),
    ("week", timedelta(days=7), marked("Muistutus: työpaja on viikon päästä.")),
)
"""The latest first: of several that are due at once only the first is sent."""
_TIMES, _PLACES = {"starts_at", "ends_at"}, {"place_id", "venue", "link"}
_TITLE = 60  # characters
_Words = Callable[[Texts], Rich]


class NotPossible(OstaError):
    """The workshop's state does not allow this."""


def place_of(workshop: Workshop, gazetteer: Gazetteer) -> Place | None:
    """The workshop's place, if it has one."""
    name = workshop.place_id
    return gazetteer[name] if name is not None and name in gazetteer else None


async def announce(
    session: Session, workshop: Workshop, gazetteer: Gazetteer, announce_at: datetime, now: datetime
) -> None:
    """Send the draft to its audience at a moment, now or later. Raises NotPossible for one that is no draft."""
    if workshop.state != "draft" or workshop.starts_at <= now:
        raise NotPossible
    workshop.state = "announced"
    workshop.announce_at = max(announce_at, now)
    sent = await broadcast.create(
        session,
        "workshop",
        clip(workshop.title, _TITLE),
        showing.announcement(workshop, place_of(workshop, gazetteer), now),
        Audience.from_json(workshop.audience),
        now,
        due_at=workshop.announce_at,
        ends_at=workshop.starts_at if workshop.starts_at > workshop.announce_at else None,
        key=f"workshop:{workshop.id}",
        created_by=workshop.created_by,
    )
    workshop.broadcast_id = None if sent is None else sent.id
    await session.flush()


async def change(
    session: Session, workshop: Workshop, gazetteer: Gazetteer, values: dict[str, Any], now: datetime
) -> None:
    """Give an announced workshop new values (its columns by name) and tell all who answered at once.

    A new beginning makes the reminders due anew. Raises NotPossible, and TooFewSeats as seats.set_capacity.
    """
    if workshop.state != "announced":
        raise NotPossible
    if "capacity" in values:
        await told_of_seat(
            session, workshop, gazetteer, await seats.set_capacity(session, workshop, values["capacity"], now), now
        )
    moved = values.get("starts_at", workshop.starts_at) != workshop.starts_at
    seen = {name: value for name, value in values.items() if name != "capacity" and getattr(workshop, name) != value}
    for name, value in seen.items():
        setattr(workshop, name, value)
    if not seen:
        return
    workshop.revision += 1
    workshop.changed_at = now
    await session.flush()
    if moved:
        await workshops.forget_reminders(session, workshop)
    place = place_of(workshop, gazetteer)
    if workshop.broadcast_id is not None:
        await _announce_anew(session, workshop, place, now)

    def words(t: Texts) -> Rich:
        news: list[Rich | str] = [t("*Työpajan tiedot muuttuivat.*")]
        if seen.keys() & _TIMES:
            news.append(t("Uusi aika: {when}", when=span(workshop.starts_at, workshop.ends_at, t, now)))
        if seen.keys() & _PLACES:
            news.append(t("Uusi paikka: {where}", where=showing.where(workshop, place)))
        return Rich.join([Rich.join(news), showing.card(workshop, place, t, now)], between="\n\n")

    await _tell(
        session, workshop, "workshop_change", workshops.CONCERNED, words, now,
        key=f"workshop-change:{workshop.id}:{workshop.revision}",
        rows=lambda t: ((Button.of(t.line("Katso ja vastaa"), "workshop", workshop.id),),),
        attachment=document(workshop, place, now),
    )  # fmt: skip


async def cancel(session: Session, workshop: Workshop, gazetteer: Gazetteer, now: datetime) -> None:
    """Call it off and tell all who answered at once. Raises NotPossible for one that is over."""
    if workshop.state not in ("draft", "announced"):
        raise NotPossible
    announced = workshop.state == "announced"
    workshop.state, workshop.changed_at = "cancelled", now
    workshop.revision += 1
    await session.flush()
    if not announced:
        return
    if workshop.broadcast_id is not None:
        with suppress(broadcast.NotPossible):  # everybody has it already
            await broadcast.cancel(session, workshop.broadcast_id, now)
    place = place_of(workshop, gazetteer)

    def words(t: Texts) -> Rich:
        when = span(workshop.starts_at, workshop.ends_at, t, now)
        return t("*Työpaja on peruttu:* {title}, {when}.", title=workshop.title, when=when)

    await _tell(
        session, workshop, "workshop_change", workshops.CONCERNED, words, now,
        key=f"workshop-cancelled:{workshop.id}", attachment=document(workshop, place, now),
    )  # fmt: skip


async def told_of_seat(
    session: Session, workshop: Workshop, gazetteer: Gazetteer, people: Sequence[int], now: datetime
) -> None:
    """Tell people that a seat became free and is theirs."""
    place = place_of(workshop, gazetteer)
    for person in people:

        def words(t: Texts) -> Rich:
            head = t("*Sait paikan!* Työpajassa vapautui paikka, ja se on nyt sinun.")
            return Rich.join([head, showing.card(workshop, place, t, now)], between="\n\n")

        await _tell(
            session, workshop, "workshop_change", Audience(people=(person,)), words, now,
            rows=lambda t: showing.buttons(workshop, place, t, now, standing="going"),
            attachment=document(workshop, place, now),
        )  # fmt: skip


async def add_material(session: Session, workshop: Workshop, text: str, now: datetime) -> None:
    """Send the material to those who came. Raises NotPossible before the workshop has begun."""
    if workshop.state not in ("announced", "held") or workshop.starts_at > now:
        raise NotPossible
    workshop.material = text

    def words(t: Texts) -> Rich:
        return Rich.join([t("*Työpajan aineisto:* {title}", title=workshop.title), text], between="\n\n")

    await _tell(session, workshop, "workshop_after", workshops.CAME, words, now)


async def tick(session: Session, gazetteer: Gazetteer, now: datetime) -> None:
    """Do what is due: reminders, seats that became free, the end, feedback, forgetting names. Repeatable."""
    for workshop in await workshops.starting(session, now, now + REMINDERS[-1][1]):
        await told_of_seat(session, workshop, gazetteer, await seats.pass_on(session, workshop.id, now), now)
        await _remind(session, workshop, gazetteer, now)
    for workshop in await workshops.over(session, now):
        workshop.state = "held"
        await session.flush()
        if await workshops.note_reminder(session, workshop.id, "feedback", now):
            await _ask_feedback(session, workshop, now)
    await workshops.forget_names(session, now - NAMES_KEPT)


async def _remind(session: Session, workshop: Workshop, gazetteer: Gazetteer, now: datetime) -> None:
    due = [reminder for reminder in REMINDERS if workshop.starts_at - reminder[1] <= now]
    new = [reminder for reminder in due if await workshops.note_reminder(session, workshop.id, reminder[0], now)]
    if not new or new[0] != due[0]:
        return
    place = place_of(workshop, gazetteer)

    def words(t: Texts) -> Rich:
        return Rich.join([t(new[0][2]), showing.card(workshop, place, t, now)], between="\n\n")

    await _tell(
        session, workshop, "workshop_reminder", workshops.GOING, words, now,
        ends_at=workshop.starts_at,
        rows=lambda t: showing.buttons(workshop, place, t, now, standing="going"),
    )  # fmt: skip


async def _ask_feedback(session: Session, workshop: Workshop, now: datetime) -> None:
    def words(t: Texts) -> Rich:
        parts: list[Rich | str] = [
            t("Kiitos, että olit mukana: *{title}*", title=workshop.title),
            t("Kuinka hyödyllinen työpaja oli? 1 = ei lainkaan, 5 = erittäin paljon"),
        ]
        return Rich.join(parts, between="\n\n")

    await _tell(
        session, workshop, "workshop_after", workshops.CAME, words, now,
        due_at=at_clock(1, FEEDBACK_AT, workshop.ends_at),
        key=f"workshop-feedback:{workshop.id}",
        rows=lambda t: (tuple(Button.of(str(step), "workshop.rate", workshop.id, step) for step in range(1, 6)),),
    )  # fmt: skip


async def _announce_anew(session: Session, workshop: Workshop, place: Place | None, now: datetime) -> None:
    """An announcement that has not gone out yet tells the new state of things."""
    waiting = None if workshop.broadcast_id is None else await broadcasts.get(session, workshop.broadcast_id)
    if waiting is not None and waiting.state in ("scheduled", "asking"):
        await broadcast.change(session, waiting, content=showing.announcement(workshop, place, now))


async def _tell(
    session: Session,
    workshop: Workshop,
    kind: BroadcastKind,
    to: str | Audience,
    words: _Words,
    now: datetime,
    *,
    due_at: datetime | None = None,
    ends_at: datetime | None = None,
    key: str | None = None,
    rows: Callable[[Texts], tuple[tuple[Button, ...], ...]] = lambda t: (),
    attachment: Attachment | None = None,
) -> None:
    content: dict[Language, Reply] = {
        language: Reply(words(texts(language)), rows(texts(language)), attachment) for language in LANGUAGES
    }
    audience = Audience(group=to, group_key=workshop.id) if isinstance(to, str) else to
    await broadcast.create(
        session,
        kind,
        clip(workshop.title, _TITLE),
        content,
        audience,
        now,
        due_at=due_at or now,
        ends_at=ends_at,
        key=key,
        created_by=workshop.created_by,
    )
