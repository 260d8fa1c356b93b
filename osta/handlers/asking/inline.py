"""Answers to share in any chat: ``@bot perunaa Salla``."""

from __future__ import annotations

from osta.chat.figures import clip
from osta.chat.messages import InlineQuery, InlineResult, Reply
from osta.chat.rich import Rich
from osta.discovery.question.model import Intent
from osta.discovery.showing.card import card
from osta.discovery.showing.results import wares, where
from osta.handlers.asking.here import home
from osta.handlers.turn import Turn
from osta.store import exposures, producers

LIMIT = 10  # results of one query
_TITLE = 60  # characters


async def inline(turn: Turn) -> list[Reply]:
    """The cards of the producers that answer the query; none for what is no search."""
    content = turn.message.content
    text = content.text if isinstance(content, InlineQuery) else ""
    read = turn.discovery.read(text[:200], turn.language)
    if read.intent is not Intent.FIND or not (read.wants or read.terms):
        return [Reply(inline=())]
    page = await turn.discovery.find(turn.session, read, home(turn), now=turn.now, limit=LIMIT)
    shown = []
    for result in page.results:
        producer = await producers.get(turn.session, result.producer_id)
        if producer is None:
            continue
        described = ", ".join(part for part in (where(result, turn.t), *wares(result, turn.discovery, turn.t)) if part)
        text_of_card: Rich = card(producer, producer.offerings, turn.t, turn.now, turn.discovery)
        shown.append(InlineResult(result.code, clip(result.name, _TITLE), clip(described, _TITLE * 2), text_of_card))
    await exposures.count_shown(turn.session, [result.producer_id for result in page.results], turn.now.date())
    return [Reply(inline=tuple(shown))]
