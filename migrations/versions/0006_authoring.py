"""The tables of authoring: drafts, their history, who has one open, second readings, publications, pictures."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")
KEPT = sa.text("discarded_at IS NULL")
OWNED = ("draft_entry", "draft_presence")
"""The tables that hold something about a person, with their id as `person_id`: nothing new for who was erased."""


def upgrade() -> None:
    make_drafts()
    make_readings()
    make_publications()
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    gone = "EXISTS (SELECT 1 FROM person WHERE id = NEW.person_id AND erased_at IS NOT NULL)"
    for table in OWNED:
        if on_sqlite:
            op.execute(
                f"CREATE TRIGGER {table}_of_nobody BEFORE INSERT ON {table} WHEN {gone}"
                " BEGIN SELECT RAISE(ABORT, 'this person was erased'); END"
            )
        else:
            op.execute(
                f"CREATE TRIGGER {table}_of_nobody BEFORE INSERT ON {table}"
                " FOR EACH ROW EXECUTE FUNCTION refuse_erased()"
            )


def downgrade() -> None:
    for table in ("picture", "publication", "line_comment", "second_reading", "draft_presence", "draft_entry", "draft"):
        op.drop_table(table)


def make_drafts() -> None:
    op.create_table(
        "draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("based_on", sa.String()),
        sa.Column("losses", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
        sa.Column("discarded_at", TIME),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sa.ForeignKeyConstraint(["based_on"], ["scenario_version.version"], name=op.f("fk_draft_based_on")),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_draft_created_by")),
        sa.ForeignKeyConstraint(["updated_by"], ["person.id"], name=op.f("fk_draft_updated_by")),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_draft_revision")),
        sa.CheckConstraint(
            "origin IN ('blank', 'interview', 'copy', 'published', 'file', 'archive', 'twee', 'h5p')",
            name=op.f("ck_draft_origin"),
        ),
    )
    op.create_index("uq_draft_slug", "draft", ["slug"], unique=True, sqlite_where=KEPT, postgresql_where=KEPT)
    op.create_table(
        "draft_entry",
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("begun_at", TIME, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("draft_id", "revision", name=op.f("pk_draft_entry")),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_draft_entry_draft_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_draft_entry_person_id")),
        sa.CheckConstraint(
            "why IN ('begun', 'typed', 'form', 'renamed', 'restored', 'settled', 'read')",
            name=op.f("ck_draft_entry_why"),
        ),
    )
    op.create_table(
        "draft_presence",
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("since", TIME, nullable=False),
        sa.Column("seen_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("draft_id", "person_id", name=op.f("pk_draft_presence")),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_draft_presence_draft_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_draft_presence_person_id")),
    )


def make_readings() -> None:
    op.create_table(
        "second_reading",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", TIME, nullable=False),
        sa.Column("decision", sa.String()),
        sa.Column("remark", sa.String(), nullable=False),
        sa.Column("decided_by", sa.Uuid()),
        sa.Column("decided_at", TIME),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_reading")),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_second_reading_draft_id")),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_second_reading_asked_by")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_second_reading_decided_by")),
        sa.CheckConstraint(
            "decision IN ('approved', 'changes wanted', 'withdrawn')", name=op.f("ck_second_reading_decision")
        ),
        sa.CheckConstraint("(decision IS NULL) = (decided_at IS NULL)", name=op.f("ck_second_reading_decided")),
    )
    op.create_index(op.f("ix_second_reading_draft_id_asked_at"), "second_reading", ["draft_id", "asked_at"])
    op.create_table(
        "line_comment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reading_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("excerpt", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("written_at", TIME, nullable=False),
        sa.Column("settled_by", sa.Uuid()),
        sa.Column("settled_at", TIME),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line_comment")),
        sa.ForeignKeyConstraint(["reading_id"], ["second_reading.id"], name=op.f("fk_line_comment_reading_id")),
        sa.ForeignKeyConstraint(["written_by"], ["person.id"], name=op.f("fk_line_comment_written_by")),
        sa.ForeignKeyConstraint(["settled_by"], ["person.id"], name=op.f("fk_line_comment_settled_by")),
        sa.CheckConstraint("line >= 1", name=op.f("ck_line_comment_line")),
        sa.CheckConstraint("(settled_by IS NULL) = (settled_at IS NULL)", name=op.f("ck_line_comment_settled")),
    )
    op.create_index(op.f("ix_line_comment_reading_id_line"), "line_comment", ["reading_id", "line"])


def make_publications() -> None:
    op.create_table(
        "publication",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.Column("reading_id", sa.Uuid()),
        sa.Column("published_by", sa.Uuid()),
        sa.Column("published_at", TIME, nullable=False),
        sa.Column("retired_by", sa.Uuid()),
        sa.Column("retired_at", TIME),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_publication")),
        sa.ForeignKeyConstraint(["version"], ["scenario_version.version"], name=op.f("fk_publication_version")),
        sa.ForeignKeyConstraint(["reading_id"], ["second_reading.id"], name=op.f("fk_publication_reading_id")),
        sa.ForeignKeyConstraint(["published_by"], ["person.id"], name=op.f("fk_publication_published_by")),
        sa.ForeignKeyConstraint(["retired_by"], ["person.id"], name=op.f("fk_publication_retired_by")),
        sa.CheckConstraint("(retired_by IS NULL) = (retired_at IS NULL)", name=op.f("ck_publication_retired")),
    )
    op.create_index(op.f("ix_publication_slug_number"), "publication", ["slug", "number"])
    op.create_table(
        "picture",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=False),
        sa.Column("added_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_picture")),
        sa.ForeignKeyConstraint(["added_by"], ["person.id"], name=op.f("fk_picture_added_by")),
        sa.CheckConstraint("width >= 1 AND height >= 1", name=op.f("ck_picture_size")),
    )
