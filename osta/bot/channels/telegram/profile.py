"""What people see of the bot before they write: its name, its descriptions and its menu of commands."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import structlog
from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)
from telegram.error import RetryAfter, TelegramError

from osta.chat.messages import Address

NOT_SET = "telegram_profile_not_set"

_log = structlog.get_logger(__name__)

Audience = Literal["everybody", "private", "groups"] | Address
"""Who sees a menu: everybody who has no narrower one, all private chats, all groups, or one chat."""


@dataclass(frozen=True, slots=True)
class Menu:
    """Commands in their order, as pairs of name (1-32 of a-z, 0-9, _) and description (1-256 characters), for one
    language (``fi``; empty for all languages without a menu of their own) and audience. Without commands the menu is
    taken away.
    """

    commands: Sequence[tuple[str, str]]
    language: str = ""
    audience: Audience = "everybody"


@dataclass(frozen=True, slots=True)
class Profile:
    """Texts by language code, the empty code for all other languages: names of at most 64 characters, descriptions
    (shown in an empty chat) of 512, short descriptions (shown where the bot is shared) of 120.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    descriptions: Mapping[str, str] = field(default_factory=dict)
    short_descriptions: Mapping[str, str] = field(default_factory=dict)
    menus: Sequence[Menu] = ()


async def set_profile(bot: Bot, profile: Profile) -> None:
    """Set what differs from what Telegram has. A failure is logged and leaves that text as it was."""
    for language, name in profile.names.items():
        await _tolerantly("name", language, _set_name(bot, language, name))
    for language, text in profile.descriptions.items():
        await _tolerantly("description", language, _set_description(bot, language, text))
    for language, text in profile.short_descriptions.items():
        await _tolerantly("short_description", language, _set_short_description(bot, language, text))
    for menu in profile.menus:
        await set_menu(bot, menu)


async def set_menu(bot: Bot, menu: Menu) -> None:
    """Set one menu, e.g. when somebody joins the staff. A failure is logged: one who never wrote to the bot has no
    chat to set it for.
    """
    await _tolerantly("menu", menu.language, _set_menu(bot, menu))


async def _set_name(bot: Bot, language: str, name: str) -> None:
    # Compared first: names may be set only a few times a day.
    if (await bot.get_my_name(language or None)).name != name:
        await bot.set_my_name(name, language or None)


async def _set_description(bot: Bot, language: str, text: str) -> None:
    if (await bot.get_my_description(language or None)).description != text:
        await bot.set_my_description(text, language or None)


async def _set_short_description(bot: Bot, language: str, text: str) -> None:
    if (await bot.get_my_short_description(language or None)).short_description != text:
        await bot.set_my_short_description(text, language or None)


async def _set_menu(bot: Bot, menu: Menu) -> None:
    scope = _scope(menu.audience)
    wanted = tuple(BotCommand(name, description) for name, description in menu.commands)
    if await bot.get_my_commands(scope, menu.language or None) == wanted:
        return
    if wanted:
        await bot.set_my_commands(wanted, scope, menu.language or None)
    else:
        await bot.delete_my_commands(scope, menu.language or None)


def _scope(audience: Audience) -> BotCommandScope:
    match audience:
        case Address():
            return BotCommandScopeChat(int(audience.chat))
        case "private":
            return BotCommandScopeAllPrivateChats()
        case "groups":
            return BotCommandScopeAllGroupChats()
        case "everybody":
            return BotCommandScopeDefault()


async def _tolerantly(what: str, language: str, setting: Awaitable[None]) -> None:
    try:
        await setting
    except RetryAfter as error:
        _log.warning(NOT_SET, what=what, language=language, cause="RetryAfter", retry_after=str(error.retry_after))
    except TelegramError as error:
        _log.warning(NOT_SET, what=what, language=language, cause=type(error).__name__)
