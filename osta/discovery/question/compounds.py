"""Reading a compound that nobody listed by its parts: the head says what it is, the first part narrows it."""

from __future__ import annotations

from dataclasses import dataclass

from osta.discovery.finnish.folding import fold
from osta.discovery.index.lexemes import Kind
from osta.discovery.index.vocabulary import Hit, Vocabulary

_SHORTEST_PART = 3
_SHORTEST_HEAD = 4


@dataclass(frozen=True, slots=True)
class Compound:
    """``first`` narrows what ``head`` is; both are known words."""

    first: str
    first_hits: tuple[Hit, ...]
    head: tuple[Hit, ...]


def split(lower: str, vocabulary: Vocabulary) -> Compound | None:
    """The reading with the longest head that names something sold, or None. The first part must be a known word too."""
    for cut in range(_SHORTEST_PART, len(lower) - _SHORTEST_HEAD + 1):
        first, rest = lower[:cut].rstrip("-"), lower[cut:].lstrip("-")
        if len(first) < _SHORTEST_PART or len(rest) < _SHORTEST_HEAD:
            continue
        head = _meaning(vocabulary.lookup(rest, fold(rest)), Kind.CONCEPT)
        if not head:
            continue
        known = _meaning(vocabulary.lookup(first, fold(first)), Kind.CONCEPT, Kind.CLASS)
        if known:
            return Compound(first, known, head)
    return None


def _meaning(hits: tuple[Hit, ...], *kinds: Kind) -> tuple[Hit, ...]:
    return tuple(hit for hit in hits if any(sense.kind in kinds for sense in hit.lexeme.senses))
