"""The daemon's errors as causes that the rest of the program knows.

A partial failure comes as a normal result: every ``results[].type`` has to be read. A total one comes as an error with
the same results in its data.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import Any

from osta.bot.channels.signal.transport import Json, NoAnswer, RpcError, Unreachable
from osta.chat.errors import (
    ChannelDown,
    MessageRefused,
    OstaError,
    OutcomeUnknown,
    RecipientGone,
    RecipientUntrusted,
    SendFailed,
    TooManyRequests,
)

UNSTATED_PAUSE_SECONDS = 300.0  # when Signal does not say how long: it forgives slowly


class Code(IntEnum):
    """signal-cli's error codes (JsonRpcResponse, SignalJsonRpcCommandHandler)."""

    USER_ERROR = -1
    IO_ERROR = -3
    UNTRUSTED_KEY = -4
    RATE_LIMIT = -5
    CAPTCHA_REJECTED = -6
    INVALID_REQUEST = -32600
    METHOD_NOT_FOUND = -32601
    INVALID_PARAMS = -32602
    PARSE_ERROR = -32700


class RateLimited(TooManyRequests):
    """Signal lets nothing more be sent for now; with a ``token`` a person has to solve a captcha."""

    def __init__(self, retry_after_seconds: float, token: str | None = None) -> None:
        super().__init__(retry_after_seconds, "Signal lets nothing more be sent for now.")
        self.token = token


class IdentityChanged(RecipientUntrusted):
    """The recipient's safety number has changed and is not trusted."""


class CaptchaRejected(OstaError):
    """Signal does not take this answer: it is outdated, already used, or solved from another IP address."""


def failure_of(error: OstaError) -> SendFailed:
    """The failure to raise for a call that went wrong."""
    match error:
        case SendFailed():
            return error
        case Unreachable():
            return ChannelDown()
        case NoAnswer():
            return OutcomeUnknown()
        case RpcError():
            return _of_error(error)
        case _:
            return SendFailed(str(error))


def sent_at(result: Any) -> int:
    """The timestamp that names what was sent. Raises SendFailed by cause when nobody got it."""
    if not isinstance(result, dict) or not isinstance(result.get("timestamp"), int):
        raise OutcomeUnknown
    failure = _of_results(result.get("results"))
    if failure is not None:
        raise failure
    return int(result["timestamp"])


def _of_error(error: RpcError) -> SendFailed:
    response = error.data.get("response") if isinstance(error.data, dict) else None
    failure = _of_results(response.get("results")) if isinstance(response, dict) else None
    if failure is not None:
        return failure
    match error.code:
        case Code.RATE_LIMIT:
            return RateLimited(UNSTATED_PAUSE_SECONDS)
        case Code.UNTRUSTED_KEY:
            return IdentityChanged()
        # The daemon cannot reach Signal, or does not (yet) have the account.
        case Code.IO_ERROR | Code.INVALID_PARAMS:
            return ChannelDown(str(error))
        case Code.USER_ERROR | Code.INVALID_REQUEST | Code.METHOD_NOT_FOUND | Code.PARSE_ERROR:
            return MessageRefused(str(error))
        case _:
            return OutcomeUnknown(str(error))  # an error within the daemon: nobody knows how far it came


def _of_results(results: Any) -> SendFailed | None:
    """The failure when nobody got it. In a group it is enough that somebody did."""
    found: list[Json] = [result for result in results or () if isinstance(result, dict)]
    if not found or any(result.get("type") == "SUCCESS" for result in found):
        return None
    failures = [_of_result(result) for result in found]
    # What can be waited for or seen to comes before what cannot: the others of a group are to get it.
    return min(failures, key=_rank)


def _of_result(result: Json) -> SendFailed:
    match result.get("type"):
        case "UNREGISTERED_FAILURE":
            return RecipientGone()
        case "IDENTITY_FAILURE":
            return IdentityChanged()
        case "RATE_LIMIT_FAILURE":
            wait = result.get("retryAfterSeconds")
            seconds = float(wait) if isinstance(wait, int | float) and wait > 0 else UNSTATED_PAUSE_SECONDS
            return RateLimited(seconds, result.get("token") or None)
        case "NETWORK_FAILURE":
            # As good as always the server could not be reached: tried again for as long as the outage lasts.
            return ChannelDown()
        case other:
            return SendFailed(str(other))


def _rank(failure: SendFailed) -> int:
    order: Iterable[type[SendFailed]] = (RateLimited, ChannelDown, IdentityChanged, RecipientGone)
    return next((rank for rank, kind in enumerate(order) if isinstance(failure, kind)), -1)
