"""What has to be said besides the list: misread words, far results, second bests, what is not known."""

from __future__ import annotations

from osta.chat.figures import clip, distance, number
from osta.chat.rich import Rich
from osta.discovery.keys import Match
from osta.discovery.question.model import Question
from osta.discovery.search import Page
from osta.discovery.showing.wants import asked_for, either, narrowed, offered
from osta.handlers.asking.here import here
from osta.handlers.turn import Turn

_MOST_HELPERS = 3  # services named where any of several would help
_LONGEST = 40  # characters of a typed word that is repeated


def before(turn: Turn, question: Question, page: Page, *, first: bool, within: float | None) -> list[Rich]:
    """The lines above a list; ``within`` is the radius in km that it was asked for in."""
    if not first:
        return []
    return [
        *misspelt(turn, question),
        *_meant(turn, question),
        *_far(turn, question, page, within),
        *_second_best(turn, question, page),
    ]


def after(turn: Turn, question: Question) -> list[Rich]:
    """The lines below a list."""
    lines = []
    if here(turn) is None and not question.places:
        lines.append(turn.t("Kerro kylä, niin näet ensin lähimmät: esimerkiksi ”Kursun lähellä”."))
    return lines


def misspelt(turn: Turn, question: Question) -> list[Rich]:
    """How a mistyped word was read."""
    return [
        turn.t("Luin sanan ”{typed}” näin: {taken}.", typed=clip(typed, _LONGEST), taken=clip(taken, _LONGEST))
        for typed, taken in question.corrected[:3]
    ]


def _meant(turn: Turn, question: Question) -> list[Rich]:
    lines = []
    for want in question.wants:
        if want.told and len(want.concepts) > 1:
            labels = [turn.discovery.label(slug, turn.language) for slug in want.concepts[:_MOST_HELPERS]]
            lines.append(turn.t("Sopisiko tähän {things}?", things=either(labels, turn.t)))
        elif len(want.concepts) > 1:
            labels = [turn.discovery.label(slug, turn.language) for slug in want.concepts]
            said = clip(want.said, _LONGEST)
            lines.append(
                turn.t("”{said}” voi olla {things}. Tässä molemmat:", said=said, things=either(labels, turn.t))
            )
    if len(question.place_choices) > 1:
        place = question.place_choices[0]
        lines.append(
            turn.t(
                "Nimi {place} on useammassa kunnassa. Katsoin tätä: {municipality}.",
                place=place.name,
                municipality=place.municipality,
            )
        )
    return lines


def _far(turn: Turn, question: Question, page: Page, within: float | None) -> list[Rich]:
    if page.widened_to_km is None:
        return []
    t = turn.t
    edge = within
    if edge is None:
        edge = min((near for _, near in turn.discovery.origins(question, here(turn)) if near), default=None)
    # What is only akin may be nearer, and is not what was asked for.
    best = min(result.match for result in page.results)
    nearest = min(
        (result for result in page.results if result.match is best), key=lambda result: result.distance_km or 0.0
    )
    place = nearest.village or nearest.municipality
    far = distance(page.widened_to_km, t)
    outside = [asked for asked in question.places if not asked.inside]
    if outside and len(outside) == len(question.places):
        name = outside[0].name
        return [t("{name} ei ole Itä-Lapissa. Lähin täältä: {far}, {place}.", name=name, far=far, place=place)]
    if edge is not None and round(page.widened_to_km) <= edge:
        far = f"{number(page.widened_to_km + 0.05, t.language, 1)} km"  # "not within 30 km" and "30 km" do not agree
    if edge is None:
        return [t("Lähin on kaukana: {far}, {place}.", far=far, place=place)]
    return [
        t(
            "Ei {edge} km sisällä. Lähin: {far}, {place}.",
            edge=number(edge, t.language, 0 if edge == int(edge) else 1),
            far=far,
            place=place,
        )
    ]


def _second_best(turn: Turn, question: Question, page: Page) -> list[Rich]:
    best = min(result.match for result in page.results)
    things = asked_for(question, turn.discovery, turn.t)
    serves = offered(question, turn.discovery)
    if best is Match.MENTION:
        if serves:
            return [turn.t("Kukaan ei vielä tarjoa juuri {things}, mutta nämä liittyvät siihen:", things=things)]
        return [turn.t("Kukaan ei vielä myy juuri {things}, mutta nämä liittyvät siihen:", things=things)]
    # "Kamelinmaitoa": those who sell milk did not say that it is a camel's.
    unsaid = best is Match.KIND and all(narrowed(want) for want in question.wants)
    if best is Match.GENERAL or unsaid:
        if serves:
            return [turn.t("Kukaan ei ole ilmoittanut tarjoavansa {things}. Näiltä kannattaa kysyä:", things=things)]
        return [turn.t("Kukaan ei ole ilmoittanut myyvänsä {things}. Näiltä kannattaa kysyä:", things=things)]
    return []
