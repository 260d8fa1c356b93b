"""Posting a need: in one message, then until when, and how the buyer is reached. Staff look at it before it opens."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from osta.broadcasts.volume import draft, lifecycle
from osta.broadcasts.volume.draft import Cause, NeedFault
from osta.chat.figures import clip
from osta.chat.messages import Button, Reply
from osta.chat.texts import marked
from osta.discovery.places.stored import stored
from osta.handlers.turn import NotMine, Turn
from osta.store import volume
from osta.store.models import Need

TEXT = "volume.need"  # the states that wait for words
UNTIL = "volume.until"
CONTACT = "volume.contact"
WEEKS = (2, 4, 8)
_NEED = "need"
_CONTACT_LENGTH = 100
_FAULTS: dict[Cause, str] = {
    "quantity": marked("En löytänyt määrää. Kirjoita esimerkiksi: 500 kg perunaa kuussa, Salla"),
    "thing": marked("En löytänyt, mitä tarvitset. Kirjoita esimerkiksi: 500 kg perunaa kuussa, Salla"),
}


async def begin(turn: Turn) -> list[Reply]:
    """``volume.post``."""
    turn.state = TEXT
    turn.data.pop(_NEED, None)
    return await prompt(turn)


async def prompt(turn: Turn) -> list[Reply]:
    """The open question again."""
    t = turn.t
    if turn.state == UNTIL:
        buttons = tuple(Button.of(t.line("{n} viikkoa", n=weeks), "volume.weeks", weeks) for weeks in WEEKS)
        return [Reply(t("Kuinka kauan tuottajat voivat luvata osansa?"), (buttons,))]
    if turn.state == CONTACT:
        skip = Button.of(t.line("Ohita"), "volume.nocontact")
        text = t("Mistä sinut tavoittaa? Puhelin tai sähköposti annetaan niille, jotka suostuvat yhteydenottoon.")
        return [Reply(text, ((skip,),))]
    text = t("Mitä tarvitaan? Kirjoita määrä, tuote, kuinka usein ja missä: 500 kg perunaa kuussa, syyskuusta, Salla")
    return [Reply(text)]


async def told(turn: Turn) -> list[Reply] | None:
    """The need, later the contact."""
    words = turn.text.strip()
    if not words:
        raise NotMine
    if turn.state == CONTACT:
        return await _post(turn, clip(words, _CONTACT_LENGTH))
    if turn.state != TEXT:
        raise NotMine
    try:
        read = draft.read(words, turn.discovery)
    except NeedFault as fault:
        return [Reply(turn.t(_FAULTS[fault.cause]))]
    turn.data[_NEED] = {
        "text": read.text,
        "concept": read.concept,
        "quantity": read.quantity,
        "unit": read.unit,
        "period": read.period,
        "place": read.place.id if read.place is not None else None,
    }
    turn.state = UNTIL
    return await prompt(turn)


async def weeks(turn: Turn) -> list[Reply]:
    """``volume.weeks:n``."""
    chosen = turn.number()
    if turn.state != UNTIL or chosen not in WEEKS:
        return await begin(turn)
    turn.data[_NEED] = _kept(turn) | {"weeks": chosen}
    turn.state = CONTACT
    return await prompt(turn)


async def no_contact(turn: Turn) -> list[Reply]:
    """``volume.nocontact``."""
    return await _post(turn, None) if turn.state == CONTACT else await begin(turn)


async def _post(turn: Turn, contact: str | None) -> list[Reply]:
    kept = _kept(turn)
    turn.state = None
    turn.data.pop(_NEED, None)
    place = kept.get("place")
    need = Need(
        text=kept["text"],
        concept=kept["concept"],
        quantity=float(kept["quantity"]),
        unit=kept["unit"],
        period=kept["period"],
        place_id=await stored(turn.session, turn.discovery.gazetteer[place]) if place else None,
        posted_by=turn.person.id,
        contact=contact,
        created_at=turn.now,
        closes_at=turn.now + timedelta(weeks=int(kept["weeks"])),
    )
    await volume.add(turn.session, need)
    if not turn.staff:
        return [Reply(turn.t("Kiitos! Tarpeesi tarkistetaan, ja sitten tuottajat saavat siitä tiedon."))]
    told_to = await lifecycle.open_need(turn.session, turn.discovery, need, turn.now)
    text = turn.t.plural(
        "Tarve on auki. Kerroin siitä {n} yrittäjälle.", "Tarve on auki. Kerroin siitä {n} yrittäjälle.", told_to
    )
    return [Reply(text, ((Button.of(turn.t.line("Näytä tarve"), "volume", need.id),),))]


def _kept(turn: Turn) -> dict[str, Any]:
    kept: dict[str, Any] = turn.data.get(_NEED, {})
    return kept
