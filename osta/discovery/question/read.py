"""Reads a question: intent, what is wanted and what is not, where, how far."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from osta.chat.texts import Language
from osta.discovery.finnish.folding import tokens
from osta.discovery.index.lexemes import Kind
from osta.discovery.index.vocabulary import Vocabulary
from osta.discovery.lexicon.model import Lexicon
from osta.discovery.places.gazetteer import Gazetteer
from osta.discovery.question.coordination import spelled_out
from osta.discovery.question.emoji import in_words
from osta.discovery.question.frames import FRAMES, frames_of
from osta.discovery.question.intent import GOING_ON, NOT_FINDING, intent_of, talk_of
from osta.discovery.question.languages import language_of
from osta.discovery.question.locate import locate
from osta.discovery.question.model import Intent, Question, Want
from osta.discovery.question.negation import follows_negation
from osta.discovery.question.scan import Span, scan
from osta.discovery.question.terms import term_stem
from osta.discovery.question.wanting import Wanting

_DISTANCE = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:km|kilom\w*|kilometer\w*|kilometre\w*)\b", re.IGNORECASE)
_WHO = frozenset("kuka kukahan kukaan ketkä vem who".split())
_FARTHEST_KM = 500.0
_SHORTEST_WORD = 3
_SHORTEST_WARE = 4  # letters of a word that alone may name a ware
_UNSPEAKABLE = re.compile(r"[bcdfghjklmnpqrstvwxz]{5}|asdf|sdfg|dfgh|fghj|ghjk|hjkl|jklo|qwert|zxcv|xcvb|cvbn|vbnm")


class Reader:
    """Reads questions with one vocabulary, lexicon and gazetteer."""

    def __init__(self, vocabulary: Vocabulary, lexicon: Lexicon, gazetteer: Gazetteer) -> None:
        self.vocabulary = vocabulary
        self.lexicon = lexicon
        self.gazetteer = gazetteer
        self._wanting = Wanting(lexicon)

    def read(self, text: str, hint: Language | None = None) -> Question:
        """Understand a text. Never fails: what cannot be understood is said to be something else than a search."""
        words = tokens(spelled_out(in_words(text, hint), self.vocabulary))
        spans = scan(words, self.vocabulary)
        language = language_of(spans, hint)
        for span in spans:
            span.speak(language)
        located = locate(spans, words, self.gazetteer)
        elsewhere = {id(found.span) for found in located}
        rest = [span for span in spans if id(span) not in elsewhere]
        located = [found for found in located if not follows_negation(found.span, spans)]
        talk = talk_of(rest)
        wants, excluded = self._wanting.read(rest, words)
        unknown = [span for span in rest if not span.known and _content(span)]
        if wants and wants[0].told and words[0].lower in _WHO:
            talk -= {"selling"}  # "kuka ostaa marjoja" looks for whoever buys berries
        if wants or unknown:
            talk -= {"browse"}  # "mitä kalaa Posiolta saa" asks for fish
        talk |= frames_of(rest, words, wants, self.lexicon, self._wanting.is_act)
        # A word that only ever tells half a need may be what a seller calls it: "mökin piha".
        asked = not wants and ("buy" in talk or located)
        halves = [span for span in rest if asked and span.classes() and not span.senses(Kind.TALK)]
        intent = intent_of(wants, excluded, talk, located, unknown + halves, spans)
        if intent is Intent.OTHER and "buy" in talk and not excluded and not talk & (NOT_FINDING | GOING_ON | FRAMES):
            talk |= {"browse"}  # "kuka myy jotain hyvää" asks for anything
        terms = () if wants or intent is Intent.OTHER else _terms(rest)
        return Question(
            text=text,
            language=language,
            intent=intent,
            wants=tuple(wants),
            excluded=tuple(excluded),
            terms=terms,
            words=_stems(span for span in rest if span.senses(Kind.CONCEPT) or _content(span)),
            places=tuple(dict.fromkeys(found.choices[0] for found in located)),
            place_choices=next((found.choices for found in located if len(found.choices) > 1), ()),
            near_me="near-me" in talk,
            radius_km=_radius(text),
            talk=talk,
            corrected=_corrected(spans, wants),
            unknown=tuple(span.said for span in unknown),
        )

    def language(self, text: str) -> Language:
        """The language that most of a text's words speak for."""
        return language_of(scan(tokens(text), self.vocabulary, spell=False))

    def read_item(self, text: str, hint: Language = "fi") -> Question:
        """Read one item of a seller's list: the same reading, without places, intents and small talk.

        ``hint`` is the language of the whole list.
        """
        words = tokens(spelled_out(text, self.vocabulary))
        spans = scan(words, self.vocabulary)
        language = language_of(spans, hint)
        for span in spans:
            span.speak(language)
        wants, excluded = self._wanting.read(spans, words)
        unknown = [span for span in spans if not span.known and _content(span)]
        return Question(
            text=text,
            language=language,
            intent=Intent.FIND,
            wants=tuple(wants),
            excluded=tuple(excluded),
            terms=() if wants else _terms(spans),
            words=_stems(span for span in spans if span.known or _content(span)),
            unknown=tuple(span.said for span in unknown),
        )


def _corrected(spans: Iterable[Span], wants: Sequence[Want]) -> tuple[tuple[str, str], ...]:
    """The misspelt words with how they were read: those that told what is wanted or where, others do no harm."""
    told = {word for want in wants for word in want.said.split()}
    return tuple(
        (word.said, word.corrected)
        for span in spans
        if span.corrected and (span.senses(Kind.PLACE) or not told.isdisjoint(span.said.split()))
        for word in (span.inside or (span,))
        if word.corrected
    )


def _terms(spans: Sequence[Span]) -> tuple[str, ...]:
    """The stems of what may be sold under a seller's own words: unknown words, and those that only tell needs."""
    return _stems(span for span in spans if _content(span) or span.classes())


def _stems(spans: Iterable[Span]) -> tuple[str, ...]:
    """The stems of the words, by their base form where it is known; without those that belong to grammar."""
    stems: dict[str, None] = {}
    for span in spans:
        if span.senses(Kind.TALK) or span.senses(Kind.PLACE):
            continue
        base = next((hit.lexeme.text for hit in span.hits if hit.lexeme.senses), None)
        for word in [base] if base and not span.phrase else span.said.split():
            if len(word) >= _SHORTEST_WARE and not word[0].isdigit():
                stems[term_stem(word)] = None
    return tuple(stems)


def _content(span: Span) -> bool:
    """Whether an unknown span is a word that may be what is looked for, not a number or letters at random."""
    token = span.tokens[span.start]
    if len(token.folded) < _SHORTEST_WORD or token.typed[0].isdigit() or span.hits:
        return False
    return not _UNSPEAKABLE.search(token.folded)


def _radius(text: str) -> float | None:
    found = _DISTANCE.search(text[:1000])
    if not found:
        return None
    return min(float(found[1].replace(",", ".")), _FARTHEST_KM) or None
