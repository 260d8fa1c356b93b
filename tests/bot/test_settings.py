"""Settings: read from OSTA_ variables, refused in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from osta.bot.settings import Settings, SettingsError, read_settings
from osta.chat.messages import Address


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"OSTA_{name.upper()}", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))


def test_everything_has_a_default(tmp_path: Path) -> None:
    settings = read_settings()
    file = tmp_path / "osta-paikallista" / "osta.sqlite"
    assert settings.database_url == f"sqlite:///{file}"
    assert file.parent.is_dir()
    assert settings.telegram_token is None
    assert settings.staff == ()
    assert settings.zone.key == "Europe/Helsinki"


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OSTA_DATABASE_URL", "postgresql://host/osta")
    monkeypatch.setenv("OSTA_STAFF", "telegram:12345, signal:abc-1,")
    monkeypatch.setenv("OSTA_WEB_PORT", "0")
    monkeypatch.setenv("OSTA_TELEGRAM_TOKEN", "")  # set and empty is not set
    settings = read_settings()
    assert settings.database_url == "postgresql://host/osta"
    assert settings.staff == (Address("telegram", "12345"), Address("signal", "abc-1"))
    assert settings.web_port == 0
    assert settings.telegram_token is None
    assert read_settings("other.sqlite").database_url == "other.sqlite"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OSTA_WEB_PORT", "eighty"),
        ("OSTA_WEB_PORT", "70000"),
        ("OSTA_TELEGRAM_TOKEN", "no-token"),
        ("OSTA_TELEGRAM_API_URL", "api.example.com"),
        ("OSTA_TELEGRAM_WEBHOOK_URL", "ftp://example.com"),
        ("OSTA_TELEGRAM_WEBHOOK_SECRET", "not allowed!"),
        ("OSTA_STAFF", "98765"),
        ("OSTA_SIGNAL_ACCOUNT", "040 000"),
        ("OSTA_SIGNAL_URL", "ftp://example.com"),
        ("OSTA_TIMEZONE", "Europe/Kursu"),
        ("OSTA_TIMEZONE", "../etc"),
        ("OSTA_LOG_FORMAT", "xml"),
    ],
)
def test_a_bad_value_is_one_sentence_that_names_it_and_keeps_it_secret(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as refused:
        read_settings()
    sentence = str(refused.value)
    assert sentence.startswith(f"{name} cannot be used: ")
    assert "\n" not in sentence
    assert value not in sentence.removeprefix(name)


@pytest.mark.parametrize(
    ("given", "value", "missing"),
    [
        ("OSTA_SIGNAL_ACCOUNT", "+358400000000", "OSTA_SIGNAL_URL"),
        ("OSTA_SIGNAL_URL", "tcp://signal:7583", "OSTA_SIGNAL_ACCOUNT"),
    ],
)
def test_signal_needs_both_its_settings(monkeypatch: pytest.MonkeyPatch, given: str, value: str, missing: str) -> None:
    monkeypatch.setenv(given, value)
    with pytest.raises(SettingsError, match=f"^{missing} is not set"):
        read_settings()


def test_every_setting_tells_the_way_out() -> None:
    described = {name for name, field in Settings.model_fields.items() if field.description}
    assert described == set(Settings.model_fields)


def test_secrets_are_not_shown() -> None:
    settings = Settings.model_validate({"telegram_token": "1:abcdef", "telegram_webhook_secret": "hidden"})
    assert "abcdef" not in repr(settings)
    assert "hidden" not in repr(settings)
