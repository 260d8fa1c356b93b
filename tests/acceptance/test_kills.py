"""Killed at random moments of running conversations, the program loses nothing. `python -m bench kills` does more."""

from __future__ import annotations

import pytest

from tests.conftest import NewUrl
from tests.fakes.killing import Outcome, killed_again_and_again
from tests.fakes.program import load_demo


@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("backend", "webhook"), [("sqlite", False), ("postgresql", True)], ids=["polling-sqlite", "webhook-postgresql"]
)
async def test_killed_in_the_middle_of_conversations(new_url: NewUrl, webhook: bool) -> None:
    database = new_url(True)
    load_demo(database)
    found = await killed_again_and_again(database, kills=6, people=4, seed=6 + webhook, webhook=webhook)
    whole = Outcome(6, found.messages, lost=0, handled_twice=0, forms_broken=0, sent_again=found.sent_again)
    assert found == whole
    assert found.sent_again <= found.kills * 4  # at most what was in the air
