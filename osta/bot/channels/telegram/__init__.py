"""Telegram: the Bot API through python-telegram-bot, by long polling or by webhook."""

import os

# The library warns at every 429 until one chooses that it gives durations as timedelta; it reads the choice from here.
os.environ.setdefault("PTB_TIMEDELTA", "1")

from osta.bot.channels.telegram.channel import TelegramChannel, TokenRefused
from osta.bot.channels.telegram.profile import Menu, Profile
from osta.bot.channels.telegram.webhook import Webhook

__all__ = ["Menu", "Profile", "TelegramChannel", "TokenRefused", "Webhook"]
