"""The buttons under answers. Each carries the question's number, so that it works as long as the question is known."""

from __future__ import annotations

from dataclasses import replace

from osta.chat.messages import Button, Reply
from osta.discovery.question.model import Intent, Question, Want
from osta.discovery.showing.replies import pressed
from osta.handlers.asking import alert
from osta.handlers.asking.answer import View, ask, show
from osta.handlers.asking.recall import recall
from osta.handlers.turn import Handler, Turn


async def listing(turn: Turn) -> list[Reply]:
    """``list:number:offset:scope``: another part of the answers."""
    number, rest = _arguments(turn)
    question = await recall(turn, number)
    if question is None:
        return _forgotten(turn)
    return await show(turn, number, question, View.of(*rest[:2]))


async def mean(turn: Turn) -> list[Reply]:
    """``mean:number:concept``: which of two things was meant."""
    number, rest = _arguments(turn)
    question = await recall(turn, number)
    if question is None or not rest or turn.discovery.concept(rest[0]) is None:
        return _forgotten(turn)
    wants = tuple(replace(want, concepts=(rest[0],)) if rest[0] in want.concepts else want for want in question.wants)
    return await ask(turn, replace(question, wants=wants, corrected=()))


async def at(turn: Turn) -> list[Reply]:
    """``at:number:place``: which of the places of one name was meant."""
    number, rest = _arguments(turn)
    question = await recall(turn, number)
    if question is None or not rest or rest[0] not in turn.discovery.gazetteer:
        return _forgotten(turn)
    place = turn.discovery.gazetteer[rest[0]]
    return await ask(turn, replace(question, places=(place, *question.places[1:]), corrected=()))


async def look(turn: Turn) -> list[Reply]:
    """``look:concept:municipality``: everything of a kind, in a municipality where one is given."""
    slug, *rest = (*turn.action.args, "") if turn.action else ("",)
    if turn.discovery.concept(slug) is None:
        return _forgotten(turn)
    area = rest[0] if rest and rest[0] in turn.discovery.gazetteer else ""
    label = turn.discovery.label(slug, turn.language)
    question = Question("", turn.language, Intent.FIND, wants=(Want((slug,), label),))
    if area:
        question = replace(question, places=(turn.discovery.gazetteer[area],))
    return await ask(turn, question, View(municipality=area))


def _arguments(turn: Turn) -> tuple[int, list[str]]:
    return turn.number(), list(turn.action.args[1:]) if turn.action else []


def _forgotten(turn: Turn) -> list[Reply]:
    text = turn.t("Tämä nappi on vanha tai toisen keskustelusta. Kysy uudestaan, niin katson.")
    browse = Button.of(turn.t.line("Selaa, mitä lähellä myydään"), "browse")
    return [Reply(text, ((browse,),), edits=pressed(turn.message))]


BUTTONS: dict[str, Handler] = {"list": listing, "mean": mean, "at": at, "look": look, "alert": alert.add}
