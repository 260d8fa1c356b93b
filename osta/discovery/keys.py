"""What a posting's key means: a concept or term, and how a producer's offering matches it."""

from __future__ import annotations

import zlib
from enum import IntEnum

from osta.discovery.lexicon.model import ROOT_KEY_BITS, concept_key

_MATCH_BITS = 3
_TERM = 1 << ROOT_KEY_BITS


class Match(IntEnum):
    """How well an offering answers what was asked, best first."""

    EXACT = 0  # sells exactly this
    KIND = 1  # sells a kind of it
    MENTION = 2  # sells something made of it, or mentions it
    GENERAL = 3  # offers the wider kind in general ("marjoja"); only when reading the index, never a stored key

    @property
    def public(self) -> str:
        """The name that other programs see: exact, kind or mention."""
        return "mention" if self >= Match.MENTION else self.name.lower()


def key_of_concept(slug: str, match: Match) -> int:
    """The posting key of a concept at a kind of match."""
    return concept_key(slug) << _MATCH_BITS | match


def key_of_narrowed(slug: str, stem: str) -> int:
    """The posting key of a concept narrowed by a word: saunaklapi is firewood for the sauna."""
    return key_of_term(f"{slug}/{stem}")


def key_of_term(stem: str) -> int:
    """The posting key of a word that no concept knows, by its folded stem."""
    return (_TERM | zlib.crc32(stem.encode()) & (_TERM - 1)) << _MATCH_BITS
