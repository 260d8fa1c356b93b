"""Finds mistakes in the lexicon: ``python -m osta.discovery.lexicon.check`` lists them all and how to mend each."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

from osta.discovery.finnish import paradigms
from osta.discovery.lexicon.load import DATA, LexiconError, load
from osta.discovery.lexicon.model import KIND_OF, Concept, Lexicon, Word

KNOWN_TALK = frozenset(
    "greeting thanks bye praise complaint yes no sorry smalltalk about selling workshop subscription privacy feedback"
    " poll chat help emergency stop-word buy near near-me not and-or units number-words within time followup-more"
    " followup-place followup-cheaper filler grammar wishes opinion news own for-sale join listing"
    " advert what sold misunderstood seller nearer how when getting able past doing copula".split()
)


def problems(lexicon: Lexicon, data: Path = DATA) -> Iterator[str]:
    """Every mistake found, each with what to do about it."""
    yield from _unknown_references(lexicon)
    yield from _cycles(lexicon)
    yield from _same_keys(lexicon.concepts.values())
    yield from _unranked_words(lexicon)
    yield from _empty_headings(lexicon)
    yield from _needs(lexicon)
    yield from _talk(lexicon)
    yield from _forms(lexicon, data)


def _unknown_references(lexicon: Lexicon) -> Iterator[str]:
    for concept in lexicon.concepts.values():
        for kind, slugs in (("parent", concept.parents), ("made_of", concept.made_of)):
            for slug in slugs:
                if slug not in lexicon.concepts:
                    yield f"{concept.slug}: its {kind} {slug} is not a concept: correct the id or add the concept"


def _cycles(lexicon: Lexicon) -> Iterator[str]:
    finished: set[str] = set()

    def visit(slug: str, path: tuple[str, ...]) -> Iterator[str]:
        if slug in path:
            loop = " → ".join((*path[path.index(slug) :], slug))
            yield f"the parents go round in a circle: {loop}: remove one of them"
            return
        if slug in finished or slug not in lexicon.concepts:
            return
        for parent in lexicon.concepts[slug].parents:
            yield from visit(parent, (*path, slug))
        finished.add(slug)

    for slug in lexicon.concepts:
        yield from visit(slug, ())


def _same_keys(concepts: Iterable[Concept]) -> Iterator[str]:
    for one, other in pairwise(sorted(concepts, key=lambda concept: concept.key)):
        if one.key == other.key:
            yield f"{one.slug} and {other.slug} have the same number in SQL: rename the newer one"


def _unranked_words(lexicon: Lexicon) -> Iterator[str]:
    claims: dict[tuple[str, str], dict[str, Word]] = defaultdict(dict)
    for concept in lexicon.concepts.values():
        for word in concept.words:
            claims[word.language, word.text.lower()].setdefault(concept.slug, word)
    for (language, text), words in sorted(claims.items()):
        first = [word for word in words.values() if word.rank == 1]
        if len(first) > 1 and not all(word.ranked for word in first):
            claimed = ", ".join(sorted(words))
            mend = f"write {text}/1 and {text}/2, or {text}/1 at both to ask"
            yield f"{text} ({language}) is claimed by {claimed}: {mend}"


def _empty_headings(lexicon: Lexicon) -> Iterator[str]:
    for concept in lexicon.concepts.values():
        if concept.category and not lexicon.children.get(concept.slug):
            yield f"{concept.slug} is a heading (category x) with nothing below it: give it kinds or empty the cell"


def _needs(lexicon: Lexicon) -> Iterator[str]:
    used: set[str] = set()
    for rule in lexicon.rules:
        leads_to = ", ".join(rule.concepts)
        for concept in rule.concepts:
            if concept not in lexicon.concepts:
                yield f"a need rule leads to {concept}, which is not a concept"
        if not rule.things and not rule.acts:
            yield f"the need rule for {leads_to} has neither things nor acts: fill one of them"
        for name in rule.things | rule.acts:
            used.add(name)
            if name.startswith(KIND_OF):
                slug = name.removeprefix(KIND_OF)
                if slug not in lexicon.concepts:
                    yield f"the need rule for {leads_to} names {name}, but {slug} is not a concept"
            elif name not in lexicon.classes:
                yield f"the need rule for {leads_to} names the class {name}, which does not exist"
    for name in lexicon.classes:
        if name not in used:
            yield f"the class {name} is in no need rule: use it or delete it"


def _talk(lexicon: Lexicon) -> Iterator[str]:
    for kind in sorted({word.kind for word in lexicon.talk} - KNOWN_TALK):
        yield f"talk.csv has the kind {kind}, which the program does not know"


def _forms(lexicon: Lexicon, data: Path) -> Iterator[str]:
    from osta.discovery.inflect import finnish_words

    known = paradigms.read(data / "forms")
    missing = sorted(finnish_words(lexicon) - known.keys())
    if missing:
        some = ", ".join(missing[:5])
        yield f"{len(missing)} words are not inflected yet ({some} …): run make lexicon"
    labels = paradigms.read_labels(data / "labels.csv")
    for concept in lexicon.concepts.values():
        if labels.get(concept.slug, ("",))[0] != concept.labels["fi"]:
            yield f"{concept.slug}: the label's forms are missing or old: run make lexicon"
    for slug in labels.keys() - lexicon.concepts.keys():
        yield f"{slug}: label forms of a concept that is no more: run make lexicon"


def main() -> int:
    """Print the problems; 1 when there are any."""
    try:
        found = list(problems(load()))
    except LexiconError as error:
        found = [str(error)]
    for problem in found:
        print(problem, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
