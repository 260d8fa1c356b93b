"""Reads a question: intent, what is wanted and what is not, where, how far."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from osta.chat.texts import Language
from osta.discovery.finnish.folding import Token, fold, tokens
from osta.discovery.index.lexemes import Kind, Sense
from osta.discovery.index.vocabulary import Vocabulary
from osta.discovery.lexicon.model import Lexicon
from osta.discovery.places.gazetteer import Gazetteer
from osta.discovery.question.languages import language_of
from osta.discovery.question.locate import Located, locate
from osta.discovery.question.model import Intent, Question, Want
from osta.discovery.question.needs import Need, Needs
from osta.discovery.question.scan import Span, scan, senses_of
from osta.discovery.question.terms import term_stem

NOT_FINDING = frozenset(
    "greeting thanks bye praise complaint yes no sorry smalltalk about selling workshop subscription privacy feedback"
    " poll chat help stop-word".split()
)
CHATTER = frozenset(("praise", "complaint", "smalltalk", "about", "chat"))
ASKING = frozenset(("buy", "near", "near-me", "not", "followup-place", "units"))
STRONGER_THAN_WANTS = frozenset(("selling", "workshop", "subscription", "privacy", "poll"))
_DISTANCE = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:km|kilom\w*|kilometer\w*|kilometre\w*)\b", re.IGNORECASE)
_FARTHEST_KM = 500.0
_SHORTEST_STEM = 3
_UNSPEAKABLE = re.compile(r"[bcdfghjklmnpqrstvwxz]{5}")
_ARTICLES = frozenset("the a an my our your en ett min mitt vår din".split())
_PURPOSE_PREPOSITIONS = frozenset("for to with in till för med i på åt".split())
_SHORT = 3  # words: a lone unknown word or two is taken for something looked for


class Reader:
    """Reads questions with one vocabulary, lexicon and gazetteer."""

    def __init__(self, vocabulary: Vocabulary, lexicon: Lexicon, gazetteer: Gazetteer) -> None:
        self.vocabulary = vocabulary
        self.lexicon = lexicon
        self.gazetteer = gazetteer
        self._needs = Needs(lexicon)
        self._kind_of = cache(self._listed_kind)

    def read(self, text: str, hint: Language | None = None) -> Question:
        """Understand a text. Never fails: what cannot be understood is said to be something else than a search."""
        words = tokens(text)
        spans = scan(words, self.vocabulary)
        language = language_of(spans, hint)
        for span in spans:
            span.speak(language)
        located = locate(spans, words, self.gazetteer)
        elsewhere = {id(found.span) for found in located}
        rest = [span for span in spans if id(span) not in elsewhere]
        talk = _talk(rest)
        wants, excluded = self._wants(rest, words)
        unknown = [span for span in rest if not span.known and _content(span)]
        intent = _intent(wants, excluded, talk, located, unknown, spans)
        terms = () if wants or intent is Intent.OTHER else tuple(term_stem(span.said) for span in unknown)
        return Question(
            text=text,
            language=language,
            intent=intent,
            wants=tuple(wants),
            excluded=tuple(excluded),
            terms=tuple(dict.fromkeys(terms)),
            places=tuple(dict.fromkeys(found.choices[0] for found in located)),
            place_choices=next((found.choices for found in located if len(found.choices) > 1), ()),
            near_me="near-me" in talk,
            radius_km=_radius(text),
            talk=talk,
            corrected=tuple((span.said, span.corrected) for span in spans if span.corrected),
            unknown=tuple(span.said for span in unknown),
        )

    def read_item(self, text: str) -> Question:
        """Read one item of a seller's list: the same reading, without places, intents and small talk."""
        words = tokens(text)
        spans = scan(words, self.vocabulary)
        language = language_of(spans, "fi")
        for span in spans:
            span.speak(language)
        wants, excluded = self._wants(spans, words)
        unknown = [span for span in spans if not span.known and _content(span)]
        return Question(
            text=text,
            language=language,
            intent=Intent.FIND,
            wants=tuple(wants),
            excluded=tuple(excluded),
            unknown=tuple(span.said for span in unknown),
        )

    def _wants(self, spans: Sequence[Span], words: Sequence[Token]) -> tuple[list[Want], list[str]]:
        negated = _negated(spans, words)
        named: list[_Named] = []
        refused: list[str] = []
        for span in spans:
            want = self._want(span)
            if want is None:
                continue
            if id(span) in negated:
                refused.extend(want.concepts)
            else:
                named.append(_Named(span, want, self.lexicon.concepts[want.concepts[0]].service, _purpose(span, words)))
        wants = self._chosen(named, self._needs.read([span for span in spans if id(span) not in negated]))
        return wants, self._excluded(refused, wants)

    def _chosen(self, named: list[_Named], needs: Sequence[Need]) -> list[Want]:
        """Weighs what was named against the need that was told."""
        need = needs[0] if needs else None
        # A word that also belongs to the grammar of a question ("kuorma") is a product only for want of better.
        firm = [one for one in named if not one.span.senses(Kind.TALK)]
        named = firm if firm or need else named
        if need is not None and need.weak and any(one.want.concepts[0] not in self.lexicon.roots for one in named):
            need = None
        if need is not None:
            inside = [one for one in named if any(one.span is span for span in need.spans)]
            closer = [one.want for one in inside if one.service and self._related(one.want, need)]
            named = [one for one in named if one not in inside and not self._needs.is_thing(one.span)]
            if closer:
                return _merged([*closer, *(one.want for one in _without_purposes(named) if one.service)])
        named = _without_purposes(named)
        if need is None or any(one.service for one in named):
            return _merged(one.want for one in named)
        told = Want(need.concepts, " ".join(span.said for span in need.spans), told=True)
        return _merged([told, *(one.want for one in named)])

    def _related(self, want: Want, need: Need) -> bool:
        """Whether the named service is a kind of the one that the told need asks for, or the same."""
        return any(
            slug in self.lexicon.below(wider)
            for slug in want.concepts
            for wider in need.concepts
            if wider in self.lexicon.concepts
        )

    def _excluded(self, refused: Sequence[str], wants: Sequence[Want]) -> list[str]:
        """The refused concepts that bear on what is wanted, without those that would leave nothing of it."""
        wanted = [slug for want in wants for slug in want.concepts]
        return [
            slug
            for slug in dict.fromkeys(refused)
            if not any(want in self.lexicon.below(slug) for want in wanted)
            and any(self.lexicon.below(want) & self.lexicon.below(slug) for want in wanted)
        ]

    def _want(self, span: Span) -> Want | None:
        compound = span.compound
        if compound is None:
            concepts = self._known(_best(span.senses(Kind.CONCEPT)))
            return Want(concepts, span.said, self._own_word(concepts[0], span)) if concepts else None
        first = self._known(_best(senses_of(compound.first_hits, Kind.CONCEPT)))
        if compound.generic:
            return Want(first, span.said) if first else None
        heads = self._known(_best(senses_of(compound.head, Kind.CONCEPT)))
        if not heads:
            return None
        for head in heads:
            listed = self._kind_of(head, fold(compound.first), first[0] if first else None)
            if listed:
                return Want((listed,), span.said)
        return Want(heads, span.said, compound.first, first[0] if first else None)

    def _known(self, slugs: Sequence[str]) -> tuple[str, ...]:
        return tuple(slug for slug in slugs if slug in self.lexicon.concepts)

    def _own_word(self, slug: str, span: Span) -> str | None:
        """The word used for a heading, where it is not its label: sellers who use it too come first."""
        concept = self.lexicon.concepts[slug]
        if not concept.category or span.phrase is not None:
            return None
        words = {hit.lexeme.text for hit in span.hits if any(sense.name == slug for sense in hit.lexeme.senses)}
        labels = {part.lower() for label in concept.labels.values() for part in label.split()}
        return None if not words or words & labels else min(words)

    def _listed_kind(self, head: str, first: str, narrow: str | None) -> str | None:
        """A listed kind of the head that is made of the first part, or has a word that begins with it."""
        below = self.lexicon.below(head) - {head}
        if narrow is not None:
            made = [slug for slug in below if narrow in self.lexicon.concepts[slug].made_of]
            both = below & self.lexicon.below(narrow)
            for found in (made, both):
                if len(found) == 1:
                    return next(iter(found))
        stem = first[: max(_SHORTEST_STEM, len(first) - 1)]
        alike = [
            slug
            for slug in below
            if any(
                word.language == "fi" and fold(word.text).startswith(stem) for word in self.lexicon.concepts[slug].words
            )
        ]
        return alike[0] if len(alike) == 1 else None


@dataclass(frozen=True, slots=True)
class _Named:
    """Something named outright. ``purpose`` marks what only says what it is for: saunaan, lahjaksi, for the sauna."""

    span: Span
    want: Want
    service: bool
    purpose: bool


def _purpose(span: Span, words: Sequence[Token]) -> bool:
    if span.oblique:
        return True
    at = span.start - 1
    while at >= 0 and words[at].lower in _ARTICLES:
        at -= 1
    return at >= 0 and words[at].lower in _PURPOSE_PREPOSITIONS


def _without_purposes(named: list[_Named]) -> list[_Named]:
    """What is looked for, without what it is for; a service that things are brought to is looked for (trimmaukseen)."""
    objects = [one for one in named if not one.purpose]
    if all(not one.service and one.span.classes() for one in objects):
        return [one for one in named if not one.purpose or one.service] if objects else named
    return objects


def _best(senses: Sequence[Sense]) -> tuple[str, ...]:
    return tuple(sense.name for sense in senses if sense.rank == senses[0].rank)


def _merged(wants: Iterable[Want]) -> list[Want]:
    merged: dict[tuple[str, ...], Want] = {}
    for want in wants:
        merged.setdefault(want.concepts, want)
    return list(merged.values())


def _talk(spans: Sequence[Span]) -> frozenset[str]:
    """The kinds of talk heard. A word that is also a mere filler ("hyvä") means more only when it stands alone."""
    heard: set[str] = set()
    for span in spans:
        if _only_talk(span):
            kinds = {sense.name for sense in span.senses(Kind.TALK)}
            heard |= {"filler"} if "filler" in kinds and len(spans) > 1 else kinds
    return frozenset(heard)


def _only_talk(span: Span) -> bool:
    return not (span.senses(Kind.CONCEPT) or span.senses(Kind.CLASS)) or span.phrase is not None


def _content(span: Span) -> bool:
    """Whether an unknown span is a word that may be what is looked for, not a number or letters at random."""
    token = span.tokens[span.start]
    if len(token.folded) < _SHORTEST_STEM or token.typed[0].isdigit() or span.hits:
        return False
    return not _UNSPEAKABLE.search(token.folded)


def _negated(spans: Sequence[Span], words: Sequence[Token]) -> set[int]:
    """The spans that a *not*, *without*, *other than* covers: from it to the end of the clause."""
    negated: set[int] = set()
    active = False
    other_than = False
    previous_end = 0
    for span in spans:
        if any(not word.word for word in words[previous_end : span.start]):
            active = False
        previous_end = span.end
        kinds = {sense.name for sense in span.senses(Kind.TALK)}
        said = span.said.lower()
        if said in ("muuta", "muita", "muu", "annat", "andra", "other", "else"):
            other_than = True
        if "not" in kinds or (other_than and said in ("kuin", "ku", "än", "than")):
            active = True
            continue
        if "buy" in kinds:
            active = False
        if active:
            negated.add(id(span))
    return negated


def _intent(
    wants: Sequence[Want],
    excluded: Sequence[str],
    talk: frozenset[str],
    located: Sequence[Located],
    unknown: Sequence[Span],
    spans: Sequence[Span],
) -> Intent:
    if talk & STRONGER_THAN_WANTS and not ("buy" in talk and wants and "selling" not in talk):
        return Intent.OTHER
    if talk & CHATTER and not talk & ASKING and not located:
        return Intent.OTHER
    if wants:
        return Intent.FIND
    if located and not talk & NOT_FINDING:
        return Intent.FIND
    if unknown and not excluded:
        if "buy" in talk or located:
            return Intent.FIND
        if len(spans) <= _SHORT and not talk & NOT_FINDING:
            return Intent.FIND
    return Intent.OTHER


def _radius(text: str) -> float | None:
    found = _DISTANCE.search(text[:1000])
    if not found:
        return None
    return min(float(found[1].replace(",", ".")), _FARTHEST_KM) or None
