"""What sellers sell, in the reader's language: their own Finnish words get the lexicon's name for it beside them."""

from __future__ import annotations

from collections.abc import Sequence

from osta.chat.texts import Language
from osta.discovery.finnish.folding import fold
from osta.discovery.index.lexemes import Kind
from osta.discovery.service import Discovery

MOST_NAMES = 2  # names put before one item's own words


def ware(text: str, slugs: Sequence[str], discovery: Discovery, language: Language) -> str:
    """``reindeer meat`` for *poronliha*, ``birch firewood (koivuklapit 60 €/motti)`` for more than a name.

    In Finnish, and where no concept is known or the words are the reader's own, they stay as the seller wrote them.
    """
    concepts = [concept for slug in slugs if (concept := discovery.concept(slug)) is not None]
    if language == "fi" or not concepts or discovery.reader.language(text) == language:
        return text
    names = list(dict.fromkeys(concept.labels[language] for concept in concepts))[:MOST_NAMES]
    said = fold(text.strip())
    if any(said == fold(name) for name in names):
        return text
    if any(word.language == "fi" and fold(word.text) == said for word in concepts[0].words) or _is_form(
        text, concepts[0].slug, discovery
    ):
        return names[0]
    return f"{', '.join(names)} ({text})"


def _is_form(text: str, slug: str, discovery: Discovery) -> bool:
    """Whether the text is but a form of a word of the concept: huskysafarit."""
    hits = discovery.reader.vocabulary.lookup(text.lower(), fold(text))
    return any(sense.name == slug and sense.kind is Kind.CONCEPT for hit in hits for sense in hit.lexeme.senses)
