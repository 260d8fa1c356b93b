"""Settings, read once from OSTA_* variables. docs/OPERATING.md tells what each is for."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from osta.bot.database_url import chosen_database_url
from osta.chat.errors import OstaError
from osta.chat.messages import Address

_PREFIX = "OSTA_"
_LARGEST_PORT = 65535
_WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")  # what Telegram takes
_NUMBER = re.compile(r"\+[1-9]\d{6,14}")  # E.164
_BOT_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")


class SettingsError(OstaError):
    """A setting cannot be used."""


class Settings(BaseSettings):
    """What can be set. Each description is the way out when the value cannot be used."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, env_ignore_empty=True, extra="ignore", frozen=True)

    database_url: Annotated[str, Field(description="name a file's path or postgresql://user:password@host/name")] = ""
    telegram_token: Annotated[
        SecretStr | None, Field(description="copy the token that @BotFather gave: digits, a colon, letters")
    ] = None
    telegram_api_url: Annotated[str, Field(description="give the server's root, such as https://api.telegram.org")] = (
        "https://api.telegram.org"
    )
    telegram_webhook_url: Annotated[
        str | None, Field(description="give the public https:// address that Telegram delivers to, or leave it out")
    ] = None
    telegram_webhook_secret: Annotated[
        SecretStr, Field(description="use 1 to 256 of the letters a-z, A-Z, digits, _ and -, or leave it out")
    ] = SecretStr("")
    signal_account: Annotated[
        str | None, Field(description="give the bot's own number with its country code, such as +358400000000")
    ] = None
    signal_url: Annotated[
        str | None, Field(description="give signal-cli's address: http://host:port, tcp://host:port or unix:///path")
    ] = None
    staff: Annotated[
        tuple[Address, ...],
        NoDecode,
        Field(description="list addresses with commas between, such as telegram:12345"),
    ] = ()
    web_host: Annotated[str, Field(description="give an address of this machine, such as 127.0.0.1 or 0.0.0.0")] = (
        "127.0.0.1"
    )
    web_port: Annotated[
        int, Field(ge=0, le=_LARGEST_PORT, description="give a port from 1 to 65535, or 0 for any that is free")
    ] = 8080
    timezone: Annotated[str, Field(description="give a name of the time zone database, such as Europe/Helsinki")] = (
        "Europe/Helsinki"
    )
    log_format: Annotated[Literal["console", "json"], Field(description="choose console or json")] = "console"

    @field_validator("database_url")
    @classmethod
    def _stripped(cls, url: str) -> str:
        return url.strip()

    @field_validator("telegram_token")
    @classmethod
    def _token(cls, token: SecretStr | None) -> SecretStr | None:
        if token is not None and not _BOT_TOKEN.fullmatch(token.get_secret_value()):
            raise ValueError("no token")
        return token

    @field_validator("telegram_api_url", "telegram_webhook_url")
    @classmethod
    def _address(cls, url: str | None) -> str | None:
        parts = urlsplit(url or "")
        if url is not None and not (parts.scheme in {"http", "https"} and parts.hostname):
            raise ValueError("no web address")
        return url

    @field_validator("signal_account")
    @classmethod
    def _number(cls, number: str | None) -> str | None:
        if number is not None and not _NUMBER.fullmatch(number):
            raise ValueError("no number")
        return number

    @field_validator("signal_url")
    @classmethod
    def _daemon(cls, url: str | None) -> str | None:
        parts = urlsplit(url or "")
        known = (parts.scheme in {"http", "https", "tcp"} and parts.hostname) or (parts.scheme == "unix" and parts.path)
        if url is not None and not known:
            raise ValueError("no address of signal-cli")
        return url

    @field_validator("telegram_webhook_secret")
    @classmethod
    def _secret(cls, secret: SecretStr) -> SecretStr:
        if secret.get_secret_value() and not _WEBHOOK_SECRET.fullmatch(secret.get_secret_value()):
            raise ValueError("not a secret that Telegram takes")
        return secret

    @field_validator("staff", mode="before")
    @classmethod
    def _addresses(cls, given: Any) -> Any:
        if isinstance(given, str):
            return tuple(Address.parse(part) for part in given.split(",") if part.strip())
        return given

    @field_validator("timezone")
    @classmethod
    def _zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError) as error:  # unknown, no name at all, a folder's name
            raise ValueError("no time zone") from error
        return name

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which people read times."""
        return ZoneInfo(self.timezone)


def read_settings(database: str | None = None) -> Settings:
    """The settings of this process; ``database`` stands for OSTA_DATABASE_URL where it is given.

    Raises SettingsError with one sentence that names the variable and the way out. Values are not shown: some are
    secrets.
    """
    try:
        settings = Settings()
    except ValidationError as error:
        variable = f"{_PREFIX}{error.errors()[0]['loc'][0]}".upper()
        raise SettingsError(f"{variable} cannot be used: {_way_out(variable)}.") from None
    if (settings.signal_account is None) != (settings.signal_url is None):
        missing = "OSTA_SIGNAL_URL" if settings.signal_url is None else "OSTA_SIGNAL_ACCOUNT"
        raise SettingsError(f"{missing} is not set, and Signal needs both: {_way_out(missing)}.")
    return settings.model_copy(update={"database_url": chosen_database_url(database or settings.database_url or None)})


def _way_out(variable: str) -> str:
    return str(Settings.model_fields[variable.removeprefix(_PREFIX).lower()].description)
