"""A seller's own listings: how often they were seen, what is to be had now, still right, taken down."""

from __future__ import annotations

from datetime import timedelta

from osta.chat.figures import clip
from osta.chat.messages import Button, Reply
from osta.chat.rich import Rich
from osta.chat.texts import marked
from osta.discovery.producers import catalogue
from osta.discovery.showing.card import card
from osta.discovery.showing.replies import pressed
from osta.handlers.turn import Handler, Turn
from osta.store import exposures, producers
from osta.store.models import Offering, Producer

COUNTED = timedelta(days=30)
PRODUCTS = 15  # that get a switch; a keyboard of more is not read
_STATES = {
    "draft": marked("luonnos"),
    "pending": marked("odottaa ylläpidon tarkistusta"),
    "published": marked("näkyy kaikille"),
    "archived": marked("ei näkyvissä"),
}


async def show(turn: Turn) -> list[Reply]:
    """``/omat``: all of them, or the only one at once."""
    owned = await producers.owned_by(turn.session, turn.person.id)
    t = turn.t
    if not owned:
        text = t("Sinulla ei ole vielä ilmoitusta. Tehdäänkö sellainen? Jos sait koodin, kirjoita: /lunasta koodi")
        return [Reply(text, ((Button.of(t.line("Tee ilmoitus"), "register"),),), edits=pressed(turn.message))]
    if len(owned) == 1:
        return [await _opened(turn, owned[0])]
    rows = tuple((Button.of(clip(producer.name, 60), "mine.open", producer.code),) for producer in owned[:20])
    return [Reply(t("Omat ilmoituksesi:"), rows, edits=pressed(turn.message))]


async def opened(turn: Turn) -> list[Reply]:
    """``mine.open:code``."""
    producer = await _own(turn)
    return [await _opened(turn, producer)] if producer is not None else _not_own(turn)


async def available(turn: Turn) -> list[Reply]:
    """``mine.have:code:offering:yes|no``: with one tap to be had now, or sold out."""
    producer = await _own(turn)
    if producer is None or turn.action is None:
        return _not_own(turn)
    number, said = (*turn.action.args[1:], "", "")[:2]
    offering = next((one for one in producer.offerings if str(one.id) == number), None)
    if offering is None or said not in ("yes", "no"):
        return [await _opened(turn, producer)]
    for same in producer.offerings:
        if same.text == offering.text:  # one thing may be read as two concepts
            same.available = said == "yes"
    producer.updated_at = producer.confirmed_at = turn.now
    producer.confirmed_by = "owner"
    await catalogue.refresh(turn.session, turn.discovery, producer)
    return [await _opened(turn, producer)]


async def confirm(turn: Turn) -> list[Reply]:
    """``mine.confirm:code``: everything is as it stands."""
    producer = await _own(turn)
    if producer is None:
        return _not_own(turn)
    producer.confirmed_at, producer.confirmed_by = turn.now, "owner"
    reply = await _opened(turn, producer)
    return [Reply(reply.text, reply.rows, edits=reply.edits, toast=turn.t.line("Kiitos! Tiedot on vahvistettu."))]


async def hide(turn: Turn) -> list[Reply]:
    """``mine.hide:code``: out of the searches."""
    producer = await _own(turn)
    if producer is None:
        return _not_own(turn)
    if producer.status == "published":
        await catalogue.unpublish(turn.session, turn.discovery, producer, now=turn.now)
    return [await _opened(turn, producer)]


async def unhide(turn: Turn) -> list[Reply]:
    """``mine.unhide:code``: back where the owner took it down from."""
    producer = await _own(turn)
    if producer is None:
        return _not_own(turn)
    if producer.status == "archived":
        producer.confirmed_at, producer.confirmed_by = turn.now, "owner"
        await catalogue.publish(turn.session, turn.discovery, producer, now=turn.now)
    return [await _opened(turn, producer)]


async def _opened(turn: Turn, producer: Producer) -> Reply:
    t = turn.t
    shown, taken = await exposures.totals(turn.session, producer.id, (turn.now - COUNTED).date())
    parts: list[Rich | str] = [
        card(producer, producer.offerings, t, turn.now, turn.discovery),
        t("Tila: {state}", state=t.line(_STATES[producer.status])),
        t("Viimeiset 30 päivää: näytetty {shown}, yhteystieto otettu {taken}.", shown=shown, taken=taken),
    ]
    rows: list[tuple[Button, ...]] = [(Button.of(t.line("Tiedot ovat ajan tasalla"), "mine.confirm", producer.code),)]
    for offering in _switchable(producer):
        name = clip(offering.text, 30)
        if offering.available is not False:
            rows.append(
                (Button.of(t.line("Loppu: {product}", product=name), "mine.have", producer.code, offering.id, "no"),)
            )
        if offering.available is not True:
            label = t.line("Nyt saatavilla: {product}", product=name)
            rows.append((Button.of(label, "mine.have", producer.code, offering.id, "yes"),))
    rows.append((Button.of(t.line("Muokkaa"), "register.edit", producer.code),))
    if producer.status == "published":
        rows.append((Button.of(t.line("Poista näkyvistä"), "mine.hide", producer.code),))
    elif producer.status == "archived":
        rows.append((Button.of(t.line("Palauta näkyviin"), "mine.unhide", producer.code),))
    return Reply(Rich.join(parts, between="\n\n"), tuple(rows), edits=pressed(turn.message))


def _switchable(producer: Producer) -> list[Offering]:
    by_text: dict[str, Offering] = {}
    for offering in producer.offerings:
        if offering.role == "product":
            by_text.setdefault(offering.text, offering)
    return list(by_text.values())[:PRODUCTS]


async def _own(turn: Turn) -> Producer | None:
    code = turn.word()
    producer = await producers.by_code(turn.session, code)
    return producer if producer is not None and producer.owner_person_id == turn.person.id else None


def _not_own(turn: Turn) -> list[Reply]:
    text = turn.t("Tämä ei ole sinun ilmoituksesi. Omasi löydät: /omat")
    return [Reply(text, edits=pressed(turn.message))]


BUTTONS: dict[str, Handler] = {
    "mine": show,
    "mine.open": opened,
    "mine.have": available,
    "mine.confirm": confirm,
    "mine.hide": hide,
    "mine.unhide": unhide,
}
