"""Polls, demand and offers, volume together, workshops."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "demand",
        sa.Column("concept", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("unmet", sa.Integer(), nullable=False),
        sa.Column("questions", sa.Integer(), nullable=False),
        sa.Column("alerts", sa.Integer(), nullable=False),
        sa.Column("poll_answers", sa.Integer(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("people >= 0 AND unmet BETWEEN 0 AND people", name=op.f("ck_demand_people")),
        sa.CheckConstraint("questions >= 0 AND alerts >= 0 AND poll_answers >= 0", name=op.f("ck_demand_counts")),
        sa.PrimaryKeyConstraint("concept", "area", "week", name=op.f("pk_demand")),
    )
    op.create_index("ix_demand_week", "demand", ["week"], unique=False)
    op.create_table(
        "demand_poll",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("concept", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("people >= 0", name=op.f("ck_demand_poll_people")),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_demand_poll_created_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand_poll")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_demand_poll_concept"), "demand_poll", ["concept"], unique=False)
    op.create_index(op.f("ix_demand_poll_created_by"), "demand_poll", ["created_by"], unique=False)
    op.create_table(
        "need",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("concept", sa.Text(), nullable=True),
        sa.Column("quantity", sa.Double(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("place_id", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("posted_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("contact", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("period IN ('once', 'week', 'month', 'year')", name=op.f("ck_need_period")),
        sa.CheckConstraint("state IN ('pending', 'open', 'reached', 'ended', 'cancelled')", name=op.f("ck_need_state")),
        sa.CheckConstraint("unit <> ''", name=op.f("ck_need_unit")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_need_quantity")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_need_place_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["posted_by"], ["person.id"], name=op.f("fk_need_posted_by"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_need_concept"), "need", ["concept"], unique=False)
    op.create_index(op.f("ix_need_place_id"), "need", ["place_id"], unique=False)
    op.create_index(op.f("ix_need_posted_by"), "need", ["posted_by"], unique=False)
    op.create_index("ix_need_state", "need", ["state", "closes_at"], unique=False)
    op.create_table(
        "demand_reply",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("demand_poll_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("producer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("quantity", sa.Text(), nullable=True),
        sa.Column("available", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("answer IN ('yes', 'later', 'no')", name=op.f("ck_demand_reply_answer")),
        sa.CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name=op.f("ck_demand_reply_answered")),
        sa.ForeignKeyConstraint(
            ["demand_poll_id"], ["demand_poll.id"], name=op.f("fk_demand_reply_demand_poll_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_demand_reply_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["producer_id"], ["producer.id"], name=op.f("fk_demand_reply_producer_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand_reply")),
        sa.UniqueConstraint("demand_poll_id", "producer_id", name=op.f("uq_demand_reply_demand_poll_id_producer_id")),
        sa.UniqueConstraint("person_id", "week", name=op.f("uq_demand_reply_person_id_week")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_demand_reply_producer_id"), "demand_reply", ["producer_id"], unique=False)
    op.create_table(
        "pledge",
        sa.Column("need_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column(
            "producer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("quantity", sa.Double(), nullable=False),
        sa.Column("price_low", sa.Double(), nullable=True),
        sa.Column("price_high", sa.Double(), nullable=True),
        sa.Column("introduce", sa.Boolean(), nullable=False),
        sa.Column("pledged_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(price_low IS NULL) = (price_high IS NULL)", name=op.f("ck_pledge_range")),
        sa.CheckConstraint("price_low >= 0 AND price_high >= price_low", name=op.f("ck_pledge_price")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_pledge_quantity")),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_pledge_need_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_pledge_person_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["producer_id"], ["producer.id"], name=op.f("fk_pledge_producer_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("need_id", "producer_id", name=op.f("pk_pledge")),
    )
    op.create_index(op.f("ix_pledge_person_id"), "pledge", ["person_id"], unique=False)
    op.create_index(op.f("ix_pledge_producer_id"), "pledge", ["producer_id"], unique=False)
    op.create_table(
        "poll",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("audience", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("municipality", sa.Text(), nullable=True),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("broadcast_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("result_shared_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('draft', 'cancelled') OR closes_at IS NOT NULL", name=op.f("ck_poll_end")),
        sa.CheckConstraint(
            "state IN ('draft', 'scheduled', 'open', 'closed', 'cancelled')", name=op.f("ck_poll_state")
        ),
        sa.CheckConstraint("closes_at > opens_at", name=op.f("ck_poll_order")),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcast.id"], name=op.f("fk_poll_broadcast_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_poll_created_by"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_poll_broadcast_id"), "poll", ["broadcast_id"], unique=False)
    op.create_index(op.f("ix_poll_created_by"), "poll", ["created_by"], unique=False)
    op.create_index("ix_poll_state", "poll", ["state", "closes_at"], unique=False)
    op.create_table(
        "workshop",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("expert", sa.Text(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place_id", sa.Text(), nullable=True),
        sa.Column("venue", sa.Text(), nullable=True),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("audience", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("announce_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("broadcast_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("material", sa.Text(), nullable=True),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("municipality", sa.Text(), nullable=True),
        sa.Column("created_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("language IN ('fi', 'sv', 'en')", name=op.f("ck_workshop_language")),
        sa.CheckConstraint("state IN ('draft', 'announced', 'cancelled', 'held')", name=op.f("ck_workshop_state")),
        sa.CheckConstraint(
            "topic IN ('procurement', 'digital', 'marketing', 'networking', 'other')", name=op.f("ck_workshop_topic")
        ),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_workshop_capacity")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_workshop_order")),
        sa.CheckConstraint("place_id IS NOT NULL OR link IS NOT NULL", name=op.f("ck_workshop_where")),
        sa.CheckConstraint("taken >= 0 AND (capacity IS NULL OR taken <= capacity)", name=op.f("ck_workshop_seats")),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcast.id"], name=op.f("fk_workshop_broadcast_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_workshop_created_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_workshop_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshop")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_workshop_broadcast_id"), "workshop", ["broadcast_id"], unique=False)
    op.create_index(op.f("ix_workshop_created_by"), "workshop", ["created_by"], unique=False)
    op.create_index(op.f("ix_workshop_place_id"), "workshop", ["place_id"], unique=False)
    op.create_index("ix_workshop_state", "workshop", ["state", "starts_at"], unique=False)
    op.create_table(
        "offer",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("demand_reply_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("producer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("concept", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Text(), nullable=True),
        sa.Column("available", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("reported_views", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'pending') = (decided_at IS NULL)", name=op.f("ck_offer_decided")),
        sa.CheckConstraint("state IN ('pending', 'published', 'rejected', 'withdrawn')", name=op.f("ck_offer_state")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_offer_decided_by"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["demand_reply_id"], ["demand_reply.id"], name=op.f("fk_offer_demand_reply_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["producer_id"], ["producer.id"], name=op.f("fk_offer_producer_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer")),
        sa.UniqueConstraint("demand_reply_id", name=op.f("uq_offer_demand_reply_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_offer_decided_by"), "offer", ["decided_by"], unique=False)
    op.create_index(op.f("ix_offer_producer_id"), "offer", ["producer_id"], unique=False)
    op.create_index("ix_offer_state", "offer", ["state", "created_at"], unique=False)
    op.create_table(
        "poll_participant",
        sa.Column("poll_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("municipality", sa.Text(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("finished_at IS NULL OR left_at IS NULL", name=op.f("ck_poll_participant_end")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_poll_participant_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_poll_participant_poll_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("poll_id", "person_id", name=op.f("pk_poll_participant")),
    )
    op.create_index(op.f("ix_poll_participant_person_id"), "poll_participant", ["person_id"], unique=False)
    op.create_table(
        "poll_question",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("poll_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("wording", sa.JSON(none_as_null=True), nullable=False),
        sa.CheckConstraint("kind IN ('single', 'several', 'scale', 'text')", name=op.f("ck_poll_question_kind")),
        sa.CheckConstraint("position BETWEEN 1 AND 5", name=op.f("ck_poll_question_position")),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_poll_question_poll_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_question")),
        sa.UniqueConstraint("poll_id", "position", name=op.f("uq_poll_question_poll_id_position")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "registration",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("workshop_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("attended", sa.Boolean(), nullable=True),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("wish", sa.Text(), nullable=True),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('going', 'waiting', 'maybe', 'no')", name=op.f("ck_registration_state")),
        sa.CheckConstraint("score BETWEEN 1 AND 5", name=op.f("ck_registration_score")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_registration_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshop.id"], name=op.f("fk_registration_workshop_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration")),
        sa.UniqueConstraint("workshop_id", "number", name=op.f("uq_registration_workshop_id_number")),
        sa.UniqueConstraint("workshop_id", "person_id", name=op.f("uq_registration_workshop_id_person_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_registration_person_id"), "registration", ["person_id"], unique=False)
    op.create_table(
        "workshop_reminder",
        sa.Column(
            "workshop_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('week', 'day', 'hours', 'feedback')", name=op.f("ck_workshop_reminder_kind")),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshop.id"], name=op.f("fk_workshop_reminder_workshop_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("workshop_id", "kind", name=op.f("pk_workshop_reminder")),
    )
    op.create_table(
        "offer_view",
        sa.Column(
            "offer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f("fk_offer_view_offer_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_offer_view_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("offer_id", "person_id", name=op.f("pk_offer_view")),
    )
    op.create_index(op.f("ix_offer_view_person_id"), "offer_view", ["person_id"], unique=False)
    op.create_table(
        "poll_answer",
        sa.Column(
            "question_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("scale", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("skipped", sa.Boolean(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("NOT skipped OR (scale IS NULL AND text IS NULL)", name=op.f("ck_poll_answer_skipped")),
        sa.CheckConstraint("scale BETWEEN 1 AND 5", name=op.f("ck_poll_answer_scale")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_poll_answer_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["poll_question.id"], name=op.f("fk_poll_answer_question_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("question_id", "person_id", name=op.f("pk_poll_answer")),
    )
    op.create_index(op.f("ix_poll_answer_person_id"), "poll_answer", ["person_id"], unique=False)
    op.create_table(
        "poll_option",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("question_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("wording", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("concept", sa.Text(), nullable=True),
        sa.CheckConstraint("position BETWEEN 1 AND 10", name=op.f("ck_poll_option_position")),
        sa.ForeignKeyConstraint(
            ["question_id"], ["poll_question.id"], name=op.f("fk_poll_option_question_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_option")),
        sa.UniqueConstraint("question_id", "position", name=op.f("uq_poll_option_question_id_position")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_poll_option_concept"), "poll_option", ["concept"], unique=False)
    op.create_table(
        "poll_choice",
        sa.Column(
            "option_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["option_id"], ["poll_option.id"], name=op.f("fk_poll_choice_option_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_poll_choice_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("option_id", "person_id", name=op.f("pk_poll_choice")),
    )
    op.create_index(op.f("ix_poll_choice_person_id"), "poll_choice", ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_table("poll_choice")
    op.drop_table("poll_option")
    op.drop_table("poll_answer")
    op.drop_table("offer_view")
    op.drop_table("workshop_reminder")
    op.drop_table("registration")
    op.drop_table("poll_question")
    op.drop_table("poll_participant")
    op.drop_table("offer")
    op.drop_table("workshop")
    op.drop_table("poll")
    op.drop_table("pledge")
    op.drop_table("demand_reply")
    op.drop_table("need")
    op.drop_table("demand_poll")
    op.drop_table("demand")
