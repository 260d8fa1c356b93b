"""What a question was understood to say."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from osta.chat.texts import Language
from osta.discovery.places.model import Place


class Intent(Enum):
    """Whether somebody looks for something or says something else."""

    FIND = "find"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Want:
    """One thing looked for.

    ``concepts`` are the slugs it may mean, usually one; two when the words alone cannot tell (*hilloja*: cloudberries
    or jams). ``narrow`` is the first part of a compound nobody listed (*sauna* of saunaklapi), ``narrow_concept`` its
    concept if it has one; for a heading it is the word used for it (*riippumatto*), which sellers may use too. ``said``
    is what the person wrote. ``told`` marks a need that was told without naming who meets it: any of ``concepts`` does.
    ``typed`` is the stem of a word that was taken for misspelt, as it was typed: a seller may spell it so after all.
    """

    concepts: tuple[str, ...]
    said: str
    narrow: str | None = None
    narrow_concept: str | None = None
    told: bool = False
    typed: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A question, read. Anything may be missing.

    ``terms`` are folded stems of words that no concept knows but that seem to be looked for; ``words`` are those
    of every word that may name a ware, should sellers only be found by their own words. ``talk`` holds the kinds of
    small talk and grammar that were heard. ``corrected`` pairs typed words with what they were taken for.
    """

    text: str
    language: Language
    intent: Intent
    wants: tuple[Want, ...] = ()
    excluded: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    place_choices: tuple[Place, ...] = ()
    near_me: bool = False
    radius_km: float | None = None
    talk: frozenset[str] = field(default_factory=frozenset)
    corrected: tuple[tuple[str, str], ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def place(self) -> Place | None:
        """The first place named."""
        return self.places[0] if self.places else None
