"""Reading a need that is told without naming the service: what is wrong with what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from osta.discovery.index.lexemes import Kind
from osta.discovery.lexicon.model import Lexicon, NeedRule
from osta.discovery.question.scan import Span


WIDEST = 400  # words in the widest classes, over three languages


@dataclass(frozen=True, slots=True)
class Need:
    """A concept that a told need asks for, and the spans that told it."""

    concept: str
    spans: tuple[Span, ...]
    width: float


class Needs:
    """The need rules, found by their classes."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._size = {name: len(need.words) for name, need in lexicon.classes.items()}
        self._by_class: dict[str, list[NeedRule]] = {}
        for rule in lexicon.rules:
            for name in rule.things or rule.acts:
                self._by_class.setdefault(name, []).append(rule)

    def read(self, spans: Sequence[Span]) -> list[Need]:
        """The needs told, the one with the narrowest classes first; other readings of the same words are left out."""
        told: dict[str, list[Span]] = {}
        for span in spans:
            for sense in span.senses(Kind.CLASS):
                told.setdefault(sense.name, []).append(span)
        found = [need for rule in self._rules(told) for need in self._matches(rule, told)]
        found.sort(key=lambda need: (need.width, need.concept))
        kept: list[Need] = []
        for need in found:
            if not any(_overlap(need, better) for better in kept) and need.concept not in {n.concept for n in kept}:
                kept.append(need)
        return kept

    def _rules(self, told: Iterable[str]) -> Iterable[NeedRule]:
        return dict.fromkeys(rule for name in told for rule in self._by_class.get(name, ()))

    def _matches(self, rule: NeedRule, told: dict[str, list[Span]]) -> Iterable[Need]:
        things = [(name, span) for name in rule.things for span in told.get(name, ())]
        acts = [(name, span) for name in rule.acts for span in told.get(name, ())]
        if not rule.acts or not rule.things:
            # A class alone is a weak sign: it stands behind every pair.
            for name, span in things or acts:
                yield Need(rule.concept, (span,), 2.0 + self._width(name))
            return
        for thing, at in things:
            for act, by in acts:
                if at is not by:
                    yield Need(rule.concept, (at, by), self._width(thing) + 0.5 * self._width(act))

    def _width(self, name: str) -> float:
        """How wide a class is, 0 to 1: a class of few words tells more."""
        return min(1.0, self._size.get(name, WIDEST) / WIDEST)


def _overlap(one: Need, other: Need) -> bool:
    return any(a is b for a in one.spans for b in other.spans)
