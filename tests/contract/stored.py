"""What a conversation has left in the database, as it has to be on every channel."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select

from osta.chat.messages import Address
from osta.chat.texts import DEFAULT_LANGUAGE
from osta.store.engine import Database
from osta.store.models import Base, Producer

ITS_OWN: Mapping[tuple[str, str], str] = {
    (
        "inbox",
        "message_id",
    ): "messengers number messages in their own ways; it keeps a message from being handled twice",
    ("outbox", "sent_message_id"): "the same for what was sent",
    ("outbox", "press_id"): "only Telegram waits for an answer to the press itself",
}
"""Columns that cannot be the same, with the reason. All else is compared."""

KEPT_BY_ONE: Mapping[str, str] = {
    "offered_choices": "votes, reactions and replies on Signal name a message, so what stood under it is kept",
}
"""Tables that one messenger needs and the others do not."""


async def rows(database: Database, people: Mapping[str, Address]) -> dict[str, list[str]]:
    """All rows by table. Where somebody is reached is told by name, and who sells something by number: addresses and
    the codes of links are made at random.
    """
    names = dict(_names(people))
    found: dict[str, list[str]] = {}
    async with database.reading() as session:
        names |= {code: f"<code {key}>" for key, code in await session.execute(_CODES)}
        for table in Base.metadata.sorted_tables:
            if table.name not in KEPT_BY_ONE:
                kept = [column for column in table.columns if (table.name, column.name) not in ITS_OWN]
                stored = (await session.execute(select(*kept))).mappings()
                found[table.name] = sorted(_line(table.name, dict(row), names) for row in stored)
    return found


_CODES = select(Producer.id, Producer.code)


def _names(people: Mapping[str, Address]) -> Iterable[tuple[str, str]]:
    for name, address in people.items():
        yield json.dumps(str(address)), f"<{name}>"
        yield json.dumps(address.chat), f"<chat of {name}>"
        yield json.dumps(address.channel), "<channel>"


def _line(table: str, row: dict[str, Any], names: Mapping[str, str]) -> str:
    if table == "conversation":
        data = row["data"]
        # How fast somebody writes is not counted at their own terminal.
        data.pop("~", None)
        # On Signal no telephone tells its language: until somebody has written, none is known, which means Finnish.
        data.setdefault("language", DEFAULT_LANGUAGE)
    text = json.dumps(row, default=str, sort_keys=True, ensure_ascii=False)
    for name, short in names.items():
        text = text.replace(name, short)
    return text
