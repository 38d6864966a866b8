"""Reviews as rows: one chain per attempt, in which every quiet change is seen."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from simulator.storage import queued, review_chain, review_changes, reviews
from simulator.storage.database import Database, Session
from simulator.storage.errors import StoreConflict
from simulator.storage.records import AttemptRecord
from simulator.storage.review_changes import Named
from simulator.storage.review_records import NOT_IN_PLAY, CommentRecord, RatingRecord, ReviewRecord
from tests.storage.making import LATER, make_attempt, make_person, writing
from tests.storage.making_reviewing import RATINGS, at_its_place, make_review, summary
from tests.usecases.trainee import make_cohort


class Chain:
    """An attempt with two reviews by Ilse and one by Omar, a release and a reversal."""

    def __init__(self, session: Session) -> None:
        self.ilse, self.omar = (make_person(session, name).id for name in ("Ilse", "Omar"))
        self.attempt: AttemptRecord = make_attempt(session, make_person(session, "Ada").id)
        self.cohort: UUID = make_cohort(session)
        queued.put(
            session,
            attempt_id=self.attempt.id,
            cohort_id=self.cohort,
            person_id=self.attempt.person_id,
            scores=(),
            finished_at=LATER,
        )
        self.said = summary()
        self.first = make_review(session, self.attempt.id, self.ilse, comments=(self.said,))
        self.other = make_review(session, self.attempt.id, self.omar)
        self.release = reviews.add_release(
            session, at_its_place(session, self.attempt.id), self.first.id, self.ilse, LATER
        )
        self.second = make_review(session, self.attempt.id, self.ilse, ratings=())
        self.reversal = reviews.add_reversal(
            session, at_its_place(session, self.attempt.id), self.second.id, None, "A slip.", LATER
        )


@pytest.fixture
def chain(database: Database) -> Chain:
    with writing(database) as session:
        return Chain(session)


def first_break(session: Session, chain: Chain, **changed: object) -> int | None:
    """Where the chain breaks if its first review was another one."""
    entries = list(reviews.entries_of(session, chain.attempt.id))
    assert isinstance(entries[0], ReviewRecord)
    entries[0] = entries[0]._replace(**changed)  # type: ignore[arg-type]
    place = queued.queued(session, chain.attempt.id)
    assert place
    given = reviews.ratings_of(session, [chain.first.id, chain.other.id, chain.second.id])
    return review_chain.first_break(entries, given, place.entries, place.last_entry)


def test_what_was_written_is_read_as_it_was(database: Database, chain: Chain) -> None:
    with database.read() as session:
        entries = reviews.entries_of(session, chain.attempt.id)
        assert entries == (chain.first, chain.other, chain.release, chain.second, chain.reversal)
        assert reviews.review(session, chain.first.id) == chain.first
        assert reviews.review(session, uuid4()) is None
        assert set(reviews.ratings_of(session, [chain.first.id])[chain.first.id]) == set(RATINGS)
        assert reviews.comments_of(session, [chain.first.id]) == {chain.first.id: (chain.said,)}
        assert reviews.digests_of(session, chain.first.id) == chain.first.digests
        assert reviews.reviewed_attempts(session) == {chain.attempt.id}


def test_the_numbers_follow_each_other_and_the_queue_knows_the_end(database: Database, chain: Chain) -> None:
    with database.read() as session:
        entries = reviews.entries_of(session, chain.attempt.id)
        place = queued.queued(session, chain.attempt.id)
        assert first_break(session, chain) is None
    assert [one.number for one in entries] == [1, 2, 3, 4, 5]
    assert place
    assert (place.entries, place.last_entry) == (5, chain.reversal.hash)


@pytest.mark.parametrize("field", ["person_id", "purpose", "task_id", "rubric", "digests", "at", "number", "hash"])
def test_a_change_of_any_field_breaks_it(sqlite: Database, field: str) -> None:
    with writing(sqlite) as session:
        chain = Chain(session)
        other = {"digests": {}, "at": LATER.replace(year=2030), "number": 7, "person_id": uuid4(), "task_id": uuid4()}
        assert first_break(session, chain, **{field: other.get(field, "another")}) == 1


def test_a_level_that_was_changed_added_or_left_out_breaks_it_and_so_does_a_missing_end(sqlite: Database) -> None:
    with writing(sqlite) as session:
        chain = Chain(session)
        entries = reviews.entries_of(session, chain.attempt.id)
        place = at_its_place(session, chain.attempt.id)
        given = reviews.ratings_of(session, [chain.first.id, chain.other.id])
    one, *more = given[chain.other.id]
    for changed in ((one._replace(level=1), *more), more, (one, *more, RatingRecord(2, "titration", "", 1))):
        levels = {**given, chain.other.id: tuple(changed)}
        assert review_chain.first_break(entries, levels, place.entries, place.last_entry) == 2
    assert review_chain.first_break(entries[:-1], given, place.entries, place.last_entry) == 5
    assert review_chain.first_break(entries[1:], given, place.entries, place.last_entry) == 1
    assert review_chain.first_break(entries, given, place.entries, place.last_entry) is None


def test_what_counts_is_the_last_of_each_supervisor_that_was_not_reverted(chain: Chain) -> None:
    written = (chain.second, chain.first, chain.other)
    place = (chain.attempt.id, "supervision", chain.attempt.id)
    assert reviews.standing(written, [chain.reversal]) == {
        (*place, chain.ilse): chain.first,
        (*place, chain.omar): chain.other,
    }
    assert reviews.standing(written, [])[(*place, chain.ilse)] == chain.second


def test_the_database_takes_no_level_or_place_that_does_not_exist(database: Database, chain: Chain) -> None:
    for ratings, comments in (
        ((RatingRecord(1, "attunement", "", 5),), ()),
        ((RatingRecord(1, "attunement", "", NOT_IN_PLAY - 1),), ()),
        ((), (CommentRecord(uuid4(), 1, "elsewhere", 0, "x"),)),
    ):
        with pytest.raises(StoreConflict), writing(database) as session:
            make_review(session, chain.attempt.id, chain.ilse, ratings=ratings, comments=comments)


def test_a_review_is_reverted_once(database: Database, chain: Chain) -> None:
    with pytest.raises(StoreConflict), writing(database) as session:
        reviews.add_reversal(session, at_its_place(session, chain.attempt.id), chain.second.id, None, "x", LATER)


def test_the_entries_of_a_named_set(database: Database, chain: Chain) -> None:
    with database.read() as session:

        def kinds(named: Named) -> list[str]:
            found = review_changes.entries(session, named, 10)
            assert review_changes.count(session, named) == len(found)
            return [one.kind for one in found]

        assert kinds(Named()) == ["reverted", "rated", "released", "rated", "rated"]
        assert kinds(Named(by=chain.omar, cohort=chain.cohort)) == ["rated"]
        assert kinds(Named(cohort=uuid4())) == []
        assert kinds(Named(purpose="blind")) == []
        assert kinds(Named(reviews=[chain.second.id])) == ["reverted", "rated"]
        assert kinds(Named(hidden=[chain.attempt.id])) == []
        assert kinds(Named(not_of=chain.attempt.person_id)) == []
        assert kinds(Named(since=LATER)) == kinds(Named())
        assert kinds(Named(before=LATER)) == []
        assert [one.number for one in review_changes.entries(session, Named(), 2, 1)] == [4, 3]
        assert [one.id for one in review_changes.reviews(session, Named(by=chain.ilse), 9)] == [
            chain.second.id,
            chain.first.id,
        ]
        assert review_changes.people(session, Named()) == {chain.ilse, chain.omar}
