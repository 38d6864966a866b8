"""Revision 0004 takes words out of the turns of earlier releases; what was sound stays sound, what was not stays so."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from simulator.storage import attempts, migrating, turns
from simulator.storage.chain import digest, first_break
from simulator.storage.database import Database, Session
from simulator.usecases.verifying import verify
from tests.storage.making import writing
from tests.usecases.cases import WALK, folder_of
from tests.usecases.trainee import join, opened

BEFORE = "0002"
AT = "2026-11-23 09:35:15.{:06d}+00:00"
VERSION = "5d" * 32
GAUGES = '{"safeness":2,"shame":3}'
STATE = '{"chosen":["a"],"gauges":[1,2],"scene":"the-door","visited":["the-door"]}'
MARKS = '{"attunement":[3,4]}'
WORDS = {1: ("Stay — näher 🙂", "It felt close."), 2: (None, "I was wet."), 3: (None, None), 4: ("Good.", None)}


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A database as the release before the words left it."""
    migrating.upgrade(database_url, BEFORE)
    with closing(Database(database_url)) as database:
        yield database


def sha256(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


def old_link(turn: dict[str, Any]) -> str:
    """The hash of a turn as releases before 0004 computed it, over its words themselves."""
    content = {name: value for name, value in turn.items() if name not in {"previous", "hash"} and value is not None}
    content["attempt_id"] = str(UUID(str(turn["attempt_id"])))
    for name in ("noticed", "marks", "state"):
        if content.get(name):
            content[name] = json.loads(content[name])
    return sha256(turn["previous"] + json.dumps(content, sort_keys=True, separators=(",", ":")))


def insert(session: Session, table: str, row: dict[str, Any]) -> None:
    columns, values = ", ".join(row), ", ".join(f":{name}" for name in row)
    session.execute(text(f"INSERT INTO {table} ({columns}) VALUES ({values})"), row)  # noqa: S608


def make_person(session: Session) -> str:
    person = uuid4().hex
    insert(
        session, "person", {"id": person, "name": "Ada", "slug": person, "role": "trainee", "created_at": AT.format(0)}
    )
    return person


def make_case(session: Session) -> None:
    row = {"version": VERSION, "slug": "door", "title": "The door", "text": "#", "created_at": AT.format(0)}
    insert(session, "scenario_version", row)


def make_attempt(session: Session, person: str, count: int = 4) -> str:
    attempt = uuid4()
    last = sha256(f"{attempt}{VERSION}{GAUGES}")
    rows = []
    for seq in range(1, count + 1):
        row = {"attempt_id": attempt.hex, "seq": seq, "parent": seq - 1, "token": f"served-{seq}", "scene": "the-door"}
        said, reason = WORDS[seq]
        row |= {"response": "stay", "noticed": "[0,2]" if seq == 1 else None, "said": said, "reason": reason}
        row |= {"marks": MARKS, "state": STATE, "took_over": None, "left_window": "above" if seq == 2 else None}
        row |= {"answered_at": AT.format(seq), "previous": last}
        last = row["hash"] = old_link(row)
        rows.append(row)
    begun = {"id": attempt.hex, "person_id": person, "version": VERSION, "mode": "practice", "say_first": True}
    begun |= {"started_at": AT.format(0), "start_gauges": GAUGES, "head": count, "turns": count, "beat": "respond"}
    insert(session, "attempt", begun | {"token": "now", "state": STATE, "last_hash": last, "updated_at": AT.format(9)})
    for row in rows:
        insert(session, "turn", row)
    return attempt.hex


@pytest.fixture
def attempt(database: Database) -> str:
    """An attempt of four turns, each with other words, besides one of somebody else."""
    with writing(database) as session:
        make_case(session)
        make_attempt(session, make_person(session), 2)
        return make_attempt(session, make_person(session))


def old_rows(database: Database) -> dict[str, list[dict[str, Any]]]:
    """Every turn and attempt as the release before the words reads them."""
    with database.read() as session:
        found = {
            table: [dict(row) for row in session.execute(text(f"SELECT * FROM {table} ORDER BY 1, 2")).mappings()]  # noqa: S608
            for table in ("turn", "attempt")
        }
    for turn in found["turn"]:
        at = turn["answered_at"]
        turn["answered_at"] = at if isinstance(at, str) else at.astimezone(UTC).isoformat(" ", "microseconds")
    return found


def breaks(database: Database) -> dict[str, int | None]:
    with database.read() as session:
        return {
            one.id.hex: first_break(one, turns.turns_of(session, one.id)) for one in attempts.every_attempt(session)
        }


@contextmanager
def unguarded(database: Database, *tables: str) -> Iterator[Session]:
    """A transaction in which these tables let everything be changed; afterwards they are guarded as before."""
    with writing(database) as session:
        if not database.on_sqlite:
            for table in tables:
                session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
            yield session
            for table in tables:
                session.execute(text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))
            return
        every = text("SELECT name, sql, tbl_name FROM sqlite_master WHERE type = 'trigger'")
        guards = [guard for guard in session.execute(every).all() if guard.tbl_name in tables]
        for guard in guards:
            session.execute(text(f"DROP TRIGGER {guard.name}"))
        yield session
        for guard in guards:
            session.execute(text(guard.sql))


def test_turns_of_before_are_sound_and_their_words_lie_beside_them(
    database: Database, database_url: str, attempt: str
) -> None:
    migrating.upgrade(database_url)
    assert set(breaks(database).values()) == {None}
    with database.read() as session:
        found = turns.turns_of(session, UUID(attempt))
        words = turns.words_of(session, UUID(attempt))
    assert {turn.seq: (turn.said, turn.reason) for turn in found} == WORDS
    digests = {(turn.seq, "said"): turn.said_digest for turn in found}
    digests |= {(turn.seq, "reason"): turn.reason_digest for turn in found}
    assert {(one.seq, one.kind): digest(one.salt, one.text) for one in words} == {
        place: kept for place, kept in digests.items() if kept
    }
    assert len({one.salt for one in words}) == len(words) == 4


def test_down_again_everything_is_as_it_was(database: Database, database_url: str, attempt: str) -> None:
    before = old_rows(database)
    for _ in range(2):
        migrating.upgrade(database_url)
        migrating.downgrade(database_url, BEFORE)
        assert old_rows(database) == before


FORGERIES: dict[str, tuple[str, int]] = {
    "a word": ("UPDATE turn SET reason = 'It was right.' WHERE attempt_id = :attempt AND seq = 2", 2),
    "no word": ("UPDATE turn SET said = NULL WHERE attempt_id = :attempt AND seq = 1", 1),
    "a word where there was none": ("UPDATE turn SET said = 'Wise.' WHERE attempt_id = :attempt AND seq = 3", 3),
    "a response": ("UPDATE turn SET response = 'go' WHERE attempt_id = :attempt AND seq = 3", 3),
    "a hash": ("UPDATE turn SET hash = previous WHERE attempt_id = :attempt AND seq = 4", 4),
    "where it continues": ("UPDATE turn SET previous = hash WHERE attempt_id = :attempt AND seq = 2", 2),
    "a turn away": ("DELETE FROM turn WHERE attempt_id = :attempt AND seq = 2", 2),
    "the last turn away": ("DELETE FROM turn WHERE attempt_id = :attempt AND seq = 4", 4),
    "all turns away": ("DELETE FROM turn WHERE attempt_id = :attempt", 1),
    "how many turns": ("UPDATE attempt SET turns = 5 WHERE id = :attempt", 5),
    "the last hash": ("UPDATE attempt SET last_hash = version WHERE id = :attempt", 5),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_what_was_forged_before_is_still_found_where_it_was(
    database: Database, database_url: str, attempt: str, forgery: str
) -> None:
    statement, seq = FORGERIES[forgery]
    with unguarded(database, "turn", "attempt") as session:
        session.execute(text(statement), {"attempt": attempt})
    forged = old_rows(database)
    migrating.upgrade(database_url)
    assert breaks(database).pop(attempt) == seq
    assert sorted(map(str, breaks(database).values())) == sorted(["None", str(seq)])
    migrating.downgrade(database_url, BEFORE)
    assert old_rows(database) == forged


def test_what_cannot_be_read_at_all_keeps_its_hash(database: Database, database_url: str, attempt: str) -> None:
    with unguarded(database, "turn") as session:
        session.execute(
            text("UPDATE turn SET marks = '{' WHERE attempt_id = :attempt AND seq = 2"), {"attempt": attempt}
        )
    forged = old_rows(database)
    migrating.upgrade(database_url)
    migrating.downgrade(database_url, BEFORE)
    assert old_rows(database) == forged


def test_an_attempt_whose_beginning_cannot_be_read_is_left_alone(
    database: Database, database_url: str, attempt: str
) -> None:
    with unguarded(database, "attempt") as session:
        session.execute(text("UPDATE attempt SET start_gauges = 'none' WHERE id = :attempt"), {"attempt": attempt})
    forged = old_rows(database)
    migrating.upgrade(database_url)
    migrating.downgrade(database_url, BEFORE)
    assert old_rows(database) == forged


MEDDLING = {
    "other words": "UPDATE turn_words SET text = 'Wiser.' WHERE attempt_id = :attempt AND seq = 2",
    "words away": "DELETE FROM turn_words WHERE attempt_id = :attempt AND seq = 2",
    "another salt": "UPDATE turn_words SET salt = '00' WHERE attempt_id = :attempt AND seq = 2",
}


@pytest.mark.parametrize("meddling", MEDDLING)
def test_words_changed_since_are_not_made_good_by_going_down_and_up(
    database: Database, database_url: str, attempt: str, meddling: str
) -> None:
    migrating.upgrade(database_url)
    with unguarded(database, "turn_words") as session:
        session.execute(text(MEDDLING[meddling]), {"attempt": attempt})
    assert breaks(database)[attempt] is None, "the chain covers digests only; `attune verify` looks at the words"
    migrating.downgrade(database_url, "0003")
    second = next(turn for turn in old_rows(database)["turn"] if turn["token"] == "served-2" and same(turn, attempt))
    assert second["hash"] != old_link(second)
    migrating.upgrade(database_url)
    assert breaks(database)[attempt] == 2


def test_erased_words_are_empty_below_and_the_chain_is_sound_above_and_below(
    database: Database, database_url: str, attempt: str
) -> None:
    migrating.upgrade(database_url)
    with writing(database) as session:
        of = {"attempt": attempt, "at": AT.format(9)}
        erased = "UPDATE person SET erased_at = :at WHERE id = (SELECT person_id FROM attempt WHERE id = :attempt)"
        session.execute(text(erased), of)
        session.execute(text("DELETE FROM turn_words WHERE attempt_id = :attempt"), of)
    assert breaks(database)[attempt] is None
    migrating.downgrade(database_url, "0003")
    last = None
    for turn in old_rows(database)["turn"]:
        if same(turn, attempt):
            assert (turn["said"], turn["reason"]) == (None, None)
            assert last in (None, turn["previous"])
            assert turn["hash"] == old_link(turn)
            last = turn["hash"]
    migrating.upgrade(database_url)
    assert breaks(database)[attempt] is None


def test_a_store_of_many_attempts_is_changed_page_by_page(sqlite_database_url: str) -> None:
    migrating.upgrade(sqlite_database_url, BEFORE)
    with closing(Database(sqlite_database_url)) as database:
        with writing(database) as session:
            make_case(session)
            person = make_person(session)
            for _ in range(450):
                make_attempt(session, person, 1)
        before = old_rows(database)
        migrating.upgrade(sqlite_database_url)
        found = breaks(database)
        assert (len(found), set(found.values())) == (450, {None})
        migrating.downgrade(sqlite_database_url, BEFORE)
        assert old_rows(database) == before


def test_what_was_played_verifies_after_going_down_and_up_and_a_forgery_in_between_is_found(
    database_url: str, tmp_path: Path
) -> None:
    with opened(database_url, folder_of(tmp_path / "cases", walk=WALK)) as store:
        ada = join(store, "Ada")
        ada.start(say_first=True)
        ada.notice(0, 2)
        ada.say("What I would say.")
        ada.respond("pull-her-along", "I was wet.")
        ada.rewind()
        ada.respond("hold-the-gate", "She waited.")
        ada.play_to_the_end("stay-with-it")
        told = ada.debrief.turns
        migrating.downgrade(database_url, BEFORE)
        migrating.upgrade(database_url)
        assert verify(store)[:3] == (1, 3, ())
        assert ada.debrief.turns == told
        migrating.downgrade(database_url, BEFORE)
        with unguarded(store.database, "turn") as session:
            session.execute(text("UPDATE turn SET reason = 'I was wise.' WHERE seq = 2"))
        migrating.upgrade(database_url)
        assert [one.seq for one in verify(store).discrepancies] == [2]


def same(turn: dict[str, Any], attempt: str) -> bool:
    return UUID(str(turn["attempt_id"])).hex == attempt
