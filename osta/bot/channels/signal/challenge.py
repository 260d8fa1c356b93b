"""Handing in the answer to a captcha: from the running program, or beside it."""

from __future__ import annotations

import asyncio
import contextlib

from osta.bot.channels.signal.connection import Call
from osta.bot.channels.signal.endpoint import transport_to
from osta.bot.channels.signal.failures import CaptchaRejected, Code, failure_of
from osta.bot.channels.signal.http import HttpTransport
from osta.bot.channels.signal.transport import Json, RpcError, Unreachable
from osta.chat.errors import ChannelDown, OstaError

_FAREWELL_SECONDS = 3.0


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


async def submit_challenge(url: str, account: str, token: str, captcha: str) -> None:
    """Hand in the answer over a connection of its own, while the bot runs: it is a second listener, and what would wait
    for the bot would come here. The bot's pause ends within a quarter of an hour. Raises as ``submit``, and ValueError
    for a url that is none.
    """
    transport = transport_to(url, account)
    opened = asyncio.Event()
    receiving = None
    if not isinstance(transport, HttpTransport):
        receiving = asyncio.create_task(transport.receive(lambda _: None, opened.set))
        opening = asyncio.create_task(opened.wait())
        await asyncio.wait({receiving, opening}, return_when=asyncio.FIRST_COMPLETED)
        opening.cancel()

    async def call(method: str, params: Json) -> object:
        return await transport.call(method, params | {"account": account})

    try:
        if receiving is not None and receiving.done():
            raise ChannelDown
        await submit(call, token, captcha)
    finally:
        await transport.finish(_FAREWELL_SECONDS)
        if receiving is not None:
            with contextlib.suppress(Unreachable):
                await receiving
