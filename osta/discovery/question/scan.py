"""From tokens to spans: what each word or phrase may stand for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from osta.chat.texts import Language
from osta.discovery.finnish.folding import Token, fold
from osta.discovery.index.lexemes import Form, Kind, Phrase, Sense
from osta.discovery.index.vocabulary import Hit, Vocabulary
from osta.discovery.question.compounds import Compound, split

_CLITICS = ("kohan", "köhän", "kos", "kös", "ko", "kö", "kin", "kaan", "kään", "han", "hän", "pas", "päs", "pa", "pä")
_POSSESSIVES = ("nsa", "nsä", "mme", "nne", "ni", "si", "an", "än")
_SPOKEN = int(Form.SPOKEN)  # as a plain number: an IntFlag is slow to test
_OBLIQUE = int(Form.OBLIQUE)
_SHORTEST_STEM = 3
_SHORTEST_EVERYDAY = 2  # letters that may stand before a clitic in an everyday word: onpa, enpä
_SHORTEST_FOREIGN = 3  # letters of a word that another language's reading is not believed of
_MOST_CORRECTIONS = 2  # concepts that a misspelt word may stand for; with more nobody knows which


@dataclass(slots=True)
class Span:
    """Neighbouring tokens read as one, with everything they may mean."""

    start: int
    end: int  # one past the last token
    hits: tuple[Hit, ...] = ()
    phrase: Phrase | None = None
    compound: Compound | None = None
    corrected: str | None = None
    verbatim: int = 0
    meanings: tuple[Sense, ...] = ()
    inside: tuple[Span, ...] = field(default=(), repr=False)  # the words of a phrase, each by itself
    tokens: Sequence[Token] = field(default=(), repr=False)
    _classes: list[tuple[str, int]] | None = field(default=None, repr=False, compare=False)
    _known: dict[Kind, list[Sense]] = field(default_factory=dict, repr=False, compare=False)

    def senses(self, kind: Kind) -> list[Sense]:
        """The senses of one kind, each once, lowest rank first."""
        if self.phrase is not None:
            return [sense for sense in (self.phrase.sense, *self.meanings) if sense.kind is kind]
        found = self._known.get(kind)
        if found is None:
            found = self._known[kind] = senses_of(self.hits, kind)
        return found

    def classes(self) -> list[tuple[str, int]]:
        """The need classes of the span, each with the part of a compound that has it: 0 the first, 1 the head."""
        if self.compound is None:
            known = self._classes
            if known is None or self.phrase is not None:
                known = self._classes = [(sense.name, 0) for sense in self.senses(Kind.CLASS)]
            return known
        first = [(sense.name, 0) for sense in senses_of(self.compound.first_hits, Kind.CLASS)]
        return first + [(sense.name, 1) for sense in senses_of(self.compound.head, Kind.CLASS)]

    def concepts(self) -> list[tuple[str, int]]:
        """The likeliest concepts of the span with the part of a compound that has them, as `classes` does."""
        if self.compound is not None:
            if self.compound.generic:
                return []
            return [(sense.name, 1) for sense in senses_of(self.compound.head, Kind.CONCEPT) if sense.rank == 1]
        return [(sense.name, 0) for sense in self.senses(Kind.CONCEPT) if sense.rank == 1]

    @property
    def oblique(self) -> bool:
        """Whether it stands in a case that no object stands in."""
        named = [hit for hit in self.hits if any(sense.kind is Kind.CONCEPT for sense in hit.lexeme.senses)]
        return bool(named) and all(hit.form & Form.OBLIQUE for hit in named)

    @property
    def aside(self) -> bool:
        """Whether all it may mean stands in such a case, whatever it is: *keittiössä*."""
        if self.inside and self.phrase is not None:
            return self.inside[-1].aside
        meant = [hit for hit in self.hits if hit.lexeme.senses]
        return bool(meant) and all(hit.form & Form.OBLIQUE for hit in meant)

    def speak(self, language: Language) -> None:
        """Leave out readings in other languages, where there is one in this language or the word is short."""
        own = tuple(hit for hit in self.hits if hit.lexeme.language in (language, ""))
        short = self.phrase is None and len(self.said) <= _SHORTEST_FOREIGN
        if short or any(hit.lexeme.senses for hit in own):
            self.hits = own
            self._known.clear()
            self._classes = None

    @property
    def known(self) -> bool:
        """Whether anything at all is known of it."""
        return self.phrase is not None or self.compound is not None or any(hit.lexeme.senses for hit in self.hits)

    @property
    def said(self) -> str:
        """The words as typed."""
        return " ".join(token.typed for token in self.tokens[self.start : self.end])


def senses_of(hits: Sequence[Hit], kind: Kind) -> list[Sense]:
    """The senses of one kind that the hits have, each once, lowest rank first.

    A form that only a dialect rule makes names nothing sold where the same letters are a standard Finnish form of
    another word: *kuin* is no spoken *kudin*.
    """
    found: dict[str, Sense] = {}
    if kind is Kind.CONCEPT and any(int(hit.form) & _SPOKEN for hit in hits):
        standard = [hit for hit in hits if not int(hit.form) & _SPOKEN and hit.lexeme.language == "fi"]
        hits = standard or hits
    elif kind is Kind.CLASS and len(hits) > 1:
        hits = _plainly(hits)
    for hit in hits:
        for sense in hit.lexeme.senses:
            if sense.kind is kind and (sense.name not in found or sense.rank < found[sense.name].rank):
                found[sense.name] = sense
    return sorted(found.values(), key=lambda sense: sense.rank)


def _plainly(hits: Sequence[Hit]) -> Sequence[Hit]:
    """The hits without spoken forms of oblique cases, where there are others: *tulis* comes, and is no *tulissa*."""
    both = _SPOKEN | _OBLIQUE
    plain = [hit for hit in hits if int(hit.form) & both != both]
    return plain or hits


def scan(tokens: Sequence[Token], vocabulary: Vocabulary, spell: bool = True) -> list[Span]:
    """One span for each word or phrase, in order; clause marks are left out."""
    singles = [_single(tokens, at, vocabulary) if token.word else None for at, token in enumerate(tokens)]
    if spell:
        singles = [
            _spelt(single, vocabulary) if single is not None and not single.known and not single.hits else single
            for single in singles
        ]
    phrases = list(_phrases(tokens, singles, vocabulary)) + list(_joined(tokens, singles, vocabulary))
    taken: dict[int, Span] = {}
    for span in sorted(phrases, key=lambda span: (-(_weight(span)), span.start)):
        covered = _covered(span, singles)
        first = taken.get(covered[0])
        if not any(at in taken for at in covered):
            span.inside = tuple(single for at in covered if (single := singles[at]) is not None)
            for at in covered:
                taken[at] = span
        elif first is not None and first.phrase and span.phrase and _covered(first, singles) == covered:
            # The same words with another meaning: "ei toimi" is in several classes.
            first.meanings = (*first.meanings, span.phrase.sense)
    spans: list[Span] = []
    for at, single in enumerate(singles):
        if single is None:
            continue
        span = taken.get(at, single)
        if not any(span is known for known in spans):
            spans.append(span)
    return spans


def _weight(span: Span) -> float:
    """Longer phrases first, unbroken ones before those with gaps, those in base form before inflected ones."""
    words = len(span.phrase.lexemes) if span.phrase else span.end - span.start
    return words - 0.1 * (span.end - span.start - words) + 0.01 * span.verbatim


def _covered(span: Span, singles: Sequence[Span | None]) -> list[int]:
    """The token numbers a phrase uses; words in its gaps stay free."""
    if span.phrase is None:
        return list(range(span.start, span.end))
    used, wanted = [], list(span.phrase.lexemes)
    for at in range(span.start, span.end):
        single = singles[at]
        if wanted and single is not None and any(hit.number == wanted[0] for hit in single.hits):
            used.append(at)
            wanted.pop(0)
    return used


def _single(tokens: Sequence[Token], at: int, vocabulary: Vocabulary) -> Span:
    token = tokens[at]
    hits = vocabulary.of(token)
    if hits:
        return Span(at, at + 1, hits, tokens=tokens)
    for stem in _bare(token.lower):
        hits = vocabulary.lookup(stem, fold(stem))
        if any(hit.lexeme.senses for hit in hits):
            return Span(at, at + 1, hits, tokens=tokens)
    compound = split(token.lower, vocabulary)
    return Span(at, at + 1, () if compound else _everyday(token, vocabulary), compound=compound, tokens=tokens)


def _everyday(token: Token, vocabulary: Vocabulary) -> tuple[Hit, ...]:
    """The hits of an everyday word with a clitic on it: onpas, hienoahan. It is well spelt, and names nothing sold."""
    for clitic in _CLITICS:
        if token.lower.endswith(clitic) and len(token.lower) - len(clitic) >= _SHORTEST_EVERYDAY:
            stem = token.lower[: -len(clitic)]
            hits = tuple(hit for hit in vocabulary.lookup(stem, fold(stem)) if hit.lexeme.language == "fi")
            if hits:
                return hits
    return ()


def _bare(word: str) -> Iterator[str]:
    """The word without hyphens, clitics and possessive endings: onkohan, tukkani, autossanikin."""
    if "-" in word:
        yield word.replace("-", "")
    if word.endswith("'s"):
        yield word[:-2]
    stems = [word]
    for clitic in _CLITICS:
        if word.endswith(clitic) and len(word) - len(clitic) >= _SHORTEST_STEM:
            stems.append(word[: -len(clitic)])
            yield stems[-1]
    for stem in stems:
        for possessive in _POSSESSIVES:
            if stem.endswith(possessive) and len(stem) - len(possessive) >= _SHORTEST_STEM:
                bare = stem[: -len(possessive)]
                yield bare
                yield bare + "n"  # autoni may be auton or autot


def _spelt(span: Span, vocabulary: Vocabulary) -> Span:
    token = span.tokens[span.start]
    if token.typed.isdigit():
        return span
    if "-" in token.typed:
        return span
    hits = tuple(hit for hit in vocabulary.corrected(token.folded) if _correctable(hit, token))
    if not hits or len(senses_of(hits, Kind.CONCEPT)) > _MOST_CORRECTIONS:
        return span
    return Span(span.start, span.end, hits, corrected=hits[0].lexeme.text, tokens=span.tokens)


def _correctable(hit: Hit, token: Token) -> bool:
    """Small talk is not guessed from misspelt words unless it is long: too many short words lie one letter apart."""
    return any(sense.kind is not Kind.TALK or len(token.folded) >= 6 for sense in hit.lexeme.senses)


def _phrases(tokens: Sequence[Token], singles: Sequence[Span | None], vocabulary: Vocabulary) -> Iterator[Span]:
    present = {hit.number for single in singles if single is not None for hit in single.hits}
    for at, single in enumerate(singles):
        if single is None:
            continue
        for hit in single.hits:
            for phrase in vocabulary.phrases(hit.number):
                end = _matched(phrase, at, singles) if present.issuperset(phrase.lexemes) else 0
                if end:
                    span = Span(at, end, single.hits, phrase=phrase, tokens=tokens)
                    span.corrected = next((part.corrected for part in singles[at:end] if part and part.corrected), None)
                    span.verbatim = _verbatim(span, singles)
                    yield span


def _verbatim(span: Span, singles: Sequence[Span | None]) -> int:
    """How many of the phrase's words stand in their base form."""
    numbers = span.phrase.lexemes if span.phrase else ()
    return sum(
        any(hit.number in numbers and hit.form & Form.NOMINATIVE for hit in single.hits)
        for single in singles[span.start : span.end]
        if single is not None
    )


def _matched(phrase: Phrase, at: int, singles: Sequence[Span | None]) -> int:
    """One past the last token of the phrase when it begins here, else 0. A clause mark ends the search."""
    position = at + 1
    for number in phrase.lexemes[1:]:
        for skipped in range(phrase.gap + 1):
            here = position + skipped
            if here >= len(singles) or singles[here] is None:
                return 0
            if any(hit.number == number for hit in singles[here].hits):  # type: ignore[union-attr]
                position = here + 1
                break
        else:
            return 0
    return position


def _is_grammar(single: Span | None) -> bool:
    """Whether a word belongs to the sentence and names nothing, so that it is no part of a compound typed apart."""
    return single is None or bool(
        single.senses(Kind.TALK) and not single.senses(Kind.CONCEPT) and not single.senses(Kind.CLASS)
    )


def _joined(tokens: Sequence[Token], singles: Sequence[Span | None], vocabulary: Vocabulary) -> Iterator[Span]:
    """Compounds typed apart: "leipä juustoa", "poron käristystä"."""
    for at in range(len(tokens) - 1):
        first, second = tokens[at], tokens[at + 1]
        if not (first.word and second.word) or min(len(first.lower), len(second.lower)) < _SHORTEST_STEM:
            continue
        hits = vocabulary.lookup(first.lower + second.lower, first.folded + second.folded)
        hits = tuple(hit for hit in hits if any(sense.kind is Kind.CONCEPT for sense in hit.lexeme.senses))
        if hits and not (_is_grammar(singles[at]) or _is_grammar(singles[at + 1])):  # "not a" is no nut
            yield Span(at, at + 2, hits, tokens=tokens)
