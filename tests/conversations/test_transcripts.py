"""Transcripts, replayed: each file here is a conversation as people see it, and the bot still says the same.

``name> words`` is said, ``name> [label]`` a button pressed, ``name> (latitude, longitude)`` a position shared. What
follows, indented, is the answer; ``---`` stands between two messages. Lines with ``#`` tell what goes on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from osta.chat.texts import Language
from osta.discovery.producers import catalogue
from osta.discovery.service import Discovery
from osta.store.engine import Database
from osta.store.models import Producer
from tests.fakes.lexicon import open_small, write_small
from tests.fakes.talk import NOON, Talker, Town

TRANSCRIPTS = sorted(Path(__file__).parent.glob("*.txt"))
INDENT = "    "
_SAID = re.compile(r"(?P<name>\w+)> (?P<said>.*)")
_POSITION = re.compile(r"\((?P<latitude>[\d.]+), (?P<longitude>[\d.]+)\)")
SELLERS = (
    # code, name, place, municipality, products, description, phone
    ("kvnp2222", "Kursun Puikula", "kursu", "Salla", "puikula; peruna", "Säkit 5 ja 10 kg.", "+358400001021"),
    ("psnp2222", "Posion Peruna", "posio", "Posio", "peruna", None, "+358400001022"),
    ("snhm2222", "Suon Helmi", "savukoski", "Savukoski", "hilla", "Pakastettuna ympäri vuoden.", "+358400001023"),
    ("prpt2222", "Poropirtti", "salla", "Salla", "poronliha", None, "+358400001024"),
    ("skkm2222", "Saksi ja Kampa", "salla", "Salla", "kampaamo", "Tulen myös kotiin.", "+358400001025"),
)
LANGUAGES: dict[str, Language] = {"erik": "sv", "emma": "en"}
"""What the telephones of some people speak; those of others speak Finnish."""


@dataclass
class Exchange:
    """What somebody said, and what was answered."""

    line: int
    name: str
    said: str
    answered: list[str] = field(default_factory=list)


def exchanges(path: Path) -> list[Exchange]:
    found: list[Exchange] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("#"):
            continue
        said = _SAID.fullmatch(line)
        if said:
            found.append(Exchange(number, said["name"], said["said"]))
        elif found:
            found[-1].answered.append(line.removeprefix(INDENT))
    return found


async def say(talker: Talker, said: str) -> str:
    position = _POSITION.fullmatch(said)
    if position:
        return await talker.shares(float(position["latitude"]), float(position["longitude"]))
    if said.startswith("[") and said.endswith("]"):
        return await talker.presses(said[1:-1])
    return await talker.says(said)


@pytest.fixture(scope="session")
def small_lexicon(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_small(tmp_path_factory.mktemp("lexicon"))


@pytest.fixture
def discovery(small_lexicon: Path) -> Discovery:
    return open_small(small_lexicon)


async def move_in(database: Database, discovery: Discovery) -> None:
    """The sellers whom the transcripts know begin to sell."""
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
                created_at=NOON,
                confirmed_at=NOON,
            )
            await catalogue.save(session, discovery, producer, products, description, now=NOON)


@pytest.fixture
async def town(sqlite_database: Database, discovery: Discovery) -> Town:
    await move_in(sqlite_database, discovery)
    return Town(sqlite_database, discovery, staff=["staff"])


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
async def test_a_conversation_goes_as_it_was_written_down(town: Town, path: Path) -> None:
    talkers: dict[str, Talker] = {}
    for exchange in exchanges(path):
        talker = talkers.setdefault(exchange.name, town.person(exchange.name, LANGUAGES.get(exchange.name, "fi")))
        answer = [line.rstrip() for line in (await say(talker, exchange.said)).splitlines()]
        expected = "\n".join(exchange.answered).rstrip().splitlines()
        assert answer == expected, f"{path.name}:{exchange.line}: {exchange.name}> {exchange.said}"


def test_there_are_transcripts() -> None:
    assert TRANSCRIPTS
