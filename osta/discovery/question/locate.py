"""Which of the words are places: by case ending, capital letter, neighbours and position; else they are just words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from osta.discovery.finnish.folding import Token, fold
from osta.discovery.index.lexemes import Form, Kind
from osta.discovery.places.gazetteer import Gazetteer
from osta.discovery.places.model import Place
from osta.discovery.question.scan import Span

_PREPOSITIONS = frozenset(
    "i från nära vid till på in from at near around to by about kring runt utanför outside of".split()
)
_CENTRE = 0.5  # a municipality's name is meant as a place more often than any village's: "parturi salla heti"
_SPEAKER = frozenset("tässä täällä here här terveisin".split())  # "Saija tässä": the speaker's own name
_CERTAIN = 2.0  # needed against another meaning of the same word
_LIKELY = 1.0  # needed of a name that is an everyday word too, though none that is sold
_POSSIBLE = 0.5  # needed of a name that people bear as well
_SHORTEST_MISSPELT = 5


@dataclass(frozen=True, slots=True)
class Located:
    """A span read as a place. ``choices`` has more than one where the name alone does not tell which."""

    span: Span
    choices: tuple[Place, ...]
    score: float


def locate(spans: Sequence[Span], tokens: Sequence[Token], gazetteer: Gazetteer) -> list[Located]:
    """The spans that are places, in the order of the text."""
    found = []
    for span in spans:
        choices = _choices(span, gazetteer)
        if not choices:
            continue
        score = _score(span, spans, tokens) + (_CENTRE if choices[0].kind == "centre" else 0.0)
        if score < _needed(span, choices):
            continue
        if span.corrected and (score < 1 or len(tokens[span.start].folded) < _SHORTEST_MISSPELT):
            continue
        found.append(Located(span, choices, score))
    return found


def _choices(span: Span, gazetteer: Gazetteer) -> tuple[Place, ...]:
    ids = dict.fromkeys(sense.name for sense in span.senses(Kind.PLACE))
    places = [gazetteer[name] for name in ids if name in gazetteer]
    # A point before an area, a place's own name before another name for it, inside before outside.
    typed = span.said.lower()
    places.sort(key=lambda place: (place.is_area, not _own_name(place, typed), not place.inside))
    if len(places) > 1 and places[0].municipality == places[1].municipality:
        places = [place for place in places if place.municipality != places[0].municipality or place is places[0]]
    if len(places) > 1 and _own_name(places[0], typed) and not _own_name(places[1], typed):
        places = places[:1]
    return tuple(places)


def _own_name(place: Place, typed: str) -> bool:
    return typed[:3] == place.name.lower()[:3] and len(typed) >= len(place.name) - 2


def _needed(span: Span, choices: Sequence[Place]) -> float:
    """How sure it must be that the span is a place, by what else it may be."""
    rivals = [hit for hit in span.hits if any(sense.kind is not Kind.PLACE for sense in hit.lexeme.senses)]
    standard = any(not hit.form & Form.SPOKEN for hit in span.hits if hit not in rivals)
    # A village's plain name beats what is only a spoken form of some word (Kairala, and kairalla said short).
    if any(not (hit.form & Form.SPOKEN and standard) for hit in rivals):
        return _CERTAIN
    also = {meaning for place in choices for meaning in place.also_means(_name_used(place, fold(span.said)))}
    return _LIKELY if "word" in also else _POSSIBLE if "person" in also else -1.0


def _name_used(place: Place, folded: str) -> str:
    """Which of the place's names was used: the longest that begins as the word does."""
    for name in sorted(place.names, key=len, reverse=True):
        if folded.startswith(fold(name)[: max(3, len(name) - 2)]):
            return name
    return place.name


def _score(span: Span, spans: Sequence[Span], tokens: Sequence[Token]) -> float:
    """How sure it is that this is a place; 2 is certain enough against a rival reading."""
    score = 0.0
    forms = [hit.form for hit in span.hits if any(sense.kind is Kind.PLACE for sense in hit.lexeme.senses)]
    if any(form & Form.LOCAL for form in forms):
        score += 2.0
    after = _talk(spans, span.end)
    if "near" in after:
        score += 2.0
    before = tokens[span.start - 1].lower if span.start else ""
    if before in _PREPOSITIONS:
        score += 2.0
    if "near" in _talk_before(spans, span.start):
        score += 1.0
    token = tokens[span.start]
    if token.capital:
        score += 1.0
    if span.end >= len([t for t in tokens if t.word or t.typed != "?"]) or span.start == 0:
        score += 0.5
    if before == ",":
        score += 0.5
    if span.phrase is not None:
        score += 1.0
    following = tokens[span.end].lower if span.end < len(tokens) else ""
    if following in _SPEAKER or before in _SPEAKER:
        score -= 3.0
    return score


def _talk(spans: Sequence[Span], at: int) -> set[str]:
    return {sense.name for span in spans if span.start == at for sense in span.senses(Kind.TALK)}


def _talk_before(spans: Sequence[Span], at: int) -> set[str]:
    return {sense.name for span in spans if span.end == at for sense in span.senses(Kind.TALK)}
