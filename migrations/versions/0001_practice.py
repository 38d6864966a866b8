"""The tables of practising: people, versions of cases, attempts, turns, self-ratings, reflections.

And the triggers that keep what was answered. On SQLite a guard before INSERT stands beside those on UPDATE and DELETE:
INSERT OR REPLACE throws the old row out without asking the latter, unless the connection has recursive triggers on.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")

# table -> what identifies a row of it; nothing of these rows ever changes or goes
APPEND_ONLY = {
    "turn": ("attempt_id = NEW.attempt_id AND seq = NEW.seq", "attempt_id = NEW.attempt_id AND token = NEW.token"),
    "self_rating": ("attempt_id = NEW.attempt_id AND principle = NEW.principle",),
}
# (trigger, table, columns, condition on the row as it was): these columns never change
FIXED = (
    ("scenario_version_fixed", "scenario_version", ("version", "slug", "title", "created_at", "text"), ""),
    (
        "attempt_fixed",
        "attempt",
        ("id", "person_id", "version", "mode", "say_first", "started_at", "start_gauges", "continues"),
        "",
    ),
    ("attempt_finished", "attempt", ("finished_at", "scores"), "OLD.finished_at IS NOT NULL"),
)


def upgrade() -> None:
    make_tables()
    if op.get_bind().dialect.name == "sqlite":
        make_sqlite_triggers()
    else:
        make_postgresql_triggers()


def downgrade() -> None:
    for table in ("reflection", "self_rating", "turn", "attempt", "scenario_version", "person"):
        op.drop_table(table)  # its triggers go with it
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")


def make_tables() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("slug", name=op.f("uq_person_slug")),
    )
    op.create_table(
        "scenario_version",
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_scenario_version")),
    )
    make_attempt()
    make_turn()
    op.create_table(
        "self_rating",
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("principle", sa.String(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("attempt_id", "principle", name=op.f("pk_self_rating")),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_self_rating_attempt_id")),
        sa.CheckConstraint("level BETWEEN 1 AND 4", name=op.f("ck_self_rating_level")),
    )
    op.create_table(
        "reflection",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("scene", sa.String(), nullable=False),
        sa.Column("prompt", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reflection")),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_reflection_attempt_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reflection_person_id")),
        sa.UniqueConstraint("attempt_id", "scene", "seq", name=op.f("uq_reflection_attempt_id_scene_seq")),
        sa.CheckConstraint("seq >= 0", name=op.f("ck_reflection_seq")),
    )


def make_attempt() -> None:
    op.create_table(
        "attempt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("say_first", sa.Boolean(), nullable=False),
        sa.Column("started_at", TIME, nullable=False),
        sa.Column("finished_at", TIME),
        sa.Column("start_gauges", sa.Text(), nullable=False),
        sa.Column("continues", sa.Uuid()),
        sa.Column("head", sa.Integer(), nullable=False),
        sa.Column("turns", sa.Integer(), nullable=False),
        sa.Column("beat", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("noticed", sa.Text()),
        sa.Column("said", sa.String()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("last_hash", sa.String(), nullable=False),
        sa.Column("scores", sa.Text()),
        sa.Column("updated_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_attempt_person_id")),
        sa.ForeignKeyConstraint(["version"], ["scenario_version.version"], name=op.f("fk_attempt_version")),
        sa.ForeignKeyConstraint(["continues"], ["attempt.id"], name=op.f("fk_attempt_continues")),
        sa.CheckConstraint("mode IN ('practice', 'assessment')", name=op.f("ck_attempt_mode")),
        sa.CheckConstraint("beat IN ('notice', 'say', 'respond', 'feel', 'ending')", name=op.f("ck_attempt_beat")),
        sa.CheckConstraint("head >= 0 AND head <= turns", name=op.f("ck_attempt_head")),
        sa.CheckConstraint("scores IS NULL OR finished_at IS NOT NULL", name=op.f("ck_attempt_scores")),
    )
    op.create_index(op.f("ix_attempt_person_id_started_at"), "attempt", ["person_id", "started_at"])


def make_turn() -> None:
    op.create_table(
        "turn",
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("parent", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("scene", sa.String(), nullable=False),
        sa.Column("response", sa.String(), nullable=False),
        sa.Column("noticed", sa.Text()),
        sa.Column("said", sa.String()),
        sa.Column("reason", sa.String()),
        sa.Column("marks", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("took_over", sa.String()),
        sa.Column("left_window", sa.String()),
        sa.Column("answered_at", TIME, nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("attempt_id", "seq", name=op.f("pk_turn")),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_turn_attempt_id")),
        sa.UniqueConstraint("attempt_id", "token", name=op.f("uq_turn_attempt_id_token")),
        sa.CheckConstraint("seq >= 1 AND parent >= 0 AND parent < seq", name=op.f("ck_turn_seq")),
        sa.CheckConstraint("left_window IN ('above', 'below')", name=op.f("ck_turn_left_window")),
    )


def make_sqlite_triggers() -> None:
    for table, keys in APPEND_ONLY.items():
        refuse = f"SELECT RAISE(ABORT, 'a stored {table} never changes')"
        for event in ("UPDATE", "DELETE"):
            op.execute(f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} BEGIN {refuse}; END")
        there = " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {key})" for key in keys)  # noqa: S608
        op.execute(f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {there} BEGIN {refuse}; END")
    for name, table, columns, condition in FIXED:
        refuse = f"SELECT RAISE(ABORT, 'this part of a stored {table} never changes')"
        when = f"WHEN {condition}" if condition else ""
        op.execute(f"CREATE TRIGGER {name} BEFORE UPDATE OF {', '.join(columns)} ON {table} {when} BEGIN {refuse}; END")


def make_postgresql_triggers() -> None:
    op.execute(
        """
        CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'a stored % never changes', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
        END
        $$
        """
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    for name, table, columns, condition in FIXED:
        when = f"WHEN ({condition})" if condition else ""
        op.execute(
            f"CREATE TRIGGER {name} BEFORE UPDATE OF {', '.join(columns)} ON {table}"
            f" FOR EACH ROW {when} EXECUTE FUNCTION refuse_change()"
        )
