"""The text of a version is kept once and never changes."""

from simulator.storage import versions
from simulator.storage.database import Database
from simulator.storage.records import VersionRecord
from tests.storage.making import NOW, SCENARIO, TEXT, writing

VERSION = SCENARIO.version


def test_a_kept_version_gives_back_its_text_to_the_letter(database: Database) -> None:
    awkward = "100% ‘sure’; -- “she” said\r\n\ttabs, 漢字, 🙂, %s, :name, ?, \\, \u2028, é\n"
    with writing(database) as session:
        versions.keep_version(session, slug="odd", version="a" * 64, title="50% off", text=awkward, at=NOW)
    with database.read() as session:
        assert versions.version_of(session, "a" * 64) == VersionRecord("odd", awkward)
        assert versions.known_versions(session) == {"a" * 64}


def test_keeping_a_version_again_changes_nothing(database: Database) -> None:
    for slug, text in ((SCENARIO.slug, TEXT), ("copied-elsewhere", "another text")):
        with writing(database) as session:
            versions.keep_version(session, slug=slug, version=VERSION, title="t", text=text, at=NOW)
    with database.read() as session:
        assert versions.version_of(session, VERSION) == VersionRecord(SCENARIO.slug, TEXT)


def test_an_unknown_version_has_no_text(database: Database) -> None:
    with database.read() as session:
        assert versions.version_of(session, "f" * 64) is None
