"""What staff decide and who may: members, invitations, reports, reviews and the audit log."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from osta.store.models.base import Base, BigId, Json, StoredText, one_of, utc_now

InvitationKind = Literal["staff", "claim", "link"]
ReportKind = Literal["stale", "wrong", "closed", "other"]
ReviewKind = Literal["registration", "edit", "report", "word"]
ReviewDecision = Literal["approved", "rejected"]


class StaffMember(Base):
    """A person who may decide, in all municipalities or in one. Those of the settings are staff without a row."""

    __tablename__ = "staff_member"

    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    municipality: Mapped[str | None]
    added_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    added_at: Mapped[datetime] = mapped_column(default=utc_now)


class Invitation(Base):
    """A code that works once: to become staff, to claim a listing, or to link another messenger to oneself."""

    __tablename__ = "invitation"
    __table_args__ = (
        one_of("kind", InvitationKind),
        CheckConstraint("kind <> 'claim' OR producer_id IS NOT NULL", name="claim"),
    )

    code: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[InvitationKind] = mapped_column(StoredText)
    producer_id: Mapped[int | None] = mapped_column(ForeignKey("producer.id", ondelete="CASCADE"), index=True)
    municipality: Mapped[str | None]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    used_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)


class Report(Base):
    """That a listing is out of date or wrong, as a resident told."""

    __tablename__ = "report"
    __table_args__ = (one_of("kind", ReportKind), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    producer_id: Mapped[int] = mapped_column(ForeignKey("producer.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    kind: Mapped[ReportKind] = mapped_column(StoredText)
    text: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)


class Review(Base):
    """Something that waits for a staff member's decision, and the decision. ``payload`` holds what is proposed."""

    __tablename__ = "review"
    __table_args__ = (
        one_of("kind", ReviewKind),
        one_of("decision", ReviewDecision),
        CheckConstraint("(decision IS NULL) = (decided_at IS NULL)", name="decided"),
        Index(
            "ix_review_open",
            "created_at",
            sqlite_where=text("decided_at IS NULL"),
            postgresql_where=text("decided_at IS NULL"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[ReviewKind] = mapped_column(StoredText)
    producer_id: Mapped[int | None] = mapped_column(ForeignKey("producer.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    """Who proposed it; an undecided proposal goes with its person."""
    payload: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    municipality: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    decision: Mapped[ReviewDecision | None] = mapped_column(StoredText)
    reason: Mapped[str | None]


class AuditEntry(Base):
    """Who changed what, and when. ``detail`` names fields and identifiers, never people's words or numbers."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_object", "object_kind", "object_id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime] = mapped_column(default=utc_now, index=True)
    actor_person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    action: Mapped[str]
    object_kind: Mapped[str]
    object_id: Mapped[str]
    detail: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
