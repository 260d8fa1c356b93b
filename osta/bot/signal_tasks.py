"""What Signal wants from people, as messages to staff: a captcha, patience, a changed safety number."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta

import structlog

from osta.bot.channels.signal import CAPTCHA_PAGE, CHANNEL, Challenge, LoggedReports
from osta.broadcasts.deciders import staff_people
from osta.chat.messages import Address, Reply
from osta.chat.texts import Texts, texts
from osta.store import marks, outbox, people
from osta.store.engine import Database, Session
from osta.store.models import Person

FAILED = "signal_task_failed"
_SAID_AGAIN = timedelta(hours=6)

_ANSWERED_MARK = "signal_captcha_answered"


async def note_answered(session: Session, token: str) -> None:
    """Let the running program know that the answer to a challenge has been handed in beside it."""
    await marks.note(session, _ANSWERED_MARK, token)


class StaffTasks(LoggedReports):
    """Logs what happens, and tells staff what they can do about it. ``staff`` are those of the settings."""

    def __init__(self, database: Database, *, clock: Callable[[], datetime], staff: Collection[Address] = ()) -> None:
        self._database = database
        self._clock = clock
        self._staff = tuple(staff)
        self._said_to_wait: datetime | None = None

    async def rate_limited(self, challenge: Challenge) -> None:
        """A task with the token, the link and the commands; where only waiting helps, that."""
        await super().rate_limited(challenge)
        token = challenge.token
        if token is None:
            await self._tell_to_wait()
            return

        def words(t: Texts) -> Reply:
            return Reply(
                t(
                    "Signal ei päästä viestejä läpi, ennen kuin ihminen todistaa olevansa ihminen.\n\n"
                    "1. Ratkaise kuvatehtävä: {page}\n"
                    "2. Kopioi linkin ”Open Signal” osoite (signalcaptcha://…).\n"
                    "3. Lähetä minulle: /captcha {token} signalcaptcha://…\n\n"
                    "Palvelimella sama käy näin: osta signal captcha {token} 'signalcaptcha://…'",
                    page=CAPTCHA_PAGE,
                    token=token,
                )
            )

        await self._tell(words)

    async def _tell_to_wait(self) -> None:
        now = self._clock()
        if self._said_to_wait is not None and now - self._said_to_wait < _SAID_AGAIN:
            return  # one limit is met again after each pause
        self._said_to_wait = now

        def words(t: Texts) -> Reply:
            return Reply(
                t(
                    "Signal ei päästä viestejä läpi juuri nyt. Yritän itse uudelleen, kunnes ne lähtevät: sinun ei "
                    "tarvitse tehdä mitään."
                )
            )

        await self._tell(words)

    async def identity_changed(self, address: Address) -> None:
        """Whose number it is staff see by the person's id: the log shows nothing more either."""
        await super().identity_changed(address)
        try:
            async with self._database.reading() as session:
                person = await people.by_address(session, address)
        except Exception as error:  # noqa: BLE001 - it is in the log, and sending must go on
            structlog.get_logger().error(FAILED, error=type(error).__name__)
            return
        if person is None:
            return
        number = person.id

        def words(t: Texts) -> Reply:
            return Reply(
                t(
                    "Henkilön #{id} turvanumero on vaihtunut Signalissa: hänellä on uusi puhelin, tai numero on nyt "
                    "jonkun muun. Hänelle ei lähetetä mitään, ennen kuin numero on hyväksytty. Varmista asia häneltä "
                    "muuta kautta ja aja sitten palvelimella: osta signal trust {id}",
                    id=number,
                )
            )

        await self._tell(words)

    async def answered(self, token: str) -> bool:
        """Whether ``osta signal captcha`` has handed it in."""
        try:
            async with self._database.reading() as session:
                return await marks.value(session, _ANSWERED_MARK) == token
        except Exception as error:  # noqa: BLE001 - then it is found out by trying
            structlog.get_logger().error(FAILED, error=type(error).__name__)
            return False

    async def _tell(self, words: Callable[[Texts], Reply]) -> None:
        """Write to each of the staff, at once and also at night; rather not through Signal, which may be shut."""
        try:
            async with self._database.transaction() as session:
                for number in await staff_people(session, self._staff):
                    address = await _elsewhere(session, number)
                    person = await session.get(Person, number)
                    if address is None or person is None:
                        continue
                    reply = words(texts(person.told_in))
                    now = self._clock()
                    await outbox.enqueue(session, address, reply, now, lane="reminder", person_id=number)
        except Exception as error:  # noqa: BLE001 - it is in the log, and sending must go on
            structlog.get_logger().error(FAILED, error=type(error).__name__)


async def _elsewhere(session: Session, person_id: int) -> Address | None:
    known = await people.addresses(session, person_id)
    return min(known, key=lambda address: address.channel == CHANNEL, default=None)
