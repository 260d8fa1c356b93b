"""What Telegram shows of the bot fits its limits, and every command in a menu is answered."""

from __future__ import annotations

import re

import pytest

from osta.bot.channels.telegram import Menu
from osta.bot.profile import profile, staff_menus
from osta.chat.messages import Address, Text
from osta.chat.texts import LANGUAGES
from osta.handlers.routes import ROUTES
from osta.handlers.turn import Turn
from tests.bot.conftest import said

BOSS = Address("telegram", "5")
PROFILE = profile()
MENUS = [*PROFILE.menus, *staff_menus(BOSS)]


@pytest.mark.parametrize(("shown", "most"), [(PROFILE.descriptions, 512), (PROFILE.short_descriptions, 120)])
def test_every_language_has_its_words(shown: dict[str, str], most: int) -> None:
    assert set(shown) == {"", *LANGUAGES}
    assert all(0 < len(words) <= most for words in shown.values())


@pytest.mark.parametrize("menu", MENUS, ids=lambda menu: f"{menu.audience}-{menu.language}")
def test_menus_fit_and_their_commands_are_answered(menu: Menu) -> None:
    assert menu.commands
    for name, description in menu.commands:
        assert re.fullmatch(r"[a-z0-9_]{1,32}", name)
        assert 1 <= len(description) <= 256
        turn = Turn(said(Text(f"/{name}", name)), *[None] * 4)  # type: ignore[arg-type]
        assert [route.kind for route in ROUTES.fitting(turn)][:1] == ["command"]


def test_staff_see_more() -> None:
    by_audience = {menu.audience: len(menu.commands) for menu in MENUS if menu.language == "fi"}
    assert set(by_audience) == {"private", "groups", BOSS}
    assert by_audience["groups"] < by_audience["private"] < by_audience[BOSS]
