"""``osta signal``: what Signal asks of people, done beside the running program."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from osta.bot.channels.signal import CHANNEL, OfferedInDatabase, keep, submit_challenge, trust_person
from osta.bot.channels.signal.challenge import Take
from osta.bot.channels.signal.transport import Json
from osta.bot.cli.opening import opened
from osta.bot.settings import SettingsError, read_settings
from osta.bot.signal_tasks import note_answered
from osta.chat.errors import OstaError
from osta.chat.messages import Address, Message
from osta.store import arrivals, people
from osta.store.errors import DatabaseError
from osta.store.models import utc_now


class NoSuchPerson(OstaError):
    """Nobody with this number is known on Signal."""


def hand_in(url: str | None, token: str, answer: str) -> None:
    """Hand in the answer (``signalcaptcha://…``) to a captcha. Raises CaptchaRejected or SendFailed."""
    daemon, account = _daemon(url)

    async def work() -> bool:
        async with _kept_for_the_bot(url, account) as take:
            await submit_challenge(daemon, account, token, answer, take)
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
        async with _kept_for_the_bot(url, account) as take:
            await trust_person(daemon, account, address, take)

    asyncio.run(work())
    print("The new safety number is trusted.")


@asynccontextmanager
async def _kept_for_the_bot(url: str | None, account: str) -> AsyncIterator[Take]:
    """What the daemon gives to this connection is stored, whatever comes of the work: the bot looks there from time to
    time, and knows what it has had itself.
    """
    heard: list[Json] = []
    try:
        yield heard.append
    finally:
        if heard:
            async with opened(url) as database:

                async def sink(message: Message) -> None:
                    async with database.transaction() as session:
                        await arrivals.accept_all(session, [message], utc_now())

                await keep(account, heard, OfferedInDatabase(database, utc_now), sink)


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
