"""Reading a need that is told without naming the service: what is wrong with what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest

from osta.discovery.index.lexemes import Kind
from osta.discovery.lexicon.model import KIND_OF, Lexicon, NeedRule
from osta.discovery.question.scan import Span

WIDEST = 400  # words in the widest classes, over three languages
ALONE = 2.0  # added to the width when one class alone tells the need: any pair is surer
ELSEWHERE = 0.4  # added when thing and act stand in different clauses
SURE = 1.9  # a pair of classes is never wider: less than any class alone
AS_LIKELY = 0.05  # two needs told by the same words are both meant where neither is narrower by more than this
MOST_CONCEPTS = 5  # concepts one told need may stand for
ROOM = "house.place"  # the class of rooms and buildings, which mostly tell only where something is wrong
GIVES_WAY = 0.35  # added when the thing is such a room, for "kylppärin hana tippuu" is about the tap
OWNED = 0.7  # added when the thing is part of a whole ("my dog's claws") and the need is not about the whole
PART_OF = 0.3  # added when it is a word of a phrase that tells something by itself: the food of "laittaa ruokaa"
INSIDE = 0.6  # added when the thing is a word of a phrase that is sold itself: the car of a rental car
WHOLES = frozenset(
    "goods.animal person.dog person.pet person.livestock person.horse life.cat life.doggy"
    " goods.car goods.snowmobile goods.atv goods.boat goods.bicycle goods.tractor".split()
)
"""Classes of animals and vehicles: what is wrong with their parts is for those who look after them."""
_OWNERS = ("n", "ni", "nsa", "nsä", "mme", "nne", "sta", "stä", "s", "’s")  # of, from, or "my"


@dataclass(frozen=True, slots=True)
class Need:
    """The concepts that a told need asks for, any of them, and the spans that told it."""

    concepts: tuple[str, ...]
    spans: tuple[Span, ...]
    width: float
    also: tuple[str, ...] = ()

    @property
    def every(self) -> tuple[str, ...]:
        """All that may be meant: what the narrowest rule says, then what others say of the same words."""
        return tuple(dict.fromkeys((*self.concepts, *self.also)))[: max(MOST_CONCEPTS, len(self.concepts))]

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
    inside: bool = False
    part_of: bool = False  # of a phrase that tells something itself


class Needs:
    """The need rules, found by their classes."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._size = {name: len(need.words) for name, need in lexicon.classes.items()}
        self._things = frozenset(name for rule in lexicon.rules for name in rule.things)
        self._acts = frozenset(name for rule in lexicon.rules for name in rule.acts)
        self._goods = frozenset(slug for slug, concept in lexicon.concepts.items() if not concept.service)
        self._done_to: dict[str, set[str]] = {}
        for rule in lexicon.rules:
            for slug in rule.concepts:
                self._done_to.setdefault(slug, set()).update(rule.things)
        named = {name for name in self._things if name.startswith(KIND_OF)}
        self._kinds: dict[str, list[str]] = {}
        for name in sorted(named):
            for slug in lexicon.below(name.removeprefix(KIND_OF)):
                self._kinds.setdefault(slug, []).append(name)
        self._by_class: dict[str, list[NeedRule]] = {}
        for rule in lexicon.rules:
            for name in rule.things or rule.acts:
                self._by_class.setdefault(name, []).append(rule)

    def is_thing(self, span: Span) -> bool:
        """Whether the span names something that needs are about, so that it may only tell the circumstances."""
        return any(name in self._things for name, _ in span.classes())

    def is_room(self, span: Span) -> bool:
        """Whether the span names a room or building, which gives way to what is wrong or done in it."""
        return any(name == ROOM for name, _ in span.classes())

    def _names_goods(self, span: Span) -> bool:
        return any(slug in self._goods for slug, _ in span.concepts())

    def is_act(self, span: Span) -> bool:
        """Whether the span tells what is done, so that somebody may offer to do it."""
        return any(name in self._acts for name, _ in span.classes())

    def done_to(self, slug: str, span: Span) -> bool:
        """Whether a service is done to what the span names, as sharpening is to a knife."""
        things = self._done_to.get(slug, set())
        return any(name in things for name, _ in self._classes(span))

    def _classes(self, span: Span) -> list[tuple[str, int]]:
        """The classes of a span, also those of all that is a kind of some concept: `=koneet-myynti`."""
        classes, kinds = span.classes(), self._kinds
        for slug, part in span.concepts():
            if slug in kinds:
                classes = classes + [(name, part) for name in kinds[slug]]
        return classes

    def read(self, spans: Sequence[Span]) -> list[Need]:
        """The needs told, the one with the narrowest classes first; other readings of the same words are left out."""
        told = self._told(spans)
        where = self._where(spans) if ROOM in told else set()
        owned = _owned(spans)
        found = [need for rule in self._rules(told) for need in self._matches(rule, told, where)]
        if owned:
            found = [_of_owner(need, owned) for need in found]
        found.sort(key=lambda need: (need.width, need.concepts))
        kept: list[Need] = []
        for need in found:
            rivals = [number for number, better in enumerate(kept) if _overlap(need, better)]
            if not rivals:
                if not any(need.concepts == better.concepts for better in kept):
                    kept.append(need)
            elif set(need.concepts) <= set((better := kept[rivals[0]]).every) and not need.weak and not better.weak:
                # Another of its words says the same: *vuotaa* is the leak then, and no hide.
                new = [span for span in need.spans if self._names_goods(span) and not _overlap_of(span, better)]
                kept[rivals[0]] = replace(better, spans=(*better.spans, *new))
            elif _as_likely(need, better):
                kept[rivals[0]] = replace(better, also=(*better.also, *need.concepts))
        return kept

    def _told(self, spans: Sequence[Span]) -> dict[str, list[_Told]]:
        """The classes told, each with where. The words of a phrase tell theirs too, but less."""
        told: dict[str, list[_Told]] = {}
        clause = end = 0
        for span in spans:
            clause += sum([not token.word for token in span.tokens[end : span.start]])
            end = max(end, span.start)
            own = self._classes(span)
            for name, part in own:
                told.setdefault(name, []).append(_Told(span, part, clause))
            if not span.inside:
                continue
            sold = bool(span.senses(Kind.CONCEPT))
            if not sold and (not span.senses(Kind.CLASS) or _refuses(span)):
                continue
            known = set() if sold else {name for name, _ in own}
            for name in dict.fromkeys(name for word in span.inside for name, _ in word.classes()):
                if name not in known:
                    told.setdefault(name, []).append(_Told(span, 0, clause, inside=sold, part_of=not sold))
        return told

    def _where(self, spans: Sequence[Span]) -> set[int]:
        """The ids of the rooms that only tell where: those in a local case, and those right before another thing."""
        return {
            id(span)
            for span, after in zip_longest(spans, spans[1:])
            if self.is_room(span)
            and (span.aside or (after is not None and after.start == span.end and self.is_thing(after)))
        }

    def _rules(self, told: Iterable[str]) -> Iterable[NeedRule]:
        return dict.fromkeys(rule for name in told for rule in self._by_class.get(name, ()))

    def _matches(self, rule: NeedRule, told: dict[str, list[_Told]], where: set[int]) -> Iterable[Need]:
        things = [(name, found) for name in rule.things for found in told.get(name, ())]
        acts = [(name, found) for name in rule.acts for found in told.get(name, ())]
        if not rule.acts or not rule.things:
            for name, found in things or acts:
                if not (found.inside or found.part_of):
                    yield Need(rule.concepts, (found.span,), ALONE + self._width(name))
            return
        for thing, at in things:
            for act, by in acts:
                if by.inside:
                    continue
                width = self._width(thing) + 0.5 * self._width(act) + INSIDE * at.inside
                width += PART_OF * (at.part_of + by.part_of)
                if at.span is by.span:
                    if at.part < by.part:  # a compound of both: selkäkipu
                        yield Need(rule.concepts, (at.span,), width)
                else:
                    width += ELSEWHERE * (at.clause != by.clause) + GIVES_WAY * (id(at.span) in where)
                    yield Need(rule.concepts, (at.span, by.span), min(width, SURE))

    def _width(self, name: str) -> float:
        """How wide a class is, 0 to 1: a class of few words tells more."""
        return min(1.0, self._size.get(name, WIDEST) / WIDEST)


def _refuses(span: Span) -> bool:
    """Whether a phrase has a negation in it, without which its words mean the contrary."""
    return any(sense.name == "not" for word in span.inside for sense in word.senses(Kind.TALK))


def _owned(spans: Sequence[Span]) -> dict[int, tuple[Span, Span]]:
    """The ids of the spans that name a part, with whole and part: "koirani kynnet", "my dog's claws"."""
    return {
        id(span): (owner, span)
        for owner, span in pairwise(spans)
        if owner.end == span.start and _is_owner(owner) and any(name in WHOLES for name, _ in owner.classes())
    }


def _is_owner(span: Span) -> bool:
    return span.phrase is None and span.said.lower().endswith(_OWNERS)


def _of_owner(need: Need, owned: Mapping[int, tuple[Span, Span]]) -> Need:
    """The need, with the part where the whole tells it; less likely where it takes a dog's claws for a person's."""
    owners = [owned[id(span)][0] for span in need.spans if id(span) in owned]
    parts = [part for owner, part in owned.values() if _overlap_of(owner, need) and not _overlap_of(part, need)]
    if parts and not need.weak:
        return replace(need, spans=(*need.spans, *parts))
    if not owners or need.weak or any(_overlap_of(owner, need) for owner in owners):
        return need
    return replace(need, width=min(need.width + OWNED, SURE))


def _as_likely(need: Need, better: Need) -> bool:
    """Whether the same words tell it as well: each may be meant ("talo on kylmä": heating or insulation)."""
    return (
        not better.weak
        and need.width - better.width <= AS_LIKELY
        and {id(span) for span in need.spans} == {id(span) for span in better.spans}
    )


def _overlap(one: Need, other: Need) -> bool:
    return any(_overlap_of(span, other) for span in one.spans)


def _overlap_of(span: Span, need: Need) -> bool:
    return any(span is told for told in need.spans)
