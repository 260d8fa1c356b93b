"""What is wanted: what is named outright, weighed against the need that is told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from osta.discovery.finnish.folding import Token
from osta.discovery.index.lexemes import Kind
from osta.discovery.lexicon.model import Lexicon
from osta.discovery.question.asker import asking
from osta.discovery.question.comparing import likened
from osta.discovery.question.model import Want
from osta.discovery.question.naming import Named, Naming
from osta.discovery.question.needs import Need, Needs
from osta.discovery.question.negation import negated
from osta.discovery.question.quality import brought, qualified
from osta.discovery.question.scan import Span

_SURE_LENGTH = 7  # letters from which one slip leaves little doubt
_ONE_SLIP = 1.0
_MOST_NEEDS = 2
_AND = frozenset("ja sekä tai och eller and or".split())
_HALF_SLIP = 0.5  # a letter doubled or not: siikka


class Wanting:
    """Reads what is wanted, with one lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._naming = Naming(lexicon)
        self._needs = Needs(lexicon)

    def is_act(self, span: Span) -> bool:
        """Whether the span tells what is done for people: a verb of a need, or a service."""
        return self._needs.is_act(span) or any(self._lexicon.concepts[slug].service for slug, _ in span.concepts())

    def read(self, spans: Sequence[Span], words: Sequence[Token]) -> tuple[list[Want], list[str]]:
        """What is wanted, and the concepts that are expressly not."""
        spans = _trusted(spans)
        covered = negated(spans, words)
        alike = likened(spans, words)
        everything = [self._broadened(one) for one in self._naming.read(spans, words) if id(one.span) not in alike]
        askers = asking(everything, spans, words, self._lexicon)
        everything = [one for one in everything if id(one.span) not in askers]
        named = qualified([one for one in everything if id(one.span) not in covered], self._lexicon)
        refused = [slug for one in everything if id(one.span) in covered for slug in one.want.concepts]
        # What is wrong is mostly told with a negation ("ei pääse nettiin"): needs are read across it.
        wants = self._weighed(*self._asked_for(named, self._needs.read(spans), spans, words))
        return wants, self._excluded(refused, wants)

    def _asked_for(
        self, named: list[Named], needs: list[Need], spans: Sequence[Span], words: Sequence[Token]
    ) -> tuple[list[Named], list[Need]]:
        """What the asking clause asks for; services and needs that only other clauses tell are the circumstances.

        "We rent a cottage at Suomu, where can one buy bread": bread is asked for, the cottage tells where they are.
        """

        def clause_of(span: Span) -> int:
            return sum(not word.word for word in words[: span.start])

        asking = {clause_of(span) for span in spans if any(sense.name == "buy" for sense in span.senses(Kind.TALK))}
        if not any(
            one.clause in asking and not one.purpose and one.want.concepts[0] not in self._lexicon.roots
            for one in named
        ):
            return named, needs
        return (
            [one for one in named if one.clause in asking or not one.service],
            [need for need in needs if any(clause_of(span) in asking for span in need.spans)],
        )

    def _weighed(self, named: list[Named], needs: Sequence[Need]) -> list[Want]:
        need = needs[0] if needs else None
        # A word that also belongs to the grammar of a question ("kuorma") is a product only for want of better.
        firm = [one for one in named if not one.span.senses(Kind.TALK)]
        named = firm if firm or need else named
        if need is not None and need.weak and any(one.want.concepts[0] not in self._lexicon.roots for one in named):
            need = None
        if need is not None and (
            _only_a_purpose(need, named) or _told_by_a_purpose(need, named) or _only_a_manner(need, named)
        ):
            need = None
        if need is not None:
            inside = [one for one in named if any(one.span is span for span in need.spans)]
            closer = [self._beside(one, need) for one in inside if one.service and self._related(one.want, need)]
            # Where the person is or what it is for ("mökillä takka savuttaa") is no rival of what is wrong.
            named = [
                one for one in named if one not in inside and not one.purpose and not self._needs.is_thing(one.span)
            ]
            if closer:
                # Another service beside it is no part of the need: "saunavaunun vuokraus ja paljun vuokraus".
                beside = [
                    one.want
                    for one in (*inside, *named)
                    if one.service
                    and not one.purpose
                    and not self._related(one.want, need)
                    and not any(self._needs.done_to(want.concepts[0], one.span) for want in closer)
                ]
                return _merged([*closer, *beside])
        named = self._without_objects(self._without_rooms(self._without_purposes(named)))
        if need is None or any(one.service for one in named):
            return _merged(one.want for one in named)
        # "Netti ja pesukone korjattava": of two needs told, both are wanted.
        told = [one for one in needs[:_MOST_NEEDS] if one is need or not one.weak]
        return _merged(
            [
                *(Want(one.every, " ".join(span.said for span in one.spans), told=True) for one in told),
                *(one.want for one in named),
            ]
        )

    def _without_purposes(self, named: list[Named]) -> list[Named]:
        """What is looked for, without what it is for; a service that things are brought to stays (trimmaukseen)."""
        objects = [one for one in named if not one.purpose]
        if not objects:
            return named
        if any(one.service or not one.span.classes() for one in objects):
            return objects
        return [one for one in named if not one.purpose or (one.service and not self._needs.is_thing(one.span))]

    def _without_objects(self, named: list[Named]) -> list[Named]:
        """What is looked for, without the goods that a service named beside them is done to: *knife, who sharpens*.

        Also without a heading that only describes what is named: *vastaleivottua rieskaa*.
        """
        if len(named) < 2:
            return named
        services = [one for one in named if one.service]
        kept = []
        for one in named:
            others = [other for other in named if other is not one and not _joined(one, [other])]
            done = any(
                self._needs.done_to(other.want.concepts[0], one.span)
                for other in services
                if other in others and not self._needs.done_to(one.want.concepts[0], other.span)
            )
            if not done and not any(self._describes(one, other) for other in others):
                kept.append(one)
        return kept or named

    def _describes(self, one: Named, other: Named) -> bool:
        slug, kind = one.want.concepts[0], other.want.concepts[0]
        heading = self._lexicon.concepts[slug].category and one.span.end == other.span.start
        return heading and slug != kind and kind in self._lexicon.below(slug)

    def _without_rooms(self, named: list[Named]) -> list[Named]:
        """Without the room or building that something is done to: *sauna* of "sauna pitäis siivota"."""
        done = [one for one in named if one.service and not self._needs.is_room(one.span)]
        if not done:
            return named
        return [one for one in named if one in done or not self._needs.is_room(one.span) or _joined(one, done)]

    def _broadened(self, one: Named) -> Named:
        """A phrase that tells a need ("auto ei käynnisty"): whom the need asks for may help as well."""
        if one.span.phrase is None or not one.service:
            return one
        needs = self._needs.read(one.span.inside)
        if not needs or needs[0].weak or not self._related(one.want, needs[0]):
            return one
        concepts = tuple(dict.fromkeys((*one.want.concepts, *needs[0].concepts)))
        return replace(one, want=Want(concepts, one.want.said, told=True))

    def _beside(self, one: Named, need: Need) -> Want:
        """The named service; what is said to be wrong with it may as well be mended by those the need asks for."""
        if need.weak or not self._needs.is_thing(one.span):
            return one.want
        return Want(tuple(dict.fromkeys((*one.want.concepts, *need.concepts))), one.want.said, told=True)

    def _related(self, want: Want, need: Need) -> bool:
        """Whether the named service is a kind of the one that the told need asks for, or the same."""
        return any(
            slug in self._lexicon.below(wider)
            for slug in want.concepts
            for wider in need.concepts
            if wider in self._lexicon.concepts
        )

    def _excluded(self, refused: Sequence[str], wants: Sequence[Want]) -> list[str]:
        """The refused concepts that bear on what is wanted, without those that would leave nothing of it."""
        wanted = [slug for want in wants for slug in want.concepts]
        return [
            slug
            for slug in dict.fromkeys(refused)
            if not any(want in self._lexicon.below(slug) for want in wanted)
            and any(self._lexicon.below(want) & self._lexicon.below(slug) for want in wanted)
        ]


def _trusted(spans: Sequence[Span]) -> list[Span]:
    """The spans without doubtful spelling corrections, where something else in the sentence carries a meaning."""
    doubtful = [span for span in spans if span.corrected and not _sure(span)]
    certain = [span for span in spans if span not in doubtful]
    if doubtful and any(span.senses(Kind.CONCEPT) or span.senses(Kind.CLASS) for span in certain):
        return certain
    return list(spans)


def _sure(span: Span) -> bool:
    slips = min((hit.distance for hit in span.hits), default=0.0)
    return slips <= _HALF_SLIP or (slips <= _ONE_SLIP and len(span.said) >= _SURE_LENGTH)


def _only_a_purpose(need: Need, named: Sequence[Named]) -> bool:
    """Whether the need only tells what a named thing is for: socks *as a present for grandmother*."""
    inside = [one for one in named if any(one.span is span for span in need.spans)]
    return any(one.purpose for one in inside) and any(not one.purpose for one in named if one not in inside)


def _joined(one: Named, others: Sequence[Named]) -> bool:
    """Whether an *and* stands between it and one of the others: both are wanted."""
    tokens = one.span.tokens
    return any(
        token.lower in _AND
        for other in others
        for token in tokens[min(one.span.end, other.span.end) : max(one.span.start, other.span.start)]
    )


def _told_by_a_purpose(need: Need, named: Sequence[Named]) -> bool:
    """Whether the need only tells what a service named beside it is for: nails *for the dance*."""
    return any(span.aside for span in need.spans) and any(
        one.service and not one.purpose and not any(one.span is span for span in need.spans) for one in named
    )


def _only_a_manner(need: Need, named: Sequence[Named]) -> bool:
    """Whether the need only tells how wares named beside it are to come: firewood *brought home*."""
    return any(brought(span) for span in need.spans) and any(
        not one.service and not any(one.span is span for span in need.spans) for one in named
    )


def _merged(wants: Iterable[Want]) -> list[Want]:
    merged: dict[tuple[str, ...], Want] = {}
    for want in wants:
        merged.setdefault(want.concepts, want)
    return list(merged.values())
