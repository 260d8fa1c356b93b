"""What the bot starts by itself, lived through: each script of ``programme/`` is weeks of a few people's lives.

The program is the real one, on Telegram and on Signal; its clock is moved where the script says so.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.conftest import Service
from tests.acceptance.scripts import Player

SCRIPTS = sorted((Path(__file__).parent / "programme").glob("*.txt"))
LANGUAGES = {"emil": "sv", "emma": "en"}


@pytest.mark.timeout(600)  # the first of these tests on a machine builds the word index
@pytest.mark.parametrize("way_by_clock", ["polling", "signal"])
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
async def test_programme(service_by_clock: Service, script: Path) -> None:
    await Player(service_by_clock, LANGUAGES).play(script)


def test_there_are_scripts() -> None:
    assert len(SCRIPTS) >= 6
