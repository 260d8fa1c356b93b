"""Sellers that a message means: by their name, or the one whose card is open."""

from __future__ import annotations

from dataclasses import replace

from osta.chat.figures import clip, phone
from osta.chat.messages import Button, Reply
from osta.chat.rich import Rich
from osta.discovery.question.model import Question
from osta.discovery.showing.card import card_reply
from osta.handlers.turn import OPEN_CARD, Turn
from osta.store import directory, exposures, favourites, producers
from osta.store.models import Producer, name_key

_OF_A_CARD = frozenset(
    "auki avoinna aukiolo aukioloajat puhelin puhelinnumero numero numeron osoite missä on onko yhteystiedot "
    "yhteystieto öppet öppettider telefon telefonnummer nummer adress var är kontakt open hours phone number address "
    "where is contact".split()
)
"""What people ask of a seller they know by name."""


async def by_name(turn: Turn) -> list[Reply] | None:
    """The producers that the message names, if it is nothing but a name, or asks no more of it than its card tells."""
    found: list[Producer] = []
    for name in _names(turn.text):
        found = found or await directory.named(turn.session, name)
    if not found:
        return None
    await exposures.count_shown(turn.session, [producer.id for producer in found], turn.now.date())
    if len(found) == 1:
        turn.data[OPEN_CARD] = found[0].code
        kept = await favourites.has(turn.session, turn.person.id, found[0].id)
        return [card_reply(found[0], turn.t, turn.now, turn.discovery, kept=kept)]
    names = [
        Button.of(f"{clip(producer.name, 40)}, {producer.municipality or ''}".rstrip(", "), "card", producer.code)
        for producer in found
    ]
    return [Reply(turn.t("Tällä nimellä on useampi. Kumpaa tarkoitat?"), tuple((one,) for one in names))]


async def names_anybody(turn: Turn) -> bool:
    """Whether the message is the name of a listing, also of one that is not to be seen: its words are nobody's ware."""
    for name in _names(turn.text):
        if await directory.is_name(turn.session, name):
            return True
    return False


def _names(text: str) -> list[str]:
    """What may be a name in the message: all of it, and what is left without what people ask of a seller."""
    words = text.split()
    name = [word for word in words if word.strip("?.!,").casefold() not in _OF_A_CARD]
    return [text, " ".join(name)] if name and len(name) < len(words) else [text]


async def or_namesake(turn: Turn, read: Question, replies: list[Reply]) -> list[Reply]:
    """The answer about a place, and below it the sellers whose first name it is: Martti is a village, and a man."""
    if not any(name_key(turn.text) == name_key(place.name) for place in read.places):
        return replies
    namesakes = await directory.first_named(turn.session, turn.text)
    if not namesakes:
        return replies
    sellers = tuple((Button.of(clip(producer.name, 40), "card.beside", producer.code),) for producer in namesakes)
    *before, last_one = replies
    asked = turn.t("{name} on myös myyjän nimi. Tarkoitatko häntä?", name=clip(turn.text, 40).strip(" .!?"))
    text = Rich.join([last_one.text, asked], between="\n\n")
    return [*before, replace(last_one, text=text, rows=(*last_one.rows, *sellers))]


async def of_open_card(turn: Turn) -> list[Reply] | None:
    """What somebody asks of the seller whose card they opened last: the card tells what is known, the seller the rest.

    None when no card was opened since the last question, or it is no longer there.
    """
    producer = await producers.by_code(turn.session, turn.data[OPEN_CARD]) if OPEN_CARD in turn.data else None
    if producer is None or producer.status != "published":
        return None
    note = turn.t("Tässä on kaikki, mitä tiedän. Muun kertoo myyjä itse.")
    if producer.phone:
        number = phone(producer.phone, turn.t.language)
        note = turn.t("Tässä on kaikki, mitä tiedän. Muun kertoo myyjä: {phone}", phone=number)
    kept = await favourites.has(turn.session, turn.person.id, producer.id)
    reply = card_reply(producer, turn.t, turn.now, turn.discovery, kept=kept)
    return [replace(reply, text=Rich.join([note, reply.text], between="\n\n"))]
