"""What is in the middle: open conversations, messages that came in, messages that are to go out."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.engine.interfaces import ExecutionContext
from sqlalchemy.orm import Mapped, mapped_column

from osta.store.models.base import Base, BigId, Json, StoredText, one_of, utc_now

Lane = Literal["answer", "reminder", "broadcast"]
OutboxState = Literal["queued", "sending", "sent", "retry", "unknown", "failed", "blocked"]


def _channel_of_inserted_address(context: Any) -> str:
    inserted: ExecutionContext = context
    address: str = inserted.get_current_parameters()["address"]  # type: ignore[attr-defined]
    return address.partition(":")[0]


def _expiring(table: str) -> Index:
    """Finds the few rows whose time is over."""
    some = text("expires_at IS NOT NULL")
    return Index(f"ix_{table}_expires_at", "expires_at", sqlite_where=some, postgresql_where=some)


class Conversation(Base):
    """Where a chat stands: the state of its open form, what was gathered, and what may be pressed.

    ``version`` counts the saves: a save of an older version is refused with ConversationChanged.
    """

    __tablename__ = "conversation"
    __table_args__ = (_expiring("conversation"),)

    address: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    state: Mapped[str | None]
    """The name of the question that the chat is to answer; None outside forms."""
    data: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    choices: Mapped[list[Any]] = mapped_column(Json, default=list)
    """The choices offered last, for channels where people answer with their number."""
    version: Mapped[int] = mapped_column()
    updated_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime | None]
    """When the first message that disappears, of those that the data come from, has to be forgotten."""

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class Inbox(Base):
    """A message that came in. Its channel and id are unique: the second delivery of one message is known."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("channel", "message_id"),
        Index(
            "ix_inbox_pending",
            "id",
            sqlite_where=text("handled_at IS NULL"),
            postgresql_where=text("handled_at IS NULL"),
        ),
        Index("ix_inbox_handled_at", "handled_at"),
        _expiring("inbox"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    channel: Mapped[str]
    message_id: Mapped[str]
    address: Mapped[str] = mapped_column(index=True)
    payload: Mapped[dict[str, Any]] = mapped_column(Json)
    received_at: Mapped[datetime] = mapped_column(default=utc_now)
    handled_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    """When a message that disappears has to be forgotten, answered or not."""


class Outbox(Base):
    """A message that is to go out, with all that is known of its way.

    A sender leases a row (``sending`` until ``lease_until``, committed before the call). ``attempts`` counts the leases
    and tells them apart: who has lost a lease can no longer change the row.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        one_of("lane", Lane),
        one_of("state", OutboxState),
        CheckConstraint("(state = 'sending') = (lease_until IS NOT NULL)", name="lease"),
        CheckConstraint("attempts >= 0", name="attempts"),
        UniqueConstraint("broadcast_id", "person_id"),
        Index(
            "ix_outbox_due",
            "lane",
            "due_at",
            "id",
            sqlite_where=text("state IN ('queued', 'retry')"),
            postgresql_where=text("state IN ('queued', 'retry')"),
        ),
        # The line in front of a chat: earlier messages of a lane that are still on their way.
        Index(
            "ix_outbox_line",
            "address",
            "lane",
            "id",
            sqlite_where=text("state IN ('queued', 'retry', 'sending')"),
            postgresql_where=text("state IN ('queued', 'retry', 'sending')"),
        ),
        Index("ix_outbox_state", "state", "created_at"),
        # What a broadcast still has to send over a channel.
        Index(
            "ix_outbox_broadcast",
            "broadcast_id",
            "channel",
            "due_at",
            sqlite_where=text("state IN ('queued', 'retry')"),
            postgresql_where=text("state IN ('queued', 'retry')"),
        ),
        _expiring("outbox"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    lane: Mapped[Lane] = mapped_column(StoredText)
    address: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    broadcast_id: Mapped[int | None] = mapped_column(BigId)
    """What it belongs to; a person gets each broadcast once."""
    payload: Mapped[dict[str, Any]] = mapped_column(Json)
    """The reply; empty where the broadcast's own content is to be sent."""
    press_id: Mapped[str | None]
    """The press that it answers, for channels that want presses acknowledged."""
    state: Mapped[OutboxState] = mapped_column(StoredText, default="queued")
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    sent_message_id: Mapped[str | None]
    error: Mapped[str | None]
    """Why the last attempt failed, as the name of the cause."""
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    finished_at: Mapped[datetime | None]
    channel: Mapped[str | None] = mapped_column(default=_channel_of_inserted_address)
    """The address's channel, to find what a channel still has to send."""
    expires_at: Mapped[datetime | None]
    """When the message that it answers disappears: after that nobody is answered any more."""
    unconfirmed: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """How many of the attempts are of unknown end: each may have arrived."""


class OfferedChoices(Base):
    """The choices under a sent message, where a press names the message and a number: ``[number, payload]`` each."""

    __tablename__ = "offered_choices"

    address: Mapped[str] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(primary_key=True)
    choices: Mapped[list[Any]] = mapped_column(Json)
    kept_until: Mapped[datetime] = mapped_column(index=True)
