"""What the lexicon is made of."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from functools import cached_property

ROOT_KEY_BITS = 31


def concept_key(slug: str) -> int:
    """The number that stands for a concept in SQL: 31 bits of CRC-32, the same on every machine.

    `osta.discovery.lexicon.check` makes sure that no two concepts share it.
    """
    return zlib.crc32(slug.encode()) & ((1 << ROOT_KEY_BITS) - 1)


@dataclass(frozen=True, slots=True)
class Word:
    """A word or phrase in base form.

    ``rank`` orders the concepts that claim the same word; 1 comes first. ``ranked`` tells that somebody wrote the rank,
    so that two concepts may share the first one on purpose.
    """

    text: str
    language: str
    rank: int = 1
    dialect: bool = False
    ranked: bool = False


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing people sell or need, with its labels, words and place in the tree. See docs/LEXICON.md."""

    slug: str
    labels: dict[str, str]
    parents: tuple[str, ...]
    made_of: tuple[str, ...]
    service: bool
    category: bool
    plural: bool
    words: tuple[Word, ...]
    industry: str
    months: frozenset[int]
    quality: bool = False

    @property
    def key(self) -> int:
        """The concept's number in SQL."""
        return concept_key(self.slug)


@dataclass(frozen=True, slots=True)
class NeedClass:
    """Things or acts that behave alike when a need is told."""

    name: str
    words: tuple[Word, ...]


KIND_OF = "="
"""Before a concept's id among the things of a need rule: whatever is a kind of it."""


@dataclass(frozen=True, slots=True)
class NeedRule:
    """Any of ``things`` with any of ``acts`` means that one of ``concepts`` is needed; an empty side asks nothing.

    A thing is a class, or with `KIND_OF` before it a concept.
    """

    concepts: tuple[str, ...]
    things: frozenset[str]
    acts: frozenset[str]


@dataclass(frozen=True, slots=True)
class TalkWord:
    """A word or phrase that carries no product: a greeting, a question word, *near*, *without* …, as it is written."""

    kind: str
    text: str
    language: str


@dataclass(frozen=True)
class Lexicon:
    """Everything in the data files, with the tree closed upwards and downwards."""

    concepts: dict[str, Concept]
    classes: dict[str, NeedClass]
    rules: tuple[NeedRule, ...]
    talk: tuple[TalkWord, ...]
    common: tuple[Word, ...] = ()
    by_key: dict[int, Concept] = field(init=False)
    children: dict[str, tuple[str, ...]] = field(init=False)
    _below: dict[str, frozenset[str]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        below: dict[str, list[str]] = {}
        for concept in self.concepts.values():
            for parent in concept.parents:
                below.setdefault(parent, []).append(concept.slug)
        # The dataclass is frozen for its readers; what follows from the rest is filled in once.
        object.__setattr__(self, "by_key", {concept.key: concept for concept in self.concepts.values()})
        object.__setattr__(self, "children", {slug: tuple(found) for slug, found in below.items()})

    @cached_property
    def roots(self) -> frozenset[str]:
        """The widest headings: food, services … in general."""
        return frozenset(slug for slug, concept in self.concepts.items() if concept.category and not concept.parents)

    def below(self, slug: str) -> frozenset[str]:
        """The concept and everything that is a kind of it."""
        known = self._below.get(slug)
        if known is None:
            found, waiting = {slug}, [slug]
            while waiting:
                for child in self.children.get(waiting.pop(), ()):
                    if child not in found:
                        found.add(child)
                        waiting.append(child)
            known = self._below[slug] = frozenset(found)
        return known

    def above(self, slug: str) -> dict[str, int]:
        """Every wider concept with its distance in steps: parents 1, their parents 2 …"""
        steps: dict[str, int] = {}
        level, here = 0, {slug}
        while here:
            level += 1
            here = {
                parent
                for known in here
                for parent in self.concepts[known].parents
                if parent in self.concepts and parent not in steps and parent != slug
            }
            steps.update(dict.fromkeys(here, level))
        return steps
