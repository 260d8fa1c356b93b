"""One stored message, one turn: one person, one transaction, the first route that takes it."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any

import structlog

from osta.bot import choice_lists, metrics
from osta.bot.answering import answer
from osta.bot.choices import offered
from osta.bot.limits import MOST_A_MINUTE, UNLIMITED, Pace, pace
from osta.broadcasts.kinds import UNSOLICITED
from osta.chat.messages import Address, Blocked, Content, InlineQuery, Message, Moved, Press, Reply, Text
from osta.chat.texts import Language, language_of, texts
from osta.discovery.service import Discovery
from osta.handlers.menus import spoken_in
from osta.handlers.route import Routes
from osta.handlers.turn import PASSING, Turn
from osta.store import answers, consents, conversations, disappearing, inbox, outbox, people, standing
from osta.store.conversations import Dialogue
from osta.store.engine import Database, Session
from osta.store.errors import ConversationChanged, DatabaseError
from osta.store.models import Person
from osta.store.outbox import Leased
from osta.store.standing import Standing

FAILED = "handler_failed"
CHANGED = "conversation_changed"

_CONFLICTS = 5  # attempts when another process saves the same conversation at the same time
_OWN = "~"  # where the frame keeps its own notes in a conversation's data, out of the handlers' sight

Clock = Callable[[], datetime]


class Turns:
    """Answers stored messages. ``staff`` are the addresses of those who are staff by the settings; ``numbered`` the
    channels where people pick choices by writing; ``lease`` how long an answer may take to be sent.
    """

    def __init__(
        self,
        database: Database,
        discovery: Discovery,
        routes: Routes,
        *,
        clock: Clock,
        lease: timedelta,
        staff: Collection[Address] = (),
        numbered: Collection[str] = (),
        most_a_minute: int = MOST_A_MINUTE,
    ) -> None:
        self._database = database
        self._discovery = discovery
        self._routes = routes
        self._clock = clock
        self._lease = lease
        self._staff = frozenset(staff)
        self._numbered = frozenset(numbered)
        self._most_a_minute = most_a_minute

    async def take(self, number: int, message: Message, *, limited: bool = True) -> Leased | None:
        """Answer the message stored under a number: the first reply, leased to be sent now, or None.

        What a handler does and what it answers is stored together or not at all. When it fails, the person gets an
        apology and stands where they stood. Raises DatabaseError when nothing could be stored: try again later.
        """
        started = time.perf_counter()
        try:
            return await self._take(number, message, limited)
        finally:
            metrics.HANDLING_SECONDS.observe(time.perf_counter() - started)

    async def _take(self, number: int, message: Message, limited: bool) -> Leased | None:
        for _ in range(_CONFLICTS):
            try:
                async with self._database.transaction() as session:
                    return await self._answer(session, number, message, limited)
            except ConversationChanged:
                structlog.get_logger().info(CHANGED, inbox=number)
            except DatabaseError:
                raise
            except Exception as error:  # noqa: BLE001 - a handler's mistake must stop neither the program nor the chat
                structlog.get_logger().error(FAILED, inbox=number, error=type(error).__name__, at=_where(error))
                metrics.HANDLING_FAILED.labels(type(error).__name__).inc()
                break
        async with self._database.transaction() as session:
            return await self._apologise(session, number, message)

    async def _answer(self, session: Session, number: int, message: Message, limited: bool) -> Leased | None:
        now = self._clock()
        if not await inbox.mark_handled(session, number, now):
            return None  # another process was faster
        if message.expires_at is not None and message.expires_at <= now:
            return None
        if isinstance(message.content, Blocked):
            await block(session, message.sender, now, blocked=message.content.blocked)
            return None
        asking = isinstance(message.content, InlineQuery)  # comes with every letter typed, from outside the chat
        private = not (message.group or asking)
        stands = await standing.load(session, message.sender, message.address, now, private=private)
        person, conversation = stands.person, stands.conversation
        if conversation.expires_at is not None and conversation.expires_at <= now:
            disappearing.clear(conversation, PASSING)
        data = conversation.data
        own: dict[str, Any] = data.pop(_OWN, {})
        if stands.new and (hint := message.language_hint or _commanded_in(message.content)):
            data.setdefault("language", language_of(hint))
        turn = Turn(
            message=message,
            person=person,
            session=session,
            discovery=self._discovery,
            now=now,
            state=conversation.state,
            data=data,
            new_person=stands.new,
            staff=stands.staff or message.sender in self._staff,
        )
        silent = asking or isinstance(message.content, Moved)  # comes by itself, as often as the telephone likes
        counted = limited and not silent and message.address.channel not in UNLIMITED
        speed = pace(own, now, self._most_a_minute) if counted else Pace.ANSWER
        if speed is Pace.STAY_SILENT:
            return None
        if speed is Pace.ASK_TO_PAUSE:
            replies = [
                Reply(
                    turn.t(
                        "Nyt tuli monta viestiä peräkkäin, ja viimeistä en enää lukenut. "
                        "Lähetä se uudestaan minuutin päästä, niin jatketaan."
                    )
                )
            ]
        else:
            choices = await self._in_sight(session, message, conversation)
            replies = await answer(turn, self._routes, choices, self._numbered)
        choices = offered(replies)
        erased = person not in session
        if not erased and not message.group and person.spoken != turn.language:
            person.spoken = turn.language
        if not erased and not asking:
            data = turn.data | {_OWN: own}
            kept = choice_lists.answered(conversation.choices, choices, self._clock())
            conversation.expires_at = _earlier(conversation.expires_at, message.expires_at)
            await conversations.save(session, conversation, now, state=turn.state, data=data, choices=kept)
        return await self._queue(session, message, replies, now, None if erased else person)

    async def _in_sight(self, session: Session, message: Message, conversation: Dialogue) -> list[Any]:
        """The choices that the person could see when they wrote, where a number or a label may be meant as one."""
        content = message.content
        if message.address.channel not in self._numbered or not isinstance(content, Text) or content.command:
            return choice_lists.seen(conversation.choices)
        unsent = await answers.unsent_since(session, message.address) if conversation.choices else None
        return choice_lists.seen(conversation.choices, message.sent_at, unsent)

    async def _apologise(self, session: Session, number: int, message: Message) -> Leased | None:
        now = self._clock()
        if not await inbox.mark_handled(session, number, now) or isinstance(
            message.content, InlineQuery | Moved | Blocked
        ):
            return None
        stands = await standing.load(session, message.sender, message.address, now, private=not message.group)
        t = texts(_language(stands, message))
        sorry = Reply(t("Anteeksi, nyt minulta meni jotain rikki. Vika on minussa. Kokeile hetken päästä uudelleen."))
        return await self._queue(session, message, [sorry], now, stands.person)

    async def _queue(
        self, session: Session, message: Message, replies: list[Reply], now: datetime, person: Person | None
    ) -> Leased | None:
        press_id = None
        if isinstance(message.content, Press):
            press_id = message.content.press_id
            replies = replies or [Reply()]  # the press itself wants an answer
        elif isinstance(message.content, InlineQuery):
            press_id = message.content.query_id
        private = person is not None and not message.group
        return await answers.queue(
            session,
            message.address,
            replies,
            now,
            self._lease,
            person_id=person.id if person is not None and private else None,
            press_id=press_id,
            expires_at=message.expires_at,
        )


async def block(session: Session, address: Address, now: datetime, *, blocked: bool = True) -> None:
    """The person has blocked the bot: nothing that waits is sent and nothing unsolicited is agreed to any more. Or has
    let it in again.
    """
    person = await people.by_address(session, address)
    if person is None:
        return
    if not blocked:
        person.blocked_at = None
        return
    person.blocked_at = now
    await consents.withdraw(session, person.id, now, UNSOLICITED)
    await outbox.stop_person(session, person.id, now, keep_answers=False)


def _language(stands: Standing, message: Message) -> Language:
    kept: Language | None = stands.conversation.data.get("language")
    return stands.person.language or kept or language_of(message.language_hint)


def _commanded_in(content: Content) -> Language | None:
    """The language of a command's name: all that some messengers tell of somebody new who begins with one."""
    return spoken_in(content.command) if isinstance(content, Text) and content.command else None


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return min((moment for moment in (one, other) if moment is not None), default=None)


def _where(error: BaseException) -> str:
    """Where it happened, without a word of what anybody wrote."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "osta" in frame.filename]
    return f"{frames[-1].name}:{frames[-1].lineno}" if frames else ""
