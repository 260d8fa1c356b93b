"""A small Bot API server for tests: strict about what Telegram refuses, with people to talk to the bot."""

from tests.fakes.bot_api.faults import Fault
from tests.fakes.bot_api.limits import Limits
from tests.fakes.bot_api.people import Group, Heard, Person
from tests.fakes.bot_api.server import BotApi

__all__ = ["BotApi", "Fault", "Group", "Heard", "Limits", "Person"]
