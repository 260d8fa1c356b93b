"""One call, as the methods get it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.fakes.bot_api.errors import Json

if TYPE_CHECKING:
    from tests.fakes.bot_api.server import BotApi


@dataclass(frozen=True, slots=True)
class Asked:
    """A method's name and its parameters, read and typed."""

    api: BotApi
    method: str
    params: Json


Method = Callable[[Asked], Awaitable[Any]]
