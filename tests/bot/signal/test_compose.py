"""compose.yaml keeps what the Signal channel relies on."""

from __future__ import annotations

import re
from pathlib import Path

from osta.bot.settings import Settings

ROOT = Path(__file__).parents[3]
COMPOSE = (ROOT / "compose.yaml").read_text(encoding="utf-8")


def service(name: str) -> str:
    found = re.search(rf"^  {name}:\n((?:    .*\n|\n)+)", COMPOSE, re.MULTILINE)
    assert found, name
    return found[1]


def test_its_settings_exist() -> None:
    known = {f"OSTA_{name.upper()}" for name in Settings.model_fields}
    assert set(re.findall(r"\bOSTA_[A-Z_]+\b", COMPOSE)) <= known


def test_every_service_that_stays_has_a_health_check() -> None:
    for name in ("bot", "postgres", "signal-cli"):
        assert "healthcheck:" in service(name)
        assert "restart: unless-stopped" in service(name)


def test_messages_wait_for_the_bot_and_no_check_takes_them() -> None:
    daemon = service("signal-cli")
    assert "--receive-mode on-connection" in daemon
    tcp = re.search(r"--tcp \S+:(\d+)", daemon)
    assert tcp
    assert f"/{tcp[1]}" not in daemon.split("healthcheck:")[1]
    assert "ports:" not in daemon
