"""Every migration goes up and down with rows in the tables, wholly or not at all, on both databases."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import CheckConstraint, inspect, text
from sqlmodel import SQLModel

from simulator.config import bundled
from simulator.storage import attempts, migrating, turns
from simulator.storage.chain import first_break
from simulator.storage.database import Database
from simulator.storage.errors import SchemaMismatch, StoreConflict
from simulator.storage.revision import REVISION, require_current
from tests.storage.making import make_everything, writing

STAYS_ERASED = {
    "account_of_nobody",
    "agreement_run_of_nobody",
    "comment_answer_of_nobody",
    "comment_phrase_of_nobody",
    "dispute_of_nobody",
    "drill_of_nobody",
    "help_request_of_nobody",
    "queued_attempt_of_nobody",
    "review_of_nobody",
    "review_draft_of_nobody",
    "review_release_of_nobody",
    "set_aside_of_nobody",
    "attempt_of_nobody",
    "draft_entry_of_nobody",
    "draft_presence_of_nobody",
    "membership_of_nobody",
    "person_stays_erased",
    "practice_note_of_nobody",
    "reflection_of_nobody",
    "web_session_of_nobody",
}
TRIGGERS = {
    "sqlite": {
        "attempt_finished",
        "attempt_fixed",
        "attempt_released",
        "audit_entry_no_replace",
        "audit_entry_no_update",
        "scenario_version_fixed",
        "self_rating_no_delete",
        "self_rating_no_replace",
        "self_rating_no_update",
        "turn_no_delete",
        "turn_no_replace",
        "turn_no_update",
        "turn_words_no_replace",
        "turn_words_no_update",
        "review_no_delete",
        "review_no_replace",
        "review_no_update",
        "rating_no_delete",
        "rating_no_replace",
        "rating_no_update",
        "review_release_no_delete",
        "review_release_no_replace",
        "review_release_no_update",
        "review_reversal_no_delete",
        "review_reversal_no_replace",
        "review_reversal_no_update",
        "review_comment_no_replace",
        "review_comment_no_update",
        "drill_no_delete",
        "drill_no_replace",
        "drill_no_update",
        *STAYS_ERASED,
    },
    "postgresql": {
        "attempt_finished",
        "attempt_fixed",
        "attempt_released",
        "audit_entry_no_change",
        "scenario_version_fixed",
        "self_rating_no_change",
        "self_rating_no_truncate",
        "turn_no_change",
        "turn_no_truncate",
        "turn_words_no_change",
        "turn_words_no_truncate",
        "review_no_change",
        "review_no_truncate",
        "rating_no_change",
        "rating_no_truncate",
        "review_release_no_change",
        "review_release_no_truncate",
        "review_reversal_no_change",
        "review_reversal_no_truncate",
        "review_comment_no_change",
        "review_comment_no_truncate",
        "drill_no_change",
        "drill_no_truncate",
        *STAYS_ERASED,
    },
}
MIGRATION = """
from alembic import op
import sqlalchemy as sa

revision = "next"
down_revision = "{head}"


def upgrade() -> None:
    {step}


def downgrade() -> None:
    pass
"""


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An empty database: what it holds is up to the test."""
    with closing(Database(database_url)) as database:
        yield database


@pytest.fixture
def next_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of a further migration, to be written by the test, after the ones that are there."""
    folder = tmp_path / "migrations"
    shutil.copytree(bundled("migrations"), folder)
    monkeypatch.setattr(migrating, "bundled", lambda _: folder)
    return folder / "versions" / "next.py"


def tables(database: Database) -> set[str]:
    with database.read() as session:
        return set(inspect(session).get_table_names())


def triggers(database: Database) -> set[str]:
    catalogue = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if database.on_sqlite
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with database.read() as session:
        return set(session.execute(text(catalogue)).scalars())


def rows(database: Database) -> dict[str, list[str]]:
    with database.read() as session:
        return {
            table.name: sorted(map(repr, session.execute(table.select()))) for table in SQLModel.metadata.sorted_tables
        }


def fill(database: Database) -> None:
    with writing(database) as session:
        make_everything(session)


def test_every_migration_goes_up_and_down_with_rows_in_the_tables(database: Database, database_url: str) -> None:
    migrating.upgrade(database_url)
    fill(database)
    assert all(rows(database).values()), "every table has a row"
    migrating.downgrade(database_url, "base")
    assert tables(database) == {"alembic_version"}
    assert triggers(database) == set()
    migrating.upgrade(database_url)
    assert [table for table, found in rows(database).items() if found] == ["institution"], "the one row that is always"
    fill(database)


def test_nothing_of_ours_is_left_at_the_bottom(postgresql_database_url: str) -> None:
    migrating.upgrade(postgresql_database_url)
    migrating.downgrade(postgresql_database_url, "base")
    left = "SELECT proname FROM pg_proc JOIN pg_namespace n ON n.oid = pronamespace WHERE nspname = 'public'"
    with closing(Database(postgresql_database_url)) as database, database.read() as session:
        assert session.execute(text(left)).scalars().all() == []


def test_migrating_again_changes_nothing_and_keeps_every_row(database: Database, database_url: str) -> None:
    migrating.upgrade(database_url)
    fill(database)
    before = rows(database)
    migrating.upgrade(database_url)
    assert rows(database) == before
    assert migrating.current(database_url) == REVISION


def test_the_migrated_tables_are_the_ones_that_are_described(database: Database, database_url: str) -> None:
    migrating.upgrade(database_url)
    with database.read() as session:
        settings = {"compare_type": True, "compare_server_default": True}
        assert compare_metadata(MigrationContext.configure(session, opts=settings), SQLModel.metadata) == []
        found = inspect(session)
        for table in SQLModel.metadata.sorted_tables:
            described = {check.name for check in table.constraints if isinstance(check, CheckConstraint)}
            assert {check["name"] for check in found.get_check_constraints(table.name)} == described
            assert found.get_pk_constraint(table.name)["name"] == f"pk_{table.name}"
            columns = {column["name"]: column["nullable"] for column in found.get_columns(table.name)}
            assert columns == {column.name: column.nullable for column in table.columns}
            assert list(columns) == [column.name for column in table.columns]


def test_the_comparison_would_notice_a_column_that_is_missing(database: Database, database_url: str) -> None:
    """The negative control of the test above."""
    migrating.upgrade(database_url)
    with writing(database) as session:
        session.execute(text("ALTER TABLE person DROP COLUMN locale"))
    with database.read() as session:
        (difference,) = compare_metadata(MigrationContext.configure(session), SQLModel.metadata)
    assert difference[0] == "add_column"


def test_every_trigger_is_there_at_the_newest_revision(database: Database, database_url: str) -> None:
    migrating.upgrade(database_url)
    assert triggers(database) == TRIGGERS["sqlite" if database.on_sqlite else "postgresql"]


def test_the_program_knows_the_newest_revision() -> None:
    assert migrating.head() == REVISION


def test_a_migration_that_fails_halfway_leaves_nothing_behind(
    database: Database, database_url: str, next_step: Path
) -> None:
    migrating.upgrade(database_url)
    fill(database)
    before = rows(database)
    failing = """
    op.create_table("half", sa.Column("id", sa.Integer()))
    with op.batch_alter_table("attempt") as attempt:
        attempt.add_column(sa.Column("note", sa.Text()))
    op.execute("UPDATE attempt SET note = 'half'")
    raise RuntimeError("halfway")
    """
    next_step.write_text(MIGRATION.format(head=REVISION, step=failing.strip()))
    with pytest.raises(RuntimeError, match="halfway"):
        migrating.upgrade(database_url)
    assert "half" not in tables(database)
    assert rows(database) == before
    assert migrating.current(database_url) == REVISION


def test_a_migration_may_replace_a_table_that_others_point_to(
    database: Database, database_url: str, next_step: Path
) -> None:
    """On SQLite that drops the table, which foreign keys would answer by refusing or by taking the attempts with it."""
    migrating.upgrade(database_url)
    fill(database)
    before = rows(database)
    replacing = """
    how = "always" if op.get_bind().dialect.name == "sqlite" else "never"
    with op.batch_alter_table("person", recreate=how) as person:
        person.add_column(sa.Column("email", sa.Text()))
    """
    next_step.write_text(MIGRATION.format(head=REVISION, step=replacing.strip()))
    migrating.upgrade(database_url)
    assert migrating.current(database_url) == "next"
    assert rows(database) == before
    with database.read() as session:
        (attempt,) = attempts.every_attempt(session)
        assert first_break(attempt, turns.turns_of(session, attempt.id)) is None


def test_a_migration_that_leaves_rows_pointing_to_nothing_is_undone(
    database: Database, database_url: str, next_step: Path
) -> None:
    migrating.upgrade(database_url)
    fill(database)
    before = rows(database)
    next_step.write_text(MIGRATION.format(head=REVISION, step='op.execute("DELETE FROM person")'))
    with pytest.raises(StoreConflict):
        migrating.upgrade(database_url)
    assert rows(database) == before
    assert migrating.current(database_url) == REVISION


def test_several_processes_may_migrate_at_once(database: Database, database_url: str) -> None:
    program = "import sys; from simulator.storage import migrating; migrating.upgrade(sys.argv[1])"
    command = [sys.executable, "-W", "error", "-c", program, database_url]
    processes = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(3)]
    assert [process.communicate(timeout=60)[1] for process in processes] == [b""] * 3
    require_current(database)


def test_an_empty_database_is_refused_with_what_to_do(database: Database) -> None:
    with pytest.raises(SchemaMismatch, match=r"no tables yet\. Run `attune db upgrade` first"):
        require_current(database)


def test_a_database_at_the_newest_revision_is_accepted(database: Database, database_url: str) -> None:
    migrating.upgrade(database_url)
    require_current(database)


def test_a_database_of_another_release_is_refused_with_both_revisions(database: Database, database_url: str) -> None:
    migrating.upgrade(database_url)
    with writing(database) as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaMismatch, match=f"at revision 9999, this release of Attune needs {REVISION}"):
        require_current(database)


def test_a_database_that_went_all_the_way_down_counts_as_empty(database: Database, database_url: str) -> None:
    migrating.upgrade(database_url)
    migrating.downgrade(database_url, "base")
    assert migrating.current(database_url) is None
    with pytest.raises(SchemaMismatch, match="no tables yet"):
        require_current(database)
