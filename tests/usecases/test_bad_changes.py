"""Forty bad changes by an account that was taken over: listed, reverted with one command, and as if they never counted.

"Quiet change of a score: 40 scripted bad changes are listed and reverted with one command" (reliability).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from click.testing import CliRunner, Result

from simulator.cli import main
from simulator.storage import attempts, reviews, turns
from simulator.usecases.catalogue import Store
from simulator.usecases.people import SUPERVISOR
from simulator.usecases.released import released_review, scores_of
from simulator.usecases.verifying import verify
from tests.usecases.cases import WALK, folder_of
from tests.usecases.reviewed import finish, key_of, place_of, played, ratings, standing, written
from tests.usecases.trainee import NOW, Trainee, join, opened

NEXT_DAY = NOW + timedelta(days=1)
CHANGES = 40


class World:
    """Eight attempts that Ilse has read well, five changes of each by whoever has her password, one by Omar."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.ilse, self.omar = (join(store, name, SUPERVISOR) for name in ("Ilse", "Omar"))
        self.attempts = [played(join(store, f"Trainee {number}")) for number in range(8)]
        self.good = [
            finish(self.ilse, key_of(one), release=place < 6, attunement_1=4, titration_2=2)
            for place, one in enumerate(self.attempts)
        ]
        finish(self.omar, key_of(self.attempts[0]), attunement_1=2, at=NEXT_DAY)
        self.before = self.counts()
        self.bad = [
            finish(self.ilse, key_of(one), release=number % 2 == 0, at=NEXT_DAY, why="Hm.", attunement_1=1 + number % 4)
            for number in range(5)
            for one in self.attempts
        ]

    def counts(self) -> list[object]:
        """What counts of each attempt, what its trainee sees, and when it was released."""
        return [
            (standing(self.store, one), shown(self.store, one), place_of(self.store, one).read_at)
            for one in self.attempts
        ]

    def rows(self) -> dict[UUID, dict[str, int]]:
        """Every rating that was ever given."""
        return {
            review.id: ratings(self.store, review.id) for one in self.attempts for review in written(self.store, one)
        }


def shown(store: Store, attempt_id: UUID) -> object:
    """The scores that a trainee sees, and whose they are."""
    with store.database.read() as session:
        attempt, records = attempts.attempt_to_read(session, attempt_id), turns.turns_of(session, attempt_id)
        review = released_review(session, attempt_id)
        given = reviews.ratings_of(session, [review.id]).get(review.id, ()) if review else ()
    assert attempt
    found = scores_of(attempt, records, review, given, "Ilse" if review else "")
    return found.scores, found.by


def attune(store: Store, folder: Path, *arguments: str) -> Result:
    url = store.database.url.render_as_string(hide_password=False)
    settings = {"ATTUNE_DATABASE_URL": url, "ATTUNE_SCENARIOS": str(folder)}
    return CliRunner().invoke(main, arguments, prog_name="attune", env=settings)


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the machine reaches a test."""
    for name in [name for name in os.environ if name.startswith("ATTUNE_") and name != "ATTUNE_CHROMIUM"]:
        monkeypatch.delenv(name)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return folder_of(tmp_path / "cases", walk=WALK)


@pytest.fixture
def world(sqlite_database_url: str, folder: Path) -> Iterator[World]:
    with opened(sqlite_database_url, folder) as store:
        yield World(store)


def test_forty_bad_changes_are_listed_and_reverted_with_one_command(world: World, folder: Path) -> None:
    assert len(set(world.bad)) == CHANGES
    rows, bad = world.rows(), world.counts()
    assert bad != world.before
    asked = ("--by", "ilse", "--since", "2026-11-24", "--cohort", "Autumn")

    listed = attune(world.store, folder, "ratings", "list", *asked)
    assert listed.exit_code == 0, listed.output
    assert all(str(one) in listed.stdout for one in world.bad)
    assert not any(str(one) in listed.stdout for one in world.good)
    assert "turn 1 attunement: 4 -> 1" in listed.stdout
    assert listed.stdout.endswith("40 reviews, of which 0 are reverted.\n")
    assert "Hm." not in listed.stdout

    dry = attune(world.store, folder, "ratings", "revert", *asked, "--why", "Taken over.", "--dry-run")
    assert dry.stdout.endswith("Nothing was changed. 40 reviews, of which 0 are reverted.\n")
    assert world.counts() == bad

    done = attune(world.store, folder, "ratings", "revert", *asked, "--why", "The account was taken over.")
    assert done.exit_code == 0, done.output
    assert done.stdout.endswith("Done: 40 reverted, 0 had been reverted before.\n")
    assert world.counts() == world.before
    assert world.rows() == rows  # every original is what it was
    assert verify(world.store).discrepancies == ()
    again = attune(world.store, folder, "ratings", "revert", *asked, "--why", "Once more.")
    assert again.stdout.endswith("Done: 0 reverted, 40 had been reverted before.\n")


def test_single_reviews_are_reverted_by_their_numbers(world: World, folder: Path) -> None:
    result = attune(world.store, folder, "ratings", "revert", "--review", str(world.bad[-1]), "--why", "A slip.")
    assert result.stdout.endswith("Done: 1 reverted, 0 had been reverted before.\n")
    listed = attune(world.store, folder, "ratings", "list", "--by", "Ilse")
    (line,) = [line for line in listed.stdout.splitlines() if str(world.bad[-1]) in line]
    assert line.endswith("reverted")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("list", "--by", "Nobody"), "There is not one person"),
        (("list", "--cohort", "Spring"), "There is not one cohort"),
        (("list", "--since", "soon"), "That is not a day"),
        (("revert", "--why", "x"), "Please name a set"),
        (("revert", "--by", "Ilse", "--why", " "), "say in a sentence why"),
        (("revert", "--review", str(UUID(int=0)), "--why", "x"), "There is no such review"),
    ],
)
def test_what_means_nothing_is_said_in_one_sentence(
    sqlite_database_url: str, folder: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    with opened(sqlite_database_url, folder) as store:
        ilse: Trainee = join(store, "Ilse", SUPERVISOR)
        attempt_id = played(join(store, "Ada"))
        finish(ilse, key_of(attempt_id), attunement_1=4)
        result = attune(store, folder, "ratings", *arguments)
        assert result.exit_code == 2
        assert sentence in result.stderr
        assert standing(store, attempt_id) == {"supervision": {"attunement_1": 4}}
