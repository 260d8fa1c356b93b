"""How many attempts at a message are of unknown end: only those use up its chances."""

from contextlib import AbstractContextManager
from typing import Any, Literal

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with _rebuilt_outbox() as changed:
        changed.add_column(sa.Column("unconfirmed", sa.Integer(), server_default=sa.text("0"), nullable=False))


def downgrade() -> None:
    with _rebuilt_outbox() as changed:
        changed.drop_column("unconfirmed")


def _rebuilt_outbox() -> AbstractContextManager[Any]:
    # SQLite's table is rebuilt, with all that its definition said.
    recreate: Literal["always", "never"] = "always" if op.get_bind().dialect.name == "sqlite" else "never"
    return op.batch_alter_table("outbox", recreate=recreate, table_kwargs={"sqlite_autoincrement": True})
