"""What was answered is never changed or deleted: the database itself refuses, whoever asks."""

import sqlite3

import pytest
from sqlalchemy import text

from simulator.engine.scoring import Score
from simulator.storage import attempts, turns
from simulator.storage.chain import first_break
from simulator.storage.database import Database
from simulator.storage.engines import sqlite_file
from simulator.storage.errors import StoreConflict
from simulator.storage.records import AttemptRecord
from tests.storage.making import LATER, make_everything, writing

NEVER = "never changes"
REVIEWED = ("review", "rating", "review_comment", "review_release", "review_reversal", "drill")
KEPT = ("turn", "turn_words", "self_rating", *REVIEWED)
FORBIDDEN = {
    "a turn's response": "UPDATE turn SET response = 'something-kinder' WHERE seq = 1",
    "the words of a turn": "UPDATE turn_words SET text = 'something kinder' WHERE seq = 1",
    "the salt of words": "UPDATE turn_words SET salt = ''",
    "what was said to why": "UPDATE turn_words SET kind = 'reason' WHERE kind = 'said'",
    "a turn's marks": "UPDATE turn SET marks = '{}'",
    "a turn's number": "UPDATE turn SET seq = seq + 10",
    "a turn to what it was": "UPDATE turn SET response = response",
    "a turn away": "DELETE FROM turn WHERE seq = 2",
    "all turns away": "DELETE FROM turn",
    "a self-rating": "UPDATE self_rating SET level = 4",
    "a self-rating away": "DELETE FROM self_rating",
    "the text of a version": "UPDATE scenario_version SET text = 'easier'",
    "whose attempt it is": "UPDATE attempt SET person_id = id",
    "which version was played": "UPDATE attempt SET version = version",
    "where it began": "UPDATE attempt SET start_gauges = '{}'",
    "the scores": "UPDATE attempt SET scores = NULL",
    "the finish": "UPDATE attempt SET finished_at = NULL, scores = NULL",
}

FORBIDDEN_OF_REVIEWS = {
    "a supervisor's level": "UPDATE rating SET level = 4",
    "a supervisor's level away": "DELETE FROM rating",
    "whose review it is": "UPDATE review SET person_id = person_id",
    "a review away": "DELETE FROM review",
    "what a review said": "UPDATE review_comment SET text = 'something kinder'",
    "who released it": "UPDATE review_release SET person_id = person_id",
    "a release away": "DELETE FROM review_release",
    "why it was reverted": "UPDATE review_reversal SET why = ''",
    "a reversal away": "DELETE FROM review_reversal",
    "what a drill was rated": "UPDATE drill SET marks = '{}'",
    "a drill away": "DELETE FROM drill",
}


@pytest.fixture
def played(database: Database) -> AttemptRecord:
    with writing(database) as session:
        return make_everything(session)


def everything(database: Database) -> dict[str, list[str]]:
    with database.read() as session:
        return {
            table: sorted(map(repr, session.execute(text(f"SELECT * FROM {table}"))))  # noqa: S608
            for table in ("scenario_version", "attempt", *KEPT)
        }


@pytest.mark.parametrize("statement", FORBIDDEN.values(), ids=FORBIDDEN.keys())
def test_the_database_refuses_to_change(database: Database, played: AttemptRecord, statement: str) -> None:
    before = everything(database)
    with pytest.raises(StoreConflict, match=NEVER), writing(database) as session:
        session.execute(text(statement))
    assert everything(database) == before


def test_the_database_refuses_to_change_what_supervisors_rated(database: Database, played: AttemptRecord) -> None:
    before = everything(database)
    for statement in FORBIDDEN_OF_REVIEWS.values():
        with pytest.raises(StoreConflict, match=NEVER), writing(database) as session:
            session.execute(text(statement))
    assert everything(database) == before
    assert all(before[table] for table in REVIEWED)


def test_it_is_the_trigger_that_refuses(database: Database, played: AttemptRecord) -> None:
    """The negative control: without its trigger the same statement goes through."""
    trigger = "turn_no_update" if database.on_sqlite else "turn_no_change ON turn"
    with writing(database) as session:
        session.execute(text(f"DROP TRIGGER {trigger}"))
        session.execute(text("UPDATE turn SET response = 'something-kinder'"))
    with database.read() as session:
        assert {turn.response for turn in turns.turns_of(session, played.id)} == {"something-kinder"}


def test_words_go_when_they_are_erased_and_leave_a_sound_chain(database: Database, played: AttemptRecord) -> None:
    with writing(database) as session:
        before = turns.turns_of(session, played.id)
        session.execute(text("DELETE FROM turn_words"))
    with database.read() as session:
        after = turns.turns_of(session, played.id)
        assert turns.words_of(session, played.id) == ()
    assert {turn.said for turn in before} == {"Stay, if you like.", None}
    assert after == tuple(turn._replace(said=None, reason=None) for turn in before)
    assert first_break(played, after) is None


def test_postgresql_refuses_to_empty_the_table(postgresql: Database) -> None:
    for statement in (
        "TRUNCATE turn CASCADE",
        "TRUNCATE turn_words",
        "TRUNCATE self_rating",
        "TRUNCATE attempt CASCADE",
        *(f"TRUNCATE {table} CASCADE" for table in REVIEWED),
    ):
        with pytest.raises(StoreConflict, match=NEVER), postgresql.write() as session:
            session.execute(text(statement))


@pytest.mark.parametrize("table", KEPT)
@pytest.mark.parametrize("through", ["attune", "another program"])
def test_sqlite_refuses_to_replace_a_row_by_inserting_it_again(sqlite: Database, table: str, through: str) -> None:
    with writing(sqlite) as session:
        make_everything(session)
    again = f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"  # noqa: S608
    if through == "attune":
        with pytest.raises(StoreConflict, match=NEVER), sqlite.write() as session:
            session.execute(text(again))
    else:  # nothing of what Attune sets on its own connections
        other = sqlite3.connect(sqlite_file(sqlite.url))
        with pytest.raises(sqlite3.IntegrityError, match=NEVER):
            other.execute(again)
        other.close()


def test_an_unfinished_attempt_moves_and_is_finished_all_the_same(database: Database) -> None:
    with writing(database) as session:
        attempt = make_everything(session)
        attempts.move_head(session, attempt._replace(beat="ending", token="next"), LATER)
    with database.read() as session:
        found = attempts.attempt_of(session, attempt.person_id, attempt.id)
    assert found is not None
    assert (found.beat, found.token, found.scores) == ("ending", "next", ())
    assert Score("attunement", 0, 0, 0, 0) not in (found.scores or ())
