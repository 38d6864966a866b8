"""Sessions as rows: found by either of two hashes, ended by their person, cleared away when they are over."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from simulator.storage import cohorts, sessions
from simulator.storage.database import Database
from simulator.storage.errors import StoreConflict
from simulator.storage.records import PersonRecord
from simulator.storage.sessions import SessionRecord
from tests.storage.making import NOW, writing
from tests.usecases.trainee import make_cohort

MOMENT = timedelta(microseconds=1)
HOURS = timedelta(hours=1)


def row(
    person: UUID, token_hash: str, seen_at: timedelta = timedelta(), lasts: timedelta = 12 * HOURS
) -> SessionRecord:
    seen = NOW + seen_at
    return SessionRecord(uuid4(), token_hash, None, NOW, False, person, "{}", "Firefox, Linux", NOW, seen, NOW + lasts)


def add(database: Database, *rows: SessionRecord) -> None:
    with writing(database) as session:
        for one in rows:
            sessions.add_session(session, one)


def hashes(database: Database) -> set[str]:
    with database.read() as session:
        return {found for (found,) in session.execute(text("SELECT token_hash FROM web_session"))}


def test_a_session_is_found_as_it_was_stored(database: Database, ada: PersonRecord) -> None:
    kept = row(ada.id, "a")
    add(database, kept, row(ada.id, "b"))
    with database.read() as session:
        found = sessions.session_by_hash(session, "a")
        assert sessions.session_by_hash(session, "c") is None
    assert found
    assert found.session == kept
    assert (found.name, found.erased_at, found.active) == (ada.name, None, None)
    assert (found.has_second_factor, found.second_factor) == (False, [])


def test_a_session_is_found_by_its_hash_and_by_the_one_before_but_not_by_older_ones(
    database: Database, ada: PersonRecord
) -> None:
    kept = row(ada.id, "first")
    add(database, kept)
    for number, token_hash in enumerate(("second", "third")):
        with writing(database) as session:
            cohorts.rotate_sessions(session, ada.id)
            assert sessions.rotate(session, kept.id, token_hash, NOW + number * HOURS)
    with database.read() as session:
        by_hash = [sessions.session_by_hash(session, one) for one in ("first", "second", "third")]
    assert [found and found.session.id for found in by_hash] == [None, kept.id, kept.id]
    assert by_hash[2]
    assert by_hash[2].session.rotated_at == by_hash[2].session.seen_at == NOW + HOURS


def test_a_session_gets_a_new_token_only_when_it_is_to_have_one(database: Database, ada: PersonRecord) -> None:
    kept = row(ada.id, "a")
    add(database, kept)
    with writing(database) as session:
        assert not sessions.rotate(session, kept.id, "b", NOW)
        assert not sessions.rotate(session, uuid4(), "b", NOW)
    assert hashes(database) == {"a"}


def test_two_sessions_never_share_a_token(database: Database, ada: PersonRecord) -> None:
    add(database, row(ada.id, "a"))
    with pytest.raises(StoreConflict):
        add(database, row(ada.id, "a"))


def test_what_a_session_holds_and_when_it_was_used_is_kept_for_that_one(database: Database, ada: PersonRecord) -> None:
    one, other = row(ada.id, "a"), row(ada.id, "b")
    add(database, one, other)
    with writing(database) as session:
        sessions.keep_data(session, one.id, "[1]")
        sessions.touch(session, one.id, NOW + HOURS)
    with database.read() as session:
        assert sessions.sessions_of(session, ada.id) == (one._replace(data="[1]", seen_at=NOW + HOURS), other)


def test_a_session_is_ended_by_its_person_alone(database: Database, ada: PersonRecord) -> None:
    kept = row(ada.id, "a")
    add(database, kept)
    with writing(database) as session:
        assert not sessions.end_session(session, uuid4(), kept.id)
        assert not sessions.end_session(session, ada.id, uuid4())
        assert sessions.end_sessions(session, uuid4()) == 0
    assert hashes(database) == {"a"}
    with writing(database) as session:
        assert sessions.end_session(session, ada.id, kept.id)
        assert not sessions.end_session(session, ada.id, kept.id)
    assert hashes(database) == set()


def test_what_is_over_is_cleared_away_and_nothing_else(database: Database, ada: PersonRecord) -> None:
    add(
        database,
        row(ada.id, "used just now", 5 * HOURS),
        row(ada.id, "used just within", 3 * HOURS + MOMENT),
        row(ada.id, "used too long ago", 3 * HOURS),
        row(ada.id, "about to end", 5 * HOURS, 5 * HOURS + MOMENT),
        row(ada.id, "ended", 5 * HOURS, 5 * HOURS),
    )
    with writing(database) as session:
        assert sessions.end_expired(session, NOW + 3 * HOURS, NOW + 5 * HOURS) == 2
    assert hashes(database) == {"used just now", "used just within", "about to end"}


def test_a_right_that_is_given_twice_is_given_once(database: Database, ada: PersonRecord) -> None:
    kept = row(ada.id, "a")
    add(database, kept)
    with writing(database) as session:
        here = make_cohort(session)
        assert cohorts.add_member(session, here, ada.id, "supervisor", NOW)
        assert sessions.rotate(session, kept.id, "b", NOW)
        assert not cohorts.add_member(session, here, ada.id, "supervisor", NOW)
        assert not sessions.rotate(session, kept.id, "c", NOW)
        assert cohorts.remove_member(session, here, ada.id, "supervisor")
        assert sessions.rotate(session, kept.id, "c", NOW)
        assert not cohorts.remove_member(session, here, ada.id, "supervisor")
