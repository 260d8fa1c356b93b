"""``/captcha TOKEN ANSWER``: staff hand in the answer that Signal waits for, from whichever messenger they use."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime

import structlog

from osta.bot.channels.signal import CaptchaRejected
from osta.chat.errors import SendFailed
from osta.chat.messages import Address, Reply
from osta.chat.texts import Texts
from osta.handlers.route import Routes
from osta.handlers.tables.lines import for_staff
from osta.handlers.turn import Turn
from osta.store import outbox
from osta.store.engine import Database

FAILED = "captcha_not_handed_in"

Submit = Callable[[str, str], Awaitable[None]]
"""Hands in a token's answer. Raises CaptchaRejected or SendFailed."""


class CaptchaDesk:
    """Hands answers in beside the turn that brings them: Signal may take half a minute, and a turn must not wait."""

    def __init__(self, database: Database, submit: Submit, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._submit = submit
        self._clock = clock
        self._tasks: set[asyncio.Task[None]] = set()

    def added_to(self, routes: Routes) -> Routes:
        """The routes with the command before them."""
        return replace(routes, table=(for_staff("captcha", to=self.take), *routes.table))

    async def take(self, turn: Turn) -> list[Reply]:
        """The command's handler."""
        token, _, answer = turn.argument.strip().partition(" ")
        if not answer.strip().startswith("signalcaptcha://"):
            return [Reply(turn.t("Kirjoita tunnus ja vastaus samaan viestiin: /captcha tunnus signalcaptcha://…"))]
        task = asyncio.create_task(self._hand_in(turn.message.sender, turn.person.id, turn.t, token, answer.strip()))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return [Reply(turn.t("Vien vastauksen Signalille ja kerron hetken päästä, kelpasiko se."))]

    async def stop(self) -> None:
        """Wait for what is being handed in."""
        await asyncio.gather(*self._tasks)

    async def _hand_in(self, to: Address, person_id: int, t: Texts, token: str, answer: str) -> None:
        try:
            await self._submit(token, answer)
            said = t("Signal hyväksyi vastauksen. Viestit lähtevät taas.")
        except CaptchaRejected:
            said = t("Signal ei hyväksynyt vastausta: se on vanhentunut tai jo käytetty. Ratkaise tehtävä uudestaan.")
        except SendFailed:
            said = t("Signaliin ei saatu yhteyttä. Kokeile samaa vastausta hetken päästä uudestaan.")
        try:
            async with self._database.transaction() as session:
                now = self._clock()
                await outbox.enqueue(session, to, Reply(said), now, lane="reminder", person_id=person_id)
        except Exception as error:  # noqa: BLE001 - handed in it is, and nobody waits for this task
            structlog.get_logger().error(FAILED, error=type(error).__name__)
