"""The producers that a person keeps at hand."""

from __future__ import annotations

from osta.chat.figures import clip, phone
from osta.chat.messages import Button, Reply
from osta.chat.rich import Rich
from osta.handlers.turn import Turn
from osta.store import favourites


async def show(turn: Turn) -> list[Reply]:
    """``/suosikit``."""
    t = turn.t
    kept = await favourites.of_person(turn.session, turn.person.id)
    if not kept:
        return [Reply(t("Sinulla ei ole vielä suosikkeja. Avaa myyjän kortti ja paina ”Lisää suosikkeihin”."))]
    entries: list[Rich | str] = [Rich.bold(t.line("Suosikkisi"))]
    for number, producer in enumerate(kept, 1):
        line = Rich.plain(f"{number}. ") + Rich.bold(clip(producer.name, 80))
        details = [clip(producer.municipality or "", 40), phone(producer.phone, t.language) if producer.phone else ""]
        entries.append(Rich.join([line, ", ".join(detail for detail in details if detail)]))
    cards = [Button.of(str(number), "card.beside", producer.code) for number, producer in enumerate(kept, 1)]
    rows = tuple(tuple(cards[at : at + 5]) for at in range(0, len(cards), 5))
    return [Reply(Rich.join(entries, between="\n\n"), rows)]
