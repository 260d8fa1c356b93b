"""What the bot starts by itself."""

from contextlib import AbstractContextManager
from typing import Any, Literal

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_TOPICS = ("service", "followup", "alerts", "polls", "announcements", "digest", "workshops", "listing")
_WAITING = sa.text("state IN ('queued', 'retry')")


def upgrade() -> None:
    op.create_table(
        "send_budget",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("empty_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("sent_today", sa.Integer(), nullable=False),
        sa.CheckConstraint("sent_today >= 0", name=op.f("ck_send_budget_sent_today")),
        sa.PrimaryKeyConstraint("channel", name=op.f("pk_send_budget")),
    )
    op.create_table(
        "sender_lease",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_sender_lease")),
    )
    op.create_table(
        "broadcast",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("content", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("audience", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("checkpoint", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("materialised_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("figures", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("created_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('announcement', 'digest', 'alert', 'poll', 'poll_reminder', 'poll_result', "
            "'demand', 'offer', 'volume', 'workshop', 'workshop_reminder', "
            "'workshop_change', 'workshop_after', 'follow_up', 'notice')",
            name=op.f("ck_broadcast_kind"),
        ),
        sa.CheckConstraint("state IN ('draft', 'cancelled') OR due_at IS NOT NULL", name=op.f("ck_broadcast_due")),
        sa.CheckConstraint(
            "state IN ('draft', 'scheduled', 'asking', 'running', 'paused', 'done', 'cancelled')",
            name=op.f("ck_broadcast_state"),
        ),
        sa.CheckConstraint("checkpoint >= 0", name=op.f("ck_broadcast_checkpoint")),
        sa.CheckConstraint("ends_at > due_at", name=op.f("ck_broadcast_order")),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_broadcast_created_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcast")),
        sa.UniqueConstraint("key", name=op.f("uq_broadcast_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_broadcast_created_by"), "broadcast", ["created_by"], unique=False)
    op.create_index("ix_broadcast_state", "broadcast", ["state", "due_at"], unique=False)
    op.create_table(
        "contact_limit",
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("most_a_week", sa.Integer(), nullable=False),
        sa.CheckConstraint("most_a_week > 0", name=op.f("ck_contact_limit_most_a_week")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_contact_limit_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_contact_limit")),
    )
    op.create_table(
        "person_role",
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("role IN ('entrepreneur', 'community_buyer')", name=op.f("ck_person_role_role")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_person_role_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "role", name=op.f("pk_person_role")),
    )
    op.create_table(
        "subscription",
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('area', 'interest')", name=op.f("ck_subscription_kind")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_subscription_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "kind", "value", name=op.f("pk_subscription")),
    )
    op.create_index("ix_subscription_value", "subscription", ["kind", "value"], unique=False)
    op.create_table(
        "alert_notice",
        sa.Column(
            "alert_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column(
            "producer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name=op.f("fk_alert_notice_alert_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["producer_id"], ["producer.id"], name=op.f("fk_alert_notice_producer_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("alert_id", "producer_id", name=op.f("pk_alert_notice")),
    )
    op.create_index(op.f("ix_alert_notice_producer_id"), "alert_notice", ["producer_id"], unique=False)
    with _outbox() as outbox:
        outbox.add_column(sa.Column("channel", sa.Text(), nullable=True))
    address: sa.ColumnClause[str] = sa.column("address")
    if op.get_bind().dialect.name == "sqlite":
        channel = sa.func.substr(address, 1, sa.func.instr(address, ":") - 1)
    else:
        channel = sa.func.split_part(address, ":", 1)
    op.execute(sa.update(sa.table("outbox", sa.column("channel"), address)).values(channel=channel))
    op.create_index(
        "ix_outbox_broadcast",
        "outbox",
        ["broadcast_id", "channel", "due_at"],
        unique=False,
        sqlite_where=_WAITING,
        postgresql_where=_WAITING,
    )
    _allow_topics(_TOPICS)


def downgrade() -> None:
    op.execute("DELETE FROM consent WHERE topic = 'digest'")
    _allow_topics(tuple(topic for topic in _TOPICS if topic != "digest"))
    op.drop_index("ix_outbox_broadcast", "outbox")
    with _outbox() as outbox:
        outbox.drop_column("channel")
    for table in ("alert_notice", "subscription", "person_role", "contact_limit", "broadcast"):
        op.drop_table(table)
    op.drop_table("sender_lease")
    op.drop_table("send_budget")


def _outbox() -> AbstractContextManager[Any]:
    # SQLite's table is rebuilt, with all that its definition said.
    rebuilt: Literal["always", "never"] = "always" if op.get_bind().dialect.name == "sqlite" else "never"
    return op.batch_alter_table("outbox", recreate=rebuilt, table_kwargs={"sqlite_autoincrement": True})


def _allow_topics(topics: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{topic}'" for topic in topics)
    with op.batch_alter_table("consent") as consent:
        consent.drop_constraint(op.f("ck_consent_topic"), type_="check")
        consent.create_check_constraint(op.f("ck_consent_topic"), f"topic IN ({listed})")
