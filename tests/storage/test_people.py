"""People are found by id and by the name they sign in with."""

from uuid import uuid4

import pytest

from simulator.storage import people
from simulator.storage.database import Database
from simulator.storage.errors import StoreConflict
from tests.storage.making import NOW, writing


def test_a_person_is_found_by_id_and_by_slug_as_they_were_added(database: Database) -> None:
    with writing(database) as session:
        added = people.add_person(session, name="Zoë Ångström-李 🙂", slug="zoe", at=NOW)
    with database.read() as session:
        assert people.person(session, added.id) == added
        assert people.person_by_slug(session, "zoe") == added


def test_nobody_is_found_under_an_unknown_id_or_slug(database: Database) -> None:
    with database.read() as session:
        assert people.person(session, uuid4()) is None
        assert people.person_by_slug(session, "' OR 1=1 --") is None


def test_a_slug_belongs_to_one_person(database: Database) -> None:
    with writing(database) as session:
        first = people.add_person(session, name="Ada", slug="ada", at=NOW)
    with pytest.raises(StoreConflict), writing(database) as session:
        people.add_person(session, name="Another Ada", slug="ada", at=NOW)
    with database.read() as session:
        assert people.people(session) == (first,)


def test_everybody_is_listed_by_name(database: Database) -> None:
    with writing(database) as session:
        for name in ("Cy", "Ada", "Ben"):
            people.add_person(session, name=name, slug=name.lower(), at=NOW)
    with database.read() as session:
        assert [person.name for person in people.people(session)] == ["Ada", "Ben", "Cy"]
