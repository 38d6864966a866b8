"""Publications: the newest of a case holds; whatever is published or retired is noticed."""

from __future__ import annotations

from simulator.storage import publications, versions
from simulator.storage.database import Database
from simulator.storage.publications import Mark
from tests.storage.making import LATER, NOW, make_person, writing

FIRST, SECOND = "a" * 64, "b" * 64


def publish(database: Database, slug: str, version: str, sentence: str = "") -> None:
    with writing(database) as session:
        versions.keep_version(session, slug=slug, version=version, title=slug, text=version, at=NOW)
        publications.add(session, slug=slug, version=version, sentence=sentence, at=NOW)


def mark(database: Database) -> Mark:
    with database.read() as session:
        return publications.mark(session)


def test_the_newest_publication_of_each_case_holds(database: Database) -> None:
    publish(database, "one", FIRST, "First.")
    publish(database, "other", SECOND)
    publish(database, "one", SECOND, "Second.")
    with database.read() as session:
        assert [one.sentence for one in publications.of_slug(session, "one")] == ["Second.", "First."]
        found = publications.newest(session, "one")
        assert found == publications.latest(session)["one"]
        assert found
        assert found.version == SECOND
        assert publications.newest(session, "nothing") is None
        assert publications.from_folder(session) == {"one": SECOND, "other": SECOND}


def test_what_holds_can_be_held_against_others(database: Database) -> None:
    publish(database, "one", FIRST)
    with writing(database) as session:
        found = publications.newest(session, "one", lock=True)
        assert found
        assert found.version == FIRST
        assert publications.newest(session, "nothing", lock=True) is None


def test_a_publication_is_retired_once(database: Database) -> None:
    publish(database, "one", FIRST)
    with writing(database) as session:
        person = make_person(session).id
        number = publications.of_slug(session, "one")[0].number
        assert publications.retire(session, number, person, LATER)
        assert not publications.retire(session, number, person, NOW)
        assert not publications.retire(session, number + 1, person, NOW)
    with database.read() as session:
        (found,) = publications.of_slug(session, "one")
    assert (found.retired_by, found.retired_at) == (person, LATER)


def test_the_mark_changes_with_every_publication_and_retirement(database: Database) -> None:
    marks = [mark(database)]
    for slug in ("one", "one", "other"):
        publish(database, slug, FIRST)
        marks.append(mark(database))
    with writing(database) as session:
        publications.retire(session, marks[-1].newest, make_person(session).id, NOW)
    marks.append(mark(database))
    assert len(set(marks)) == len(marks)


def test_the_mark_changes_when_a_smaller_number_is_committed_later(postgresql: Database) -> None:
    with postgresql.write() as slow:
        versions.keep_version(slow, slug="slow", version=FIRST, title="slow", text=FIRST, at=NOW)
        publications.add(slow, slug="slow", version=FIRST, sentence="", at=NOW)
        publish(postgresql, "quick", SECOND)
        before = mark(postgresql)
        slow.commit()
    after = mark(postgresql)
    assert after.newest == before.newest
    assert after != before
