"""Reading a need that is told without naming the service: what is wrong with what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from osta.discovery.lexicon.model import Lexicon, NeedRule
from osta.discovery.question.scan import Span

WIDEST = 400  # words in the widest classes, over three languages
ALONE = 2.0  # added to the width when one class alone tells the need: any pair is surer
ELSEWHERE = 0.4  # added when thing and act stand in different clauses


@dataclass(frozen=True, slots=True)
class Need:
    """The concepts that a told need asks for, any of them, and the spans that told it."""

    concepts: tuple[str, ...]
    spans: tuple[Span, ...]
    width: float

    @property
    def weak(self) -> bool:
        """Whether one class alone told it."""
        return self.width >= ALONE


@dataclass(frozen=True, slots=True)
class _Told:
    """A class found in the question: in which span, which part of a compound, which clause."""

    span: Span
    part: int
    clause: int


class Needs:
    """The need rules, found by their classes."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._size = {name: len(need.words) for name, need in lexicon.classes.items()}
        self._things = frozenset(name for rule in lexicon.rules for name in rule.things)
        self._by_class: dict[str, list[NeedRule]] = {}
        for rule in lexicon.rules:
            for name in rule.things or rule.acts:
                self._by_class.setdefault(name, []).append(rule)

    def is_thing(self, span: Span) -> bool:
        """Whether the span names something that needs are about, so that it may only tell the circumstances."""
        return any(name in self._things for name, _ in span.classes())

    def read(self, spans: Sequence[Span]) -> list[Need]:
        """The needs told, the one with the narrowest classes first; other readings of the same words are left out."""
        told: dict[str, list[_Told]] = {}
        for span in spans:
            clause = sum(not token.word for token in span.tokens[: span.start])
            for name, part in span.classes():
                told.setdefault(name, []).append(_Told(span, part, clause))
        found = [need for rule in self._rules(told) for need in self._matches(rule, told)]
        found.sort(key=lambda need: (need.width, need.concepts))
        kept: list[Need] = []
        for need in found:
            if not any(_overlap(need, better) or need.concepts == better.concepts for better in kept):
                kept.append(need)
        return kept

    def _rules(self, told: Iterable[str]) -> Iterable[NeedRule]:
        return dict.fromkeys(rule for name in told for rule in self._by_class.get(name, ()))

    def _matches(self, rule: NeedRule, told: dict[str, list[_Told]]) -> Iterable[Need]:
        things = [(name, found) for name in rule.things for found in told.get(name, ())]
        acts = [(name, found) for name in rule.acts for found in told.get(name, ())]
        if not rule.acts or not rule.things:
            for name, found in things or acts:
                yield Need(rule.concepts, (found.span,), ALONE + self._width(name))
            return
        for thing, at in things:
            for act, by in acts:
                width = self._width(thing) + 0.5 * self._width(act)
                if at.span is by.span:
                    if at.part < by.part:  # a compound of both: selkäkipu
                        yield Need(rule.concepts, (at.span,), width)
                else:
                    yield Need(rule.concepts, (at.span, by.span), width + ELSEWHERE * (at.clause != by.clause))

    def _width(self, name: str) -> float:
        """How wide a class is, 0 to 1: a class of few words tells more."""
        return min(1.0, self._size.get(name, WIDEST) / WIDEST)


def _overlap(one: Need, other: Need) -> bool:
    return any(a is b for a in one.spans for b in other.spans)
