"""The server: an address to point a bot at, and the world behind it."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable, Iterator
from typing import Any, Self

import uvicorn
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from tests.fakes.bot_api import answering, sending, spec
from tests.fakes.bot_api.asked import Asked, Method
from tests.fakes.bot_api.errors import ApiError, Json, too_many
from tests.fakes.bot_api.faults import Fault, Faults
from tests.fakes.bot_api.http import Lost, parameters
from tests.fakes.bot_api.journal import Call, Journal
from tests.fakes.bot_api.limits import Limits
from tests.fakes.bot_api.people import Group, Person
from tests.fakes.bot_api.updates import Updates
from tests.fakes.bot_api.world import BOT_USERNAME, World

TOKEN = "7000000001:AAtestTokenOfTheFakeBotApiServer0000"
_LONGEST_HANG_SECONDS = 60.0  # longer than any caller waits
# What happens to a careful bot too: the person has just left, or an edit repeats itself. Looked at one by one.
_HARMLESS = frozenset({"forbidden", "not-modified", "too-many"})


class BotApi:
    """A running server: ``async with BotApi() as api``. The bot needs ``url`` and ``token``, the test the rest."""

    def __init__(self, limits: Limits | None = None, token: str = TOKEN) -> None:
        self.token = token
        self.username = BOT_USERNAME
        self.world = World()
        self.updates = Updates()
        self.journal = Journal()
        self.limits = limits or Limits()
        self._faults = Faults()
        # With the protocol named, asyncio turns off Nagle's delay of 40 ms an answer.
        self._socket = socket.socket(proto=socket.IPPROTO_TCP)
        self._socket.bind(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        app = Starlette(routes=[Route("/bot{token}/{method}", self._answer, methods=["GET", "POST"])])
        config = uvicorn.Config(
            app, lifespan="off", ws="none", log_config=None, access_log=False, timeout_graceful_shutdown=1
        )
        self._server = _Server(config)
        self._serving: asyncio.Task[None] | None = None
        self._closing = asyncio.Event()

    async def __aenter__(self) -> Self:
        """Serve."""
        self._serving = asyncio.create_task(self._server.serve(sockets=[self._socket]))
        await _until(lambda: self._server.started)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop, waking every long poll."""
        self._closing.set()
        await self.updates.close()
        self._server.should_exit = True
        if self._serving:
            await self._serving
        self._socket.close()

    def user(self, name: str, lang: str = "fi", started: bool = False, **facts: str) -> Person:
        """A person. ``started``: they pressed Start long ago, so the bot may write first."""
        return Person(self, name, lang, started, facts)

    def group(self, title: str, *members: Person) -> Group:
        """A group that the bot is a member of."""
        return Group(self, title, members)

    def fault(self, fault: Fault) -> None:
        """Let something go wrong at one of the next calls."""
        self._faults.waiting.append(fault)

    def no_violations(self, allow: frozenset[str] = _HARMLESS) -> None:
        """Fail when the bot did anything that Telegram refuses, drops or forbids."""
        found = [violation for violation in self.journal.violations if violation.code not in allow]
        assert not found, found

    async def idle(self) -> None:
        """Wait until the bot has confirmed every update."""
        await self.updates.idle()

    async def polled(self) -> None:
        """Wait until the bot polls or has set its webhook."""
        await _until(lambda: bool(self.updates.polls or self.updates.webhook.url))

    async def _answer(self, request: Request) -> Response:
        method = request.path_params["method"]
        if request.path_params["token"] != self.token:
            return JSONResponse(ApiError(401, "Unauthorized").body(), 401)
        if not spec.knows(method):
            self.journal.violation("unknown-method", method)
            return JSONResponse(ApiError(404, "Not Found").body(), 404)
        try:
            given = await parameters(request)
        except ClientDisconnect:  # killed while it was asking: nothing was asked
            return Lost()
        chat = given.get("chat_id")
        fault = self._faults.take(method, int(chat) if chat else None)
        if fault:
            return await self._broken(fault, method, given)
        return await self._done(method, given)

    async def _done(self, method: str, given: Json) -> Response:
        names = given.pop("_names", {})
        try:
            params = spec.read(method, given)
            result = await _METHODS[method](Asked(self, method, params | ({"_names": names} if names else {})))
        except ApiError as error:
            self.journal.calls.append(Call(method, given, error.code, error.description))
            self._note(method, error)
            return JSONResponse(error.body(), error.code)
        self.journal.calls.append(Call(method, given, 200))
        return JSONResponse({"ok": True, "result": result})

    def _note(self, method: str, error: ApiError) -> None:
        if error.code == 429:
            self.journal.violation("too-many", method, error.description)
        elif error.code == 400 and "not modified" in error.description:
            self.journal.violation("not-modified", method)
        elif error.code == 400 and not any(known in error.description for known in _EXPECTED):
            self.journal.violation("rejected", method, error.description)

    async def _broken(self, fault: Fault, method: str, given: Json) -> Response:
        if fault.kind == "garbage":
            answer = await self._done(method, given)
            return Response(bytes(answer.body)[:-3], media_type="application/json")
        if fault.kind in {"lost_after", "error_after"}:
            await self._done(method, given)
        else:
            self.journal.calls.append(Call(method, given, 0, fault.kind))
        match fault.kind:
            case "lost_before" | "lost_after":
                return Lost()
            case "hang":
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._closing.wait(), _LONGEST_HANG_SECONDS)
                return Lost()
            case "too_many":
                error = too_many(fault.retry_after)
            case "error_500":
                error = ApiError(500, "Internal Server Error")
            case "bad_gateway" | "error_after":
                return PlainTextResponse("<html><h1>502 Bad Gateway</h1></html>", 502)
            case _:
                error = ApiError(fault.code, fault.words)
        return JSONResponse(error.body(), error.code)

    async def get_updates(self, params: Json) -> Any:
        """A long poll that also ends when the server does."""
        poll = asyncio.ensure_future(self.updates.get(**params))
        closing = asyncio.ensure_future(self._closing.wait())
        await asyncio.wait({poll, closing}, return_when=asyncio.FIRST_COMPLETED)
        closing.cancel()
        if not poll.done():
            poll.cancel()
            raise ApiError(502, "Bad Gateway")
        return poll.result()


async def _until(true: Callable[[], bool]) -> None:
    while not true():
        await asyncio.sleep(0.005)


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to pytest."""
        yield


async def _webhook(asked: Asked) -> Any:
    api, params = asked.api, asked.params
    if asked.method == "getWebhookInfo":
        pending = len(api.updates.waiting)
        return {"url": api.updates.webhook.url, "has_custom_certificate": False, "pending_update_count": pending}
    await api.updates.set_webhook(params.get("url", ""), params.get("secret_token", ""), params.get("allowed_updates"))
    return True


async def _get_updates(asked: Asked) -> Any:
    return await asked.api.get_updates(asked.params)


# What a correct bot can meet: the person deleted a message, a press waited too long.
_EXPECTED = (
    "not found",
    "can't be edited",
    "no text in the message",
    "query is too old",
    "upgraded",
    "MESSAGE_ID_INVALID",
)

_METHODS: dict[str, Method] = {
    "getMe": answering.get_me,
    "getChat": answering.get_chat,
    "getUpdates": _get_updates,
    **dict.fromkeys(("setWebhook", "deleteWebhook", "getWebhookInfo"), _webhook),
    **dict.fromkeys(("sendMessage", "sendPhoto", "sendDocument", "sendVenue", "sendContact"), sending.send),
    **dict.fromkeys(("editMessageText", "editMessageReplyMarkup"), sending.edit),
    "sendChatAction": sending.chat_action,
    "deleteMessage": sending.delete,
    "answerCallbackQuery": answering.answer_press,
    "answerInlineQuery": answering.answer_inline,
    **dict.fromkeys(("setMyCommands", "getMyCommands", "deleteMyCommands"), answering.set_commands),
    **{
        f"{verb}My{what}": answering.set_profile
        for verb in ("set", "get")
        for what in ("Name", "Description", "ShortDescription")
    },
}
