"""`verify` finds every quiet change of what was played, and finds nothing where nothing was changed."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import pytest

from simulator.storage.database import Database
from simulator.storage.sealing import Keys
from simulator.usecases.catalogue import Store, open_catalogue
from simulator.usecases.verifying import Verification, verify
from tests.usecases.cases import WALK, WALK_AGAIN, folder_of
from tests.usecases.trainee import NOW, join, opened

A, B = "practised", "assessed"
C, D, E = "under way", "continued", "just begun"
OTHER_HASH = "0" * 64


class World(NamedTuple):
    """A database in a file, the cases it was played on, and its attempts by what they are."""

    file: Path
    folder: Path
    attempts: dict[str, UUID]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Five attempts of two people, each in another state."""
    place = tmp_path_factory.mktemp("world")
    folder = folder_of(place / "cases", walk=WALK, walk_again=WALK_AGAIN)
    file = place / "attune.sqlite3"
    with opened(f"sqlite:///{file}", folder) as store:
        ada, ben = join(store, "Ada"), join(store, "Ben")
        attempts = {A: ada.start(say_first=True)}
        ada.notice(0, 2)
        ada.say("What I would say.")
        ada.reflect("Private.")
        ada.respond("pull-her-along", "I was wet.")
        ada.rewind()
        ada.respond("hold-the-gate")
        ada.play_to_the_end("stay-with-it")
        ada.rate_self(attunement="helpful", titration="missed")
        attempts[B] = ben.start(mode="assessment")
        ben.notice(1)
        ben.play_to_the_end("ask-at-once", "ask-for-more")
        attempts[C] = ada.start(say_first=True)
        ada.notice(1)
        ada.say("Good morning.")
        attempts[D] = ada.start("walk-again")
        ada.play("wave")
        attempts[E] = ben.start()
    return World(file, folder, attempts)


@pytest.fixture
def copy(world: World, tmp_path: Path) -> Path:
    """A copy of the database that lets everything be changed: its triggers are gone."""
    file = tmp_path / "copy.sqlite3"
    shutil.copy(world.file, file)
    with sqlite3.connect(file) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
    connection.close()
    return file


def change(file: Path, statement: str, attempts: dict[str, UUID]) -> int:
    """Change the database behind everybody's back; how many rows it changed."""
    for name, attempt in attempts.items():
        statement = statement.replace(f"<{name}>", f"'{attempt.hex}'")
    connection = sqlite3.connect(file)
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


def turn(column: str, value: str, seq: int = 1, attempt: str = A) -> str:
    return f"UPDATE turn SET {column} = {value} WHERE attempt_id = <{attempt}> AND seq = {seq}"  # noqa: S608


def words(column: str, value: str, kind: str) -> str:
    where = f"attempt_id = <{A}> AND kind = '{kind}'"
    return f"UPDATE turn_words SET {column} = {value} WHERE {where}"  # noqa: S608


def attempt(column: str, value: str, name: str = A) -> str:
    return f"UPDATE attempt SET {column} = {value} WHERE id = <{name}>"  # noqa: S608


CHANGES = [
    # a turn: every column
    (A, turn("seq", "9", 3)),
    (A, turn("parent", "0", 3)),
    (A, turn("parent", "1", 2)),
    (A, turn("token", "'another'")),
    (A, turn("scene", "'bench'")),
    (A, turn("response", "'hold-the-gate'")),
    (A, turn("response", "'ask-at-once'", 2)),
    (A, turn("response", "'no-such-response'")),
    (A, turn("noticed", "'[0,1]'")),
    (A, turn("noticed", "NULL")),
    (A, turn("said_digest", "reason_digest")),
    (A, turn("said_digest", "NULL")),
    (A, turn("reason_digest", f"'{OTHER_HASH}'")),
    (A, turn("reason_digest", "NULL")),
    # what was written in a turn
    (A, words("text", "'Something wiser.'", "said")),
    (A, words("text", "'A better reason.'", "reason")),
    (A, words("salt", "'00'", "reason")),
    (A, words("seq", "2", "reason")),
    (A, words("attempt_id", "<just begun>", "reason")),
    (A, "DELETE FROM turn_words WHERE attempt_id = <practised> AND kind = 'said'"),
    (A, "DELETE FROM turn_words"),
    (A, "INSERT INTO turn_words VALUES (<practised>, 2, 'reason', '00', 'A reason after all.')"),
    (A, turn("marks", """'{"attunement":[4,4],"titration":[4,4]}'""")),
    (A, turn("marks", """'{"attunement":[1,1],"titration":[1,3]}'""")),
    (A, turn("marks", "'{}'")),
    (A, turn("state", "(SELECT state FROM turn AS other WHERE other.attempt_id = turn.attempt_id AND seq = 2)")),
    (A, turn("took_over", "NULL")),
    (A, turn("took_over", "'gone'")),
    (A, turn("left_window", "'below'")),
    (A, turn("left_window", "NULL")),
    (A, turn("answered_at", "'2020-01-01 00:00:00.000000+00:00'")),
    (A, turn("previous", f"'{OTHER_HASH}'")),
    (A, turn("hash", f"'{OTHER_HASH}'")),
    (B, turn("marks", """'{"attunement":[4,4],"titration":[4,4]}'""", 2, B)),
    (D, turn("response", "'call-out'", 1, D)),
    # turns left out, added, moved
    (A, "DELETE FROM turn WHERE attempt_id = <practised> AND seq = 1"),
    (A, "DELETE FROM turn WHERE attempt_id = <practised> AND seq = 3"),
    (B, "DELETE FROM turn WHERE attempt_id = <assessed>"),
    (E, "UPDATE turn SET attempt_id = <just begun> WHERE attempt_id = <continued>"),
    (
        A,
        """INSERT INTO turn SELECT attempt_id, 4, 3, 'new', scene, response, noticed, said_digest, reason_digest,
        marks, state, took_over, left_window, answered_at, hash, hash FROM turn
        WHERE attempt_id = <practised> AND seq = 3""",
    ),
    # an attempt: every column that is not only a note of when or whose
    (A, attempt("version", "(SELECT version FROM scenario_version WHERE slug = 'walk-again')")),
    (A, attempt("start_gauges", """replace(start_gauges, '"safeness":2', '"safeness":9')""")),
    (E, attempt("start_gauges", """replace(start_gauges, '"safeness":2', '"safeness":9')""", E)),
    (D, attempt("continues", "NULL", D)),
    (D, attempt("continues", "<assessed>", D)),
    (D, attempt("continues", "<under way>", D)),
    (A, attempt("mode", "'assessment'")),
    (A, attempt("head", "1")),
    (A, attempt("head", "0")),
    (A, attempt("turns", "4")),
    (D, attempt("turns", "2", D)),
    (A, attempt("beat", "'feel'")),
    (A, attempt("beat", "'respond'")),
    (C, attempt("beat", "'notice'", C)),
    (C, attempt("beat", "'feel'", C)),
    (D, attempt("beat", "'say'", D)),
    (E, attempt("beat", "'ending'", E)),
    (C, attempt("noticed", "NULL", C)),
    (C, attempt("noticed", "'[0,7]'", C)),
    (E, attempt("said", "'Words.'", E)),
    (E, attempt("noticed", "'[0]'", E)),
    (A, attempt("state", "(SELECT state FROM turn WHERE attempt_id = attempt.id AND seq = 1)")),
    (E, attempt("state", """replace(state, '"gate"', '"bench"')""", E)),
    (A, attempt("last_hash", f"'{OTHER_HASH}'")),
    (E, attempt("last_hash", f"'{OTHER_HASH}'", E)),
    (A, attempt("scores", """replace(scores, '[2,4', '[4,4')""")),
    (A, attempt("scores", """'{"attunement":[9,9,9,0],"fierce-compassion":[0,0,0,0],"titration":[9,9,9,0]}'""")),
    (A, attempt("scores", "NULL")),
    (B, attempt("scores", "(SELECT scores FROM attempt WHERE id = <practised>)", B)),
    (C, attempt("finished_at", "'2026-11-23 10:00:00.000000+00:00'", C)),
    (D, attempt("finished_at", "'2026-11-23 10:00:00.000000+00:00', scores = '{}'", D)),
    # the case that was played
    (A, "UPDATE scenario_version SET text = replace(text, 'missed', 'advanced') WHERE slug = 'walk'"),
    (A, "UPDATE scenario_version SET text = text || ' ' WHERE slug = 'walk'"),
    (D, "UPDATE scenario_version SET text = '' WHERE slug = 'walk-again'"),
]
ON_ALL_OF_ITS_CASE = {change for _, change in CHANGES if "scenario_version SET" in change}
MOVED = {change for _, change in CHANGES if "SET attempt_id" in change}


def test_there_are_at_least_forty_changes() -> None:
    assert len({change for _, change in CHANGES}) == len(CHANGES) >= 40


def test_nothing_is_found_where_nothing_was_changed(world: World, copy: Path) -> None:
    for file in (world.file, copy):
        assert verified(file, world.folder) == Verification(attempts=5, turns=6, discrepancies=())


@pytest.mark.parametrize(("name", "statement"), CHANGES)
def test_a_quiet_change_is_found_where_it_was_made_and_nowhere_else(
    world: World, copy: Path, name: str, statement: str
) -> None:
    assert change(copy, statement, world.attempts) > 0
    found = verified(copy, world.folder).discrepancies
    assert world.attempts[name] in {one.attempt for one in found}
    if statement not in ON_ALL_OF_ITS_CASE | MOVED:
        continuing = {world.attempts[D]} if name == A else set()
        assert {one.attempt for one in found} - continuing == {world.attempts[name]}
    assert all(one.sentence for one in found)


@pytest.mark.parametrize(
    "statement", [change for name, change in CHANGES if "turn SET seq" in change or "turn SET hash" in change]
)
def test_it_says_at_which_turn_the_chain_breaks(world: World, copy: Path, statement: str) -> None:
    change(copy, statement, world.attempts)
    broken = [one.seq for one in verified(copy, world.folder).discrepancies if "chain" in one.sentence]
    assert broken == [3 if "SET seq" in statement else 1]


def test_words_of_somebody_who_was_erased_may_be_gone_but_not_changed(world: World, copy: Path) -> None:
    erased = "UPDATE person SET erased_at = '2026-11-23 10:00:00.000000+00:00' WHERE name = 'Ada'"
    assert change(copy, f"DELETE FROM turn_words WHERE attempt_id = <{A}> AND kind = 'reason'", world.attempts) > 0  # noqa: S608
    (found,) = verified(copy, world.folder).discrepancies
    assert (found.attempt, found.seq) == (world.attempts[A], 1)
    assert "missing" in found.sentence
    change(copy, erased, world.attempts)
    assert verified(copy, world.folder).discrepancies == ()
    change(copy, "UPDATE turn_words SET text = 'Other words.'", world.attempts)
    assert {one.attempt for one in verified(copy, world.folder).discrepancies} == {world.attempts[A]}


# What a replay cannot know. That it was not changed rests on the database: on triggers, which no trainee can drop.
UNKNOWABLE = [
    "UPDATE attempt SET person_id = (SELECT id FROM person WHERE name = 'Ben') WHERE id = <practised>",
    "UPDATE attempt SET started_at = '2020-01-01 00:00:00.000000+00:00' WHERE id = <practised>",
    "UPDATE attempt SET finished_at = '2020-01-01 00:00:00.000000+00:00' WHERE id = <practised>",
    "UPDATE attempt SET say_first = 1 WHERE id = <assessed>",
    "UPDATE attempt SET mode = 'practice' WHERE id = <assessed>",
    "UPDATE attempt SET finished_at = NULL, scores = NULL WHERE id = <practised>",
    "UPDATE self_rating SET level = 4 WHERE attempt_id = <practised>",
    "DELETE FROM self_rating WHERE attempt_id = <practised>",
    "DELETE FROM turn WHERE attempt_id = <practised>",
    "UPDATE turn_words SET text = 'Other words.' WHERE attempt_id = <practised>",
    "UPDATE scenario_version SET title = 'Another title'",
]


@pytest.mark.parametrize("statement", UNKNOWABLE)
def test_what_a_replay_cannot_know_the_database_refuses(world: World, tmp_path: Path, statement: str) -> None:
    file = tmp_path / "copy.sqlite3"
    shutil.copy(world.file, file)
    with pytest.raises(sqlite3.IntegrityError, match="never changes"):
        change(file, statement, world.attempts)


@pytest.fixture
def gone(copy: Path) -> Path:
    """A folder without the cases that were played."""
    return folder_of(copy.parent / "no cases")


def test_attempts_are_verified_on_the_text_in_the_store_alone(world: World, copy: Path, gone: Path) -> None:
    assert verified(copy, gone).discrepancies == ()
    change(copy, "DELETE FROM scenario_version WHERE slug = 'walk'", world.attempts)
    found = {one.attempt for one in verified(copy, gone).discrepancies}
    assert found == {world.attempts[name] for name in (A, B, C, D, E)}
