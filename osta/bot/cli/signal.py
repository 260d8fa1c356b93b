"""``osta signal``: what Signal asks of people, done beside the running program."""

from __future__ import annotations

import asyncio

from osta.bot.channels.signal import CHANNEL, submit_challenge, trust_person
from osta.bot.cli.opening import opened
from osta.bot.settings import SettingsError, read_settings
from osta.bot.signal_tasks import note_answered
from osta.chat.errors import OstaError
from osta.chat.messages import Address
from osta.store import people
from osta.store.errors import DatabaseError


class NoSuchPerson(OstaError):
    """Nobody with this number is known on Signal."""


def hand_in(url: str | None, token: str, answer: str) -> None:
    """Hand in the answer (``signalcaptcha://…``) to a captcha. Raises CaptchaRejected or SendFailed."""
    daemon, account = _daemon(url)

    async def work() -> bool:
        await submit_challenge(daemon, account, token, answer)
        try:
            async with opened(url) as database, database.transaction() as session:
                await note_answered(session, token)
        except DatabaseError:
            return False
        return True

    heard = asyncio.run(work())
    print(f"Signal has taken the answer. What waits goes out within {'a minute' if heard else 'a quarter of an hour'}.")


def trust(url: str | None, person_id: int) -> None:
    """Trust a person's new safety number. Raises NoSuchPerson or SendFailed."""
    daemon, account = _daemon(url)

    async def work() -> None:
        address = await _on_signal(url, person_id)
        await trust_person(daemon, account, address)

    asyncio.run(work())
    print("The new safety number is trusted.")


def _daemon(url: str | None) -> tuple[str, str]:
    settings = read_settings(url)
    if settings.signal_url is None or settings.signal_account is None:
        raise SettingsError("OSTA_SIGNAL_ACCOUNT and OSTA_SIGNAL_URL are not set: they say which daemon is meant.")
    return settings.signal_url, settings.signal_account


async def _on_signal(url: str | None, person_id: int) -> Address:
    async with opened(url) as database, database.reading() as session:
        for address in await people.addresses(session, person_id):
            if address.channel == CHANNEL:
                return address
    raise NoSuchPerson
