"""Residents, entrepreneurs and staff, each with what they do: the scripts of ``people/``, through the real program, on
Telegram and on Signal. Together they go through all ways that messages come in.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.conftest import Service
from tests.acceptance.scripts import Player

PEOPLE = Path(__file__).parent / "people"
WAYS = {
    "first_contact": "webhook",
    "residents": "polling",
    "listing_owners": "webhook",
    "staff": "polling",
    "own_affairs": "webhook",
    "weeks_later": "polling",
}
"""How updates come to the program on Telegram."""
LANGUAGES = {"emil": "sv"}


@pytest.mark.timeout(600)  # the first of these tests on a machine builds the word index
@pytest.mark.parametrize(
    ("script", "way_by_clock"), [(script, way) for script, telegram in WAYS.items() for way in (telegram, "signal")]
)
async def test_people(service_by_clock: Service, script: str) -> None:
    await Player(service_by_clock, LANGUAGES).play(PEOPLE / f"{script}.txt")


def test_every_script_is_played() -> None:
    assert {path.stem for path in PEOPLE.glob("*.txt")} == set(WAYS)
