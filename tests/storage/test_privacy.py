"""Every column has its rule, every rule its column; and what the rules say is what the tables allow."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import ForeignKey
from sqlmodel import SQLModel

from simulator.storage.database import Database
from simulator.storage.erasing import erase
from simulator.storage.exporting import copied
from simulator.storage.privacy import RULES
from simulator.storage.records import AttemptRecord
from simulator.storage.rules import GOES, Rules, theirs
from simulator.storage.sealing import Keys
from simulator.storage.tables import PERSON
from simulator.usecases.sessions import IDLE
from tests.storage.making import LATER, make_everything, make_person, writing

TABLES = SQLModel.metadata.tables
SECRETS = ("password", "secret", "token", "hash", "salt", "key", "codes", "uniquifier", "handle", "digest", "previous")
"""What the names of columns that never leave the site have in them."""
EVERY = tuple(RULES.values())


def test_every_column_of_every_table_has_a_rule_and_every_rule_a_column() -> None:
    described = {(rules.name, column) for rules in EVERY for column in rules.columns}
    assert described == {(table.name, column.name) for table in TABLES.values() for column in table.columns}


def test_a_column_without_a_rule_would_be_found() -> None:
    described = {(rules.name, column) for rules in EVERY for column in rules.columns} - {("turn_words", "text")}
    assert described != {(table.name, column.name) for table in TABLES.values() for column in table.columns}


@pytest.mark.parametrize("rules", EVERY, ids=lambda one: one.name)
def test_every_rule_is_said_in_full(rules: Rules) -> None:
    for text in (rules.what, rules.why, rules.kept, rules.seen_by):
        assert text.strip()
    for name, column in rules.columns.items():
        assert column.label
        assert rules.kept_for(name)
        assert column.export.way != "kept back" or column.export.because.endswith(".")
        assert column.erase.way != "becomes" or (column.erase.to and column.erase.value)


@pytest.mark.parametrize("rules", EVERY, ids=lambda one: one.name)
def test_what_belongs_to_nobody_is_not_erased_and_not_exported(rules: Rules) -> None:
    if not rules.belongs:
        assert not rules.exported
        assert not rules.goes
        assert not rules.becomes


@pytest.mark.parametrize("rules", EVERY, ids=lambda one: one.name)
def test_a_row_goes_as_a_whole_or_stays_as_a_whole(rules: Rules) -> None:
    assert {one.erase is GOES for one in rules.columns.values()} in ({True}, {False})


def test_every_reference_to_a_person_is_said_to_belong_or_is_kept_back() -> None:
    for table in TABLES.values():
        rules = RULES[table.name]
        for column in table.columns:
            if any(_leads_to_person(key) for key in column.foreign_keys):
                own = column.name in {one.column for one in rules.belongs}
                assert own or rules.columns[column.name].export.way == "kept back", f"{table.name}.{column.name}"


def _leads_to_person(key: ForeignKey) -> bool:
    return key.column is PERSON.c.id


def test_no_secret_leaves_the_site() -> None:
    given = {f"{rules.name}.{name}" for rules in EVERY for name in rules.exported}
    assert not [name for name in given if any(secret in name.partition(".")[2] for secret in SECRETS)]
    assert not {name for rules in EVERY for name, one in rules.exported.items() if one.kind == "account secret"}


def test_free_text_and_identity_do_not_survive_an_erasure() -> None:
    for rules in EVERY:
        for name, column in rules.columns.items():
            if rules.belongs and column.kind in ("identity", "words", "private words", "account secret"):
                assert column.erase.way != "stays", f"{rules.name}.{name}"


def test_private_words_are_opened_only_in_their_writers_copy() -> None:
    private = {
        (rules.name, name) for rules in EVERY for name, one in rules.columns.items() if one.kind == "private words"
    }
    opened = {
        (rules.name, name) for rules in EVERY for name, one in rules.columns.items() if one.export.way == "opened"
    }
    assert private == opened == {("reflection", "text"), ("practice_note", "text")}


def test_what_tells_a_score_says_whose_attempt_it_is_of() -> None:
    for rules in EVERY:
        scored = [name for name, one in rules.columns.items() if one.export.way == "with the scores"]
        assert bool(scored) == bool(rules.scored)
        assert not rules.scored or rules.scored in rules.exported


def test_sessions_are_kept_no_longer_than_they_last() -> None:
    assert RULES["web_session"].past[0].ages["seen_at"] == IDLE


def test_every_age_is_of_a_column_and_empties_columns_that_may_be_empty() -> None:
    for rules in EVERY:
        for past in rules.past:
            assert past.ages.keys() <= rules.columns.keys()
            assert min(past.ages.values()) >= timedelta()
            assert all(rules.table.c[name].nullable for name in past.clears)


def filled(database: Database) -> AttemptRecord:
    with writing(database) as session:
        return make_everything(session)


def test_the_rules_find_a_row_of_the_person_in_every_table_that_has_theirs(database: Database) -> None:
    person = filled(database).person_id
    with writing(database) as session:
        peer = make_person(session, "Ben").id
    with database.read() as session:
        for rules in EVERY:
            if rules.belongs:
                query = rules.table.select()
                assert session.execute(query.where(theirs(RULES, rules, person))).first(), rules.name
                others = session.execute(query.where(theirs(RULES, rules, peer))).all()
                assert len(others) == (rules.name == "person"), rules.name


def test_a_copy_holds_the_given_columns_of_every_table_and_nothing_else(database: Database) -> None:
    person = filled(database).person_id
    with database.read() as session:
        found = list(copied(session, person, Keys.absent().seal, ()))
    assert {rules.name for rules, _ in found} == {rules.name for rules in EVERY if rules.belongs}
    for rules, content in found:
        assert content.keys() - {"cohort", "assignment", "case"} == rules.exported.keys()


def test_scores_that_wait_are_left_out_wherever_they_would_be_told(database: Database) -> None:
    attempt = filled(database)
    with database.read() as session:
        found = list(copied(session, attempt.person_id, Keys.absent().seal, {attempt.id}))
    for rules, content in found:
        told = {name for name, one in rules.columns.items() if one.export.way == "with the scores"}
        assert not told & content.keys(), rules.name


def test_erasing_leaves_exactly_what_the_rules_let_stay(database: Database) -> None:
    person = filled(database).person_id
    before = rows_of(database, person)
    with writing(database) as session:
        assert erase(session, person, LATER)
    after = rows_of(database, person)
    for rules in EVERY:
        if not rules.belongs:
            continue
        if rules.goes:
            assert before[rules.name]
            assert after[rules.name] == []
            continue
        stays = [name for name, one in rules.columns.items() if one.erase.way == "stays"]
        assert [[row[name] for name in stays] for row in after[rules.name]] == [
            [row[name] for name in stays] for row in before[rules.name]
        ]
        for row in after[rules.name]:
            expected = {name: one.value(LATER) for name, one in rules.becomes.items() if one.value and name != "token"}
            assert {name: row[name] for name in expected} == expected


def test_nobody_is_erased_twice(database: Database) -> None:
    person = filled(database).person_id
    with writing(database) as session:
        assert erase(session, person, LATER)
        assert not erase(session, person, LATER)


def rows_of(database: Database, person: object) -> dict[str, list[dict[str, object]]]:
    """Everything that belongs to a person, by table; invitations by who accepted them, as the address may be gone."""
    found = {}
    with database.read() as session:
        for rules in EVERY:
            if rules.belongs:
                query = rules.table.select().where(theirs(RULES, rules, person))  # type: ignore[arg-type]
                ordered = query.order_by(*rules.table.primary_key.columns)
                found[rules.name] = [dict(row) for row in session.execute(ordered).mappings()]
    return found
