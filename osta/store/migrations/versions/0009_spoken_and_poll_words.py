"""What a person speaks without having chosen it; free answers to polls that have lost their person."""

from contextlib import AbstractContextManager
from typing import Any, Literal

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with _rebuilt_person() as changed:
        changed.add_column(sa.Column("spoken", sa.Text(), nullable=True))
        changed.create_check_constraint(op.f("ck_person_spoken"), "spoken IN ('fi', 'sv', 'en')")
    op.create_table(
        "poll_words",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("question_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"], ["poll_question.id"], name=op.f("fk_poll_words_question_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_words")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_poll_words_question_id"), "poll_words", ["question_id"], unique=False)


def downgrade() -> None:
    op.drop_table("poll_words")
    with _rebuilt_person() as changed:
        changed.drop_constraint(op.f("ck_person_spoken"), type_="check")
        changed.drop_column("spoken")


def _rebuilt_person() -> AbstractContextManager[Any]:
    # SQLite's table is rebuilt, with all that its definition said.
    recreate: Literal["always", "never"] = "always" if op.get_bind().dialect.name == "sqlite" else "never"
    return op.batch_alter_table("person", recreate=recreate, table_kwargs={"sqlite_autoincrement": True})
