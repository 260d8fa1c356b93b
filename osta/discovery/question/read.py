"""Reads a question: intent, what is wanted and what is not, where, how far."""

from __future__ import annotations

import re
from collections.abc import Sequence

from osta.chat.texts import Language
from osta.discovery.finnish.folding import Token, tokens
from osta.discovery.index.lexemes import Kind
from osta.discovery.index.vocabulary import Vocabulary
from osta.discovery.lexicon.model import Lexicon
from osta.discovery.places.gazetteer import Gazetteer
from osta.discovery.question.languages import language_of
from osta.discovery.question.locate import Located, locate
from osta.discovery.question.model import Intent, Question, Want
from osta.discovery.question.needs import Need, Needs
from osta.discovery.question.scan import Span, scan
from osta.discovery.question.terms import term_stem

NOT_FINDING = frozenset(
    "greeting thanks bye praise complaint yes no sorry smalltalk about selling workshop subscription privacy feedback"
    " poll chat help stop-word".split()
)
STRONGER_THAN_WANTS = frozenset(("selling", "workshop", "subscription", "privacy", "poll"))
_DISTANCE = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:km|kilom\w*|kilometer\w*|kilometre\w*)\b", re.IGNORECASE)
_FARTHEST_KM = 500.0
_SHORT = 3  # words: a lone unknown word or two is taken for something looked for


class Reader:
    """Reads questions with one vocabulary, lexicon and gazetteer."""

    def __init__(self, vocabulary: Vocabulary, lexicon: Lexicon, gazetteer: Gazetteer) -> None:
        self.vocabulary = vocabulary
        self.lexicon = lexicon
        self.gazetteer = gazetteer
        self._needs = Needs(lexicon)

    def read(self, text: str, hint: Language | None = None) -> Question:
        """Understand a text. Never fails: what cannot be understood is said to be something else than a search."""
        words = tokens(text)
        spans = scan(words, self.vocabulary)
        located = locate(spans, words, self.gazetteer)
        elsewhere = {id(found.span) for found in located}
        rest = [span for span in spans if id(span) not in elsewhere]
        talk = frozenset(sense.name for span in rest if _only_talk(span) for sense in span.senses(Kind.TALK))
        needs = self._needs.read(rest)
        wants, excluded = self._wants(rest, words, needs)
        unknown = [span for span in rest if not span.known and _content(span, words)]
        intent = _intent(wants, excluded, talk, located, unknown, spans)
        terms = () if wants or intent is Intent.OTHER else tuple(term_stem(s.said) for s in unknown)
        return Question(
            text=text,
            language=language_of(spans, hint),
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
        wants, excluded = self._wants(spans, words, self._needs.read(spans))
        unknown = [
            span
            for span in spans
            if not span.known and len(span.said) >= 3 and not span.said[0].isdigit() and not span.hits
        ]
        return Question(
            text=text,
            language=language_of(spans, "fi"),
            intent=Intent.FIND,
            wants=tuple(wants),
            excluded=tuple(excluded),
            unknown=tuple(span.said for span in unknown),
        )

    def _wants(
        self, spans: Sequence[Span], words: Sequence[Token], needs: Sequence[Need]
    ) -> tuple[list[Want], list[str]]:
        told = {id(span) for need in needs for span in need.spans}
        negated = _negated(spans, words)
        direct: list[tuple[Span, Want]] = []
        excluded: list[str] = []
        for span in spans:
            want = self._want(span)
            if want is None:
                continue
            if id(span) in negated:
                excluded.extend(want.concepts)
            else:
                direct.append((span, want))
        # A word that only tells the need ("häihin" of "kakku häihin") does not name a service.
        named = any(self.lexicon.concepts[want.concepts[0]].service for span, want in direct if id(span) not in told)
        if named:
            # The service was named outright ("nuohooja"): what is said besides only explains why, and a thing that a
            # need is about ("hormi") is not looked for.
            direct = [
                (span, want)
                for span, want in direct
                if id(span) not in told or self.lexicon.concepts[want.concepts[0]].service
            ]
            return _merged(want for _, want in direct), excluded
        wants = [Want((need.concept,), " ".join(span.said for span in need.spans)) for need in needs[:1]]
        wants += [want for span, want in direct if id(span) not in told]
        return _merged(wants), excluded

    def _want(self, span: Span) -> Want | None:
        if span.compound is not None:
            concepts = _best(Span(span.start, span.end, span.compound.head, tokens=span.tokens))
            first = Span(span.start, span.end, span.compound.first_hits, tokens=span.tokens)
            narrow = next((sense.name for sense in first.senses(Kind.CONCEPT)), None)
            return self._composed(concepts, span, narrow) if concepts else None
        concepts = tuple(slug for slug in _best(span) if slug in self.lexicon.concepts)
        return Want(concepts, span.said) if concepts else None

    def _composed(self, heads: tuple[str, ...], span: Span, narrow: str | None) -> Want:
        """A listed kind of the head that is made of the first part, if there is one; else the head, narrowed."""
        if narrow is not None:
            for head in heads:
                listed = self._kind_of(head, narrow)
                if listed:
                    return Want((listed,), span.said)
        return Want(heads, span.said, span.compound.first if span.compound else None, narrow)

    def _kind_of(self, head: str, narrow: str) -> str | None:
        for child in self.lexicon.below(head):
            if child != head and narrow in self.lexicon.concepts[child].made_of:
                return child
        both = self.lexicon.below(head) & self.lexicon.below(narrow)
        return min(both) if len(both) == 1 else None


def _best(span: Span) -> tuple[str, ...]:
    senses = span.senses(Kind.CONCEPT)
    return tuple(sense.name for sense in senses if sense.rank == senses[0].rank)


def _merged(wants: object) -> list[Want]:
    merged: dict[tuple[str, ...], Want] = {}
    for want in wants:  # type: ignore[attr-defined]
        merged.setdefault(want.concepts, want)
    return list(merged.values())


def _only_talk(span: Span) -> bool:
    return not (span.senses(Kind.CONCEPT) or span.senses(Kind.CLASS)) or span.phrase is not None


def _content(span: Span, words: Sequence[Token]) -> bool:
    token = words[span.start]
    return len(token.folded) >= 3 and not token.typed[0].isdigit() and not span.hits


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
