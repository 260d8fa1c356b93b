"""Reading a listing: a producer's own words into concepts, by the same code that reads questions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from osta.chat.texts import Language
from osta.discovery.finnish.folding import tokens
from osta.discovery.keys import Match, key_of_concept, key_of_narrowed, key_of_term
from osta.discovery.lexicon.model import Lexicon
from osta.discovery.question.coordination import kept_together, let
from osta.discovery.question.read import Reader
from osta.discovery.question.terms import term_stem

Role = Literal["product", "mention"]
_ITEMS = re.compile(r"[;\n•·|]+|,\s+|\s+/\s+")
_SENTENCES = re.compile(r"(?<=[.!?])\s+")
MOST_MEANINGS = 2
_NOTHING = frozenset("ja sekä tai myös eri muu muita muuta sun ym yms jne och samt and etc".split())


@dataclass(frozen=True, slots=True)
class Read:
    """One item of a listing: the words as written, the concept they mean if known, and the stems of all its words.

    ``narrow`` is the stem of what narrows the concept: *sauna* of saunaklapi. ``among`` are the concepts that the same
    words may mean, where that is more than one.
    """

    text: str
    concept: str | None
    role: Role
    terms: tuple[str, ...] = ()
    narrow: str | None = None
    among: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """A listing, read. ``unread`` are the words that stayed without a meaning, for people to look at."""

    items: tuple[Read, ...]
    unread: tuple[str, ...]


class ListingReader:
    """Reads products and descriptions."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def read(self, products: str, description: str = "") -> Listing:
        """The items of a product list, then what the description mentions besides.

        Where there is no list, the description's first sentence is the list.
        """
        language = self._reader.language(f"{products} {description}")
        sentences = [part.strip() for part in _SENTENCES.split(description) if part.strip()]
        if not products.strip() and sentences:
            products = sentences.pop(0).rstrip(".!")
        items: list[Read] = []
        unread: list[str] = []
        for item, asked in _items(products):
            items.extend(self._item(item, "product", unread, language, asked))
        items = _as_others_tell(self._reader.lexicon, items)
        known = {item.concept for item in items}
        for sentence in sentences:
            for read in self._item(sentence, "mention", [], language):
                if read.concept and read.concept not in known:
                    known.add(read.concept)
                    items.append(read)
        return Listing(tuple(items), tuple(dict.fromkeys(unread)))

    def _item(
        self, text: str, role: Role, unread: list[str], language: Language, written_out: str = ""
    ) -> Iterator[Read]:
        question = self._reader.read_item(written_out or text, language)
        if question.wants:
            for want in question.wants:
                if len(want.concepts) > MOST_MEANINGS:
                    continue  # a mere quality ("myös pakaste") says nothing of what it is a quality of
                narrow = term_stem(want.narrow) if want.narrow else None
                for concept in want.concepts:
                    among = want.concepts if len(want.concepts) > 1 else ()
                    yield Read(text, concept, role, question.words, narrow, among)
            return
        unread.extend(word for word in question.unknown if word.lower() not in _NOTHING)
        if role == "product":
            yield Read(text, None, role, question.words)


def _items(products: str) -> Iterator[tuple[str, str]]:
    """The items as written, and as they read with what they share with others."""
    whole = kept_together(products)
    cuts = [found.span() for found in _ITEMS.finditer(products)]
    cuts = [cut for cut in cuts if not any(start <= cut[0] < end for start, end in whole)]
    texts = [
        products[start:end].strip().strip(".")
        for (_, start), (end, _) in pairwise([(0, 0), *cuts, (len(products), len(products))])
    ]
    commas = [products[start:end].strip() == "," for start, end in cuts]
    shared: str | None = None
    items: list[tuple[str, str]] = []
    for at in range(len(texts) - 1, -1, -1):
        if at < len(commas) and not commas[at]:
            shared = None
        shared = let(texts[at]) or shared
        alone = texts[at] if shared is None or texts[at].endswith(shared) else f"{texts[at]} {shared}"
        items.append((texts[at], alone))
    for text, alone in reversed(items):
        if any(token.word for token in tokens(text)):
            yield text, alone


def _as_others_tell(lexicon: Lexicon, items: Sequence[Read]) -> list[Read]:
    """The items, each with the meanings that its neighbours speak for: *maalaus* beside wallpapering is no picture."""
    sure = {item.concept for item in items if item.concept and not item.among}
    close = {slug for item in items for slug in item.among if any(_akin(lexicon, slug, other) for other in sure)}
    return [item for item in items if close.isdisjoint(item.among) or item.concept in close]


def _akin(lexicon: Lexicon, one: str, other: str) -> bool:
    """Whether one is a kind of the other, or both are of one narrower kind."""
    if one in lexicon.below(other) or other in lexicon.below(one):
        return True
    shared = set(lexicon.concepts[one].parents) & set(lexicon.concepts[other].parents)
    return any(lexicon.concepts[parent].parents for parent in shared)


def keys(lexicon: Lexicon, items: Iterable[Read]) -> set[int]:
    """The posting keys under which a producer with these items is found; of several matches only the best is kept."""
    best: dict[str, Match] = {}
    terms: set[int] = set()

    def note(slug: str, match: Match) -> None:
        best[slug] = min(match, best.get(slug, match))

    for item in items:
        if item.role == "product":
            terms.update(key_of_term(term) for term in item.terms if term)
        if item.concept is None or item.concept not in lexicon.concepts:
            continue
        if item.narrow:
            terms.add(key_of_narrowed(item.concept, item.narrow))
        sold = item.role == "product"
        note(item.concept, Match.EXACT if sold else Match.MENTION)
        for wider in lexicon.above(item.concept):
            note(wider, Match.KIND if sold else Match.MENTION)
        for source in lexicon.concepts[item.concept].made_of:
            if source in lexicon.concepts:
                note(source, Match.MENTION)
                for wider in lexicon.above(source):
                    note(wider, Match.MENTION)
    return {key_of_concept(slug, match) for slug, match in best.items()} | terms


def concepts_of(items: Sequence[Read]) -> list[str]:
    """The concepts of the items that are sold, in order, each once."""
    return list(dict.fromkeys(item.concept for item in items if item.concept and item.role == "product"))
