"""`attune privacy`: the declared table, and the sweep."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import update

from simulator.cli import main
from simulator.storage.privacy import RULES
from simulator.storage.tables import COHORT, PERSON, SIGN_IN_FAILURE
from simulator.usecases.people import actor as actor_of
from tests.storage.making_people import make_account
from tests.usecases.cases import WALK, folder_of
from tests.usecases.trainee import Trainee, join, opened


def attune(*arguments: str, **environment: str) -> Result:
    """Run the command in this process, with these settings."""
    settings = {f"ATTUNE_{name.upper()}": value for name, value in environment.items()}
    return CliRunner().invoke(main, arguments, prog_name="attune", env=settings)


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the machine reaches a test."""
    for name in [name for name in os.environ if name.startswith("ATTUNE_") and name != "ATTUNE_CHROMIUM"]:
        monkeypatch.delenv(name)


@pytest.fixture
def old(database_url: str, tmp_path: Path) -> Trainee:
    """Somebody whose account and cohort are of long ago, with a failed sign-in of then."""
    with opened(database_url, folder_of(tmp_path / "cases", walk=WALK)) as store:
        ada = join(store, "Ada")
        with store.database.write() as session:
            make_account(session, ada.actor.id)
            session.execute(update(PERSON).values(created_at=datetime.now(UTC) - timedelta(days=2000)))
            session.execute(COHORT.update().values(starts_on=date(2015, 1, 1), ends_on=date(2016, 1, 1)))
            long_ago = datetime(2015, 6, 1, tzinfo=UTC)
            session.execute(SIGN_IN_FAILURE.update().values(at=long_ago))
            session.exec_driver_sql("DELETE FROM web_session")
            session.commit()
    return ada


def is_there(trainee: Trainee) -> bool:
    there = actor_of(trainee.store, trainee.actor.id) is not None
    trainee.store.database.close()
    return there


def test_the_rules_are_printed_with_every_column() -> None:
    result = attune("privacy", "rules")
    assert result.exit_code == 0
    for rules in RULES.values():
        assert f"\n{rules.name}: " in "\n" + result.stdout
        for name in rules.columns:
            assert f"\n  {name} " in result.stdout
    assert "export: kept back (It opens the account, so it never leaves the site.); erasing: goes" in result.stdout


def test_a_sweep_says_what_it_did(old: Trainee, database_url: str) -> None:
    result = attune("privacy", "sweep", database_url=database_url)
    assert result.exit_code == 0, result.output
    assert "people in whose account nothing happened: 1\n" in result.stdout
    assert "failed attempts to sign in: 1\n" in result.stdout
    assert result.stdout.endswith("Done: this is what went.\n")
    assert not is_there(old)
    again = attune("privacy", "sweep", database_url=database_url)
    assert all(line.endswith(": 0") for line in again.stdout.splitlines()[:-1])


def test_a_dry_run_says_what_would_go_and_changes_nothing(old: Trainee, database_url: str) -> None:
    result = attune("privacy", "sweep", "--dry-run", database_url=database_url)
    assert "people in whose account nothing happened: 1\n" in result.stdout
    assert result.stdout.endswith("Nothing was changed: this is what would go.\n")
    assert is_there(old)


def test_nobody_is_erased_where_the_setting_says_so(old: Trainee, database_url: str) -> None:
    assert attune("privacy", "sweep", database_url=database_url, keep_inactive_days="0").exit_code == 0
    assert is_there(old)


@pytest.mark.parametrize("days", ["-1", "1096", "x"])
def test_a_setting_that_means_nothing_is_refused(sqlite_database_url: str, days: str) -> None:
    result = attune("privacy", "sweep", database_url=sqlite_database_url, keep_inactive_days=days)
    assert result.exit_code == 2
    assert "ATTUNE_KEEP_INACTIVE_DAYS" in result.stderr


def test_a_database_without_tables_is_said_in_one_sentence(sqlite_database_url: str) -> None:
    result = attune("privacy", "sweep", database_url=sqlite_database_url)
    assert result.exit_code == 2
    assert "attune db upgrade" in result.stderr
    assert len(result.stderr.splitlines()) == 1
