"""Keeps true what the database derives from the lexicon: taught words, mirrored concepts, how listings were read."""

from __future__ import annotations

from osta.chat.texts import Language
from osta.discovery.finnish.folding import fold
from osta.discovery.index import build
from osta.discovery.producers.catalogue import BATCH, listed, reindex, store, write
from osta.discovery.service import Discovery
from osta.store import marks, offerings, producers, words
from osta.store.engine import Database, Session
from osta.store.words import ConceptRow

LEXICON_MARK = "lexicon"


async def keep_current(database: Database, discovery: Discovery, progress: build.Progress | None = None) -> int:
    """Learn the words that staff have taught; read every listing anew if the lexicon or places have changed since.

    Returns how many listings were read. To be called once at a start; takes a moment when nothing has changed.
    """
    async with database.reading() as session:
        for word in await words.taught(session):
            discovery.reader.vocabulary.teach(word.text, word.language, word.concept)
        known = await marks.value(session, LEXICON_MARK)
    current = build.digest(imported=discovery.imported) if discovery.imported else build.digest()
    if known == current:
        return 0
    async with database.transaction() as session:
        await marks.alone(session, LEXICON_MARK)
        if await marks.value(session, LEXICON_MARK) == current:
            return 0  # another program, which started at the same moment, has done it
        await words.mirror_concepts(session, [_row(discovery, slug) for slug in discovery.lexicon.concepts])
        count = await reindex(session, discovery, progress)
        await marks.note(session, LEXICON_MARK, current)
    return count


async def learn(session: Session, discovery: Discovery, text: str, language: Language, slug: str) -> int:
    """Let a taught word mean a concept from now on, also in the listings that use it. Returns how many those are."""
    discovery.reader.vocabulary.teach(text, language, slug)
    stem = fold(text)[:-1]
    numbers = {
        offering.producer_id for offering in await offerings.unread(session) if stem and stem in fold(offering.text)
    }
    for number in sorted(numbers)[:BATCH]:
        producer = await producers.get(session, number)
        if producer is not None:
            village = str(producer.card.get("village", ""))
            await store(session, discovery, [(producer, write(discovery, producer, listed(producer), village=village))])
    return len(numbers)


def _row(discovery: Discovery, slug: str) -> ConceptRow:
    concept = discovery.lexicon.concepts[slug]
    labels = concept.labels
    return ConceptRow(concept.key, slug, labels["fi"], labels["sv"], labels["en"])
