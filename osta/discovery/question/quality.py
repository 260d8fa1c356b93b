"""How or as what a ware is wanted: *luomuna* of "karitsan lihaa luomuna" is no second ware."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from osta.discovery.lexicon.model import Lexicon
from osta.discovery.question.naming import Named
from osta.discovery.question.scan import Span

_DONE = ("tuna", "tynä")  # the participle that tells in what state
_AND = frozenset("ja sekä tai och eller samt and or".split())


def brought(span: Span) -> bool:
    """Whether the word only tells in what state a ware is to come: kuskattuna, kotiin tuotuna."""
    return span.phrase is None and span.said.lower().endswith(_DONE)


def qualified(named: Sequence[Named], lexicon: Lexicon) -> list[Named]:
    """The wares with the qualities beside them, as one: who sells it so comes first, then whoever sells it.

    Both are wanted where an *and* or a comma stands between them, as in "luomutuotteita ja perunaa". Services that
    only tell how the wares are to come are left out: "polttopuita kotiin kuskattuna".
    """
    if any(not one.service for one in named):
        named = [one for one in named if not (one.service and brought(one.span))]
    qualities = [one for one in named if lexicon.concepts[one.want.concepts[0]].quality]
    wares = [one for one in named if one not in qualities and not one.service and not one.purpose]
    said_of: dict[int, Named] = {}
    for quality in qualities:
        beside = [ware for ware in wares if ware.clause == quality.clause and not _listed(quality, ware)]
        if beside:
            said_of[id(quality)] = min(beside, key=lambda ware: _distance(quality, ware))
    kept: list[Named] = []
    for one in named:
        if id(one) in said_of:
            continue
        own = [quality for quality in qualities if said_of.get(id(quality)) is one]
        kept.append(_so(one, own[0], lexicon) if own else one)
    return kept


def _so(ware: Named, quality: Named, lexicon: Lexicon) -> Named:
    slug = quality.want.concepts[0]
    below = lexicon.below(slug)
    if ware.want.narrow or any(concept in below for concept in ware.want.concepts):
        return ware
    word = min((word.text for word in lexicon.concepts[slug].words if word.language == "fi"), key=len)
    first, last = sorted((ware, quality), key=lambda one: one.span.start)
    together = first.span.end == last.span.start
    said = f"{first.span.said} {last.span.said}" if together else ware.want.said
    return replace(ware, want=replace(ware.want, said=said, narrow=word, narrow_concept=slug))


def _listed(one: Named, other: Named) -> bool:
    first, last = sorted((one, other), key=lambda named: named.span.start)
    return any(token.lower in _AND for token in one.span.tokens[first.span.end : last.span.start])


def _distance(one: Named, other: Named) -> int:
    return abs(one.span.start - other.span.start)
