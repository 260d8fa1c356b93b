"""What is named outright: each word or phrase that is a product or service, compounds read by their parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest

from osta.discovery.finnish.folding import Token, fold
from osta.discovery.index.lexemes import Form, Kind, Sense
from osta.discovery.lexicon.model import Lexicon
from osta.discovery.question.model import Want
from osta.discovery.question.scan import Span, senses_of
from osta.discovery.question.terms import term_stem

_ARTICLES = frozenset("the a an my our your en ett min mitt vår din".split())
_PURPOSE_PREPOSITIONS = frozenset(
    "for to with in on under over behind inside through from against"
    " as som till för med i på åt över bakom genom från mot".split()
)
_TOGETHER_WITH = frozenset("kanssa kans kaa kera varten vuoksi takia".split())  # or because of
_I_AM = frozenset("olen oon heter am i'm".split())
_MY_NAME_IS = (["nimeni", "on"], ["nimi", "on"], ["namn", "är"], ["name", "is"])
_SHORTEST_STEM = 4
_EXOTIC = "kaukaiset-elaimet"


@dataclass(frozen=True, slots=True)
class Named:
    """Something named outright. ``purpose`` marks what only says what it is for: saunaan, lahjaksi, for the sauna."""

    span: Span
    want: Want
    service: bool
    purpose: bool
    clause: int


class Naming:
    """Finds what is named, with one lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._kind_of = cache(self._listed_kind)

    def read(self, spans: Sequence[Span], words: Sequence[Token]) -> list[Named]:
        """Everything named, in order."""
        named: list[Named] = []
        before: Span | None = None
        for span, after in zip_longest(spans, spans[1:]):
            pair = self._paired(before, span)
            want = pair or self._want(span)
            before = span
            if want is None or _introduces(span, words) or (not pair and after is not None and _attribute(span, after)):
                continue
            if pair and named and named[-1].span.end == span.start:
                named.pop()  # the genitive is part of this: moottorikelkkojen vuokraus
            service = self._lexicon.concepts[want.concepts[0]].service
            clause = sum(not word.word for word in words[: span.start])
            named.append(Named(span, want, service, _purpose(span, words), clause))
        return named

    def _want(self, span: Span) -> Want | None:
        compound = span.compound
        if span.phrase is None and any(sense.name == "grammar" for sense in span.senses(Kind.TALK)):
            return None  # "teille" is to you, not to the roads
        if compound is None:
            concepts = self._known(_best(span.senses(Kind.CONCEPT)))
            if not concepts:
                return None
            typed = term_stem(span.said) if span.corrected else None
            if typed in {term_stem(hit.lexeme.text) for hit in span.hits}:
                typed = None  # only the ending was misspelt
            return Want(concepts, span.said, self._own_word(concepts[0], span), typed=typed)
        first = self._known(_best(senses_of(compound.first_hits, Kind.CONCEPT)))
        if compound.generic:
            return Want(first, span.said) if first else None
        heads = self._known(_best(senses_of(compound.head, Kind.CONCEPT)))
        for head in heads:
            listed = self._kind_of(head, fold(compound.first), first[0] if first else None)
            if listed:
                return Want((listed,), span.said)
        return Want(heads, span.said, compound.first, first[0] if first else None) if heads else None

    def _paired(self, before: Span | None, span: Span) -> Want | None:
        """A genitive and its head, written apart, as one: moottorikelkkojen vuokraus, mansikan taimia."""
        if before is None or before.end != span.start or span.compound or before.phrase or before.corrected:
            return None
        if foreign := self._from_afar(before, span):
            return foreign
        genitives = [
            hit
            for hit in before.hits
            if hit.lexeme.language == "fi"
            and any(sense.kind in (Kind.CONCEPT, Kind.CLASS) for sense in hit.lexeme.senses)
            and not hit.form & (Form.OBLIQUE | Form.NOMINATIVE | Form.SPOKEN)
        ]
        if not genitives or before.senses(Kind.TALK) or not before.said.lower().endswith("n"):
            return None
        if span.oblique or any(hit.form & Form.NOMINATIVE for hit in before.hits):
            return None  # before a purpose it is an object (leikkauksen juhliin); puhelin is nobody's genitive
        said = f"{before.said} {span.said}"
        heads = self._known(_best(span.senses(Kind.CONCEPT)))
        narrow: Want | None = None
        for head in heads:
            for hit in genitives:
                first = self._known(_best(senses_of((hit,), Kind.CONCEPT)))
                listed = self._kind_of(head, fold(hit.lexeme.text), first[0] if first else None)
                if listed:
                    return Want((listed,), said)
                narrow = narrow or Want(heads, said, hit.lexeme.text, first[0] if first else None)
        return narrow

    def _from_afar(self, before: Span, span: Span) -> Want | None:
        """What is made of an animal that nobody here keeps, in languages without a genitive for it: *camel milk*."""
        far = [name for name, _ in before.concepts() if name == _EXOTIC]
        heads = self._known(_best(span.senses(Kind.CONCEPT)))
        if not far or not heads or heads[0] == _EXOTIC or any(hit.lexeme.language == "fi" for hit in before.hits):
            return None
        return Want(heads, f"{before.said} {span.said}", before.said, _EXOTIC)

    def _known(self, slugs: Sequence[str]) -> tuple[str, ...]:
        return tuple(slug for slug in slugs if slug in self._lexicon.concepts)

    def _own_word(self, slug: str, span: Span) -> str | None:
        """The word used for a heading, where it is not its label: sellers who use it too come first."""
        concept = self._lexicon.concepts[slug]
        if not concept.category or span.phrase is not None:
            return None
        words = {hit.lexeme.text for hit in span.hits if any(sense.name == slug for sense in hit.lexeme.senses)}
        labels = {part.lower() for label in concept.labels.values() for part in label.split()}
        return None if not words or words & labels else min(words)

    def _listed_kind(self, head: str, first: str, narrow: str | None) -> str | None:
        """A listed kind of the head that is made of the first part, or has a word that begins with it."""
        below = self._lexicon.below(head) - {head}
        if narrow is not None:
            made = [slug for slug in below if narrow in self._lexicon.concepts[slug].made_of]
            both = below & self._lexicon.below(narrow)
            for found in (made, both):
                widest = [slug for slug in found if all(other in self._lexicon.below(slug) for other in found)]
                if widest:
                    return widest[0]
        stem = first[: max(_SHORTEST_STEM, len(first) - 1)]
        alike = [
            slug
            for slug in below
            if any(
                word.language == "fi" and fold(word.text).startswith(stem)
                for word in self._lexicon.concepts[slug].words
            )
        ]
        return alike[0] if len(alike) == 1 else None


def _attribute(span: Span, after: Span) -> bool:
    """Whether the word is only a genitive before what is meant: *mökkien* of mökkien talkkarityöt.

    Before a purpose, a time or a number it is an object (kakun häihin, renkaan heti, juhlatilan 50 hengelle).
    """
    if span.phrase or span.compound or span.end != after.start or not span.said.lower().endswith("n"):
        return False
    senses = [hit for hit in span.hits if any(sense.kind is Kind.CONCEPT for sense in hit.lexeme.senses)]
    if not senses or any(
        hit.lexeme.language != "fi" or hit.form & (Form.OBLIQUE | Form.NOMINATIVE | Form.SPOKEN) for hit in senses
    ):
        return False
    if after.oblique or after.senses(Kind.TALK) or after.senses(Kind.PLACE) or after.said[0].isdigit():
        return False
    return not after.hits or bool(after.senses(Kind.CONCEPT) or after.senses(Kind.CLASS))


def _introduces(span: Span, words: Sequence[Token]) -> bool:
    """Whether it is the name of the person who writes: "Terve, olen Pirkko"."""
    at = span.start
    return (
        at > 0
        and span.end - at == 1
        and words[at].typed[0].isupper()
        and (words[at - 1].lower in _I_AM or [word.lower for word in words[max(0, at - 2) : at]] in _MY_NAME_IS)
    )


def _purpose(span: Span, words: Sequence[Token]) -> bool:
    if span.oblique or (span.end < len(words) and words[span.end].lower in _TOGETHER_WITH):
        return True
    at = span.start - 1
    while at >= 0 and words[at].lower in _ARTICLES:
        at -= 1
    return at >= 0 and words[at].lower in _PURPOSE_PREPOSITIONS


def _best(senses: Sequence[Sense]) -> tuple[str, ...]:
    return tuple(sense.name for sense in senses if sense.rank == senses[0].rank)
