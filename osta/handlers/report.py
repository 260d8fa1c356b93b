"""Residents tell that a listing no longer holds; staff and the owner hear of it."""

from __future__ import annotations

from osta.chat.figures import clip
from osta.chat.messages import Button, Reply
from osta.chat.texts import marked, texts
from osta.discovery.showing.replies import pressed
from osta.handlers.turn import Handler, Turn
from osta.store import outbox, people, producers, reports, reviews
from osta.store.models import Person, Producer
from osta.store.models.staff import ReportKind

KINDS: dict[ReportKind, str] = {
    "stale": marked("Ei enää myy tätä"),
    "wrong": marked("Puhelin tai paikka on väärin"),
    "closed": marked("Toiminta on loppunut"),
    "other": marked("Jotain muuta"),
}


async def ask(turn: Turn) -> list[Reply]:
    """``report:code``: what is wrong with it?"""
    producer = await _producer(turn)
    if producer is None:
        return _gone(turn)
    rows = tuple((Button.of(turn.t.line(label), "report.send", producer.code, kind),) for kind, label in KINDS.items())
    back = (Button.of(turn.t.line("Takaisin"), "card", producer.code),)
    text = turn.t("Mikä ilmoituksessa *{name}* ei pidä paikkaansa?", name=clip(producer.name, 100))
    return [Reply(text, (*rows, back), edits=pressed(turn.message))]


async def send(turn: Turn) -> list[Reply]:
    """``report.send:code:kind``."""
    producer = await _producer(turn)
    kind = _kind(turn)
    if producer is None or kind is None:
        return _gone(turn)
    back = Button.of(turn.t.line("Takaisin"), "card", producer.code)
    thanks = Reply(turn.t("Kiitos! Tieto menee ylläpidolle ja myyjälle."), ((back,),), edits=pressed(turn.message))
    if not await reports.add(turn.session, producer.id, turn.person.id, kind, turn.now):
        return [thanks]
    if await reviews.open_of(turn.session, producer.id, "report") is None:
        await reviews.submit(
            turn.session,
            "report",
            turn.now,
            producer_id=producer.id,
            municipality=producer.municipality,
            payload={"report": kind},
        )
        await _tell_owner(turn, producer)
    return [thanks]


async def _tell_owner(turn: Turn, producer: Producer) -> None:
    owner = None if producer.owner_person_id is None else await turn.session.get(Person, producer.owner_person_id)
    if owner is None or owner.blocked_at is not None or owner.id == turn.person.id:
        return
    t = texts(owner.language or "fi")
    told = Reply(
        t("Joku kertoi, että ilmoituksesi *{name}* tiedot eivät pidä paikkaansa.", name=clip(producer.name, 100)),
        (
            (
                Button.of(t.line("Vahvista tiedot"), "mine.confirm", producer.code),
                Button.of(t.line("Muokkaa"), "register.edit", producer.code),
            ),
        ),
    )
    for address in (await people.addresses(turn.session, owner.id))[:1]:
        await outbox.enqueue(turn.session, address, told, turn.now, lane="reminder", person_id=owner.id)


async def _producer(turn: Turn) -> Producer | None:
    code = turn.word()
    producer = await producers.by_code(turn.session, code)
    return producer if producer is not None and producer.status == "published" else None


def _kind(turn: Turn) -> ReportKind | None:
    name = turn.word(1)
    return next((kind for kind in KINDS if kind == name), None)


def _gone(turn: Turn) -> list[Reply]:
    return [Reply(turn.t("Tätä ilmoitusta ei enää ole luettelossa. Kiitos silti!"), edits=pressed(turn.message))]


BUTTONS: dict[str, Handler] = {"report": ask, "report.send": send}
