"""The product's story, told by those who live it, through the real program. ``story.txt`` is the story."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.acceptance.conftest import Service
from tests.acceptance.messengers import Somebody

STORY = Path(__file__).with_name("story.txt")
LANGUAGES = {"emil": "sv"}
_LINE = re.compile(r"(?P<name>\w+)(?P<what>[<>]) (?P<words>.+)")


@pytest.mark.timeout(600)
@pytest.mark.parametrize("way", ["polling", "signal"])
async def test_story(service: Service) -> None:
    people: dict[str, Somebody] = {"boss": service.boss}
    speaker = service.boss
    for number, line in enumerate(STORY.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("#") or not line.strip():
            continue
        found = _LINE.fullmatch(line)
        try:
            if line == "! killed":
                await service.program.restart()
                await service.program.ready()
            elif found is None:
                await speaker.hears(line.strip())
            else:
                name, words = found["name"], found["words"]
                if name not in people:
                    people[name] = service.messenger.person(name.title(), LANGUAGES.get(name, "fi"))
                speaker = people[name]
                if found["what"] == "<":
                    await speaker.hears(words)
                elif words.startswith("["):
                    await speaker.presses(words[1:-1])
                else:
                    await speaker.says(words)
        except AssertionError as error:
            raise AssertionError(f"{STORY.name}:{number}: {line.strip()}: {error}") from error
