"""Signal: a signal-cli daemon's JSON-RPC over HTTP, TCP or a UNIX socket."""

from osta.bot.channels.signal.challenge import submit_challenge, trust_person
from osta.bot.channels.signal.channel import Profile, SignalChannel
from osta.bot.channels.signal.envelopes import CHANNEL
from osta.bot.channels.signal.failures import CaptchaRejected, IdentityChanged, RateLimited
from osta.bot.channels.signal.offered import Offered, OfferedInDatabase, OfferedInMemory
from osta.bot.channels.signal.overheard import keep
from osta.bot.channels.signal.reports import CAPTCHA_PAGE, Challenge, LoggedReports, Reports

__all__ = [
    "CAPTCHA_PAGE",
    "CHANNEL",
    "CaptchaRejected",
    "Challenge",
    "IdentityChanged",
    "LoggedReports",
    "Offered",
    "OfferedInDatabase",
    "OfferedInMemory",
    "Profile",
    "RateLimited",
    "Reports",
    "SignalChannel",
    "keep",
    "submit_challenge",
    "trust_person",
]
