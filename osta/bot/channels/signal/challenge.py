"""Handing in the answer to a captcha, or trusting a new safety number: from the running program, or beside it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

from osta.bot.channels.signal.connection import Call
from osta.bot.channels.signal.endpoint import transport_to
from osta.bot.channels.signal.failures import CaptchaRejected, Code, failure_of
from osta.bot.channels.signal.http import HttpTransport
from osta.bot.channels.signal.transport import Json, RpcError, Unreachable
from osta.chat.errors import ChannelDown, OstaError
from osta.chat.messages import Address

_FAREWELL_SECONDS = 3.0

Take = Callable[[Json], None]
"""Takes what the daemon has received."""


async def submit(call: Call, token: str, captcha: str) -> None:
    """Hand it in. Raises CaptchaRejected, or SendFailed when the daemon or Signal cannot be reached."""
    try:
        await call("submitRateLimitChallenge", {"challenge": token, "captcha": captcha.strip()})
    except RpcError as error:
        # Before 0.14.3 a user error told the same.
        if error.code in {Code.CAPTCHA_REJECTED, Code.USER_ERROR}:
            raise CaptchaRejected from error
        raise failure_of(error) from error
    except OstaError as error:
        raise failure_of(error) from error


async def trust(call: Call, address: Address) -> None:
    """Trust a person's new safety number. Raises SendFailed by cause."""
    try:
        await call("trust", {"recipient": address.chat, "trustAllKnownKeys": True})
    except OstaError as error:
        raise failure_of(error) from error


async def submit_challenge(url: str, account: str, token: str, captcha: str, take: Take) -> None:
    """Hand in the answer to a captcha while the bot runs, whose pause ends within a quarter of an hour, or as soon as
    its ``Reports`` know of it. ``take`` gets what the daemon hands over meanwhile: it may be all that the bot ever sees
    of it.

    Raises as ``submit``, and ValueError for a url that is none.
    """
    async with _beside(url, account, take) as call:
        await submit(call, token, captcha)


async def trust_person(url: str, account: str, address: Address, take: Take) -> None:
    """Trust a new safety number while the bot runs; ``take`` as above. Raises as ``trust``, and ValueError for a url
    that is none.
    """
    async with _beside(url, account, take) as call:
        await trust(call, address)


@contextlib.asynccontextmanager
async def _beside(url: str, account: str, take: Take) -> AsyncIterator[Call]:
    """A connection of its own: for a moment a second listener, or the only one, given what waits for the bot."""
    transport = transport_to(url, account)
    opened = asyncio.Event()
    receiving = None
    if not isinstance(transport, HttpTransport):
        receiving = asyncio.create_task(transport.receive(take, opened.set))
        opening = asyncio.create_task(opened.wait())
        await asyncio.wait({receiving, opening}, return_when=asyncio.FIRST_COMPLETED)
        opening.cancel()

    async def call(method: str, params: Json) -> object:
        return await transport.call(method, params | {"account": account})

    try:
        if receiving is not None and receiving.done():
            raise ChannelDown
        yield call
    finally:
        await transport.finish(_FAREWELL_SECONDS)
        if receiving is not None:
            with contextlib.suppress(Unreachable):
                await receiving
