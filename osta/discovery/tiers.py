"""Which posting keys answer what is wanted, in tiers: exact before kind before mention before general offers."""

from __future__ import annotations

from collections.abc import Sequence

from osta.discovery.keys import Match, key_of_concept, key_of_narrowed, key_of_term
from osta.discovery.lexicon.model import Lexicon
from osta.discovery.question.model import Want
from osta.discovery.question.terms import term_stem

GENERAL_STEPS = 2  # how far up a seller of "berries in general" may stand for what was asked
GENERAL_KINDS = 100  # a heading over more kinds than this says too little of any of them, but for its own children
CLOSE_KIN = 12  # kinds under a heading so narrow that one who does the one may well do the other

Tier = dict[int, tuple[int, Match]]
"""Key → the number of the want and the kind of match that it stands for."""


def tiers_of(lexicon: Lexicon, wants: Sequence[Want], terms: Sequence[str]) -> list[Tier]:
    """For each tier, its keys with the number of the want and the kind of match that they stand for."""
    tiers: list[Tier] = [{}, {}, {}, {}]
    for n, want in enumerate(wants):
        if want.typed:
            tiers[0][key_of_term(want.typed)] = (n, Match.EXACT)
            continue
        for slug in want.concepts:
            concept = lexicon.concepts[slug]
            first = 0
            if want.narrow:
                tiers[0][key_of_narrowed(slug, term_stem(want.narrow))] = (n, Match.EXACT)
                first = 1
            exactly = Match.KIND if first else Match.EXACT
            tiers[first][key_of_concept(slug, Match.EXACT)] = (n, exactly)
            # Under a heading any kind answers as well as the heading itself.
            tiers[first if concept.category else 1][key_of_concept(slug, Match.KIND)] = (n, Match.KIND)
            tiers[2][key_of_concept(slug, Match.MENTION)] = (n, Match.MENTION)
            for wider in second_best(lexicon, slug):
                tiers[3].setdefault(key_of_concept(wider, Match.EXACT), (n, Match.GENERAL))
                if want.told and len(lexicon.below(wider)) <= CLOSE_KIN:
                    tiers[3].setdefault(key_of_concept(wider, Match.KIND), (n, Match.GENERAL))
    for n, term in enumerate(terms, len(wants)):
        tiers[0][key_of_term(term)] = (n, Match.EXACT)
    return [tier for tier in tiers if tier]


def second_best(lexicon: Lexicon, slug: str) -> list[str]:
    """The wider concepts whose general sellers may have this too."""
    return [
        wider
        for wider, steps in lexicon.above(slug).items()
        if steps == 1 or (steps <= GENERAL_STEPS and len(lexicon.below(wider)) <= GENERAL_KINDS)
    ]
