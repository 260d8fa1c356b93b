"""What every channel promises: the same conversations, the same rows in the database; only the rendering differs.

The conversations are the transcripts of ``tests/conversations``: with buttons on Telegram, with numbers elsewhere.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from osta.bot.channels.telegram import TelegramChannel
from osta.chat.texts import Language
from osta.discovery.producers import catalogue
from osta.discovery.service import Discovery
from osta.store.engine import Database, open_database
from osta.store.models import Base, PersonAddress, Producer
from tests.contract.stages import Ends, Signals, Stage, Telegrams, Terminals, signal_to
from tests.conversations.test_transcripts import LANGUAGES, SELLERS, TRANSCRIPTS, exchanges
from tests.fakes.bot_api import BotApi
from tests.fakes.lexicon import open_small, write_small
from tests.fakes.signal_daemon import SignalDaemon
from tests.fakes.talk import NOON

KNOWN: dict[str, Language] = {"erik": "sv", "emma": "en"}
NUMBERED = re.compile(r"^\d{1,2} (?=\S)", re.MULTILINE)
POSITION_ASKED = re.compile(r"^(📍 .*|.*\(.*66\.83, 28\.66\))$", re.MULTILINE)
ITS_OWN = {
    # How a messenger names chats and messages, and which numbers stand before choices, is its rendering.
    "inbox": ("channel", "message_id", "address"),
    "outbox": ("address", "channel", "press_id", "sent_message_id"),
    "person_address": ("channel", "chat"),
    "question_log": ("channel",),
    "conversation": ("address", "choices", "version"),
    "producer": ("created_at", "updated_at"),  # by the clock on the wall
}
LEFT_OUT = {"alembic_version", "offered_choices"}


@pytest.fixture(scope="session")
def small_lexicon(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_small(tmp_path_factory.mktemp("lexicon"))


@asynccontextmanager
async def terminal(database: Database, folder: Path) -> AsyncIterator[Ends]:
    yield Terminals(KNOWN)


@asynccontextmanager
async def telegram(database: Database, folder: Path) -> AsyncIterator[Ends]:
    async with BotApi() as api:
        yield Telegrams(api, TelegramChannel(api.token, api_url=api.url), KNOWN)
        api.no_violations()


@asynccontextmanager
async def signal(database: Database, folder: Path) -> AsyncIterator[Ends]:
    async with SignalDaemon("unix", folder) as daemon:
        yield Signals(daemon, signal_to(daemon, database, folder / "spool"))
        assert daemon.violations == []
        assert daemon.lost == []
        assert (folder / "spool").read_bytes() == b""


Messenger = Callable[[Database, Path], AbstractAsyncContextManager[Ends]]
MESSENGERS: dict[str, Messenger] = {"terminal": terminal, "telegram": telegram, "signal": signal}


async def opened(database: Database, discovery: Discovery) -> None:
    async with database.transaction() as session:
        for code, name, place_id, municipality, products, description, phone in SELLERS:
            producer = Producer(
                code=code,
                name=name,
                village_place_id=place_id,
                municipality=municipality,
                phone=phone,
                source="import",
                status="published",
                confirmed_at=NOON,
            )
            await catalogue.save(session, discovery, producer, products, description, now=NOON)


def words(text: str) -> list[str]:
    """What is said, however it is spread over messages, whatever numbers stand before choices, and however one is told
    to share a position.
    """
    return NUMBERED.sub("", POSITION_ASKED.sub("", text.replace("\n---\n", "\n"))).split()


async def rows(database: Database) -> dict[str, list[str]]:
    """What is stored, without what is the messenger's own."""
    found: dict[str, list[str]] = {}
    async with database.reading() as session:
        codes = {code: f"<code {number}>" for number, code in await session.execute(select(Producer.id, Producer.code))}
        people = {
            f"{channel}:{chat}": f"<chat {number}>"
            for channel, chat, number in await session.execute(
                select(PersonAddress.channel, PersonAddress.chat, PersonAddress.person_id)
            )
        }
        for table in Base.metadata.sorted_tables:
            if table.name in LEFT_OUT:
                continue
            shown = [column for column in table.columns if column.name not in ITS_OWN.get(table.name, ())]
            found[table.name] = sorted(
                _plain(dict(row), {**codes, **people}) for row in (await session.execute(select(*shown))).mappings()
            )
    return found


def _plain(row: dict[str, Any], names: dict[str, str]) -> str:
    data = row.get("data")
    if isinstance(data, dict):
        # What a telephone's language told, words tell as well; and nobody counts what a terminal says.
        row["data"] = {"language": "fi"} | {name: value for name, value in data.items() if name != "~"}
    text = json.dumps(row, default=str, sort_keys=True, ensure_ascii=False)
    for name, short in names.items():
        text = text.replace(name, short)
    return text


@pytest.fixture(params=TRANSCRIPTS, ids=lambda path: path.stem)
def transcript(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


async def played(messenger: str, transcript: Path, database: Database, discovery: Discovery, folder: Path) -> None:
    """Play a transcript through; everybody reads what it says."""
    await opened(database, discovery)
    async with (
        MESSENGERS[messenger](database, folder) as ends,
        Stage(database, discovery, ends, staff=["staff"]) as stage,
    ):
        for exchange in exchanges(transcript):
            answer = await stage.says(exchange.name, exchange.said)
            place = f"{transcript.name}:{exchange.line}: {exchange.name}> {exchange.said}\n{answer}"
            assert words(answer) == words("\n".join(exchange.answered)), place


@pytest.mark.parametrize("messenger", ["telegram", "signal"])
async def test_everybody_reads_the_same_and_the_same_is_stored(
    messenger: str,
    transcript: Path,
    sqlite_template: Path,
    sqlite_database: Database,
    small_lexicon: Path,
    tmp_path: Path,
) -> None:
    assert LANGUAGES == KNOWN
    await played(messenger, transcript, sqlite_database, open_small(small_lexicon), tmp_path)
    copy = tmp_path / "terminal.sqlite"
    shutil.copyfile(sqlite_template, copy)
    at_the_terminal = open_database(copy)
    await played("terminal", transcript, at_the_terminal, open_small(small_lexicon), tmp_path)
    stored, expected = await rows(sqlite_database), await rows(at_the_terminal)
    await at_the_terminal.close()
    assert any(expected.values())
    for table in expected:
        assert stored[table] == expected[table], table
