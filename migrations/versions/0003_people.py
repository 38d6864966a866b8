"""The tables of people: accounts, sessions, cohorts, invitations, assignments, the audit log.

Whoever was there before (a demo) is put into one cohort, in the role they had.
"""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")
PERSON_ID = "person.id"

ATTEMPT_FIXED = "id, person_id, version, mode, say_first, started_at, start_gauges, continues"
ATTEMPT_FIXED_NOW = f"{ATTEMPT_FIXED}, assignment_id, reasons_required"


def upgrade() -> None:
    make_people()
    make_accounts()
    make_assigning()
    extend_attempt()
    guard()
    place_everybody()
    with op.batch_alter_table("person") as batch:
        batch.drop_column("role")
        for name in ("administrator", "locale", "time_zone"):
            batch.alter_column(name, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("person") as batch:
        batch.add_column(sa.Column("role", sa.String(), nullable=False, server_default="trainee"))
    op.execute(
        "UPDATE person SET role = 'course leader'"
        " WHERE id IN (SELECT person_id FROM membership WHERE role = 'course leader')"
    )
    op.execute("UPDATE person SET slug = CAST(id AS VARCHAR) WHERE slug IS NULL")
    unguard()
    with op.batch_alter_table("attempt") as batch:
        batch.drop_index(op.f("ix_attempt_assignment_id"))
        batch.drop_constraint(op.f("fk_attempt_assignment_id"), type_="foreignkey")
        for name in ("assignment_id", "reasons_required", "released_at"):
            batch.drop_column(name)
    for table in (
        *("assigned_case", "assignment", "web_session", "sign_in_failure", "passkey", "account"),
        *("audit_entry", "institution", "invitation", "membership", "cohort"),
    ):
        op.drop_table(table)
    with op.batch_alter_table("person") as batch:
        for name in ("administrator", "locale", "time_zone", "erased_at"):
            batch.drop_column(name)
        batch.alter_column("slug", existing_type=sa.String(), nullable=False)
        batch.alter_column("role", existing_type=sa.String(), server_default=None)
    guard_attempt(ATTEMPT_FIXED)


def moment(name: str, *, optional: bool = False) -> sa.Column:
    return sa.Column(name, TIME, nullable=optional)


def words(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def foreign(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))


def make_people() -> None:
    with op.batch_alter_table("person") as batch:
        batch.alter_column("slug", existing_type=sa.String(), nullable=True)
        batch.add_column(sa.Column("administrator", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.add_column(sa.Column("locale", sa.String(), nullable=False, server_default=""))
        batch.add_column(sa.Column("time_zone", sa.String(), nullable=False, server_default=""))
        batch.add_column(moment("erased_at", optional=True))
    op.create_table(
        "cohort",
        sa.Column("id", sa.Uuid(), nullable=False),
        *words("name"),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        *words("time_zone"),
        sa.Column("created_by", sa.Uuid()),
        moment("created_at"),
        moment("archived_at", optional=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort")),
        foreign("cohort", "created_by", PERSON_ID),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_cohort_days")),
    )
    op.create_table(
        "membership",
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        *words("role"),
        moment("created_at"),
        sa.PrimaryKeyConstraint("cohort_id", "person_id", "role", name=op.f("pk_membership")),
        foreign("membership", "cohort_id", "cohort.id"),
        foreign("membership", "person_id", PERSON_ID),
        sa.CheckConstraint("role IN ('trainee', 'course leader', 'supervisor')", name=op.f("ck_membership_role")),
    )
    op.create_index(op.f("ix_membership_person_id"), "membership", ["person_id"])
    op.create_table(
        "invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String()),
        sa.Column("cohort_id", sa.Uuid()),
        *words("role"),
        sa.Column("created_by", sa.Uuid()),
        moment("created_at"),
        moment("expires_at"),
        moment("accepted_at", optional=True),
        sa.Column("accepted_by", sa.Uuid()),
        moment("withdrawn_at", optional=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        foreign("invitation", "cohort_id", "cohort.id"),
        foreign("invitation", "created_by", PERSON_ID),
        foreign("invitation", "accepted_by", PERSON_ID),
        sa.CheckConstraint(
            "role = 'administrator' OR role IN ('trainee', 'course leader', 'supervisor')",
            name=op.f("ck_invitation_role"),
        ),
        sa.CheckConstraint("(cohort_id IS NULL) = (role = 'administrator')", name=op.f("ck_invitation_cohort")),
        sa.CheckConstraint("(accepted_at IS NULL) = (accepted_by IS NULL)", name=op.f("ck_invitation_accepted")),
    )
    op.create_index(op.f("ix_invitation_cohort_id_created_at"), "invitation", ["cohort_id", "created_at"])
    op.create_table(
        "institution",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        *words("name"),
        sa.Column("second_factor", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_institution")),
        sa.CheckConstraint("id = 1", name=op.f("ck_institution_one")),
    )
    op.execute("INSERT INTO institution (id, name, second_factor) VALUES (1, '', '[]')")
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        moment("at"),
        *words("action"),
        sa.Column("actor_id", sa.Uuid()),
        sa.Column("person_id", sa.Uuid()),
        sa.Column("cohort_id", sa.Uuid()),
        sa.Column("subject", sa.Uuid()),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
        foreign("audit_entry", "actor_id", PERSON_ID),
        foreign("audit_entry", "person_id", PERSON_ID),
        foreign("audit_entry", "cohort_id", "cohort.id"),
    )
    op.create_index(op.f("ix_audit_entry_person_id_at"), "audit_entry", ["person_id", "at"])
    op.create_index(op.f("ix_audit_entry_at"), "audit_entry", ["at"])


def make_accounts() -> None:
    op.create_table(
        "account",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        *words("email"),
        sa.Column("password", sa.String()),
        sa.Column("active", sa.Boolean(), nullable=False),
        *words("uniquifier", "passkey_handle"),
        sa.Column("totp_method", sa.String()),
        sa.Column("totp_secret", sa.String()),
        sa.Column("totp_counter", sa.Integer()),
        sa.Column("recovery_codes", sa.Text(), nullable=False),
        moment("created_at"),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_account")),
        foreign("account", "person_id", PERSON_ID),
        *(sa.UniqueConstraint(name, name=op.f(f"uq_account_{name}")) for name in ("email", "uniquifier")),
        sa.UniqueConstraint("passkey_handle", name=op.f("uq_account_passkey_handle")),
    )
    op.create_table(
        "passkey",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        *words("name", "usage"),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.Integer(), nullable=False),
        sa.Column("transports", sa.Text(), nullable=False),
        sa.Column("extensions", sa.String()),
        sa.Column("backup_state", sa.Boolean(), nullable=False),
        *words("device_type"),
        moment("created_at"),
        moment("last_used_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        foreign("passkey", "person_id", "account.person_id"),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
        sa.CheckConstraint("usage IN ('first', 'secondary')", name=op.f("ck_passkey_usage")),
    )
    op.create_index(op.f("ix_passkey_person_id"), "passkey", ["person_id"])
    op.create_table(
        "sign_in_failure",
        sa.Column("id", sa.Uuid(), nullable=False),
        *words("account_key"),
        moment("at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_failure")),
    )
    op.create_index(op.f("ix_sign_in_failure_account_key_at"), "sign_in_failure", ["account_key", "at"])
    op.create_table(
        "web_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        *words("token_hash"),
        sa.Column("previous_hash", sa.String()),
        moment("rotated_at"),
        sa.Column("rotate", sa.Boolean(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        *words("data", "device"),
        moment("created_at"),
        moment("seen_at"),
        moment("expires_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_web_session")),
        foreign("web_session", "person_id", PERSON_ID),
        *(sa.UniqueConstraint(name, name=op.f(f"uq_web_session_{name}")) for name in ("token_hash", "previous_hash")),
    )
    op.create_index(op.f("ix_web_session_person_id"), "web_session", ["person_id"])
    op.create_index(op.f("ix_web_session_expires_at"), "web_session", ["expires_at"])


def make_assigning() -> None:
    op.create_table(
        "assignment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        *words("title", "note", "mode"),
        moment("opens_at"),
        moment("due_at"),
        *words("time_zone"),
        sa.Column("attempts_allowed", sa.Integer()),
        sa.Column("in_order", sa.Boolean(), nullable=False),
        sa.Column("focus", sa.Text(), nullable=False),
        sa.Column("own_words", sa.Boolean(), nullable=False),
        sa.Column("reasons", sa.Boolean(), nullable=False),
        *words("release"),
        sa.Column("created_by", sa.Uuid()),
        moment("created_at"),
        moment("updated_at"),
        moment("withdrawn_at", optional=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
        foreign("assignment", "cohort_id", "cohort.id"),
        foreign("assignment", "created_by", PERSON_ID),
        sa.CheckConstraint("mode IN ('practice', 'assessment')", name=op.f("ck_assignment_mode")),
        sa.CheckConstraint("due_at > opens_at", name=op.f("ck_assignment_times")),
        sa.CheckConstraint("attempts_allowed >= 1", name=op.f("ck_assignment_attempts")),
        sa.CheckConstraint(
            "release IN ('at once', 'at the due time', 'by the supervisor')", name=op.f("ck_assignment_release")
        ),
        sa.CheckConstraint("mode = 'assessment' OR release = 'at once'", name=op.f("ck_assignment_practice")),
    )
    op.create_index(op.f("ix_assignment_cohort_id_due_at"), "assignment", ["cohort_id", "due_at"])
    op.create_table(
        "assigned_case",
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False, autoincrement=False),
        *words("version"),
        sa.PrimaryKeyConstraint("assignment_id", "place", name=op.f("pk_assigned_case")),
        foreign("assigned_case", "assignment_id", "assignment.id"),
        foreign("assigned_case", "version", "scenario_version.version"),
        sa.CheckConstraint("place >= 1", name=op.f("ck_assigned_case_place")),
    )


def extend_attempt() -> None:
    unguard_attempt()
    with op.batch_alter_table("attempt") as batch:
        batch.add_column(sa.Column("assignment_id", sa.Uuid()))
        batch.add_column(sa.Column("reasons_required", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.add_column(moment("released_at", optional=True))
        batch.create_foreign_key(op.f("fk_attempt_assignment_id"), "assignment", ["assignment_id"], ["id"])
        batch.create_index(op.f("ix_attempt_assignment_id"), ["assignment_id"])
    with op.batch_alter_table("attempt") as batch:
        batch.alter_column("reasons_required", server_default=None)


def guard() -> None:
    """Scores that were released stay released; an entry of the audit log stays as it is until it is swept whole."""
    guard_attempt(ATTEMPT_FIXED_NOW)
    refused = "an entry of the audit log never changes"
    if op.get_bind().dialect.name == "sqlite":
        refuse = f"SELECT RAISE(ABORT, '{refused}')"
        op.execute(f"CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry BEGIN {refuse}; END")
        there = "EXISTS (SELECT 1 FROM audit_entry WHERE id = NEW.id)"
        op.execute(
            f"CREATE TRIGGER audit_entry_no_replace BEFORE INSERT ON audit_entry WHEN {there} BEGIN {refuse}; END"
        )
        refuse = "SELECT RAISE(ABORT, 'released scores stay released')"
        op.execute(
            "CREATE TRIGGER attempt_released BEFORE UPDATE OF released_at ON attempt"
            f" WHEN OLD.released_at IS NOT NULL BEGIN {refuse}; END"
        )
    else:
        op.execute(
            "CREATE TRIGGER audit_entry_no_change BEFORE UPDATE ON audit_entry"
            " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            "CREATE TRIGGER attempt_released BEFORE UPDATE OF released_at ON attempt"
            " FOR EACH ROW WHEN (OLD.released_at IS NOT NULL) EXECUTE FUNCTION refuse_change()"
        )


def unguard() -> None:
    unguard_attempt()
    op.execute(f"DROP TRIGGER attempt_released{on('attempt')}")


def unguard_attempt() -> None:
    for name in ("attempt_fixed", "attempt_finished"):
        op.execute(f"DROP TRIGGER {name}{on('attempt')}")


def on(table: str) -> str:
    return "" if op.get_bind().dialect.name == "sqlite" else f" ON {table}"


def guard_attempt(fixed: str) -> None:
    """The triggers of 0001 on attempts, which are lost when SQLite replaces the table."""
    if op.get_bind().dialect.name == "sqlite":
        refuse = "SELECT RAISE(ABORT, 'this part of a stored attempt never changes')"
        op.execute(f"CREATE TRIGGER attempt_fixed BEFORE UPDATE OF {fixed} ON attempt BEGIN {refuse}; END")
        op.execute(
            "CREATE TRIGGER attempt_finished BEFORE UPDATE OF finished_at, scores ON attempt"
            f" WHEN OLD.finished_at IS NOT NULL BEGIN {refuse}; END"
        )
    else:
        call = "FOR EACH ROW {} EXECUTE FUNCTION refuse_change()"
        op.execute(f"CREATE TRIGGER attempt_fixed BEFORE UPDATE OF {fixed} ON attempt {call.format('')}")
        op.execute(
            "CREATE TRIGGER attempt_finished BEFORE UPDATE OF finished_at, scores ON attempt "
            + call.format("WHEN (OLD.finished_at IS NOT NULL)")
        )


def place_everybody() -> None:
    """One cohort for everybody who was there before, if anybody was."""
    bind = op.get_bind()
    roles = bind.execute(sa.text("SELECT id, role FROM person")).all()
    if not roles:
        return
    now = datetime.now(UTC)
    today = now.date()
    written = now.isoformat(" ", "microseconds") if bind.dialect.name == "sqlite" else now
    cohort = sa.table("cohort", *(sa.column(name, sa.Uuid()) for name in ("id",)), *_plain_cohort())
    member = sa.table(
        "membership",
        sa.column("cohort_id", sa.Uuid()),
        sa.column("person_id"),
        sa.column("role"),
        sa.column("created_at"),
    )
    one = uuid4()
    bind.execute(
        cohort.insert(),
        {
            "id": one,
            "name": "Demo course",
            "starts_on": today,
            "ends_on": today + timedelta(days=365),
            "time_zone": "UTC",
            "created_at": written,
        },
    )
    for person, role in roles:
        held = "course leader" if role == "course leader" else "trainee"
        bind.execute(member.insert(), {"cohort_id": one, "person_id": person, "role": held, "created_at": written})


def _plain_cohort() -> list[sa.ColumnClause]:
    return [
        sa.column("name"),
        sa.column("starts_on", sa.Date()),
        sa.column("ends_on", sa.Date()),
        sa.column("time_zone"),
        sa.column("created_at"),
    ]
