"""``osta signal``: what Signal asks of people, done beside the running program."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path
from typing import Literal

import pytest

from osta.bot.cli import FAILURE, run
from osta.bot.signal_tasks import StaffTasks
from osta.chat.messages import Text
from osta.store import arrivals, people
from osta.store.engine import open_database
from tests.bot.signal.conftest import chat_with
from tests.broadcasts.crowd import NOON
from tests.fakes.signal_daemon import SignalDaemon


@pytest.fixture
def database_path(daemon: SignalDaemon, sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "osta.sqlite"
    shutil.copyfile(sqlite_template, path)
    monkeypatch.setenv("OSTA_DATABASE_URL", str(path))
    monkeypatch.setenv("OSTA_SIGNAL_ACCOUNT", daemon.account)
    monkeypatch.setenv("OSTA_SIGNAL_URL", daemon.url)
    return path


async def test_an_answer_is_handed_in(
    daemon: SignalDaemon, database_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    anna = daemon.person("Anna")
    anna.limited = {"token": "abc"}
    assert await asyncio.to_thread(run, ["signal", "captcha", "abc", "väärin"]) == FAILURE
    assert anna.limited
    assert "outdated" in capsys.readouterr().err
    assert await asyncio.to_thread(run, ["signal", "captcha", "abc", "signalcaptcha://oikein"]) == 0
    assert anna.limited is None
    assert "within a minute" in capsys.readouterr().out
    database = open_database(database_path)
    tasks = StaffTasks(database, clock=lambda: NOON)
    assert await tasks.answered("abc")
    assert not await tasks.answered("xyz")
    await database.close()


@pytest.mark.parametrize("transport", ["tcp", "unix"])
@pytest.mark.parametrize("answer", ["signalcaptcha://oikein", "väärin"])
@pytest.mark.parametrize("mode", ["on-connection", "manual"])
async def test_what_waited_for_the_bot_is_kept_for_it(
    daemon: SignalDaemon, database_path: Path, transport: str, answer: str, mode: Literal["on-connection", "manual"]
) -> None:
    daemon.mode = mode
    anna = daemon.person("Anna")
    anna.limited = {"token": "abc"}
    said = ["kuka myy perunaa", "entä hillaa"]
    for words in said:  # the bot is away: the command's connection is the only one
        anna.says(words)
    await asyncio.to_thread(run, ["signal", "captcha", "abc", answer])
    assert not daemon.pending
    database = open_database(database_path)
    async with database.transaction() as session:
        kept, unreadable = await arrivals.left_over(session, ["signal"], NOON)
    await database.close()
    assert [message.content for _, message in kept] == [Text(words) for words in said]
    assert unreadable == []


async def test_an_answer_is_handed_in_though_the_database_is_away(
    daemon: SignalDaemon, monkeypatch: pytest.MonkeyPatch, database_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OSTA_DATABASE_URL", str(database_path.parent / "missing" / "osta.sqlite"))
    database_path.parent.joinpath("missing").write_text("no folder")
    anna = daemon.person("Anna")
    anna.limited = {"token": "abc"}
    assert await asyncio.to_thread(run, ["signal", "captcha", "abc", "signalcaptcha://oikein"]) == 0
    assert anna.limited is None
    assert "within a quarter" in capsys.readouterr().out


async def test_a_new_safety_number_is_trusted_by_the_persons_number(
    daemon: SignalDaemon, database_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    anna = daemon.person("Anna")
    anna.trusted = False
    database = open_database(database_path)
    async with database.transaction() as session:
        person, _ = await people.find_or_create(session, chat_with(anna), NOON)
    await database.close()
    assert await asyncio.to_thread(run, ["signal", "trust", str(person.id + 1)]) == FAILURE
    assert "Nobody with this number" in capsys.readouterr().err
    assert await asyncio.to_thread(run, ["signal", "trust", str(person.id)]) == 0
    assert anna.trusted


def test_without_signal_in_the_settings_it_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("OSTA_SIGNAL_ACCOUNT", "OSTA_SIGNAL_URL"):
        monkeypatch.delenv(name, raising=False)
    assert run(["signal", "captcha", "abc", "signalcaptcha://x"]) == FAILURE
    assert "OSTA_SIGNAL_ACCOUNT and OSTA_SIGNAL_URL are not set" in capsys.readouterr().err
