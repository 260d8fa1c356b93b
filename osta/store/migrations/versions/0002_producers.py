"""Producers, what they offer, how it is found, and what words mean."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "producer",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("village_place_id", sa.Text(), nullable=True),
        sa.Column("municipality", sa.Text(), nullable=True),
        sa.Column("postal_code", sa.Text(), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("website", sa.Text(), nullable=True),
        sa.Column("business_id", sa.Text(), nullable=True),
        sa.Column("industry", sa.Text(), nullable=True),
        sa.Column("industry_version", sa.Text(), nullable=True),
        sa.Column("months", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("opening_hours", sa.Text(), nullable=True),
        sa.Column("delivery_area", sa.Text(), nullable=True),
        sa.Column("languages", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("emblem", sa.Text(), nullable=True),
        sa.Column("public_kitchen_kg_month", sa.Integer(), nullable=True),
        sa.Column("minimum_order", sa.Text(), nullable=True),
        sa.Column("owner_person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("import_key", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by", sa.Text(), nullable=True),
        sa.Column("card", sa.JSON(none_as_null=True), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_producer_name")),
        sa.CheckConstraint("source IN ('import', 'chat', 'staff')", name=op.f("ck_producer_source")),
        sa.CheckConstraint("status IN ('draft', 'pending', 'published', 'archived')", name=op.f("ck_producer_status")),
        sa.CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name=op.f("ck_producer_position")),
        sa.CheckConstraint(
            "latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180", name=op.f("ck_producer_degrees")
        ),
        sa.CheckConstraint("public_kitchen_kg_month >= 0", name=op.f("ck_producer_public_kitchen")),
        sa.ForeignKeyConstraint(
            ["owner_person_id"], ["person.id"], name=op.f("fk_producer_owner_person_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["village_place_id"], ["place.id"], name=op.f("fk_producer_village_place_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_producer")),
        sa.UniqueConstraint("code", name=op.f("uq_producer_code")),
        sa.UniqueConstraint("import_key", name=op.f("uq_producer_import_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_producer_business_id"), "producer", ["business_id"], unique=False)
    op.create_index(op.f("ix_producer_name_key"), "producer", ["name_key"], unique=False)
    op.create_index(op.f("ix_producer_owner_person_id"), "producer", ["owner_person_id"], unique=False)
    op.create_index(op.f("ix_producer_phone"), "producer", ["phone"], unique=False)
    op.create_index("ix_producer_status", "producer", ["status", "municipality"], unique=False)
    op.create_index(op.f("ix_producer_village_place_id"), "producer", ["village_place_id"], unique=False)
    op.create_table(
        "offering",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("producer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("concept_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("months", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("available", sa.Boolean(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("role IN ('product', 'mention')", name=op.f("ck_offering_role")),
        sa.ForeignKeyConstraint(
            ["producer_id"], ["producer.id"], name=op.f("fk_offering_producer_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offering")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_offering_concept_id"), "offering", ["concept_id"], unique=False)
    op.create_index(op.f("ix_offering_producer_id"), "offering", ["producer_id"], unique=False)
    op.create_table(
        "posting",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("z", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "producer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("latitude", sa.Double(), nullable=False),
        sa.Column("longitude", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["producer_id"], ["producer.id"], name=op.f("fk_posting_producer_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", "z", "producer_id", name=op.f("pk_posting")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_posting_producer_id", "posting", ["producer_id"], unique=False)
    op.create_table(
        "density",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("cell", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", "cell", name=op.f("pk_density")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "term",
        sa.Column("key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_term")),
        sa.UniqueConstraint("text", name=op.f("uq_term_text")),
    )
    op.create_table(
        "concept",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("label_fi", sa.Text(), nullable=False),
        sa.Column("label_sv", sa.Text(), nullable=False),
        sa.Column("label_en", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concept")),
        sa.UniqueConstraint("slug", name=op.f("uq_concept_slug")),
    )
    op.create_table(
        "word",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("concept", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("taught_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("taught_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("language IN ('fi', 'sv', 'en')", name=op.f("ck_word_language")),
        sa.CheckConstraint("source IN ('taught', 'lexicon')", name=op.f("ck_word_source")),
        sa.ForeignKeyConstraint(["taught_by"], ["person.id"], name=op.f("fk_word_taught_by"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_word")),
        sa.UniqueConstraint("text", "language", "concept", name=op.f("uq_word_text_language_concept")),
    )
    op.create_index(op.f("ix_word_concept"), "word", ["concept"], unique=False)
    op.create_index(op.f("ix_word_taught_at"), "word", ["taught_at"], unique=False)
    op.create_index(op.f("ix_word_taught_by"), "word", ["taught_by"], unique=False)
    op.create_table(
        "unknown_word",
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("example_context", sa.Text(), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.CheckConstraint("decision IN ('taught', 'ignored')", name=op.f("ck_unknown_word_decision")),
        sa.CheckConstraint("example_context IN ('question', 'listing')", name=op.f("ck_unknown_word_example_context")),
        sa.PrimaryKeyConstraint("text", name=op.f("pk_unknown_word")),
    )


def downgrade() -> None:
    op.drop_table("unknown_word")
    op.drop_table("word")
    op.drop_table("concept")
    op.drop_table("term")
    op.drop_table("density")
    op.drop_table("posting")
    op.drop_table("offering")
    op.drop_table("producer")
