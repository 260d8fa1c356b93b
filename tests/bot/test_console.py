"""The terminal as a messenger."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from osta.bot.channels.console import ConsoleChannel, content_of, styled
from osta.chat.messages import Address, Button, Content, Document, Location, Message, Reply, Text, Venue
from osta.chat.rich import Rich

MAIJA = Address("terminal", "maija")


def console(**options: object) -> tuple[Console, io.StringIO]:
    out = io.StringIO()
    return Console(file=out, width=40, highlight=False, markup=False, **options), out  # type: ignore[arg-type]


def channel(out: Console, folder: Path | None = None) -> ConsoleChannel:
    return ConsoleChannel("maija", out, language="sv", clock=lambda: datetime.now(UTC), folder=folder)


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


def modes(folder: Path) -> set[int]:
    return {path.stat().st_mode & 0o777 for path in folder.iterdir()}


@pytest.mark.parametrize(
    ("line", "content"),
    [
        ("perunaa Sallasta", Text("perunaa Sallasta")),
        ("/start", Text("/start", "start")),
        ("/START p_1  ", Text("/START p_1  ", "start", "p_1")),
        ("/", Text("/")),
        ("66.83, 28.66", Location(66.83, 28.66)),
        ("66.83 28.66", Location(66.83, 28.66)),
        ("99.83, 28.66", Text("99.83, 28.66")),
        ("1", Text("1")),
    ],
)
def test_a_line_is_read_as_what_it_says(line: str, content: Content) -> None:
    assert content_of(line) == content


async def test_lines_are_messages_of_the_person() -> None:
    taken: list[Message] = []

    async def sink(message: Message) -> None:
        taken.append(message)

    talk = channel(console()[0])
    await talk.say("liian aikaisin")
    await talk.start(sink)
    await talk.say("  hei ")
    await talk.say("   ")
    await talk.say("hei")
    assert [message.content for message in taken] == [Text("hei"), Text("hei")]
    assert {message.sender for message in taken} == {MAIJA}
    assert len({message.id for message in taken}) == 2
    assert taken[0].language_hint == "sv"
    await talk.stop()
    await talk.say("liian myöhään")
    assert len(taken) == 2


async def test_buttons_are_numbered_and_long_lines_wrapped() -> None:
    out, written = console()
    rows = (
        (Button.of("Kortti", "card"), Button.of("Lisää", "more")),
        (Button("Verkkosivu", url="https://example.com"),),
    )
    words = "Puikulaa myy Kaarnaposken Puikula Ahvenselässä, kolmenkymmenen kilometrin päässä."
    await channel(out).send(MAIJA, Reply(Rich.plain(words), rows=rows))
    lines = written.getvalue().splitlines()
    assert max(len(line) for line in lines) <= 40
    assert "1 Kortti" in lines
    assert "2 Lisää" in lines
    assert "Verkkosivu: https://example.com" in lines


async def test_bold_is_bold_on_a_terminal_and_plain_in_a_file() -> None:
    for terminal in (True, False):
        out, written = console(force_terminal=terminal, color_system="standard" if terminal else None)
        await channel(out).send(MAIJA, Reply(Rich.bold("Mylly") + " Kursussa"))
        assert ("\x1b[1m" in written.getvalue()) is terminal


async def test_places_and_positions_are_text() -> None:
    out, written = console()
    await channel(out).send(MAIJA, Reply(Rich.plain("Missä?"), ask_location="Dela plats"))
    await channel(out).send(MAIJA, Reply(attachment=Venue("Mylly", "Kursu", 66.8, 28.5)))
    assert "Dela plats" in written.getvalue()
    assert "66.83, 28.66" in written.getvalue()
    assert "openstreetmap" in written.getvalue()


async def test_a_reply_without_words_prints_nothing() -> None:
    out, written = console()
    await channel(out).send(MAIJA, Reply())
    assert written.getvalue() == ""


async def test_documents_are_saved_over_nothing_and_for_their_reader_alone(tmp_path: Path) -> None:
    out, written = console()
    talk = channel(out, tmp_path)
    for n in (1, 2):
        await talk.send(MAIJA, Reply(attachment=Document("../omat.json", f"{n}".encode(), "application/json")))
    assert contents(tmp_path) == {"omat.json": "1", "omat-1.json": "2"}
    assert modes(tmp_path) == {0o600}
    assert str(tmp_path / "omat.json") in written.getvalue()  # also where it is longer than a line


@pytest.mark.parametrize("there", [True, False])
async def test_documents_go_where_downloads_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: bool) -> None:
    monkeypatch.chdir(tmp_path)
    downloads, temporary = tmp_path / "downloads", tmp_path / "tmp"
    temporary.mkdir()
    if there:
        downloads.mkdir()
    monkeypatch.setattr("osta.bot.channels.console.user_downloads_path", lambda: downloads)
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(temporary))
    out, _ = console()
    await channel(out).send(MAIJA, Reply(attachment=Document("omat.json", b"1", "application/json")))
    assert list(contents(downloads if there else temporary)) == ["omat.json"]


@given(st.text())
def test_nothing_that_is_said_steers_the_terminal(words: str) -> None:
    assert all(char.isprintable() or char == "\n" for char in styled(Rich.bold(words)).plain)
