"""What every channel promises: the same conversations, the same rows in the database; only the rendering differs.

The conversations are the transcripts of ``tests/conversations``: with buttons on Telegram, with numbers at the
terminal, in every way that Signal has on Signal.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from osta.bot.channels.signal import OfferedInDatabase, SignalChannel
from osta.bot.channels.telegram import TelegramChannel
from osta.store.engine import Database, open_database
from osta.store.models import Base
from tests.contract.signals import Signals
from tests.contract.stage import Clock, Ends, Stage
from tests.contract.stored import ITS_OWN, KEPT_BY_ONE, rows
from tests.contract.telegrams import Telegrams
from tests.contract.terminals import Terminals
from tests.conversations.test_transcripts import LANGUAGES, TRANSCRIPTS, exchanges, move_in
from tests.fakes.bot_api import BotApi
from tests.fakes.lexicon import open_small, write_small
from tests.fakes.signal_daemon import SignalDaemon

# Where choices have numbers, and how somebody is told to share a position, is rendering.
_NUMBER = re.compile(r"^\d{1,2} (?=\S)", re.MULTILINE)
_POSITION_ASKED = re.compile(r"^(📍 .*|.*\(.*66\.83, 28\.66\))$", re.MULTILINE)


@pytest.fixture(scope="session")
def small_lexicon(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_small(tmp_path_factory.mktemp("lexicon"))


@asynccontextmanager
async def terminal(database: Database, folder: Path, clock: Clock) -> AsyncIterator[Ends]:
    yield Terminals(LANGUAGES, clock)


@asynccontextmanager
async def telegram(database: Database, folder: Path, clock: Clock) -> AsyncIterator[Ends]:
    async with BotApi() as api:
        yield Telegrams(api, TelegramChannel(api.token, api_url=api.url), LANGUAGES)
        api.no_violations()


@asynccontextmanager
async def signal(database: Database, folder: Path, clock: Clock) -> AsyncIterator[Ends]:
    async with SignalDaemon("tcp", folder) as daemon:
        spool, offered = folder / "spool", OfferedInDatabase(database, clock)
        ends = Signals(daemon, SignalChannel(daemon.url, daemon.account, offered=offered, spool=spool, clock=clock))
        yield ends
        assert daemon.violations == []
        assert daemon.lost == []
        assert spool.read_bytes() == b""
        assert ends.picked.keys() == {"number", "label", "reply", "reaction", "vote"}


Messenger = Callable[[Database, Path, Clock], AbstractAsyncContextManager[Ends]]


async def stored_after(
    messenger: Messenger, transcript: Path, database: Database, discovery: Path, folder: Path
) -> dict[str, list[str]]:
    """Play a transcript through, where everybody reads what it says; the rows that are left."""
    known = open_small(discovery)
    await move_in(database, known)
    clock = Clock()
    async with (
        messenger(database, folder, clock) as ends,
        Stage(database, known, ends, ["staff"], clock) as stage,
    ):
        for exchange in exchanges(transcript):
            answer = await stage.says(exchange.name, exchange.said)
            place = f"{transcript.name}:{exchange.line}: {exchange.name}> {exchange.said}\n{answer}"
            assert words(answer) == words("\n".join(exchange.answered)), place
    return await rows(database, {name: ends.address(name) for name in stage.names})


def words(text: str) -> list[str]:
    """What is said, however it is spread over messages."""
    return _NUMBER.sub("", _POSITION_ASKED.sub("", text.replace("\n---\n", "\n"))).split()


@pytest.mark.parametrize("transcript", TRANSCRIPTS, ids=lambda path: path.stem)
async def test_everybody_reads_the_same_and_the_same_is_stored(
    transcript: Path, sqlite_template: Path, small_lexicon: Path, tmp_path: Path
) -> None:
    stored = {}
    for messenger in (terminal, telegram, signal):
        folder = tmp_path / messenger.__name__
        folder.mkdir()
        shutil.copyfile(sqlite_template, folder / "osta.sqlite")
        database = open_database(folder / "osta.sqlite")
        try:
            stored[messenger] = await stored_after(messenger, transcript, database, small_lexicon, folder)
        finally:
            await database.close()
    assert {"person", "inbox", "outbox", "question_log"} <= {
        table for table, lines in stored[terminal].items() if lines
    }
    for messenger in (telegram, signal):
        for table, lines in stored[terminal].items():
            assert stored[messenger][table] == lines, f"{messenger.__name__}: {table}"


def test_what_is_not_compared_exists() -> None:
    tables = Base.metadata.tables
    assert tables.keys() >= KEPT_BY_ONE.keys()
    assert all(column in tables[table].columns for table, column in ITS_OWN)
