"""The composition root: builds the program from its settings, starts it in order and stops it in reverse."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from datetime import datetime
from typing import Self

import structlog

from osta.bot.router import Router
from osta.bot.settings import Settings
from osta.chat.channel import Channel
from osta.discovery.producers.upkeep import keep_current
from osta.discovery.service import Discovery
from osta.handlers.route import Routes
from osta.store.engine import Database, open_database
from osta.store.errors import DatabaseError
from osta.store.schema import current_revision, prepare

STARTED = "started"
STOPPING = "stopping"

NUMBERED_CHANNELS = frozenset({"terminal", "signal"})
"""Where people pick a choice by writing its number or label."""


class App:
    """The running program: ``async with App(settings, channels) as app``. All that it builds can be given instead.

    Start: database, discovery, router, web server, channels. Stop: what was accepted is answered, then the channels
    close, then the rest.
    """

    def __init__(
        self,
        settings: Settings,
        channels: Sequence[Channel],
        *,
        database: Database | None = None,
        discovery: Discovery | None = None,
        routes: Routes | None = None,
        clock: Callable[[], datetime] | None = None,
        web: bool = False,
    ) -> None:
        self.settings = settings
        self.channels = tuple(channels)
        self.database = database or open_database(settings.database_url)
        self.web_port: int | None = None
        self._discovery = discovery
        self._routes = routes
        self._clock = clock or (lambda: datetime.now(settings.zone))
        self._web = web
        self._router: Router | None = None
        self._running = AsyncExitStack()
        self._ready = False

    @property
    def router(self) -> Router:
        """The router, once started."""
        assert self._router is not None, "the program has not been started"  # noqa: S101 - a mistake in this program
        return self._router

    async def __aenter__(self) -> Self:
        try:
            await self._start()
        except BaseException:
            await self._running.aclose()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        self._ready = False
        structlog.get_logger().info(STOPPING)
        await self._running.aclose()

    async def ready(self) -> bool:
        """Whether messages can be stored and answered at this moment."""
        if not self._ready:
            return False
        try:
            await current_revision(self.database)
        except DatabaseError:
            return False
        return True

    async def _start(self) -> None:
        self._later(self.database.close)
        await prepare(self.database)
        if self._web:
            await self._serve_web()
        discovery = self._discovery
        if discovery is None:
            discovery = await asyncio.to_thread(Discovery.open)
            await keep_current(self.database, discovery)
        self._router = router = Router(
            self.database,
            discovery,
            self._routes or _all_routes(),
            self.channels,
            clock=self._clock,
            staff=self.settings.staff,
            numbered=NUMBERED_CHANNELS,
        )
        # Stopped in reverse, so that the router still sends what it has accepted before the channels close.
        for channel in self.channels:
            self._later(channel.stop)
        self._later(router.stop)
        await router.start()
        for channel in self.channels:
            await channel.start(router.accept)
        self._ready = True
        structlog.get_logger().info(STARTED, channels=[channel.name for channel in self.channels])

    async def _serve_web(self) -> None:
        from osta.bot.channels.telegram import TelegramChannel
        from osta.bot.web import WebServer, web_app

        routes = [
            route for channel in self.channels if isinstance(channel, TelegramChannel) for route in channel.routes
        ]
        server = WebServer(web_app(self.ready, routes), self.settings.web_host, self.settings.web_port)
        await server.start()
        self._later(server.stop)
        self.web_port = server.port

    def _later(self, stop: Callable[[], Awaitable[None]]) -> None:
        self._running.push_async_callback(stop)


def channels_of(settings: Settings) -> list[Channel]:
    """The messengers that the settings name, none of them started."""
    channels: list[Channel] = []
    if settings.telegram_token is not None:
        channels.append(_telegram(settings, settings.telegram_token.get_secret_value()))
    if settings.signal_account is not None and settings.signal_url is not None:
        from osta.bot.channels.signal import SignalChannel

        channels.append(SignalChannel(settings.signal_url, settings.signal_account))
    return channels


def _telegram(settings: Settings, token: str) -> Channel:
    from osta.bot.channels.telegram import TelegramChannel, Webhook
    from osta.bot.profile import profile

    webhook = None
    if settings.telegram_webhook_url is not None:
        webhook = Webhook(settings.telegram_webhook_url, settings.telegram_webhook_secret.get_secret_value())
    return TelegramChannel(token, api_url=settings.telegram_api_url, webhook=webhook, profile=profile(settings.staff))


def _all_routes() -> Routes:
    from osta.handlers.routes import ROUTES

    return ROUTES
