"""Words that staff have taught, words nobody could read, and the concepts they stand for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update

from osta.chat.texts import Language
from osta.store import direct
from osta.store.engine import Session
from osta.store.models import Concept, UnknownWord, Word
from osta.store.models.lexicon import WordContext, WordDecision
from osta.store.upserts import insert_into


@dataclass(frozen=True, slots=True)
class ConceptRow:
    """A concept of the lexicon; ``id`` is the stable 31-bit hash of its slug."""

    id: int
    slug: str
    label_fi: str
    label_sv: str
    label_en: str


async def mirror_concepts(session: Session, rows: Iterable[ConceptRow]) -> None:
    """Make the table of concepts equal to the lexicon."""
    wanted = {row.id: row for row in rows}
    known = {concept.id: concept for concept in await session.scalars(select(Concept))}
    gone = known.keys() - wanted.keys()
    if gone:
        await session.execute(delete(Concept).where(Concept.id.in_(gone)))
    for row in wanted.values():
        concept = known.get(row.id)
        if concept is None:
            session.add(
                Concept(id=row.id, slug=row.slug, label_fi=row.label_fi, label_sv=row.label_sv, label_en=row.label_en)
            )
        else:
            concept.slug, concept.label_fi, concept.label_sv = row.slug, row.label_fi, row.label_sv
            concept.label_en = row.label_en
    await session.flush()


async def teach(
    session: Session,
    text: str,
    concept: str,
    language: Language,
    now: datetime,
    *,
    taught_by: int | None = None,
    rank: int = 0,
) -> None:
    """From now on the word stands for the concept (a slug); taught again, it takes the new rank."""
    taught = insert_into(session, Word).values(
        text=text, concept=concept, language=language, rank=rank, source="taught", taught_by=taught_by, taught_at=now
    )
    await session.execute(
        taught.on_conflict_do_update(
            index_elements=[Word.text, Word.language, Word.concept],
            set_={"rank": rank, "taught_by": taught_by, "taught_at": now},
        )
    )


async def taught(session: Session, since: datetime | None = None) -> Sequence[Word]:
    """The words taught, all or since a moment, in the order of teaching."""
    query = select(Word).order_by(Word.taught_at, Word.id)
    if since is not None:
        query = query.where(Word.taught_at >= since)
    return (await session.scalars(query)).all()


async def note_unknown(session: Session, text: str, context: WordContext, now: datetime) -> None:
    """Count a word that nobody could read."""
    at = direct.moment_of(session, now)
    await direct.rows(session, _NOTE, (direct.storable(text), context, at, at))


_NOTE = (
    "INSERT INTO unknown_word (text, count, example_context, first_seen_at, last_seen_at) VALUES (?, 1, ?, ?, ?) "
    "ON CONFLICT (text) DO UPDATE SET count = unknown_word.count + 1, last_seen_at = excluded.last_seen_at"
)


async def undecided(session: Session, limit: int = 20) -> Sequence[UnknownWord]:
    """Unknown words that wait for a decision, the most frequent first."""
    query = select(UnknownWord).where(UnknownWord.decided_at.is_(None))
    return (await session.scalars(query.order_by(UnknownWord.count.desc(), UnknownWord.text).limit(limit))).all()


async def decide(session: Session, text: str, decision: WordDecision, now: datetime) -> bool:
    """Settle an unknown word. False when it is settled already or was never met."""
    decided = await session.scalar(
        update(UnknownWord)
        .where(UnknownWord.text == text, UnknownWord.decided_at.is_(None))
        .values(decided_at=now, decision=decision)
        .returning(UnknownWord.text)
    )
    return decided is not None
