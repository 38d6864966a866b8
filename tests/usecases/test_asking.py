"""A trainee asks supervisors to read an attempt or to talk about it, and takes it back."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from simulator.storage import help_requests, queued
from simulator.storage.cohorts import add_member
from simulator.storage.review_records import SUPERVISION, QueuedRecord
from simulator.usecases import asking, cohorts, reviewing
from simulator.usecases.asking import CONVERSATION, READING
from simulator.usecases.catalogue import Store
from simulator.usecases.cohorts import renewed
from simulator.usecases.errors import NotFound, Refused
from simulator.usecases.people import ADMINISTRATOR, SUPERVISOR, TRAINEE
from simulator.usecases.queue import QueueFilters, neighbours, queue
from simulator.usecases.review_tasks import TaskKey
from simulator.usecases.reviewing import Changes, LevelKey
from tests.usecases.given import WEEK, assign, begin, close
from tests.usecases.trainee import COHORT, NOW, OTHER, Trainee, join, made_elsewhere

LATER = NOW + WEEK


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    return sqlite_store


def played(trainee: Trainee) -> UUID:
    attempt = trainee.start()
    trainee.play_to_the_end("hold-the-gate", "stay-with-it")
    return attempt


def place_of(store: Store, attempt: UUID) -> QueuedRecord | None:
    with store.database.read() as session:
        return queued.queued(session, attempt)


def asked(trainee: Trainee, attempt: UUID, kind: str = READING, note: str = "", cohort: UUID | None = None) -> UUID:
    return asking.ask(trainee.store, trainee.actor, attempt, kind, note, cohort, LATER)


def rated(supervisor: Trainee, attempt: UUID) -> TaskKey:
    """A draft of a review."""
    key = TaskKey(SUPERVISION, attempt)
    reviewing.save(supervisor.store, supervisor.actor, key, Changes({LevelKey(1, "attunement"): 2}))
    return key


def joins_other(trainee: Trainee) -> None:
    """Somebody practises in another cohort as well."""
    with trainee.store.database.write() as session:
        add_member(session, OTHER, trainee.actor.id, TRAINEE, NOW)
        trainee.actor = renewed(session, trainee.actor)
        session.commit()


class TestAnAttemptOfOnesOwnChoice:
    """Nobody else's, until one asks."""

    def test_is_read_by_supervisors_only_after_one_has_asked(self, ada: Trainee, supervisor: Trainee) -> None:
        attempt = played(ada)
        with pytest.raises(NotFound):
            reviewing.may_read(ada.store, supervisor.actor, attempt)
        assert not asking.asking(ada.store, ada.actor, attempt).shared
        asked(ada, attempt, note=" The second moment. ")
        place = reviewing.may_read(ada.store, supervisor.actor, attempt)
        assert (place.cohort_id, place.asked_at, place.harmful, place.lowest) == (COHORT, LATER, 0, None)
        (one,) = asking.asking(ada.store, ada.actor, attempt).asked
        assert (one.kind, one.note) == (READING, "The second moment.")

    def test_leaves_nothing_behind_when_nobody_has_begun_to_read(self, ada: Trainee, supervisor: Trainee) -> None:
        attempt = played(ada)
        one, other = asked(ada, attempt), asked(ada, attempt, CONVERSATION)
        assert not asking.withdraw(ada.store, ada.actor, attempt, one)
        assert reviewing.may_read(ada.store, supervisor.actor, attempt)
        assert asking.withdraw(ada.store, ada.actor, attempt, other)
        assert place_of(ada.store, attempt) is None
        with pytest.raises(NotFound):
            reviewing.may_read(ada.store, supervisor.actor, attempt)
        assert asking.withdraw(ada.store, ada.actor, attempt, other), "twice is the same"

    @pytest.mark.parametrize("finished", [False, True])
    def test_stays_with_who_has_begun_to_read(self, ada: Trainee, supervisor: Trainee, *, finished: bool) -> None:
        attempt = played(ada)
        one = asked(ada, attempt)
        key = rated(supervisor, attempt)
        if finished:
            reviewing.finish(ada.store, supervisor.actor, key)
        assert not asking.withdraw(ada.store, ada.actor, attempt, one)
        place = place_of(ada.store, attempt)
        assert place is not None
        assert place.asked_at is None

    @pytest.mark.usefixtures("supervisor")
    def test_can_be_asked_about_again_after_it_was_taken_back(self, ada: Trainee) -> None:
        attempt = played(ada)
        first = asked(ada, attempt)
        asking.withdraw(ada.store, ada.actor, attempt, first)
        assert asked(ada, attempt) != first
        assert place_of(ada.store, attempt)


class TestAsking:
    """Whom, for what, and what is refused."""

    @pytest.mark.usefixtures("supervisor")
    def test_twice_for_the_same_is_one_request_with_the_later_note(self, ada: Trainee) -> None:
        attempt = played(ada)
        first = asked(ada, attempt, note="The gate.")
        assert asked(ada, attempt) == first
        assert [one.note for one in asking.asking(ada.store, ada.actor, attempt).asked] == ["The gate."]
        assert asked(ada, attempt, note="The bench.") == first
        assert [one.note for one in asking.asking(ada.store, ada.actor, attempt).asked] == ["The bench."]
        assert asked(ada, attempt, CONVERSATION) != first
        assert asking.asking(ada.store, ada.actor, attempt).left == ()

    @pytest.mark.usefixtures("supervisor")
    def test_an_assigned_attempt_goes_to_the_cohort_of_its_assignment(self, leader: Trainee, ada: Trainee) -> None:
        made_elsewhere(ada.store)
        join(ada.store, "Else", SUPERVISOR, cohort=OTHER)
        joins_other(ada)
        attempt = begin(ada, assign(leader))
        close(ada)
        (readers,) = asking.asking(ada.store, ada.actor, attempt).readers
        assert (readers.cohort_id, readers.names) == (COHORT, ("Ilse",))
        with pytest.raises(Refused, match="choose the cohort"):
            asked(ada, attempt, cohort=OTHER)
        asked(ada, attempt)
        place = place_of(ada.store, attempt)
        assert place is not None
        assert (place.cohort_id, place.asked_at) == (COHORT, LATER)
        asking.withdraw(ada.store, ada.actor, attempt, asking.asking(ada.store, ada.actor, attempt).asked[0].id)
        assert place_of(ada.store, attempt), "an assigned attempt stays in the queue"

    @pytest.mark.usefixtures("supervisor")
    def test_who_is_in_two_cohorts_says_which(self, store: Store, ada: Trainee) -> None:
        made_elsewhere(store)
        join(store, "Else", SUPERVISOR, cohort=OTHER)
        joins_other(ada)
        attempt = played(ada)
        for cohort in (None, uuid4()):
            with pytest.raises(Refused, match="choose the cohort") as refused:
                asked(ada, attempt, note="Kept.", cohort=cohort)
            assert refused.value.kept == "Kept."
        asked(ada, attempt, cohort=OTHER)
        place = place_of(store, attempt)
        assert place is not None
        assert place.cohort_id == OTHER
        (only,) = asking.asking(store, ada.actor, attempt).readers
        assert only.cohort_id == OTHER, "the others cannot read it"

    def test_without_a_supervisor_nobody_is_asked(self, store: Store, ada: Trainee) -> None:
        attempt = played(ada)
        with pytest.raises(Refused, match="no supervisor"):
            asked(ada, attempt)
        alone = join(store, "Alone", SUPERVISOR, TRAINEE)
        own = played(alone)
        with pytest.raises(Refused, match="no supervisor"):
            asked(alone, own)
        asked(ada, attempt)
        admin = join(store, "Ravi", ADMINISTRATOR)
        cohorts.archive(store, admin.actor, COHORT)
        assert asking.asking(store, ada.actor, attempt).readers == ()
        with pytest.raises(Refused, match="no supervisor"):
            asked(ada, attempt, CONVERSATION)

    @pytest.mark.usefixtures("supervisor")
    def test_only_finished_attempts_of_ones_own(self, ada: Trainee, ben: Trainee) -> None:
        unfinished = ada.start()
        finished = played(ben)
        request = asked(ben, finished)
        other = asked(ben, played(ben))
        for attempt in (unfinished, finished, uuid4()):
            with pytest.raises(NotFound):
                asked(ada, attempt)
            with pytest.raises(NotFound):
                asking.asking(ada.store, ada.actor, attempt)
            with pytest.raises(NotFound):
                asking.withdraw(ada.store, ada.actor, attempt, request)
        with pytest.raises(NotFound):
            asking.withdraw(ben.store, ben.actor, finished, other)

    @pytest.mark.parametrize(("kind", "note"), [("money", ""), ("", ""), (READING, "x" * 4_001), (READING, "a\0b")])
    @pytest.mark.usefixtures("supervisor")
    def test_bad_input_is_refused_and_writes_nothing(self, ada: Trainee, kind: str, note: str) -> None:
        attempt = played(ada)
        with pytest.raises(Refused):
            asked(ada, attempt, kind, note)
        assert place_of(ada.store, attempt) is None


def test_a_released_review_answers_a_reading_but_not_a_conversation(ada: Trainee, supervisor: Trainee) -> None:
    attempt = played(ada)
    asked(ada, attempt)
    asked(ada, attempt, CONVERSATION)
    reviewing.finish(ada.store, supervisor.actor, rated(supervisor, attempt), release_it=True, now=LATER + WEEK)
    assert [one.kind for one in asking.asking(ada.store, ada.actor, attempt).asked] == [CONVERSATION]
    found = queue(ada.store, supervisor.actor, QueueFilters(reading="all", asked=True))
    assert [one.asks for one in found.rows] == [(CONVERSATION,)]
    assert [one.kind for one in found.requests] == [CONVERSATION]
    with ada.store.database.read() as session:
        assert len(help_requests.open_about(session, [attempt])) == 1
    asking.ask(ada.store, ada.actor, attempt, READING, "", now=LATER + 2 * WEEK)
    (row,) = queue(ada.store, supervisor.actor, QueueFilters()).rows
    assert (row.state, set(row.asks)) == ("waiting", {READING, CONVERSATION})
    assert neighbours(ada.store, supervisor.actor, attempt, QueueFilters()) == (None, None)
