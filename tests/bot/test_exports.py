"""What the programme has gathered, as files for staff."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from osta.bot import cli
from osta.bot.cli import exports
from osta.broadcasts import broadcast
from osta.broadcasts.delivery import Sender
from osta.chat.messages import Address, Reply
from osta.chat.rich import Rich
from osta.discovery.service import Discovery
from osta.store import people, polls, questions, workshops
from osta.store.audiences import Audience
from osta.store.engine import Database, open_database
from osta.store.models import Poll, PollOption, PollQuestion, Registration, Workshop, utc_now
from osta.store.polls import Given
from tests.fakes.channel import FakeChannel
from tests.fakes.lexicon import open_small, write_small

Rows = list[dict[str, str]]
Export = Callable[..., Rows]


@pytest.fixture(scope="module")
def small_lexicon(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_small(tmp_path_factory.mktemp("lexicon"))


@pytest.fixture
def filled(sqlite_template: Path, tmp_path: Path) -> Path:
    """A database in which something has happened."""
    path = tmp_path / "osta.sqlite"
    path.write_bytes(sqlite_template.read_bytes())
    asyncio.run(_fill(path))
    return path


async def _fill(path: Path) -> None:
    database = open_database(path)
    now = utc_now()
    async with database.transaction() as session:
        anna, _ = await people.find_or_create(session, Address("fake", "1"), now)
        for _ in range(2):
            await questions.log(
                session,
                now,
                channel="fake",
                language="fi",
                text="hillaa",
                intent="find",
                concepts=["hilla"],
                person_id=anna.id,
            )
        question = PollQuestion(position=1, kind="single", wording={"fi": "Mitä puuttuu?"})
        question.options = [PollOption(position=1, wording={"fi": "＝hillaa"})]
        poll = Poll(title="Tarpeet", state="open", audience={}, opens_at=now, closes_at=now + timedelta(days=1))
        poll.questions = [question]
        await polls.add(session, poll)
        await polls.take_part(session, poll.id, anna.id, "Salla", now)
        await polls.give(session, question.id, anna.id, Given(options=frozenset({1})), now)
        workshop = Workshop(
            title="Koulutus", topic="other", starts_at=now, ends_at=now + timedelta(hours=1), link="https://example.com"
        )
        await workshops.add(session, workshop)
        session.add(
            Registration(
                workshop_id=workshop.id,
                person_id=anna.id,
                state="going",
                number=1,
                name="=Testi",
                registered_at=now,
                changed_at=now,
            )
        )
        made = await broadcast.create(
            session, "notice", "Koe", {"fi": Reply(Rich.plain("hei"))}, Audience(people=(anna.id,)), now, due_at=now,
            urgent=True,
        )  # fmt: skip
        assert made is not None
        await broadcast.send_now(session, made.id)
    sender = Sender(database, [FakeChannel()], clock=utc_now)
    await sender.turn()
    await sender.landed()
    await sender.stop()
    await database.close()


@pytest.fixture
def export(
    filled: Path, small_lexicon: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Export:
    """Runs ``osta export …``; the rows that it wrote."""

    async def small(database: Database) -> Discovery:
        return open_small(small_lexicon)

    monkeypatch.setattr(exports, "discovery", small)
    monkeypatch.setenv("OSTA_DATABASE_URL", str(filled))

    def run(*arguments: str, file: Path | None = None) -> Rows:
        capsys.readouterr()
        named = [*arguments, str(file)] if file else [*arguments]
        assert cli.run(["export", *named]) == 0
        written = capsys.readouterr().out
        if file is not None:
            assert written == f"{file}\n"
            written = file.read_text(encoding="utf-8-sig")
        return list(csv.DictReader(io.StringIO(written)))

    return run


def test_a_polls_answers_are_written_with_no_name(export: Export, tmp_path: Path) -> None:
    [row] = export("poll", "1")
    assert (row["municipality"], row["wording"], row["answer"]) == ("Salla", "Mitä puuttuu?", "'＝hillaa")  # as below
    assert export("poll", "1", file=tmp_path / "poll.csv") == [row]


def test_a_workshops_sign_ups_are_written(export: Export) -> None:
    [row] = export("workshop", "1")
    assert (row["name"], row["state"]) == ("'=Testi", "going")  # a spreadsheet runs nothing


def test_demand_is_written_for_the_days_that_are_wanted(export: Export) -> None:
    [row] = export("demand", "--lang", "en")
    assert (row["concept"], row["people"], row["questions"]) == ("hilla", "1", "2")
    assert export("demand", "--since", "2001-01-01", "--until", "2001-12-31") == []


def test_what_became_of_each_message_is_written(export: Export, tmp_path: Path) -> None:
    [row] = export("delivery", "1")
    assert (row["channel"], row["state"]) == ("fake", "sent")
    assert export("delivery", "1", file=tmp_path / "sent.csv") == [row]


@pytest.mark.parametrize(("kind", "latest"), [("poll", "Tarpeet"), ("workshop", "Koulutus"), ("delivery", "Koe")])
def test_what_is_not_there_is_said_with_what_is(
    export: Export, capsys: pytest.CaptureFixture[str], kind: str, latest: str
) -> None:
    assert cli.run(["export", kind, "9"]) == 1
    told = capsys.readouterr().err
    assert f"9: the latest are 1 ({latest})." in told


@pytest.mark.parametrize("number", ["0", "-1", "9" * 20, "x"])
def test_what_is_no_number_of_anything_is_a_command_written_wrongly(number: str) -> None:
    assert cli.run(["export", "poll", "--", number]) == 2
