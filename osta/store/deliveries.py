"""Sending what nobody asked for: who may send, what is next, and what became of it.

One process at a time holds the sender's lease; it renews the lease in the very transaction that marks messages as
``sending``, so that two never do. All is told in moments of the callers' clocks, which must agree to a second or so.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import delete, or_, select, update

from osta.chat.messages import Address
from osta.chat.texts import DEFAULT_LANGUAGE, Language
from osta.store import direct
from osta.store.engine import Session
from osta.store.first_contacts import first_contact
from osta.store.models import Lane, Outbox, OutboxState, SenderLease

UNSOLICITED_LANES: tuple[Lane, ...] = ("reminder", "broadcast")

Hold = Literal["held", "taken"]


@dataclass(frozen=True, slots=True)
class Order:
    """One message to send now. ``payload`` is the stored reply; empty where the broadcast's content is meant.

    ``unconfirmed`` earlier attempts may have arrived. ``first_contact``: the person never wrote and hears from us for
    the first time; only told where it was asked for.
    """

    id: int
    attempt: int
    address: Address
    payload: dict[str, Any]
    person_id: int | None
    broadcast_id: int | None
    created_at: datetime
    language: Language
    first_contact: bool = False
    unconfirmed: int = 0


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of an order: its new state, and when it is to be tried again or was finished.

    ``unconfirmed``: it may have arrived, and is tried again all the same.
    """

    order: Order
    state: OutboxState
    at: datetime
    error: str | None = None
    message_id: str | None = None
    unconfirmed: bool = False


@dataclass(frozen=True, slots=True)
class Lost:
    """A message that a sender which is gone had taken; ``unconfirmed`` earlier attempts may have arrived."""

    id: int
    broadcast_id: int | None
    unconfirmed: int


async def hold(session: Session, name: str, holder: str, now: datetime, until: datetime) -> Hold | None:
    """Renew the lease of a name, or take it when nobody holds it; None while another holder does."""
    at, end = direct.moment_of(session, now), direct.moment_of(session, until)
    if await direct.rows(session, _RENEW, (end, name, holder, at)):
        return "held"
    return "taken" if await direct.rows(session, _TAKE_LEASE, (name, holder, end, at)) else None


async def release(session: Session, name: str, holder: str) -> None:
    """Let another take the lease at once."""
    await session.execute(delete(SenderLease).where(SenderLease.name == name, SenderLease.holder == holder))


async def take(
    session: Session,
    broadcast_id: int | None,
    channel: str,
    now: datetime,
    until: datetime,
    limit: int,
    resting: Collection[str] = (),
    contacts: int | None = None,
) -> list[Order]:
    """Take the next messages of a broadcast (None: of those that belong to none) that are due over a channel.

    They are ``sending`` from now on: commit before sending. Chats in ``resting`` are passed over. With ``contacts`` no
    more first contacts than that are among them, and at 0 they are passed over.
    """
    at = direct.moment_of(session, now)
    query, values = (_OF_NONE, [channel, at]) if broadcast_id is None else (_OF_BROADCAST, [broadcast_id, channel, at])
    if resting:
        chats = _padded([direct.storable(address) for address in resting])
        query += direct.listed(_NOT_RESTING, len(chats))
        values += chats
    if contacts == 0:
        query += _NO_CONTACTS
    elif contacts is not None:
        limit = min(limit, contacts)
    query += _FIRST if direct.is_sqlite(session) else _FIRST + _SKIPPING_LOCKED
    values += [limit, direct.moment_of(session, until)]
    taken = await direct.rows(session, query + _TAKE + (_NO_COUNT if contacts is None else _CONTACT), values)
    return [
        Order(
            id=number,
            attempt=attempt,
            address=Address.parse(address),
            payload=direct.document(payload),
            person_id=person_id,
            broadcast_id=broadcast_id,
            created_at=direct.aware(created_at),
            language=language or DEFAULT_LANGUAGE,
            first_contact=bool(new),
            unconfirmed=unconfirmed,
        )
        for number, attempt, address, payload, person_id, created_at, _, unconfirmed, language, new in sorted(
            taken, key=_by_due_time
        )
    ]


async def settle(session: Session, ended: Sequence[Ended]) -> None:
    """Record what became of orders. A row that somebody else has taken over in the meantime stays as it was left."""
    arrived: list[tuple[Any, ...]] = []
    later: list[tuple[Any, ...]] = []
    over: list[tuple[Any, ...]] = []
    for one in ended:
        at, order = direct.moment_of(session, one.at), one.order
        if one.state == "sent":
            arrived.append((one.message_id, at, order.id, order.attempt))
        elif one.state == "retry":
            later.append((one.error, at, order.unconfirmed + one.unconfirmed, order.id, order.attempt))
        else:
            over.append((one.state, one.error, at, order.id, order.attempt))
    for statement, rows in ((_ARRIVED, arrived), (_LATER, later), (_OVER, over)):
        if rows:
            await direct.many(session, statement, rows)


async def lost(session: Session, channels: Collection[str], before: datetime | None = None) -> list[Lost]:
    """What was taken to be sent over these channels and never reported back; with ``before`` only what had to be done
    by then.
    """
    query = select(Outbox.id, Outbox.broadcast_id, Outbox.unconfirmed).where(
        Outbox.state == "sending", Outbox.lane.in_(UNSOLICITED_LANES), _of_channels(channels)
    )
    if before is not None:
        query = query.where(Outbox.lease_until < before)
    return [Lost(number, broadcast, unconfirmed) for number, broadcast, unconfirmed in await session.execute(query)]


async def settle_lost(session: Session, again: Collection[int], unknown: Collection[int], now: datetime) -> None:
    """Try the ones again, and leave the others ``unknown``."""
    mine = update(Outbox).where(Outbox.state == "sending").execution_options(synchronize_session=False)
    if again:
        await session.execute(
            mine.where(Outbox.id.in_(again)).values(
                state="retry", lease_until=None, due_at=now, error="SenderLost", unconfirmed=Outbox.unconfirmed + 1
            )
        )
    if unknown:
        await session.execute(
            mine.where(Outbox.id.in_(unknown)).values(
                state="unknown", lease_until=None, finished_at=now, error="SenderLost"
            )
        )


def _of_channels(channels: Collection[str]) -> Any:
    return or_(*(Outbox.address.startswith(f"{channel}:", autoescape=True) for channel in channels))


def _by_due_time(row: Sequence[Any]) -> tuple[Any, int]:
    return row[6], row[0]  # as the driver gives it: text on SQLite, of one length, so that its order is that of time


def _padded(values: list[str]) -> list[str]:
    """The values in a number of places that is a power of two: few different statements, each of them prepared once."""
    return values + values[-1:] * ((1 << (len(values) - 1).bit_length()) - len(values))


_RENEW = "UPDATE sender_lease SET held_until = ? WHERE name = ? AND holder = ? AND held_until >= ? RETURNING name"
_TAKE_LEASE = (
    "INSERT INTO sender_lease (name, holder, held_until) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE "
    "SET holder = excluded.holder, held_until = excluded.held_until WHERE sender_lease.held_until < ? RETURNING name"
)
_OF_BROADCAST = (
    "WITH due AS MATERIALIZED (SELECT id FROM outbox "
    "WHERE broadcast_id = ? AND channel = ? AND state IN ('queued', 'retry') AND due_at <= ?"
)
_OF_NONE = (
    "WITH due AS MATERIALIZED (SELECT id FROM outbox WHERE broadcast_id IS NULL AND lane IN ('reminder', 'broadcast') "
    "AND channel = ? AND state IN ('queued', 'retry') AND due_at <= ?"
)
_NOT_RESTING = " AND address NOT IN (@)"
_NO_CONTACTS = f" AND NOT {first_contact('outbox.address', 'outbox.person_id')}"
_FIRST = " ORDER BY due_at LIMIT ?"
_SKIPPING_LOCKED = " FOR UPDATE SKIP LOCKED"
# Of the row that it returns, SQLite sees another table only in a query of its own.
_TAKE = (
    ") UPDATE outbox SET state = 'sending', lease_until = ?, attempts = attempts + 1 WHERE id IN (SELECT id FROM due) "
    "RETURNING id, attempts, address, payload, person_id, created_at, due_at, unconfirmed, "
    "(SELECT COALESCE(person.language, person.spoken) FROM person WHERE person.id = outbox.person_id), "
)
_NO_COUNT = "0"
_CONTACT = f"(SELECT CASE WHEN {first_contact('outbox.address', 'outbox.person_id')} THEN 1 ELSE 0 END)"
_ARRIVED = (
    "UPDATE outbox SET state = 'sent', lease_until = NULL, error = NULL, payload = '{}', sent_message_id = ?, "
    "finished_at = ? WHERE id = ? AND state = 'sending' AND attempts = ?"
)
_LATER = (
    "UPDATE outbox SET state = 'retry', lease_until = NULL, error = ?, due_at = ?, unconfirmed = ? "
    "WHERE id = ? AND state = 'sending' AND attempts = ?"
)
_OVER = (
    "UPDATE outbox SET state = ?, lease_until = NULL, error = ?, finished_at = ? "
    "WHERE id = ? AND state = 'sending' AND attempts = ?"
)
