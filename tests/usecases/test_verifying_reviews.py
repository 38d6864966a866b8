"""`verify` finds every quiet change of what supervisors rated, and finds nothing where nothing was changed."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import NamedTuple
from uuid import UUID, uuid4

import pytest

from simulator.storage.database import Database
from simulator.storage.review_records import CONSENSUS, CommentRecord
from simulator.storage.sealing import Keys
from simulator.usecases import drilling, privacy, reverting, reviewing
from simulator.usecases.catalogue import Store, open_catalogue
from simulator.usecases.people import COURSE_LEADER, SUPERVISOR
from simulator.usecases.review_tasks import TaskKey
from simulator.usecases.verifying import Verification, verify
from tests.usecases.cases import WALK, WALK_AGAIN, folder_of
from tests.usecases.reviewed import LATER, calibrated, doubled, finish, finish_all, key_of, played, save
from tests.usecases.trainee import COHORT, NOW, join, opened

READ, AGREED, ERASED, DRILL = "read", "agreed", "erased", "drill"


class World(NamedTuple):
    """A database in a file, the cases it was played on, and what is in it by what it is."""

    file: Path
    folder: Path
    ids: dict[str, UUID]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """One attempt that was read, reverted and released, one that two agreed on, one of somebody erased, and a drill."""
    place = tmp_path_factory.mktemp("world")
    folder = folder_of(place / "cases", walk=WALK, walk_again=WALK_AGAIN)
    file = place / "attune.sqlite3"
    with opened(f"sqlite:///{file}", folder) as store:
        ilse, omar = (join(store, name, SUPERVISOR) for name in ("Ilse", "Omar"))
        noor, ada, ben = join(store, "Noor", COURSE_LEADER), join(store, "Ada"), join(store, "Ben")
        read, agreed, erased = played(ada), played(ada), played(ben)
        save(ilse, key_of(read), CommentRecord(uuid4(), 1, "turn", 0, "Well timed."))
        finish(ilse, key_of(read), release=True, attunement_1=4, titration_2=0)
        bad = finish(ilse, key_of(read), release=True, at=LATER, why="Hm.", attunement_1=1)
        reverting.revert(store, noor.actor, COHORT, [bad], "A slip.", LATER)
        key = doubled(ilse, omar, agreed)
        finish_all(ilse, key)
        finish_all(omar, key, LATER)
        reviewing.release_review(store, omar.actor, finish_all(omar, TaskKey(CONSENSUS, key.task_id), LATER), LATER)
        finish_all(ilse, calibrated(ilse, agreed))
        save(ilse, key_of(erased), CommentRecord(uuid4(), 0, "summary", 0, "Kind."))
        finish(ilse, key_of(erased), attunement_1=3)
        privacy.erase_self(store, ben.actor, ben.actor.name)
        version = store.current["walk-again"].version
        drill = drilling.answer(store, ada.actor, version, "gate-again", uuid4().hex, "wave", NOW)
    return World(file, folder, {READ: read, AGREED: agreed, ERASED: erased, DRILL: drill})


def copied(world: World, file: Path) -> None:
    """A copy of the database that lets everything be changed: its triggers are gone."""
    with sqlite3.connect(world.file) as source, sqlite3.connect(file) as target:
        source.backup(target)
        for (name,) in target.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            target.execute(f"DROP TRIGGER {name}")
    source.close()
    target.close()


def change(file: Path, statement: str, ids: dict[str, UUID]) -> int:
    for short, long in SHORT.items():
        statement = statement.replace(short, long)
    for name, one in ids.items():
        statement = statement.replace(f"<{name}>", f"'{one.hex}'")
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA ignore_check_constraints = ON")
    count = connection.execute(statement).rowcount
    connection.commit()
    connection.close()
    return count


def verified(file: Path, folder: Path) -> Verification:
    database = Database(f"sqlite:///{file}")
    try:
        return verify(Store(database, open_catalogue(database, folder, NOW), Keys.absent()))
    finally:
        database.close()


SHORT = {
    "<first>": "WHERE review_id = (SELECT id FROM review WHERE attempt_id = <read> AND number = 1)",
    "<omar>": "(SELECT id FROM person WHERE name = 'Omar')",
    "<blindly>": "review_id = (SELECT id FROM review WHERE purpose = 'blind')",
    "<of erased>": "review_id IN (SELECT id FROM review WHERE attempt_id = <erased>)",
}
CHAIN, MISSING, OTHER = "the chain of its reviews breaks at entry", "is missing", "is not the one that was written"
THERE, QUEUE, TIME = "rates what is not there", "the queue says something else", "the queue says another time"
DONE, TASK, NAMES = "is not when a review was finished", "for something that is not there", "that was not there"
CHANGES = (
    (READ, "UPDATE rating SET level = 3 <first> AND seq = 1", CHAIN),
    (READ, "DELETE FROM rating <first> AND seq = 1", CHAIN),
    (READ, "UPDATE rating SET level = 7 <first>", THERE),
    (READ, "UPDATE rating SET seq = 9 <first> AND seq = 1", THERE),
    (READ, "UPDATE rating SET principle = 'kindness' <first> AND seq = 1", THERE),
    (READ, "UPDATE rating SET criterion = 'kindness' <first> AND seq = 1", THERE),
    (READ, "UPDATE rating SET criterion = 'tracks-window' <first> AND seq = 1", THERE),  # of another principle
    (READ, "UPDATE review SET at = '2020-01-01 00:00:00.000000+00:00' WHERE attempt_id = <read>", CHAIN),
    (READ, "UPDATE review SET person_id = <omar> WHERE attempt_id = <read>", CHAIN),
    (READ, "UPDATE review SET rubric = 'another' WHERE attempt_id = <read>", CHAIN),
    (READ, "UPDATE review SET digests = '{}' WHERE attempt_id = <read> AND number = 1", OTHER),
    (READ, "DELETE FROM review_reversal WHERE attempt_id = <read>", CHAIN),
    (READ, "UPDATE review_reversal SET why = 'Another.' WHERE attempt_id = <read>", CHAIN),
    (READ, "UPDATE review_reversal SET review_id = (SELECT id FROM review WHERE attempt_id = <agreed>)", NAMES),
    (READ, "UPDATE review_release SET review_id = NULL WHERE attempt_id = <read> AND number = 2", CHAIN),
    (READ, "DELETE FROM review_release WHERE attempt_id = <read>", CHAIN),
    (READ, "UPDATE review_comment SET text = 'Too slow.' <first>", OTHER),
    (READ, "UPDATE review_comment SET salt = '' <first>", OTHER),
    (READ, "DELETE FROM review_comment <first>", MISSING),
    (READ, "UPDATE queued_attempt SET harmful = 5 WHERE attempt_id = <read>", QUEUE),
    (READ, "UPDATE queued_attempt SET lowest = 5 WHERE attempt_id = <read>", QUEUE),
    (READ, "UPDATE queued_attempt SET unsure = NOT unsure WHERE attempt_id = <read>", QUEUE),
    (READ, "UPDATE queued_attempt SET person_id = <omar> WHERE attempt_id = <read>", QUEUE),
    (READ, "UPDATE queued_attempt SET read_at = NULL WHERE attempt_id = <read>", TIME),
    (READ, "UPDATE queued_attempt SET entries = entries - 1 WHERE attempt_id = <read>", CHAIN),
    (READ, "UPDATE queued_attempt SET last_entry = 'another' WHERE attempt_id = <read>", CHAIN),
    (READ, "DELETE FROM queued_attempt WHERE attempt_id = <read>", "stands in no queue"),
    (AGREED, "UPDATE double_rating SET first_done_at = '2020-01-01 00:00:00.000000+00:00'", DONE),
    (AGREED, "UPDATE double_rating SET settled_at = NULL, second_done_at = NULL", DONE),
    (AGREED, "UPDATE double_rating SET settled_at = NULL", DONE),
    (AGREED, "DELETE FROM double_rating", TASK),
    (AGREED, "DELETE FROM calibration_attempt", TASK),
    (AGREED, "UPDATE review_release SET <blindly> WHERE attempt_id = <agreed>", "releases what was rated blind"),
    (ERASED, "UPDATE rating SET level = 1 WHERE <of erased>", CHAIN),
    (DRILL, "UPDATE drill SET marks = '{}'", "not what a replay gives"),
    (DRILL, "UPDATE drill SET response = 'call-out'", "not what a replay gives"),
    (DRILL, "UPDATE drill SET response = 'no-such-response'", "cannot be played again"),
)  # fmt: skip


def test_nothing_is_found_where_nothing_was_changed(world: World, tmp_path: Path) -> None:
    copied(world, tmp_path / "copy.sqlite3")
    for file in (world.file, tmp_path / "copy.sqlite3"):
        found = verified(file, world.folder)
        assert found.discrepancies == ()
        assert (found.reviews, found.drills) == (7, 1)


def test_every_quiet_change_is_found_where_it_was_made_and_nowhere_else(world: World, tmp_path: Path) -> None:
    for number, (name, statement, sentence) in enumerate(CHANGES):
        file = tmp_path / f"{number}.sqlite3"
        copied(world, file)
        assert change(file, statement, world.ids) > 0, statement
        found = verified(file, world.folder).discrepancies
        file.unlink()
        assert {one.attempt for one in found} == {world.ids[name]}, statement
        assert any(sentence in one.sentence for one in found), (statement, found)
        assert all((one.kind == "drill") == (name == DRILL) for one in found)


def test_who_writes_the_chain_anew_is_still_found_where_levels_make_no_sense(world: World, tmp_path: Path) -> None:
    """The negative control of the others: the sentence about levels does not depend on the chain."""
    file = tmp_path / "copy.sqlite3"
    copied(world, file)
    change(file, "UPDATE rating SET level = 7 <first>", world.ids)
    found = [one for one in verified(file, world.folder).discrepancies if THERE in one.sentence]
    assert {one.seq for one in found} == {1, 2}
