"""Reading a compound that nobody listed by its parts: the head says what it is, the first part narrows it."""

from __future__ import annotations

from dataclasses import dataclass

from osta.discovery.finnish.folding import fold
from osta.discovery.index.lexemes import Form, Kind
from osta.discovery.index.vocabulary import Hit, Vocabulary

_SHORTEST_PART = 3
_SHORTEST_HEAD = 4
_LONGEST = 70  # letters; the longest word that Finns tell each other has 61, and the work grows with the square
# Heads that only say that it is sold, made or done; what is meant is the first part: marjamyyjä, villatuotteet.
GENERIC_HEADS = frozenset(
    "tuote tuotteet palvelu palvelut myyjä myynti tekijä tekeminen mies nainen ihminen liike firma yritys yrittäjä"
    " ammattilainen asiantuntija tilaus toimitus toimittaja osto maakari mestari kauppias tuottaja valmistaja".split()
)


@dataclass(frozen=True, slots=True)
class Compound:
    """``first`` narrows what ``head`` is; both are known words. ``generic`` heads add nothing to the first part."""

    first: str
    first_hits: tuple[Hit, ...]
    head: tuple[Hit, ...]
    generic: bool = False


def split(lower: str, vocabulary: Vocabulary) -> Compound | None:
    """The reading with the longest head that names something sold or done, if both parts are known words."""
    if len(lower) > _LONGEST:
        return None
    weaker: Compound | None = None
    for cut in range(_SHORTEST_PART, len(lower) - _SHORTEST_HEAD + 1):
        first, rest = lower[:cut].rstrip("-"), lower[cut:].lstrip("-")
        if len(first) < _SHORTEST_PART or len(rest) < _SHORTEST_HEAD:
            continue
        heads = [hit for hit in vocabulary.lookup(rest, fold(rest)) if hit.lexeme.language == "fi"]
        if not heads:
            continue
        known = tuple(
            hit
            for hit in vocabulary.lookup(first, fold(first))
            if hit.lexeme.language == "fi" and _means(hit, Kind.CONCEPT, Kind.CLASS) and not hit.form & Form.OBLIQUE
        )
        if not known:
            continue
        sold = tuple(hit for hit in heads if _means(hit, Kind.CONCEPT))
        if sold:
            return Compound(first, known, tuple(heads))
        generic = any(hit.lexeme.text in GENERIC_HEADS for hit in heads)
        if weaker is None and (generic or any(_means(hit, Kind.CLASS) for hit in heads)):
            weaker = Compound(first, known, tuple(heads), generic)
    return weaker


def _means(hit: Hit, *kinds: Kind) -> bool:
    return any(sense.kind in kinds for sense in hit.lexeme.senses)
