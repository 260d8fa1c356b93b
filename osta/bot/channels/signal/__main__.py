"""Hand in the answer to a captcha while the bot runs.

``python -m osta.bot.channels.signal URL ACCOUNT TOKEN CAPTCHA``
"""

from __future__ import annotations

import asyncio
import sys

from osta.bot.channels.signal.challenge import submit_challenge
from osta.chat.errors import OstaError

_ARGUMENTS = 4


def main(arguments: list[str]) -> str | None:
    """Hand it in; what went wrong in one sentence, or None."""
    if len(arguments) != _ARGUMENTS:
        return (
            "Four arguments are needed: signal-cli's address, the bot's number, the token, the signalcaptcha:// link."
        )
    url, account, token, captcha = arguments
    try:
        asyncio.run(submit_challenge(url, account, token, captcha))
    except (OstaError, ValueError) as error:
        return str(error)
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
