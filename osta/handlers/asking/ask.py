"""A question in the person's own words, alone or as one that goes on from the last."""

from __future__ import annotations

from dataclasses import replace

from osta.chat.messages import Button, Location, Moved, Reply
from osta.discovery.question.model import Intent, Question
from osta.discovery.showing.places import from_near
from osta.handlers.asking.answer import PAGE, View, ask, show
from osta.handlers.asking.here import here, note_position
from osta.handlers.asking.recall import asks_for_something, last, remember, with_place_of, with_things_of
from osta.handlers.asking.sellers import by_name, of_open_card, or_namesake
from osta.handlers.turn import IN_VAIN, Turn

_MORE = frozenset("lisää lissää toinen toisia muita seuraava seuraavat mer fler nästa more next another".split())


async def question(turn: Turn) -> list[Reply] | None:
    """Answer a search, or go on from the last one; what is neither is left to others."""
    read = turn.understood
    earlier = last(turn)
    if "seller" in read.talk and _only_goes_on(turn, read) and (told := await of_open_card(turn)):
        return told
    if earlier is not None and asks_for_something(earlier[2]) and _only_goes_on(turn, read):
        turn.data["language"] = read.language
        return await _more(turn, read, *earlier)
    if read.intent is not Intent.FIND:
        return await by_name(turn)
    turn.data["language"] = read.language
    merged = _merged(read, earlier[2] if earlier else None)
    if not asks_for_something(merged):
        return await by_name(turn) or await or_namesake(turn, read, _what(turn, merged))
    if merged.near_me and not merged.places and here(turn) is None:
        return _where(turn, merged)
    named = await by_name(turn)
    return named or await or_namesake(turn, read, await ask(turn, merged))


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
    if "seller" in read.talk and IN_VAIN in turn.data:
        return [Reply(turn.t("Myyjää ei löytynyt. Kerro, mitä muuta etsit."))]
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


def _where(turn: Turn, question: Question) -> list[Reply]:
    """Near me, but nobody knows where that is: the question waits for a position or a village."""
    remember(turn, 0, question)
    return [
        Reply(
            turn.t("Missä olet? Jaa sijaintisi tai kirjoita lähin kylä."),
            ask_location=turn.t.line("Jaa sijaintini"),
        )
    ]


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
