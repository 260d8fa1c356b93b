"""Killed at random moments of running conversations, the program loses nothing. `python -m bench kills` does more."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fakes.killing import Outcome, killed_again_and_again


@pytest.mark.timeout(900)
@pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])
async def test_killed_in_the_middle_of_conversations(demo: Path, tmp_path: Path, webhook: bool) -> None:
    found = await killed_again_and_again(demo, tmp_path, kills=6, people=4, seed=6 + webhook, webhook=webhook)
    whole = Outcome(6, found.messages, lost=0, handled_twice=0, forms_broken=0, sent_again=found.sent_again)
    assert found == whole
    assert found.sent_again <= found.kills * 4  # at most what was in the air
