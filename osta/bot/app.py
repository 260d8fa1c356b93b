"""The composition root: builds the program from its settings, starts it in order and stops it in reverse."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

import structlog

from osta.bot.choices import NewestChoices
from osta.bot.database_url import data_folder
from osta.bot.router import LEASE, Router
from osta.bot.settings import Settings
from osta.broadcasts.doorstep import Doorstep
from osta.broadcasts.outgoing import Outgoing
from osta.chat.channel import Channel
from osta.chat.messages import Address, Reply
from osta.discovery.producers.upkeep import keep_current
from osta.discovery.service import Discovery
from osta.handlers.route import Routes
from osta.store.engine import Database, open_database
from osta.store.errors import DatabaseError
from osta.store.schema import current_revision, prepare

if TYPE_CHECKING:
    from osta.bot.channels.telegram import TelegramChannel

STARTED = "started"
STOPPING = "stopping"
BUILDING = "index_building"

TELEGRAM = "telegram"
SIGNAL = "signal"
NUMBERED_CHANNELS = frozenset({"terminal", "signal"})
"""Where people pick a choice by writing its number or label."""
SHORT_LEASE = timedelta(seconds=1)
"""How long showing an answer may take where it is only printed."""
_READY_SECONDS = 5.0  # who looks whether we are ready waits no longer, and storing a message should not take as long


class App:
    """The running program: ``async with App(settings, channels) as app``. All that it builds can be given instead.

    Start: database, web server, discovery, router, channels, then what the bot says by itself. Stop: nothing more is
    started or received, what was accepted is answered, then the channels close, then the rest.

    ``only`` is the one address that this process serves: that of a terminal, beside which others may be open on the
    same database, and a process for the messengers. There nothing runs by itself: call ``look`` from time to time.
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
        only: Address | None = None,
    ) -> None:
        self.settings = settings
        self.channels = tuple(channels)
        self.database = database or open_database(settings.database_url)
        self.web_port: int | None = None
        self._discovery = discovery
        self._routes = routes
        self._clock = clock or (lambda: datetime.now(settings.zone))
        self._web = web
        self._only = only
        self._router: Router | None = None
        self._doorstep: Doorstep | None = None
        self._running = AsyncExitStack()
        self._ready = False

    @property
    def router(self) -> Router:
        """The router, once started."""
        assert self._router is not None, "the program has not been started"  # noqa: S101 - a mistake in this program
        return self._router

    async def look(self) -> None:
        """Wait until all is answered; with ``only``, also hand over what else is due there."""
        await self.router.idle()
        if self._doorstep is not None:
            await self._doorstep.look()

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
            async with asyncio.timeout(_READY_SECONDS):
                await current_revision(self.database)
                async with self.database.transaction():
                    pass  # somebody else may have the right to write, and keep it
        except (DatabaseError, TimeoutError):
            return False
        return True

    async def _start(self) -> None:
        self._later(self.database.close)
        await prepare(self.database)
        if self._web:
            await self._serve_web()
        discovery = self._discovery
        if discovery is None:
            discovery = await Discovery.of(self.database, _building)
            await keep_current(self.database, discovery)
        if self._only is None:
            await self._serve(discovery)
        else:
            await self._serve_only(discovery, self._only)
        self._ready = True
        structlog.get_logger().info(STARTED, channels=[channel.name for channel in self.channels])

    async def _serve(self, discovery: Discovery) -> None:
        outgoing = Outgoing(
            self.database,
            discovery,
            self.channels,
            clock=self._clock,
            zone=self.settings.zone,
            staff=self.settings.staff,
            offers=NewestChoices(NUMBERED_CHANNELS),
        )
        await self._receive(self._made_router(discovery, outgoing.channels, LEASE))
        for telegram in self._telegram():
            self._later(telegram.stop_receiving)
        self._later(outgoing.stop)
        await outgoing.start()
        for telegram in self._telegram():
            from osta.bot.staff_menus import StaffMenus

            menus = StaffMenus(self.database, telegram, self.settings.staff)
            self._later(menus.stop)
            await menus.start()

    async def _serve_only(self, discovery: Discovery, address: Address) -> None:
        [channel] = self.channels

        async def show(reply: Reply) -> None:
            await channel.send(address, reply)

        self._doorstep = Doorstep(
            self.database,
            discovery,
            address,
            show,
            clock=self._clock,
            zone=self.settings.zone,
            staff=self.settings.staff,
            offers=NewestChoices(NUMBERED_CHANNELS),
        )
        await self._receive(self._made_router(discovery, self.channels, SHORT_LEASE))

    def _with_captcha(self, routes: Routes) -> Routes:
        if not any(channel.name == SIGNAL for channel in self.channels):
            return routes
        from osta.bot.captcha_desk import CaptchaDesk
        from osta.bot.channels.signal import SignalChannel

        for channel in self.channels:
            if isinstance(channel, SignalChannel):
                desk = CaptchaDesk(self.database, channel.submit_challenge, self._clock)
                self._later(desk.stop)
                routes = desk.added_to(routes)
        return routes

    def _made_router(self, discovery: Discovery, channels: Sequence[Channel], lease: timedelta) -> Router:
        return Router(
            self.database,
            discovery,
            self._with_captcha(self._routes or _all_routes()),
            channels,
            clock=self._clock,
            staff=self.settings.staff,
            numbered=NUMBERED_CHANNELS,
            lease=lease,
            only=self._only,
        )

    async def _receive(self, router: Router) -> None:
        self._router = router
        # Stopped in reverse, so that the router still sends what it has accepted before the channels close.
        for channel in self.channels:
            self._later(channel.stop)
        self._later(router.stop)
        await router.start()
        for channel in self.channels:
            await channel.start(router.accept)

    def _telegram(self) -> list[TelegramChannel]:
        if not any(channel.name == TELEGRAM for channel in self.channels):
            return []  # its library takes a while to load
        from osta.bot.channels.telegram import TelegramChannel

        return [channel for channel in self.channels if isinstance(channel, TelegramChannel)]

    async def _serve_web(self) -> None:
        from osta.bot.web import WebServer, web_app

        routes = [route for channel in self._telegram() for route in channel.routes]
        server = WebServer(web_app(self.ready, routes), self.settings.web_host, self.settings.web_port)
        await server.start()
        self._later(server.stop)
        self.web_port = server.port

    def _later(self, stop: Callable[[], Awaitable[None]]) -> None:
        self._running.push_async_callback(stop)


def channels_of(
    settings: Settings, database: Database | None = None, clock: Callable[[], datetime] | None = None
) -> list[Channel]:
    """The messengers that the settings name, none of them started. With a database, Signal's tasks reach staff."""
    channels: list[Channel] = []
    if settings.telegram_token is not None:
        channels.append(_telegram(settings, settings.telegram_token.get_secret_value()))
    if settings.signal_account is not None and settings.signal_url is not None:
        channels.append(_signal(settings, settings.signal_url, settings.signal_account, database, clock))
    return channels


def _signal(
    settings: Settings, url: str, account: str, database: Database | None, clock: Callable[[], datetime] | None
) -> Channel:
    from osta.bot.channels.signal import OfferedInDatabase, SignalChannel
    from osta.bot.signal_tasks import StaffTasks

    spool = data_folder() / f"signal{account}.jsonl"
    if database is None:
        return SignalChannel(url, account, spool=spool)
    clock = clock or (lambda: datetime.now(settings.zone))
    reports = StaffTasks(database, clock=clock, staff=settings.staff)
    offered = OfferedInDatabase(database, clock)
    return SignalChannel(url, account, reports=reports, offered=offered, spool=spool, clock=clock)


def _telegram(settings: Settings, token: str) -> Channel:
    from osta.bot.channels.telegram import TelegramChannel, Webhook
    from osta.bot.profile import profile

    webhook = None
    if settings.telegram_webhook_url is not None:
        webhook = Webhook(settings.telegram_webhook_url, settings.telegram_webhook_secret.get_secret_value())
    return TelegramChannel(token, api_url=settings.telegram_api_url, webhook=webhook, profile=profile())


def _building(step: str, share: float) -> None:
    structlog.get_logger().info(BUILDING, step=step, share=share)


def _all_routes() -> Routes:
    from osta.handlers.routes import ROUTES

    return ROUTES
