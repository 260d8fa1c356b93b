"""A question in the person's own words, alone or as one that goes on from the last."""

from __future__ import annotations

from dataclasses import replace

from osta.chat.figures import clip
from osta.chat.messages import Button, Location, Moved, Reply
from osta.chat.rich import Rich
from osta.discovery.question.model import Intent, Question
from osta.discovery.showing.card import card_reply
from osta.discovery.showing.places import from_near
from osta.handlers.asking.answer import PAGE, View, ask, show
from osta.handlers.asking.here import here, note_position
from osta.handlers.asking.recall import asks_for_something, last, remember, with_place_of, with_things_of
from osta.handlers.card import OPEN, asked_more
from osta.handlers.turn import Turn
from osta.store import directory, exposures, favourites
from osta.store.models import name_key

_MORE = frozenset("lisää lissää toinen toisia muita seuraava seuraavat mer fler nästa more next another".split())
_OF_A_CARD = frozenset(
    "auki avoinna aukiolo aukioloajat puhelin puhelinnumero numero numeron osoite missä on onko yhteystiedot "
    "yhteystieto öppet öppettider telefon telefonnummer nummer adress var är kontakt open hours phone number address "
    "where is contact".split()
)
"""What people ask of a seller they know by name."""


async def question(turn: Turn) -> list[Reply] | None:
    """Answer a search, or go on from the last one; what is neither is left to others."""
    read = turn.understood
    earlier = last(turn)
    if "seller" in read.talk and _only_goes_on(turn, read) and (told := await asked_more(turn)):
        return told
    if earlier is not None and asks_for_something(earlier[2]) and _only_goes_on(turn, read):
        turn.data["language"] = read.language
        return await _more(turn, read, *earlier)
    if read.intent is not Intent.FIND:
        return await _by_name(turn)
    turn.data["language"] = read.language
    merged = _merged(read, earlier[2] if earlier else None)
    if not asks_for_something(merged):
        return await _by_name(turn) or await _or_seller(turn, read, _what(turn, merged))
    if merged.near_me and not merged.places and here(turn) is None:
        return _where(turn, merged)
    named = await _by_name(turn)
    return named or await _or_seller(turn, read, await ask(turn, merged))


def _only_goes_on(turn: Turn, read: Question) -> bool:
    """Whether the message is nothing but a wish for more answers, or for cheaper ones."""
    if turn.text.strip(" .!?").casefold() in _MORE:
        return True
    if read.wants or read.places or read.unknown:
        return False
    return bool(read.talk & {"followup-more", "followup-cheaper", "seller", "nearer"})


def _merged(read: Question, earlier: Question | None) -> Question:
    """The question with what it leaves to the one before it."""
    if earlier is None:
        return read
    if not asks_for_something(read):
        return with_things_of(read, earlier) if asks_for_something(earlier) else read
    goes_on = "followup-place" in read.talk or not asks_for_something(earlier)
    if goes_on and not read.places and not read.near_me:
        return with_place_of(read, earlier)
    return read


async def _more(turn: Turn, read: Question, number: int, offset: int, earlier: Question) -> list[Reply]:
    if "nearer" in read.talk:
        if not earlier.places and here(turn) is None:
            return _where(turn, earlier)
        return await show(turn, number, earlier, View(), [turn.t("Lista alkaa aina lähimmästä.")])
    if "seller" in read.talk:
        note = turn.t("Sen kertoo myyjä. Paina numeroa, niin näet paikan, aukioloajat ja puhelimen.")
        return await show(turn, number, earlier, View(offset), [note])
    if "followup-cheaper" in read.talk:
        note = turn.t("Hintoja en tiedä: ne kertoo myyjä.")
        return await show(turn, number, earlier, View(), [note])
    return await show(turn, number, earlier, View(offset + PAGE))


def _what(turn: Turn, question: Question) -> list[Reply]:
    """A place without anything to look for."""
    remember(turn, 0, question)
    if not question.places:
        return [Reply(turn.t("Mitä etsit? Kirjoita esimerkiksi ”perunoita” tai ”parturi”."))]
    place = question.places[0]
    area = turn.discovery.gazetteer.municipality(place.municipality) if place.inside else None
    browse = Button.of(turn.t.line("Selaa, mitä lähellä myydään"), "browse", *([area.id] if area else []))
    text = turn.t(
        "Mitä etsit {from_near}? Napista näet kaiken, mitä siellä myydään.",
        from_near=from_near(question.places, turn.t),
    )
    return [Reply(text, ((browse,),))]


async def _or_seller(turn: Turn, read: Question, replies: list[Reply]) -> list[Reply]:
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


def _where(turn: Turn, question: Question) -> list[Reply]:
    """Near me, but nobody knows where that is: the question waits for a position or a village."""
    remember(turn, 0, question)
    return [
        Reply(
            turn.t("Missä olet? Jaa sijaintisi tai kirjoita lähin kylä."),
            ask_location=turn.t.line("Jaa sijaintini"),
        )
    ]


async def _by_name(turn: Turn) -> list[Reply] | None:
    """The producers that the message names, if it is nothing but a name, or asks no more of it than its card tells."""
    found = await directory.named(turn.session, turn.text)
    words = turn.text.split()
    name = [word for word in words if word.strip("?.!,").casefold() not in _OF_A_CARD]
    if not found and name and len(name) < len(words):
        found = await directory.named(turn.session, " ".join(name))
    if not found:
        return None
    await exposures.count_shown(turn.session, [producer.id for producer in found], turn.now.date())
    if len(found) == 1:
        turn.data[OPEN] = found[0].code
        kept = await favourites.has(turn.session, turn.person.id, found[0].id)
        return [card_reply(found[0], turn.t, turn.now, turn.discovery, kept=kept)]
    names = [
        Button.of(f"{clip(producer.name, 40)}, {producer.municipality or ''}".rstrip(", "), "card", producer.code)
        for producer in found
    ]
    return [Reply(turn.t("Tällä nimellä on useampi. Kumpaa tarkoitat?"), tuple((one,) for one in names))]


async def moved(turn: Turn) -> list[Reply] | None:
    """A step of a live position: near me is there from now on. Nothing is said to it."""
    content = turn.message.content
    if not isinstance(content, Moved):
        return None
    note_position(turn, content.latitude, content.longitude)
    return []


async def located(turn: Turn) -> list[Reply] | None:
    """A shared position: answers the question that waits for it, else is near me for a while."""
    content = turn.message.content
    if not isinstance(content, Location):
        return None
    note_position(turn, content.latitude, content.longitude)
    earlier = last(turn)
    if earlier is not None and asks_for_something(earlier[2]):
        return await ask(turn, replace(earlier[2], places=(), near_me=True))
    _, nearest = turn.discovery.gazetteer.nearest(content.latitude, content.longitude)[0]
    text = turn.t("Kiitos. Mitä etsit {from_near}?", from_near=from_near([nearest], turn.t))
    remember_home = Button.of(turn.t.line("Muista kotikyläni"), "home.set", nearest.id)
    return [Reply(text, ((remember_home,),) if not turn.message.group else ())]
