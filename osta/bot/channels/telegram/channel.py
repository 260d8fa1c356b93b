"""The Telegram channel: starts and stops receiving, and sends replies."""

from __future__ import annotations

import asyncio
from collections import OrderedDict

import structlog
from starlette.routing import Route
from telegram import Bot
from telegram.error import InvalidToken, RetryAfter, TelegramError

from osta.bot.channels.backoff import Backoff
from osta.bot.channels.telegram.failures import seconds
from osta.bot.channels.telegram.http import Http
from osta.bot.channels.telegram.inbound import ALLOWED_UPDATES, CHANNEL
from osta.bot.channels.telegram.intake import Intake
from osta.bot.channels.telegram.polling import Poller
from osta.bot.channels.telegram.presses import Answers
from osta.bot.channels.telegram.profile import Menu, Profile, set_menu, set_profile
from osta.bot.channels.telegram.sending import Sender
from osta.bot.channels.telegram.steps import steps_of
from osta.bot.channels.telegram.webhook import Webhook
from osta.chat.channel import Sent, Sink
from osta.chat.errors import MessageRefused, OstaError
from osta.chat.messages import Address, Reply

CONNECTED = "telegram_connected"

OFFICIAL_API = "https://api.telegram.org"
_CONNECTIONS = 64
_CALL_SECONDS = 15.0
_REMEMBERED_KEYBOARDS = 10_000

_log = structlog.get_logger(__name__)


class TokenRefused(OstaError):
    """Telegram refuses the bot's token: check OSTA_TELEGRAM_TOKEN."""


class TelegramChannel:
    """A bot on Telegram. Receives by long polling, or through ``webhook`` whose ``routes`` the web server mounts.

    ``poll_seconds`` is how long one long poll may wait; ``backoff`` paces everything that is tried again.
    """

    def __init__(
        self,
        token: str,
        *,
        api_url: str = OFFICIAL_API,
        webhook: Webhook | None = None,
        profile: Profile | None = None,
        poll_seconds: int = 30,
        call_seconds: float = _CALL_SECONDS,
        backoff: Backoff | None = None,
    ) -> None:
        self._token = token
        self._webhook = webhook
        self._profile = profile
        self._poll_seconds = poll_seconds
        self._backoff = backoff or Backoff(CHANNEL)
        root = api_url.rstrip("/")
        self._updates = Http(root, call_seconds, connections=2)
        self._bot = Bot(
            token,
            base_url=f"{root}/bot",
            base_file_url=f"{root}/file/bot",
            request=Http(root, call_seconds, _CONNECTIONS),
            get_updates_request=self._updates,
        )
        self._answers = Answers(self._bot)
        self._keyboards: OrderedDict[str, None] = OrderedDict()  # chats that see a location keyboard
        self._intake: Intake | None = None
        self._poller: Poller | None = None
        self._receiving: asyncio.Task[None] | None = None
        self._profiling: asyncio.Task[None] | None = None
        self._sending = 0
        self._quiet = asyncio.Event()
        self._quiet.set()

    @property
    def name(self) -> str:
        """``telegram``."""
        return CHANNEL

    @property
    def username(self) -> str | None:
        """The bot's name in links (https://t.me/<username>?start=…), once it has been reached."""
        return self._bot.username if self._connected else None

    @property
    def routes(self) -> list[Route]:
        """What the web server has to mount: the webhook, or nothing when polling."""
        if self._webhook is None:
            return []
        return [self._webhook.route(self._token, lambda: self._intake, self._backoff)]

    async def start(self, sink: Sink) -> None:
        """Begin receiving. Returns when Telegram has been reached, or has not at the first attempt: then it is tried
        again in the background. Raises TokenRefused for a wrong token.
        """
        reached: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._receiving = asyncio.create_task(self._receive(sink, reached), name="telegram-receiving")
        try:
            await reached
        except TokenRefused:
            await self.stop()
            raise

    async def stop_receiving(self) -> None:
        """Receive nothing more; store and confirm what was fetched. Replies can still be sent until ``stop``."""
        self._intake = None
        if self._poller is not None and self._receiving is not None:
            self._poller.stop()
            await asyncio.wait([self._receiving])
        tasks = [task for task in (self._receiving, self._profiling) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def stop(self) -> None:
        """Receive nothing more, let what is being sent finish, and close the connections."""
        await self.stop_receiving()
        await self._quiet.wait()
        await self._bot.shutdown()

    async def send(self, address: Address, reply: Reply, press_id: str | None = None) -> Sent:
        """Deliver one reply. ``press_id`` is the press it answers, or the id of the inline query for ``reply.inline``.

        Raises SendFailed by cause. The answer to a press never fails the reply.
        """
        self._sending += 1
        self._quiet.clear()
        try:
            return await self._send(address, reply, press_id)
        finally:
            self._sending -= 1
            if not self._sending:
                self._quiet.set()

    async def profile_set(self) -> None:
        """Wait until the profile given at the start is set, as far as Telegram lets it."""
        if self._profiling is not None:
            await asyncio.wait([self._profiling])

    async def offer_menu(self, menu: Menu) -> None:
        """Set a menu of commands later than at the start, e.g. for somebody who joined or left the staff."""
        await set_menu(self._bot, menu)

    async def _send(self, address: Address, reply: Reply, press_id: str | None) -> Sent:
        if reply.inline is not None:
            if press_id is None:
                raise MessageRefused("An inline answer needs the id of its query.")
            await self._answers.inline(press_id, reply.inline)
            return Sent(None)
        if press_id is None:
            return Sent(await self._say(address.chat, reply))
        answering = asyncio.create_task(self._answers.press(press_id, reply.toast))
        try:
            return Sent(await self._say(address.chat, reply))
        finally:
            await answering

    async def _say(self, chat: str, reply: Reply) -> str | None:
        try:
            chat_id = int(chat)
        except ValueError:
            raise MessageRefused("Telegram's chats are numbers.") from None
        steps = steps_of(reply, private=chat_id > 0, keyboard_open=chat in self._keyboards)
        named = await Sender(self._bot, chat_id, reply.silent, self._backoff.first_seconds).say(steps)
        if reply.ask_location is not None:
            self._keyboards[chat] = None
            if len(self._keyboards) > _REMEMBERED_KEYBOARDS:
                self._keyboards.popitem(last=False)
        elif steps:
            self._keyboards.pop(chat, None)
        return named

    async def _receive(self, sink: Sink, reached: asyncio.Future[None]) -> None:
        while not await self._connect(reached):
            if reached.done() and reached.exception():
                return
        self._backoff.succeeded()
        intake = Intake(self._bot, sink)
        if self._profile is not None:
            # Beside the receiving: people are answered before the last description stands.
            self._profiling = asyncio.create_task(set_profile(self._bot, self._profile), name="telegram-profile")
        _log.info(CONNECTED, bot=self._bot.id, webhook=self._webhook is not None)
        if self._webhook is None:
            self._poller = Poller(self._bot, self._updates, intake, self._backoff, self._poll_seconds)
            _settle(reached)
            await self._poller.run()
        else:
            self._intake = intake
            _settle(reached)

    async def _connect(self, reached: asyncio.Future[None]) -> bool:
        """Whether Telegram knows us and how we receive; waits after a failure."""
        try:
            await self._bot.initialize()
            if self._webhook is None:
                await self._bot.delete_webhook()
            else:
                await self._bot.set_webhook(
                    self._webhook.url,
                    allowed_updates=ALLOWED_UPDATES,
                    secret_token=self._webhook.secret_for(self._token),
                )
        except TelegramError as error:
            least = seconds(error) if isinstance(error, RetryAfter) else 0.0
            wait = self._backoff.failed(type(error).__name__, least)
            if isinstance(error, InvalidToken) and not reached.done():
                reached.set_exception(TokenRefused())
                return False
            _settle(reached)
            await asyncio.sleep(wait)
            return False
        return True

    @property
    def _connected(self) -> bool:
        try:
            return bool(self._bot.username)
        except RuntimeError:  # the library's way to say: not yet
            return False


def _settle(reached: asyncio.Future[None]) -> None:
    if not reached.done():
        reached.set_result(None)
