"""Calls that know what their failure means: a rate limit pauses all of them, and staff hears what it has to see to."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from osta.bot.channels.signal.connection import Call
from osta.bot.channels.signal.failures import Code, IdentityChanged, RateLimited, failure_of, sent_at
from osta.bot.channels.signal.reports import Challenge, Reports
from osta.bot.channels.signal.transport import Json, RpcError
from osta.chat.errors import OstaError, SendFailed
from osta.chat.messages import Address

LONGEST_WAIT_SECONDS = 60.0
"""What a paused call asks to wait at most: a captcha may be solved long before Signal's own time is over."""


PROBE_SECONDS = 900.0
"""After which a call is made in spite of an unanswered captcha: it may have been answered unheard."""


class MethodMissing(OstaError):
    """The daemon's version cannot do it."""


class Calls:
    """Calls of the daemon that raise SendFailed by cause."""

    def __init__(self, call: Call, reports: Reports, clock: Callable[[], float] = time.monotonic) -> None:
        self._call = call
        self._reports = reports
        self._clock = clock
        self._paused_until = 0.0
        self._token: str | None = None
        self._told: set[str] = set()
        self._answered: set[str] = set()
        self._untrusted: set[Address] = set()

    @property
    def paused_seconds(self) -> float:
        """How long nothing is sent any more; 0 when sending goes on."""
        return max(0.0, self._paused_until - self._clock())

    async def send(self, address: Address, method: str, params: Json) -> int:
        """Send something into a chat; the timestamp that names it.

        Raises SendFailed by cause, MethodMissing when the daemon does not know the method.
        """
        try:
            timestamp = sent_at(await self._made(method, params))
        except SendFailed as failure:
            raise await self._seen_to(failure, address) from failure
        self._untrusted.discard(address)
        return timestamp

    async def call(self, method: str, params: Json) -> Any:
        """The result of a call that names no message. Raises as ``send``."""
        try:
            return await self._made(method, params)
        except SendFailed as failure:
            raise await self._seen_to(failure) from failure

    def resume(self, token: str) -> None:
        """The pause is over: Signal has taken the answer to its challenge."""
        self._answered.add(token)
        self._paused_until, self._token = 0.0, None

    async def _made(self, method: str, params: Json) -> Any:
        if self.paused_seconds and not await self._answered_elsewhere():
            raise RateLimited(self.paused_seconds, self._token)
        try:
            return await self._call(method, params)
        except RpcError as error:
            if error.code == Code.METHOD_NOT_FOUND:
                raise MethodMissing from error
            raise failure_of(error) from error
        except OstaError as error:
            raise failure_of(error) from error

    async def _answered_elsewhere(self) -> bool:
        if self._token is None or not await self._reports.answered(self._token):
            return False
        self.resume(self._token)
        return True

    async def _seen_to(self, failure: SendFailed, address: Address | None = None) -> SendFailed:
        """Pause and report as the failure asks for; the failure to raise."""
        if isinstance(failure, IdentityChanged) and address is not None and address not in self._untrusted:
            self._untrusted.add(address)
            await self._reports.identity_changed(address)
        if not isinstance(failure, RateLimited):
            return failure
        told = failure.token in self._told if failure.token else bool(self.paused_seconds)
        wait = failure.retry_after_seconds
        if failure.token:
            # A call that was on its way when the answer was handed in comes back with the old challenge.
            wait = min(wait, LONGEST_WAIT_SECONDS if failure.token in self._answered else PROBE_SECONDS)
        self._paused_until = max(self._paused_until, self._clock() + wait)
        if failure.token:
            self._token = failure.token
            self._told.add(failure.token)
        if not told:
            await self._reports.rate_limited(Challenge(failure.token, failure.retry_after_seconds))
        return RateLimited(min(self.paused_seconds, LONGEST_WAIT_SECONDS), failure.token)
