"""Which places an operator imported, for another region or a fuller map of this one."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "imported_place",
        sa.Column("place_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["place_id"], ["place.id"], name=op.f("fk_imported_place_place_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("place_id", name=op.f("pk_imported_place")),
    )


def downgrade() -> None:
    op.drop_table("imported_place")
