"""The Signal channel: a signal-cli daemon's account that receives, and sends replies."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog

from osta.bot.channels.backoff import Backoff
from osta.bot.channels.signal.calls import Calls
from osta.bot.channels.signal.challenge import submit, trust
from osta.bot.channels.signal.connection import PING_SECONDS, Connection
from osta.bot.channels.signal.courtesy import Courtesy
from osta.bot.channels.signal.endpoint import transport_to
from osta.bot.channels.signal.envelopes import CHANNEL, Arrival, Reader
from osta.bot.channels.signal.intake import Intake
from osta.bot.channels.signal.offered import Offered, OfferedInMemory
from osta.bot.channels.signal.reports import LoggedReports, Reports
from osta.bot.channels.signal.sending import Sender
from osta.bot.channels.signal.spool import Spool
from osta.bot.channels.signal.transport import Json
from osta.chat.channel import Sent, Sink
from osta.chat.errors import MessageRefused, OstaError
from osta.chat.messages import Address, Reply
from osta.store.models import utc_now

PROFILE_NOT_SET = "signal_profile_not_set"
_LAST_STORING_SECONDS = 10.0
_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 0.5, 30.0  # after a failure to receive: the daemon is close by


@dataclass(frozen=True, slots=True)
class Profile:
    """What people see of the bot: its name (at most 26 characters), by which groups call it, and a line about it."""

    name: str = "Osta paikallista"
    about: str = "Kuka myy lähellä? Kysy omin sanoin."


class SignalChannel:
    """The bot's ``account`` (its phone number) at the daemon of this ``url``.

    ``offered`` keeps which choices stood under which message: give one that outlives the program, so that votes
    from before its start count. ``spool`` is a file for the moment between receiving and storing: with it, being
    killed loses nothing that was received. ``clock`` is the program's. ``reports`` takes what staff has to see to.
    Raises ValueError for a url that is none.
    """

    def __init__(
        self,
        url: str,
        account: str,
        *,
        profile: Profile | None = None,
        offered: Offered | None = None,
        reports: Reports | None = None,
        backoff: Backoff | None = None,
        ping_seconds: float = PING_SECONDS,
        spool: Path | None = None,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._profile = profile or Profile()
        self._backoff = backoff or Backoff(CHANNEL, _FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS)
        self._spool = spool
        self._clock = clock
        offered = offered or OfferedInMemory()
        self._connection = Connection(
            transport_to(url, account), account, self._take, self._backoff, ping_seconds, self._came_up
        )
        self._calls = Calls(self._connection.call, reports or LoggedReports())
        self._courtesy = Courtesy(self._calls.call)
        self._sender = Sender(self._calls, self._connection, offered, self._backoff.first_seconds)
        self._reader = Reader(account, self._profile.name, offered)
        self._intake: Intake | None = None
        self._receiving: asyncio.Task[None] | None = None
        self._profiling: asyncio.Task[None] | None = None
        self._sending = 0
        self._quiet = asyncio.Event()
        self._quiet.set()

    @property
    def name(self) -> str:
        """``signal``."""
        return CHANNEL

    @property
    def connected(self) -> bool:
        """Whether the daemon answers and messages flow."""
        return self._connection.up

    @property
    def paused_seconds(self) -> float:
        """How long Signal's rate limit still pauses all sending; 0 when it does not."""
        return self._calls.paused_seconds

    async def start(self, sink: Sink) -> None:
        """Begin receiving. Returns when the daemon is connected, or is not at the first attempt: then it is tried again
        in the background, for as long as it takes.
        """
        spool = Spool(self._spool) if self._spool is not None else None
        self._intake = Intake(self._reader, sink, self._stored, self._backoff.first_seconds, spool, self._clock)
        self._intake.start()
        self._receiving = asyncio.create_task(self._connection.run(), name="signal-receiving")
        await self._connection.tried.wait()

    async def stop(self) -> None:
        """Let what is being sent finish, then receive nothing more and store what has come."""
        await self._quiet.wait()
        await self._courtesy.stop()
        if self._profiling is not None:
            self._profiling.cancel()
            await asyncio.gather(self._profiling, return_exceptions=True)
        await self._connection.close()
        if self._receiving is not None:
            await self._receiving
        if self._intake is not None:
            await self._intake.finish(_LAST_STORING_SECONDS)
        await self._courtesy.stop()

    async def send(self, address: Address, reply: Reply, press_id: str | None = None) -> Sent:
        """Deliver one reply. Raises SendFailed by cause; RateLimited, with the captcha's token, is a TooManyRequests
        and IdentityChanged a MessageRefused.
        """
        if address.channel != CHANNEL:
            raise MessageRefused("Not an address on Signal.")
        self._sending += 1
        self._quiet.clear()
        try:
            await self._courtesy.settle(address)
            return Sent(await self._sender.say(address, reply))
        finally:
            self._sending -= 1
            if not self._sending:
                self._quiet.set()

    async def submit_challenge(self, token: str, captcha: str) -> None:
        """Hand in the answer to a captcha (``signalcaptcha://…``); sending goes on at once.

        Raises CaptchaRejected, or SendFailed when the daemon or Signal cannot be reached.
        """
        await submit(self._connection.call, token, captcha)
        self._calls.resume(token)

    async def trust(self, address: Address) -> None:
        """Trust a person's new safety number, after staff has made sure. Raises SendFailed by cause."""
        await trust(self._connection.call, address)

    def _take(self, params: Json) -> None:
        if self._intake is not None:
            self._intake.take(params)

    def _stored(self, arrival: Arrival) -> None:
        if arrival.timestamp is not None:
            self._sender.heard(arrival.message.address, arrival.kept)
        self._courtesy.stored(arrival)

    def _came_up(self) -> None:
        if self._profiling is None:
            self._profiling = asyncio.create_task(self._set_profile(), name="signal-profile")

    async def _set_profile(self) -> None:
        try:
            await self._calls.call("updateProfile", {"givenName": self._profile.name, "about": self._profile.about})
        except OstaError as error:
            structlog.get_logger().warning(PROFILE_NOT_SET, cause=type(error).__name__)
