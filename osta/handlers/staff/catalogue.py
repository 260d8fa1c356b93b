"""Staff look a listing up, correct it, give it the emblem, take it down, or make one out of two."""

from __future__ import annotations

from rapidfuzz import fuzz

from osta.chat.figures import clip, phone
from osta.chat.messages import Button, Reply
from osta.chat.rich import Rich
from osta.chat.texts import Texts, marked
from osta.discovery.producers import catalogue
from osta.discovery.producers.values import EMBLEM
from osta.discovery.showing.card import card
from osta.discovery.showing.replies import pressed
from osta.handlers.staff.scope import area_of, producer_of, with_link
from osta.handlers.turn import Turn
from osta.store import audit, invitations, merging, producers
from osta.store.models import Producer, ProducerStatus

LIKENESS = 85.0  # rapidfuzz ratio of two names, 0-100, from which on they may be the same
STATUS: dict[ProducerStatus, str] = {
    "draft": marked("luonnos"),
    "pending": marked("odottaa hyväksyntää"),
    "published": marked("julkaistu"),
    "archived": marked("arkistoitu"),
}
FOUND = 15  # listings a look-up shows


async def look_up(turn: Turn) -> list[Reply]:
    """``/hae <name or number>``: in any state."""
    t = turn.t
    if not turn.argument.strip():
        return [Reply(t("Kirjoita nimi tai numero samaan viestiin: /hae Puikula"))]
    found = await producers.look_up(turn.session, turn.argument[:100], await area_of(turn), FOUND)
    if not found:
        return [Reply(t("Ei löytynyt."))]
    if len(found) == 1:
        return [await _opened(turn, found[0])]
    rows = tuple((Button.of(_label(producer, t), "staff.open", producer.code),) for producer in found)
    return [Reply(t("Löytyi {n}:", n=len(found)), rows)]


async def opened(turn: Turn) -> list[Reply]:
    """``staff.open:code``."""
    producer = await producer_of(turn)
    return _gone(turn) if producer is None else [await _opened(turn, producer)]


async def emblem(turn: Turn) -> list[Reply]:
    """``staff.emblem:code``: grant the emblem of local origin, or take it back."""
    producer = await producer_of(turn)
    if producer is None:
        return _gone(turn)
    producer.emblem = None if producer.emblem else EMBLEM
    producer.updated_at = turn.now
    done = "emblem_granted" if producer.emblem else "emblem_taken"
    await audit.note(turn.session, turn.person.id, done, "producer", producer.id, turn.now)
    return [await _opened(turn, producer)]


async def archive(turn: Turn) -> list[Reply]:
    """``staff.archive:code``: out of the searches after one more tap (``staff.archive:code:sure``), or back at once."""
    producer = await producer_of(turn)
    if producer is None:
        return _gone(turn)
    t = turn.t
    if producer.status == "published" and turn.word(1) != "sure":
        sure = Button.of(t.line("Arkistoi"), "staff.archive", producer.code, "sure")
        back = Button.of(t.line("Takaisin"), "staff.open", producer.code)
        text = t("Poistetaanko *{name}* näkyvistä? Sen saa takaisin samasta napista.", name=clip(producer.name, 100))
        return [Reply(text, ((sure, back),), edits=pressed(turn.message))]
    if producer.status == "published":
        await catalogue.unpublish(turn.session, turn.discovery, producer, now=turn.now)
    else:
        await catalogue.publish(turn.session, turn.discovery, producer, now=turn.now)
    await audit.note(turn.session, turn.person.id, producer.status, "producer", producer.id, turn.now)
    return [await _opened(turn, producer)]


async def code(turn: Turn) -> list[Reply]:
    """``staff.code:code``: a code for the owner to take the listing over."""
    producer = await producer_of(turn)
    if producer is None:
        return _gone(turn)
    claim = await invitations.create(turn.session, "claim", turn.person.id, turn.now, producer_id=producer.id)
    await audit.note(turn.session, turn.person.id, "claim_code_made", "producer", producer.id, turn.now)
    text = turn.t(
        "Kertakoodi myyjälle *{name}*: voimassa 30 päivää.\n\nMyyjä lähettää botille viestin:\n/lunasta {code}",
        name=clip(producer.name, 100),
        code=claim,
    )
    return [Reply(await with_link(turn, text, f"claim_{claim}"))]


async def same(turn: Turn) -> list[Reply]:
    """``staff.same:code``: which other listing may be the same?"""
    producer = await producer_of(turn)
    if producer is None:
        return _gone(turn)
    t = turn.t
    alike = {one.id: one for one in await producers.possible_duplicates(turn.session, producer)}
    for word in producer.name_key.split()[:2]:
        for one in await producers.look_up(turn.session, word, producer.municipality, 50):
            if one.id != producer.id and fuzz.ratio(one.name_key, producer.name_key) >= LIKENESS:
                alike[one.id] = one
    rows = [
        (Button.of(_label(one, t), "staff.merge", producer.code, one.code),) for one in list(alike.values())[:FOUND]
    ]
    rows.append((Button.of(t.line("Takaisin"), "staff.open", producer.code),))
    text = (
        t("Mikä näistä on sama kuin *{name}*? Se yhdistetään tähän.", name=clip(producer.name, 100))
        if alike
        else t("Samankaltaisia ei löytynyt.")
    )
    return [Reply(text, tuple(rows), edits=pressed(turn.message))]


async def merge(turn: Turn) -> list[Reply]:
    """``staff.merge:kept:gone``: after one more tap (``:sure``) the one takes over what only the other has, and the
    other is taken down.
    """
    kept, gone = await producer_of(turn), await producer_of(turn, 1)
    if kept is None or gone is None or kept.id == gone.id:
        return _gone(turn)
    if turn.word(2) != "sure":
        return [_compared(turn, kept, gone)]
    products = _together(catalogue.listed(kept), catalogue.listed(gone))
    filled = await merging.merge(turn.session, kept, gone)
    await catalogue.unpublish(turn.session, turn.discovery, gone, now=turn.now)
    await catalogue.save(turn.session, turn.discovery, kept, products, kept.description, now=turn.now)
    await audit.note(turn.session, turn.person.id, "merged", "producer", kept.id, turn.now, gone=gone.id, fields=filled)
    return [await _opened(turn, kept)]


def _compared(turn: Turn, kept: Producer, gone: Producer) -> Reply:
    """Both side by side, before one is made out of them."""
    t = turn.t
    parts: list[Rich | str] = [
        t("*Jää:*\n{listing}", listing=_in_short(kept)),
        t("*Poistuu näkyvistä:*\n{listing}", listing=_in_short(gone)),
        t("Tuotteet yhdistetään, ja tiedot, jotka jäävältä puuttuvat, otetaan poistuvalta."),
    ]
    if kept.owner_person_id is not None and gone.owner_person_id not in (None, kept.owner_person_id):
        parts.append(t("Molemmilla on eri omistaja. Poistuvan omistaja ei enää hoida ilmoitusta."))
    merge = Button.of(t.line("Yhdistä"), "staff.merge", kept.code, gone.code, "sure")
    other = Button.of(t.line("Toisin päin"), "staff.merge", gone.code, kept.code)
    back = Button.of(t.line("Takaisin"), "staff.open", kept.code)
    return Reply(Rich.join(parts, between="\n\n"), ((merge, other), (back,)), edits=pressed(turn.message))


def _in_short(producer: Producer) -> str:
    names = list(dict.fromkeys(offering.text for offering in producer.offerings if offering.role == "product"))
    number = phone(producer.phone, "fi") if producer.phone else ""
    lines = (producer.name, producer.municipality or "", number, clip(", ".join(names), 300))
    return "\n".join(clip(line, 300) for line in lines if line)


def _together(first: str, second: str) -> str:
    items = [item.strip() for listed in (first, second) for item in listed.split(";") if item.strip()]
    return "; ".join({item.casefold(): item for item in reversed(items)}[key] for key in _order(items))


def _order(items: list[str]) -> list[str]:
    return list(dict.fromkeys(item.casefold() for item in items))


async def _opened(turn: Turn, producer: Producer) -> Reply:
    t = turn.t
    parts: list[Rich | str] = [card(producer, producer.offerings, t, turn.now, turn.discovery)]
    owned = t.line("omistaja on") if producer.owner_person_id is not None else t.line("ei omistajaa")
    parts.append(t("Tila: {state}", state=f"{t.line(STATUS[producer.status])}, {owned}"))
    published = producer.status == "published"
    mark = t.line("Poista Kotoisin-merkki") if producer.emblem else t.line("Anna Kotoisin-merkki")
    rows: list[tuple[Button, ...]] = [
        (
            Button.of(t.line("Muokkaa"), "register.edit", producer.code),
            Button.of(t.line("Arkistoi…") if published else t.line("Julkaise"), "staff.archive", producer.code),
        ),
        (
            Button.of(mark, "staff.emblem", producer.code),
            Button.of(t.line("Yhdistä toiseen"), "staff.same", producer.code),
        ),
    ]
    if producer.owner_person_id is None:
        rows.append((Button.of(t.line("Kertakoodi myyjälle"), "staff.code", producer.code),))
    return Reply(Rich.join(parts, between="\n\n"), tuple(rows), edits=pressed(turn.message))


def _label(producer: Producer, t: Texts) -> str:
    """What tells two listings apart; how one stands only when it is not shown to everybody."""
    hidden = "" if producer.status == "published" else f" ({t.line(STATUS[producer.status])})"
    return f"{clip(producer.name, 40)}, {producer.municipality or '–'}{hidden}"


def _gone(turn: Turn) -> list[Reply]:
    return [Reply(turn.t("Ilmoitusta ei löydy, tai se ei kuulu alueellesi."), edits=pressed(turn.message))]
