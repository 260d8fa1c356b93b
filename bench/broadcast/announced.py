"""People who want to hear announcements, and one that is on its way to them."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import asyncpg
from sqlalchemy import text

from bench.databases import Kind, server
from osta.broadcasts import broadcast
from osta.chat.messages import Reply
from osta.chat.rich import Rich
from osta.chat.texts import Language
from osta.store import direct
from osta.store.audiences import Audience
from osta.store.engine import Database, open_database
from osta.store.models import Broadcast, BroadcastKind, ConsentTopic, utc_now
from osta.store.schema import upgrade

TEXT: dict[Language, Reply] = {"fi": Reply(Rich.plain("Torikauppaa lauantaina Sallan torilla klo 10–14. Tervetuloa!"))}
KINDS: tuple[Kind, ...] = ("sqlite", "postgresql")


@asynccontextmanager
async def empty_database(kind: Kind) -> AsyncIterator[str]:
    """The address of a new database with all tables and nothing in them."""
    folder = Path(tempfile.mkdtemp(prefix="osta-broadcast-"))
    try:
        if kind == "sqlite":
            yield await _with_tables(str(folder / "osta.sqlite"))
            return
        with server(folder / "pg") as address:
            connection = await asyncpg.connect(address)
            await connection.execute("CREATE DATABASE osta_broadcast")
            await connection.close()
            yield await _with_tables(address.replace("/postgres?", "/osta_broadcast?"))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _with_tables(url: str) -> str:
    database = open_database(url)
    await upgrade(database)
    await database.close()
    return url


async def add_people(
    database: Database, people: int, *, first_chat: int = 1, topic: ConsentTopic = "announcements"
) -> None:
    """So many people who have agreed to a topic, in Telegram chats numbered from ``first_chat``."""
    async with database.transaction() as session:
        now = direct.moment_of(session, utc_now() - timedelta(days=30))
        [[before]] = await direct.rows(session, "SELECT coalesce(max(id), 0) FROM person", ())
        for statement, *values in (
            (_PEOPLE, people, now, now, False),
            (_ADDRESSES, first_chat - before - 1, now, before),
            (_CONSENTS, topic, now, before),
        ):
            _ = await direct.rows(session, statement, values)
    if database.dialect == "postgresql":
        async with database.transaction() as session:
            await session.execute(text("ANALYZE"))  # as the server does by itself within a minute


_PEOPLE = """
WITH RECURSIVE counted (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM counted WHERE number < ?)
INSERT INTO person (created_at, last_seen_at, paused) SELECT ?, ?, ? FROM counted
"""
_ADDRESSES = """
INSERT INTO person_address (channel, chat, person_id, added_at)
SELECT 'telegram', CAST(id + CAST(? AS BIGINT) AS TEXT), id, ? FROM person WHERE id > ?
"""
_CONSENTS = """
INSERT INTO consent (person_id, topic, text_version, given_at)
SELECT id, CAST(? AS TEXT), '1', ? FROM person WHERE id > ?
"""


async def announce(database: Database, kind: BroadcastKind = "announcement") -> int:
    """An announcement, or something else, to everybody goes out; its number."""
    async with database.transaction() as session:
        now = utc_now()
        made = await broadcast.create(session, kind, "Torikauppaa", TEXT, Audience(), now, due_at=now)
        assert made is not None
        await broadcast.send_now(session, made.id)
        return made.id


async def stored(database: Database, number: int) -> Broadcast:
    """The announcement as it stands."""
    async with database.reading() as session:
        return await session.get_one(Broadcast, number)


async def until_done(database: Database, number: int, seconds: float = 0.1) -> None:
    """Wait until everybody's message is settled, looking every so often."""
    while (await stored(database, number)).state != "done":  # noqa: ASYNC110 - another program settles them
        await asyncio.sleep(seconds)
