"""Several programs on one database: each serves its own people, and nobody reads what another was told."""

from __future__ import annotations

import asyncio
import os
import sys

import pytest

from osta.store.engine import open_database
from tests import kept
from tests.conftest import NewUrl

ROUNDS = 12
SAID = {"anna": ("fi", "Kerron, kuka lähelläsi myy mitä"), "berit": ("sv", "Jag berättar vem nära dig som säljer vad")}


async def talked(url: str, name: str, language: str) -> str:
    """What somebody sees who says the same again and again in a terminal of their own."""
    chat = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "osta", "--database", url, "chat", "--as", name, "--lang", language,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "OSTA_STAFF": ""},
    )  # fmt: skip
    seen, complaints = await chat.communicate(b"/start\n" * ROUNDS)
    assert chat.returncode == 0, complaints.decode()
    return seen.decode()


@pytest.mark.timeout(600)
async def test_terminals_side_by_side(new_url: NewUrl) -> None:
    url = new_url(True)
    seen = await asyncio.gather(*(talked(url, name, language) for name, (language, _) in SAID.items()))
    for (_, own), shown in zip(SAID.values(), seen, strict=True):
        assert shown.count(own) == ROUNDS
        assert not any(words in shown for _, words in SAID.values() if words != own)
    database = open_database(url)
    async with database.reading() as session:
        sent = await kept.in_state(session, "sent")
    assert {row.attempts for row in sent} == {1}
    await database.close()
