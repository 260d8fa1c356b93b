"""Messages that disappear are forgotten in time; choices are known by the message that they stood under."""

from contextlib import AbstractContextManager
from typing import Any, Literal

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_SOME = sa.text("expires_at IS NOT NULL")
_TABLES = ("conversation", "inbox", "outbox")


def upgrade() -> None:
    for table in _TABLES:
        with _rebuilt(table) as changed:
            changed.add_column(sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True))
        op.create_index(
            f"ix_{table}_expires_at", table, ["expires_at"], unique=False, sqlite_where=_SOME, postgresql_where=_SOME
        )
    op.create_table(
        "offered_choices",
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("choices", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("kept_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("address", "message_id", name=op.f("pk_offered_choices")),
    )
    op.create_index(op.f("ix_offered_choices_kept_until"), "offered_choices", ["kept_until"], unique=False)


def downgrade() -> None:
    op.drop_table("offered_choices")
    for table in _TABLES:
        op.drop_index(f"ix_{table}_expires_at", table)
        with _rebuilt(table) as changed:
            changed.drop_column("expires_at")


def _rebuilt(table: str) -> AbstractContextManager[Any]:
    # SQLite's table is rebuilt, with all that its definition said.
    recreate: Literal["always", "never"] = "always" if op.get_bind().dialect.name == "sqlite" else "never"
    numbered = {} if table == "conversation" else {"sqlite_autoincrement": True}
    return op.batch_alter_table(table, recreate=recreate, table_kwargs=numbered)
