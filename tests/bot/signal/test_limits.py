"""Rate limits, captchas, changed safety numbers: what staff has to see to."""

from __future__ import annotations

import asyncio

import pytest
from structlog.testing import capture_logs

from osta.bot.channels.signal import (
    CaptchaRejected,
    Challenge,
    IdentityChanged,
    RateLimited,
    SignalChannel,
    submit_challenge,
    trust_person,
)
from osta.bot.channels.signal.calls import LONGEST_WAIT_SECONDS, PROBE_SECONDS, Calls
from osta.bot.channels.signal.failures import UNSTATED_PAUSE_SECONDS, failure_of, sent_at
from osta.bot.channels.signal.reports import IDENTITY_CHANGED, RATE_LIMITED, LoggedReports
from osta.bot.channels.signal.transport import Json, RpcError
from osta.chat.errors import ChannelDown, MessageRefused, OutcomeUnknown, RecipientGone, SendFailed, TooManyRequests
from osta.chat.messages import Address, Reply
from osta.chat.rich import Rich
from tests.bot.signal.conftest import TRANSPORTS, Staff, chat_with
from tests.fakes.signal_daemon import SignalDaemon

HELLO = Reply(Rich.plain("hei"))


def ignored(_: Json) -> None:
    """Nobody says anything meanwhile."""


@pytest.mark.parametrize("version", ["0.13.19", "0.14.6"])
async def test_a_captcha_pauses_everything_until_it_is_answered(
    daemon: SignalDaemon, channel: SignalChannel, staff: Staff, version: str
) -> None:
    daemon.version = version
    anna, pekka = daemon.person("Anna"), daemon.person("Pekka")
    anna.limited = {"token": "abc", "retryAfterSeconds": 86400}
    for person in (anna, pekka, anna):
        with pytest.raises(RateLimited) as failure:
            await channel.send(chat_with(person), HELLO)
        assert failure.value.token == "abc"
        assert 0 < failure.value.retry_after_seconds <= LONGEST_WAIT_SECONDS
        assert isinstance(failure.value, TooManyRequests)
    assert len(daemon.called("send")) == 1
    assert staff.challenges == [Challenge("abc", 86400.0)]
    assert LONGEST_WAIT_SECONDS < channel.paused_seconds <= PROBE_SECONDS
    for wrong in (("abc", "väärin"), ("xyz", "signalcaptcha://x")):
        with pytest.raises(CaptchaRejected):
            await channel.submit_challenge(*wrong)
    await channel.submit_challenge("abc", " signalcaptcha://oikein\n")
    assert not channel.paused_seconds
    for person in (anna, pekka):
        await channel.send(chat_with(person), HELLO)
        assert (await person.hears()).text == "hei"


async def test_an_answer_that_was_handed_in_elsewhere_is_heard_of_at_once() -> None:
    now, staff = [0.0], Staff()
    refused = {"type": "RATE_LIMIT_FAILURE", "token": "abc", "retryAfterSeconds": 86400}
    outcomes = [refused, {"type": "SUCCESS"}]

    async def call(method: str, params: Json) -> Json:
        return {"timestamp": 1, "results": [outcomes.pop(0)]}

    calls, anna = Calls(call, staff, lambda: now[0]), Address("signal", "a")
    for _ in range(2):
        with pytest.raises(RateLimited):
            await calls.send(anna, "send", {})
    staff.elsewhere.add("xyz")
    with pytest.raises(RateLimited):
        await calls.send(anna, "send", {})
    staff.elsewhere.add("abc")
    assert await calls.send(anna, "send", {}) == 1


async def test_what_was_on_its_way_when_the_answer_came_does_not_shut_it_for_long() -> None:
    now, staff = [0.0], Staff()
    refused = {"type": "RATE_LIMIT_FAILURE", "token": "abc", "retryAfterSeconds": 86400}
    outcomes: list[asyncio.Future[Json]] = [asyncio.Future(), asyncio.Future(), asyncio.Future()]
    left = iter(outcomes)

    async def call(method: str, params: Json) -> Json:
        return {"timestamp": 1, "results": [await next(left)]}

    calls, anna = Calls(call, staff, lambda: now[0]), Address("signal", "a")
    first, late = (asyncio.create_task(calls.send(anna, "send", {})) for _ in range(2))
    await asyncio.sleep(0)  # both are on their way
    outcomes[0].set_result(refused)
    with pytest.raises(RateLimited):
        await first
    calls.resume("abc")
    outcomes[1].set_result(refused)
    with pytest.raises(RateLimited):
        await late
    assert 0 < calls.paused_seconds <= LONGEST_WAIT_SECONDS
    now[0] += LONGEST_WAIT_SECONDS
    outcomes[2].set_result({"type": "SUCCESS"})
    assert await calls.send(anna, "send", {}) == 1
    assert len(staff.challenges) == 1


async def test_an_answer_that_was_handed_in_elsewhere_is_found_out() -> None:
    now, staff = [0.0], Staff()
    refused = {"type": "RATE_LIMIT_FAILURE", "token": "abc", "retryAfterSeconds": 86400}
    outcomes = [refused, refused, {"type": "SUCCESS"}]

    async def call(method: str, params: Json) -> Json:
        return {"timestamp": 1, "results": [outcomes.pop(0)]}

    calls, anna = Calls(call, staff, lambda: now[0]), Address("signal", "a")
    for _ in range(2):
        with pytest.raises(RateLimited):
            await calls.send(anna, "send", {})
        now[0] += PROBE_SECONDS
    assert await calls.send(anna, "send", {}) == 1
    assert len(staff.challenges) == 1


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_an_answer_is_handed_in_beside_the_running_program(
    daemon: SignalDaemon, channel: SignalChannel, transport: str
) -> None:
    anna = daemon.person("Anna")
    anna.limited = {"token": "abc"}
    with pytest.raises(CaptchaRejected):
        await submit_challenge(daemon.url, daemon.account, "abc", "väärin", ignored)
    await submit_challenge(daemon.url, daemon.account, "abc", "signalcaptcha://oikein", ignored)
    assert anna.limited is None
    await channel.send(chat_with(anna), HELLO)


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_a_safety_number_is_trusted_beside_the_running_program(daemon: SignalDaemon, transport: str) -> None:
    anna = daemon.person("Anna")
    anna.trusted = False
    await trust_person(daemon.url, daemon.account, chat_with(anna), ignored)
    assert anna.trusted


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_an_answer_cannot_be_handed_in_to_nobody(daemon: SignalDaemon, transport: str) -> None:
    await daemon.stop()
    with pytest.raises(ChannelDown):
        await submit_challenge(daemon.url, daemon.account, "abc", "signalcaptcha://x", ignored)


async def test_a_limit_without_a_captcha_is_waited_out(daemon: SignalDaemon) -> None:
    now, staff, outcomes = [0.0], Staff(), [{"type": "RATE_LIMIT_FAILURE"}, {"type": "SUCCESS"}]

    async def call(method: str, params: Json) -> Json:
        return {"timestamp": 1, "results": [outcomes.pop(0)]}

    calls, anna = Calls(call, staff, lambda: now[0]), Address("signal", "a")
    with pytest.raises(RateLimited):
        await calls.send(anna, "send", {})
    now[0] = UNSTATED_PAUSE_SECONDS - 5
    with pytest.raises(RateLimited) as failure:
        await calls.send(anna, "send", {})
    assert failure.value.retry_after_seconds == pytest.approx(5)
    now[0] = UNSTATED_PAUSE_SECONDS
    assert await calls.send(anna, "send", {}) == 1
    assert staff.challenges == [Challenge(None, UNSTATED_PAUSE_SECONDS)]


async def test_a_changed_safety_number_is_reported_and_not_trusted_silently(
    daemon: SignalDaemon, channel: SignalChannel, staff: Staff
) -> None:
    anna = daemon.person("Anna")
    anna.trusted = False
    for _ in range(2):
        with pytest.raises(IdentityChanged):
            await channel.send(chat_with(anna), HELLO)
    assert staff.changed == [chat_with(anna)]
    assert daemon.called("trust") == []
    await channel.trust(chat_with(anna))
    await channel.send(chat_with(anna), HELLO)
    anna.trusted = False
    with pytest.raises(IdentityChanged):
        await channel.send(chat_with(anna), HELLO)
    assert len(staff.changed) == 2


async def test_what_staff_asks_for_can_fail_too(daemon: SignalDaemon, channel: SignalChannel) -> None:
    await daemon.stop()
    while channel.connected:
        await channel._connection.tried.wait()
        await asyncio.sleep(0.01)
    with pytest.raises(ChannelDown):
        await channel.submit_challenge("abc", "signalcaptcha://x")
    with pytest.raises(ChannelDown):
        await channel.trust(Address("signal", "a"))


async def test_without_staff_it_is_logged_without_a_name() -> None:
    with capture_logs() as logs:
        await LoggedReports().rate_limited(Challenge("abc", 60))
        await LoggedReports().identity_changed(Address("signal", "salainen"))
    assert [log["event"] for log in logs] == [RATE_LIMITED, IDENTITY_CHANGED]
    assert logs[0]["token"] == "abc"
    assert "salainen" not in str(logs)


@pytest.mark.parametrize(
    ("types", "cause"),
    [
        (["SUCCESS", "UNREGISTERED_FAILURE"], None),
        (["UNREGISTERED_FAILURE", "NETWORK_FAILURE"], ChannelDown),
        (["UNREGISTERED_FAILURE", "IDENTITY_FAILURE"], IdentityChanged),
        (["UNREGISTERED_FAILURE"], RecipientGone),
        (["UNREGISTERED_FAILURE", "RATE_LIMIT_FAILURE", "NETWORK_FAILURE"], RateLimited),
        (["UNREGISTERED_FAILURE", "INVALID_PRE_KEY_FAILURE"], SendFailed),
        ([], None),
    ],
)
def test_every_result_is_read(types: list[str], cause: type[SendFailed] | None) -> None:
    answer = {"timestamp": 42, "results": [{"type": kind} for kind in types]}
    if cause is None:
        assert sent_at(answer) == 42
        return
    with pytest.raises(cause):
        sent_at(answer)
    assert type(failure_of(RpcError(-1, "", {"response": answer}))) is cause


@pytest.mark.parametrize(
    ("code", "cause"), [(-5, RateLimited), (-4, IdentityChanged), (-32600, MessageRefused), (-32700, MessageRefused)]
)
def test_a_bare_error_has_its_cause_by_its_code(code: int, cause: type[SendFailed]) -> None:
    assert type(failure_of(RpcError(code, "x"))) is cause


@pytest.mark.parametrize("answer", [None, {}, [], {"timestamp": "x"}])
def test_an_answer_that_names_nothing_is_unknown(answer: object) -> None:
    with pytest.raises(OutcomeUnknown):
        sent_at(answer)
