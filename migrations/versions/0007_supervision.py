"""The tables of supervision: queue, reviews with their ratings and comments, double ratings, calibration, drills.

And the triggers that keep what was rated. Attempts of assignments that are finished already are put into the queue.
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")
OWNED = (
    "agreement_run",
    "comment_answer",
    "comment_phrase",
    "dispute",
    "drill",
    "help_request",
    "queued_attempt",
    "review",
    "review_draft",
    "review_release",
    "set_aside",
)
"""The tables that hold something about a person, with their id as `person_id`: nothing new for who was erased."""
# table -> what tells a row from the others, on SQLite, where INSERT OR REPLACE would throw the old one out
KEYS = {
    "review": ("id = NEW.id", "attempt_id = NEW.attempt_id AND number = NEW.number"),
    "rating": (
        "review_id = NEW.review_id AND seq = NEW.seq AND principle = NEW.principle AND criterion = NEW.criterion",
    ),
    "review_release": ("id = NEW.id", "attempt_id = NEW.attempt_id AND number = NEW.number"),
    "review_reversal": (
        "id = NEW.id",
        "attempt_id = NEW.attempt_id AND number = NEW.number",
        "review_id = NEW.review_id",
    ),
    "review_comment": ("review_id = NEW.review_id AND thread = NEW.thread",),
    "drill": ("id = NEW.id", "person_id = NEW.person_id AND token = NEW.token"),
}
WORDS = ("review_comment",)
"""Of these, what is never changed but goes with whom it was written about."""
FEWEST_TURNS = 3


def upgrade() -> None:
    make_queue()
    make_reviews()
    make_answers()
    make_double_ratings()
    make_drills()
    if op.get_bind().dialect.name == "sqlite":
        guard_on_sqlite()
    else:
        guard_on_postgresql()
    fill_queue()


def downgrade() -> None:
    for table in (
        "set_aside",
        "drill",
        "agreement_run",
        "calibration_round",
        "calibration_attempt",
        "calibration_set",
        "double_rating",
        "dispute",
        "comment_phrase",
        "comment_answer",
        "review_reversal",
        "review_release",
        "review_comment",
        "rating",
        "review",
        "review_draft",
        "help_request",
        "queued_attempt",
    ):
        op.drop_table(table)  # its triggers go with it


def guard_on_sqlite() -> None:
    gone = "EXISTS (SELECT 1 FROM person WHERE id = NEW.person_id AND erased_at IS NOT NULL)"
    for table in OWNED:
        op.execute(
            f"CREATE TRIGGER {table}_of_nobody BEFORE INSERT ON {table} WHEN {gone}"
            " BEGIN SELECT RAISE(ABORT, 'this person was erased'); END"
        )
    for table, keys in KEYS.items():
        refuse = f"SELECT RAISE(ABORT, 'a stored {table} never changes')"
        for event in ("UPDATE",) if table in WORDS else ("UPDATE", "DELETE"):
            op.execute(f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} BEGIN {refuse}; END")
        there = " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {key})" for key in keys)  # noqa: S608
        op.execute(f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {there} BEGIN {refuse}; END")


def guard_on_postgresql() -> None:
    for table in OWNED:
        op.execute(
            f"CREATE TRIGGER {table}_of_nobody BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_erased()"
        )
    for table in KEYS:
        events = "UPDATE" if table in WORDS else "UPDATE OR DELETE"
        for name, event, each in (("change", events, "ROW"), ("truncate", "TRUNCATE", "STATEMENT")):
            op.execute(
                f"CREATE TRIGGER {table}_no_{name} BEFORE {event} ON {table}"
                f" FOR EACH {each} EXECUTE FUNCTION refuse_change()"
            )


def fill_queue() -> None:
    """Put every finished attempt of an assignment into the queue of its cohort, but those of people who were erased."""
    bind = op.get_bind()
    found = bind.execute(
        sa.text(
            "SELECT attempt.id, assignment.cohort_id, attempt.person_id, assignment.due_at, attempt.finished_at,"
            " attempt.scores, attempt.mode, assignment.release, attempt.released_at FROM attempt"
            " JOIN assignment ON assignment.id = attempt.assignment_id JOIN person ON person.id = attempt.person_id"
            " WHERE attempt.finished_at IS NOT NULL AND person.erased_at IS NULL"
        )
    ).all()
    put = sa.text(
        "INSERT INTO queued_attempt (attempt_id, cohort_id, person_id, due_at, finished_at, harmful, lowest, unsure,"
        " waits, entries, last_entry) VALUES (:attempt, :cohort, :person, :due, :finished, :harmful, :lowest, :unsure,"
        " :waits, 0, '')"
    )
    for row in found:
        scores = list(json.loads(row.scores or "{}").values())  # points, allowed, turns, harmful
        shares = [(200 * one[0] + one[1]) // (2 * one[1]) for one in scores if one[1] and one[2] >= FEWEST_TURNS]
        values = {
            "attempt": row.id,
            "cohort": row.cohort_id,
            "person": row.person_id,
            "due": row.due_at,
            "finished": row.finished_at,
            "harmful": sum(one[3] for one in scores),
            "lowest": min(shares, default=None),
            "unsure": any(0 < one[2] < FEWEST_TURNS for one in scores),
            "waits": row.mode == "assessment" and row.release == "by the supervisor" and row.released_at is None,
        }
        bind.execute(put, values)


def make_queue() -> None:
    op.create_table(
        "queued_attempt",
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("due_at", TIME),
        sa.Column("finished_at", TIME, nullable=False),
        sa.Column("harmful", sa.Integer(), nullable=False),
        sa.Column("lowest", sa.Integer()),
        sa.Column("unsure", sa.Boolean(), nullable=False),
        sa.Column("waits", sa.Boolean(), nullable=False),
        sa.Column("asked_at", TIME),
        sa.Column("answered_at", TIME),
        sa.Column("read_at", TIME),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("last_entry", sa.String(), nullable=False),
        sa.CheckConstraint("harmful >= 0 AND entries >= 0", name=op.f("ck_queued_attempt_counts")),
        sa.CheckConstraint("lowest BETWEEN 0 AND 100", name=op.f("ck_queued_attempt_lowest")),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_queued_attempt_attempt_id")),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_queued_attempt_cohort_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_queued_attempt_person_id")),
        sa.PrimaryKeyConstraint("attempt_id", name=op.f("pk_queued_attempt")),
    )
    op.create_index(
        op.f("ix_queued_attempt_cohort_id_read_at_due_at"), "queued_attempt", ["cohort_id", "read_at", "due_at"]
    )
    op.create_index(op.f("ix_queued_attempt_person_id"), "queued_attempt", ["person_id"])
    op.create_table(
        "help_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("asked_at", TIME, nullable=False),
        sa.Column("withdrawn_at", TIME),
        sa.Column("settled_by", sa.Uuid()),
        sa.Column("settled_at", TIME),
        sa.CheckConstraint("kind IN ('reading', 'conversation')", name=op.f("ck_help_request_kind")),
        sa.CheckConstraint("(settled_by IS NULL) = (settled_at IS NULL)", name=op.f("ck_help_request_settled")),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_help_request_attempt_id")),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_help_request_cohort_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_help_request_person_id")),
        sa.ForeignKeyConstraint(["settled_by"], ["person.id"], name=op.f("fk_help_request_settled_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_request")),
    )
    op.create_index(op.f("ix_help_request_attempt_id"), "help_request", ["attempt_id"])


def make_reviews() -> None:
    op.create_table(
        "review_draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("begun_at", TIME, nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
        sa.CheckConstraint(
            "purpose IN ('supervision', 'blind', 'calibration', 'consensus')", name=op.f("ck_review_draft_purpose")
        ),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_review_draft_revision")),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_review_draft_attempt_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_review_draft_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_draft")),
        sa.UniqueConstraint(
            "task_id",
            "attempt_id",
            "person_id",
            "purpose",
            name=op.f("uq_review_draft_task_id_attempt_id_person_id_purpose"),
        ),
    )
    op.create_index(op.f("ix_review_draft_attempt_id"), "review_draft", ["attempt_id"])
    op.create_table(
        "review",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("rubric", sa.String(), nullable=False),
        sa.Column("digests", sa.Text(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.CheckConstraint(
            "purpose IN ('supervision', 'blind', 'calibration', 'consensus')", name=op.f("ck_review_purpose")
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_review_number")),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_review_attempt_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_review_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.UniqueConstraint("attempt_id", "number", name=op.f("uq_review_attempt_id_number")),
    )
    op.create_index(op.f("ix_review_person_id"), "review", ["person_id"])
    op.create_index(op.f("ix_review_task_id"), "review", ["task_id"])
    op.create_table(
        "rating",
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("principle", sa.String(), nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.CheckConstraint("level BETWEEN 0 AND 4", name=op.f("ck_rating_level")),
        sa.CheckConstraint("seq >= 1", name=op.f("ck_rating_seq")),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_rating_review_id")),
        sa.PrimaryKeyConstraint("review_id", "seq", "principle", "criterion", name=op.f("pk_rating")),
    )
    op.create_table(
        "review_comment",
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("thread", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.CheckConstraint(
            "place IN ('summary', 'why', 'turn', 'seen', 'noticed', 'said', 'reason', 'response', 'reaction')",
            name=op.f("ck_review_comment_place"),
        ),
        sa.CheckConstraint("seq >= 0 AND line >= 0", name=op.f("ck_review_comment_counts")),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_review_comment_attempt_id")),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_review_comment_review_id")),
        sa.PrimaryKeyConstraint("review_id", "thread", name=op.f("pk_review_comment")),
    )
    op.create_index(op.f("ix_review_comment_attempt_id"), "review_comment", ["attempt_id"])
    op.create_table(
        "review_release",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Uuid()),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_review_release_number")),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_review_release_attempt_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_review_release_person_id")),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_review_release_review_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_release")),
        sa.UniqueConstraint("attempt_id", "number", name=op.f("uq_review_release_attempt_id_number")),
    )
    op.create_table(
        "review_reversal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid()),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_review_reversal_number")),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_review_reversal_attempt_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_review_reversal_person_id")),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_review_reversal_review_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_reversal")),
        sa.UniqueConstraint("attempt_id", "number", name=op.f("uq_review_reversal_attempt_id_number")),
        sa.UniqueConstraint("review_id", name=op.f("uq_review_reversal_review_id")),
    )


def make_answers() -> None:
    op.create_table(
        "comment_answer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("thread", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_comment_answer_attempt_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_comment_answer_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_answer")),
    )
    op.create_index(op.f("ix_comment_answer_attempt_id_at"), "comment_answer", ["attempt_id", "at"])
    op.create_table(
        "comment_phrase",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("used_at", TIME, nullable=False),
        sa.CheckConstraint("uses >= 0", name=op.f("ck_comment_phrase_uses")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_comment_phrase_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_phrase")),
        sa.UniqueConstraint("person_id", "text", name=op.f("uq_comment_phrase_person_id_text")),
    )
    op.create_table(
        "dispute",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("scene", sa.String(), nullable=False),
        sa.Column("response", sa.String(), nullable=False),
        sa.Column("principle", sa.String(), nullable=False),
        sa.Column("engine_level", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("withdrawn_at", TIME),
        sa.Column("outcome", sa.String()),
        sa.Column("remark", sa.String(), nullable=False),
        sa.Column("settled_by", sa.Uuid()),
        sa.Column("settled_at", TIME),
        sa.CheckConstraint("outcome IN ('case to be changed', 'case stays')", name=op.f("ck_dispute_outcome")),
        sa.CheckConstraint("(settled_by IS NULL) = (outcome IS NULL)", name=op.f("ck_dispute_settled")),
        sa.CheckConstraint("engine_level BETWEEN 0 AND 4 AND level BETWEEN 0 AND 4", name=op.f("ck_dispute_levels")),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_dispute_attempt_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_dispute_person_id")),
        sa.ForeignKeyConstraint(["settled_by"], ["person.id"], name=op.f("fk_dispute_settled_by")),
        sa.ForeignKeyConstraint(["version"], ["scenario_version.version"], name=op.f("fk_dispute_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute")),
        sa.UniqueConstraint(
            "attempt_id", "seq", "principle", "person_id", name=op.f("uq_dispute_attempt_id_seq_principle_person_id")
        ),
    )
    op.create_index(op.f("ix_dispute_version_scene_response"), "dispute", ["version", "scene", "response"])


def make_double_ratings() -> None:
    op.create_table(
        "double_rating",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("first_rater", sa.Uuid(), nullable=False),
        sa.Column("second_rater", sa.Uuid(), nullable=False),
        sa.Column("due_at", TIME),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("withdrawn_at", TIME),
        sa.Column("first_done_at", TIME),
        sa.Column("second_done_at", TIME),
        sa.Column("settled_at", TIME),
        sa.CheckConstraint("first_rater <> second_rater", name=op.f("ck_double_rating_raters")),
        sa.CheckConstraint(
            "settled_at IS NULL OR (first_done_at IS NOT NULL AND second_done_at IS NOT NULL)",
            name=op.f("ck_double_rating_settled"),
        ),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_double_rating_attempt_id")),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_double_rating_cohort_id")),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_double_rating_created_by")),
        sa.ForeignKeyConstraint(["first_rater"], ["person.id"], name=op.f("fk_double_rating_first_rater")),
        sa.ForeignKeyConstraint(["second_rater"], ["person.id"], name=op.f("fk_double_rating_second_rater")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_double_rating")),
    )
    op.create_index(op.f("ix_double_rating_attempt_id"), "double_rating", ["attempt_id"])
    op.create_index(op.f("ix_double_rating_cohort_id"), "double_rating", ["cohort_id"])
    op.create_table(
        "calibration_set",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("closed_at", TIME),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_calibration_set_cohort_id")),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_calibration_set_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calibration_set")),
    )
    op.create_index(op.f("ix_calibration_set_cohort_id"), "calibration_set", ["cohort_id"])
    op.create_table(
        "calibration_attempt",
        sa.Column("set_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("place >= 1", name=op.f("ck_calibration_attempt_place")),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_calibration_attempt_attempt_id")),
        sa.ForeignKeyConstraint(["set_id"], ["calibration_set.id"], name=op.f("fk_calibration_attempt_set_id")),
        sa.PrimaryKeyConstraint("set_id", "place", name=op.f("pk_calibration_attempt")),
        sa.UniqueConstraint("set_id", "attempt_id", name=op.f("uq_calibration_attempt_set_id_attempt_id")),
    )
    op.create_table(
        "calibration_round",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("set_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("opens_at", TIME, nullable=False),
        sa.Column("due_at", TIME, nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.CheckConstraint("due_at > opens_at", name=op.f("ck_calibration_round_times")),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_calibration_round_created_by")),
        sa.ForeignKeyConstraint(["set_id"], ["calibration_set.id"], name=op.f("fk_calibration_round_set_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calibration_round")),
    )
    op.create_index(op.f("ix_calibration_round_set_id"), "calibration_round", ["set_id"])
    op.create_table(
        "agreement_run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("draws", sa.Integer(), nullable=False),
        sa.Column("asked_at", TIME, nullable=False),
        sa.Column("started_at", TIME),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("finished_at", TIME),
        sa.Column("failed", sa.String(), nullable=False),
        sa.Column("result", sa.Text()),
        sa.CheckConstraint("draws BETWEEN 1 AND 100000", name=op.f("ck_agreement_run_draws")),
        sa.CheckConstraint("progress BETWEEN 0 AND 100", name=op.f("ck_agreement_run_progress")),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_agreement_run_cohort_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_agreement_run_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_run")),
    )
    op.create_index(op.f("ix_agreement_run_cohort_id_asked_at"), "agreement_run", ["cohort_id", "asked_at"])


def make_drills() -> None:
    op.create_table(
        "drill",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("start", sa.Text(), nullable=False),
        sa.Column("response", sa.String(), nullable=False),
        sa.Column("marks", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("answered_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_drill_person_id")),
        sa.ForeignKeyConstraint(["version"], ["scenario_version.version"], name=op.f("fk_drill_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drill")),
        sa.UniqueConstraint("person_id", "token", name=op.f("uq_drill_person_id_token")),
    )
    op.create_index(op.f("ix_drill_person_id_answered_at"), "drill", ["person_id", "answered_at"])
    op.create_table(
        "set_aside",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column("until", TIME, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_set_aside_person_id")),
        sa.PrimaryKeyConstraint("person_id", "criterion", name=op.f("pk_set_aside")),
    )
