"""What Signal wants from people, as messages to staff: a captcha, a changed safety number."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import datetime
from hashlib import sha256

import structlog

from osta.bot.channels.signal import CAPTCHA_PAGE, Challenge, LoggedReports
from osta.broadcasts import broadcast
from osta.broadcasts.audience import Audience
from osta.broadcasts.deciders import staff_people
from osta.chat.messages import Address, Reply
from osta.chat.texts import LANGUAGES, Language, Texts, texts
from osta.store import people
from osta.store.engine import Database, Session

FAILED = "signal_task_failed"


class StaffTasks(LoggedReports):
    """Logs what happens, and tells staff what they can do about it. ``staff`` are those of the settings."""

    def __init__(
        self,
        database: Database,
        url: str,
        account: str,
        *,
        clock: Callable[[], datetime],
        staff: Collection[Address] = (),
    ) -> None:
        self._database = database
        self._url = url
        self._account = account
        self._clock = clock
        self._staff = tuple(staff)

    async def rate_limited(self, challenge: Challenge) -> None:
        """A task with the token, the link and the command; nothing where only waiting helps."""
        await super().rate_limited(challenge)
        token = challenge.token
        if token is None:
            return
        command = f"python -m osta.bot.channels.signal {self._url} {self._account} {token} 'signalcaptcha://…'"

        def words(t: Texts) -> Reply:
            return Reply(
                t(
                    "Signal ei päästä viestejä läpi ennen kuin ihminen todistaa olevansa ihminen.\n\n"
                    "1. Ratkaise kuvatehtävä: {page}\n"
                    "2. Kopioi linkin ”Open Signal” osoite (signalcaptcha://…).\n"
                    "3. Aja palvelimella:\n{command}",
                    page=CAPTCHA_PAGE,
                    command=command,
                )
            )

        async def tell(session: Session, staff: tuple[int, ...], now: datetime) -> None:
            digest = sha256(token.encode()).hexdigest()[:16]
            await _notice(session, staff, f"signal-captcha:{digest}", words, now)

        await self._told(tell)

    async def identity_changed(self, address: Address) -> None:
        """Whose number it is staff see by the person's id: the log shows nothing more either."""
        await super().identity_changed(address)

        async def tell(session: Session, staff: tuple[int, ...], now: datetime) -> None:
            person = await people.by_address(session, address)
            if person is None:
                return

            def words(t: Texts) -> Reply:
                return Reply(
                    t(
                        "Henkilön #{id} turvanumero on vaihtunut Signalissa: uusi puhelin, tai joku muu. "
                        "Hänelle ei lähetetä mitään, ennen kuin numero on hyväksytty. Ohje: docs/OPERATING.md",
                        id=person.id,
                    )
                )

            await _notice(session, staff, f"signal-identity:{person.id}:{now:%Y%m%d}", words, now)

        await self._told(tell)

    async def _told(self, tell: Callable[[Session, tuple[int, ...], datetime], Awaitable[None]]) -> None:
        try:
            async with self._database.transaction() as session:
                staff = tuple(await staff_people(session, self._staff))
                if staff:
                    await tell(session, staff, self._clock())
        except Exception as error:  # noqa: BLE001 - it is in the log, and sending must go on
            structlog.get_logger().error(FAILED, error=type(error).__name__)


async def _notice(
    session: Session, staff: tuple[int, ...], key: str, words: Callable[[Texts], Reply], now: datetime
) -> None:
    content: Mapping[Language, Reply] = {language: words(texts(language)) for language in LANGUAGES}
    audience = Audience(people=staff)
    await broadcast.create(session, "notice", "Signal", content, audience, now, due_at=now, urgent=True, key=key)
