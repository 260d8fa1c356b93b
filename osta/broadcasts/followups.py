"""The polite question a week after a contact was taken: did you buy? Asked once, of those who agreed to it."""

from __future__ import annotations

from datetime import datetime, timedelta

from osta.broadcasts import broadcast
from osta.broadcasts.schedule import Tick
from osta.chat.figures import clip
from osta.chat.messages import Button, Reply
from osta.chat.texts import LANGUAGES, Language, texts
from osta.store import follow_ups, producers
from osta.store.audiences import Audience
from osta.store.engine import Session
from osta.store.models import FollowUp

EVERY = timedelta(minutes=10)
_PAGE = 100


async def ask_due(session: Session, now: datetime) -> bool:
    """Ask the questions whose time has come. True while there are more."""
    due = await follow_ups.due(session, now, _PAGE)
    for question in due:
        question.asked_at = now
        producer = await producers.get(session, question.producer_id)
        if question.person_id is None or producer is None or producer.status != "published":
            continue
        name = clip(producer.name, 80)
        await broadcast.create(
            session,
            "follow_up",
            name,
            {language: _question(question, name, language) for language in LANGUAGES},
            Audience(people=(question.person_id,)),
            now,
            due_at=now,
            key=f"follow_up:{question.id}",
        )
    await session.flush()
    return len(due) == _PAGE


TICK = Tick("follow_ups", EVERY, ask_due)


def _question(question: FollowUp, name: str, language: Language) -> Reply:
    t = texts(language)
    answers = (
        Button.of(t.line("Kyllä"), "bought.said", question.id, "yes"),
        Button.of(t.line("En"), "bought.said", question.id, "no"),
        Button.of(t.line("En vielä"), "bought.said", question.id, "not_yet"),
    )
    return Reply(t("Otit yhteystiedon: *{name}*. Ostitko?", name=name), (answers,))
