"""What goes by itself, because it has been kept as long as it is to be; and the files of a SQLite database."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from simulator.storage import audit, sessions
from simulator.storage.database import Database
from simulator.storage.errors import StoreUnavailable
from simulator.storage.sessions import SessionRecord
from simulator.storage.tables import (
    ATTEMPT,
    COHORT,
    INVITATION,
    MEMBERSHIP,
    PERSON,
    SIGN_IN_FAILURE,
    WEB_SESSION,
)
from simulator.usecases import privacy
from simulator.usecases.catalogue import Store
from simulator.usecases.people import actor as actor_of
from simulator.usecases.privacy import sweep
from tests.usecases.erasable import everything, found_in, mark, word
from tests.usecases.trainee import COHORT as AUTUMN
from tests.usecases.trainee import NOW, Trainee, join

DAY = timedelta(days=1)
YEARS = 1095 * DAY


def swept(store: Store, days: int = 0, **options: bool) -> dict[str, int]:
    return {one.what: one.rows for one in sweep(store.database, days, NOW, **options) if one.rows}


def ids(store: Store, table: object) -> set[UUID]:
    with store.database.read() as session:
        return set(session.execute(select(table.c.id)).scalars())  # type: ignore[attr-defined]


def every_row(store: Store) -> list[object]:
    with store.database.read() as session:
        return [tuple(row) for table in PERSON.metadata.sorted_tables for row in session.execute(table.select())]


def begin_session(store: Store, person: UUID, seen_ago: timedelta, ends_in: timedelta) -> UUID:
    ends = NOW + ends_in
    begun = NOW - seen_ago
    row = SessionRecord(
        uuid4(), uuid4().hex, None, begun, False, person, "", "Firefox", begun, begun, ends
    )  # fmt: skip
    with store.database.write() as session:
        sessions.add_session(session, row)
        session.commit()
    return row.id


def invite(store: Store, expires_ago: timedelta, withdrawn_ago: timedelta | None = None) -> UUID:
    values = {"id": uuid4(), "email": "ada@example.org", "cohort_id": AUTUMN, "role": "trainee", "created_by": None}
    values |= {"created_at": NOW - expires_ago - 14 * DAY, "expires_at": NOW - expires_ago, "accepted_by": None}
    values |= {"accepted_at": None, "withdrawn_at": None if withdrawn_ago is None else NOW - withdrawn_ago}
    with store.database.write() as session:
        session.execute(INVITATION.insert(), values)
        session.commit()
    return UUID(str(values["id"]))


class TestWhatGoesInTime:
    """Rows that have been kept long enough."""

    def test_ended_sessions(self, store: Store, ada: Trainee) -> None:
        hour = timedelta(hours=1)
        alive = begin_session(store, ada.actor.id, hour, hour)
        begin_session(store, ada.actor.id, 3 * hour, hour)
        begin_session(store, ada.actor.id, hour, -hour)
        assert swept(store) == {"ended sessions": 2}
        assert ids(store, WEB_SESSION) == {alive}

    def test_failed_attempts_to_sign_in(self, store: Store) -> None:
        young, old = uuid4(), uuid4()
        with store.database.write() as session:
            for one, at in ((young, NOW - DAY + timedelta(minutes=1)), (old, NOW - DAY - timedelta(minutes=1))):
                session.execute(SIGN_IN_FAILURE.insert(), {"id": one, "account_key": "0f" * 32, "at": at})
            session.commit()
        assert swept(store) == {"failed attempts to sign in": 1}
        assert ids(store, SIGN_IN_FAILURE) == {young}

    @pytest.mark.usefixtures("ada")
    def test_invitations_lose_their_address_first(self, store: Store) -> None:
        waits, fresh = invite(store, -10 * DAY), invite(store, 29 * DAY)
        over, withdrawn = invite(store, 31 * DAY), invite(store, -10 * DAY, 31 * DAY)
        invite(store, 366 * DAY)
        assert swept(store) == {"addresses of ended invitations": 3, "ended invitations": 1}
        with store.database.read() as session:
            left = {row.id: row.email for row in session.execute(INVITATION.select())}
        assert left == {waits: "ada@example.org", fresh: "ada@example.org", over: None, withdrawn: None}

    def test_entries_of_the_audit_log(self, store: Store, ada: Trainee) -> None:
        with store.database.write() as session:
            audit.note(session, "old", NOW - YEARS - DAY, actor=None, person=ada.actor.id)
            audit.note(session, "young", NOW - YEARS + DAY, actor=None, person=ada.actor.id)
            session.commit()
        assert swept(store) == {"entries of the audit log": 1}
        assert [one.action for one in privacy.entries(store, ada.actor)[0]] == ["young"]

    def test_a_dry_run_says_the_same_and_changes_nothing(self, store: Store, ada: Trainee) -> None:
        grow_old(store, ada)
        begin_session(store, ada.actor.id, 1000 * DAY, -DAY)
        invite(store, 366 * DAY)
        with store.database.write() as session:
            session.execute(WEB_SESSION.update().values(seen_at=NOW - 2000 * DAY))
            session.commit()
        before = every_row(store)
        told = swept(store, 1095, dry=True)
        assert every_row(store) == before
        done = swept(store, 1095)
        # of somebody who is erased nothing is left to be swept
        assert told == {**done, "ended sessions": 1}
        assert done["people in whose account nothing happened"] == 1

    def test_sweeping_again_finds_nothing(self, store: Store, ada: Trainee) -> None:
        grow_old(store, ada)
        invite(store, 366 * DAY)
        assert swept(store, 1095)
        assert swept(store, 1095) == {}


def grow_old(store: Store, trainee: Trainee, since: timedelta = 2000 * DAY) -> None:
    """Let their account and their cohort be of long ago."""
    with store.database.write() as session:
        session.execute(update(PERSON).where(PERSON.c.id == trainee.actor.id).values(created_at=NOW - since))
        session.execute(COHORT.update().values(starts_on=date(2015, 1, 1), ends_on=date(2016, 1, 1)))
        session.commit()


class TestInactivePeople:
    """Accounts in which nothing has happened for years."""

    def test_are_erased(self, store: Store, ada: Trainee, ben: Trainee) -> None:
        grow_old(store, ada)
        assert swept(store, 1095) == {"people in whose account nothing happened": 1}
        assert actor_of(store, ada.actor.id) is None
        assert actor_of(store, ben.actor.id) is not None
        with store.database.read() as session:
            (entry,) = audit.entries(session, {"person_id": ada.actor.id})
        assert (entry.action, entry.actor_id) == ("erased", None)

    @pytest.mark.parametrize("days", [0, 2500])
    def test_are_kept_where_the_institute_wants_it(self, store: Store, ada: Trainee, days: int) -> None:
        grow_old(store, ada)
        assert swept(store, days) == {}

    def test_do_not_go_when_they_have_signed_in_since(self, store: Store, ada: Trainee) -> None:
        grow_old(store, ada)
        with store.database.write() as session:
            audit.note(session, "signed in", NOW - YEARS + DAY, actor=ada.actor.id, person=ada.actor.id)
            session.commit()
        assert swept(store, 1095) == {}

    def test_do_not_go_when_they_have_played_since(self, store: Store, ada: Trainee) -> None:
        ada.start()
        grow_old(store, ada)
        with store.database.write() as session:
            session.execute(ATTEMPT.update().values(updated_at=NOW - YEARS + DAY))
            session.commit()
        assert swept(store, 1095) == {}

    def test_do_not_go_while_their_cohort_goes_on(self, store: Store, ada: Trainee) -> None:
        grow_old(store, ada)
        with store.database.write() as session:
            session.execute(COHORT.update().values(ends_on=NOW.date()))
            session.commit()
        assert swept(store, 1095) == {}
        with store.database.write() as session:
            session.execute(COHORT.update().values(archived_at=NOW))
            session.commit()
        assert swept(store, 1095) == {"people in whose account nothing happened": 1}

    def test_do_not_go_when_they_administer_the_site(self, store: Store) -> None:
        root = join(store, "Root", "administrator")
        grow_old(store, root)
        assert swept(store, 1095) == {}

    def test_what_others_did_with_them_does_not_keep_them(self, store: Store, ada: Trainee) -> None:
        grow_old(store, ada)
        root = join(store, "Root", "administrator")
        with store.database.write() as session:
            audit.note(session, "role given", NOW - DAY, actor=root.actor.id, person=ada.actor.id, role="trainee")
            session.execute(MEMBERSHIP.delete())
            session.commit()
        assert swept(store, 1095) == {"people in whose account nothing happened": 1}


class TestTheFiles:
    """SQLite keeps old pages in its log, and old words in pages, until they are taken out."""

    def test_would_keep_words_if_they_were_not_scrubbed(
        self, sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        marked = mark(sqlite_store)
        monkeypatch.setattr(Database, "scrub", lambda _: True)
        privacy.erase_self(sqlite_store, marked.trainee.actor, word("name"))
        assert found_in(marked.words, everything(sqlite_store.database))

    def test_are_scrubbed_by_the_next_sweep_if_somebody_was_reading(self, sqlite_store: Store) -> None:
        store = sqlite_store
        marked = mark(store)
        with store.database.read() as session:
            session.execute(select(PERSON.c.id)).all()
            privacy.erase_self(store, marked.trainee.actor, word("name"))
            assert found_in(marked.words, everything(store.database))
        sweep(store.database, 0, NOW)
        assert "kanari" not in everything(store.database)

    def test_that_cannot_be_written_do_not_undo_an_erasure(
        self, sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(_: Database) -> bool:
            raise StoreUnavailable("disk full")

        ada = join(sqlite_store, "Ada")
        monkeypatch.setattr(Database, "scrub", refuse)
        privacy.erase_self(sqlite_store, ada.actor, "Ada")
        assert actor_of(sqlite_store, ada.actor.id) is None

    def test_are_small_afterwards(self, sqlite_store: Store) -> None:
        mark(sqlite_store)
        assert sqlite_store.database.scrub()
        with open(f"{sqlite_store.database.url.database}-wal", "rb") as log:  # noqa: PTH123
            assert log.read() == b""

    def test_on_postgresql_are_its_own_affair(self, postgresql_database_url: str) -> None:
        database = Database(postgresql_database_url)
        assert database.scrub()
        database.close()
