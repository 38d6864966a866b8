"""What a person may take with them; what is left of somebody who was erased; what goes by itself."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from simulator.storage import audit, cohorts
from simulator.storage.errors import StoreConflict
from simulator.storage.records import PersonRecord
from simulator.storage.tables import (
    ACCOUNT,
    ASSIGNMENT,
    ATTEMPT,
    PERSON,
    TURN,
    TURN_WORDS,
    WEB_SESSION,
)
from simulator.usecases import clinical_reviews, debriefing, practice_notes, practising, privacy
from simulator.usecases.catalogue import Store
from simulator.usecases.copying import as_json
from simulator.usecases.errors import NotFound, Refused, Stale
from simulator.usecases.people import actor as actor_of
from simulator.usecases.verifying import verify
from tests.usecases.erasable import CHANGED, everything, found_in, mark, word
from tests.usecases.trainee import COHORT as AUTUMN
from tests.usecases.trainee import NOW, Trainee, join


def row(store: Store, query: object) -> tuple[object, ...]:
    with store.database.read() as session:
        return tuple(session.execute(query).one())  # type: ignore[call-overload]


def count(store: Store, table: object, *where: object) -> int:
    with store.database.read() as session:
        return len(session.execute(select(table).where(*where)).all())  # type: ignore[call-overload]


def person(store: Store, trainee: Trainee) -> PersonRecord:
    with store.database.read() as session:
        found = session.execute(PERSON.select().where(PERSON.c.id == trainee.actor.id)).one()
    return PersonRecord(**found._mapping)


class TestACopy:
    """Download my data."""

    def test_holds_every_word_the_person_has_left(self, store: Store) -> None:
        marked = mark(store)
        copy = as_json(privacy.copy(store, marked.trainee.actor))
        given = {*marked.words, *marked.private} - {word("session")}  # what a session holds makes pages work
        assert found_in((*marked.words, *marked.private), copy) == given

    def test_holds_nothing_of_anybody_else(self, store: Store) -> None:
        marked, ben = mark(store), join(store, "Ben")
        ben.start()
        assert found_in(marked.all, as_json(privacy.copy(store, ben.actor))) == set()

    def test_holds_no_secret_and_no_sealed_text(self, store: Store) -> None:
        marked = mark(store)
        copy = as_json(privacy.copy(store, marked.trainee.actor))
        with store.database.read() as session:
            account = session.execute(ACCOUNT.select()).one()
            session_row = session.execute(WEB_SESSION.select()).one()
            tokens = session.execute(select(ATTEMPT.c.token).union(select(TURN.c.token))).scalars().all()
        secrets = (account.password, account.uniquifier, account.passkey_handle, session_row.token_hash, *tokens)
        assert found_in((*secrets, *marked.sealed, "argon2", "f1:g"), copy) == set()

    def test_says_what_its_keys_mean_and_what_was_kept_back(self, store: Store) -> None:
        copy = json.loads(as_json(privacy.copy(store, mark(store).trainee.actor, NOW)))
        assert copy["made_at"] == "2026-11-23T09:30:00+00:00"
        for table, rows in copy["data"].items():
            for one in rows:
                assert one.keys() <= copy["keys"][table]["keys"].keys()
        assert copy["kept_back"]["account.password"]["why"]

    def test_names_gauges_levels_and_scores(self, ada: Trainee) -> None:
        ada.start()
        ada.play_to_the_end("hold-the-gate", "stay-with-it")
        data = json.loads(as_json(privacy.copy(ada.store, ada.actor)))["data"]
        assert data["attempt"][0]["case"] == "A walk"
        assert data["attempt"][0]["scores"]["attunement"]["turns"] == 2
        assert data["turn"][0]["marks"]["attunement"] == {"level": "advanced", "best": "advanced"}
        assert data["turn"][0]["state"]["gauges"]["safeness"] == 5

    def test_is_noted_in_the_log(self, ada: Trainee) -> None:
        privacy.copy(ada.store, ada.actor)
        (entry,) = (one for one in privacy.entries(ada.store, ada.actor)[0] if one.action == "data downloaded")
        assert (entry.by_self, entry.about_self) == (True, True)

    def test_says_so_where_a_note_cannot_be_opened(self, ada: Trainee) -> None:
        practice_notes.keep(ada.store, ada.actor, "three-breaths", 3, uuid4(), "mine")
        with ada.store.database.write() as session:
            session.exec_driver_sql("UPDATE practice_note SET text = 'f1:gAAAAAnonsense'")
            session.commit()
        data = json.loads(as_json(privacy.copy(ada.store, ada.actor)))["data"]
        assert data["practice_note"][0]["text"] is None

    @pytest.mark.parametrize(
        ("release", "due", "finished", "shown"),
        [
            ("at once", 7, True, True),
            ("at once", 7, False, False),
            ("at the due time", 7, True, False),
            ("at the due time", -7, True, True),
            ("by the supervisor", -7, True, False),
            ("by the supervisor", 7, True, False),
        ],
    )
    def test_tells_scores_only_when_they_are_released(
        self, sqlite_store: Store, release: str, due: int, finished: bool, shown: bool
    ) -> None:
        store = sqlite_store
        ada = assessed(store, release, due, finished=finished)
        copy = json.loads(as_json(privacy.copy(store, ada.actor, NOW)))
        (attempt,), turns = copy["data"]["attempt"], copy["data"]["turn"]
        assert [name in attempt for name in ("scores", "state", "start_gauges")] == [shown] * 3
        for turn in turns:
            assert [name in turn for name in ("marks", "state", "took_over", "left_window")] == [shown] * 4
            assert turn["response"]
        assert copy["without_scores"]["attempts"] == ([] if shown else [str(ada.attempt)])

    def test_tells_scores_that_a_supervisor_has_released(self, sqlite_store: Store) -> None:
        ada = assessed(sqlite_store, "by the supervisor", 7)
        with sqlite_store.database.write() as session:
            session.execute(update(ATTEMPT).values(released_at=NOW))
            session.commit()
        assert "scores" in json.loads(as_json(privacy.copy(sqlite_store, ada.actor, NOW)))["data"]["attempt"][0]

    def test_is_not_made_for_somebody_who_is_gone(self, ada: Trainee) -> None:
        privacy.erase_self(ada.store, ada.actor, "Ada")
        with pytest.raises(NotFound):
            privacy.copy(ada.store, ada.actor)


def assessed(store: Store, release: str, due: int, *, finished: bool = True) -> Trainee:
    """Somebody who has played an assigned assessment, which is due in (or was due before) so many days."""
    ada = join(store, "Ada")
    ada.start(mode="assessment")
    ada.play("hold-the-gate")
    if finished:
        ada.play_to_the_end("stay-with-it")
    assignment = uuid4()
    values = {"id": assignment, "cohort_id": AUTUMN, "title": "First", "note": "", "mode": "assessment"}
    values |= {"opens_at": NOW - timedelta(days=30), "due_at": NOW + timedelta(days=due), "time_zone": "UTC"}
    values |= {"attempts_allowed": None, "in_order": False, "focus": [], "own_words": False, "reasons": False}
    values |= {"release": release, "created_by": None, "created_at": NOW, "updated_at": NOW, "withdrawn_at": None}
    with store.database.write() as session:
        session.execute(ASSIGNMENT.insert(), values)
        if store.database.on_sqlite:
            session.exec_driver_sql("DROP TRIGGER attempt_fixed")  # it is begun so, never made so; for the test's sake
        session.execute(update(ATTEMPT).where(ATTEMPT.c.id == ada.attempt).values(assignment_id=assignment))
        session.commit()
    return ada


class TestErasing:
    """What is left of somebody who was erased."""

    def test_leaves_no_word_in_the_database_its_log_or_the_logs(
        self, store: Store, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
    ) -> None:
        caplog.set_level(logging.DEBUG)
        marked = mark(store)
        assert found_in(marked.words + marked.sealed, everything(store.database)) == {*marked.words, *marked.sealed}
        privacy.erase_self(store, marked.trainee.actor, word("name"))
        assert found_in(marked.all + tuple(map(word, CHANGED)), everything(store.database)) == set()
        assert "kanari" not in everything(store.database)
        logged = caplog.text + "".join(capsys.readouterr())
        assert "kanari" not in logged

    def test_leaves_no_word_in_the_copies_of_others(self, store: Store) -> None:
        marked = mark(store)
        root = join(store, "Root", "administrator")
        privacy.erase_person(store, root.actor, marked.trainee.actor.id, word("name"))
        assert "kanari" not in as_json(privacy.copy(store, root.actor))

    def test_leaves_turns_that_still_verify(self, store: Store) -> None:
        marked = mark(store)
        before = verify(store)
        privacy.erase_self(store, marked.trainee.actor, word("name"))
        assert verify(store) == before
        assert before.discrepancies == ()
        assert before.turns == 2

    def test_leaves_numbers_and_takes_the_words(self, store: Store) -> None:
        marked = mark(store)
        turns, rated = count(store, TURN), count(store, ATTEMPT, ATTEMPT.c.scores.is_not(None))
        privacy.erase_self(store, marked.trainee.actor, word("name"), NOW)
        assert (count(store, TURN), count(store, ATTEMPT, ATTEMPT.c.scores.is_not(None))) == (turns, rated)
        assert count(store, TURN_WORDS) == count(store, ATTEMPT, ATTEMPT.c.said.is_not(None)) == 0
        gone = person(store, marked.trainee)
        assert (gone.name, gone.slug, gone.locale, gone.time_zone, gone.erased_at) == ("", None, "", "", NOW)

    def test_takes_account_sessions_roles_and_keeps_one_entry_about_it(self, store: Store) -> None:
        marked = mark(store)
        own = marked.trainee.actor.id
        privacy.erase_self(store, marked.trainee.actor, word("name"))
        assert actor_of(store, own) is None
        assert count(store, ACCOUNT) == count(store, WEB_SESSION) == 0
        with store.database.read() as session:
            entries = audit.entries(session, {"person_id": own})
        (last,) = (one for one in entries if one.action == "erased")
        assert (last.actor_id, last.detail) == (own, {})

    @pytest.mark.parametrize("typed", ["", "Adam", "ad", "A d a"])
    def test_needs_the_name(self, sqlite_store: Store, typed: str) -> None:
        ada = join(sqlite_store, "Ada")
        with pytest.raises(Refused, match="Nothing was erased") as refused:
            privacy.erase_self(sqlite_store, ada.actor, typed)
        assert refused.value.kept == typed
        assert actor_of(sqlite_store, ada.actor.id)

    def test_does_not_mind_capitals_and_spaces_in_the_name(self, sqlite_store: Store) -> None:
        ada = join(sqlite_store, "Ada Lovelace")
        privacy.erase_self(sqlite_store, ada.actor, "  ada   lovelace ")
        assert actor_of(sqlite_store, ada.actor.id) is None

    def test_is_refused_to_the_only_administrator(self, store: Store) -> None:
        root = join(store, "Root", "administrator")
        with pytest.raises(Refused, match="only administrator"):
            privacy.erase_self(store, root.actor, "Root")
        other = join(store, "Other", "administrator")
        privacy.erase_self(store, root.actor, "Root")
        with pytest.raises(Refused, match="only administrator"):
            privacy.erase_self(store, other.actor, "Other")

    def test_of_two_administrators_at_once_lets_one_stay(self, store: Store) -> None:
        both = [join(store, name, "administrator") for name in ("One", "Two")]
        refusals = at_once([partial(privacy.erase_self, store, one.actor, one.actor.name) for one in both])
        assert sum(isinstance(one, Refused) for one in refusals) == 1
        assert sum(actor_of(store, one.actor.id) is not None for one in both) == 1

    def test_of_somebody_else_is_for_administrators_alone(self, store: Store) -> None:
        ada = join(store, "Ada")
        for role in ("trainee", "course leader", "supervisor"):
            with pytest.raises(NotFound):
                privacy.erase_person(store, join(store, "Somebody", role).actor, ada.actor.id, "Ada")
        root = join(store, "Root", "administrator")
        with pytest.raises(NotFound):
            privacy.erase_person(store, root.actor, root.actor.id, "Root")
        with pytest.raises(NotFound):
            privacy.erase_person(store, root.actor, uuid4(), "Root")
        with pytest.raises(Refused):
            privacy.erase_person(store, root.actor, ada.actor.id, "Adam")
        privacy.erase_person(store, root.actor, ada.actor.id, "Ada")
        with pytest.raises(NotFound):
            privacy.erase_person(store, root.actor, ada.actor.id, "")
        assert [one.by_self for one in privacy.entries(store, root.actor)[0] if one.action == "erased"] == [True]

    def test_by_somebody_who_is_no_administrator_any_more_is_refused(self, store: Store) -> None:
        ada, root = join(store, "Ada"), join(store, "Root", "administrator")
        with store.database.write() as session:
            session.execute(update(PERSON).where(PERSON.c.id == root.actor.id).values(administrator=False))
            session.commit()
        with pytest.raises(NotFound):
            privacy.erase_person(store, root.actor, ada.actor.id, "Ada")

    def test_twice_is_not_found(self, ada: Trainee) -> None:
        privacy.erase_self(ada.store, ada.actor, "Ada")
        with pytest.raises(NotFound):
            privacy.erase_self(ada.store, ada.actor, "Ada")

    def test_keeps_clinical_reviews_with_nobody_as_their_recorder(self, store: Store) -> None:
        cem, dia = join(store, "Cem", "course leader"), join(store, "Dia", "course leader")
        case = store.catalogue.current["walk"]
        clinical_reviews.record(store, cem.actor, "walk", case.version, uuid4(), "A clinician", "Read.")
        privacy.erase_self(store, cem.actor, "Cem")
        (review,) = clinical_reviews.reviewed_case(store, dia.actor, "walk").reviews
        assert (review.reviewer, review.recorded_by) == ("A clinician", "")


class TestWhatWasUnderWay:
    """Requests that had been let in when their person was erased."""

    def test_a_running_attempt_just_stops(self, store: Store) -> None:
        marked = mark(store)
        ada, attempt = marked.trainee, marked.open_attempt
        token = ada.token
        privacy.erase_self(store, ada.actor, word("name"))
        with pytest.raises(Stale):
            practising.respond(store, ada.actor, attempt, token, "hold-the-gate", "late words")
        with pytest.raises(Stale):
            practising.say(store, ada.actor, attempt, token, "late words")
        assert "late words" not in everything(store.database)
        assert verify(store).discrepancies == ()

    def test_nothing_new_is_kept_about_somebody_who_is_gone(self, store: Store) -> None:
        ada, finished = (marked := mark(store)).trainee, marked.finished
        ada.attempt = finished
        privacy.erase_self(store, ada.actor, word("name"))
        late: list[Callable[[], object]] = [
            lambda: practice_notes.keep(store, ada.actor, "three-breaths", 3, uuid4(), "late words"),
            lambda: debriefing.reflect(store, ada.actor, finished, "late words"),
            lambda: practising.start(store, ada.actor, "walk", "practice", uuid4(), say_first=False),
            lambda: member(store, ada),
        ]
        for one in late:
            with pytest.raises((StoreConflict, NotFound)):
                one()
        assert "late words" not in everything(store.database)

    def test_an_erased_person_stays_as_they_are(self, ada: Trainee) -> None:
        privacy.erase_self(ada.store, ada.actor, "Ada")
        with pytest.raises(StoreConflict):
            rename(ada)

    @pytest.mark.parametrize("_again", range(4))
    def test_a_turn_at_the_same_moment_comes_before_or_is_refused(self, store: Store, _again: int) -> None:
        marked = mark(store)
        ada, token = marked.trainee, marked.trainee.token
        answer, erasing = at_once(
            [
                lambda: practising.respond(store, ada.actor, marked.open_attempt, token, "hold-the-gate", "late words"),
                lambda: privacy.erase_self(store, ada.actor, word("name")),
            ]
        )
        assert erasing is None
        assert answer is None or isinstance(answer, Stale)
        assert count(store, TURN) == 2 + (answer is None)
        assert found_in((*marked.all, "late words"), everything(store.database)) == set()
        assert verify(store).discrepancies == ()

    @pytest.mark.parametrize("_again", range(4))
    def test_a_reflection_at_the_same_moment_goes_too_or_is_refused(self, store: Store, _again: int) -> None:
        marked = mark(store)
        ada = marked.trainee
        note, erasing = at_once(
            [
                lambda: debriefing.reflect(store, ada.actor, marked.finished, "late words"),
                lambda: privacy.erase_self(store, ada.actor, word("name")),
            ]
        )
        assert erasing is None
        assert note is None or isinstance(note, StoreConflict)
        with store.database.read() as session:
            assert session.exec_driver_sql("SELECT count(*) FROM reflection").scalar() == 0

    @pytest.mark.parametrize("_again", range(4))
    def test_a_note_at_the_same_moment_goes_too_or_is_refused(self, store: Store, _again: int) -> None:
        ada = join(store, "Ada")
        note, erasing = at_once(
            [
                lambda: practice_notes.keep(store, ada.actor, "three-breaths", 3, uuid4(), "late words"),
                lambda: privacy.erase_self(store, ada.actor, "Ada"),
            ]
        )
        assert erasing is None
        assert note is None or isinstance(note, StoreConflict)
        with store.database.read() as session:
            assert session.exec_driver_sql("SELECT count(*) FROM practice_note").scalar() == 0


def rename(trainee: Trainee) -> None:
    with trainee.store.database.write() as session:
        session.execute(update(PERSON).where(PERSON.c.id == trainee.actor.id).values(name=trainee.actor.name))
        session.commit()


def member(store: Store, trainee: Trainee) -> None:
    with store.database.write() as session:
        cohorts.add_member(session, AUTUMN, trainee.actor.id, "supervisor", NOW)
        session.commit()


def at_once(deeds: list[Callable[[], object]]) -> list[BaseException | None]:
    """Do all of this at the same moment; what each raised."""
    start, raised = Barrier(len(deeds)), [None] * len(deeds)

    def run(place: int) -> None:
        start.wait()
        try:
            deeds[place]()
        except Exception as error:  # noqa: BLE001 - whatever it is, the test looks at it
            raised[place] = error  # type: ignore[call-overload]

    threads = [Thread(target=run, args=(place,)) for place in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return list(raised)
