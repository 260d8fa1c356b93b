"""What Telegram shows of the bot, in every language: descriptions, and menus for people, groups and staff."""

from __future__ import annotations

from collections.abc import Iterator

from osta.bot.channels.telegram import Menu, Profile
from osta.chat.messages import Address
from osta.chat.texts import LANGUAGES, Language, texts
from osta.handlers import menus

_OTHERS: Language = "en"
"""What people see whose own language is not spoken here."""


def profile() -> Profile:
    """The profile; the longer menu of staff is set in their own chats, see `osta.bot.staff_menus`."""
    return Profile(
        descriptions={code: texts(language).line(menus.DESCRIPTION) for code, language in _languages()},
        short_descriptions={code: texts(language).line(menus.SHORT_DESCRIPTION) for code, language in _languages()},
        menus=list(_menus()),
    )


def staff_menus(address: Address) -> Iterator[Menu]:
    """The menu of somebody who is staff, in every language."""
    for code, language in _languages():
        yield Menu(menus.staff(language), code, address)


def _menus() -> Iterator[Menu]:
    for code, language in _languages():
        yield Menu(menus.residents(language), code, "private")
        yield Menu(menus.groups(language), code, "groups")


def _languages() -> list[tuple[str, Language]]:
    return [("", _OTHERS), *((language, language) for language in LANGUAGES)]
