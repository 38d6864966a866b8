"""A supervisor's reading: saved as it is written, finished whole, never changed, released when they say so."""

from __future__ import annotations

import threading
from functools import partial
from uuid import UUID, uuid4

import pytest

from simulator.storage import attempts, audit, disputes, review_chain, review_drafts, reviews
from simulator.storage.disputes import DisputeRecord
from simulator.storage.review_records import CONSENSUS, CommentRecord, ReleaseRecord, ReviewRecord
from simulator.usecases import privacy, reviewing
from simulator.usecases.catalogue import Store
from simulator.usecases.errors import NotFound
from simulator.usecases.people import SUPERVISOR
from simulator.usecases.released import released_review
from simulator.usecases.review_tasks import TaskKey
from simulator.usecases.reviewing import Changes, DisputeKey, LevelKey
from tests.usecases.refusing import refused
from tests.usecases.reviewed import (
    LATER,
    calibrated,
    doubled,
    finish,
    finish_all,
    key_of,
    place_of,
    played,
    ratings,
    save,
    standing,
    written,
)
from tests.usecases.trainee import NOW, Trainee, join


@pytest.fixture
def ada(sqlite_store: Store) -> Trainee:
    return join(sqlite_store, "Ada")


@pytest.fixture
def ilse(sqlite_store: Store) -> Trainee:
    return join(sqlite_store, "Ilse", SUPERVISOR)


@pytest.fixture
def omar(sqlite_store: Store) -> Trainee:
    return join(sqlite_store, "Omar", SUPERVISOR)


@pytest.fixture
def attempt(ada: Trainee) -> UUID:
    return played(ada)


def said(text: str, seq: int = 0, place: str = "summary", line: int = 0) -> CommentRecord:
    return CommentRecord(uuid4(), seq, place, line, text)


def disputed(store: Store, attempt_id: UUID, by: Trainee) -> tuple[DisputeRecord, ...]:
    with store.database.read() as session:
        return disputes.disputes_by(session, attempt_id, by.actor.id)


def content(supervisor: Trainee, attempt_id: UUID) -> reviewing.Content:
    with supervisor.store.database.read() as session:
        draft = review_drafts.draft_of(session, attempt_id, supervisor.actor.id, "supervision", attempt_id)
    return reviewing.content_of(draft)


def test_a_draft_keeps_what_was_saved_and_each_save_changes_only_what_it_names(ilse: Trainee, attempt: UUID) -> None:
    comment = said("Slow and kind.")
    save(ilse, key_of(attempt), comment, attunement_1=4, titration_1=2)
    save(ilse, key_of(attempt), titration_1=3)
    save(ilse, key_of(attempt), attunement_1=None)
    found = content(ilse, attempt)
    assert found.levels == {LevelKey(1, "titration"): 3}
    assert list(found.comments.values()) == [comment]
    save(ilse, key_of(attempt), comment._replace(text="  "))
    assert content(ilse, attempt).comments == {}


NONSENSE = (
    Changes({LevelKey(9, "attunement"): 3}),
    Changes({LevelKey(1, "kindness"): 3}),
    Changes({LevelKey(1, "attunement", "no-such-criterion"): 3}),
    Changes({LevelKey(1, "titration", "offers-control"): 3}),  # it belongs to another principle
    Changes({LevelKey(1, "attunement"): 5}),
    Changes({LevelKey(1, "attunement"): -1}),
    Changes(comments=[said("x", 9, "turn")]),
    Changes(comments=[said("x", 1, "summary")]),
    Changes(comments=[said("x", 0, "turn")]),
    Changes(comments=[said("x", 1, "elsewhere")]),
    Changes(comments=[said("x", 1, "turn", -1)]),
    Changes(comments=[said("x", 1, "turn", 2**40)]),
    Changes(comments=[said("x" * 4001)]),
    Changes(comments=[said("a\x00b")]),
    Changes(comments=[said("x") for _ in range(401)]),
    Changes(disputes={DisputeKey(9, "attunement"): "x"}),
    Changes(disputes={DisputeKey(1, "kindness"): "x"}),
)


def test_what_does_not_belong_to_the_attempt_is_refused_and_nothing_is_kept(ilse: Trainee, attempt: UUID) -> None:
    for changes in NONSENSE:
        refused(partial(reviewing.save, ilse.store, ilse.actor, key_of(attempt), changes))
    assert content(ilse, attempt) == reviewing.EMPTY


def test_a_finished_review_holds_all_that_was_rated_and_said(ilse: Trainee, attempt: UUID) -> None:
    comment = said("Well timed.", 1, "turn")
    save(ilse, key_of(attempt), comment)
    review_id = finish(ilse, key_of(attempt), attunement_1=4, titration_2=0)
    (review,) = written(ilse.store, attempt)
    assert (review.id, review.number, review.person_id, review.at) == (review_id, 1, ilse.actor.id, NOW)
    assert review.rubric == ilse.store.catalogue.rubric.version
    assert ratings(ilse.store, review_id) == {"attunement_1": 4, "titration_2": 0}
    with ilse.store.database.read() as session:
        assert reviews.comments_of(session, [review_id]) == {review_id: (comment,)}
        assert reviews.releases_of(session, [attempt]) == ()
        (noted, *_) = audit.entries(session)
    assert (noted.action, noted.actor_id, noted.subject) == ("review finished", ilse.actor.id, attempt)
    assert place_of(ilse.store, attempt).read_at is None


def test_without_a_single_level_nothing_is_finished(ilse: Trainee, attempt: UUID) -> None:
    assert "rate at least one moment" in refused(lambda: finish(ilse, key_of(attempt)))
    save(ilse, key_of(attempt), said("Only words."))
    assert "rate at least one moment" in refused(lambda: finish(ilse, key_of(attempt)))
    assert written(ilse.store, attempt) == ()


def test_a_moved_mind_says_why_and_is_a_new_row(ilse: Trainee, attempt: UUID) -> None:
    first = finish(ilse, key_of(attempt), attunement_1=4)
    assert "Nothing has changed" in refused(lambda: finish(ilse, key_of(attempt)))
    assert "why you rate differently" in refused(lambda: finish(ilse, key_of(attempt), attunement_1=2))
    second = finish(ilse, key_of(attempt), why="I had missed her coat.", at=LATER)
    assert ratings(ilse.store, first) == {"attunement_1": 4}  # the original is what it was
    assert ratings(ilse.store, second) == {"attunement_1": 2}
    assert standing(ilse.store, attempt) == {"supervision": {"attunement_1": 2}}
    # The reason is of that one time: it does not stand in the draft any more.
    assert "why you rate differently" in refused(lambda: finish(ilse, key_of(attempt), attunement_1=3))


def test_other_words_alone_need_no_reason(ilse: Trainee, attempt: UUID) -> None:
    finish(ilse, key_of(attempt), attunement_1=4)
    save(ilse, key_of(attempt), said("One more thing."))
    finish(ilse, key_of(attempt))
    assert len(written(ilse.store, attempt)) == 2


def test_the_score_of_the_case_never_changes(ilse: Trainee, attempt: UUID) -> None:
    def scores() -> object:
        with ilse.store.database.read() as session:
            found = attempts.attempt_to_read(session, attempt)
        return found and found.scores

    before = scores()
    assert before
    finish(ilse, key_of(attempt), attunement_1=1, titration_1=1, release=True)
    assert scores() == before


def test_releasing_shows_the_review_once_and_says_when(ilse: Trainee, attempt: UUID) -> None:
    review_id = finish(ilse, key_of(attempt), attunement_1=4, release=True)
    reviewing.release_review(ilse.store, ilse.actor, review_id, LATER)  # the same click once more
    with ilse.store.database.read() as session:
        (release,) = reviews.releases_of(session, [attempt])
        shown = released_review(session, attempt)
    assert (release.review_id, release.person_id, release.at) == (review_id, ilse.actor.id, NOW)
    assert shown
    assert shown.id == review_id
    assert place_of(ilse.store, attempt).read_at == NOW


def test_a_review_can_be_released_later_and_an_earlier_one_again(ilse: Trainee, omar: Trainee, attempt: UUID) -> None:
    first = finish(ilse, key_of(attempt), attunement_1=4)
    second = finish(omar, key_of(attempt), attunement_1=2)
    for one in (first, second, first):
        reviewing.release_review(omar.store, omar.actor, one, NOW)
        with ilse.store.database.read() as session:
            shown = released_review(session, attempt)
        assert shown
        assert shown.id == one


def test_nobody_else_reads_rates_or_releases(ilse: Trainee, ada: Trainee, attempt: UUID) -> None:
    store = ilse.store
    review_id = finish(ilse, key_of(attempt), attunement_1=4)
    leader = join(store, "Noor", "course leader")
    both = join(store, "Both", "trainee", SUPERVISOR)
    for who, which in ((ada, attempt), (leader, attempt), (both, played(both)), (ilse, uuid4())):
        with pytest.raises(NotFound):
            save(who, key_of(which), attunement_1=4)
        with pytest.raises(NotFound):
            reviewing.finish(store, who.actor, key_of(which))
        with pytest.raises(NotFound):
            reviewing.may_read(store, who.actor, which)
    for who in (ada, leader):
        with pytest.raises(NotFound):
            reviewing.release_review(store, who.actor, review_id)
    with pytest.raises(NotFound):
        reviewing.release_review(store, ilse.actor, uuid4())
    assert len(written(store, attempt)) == 1


def test_an_attempt_of_somebody_who_was_erased_is_not_read(ilse: Trainee, ada: Trainee, attempt: UUID) -> None:
    save(ilse, key_of(attempt), attunement_1=4)
    privacy.erase_self(ada.store, ada.actor, ada.actor.name)
    with pytest.raises(NotFound):
        finish(ilse, key_of(attempt))
    with pytest.raises(NotFound):
        save(ilse, key_of(attempt), attunement_1=3)


def test_blind_every_moment_is_rated_on_every_principle(ilse: Trainee, omar: Trainee, attempt: UUID) -> None:
    key = doubled(ilse, omar, attempt)
    assert "Still open: 1, 2." in refused(lambda: finish(ilse, key, attunement_1=4))
    assert len(ratings(ilse.store, finish_all(ilse, key))) == 6


def test_what_is_rated_blind_is_never_released(ilse: Trainee, omar: Trainee, attempt: UUID) -> None:
    key = doubled(ilse, omar, attempt)
    save(ilse, key, attunement_1=3, attunement_2=3, titration_1=3, titration_2=3)
    review_id = finish(ilse, key, release=True, fierce_compassion_1=0, fierce_compassion_2=0)
    with pytest.raises(NotFound):
        reviewing.release_review(ilse.store, ilse.actor, review_id)
    with ilse.store.database.read() as session:
        assert reviews.releases_of(session, [attempt]) == ()
        finished = next(one for one in audit.entries(session) if one.action == "review finished")
    assert finished.person_id is None  # the log of the trainee does not say who rates them blind


def test_the_case_is_not_disputed_where_its_ratings_are_not_shown(ilse: Trainee, omar: Trainee, attempt: UUID) -> None:
    """Whether a dispute is taken would tell which level the case gives."""
    key = doubled(ilse, omar, attempt)
    for one in (key, calibrated(ilse, attempt)):
        sentence = refused(partial(save, ilse, one, disputes={DisputeKey(1, "attunement"): "No."}))
        assert "not here" in sentence
        save(ilse, one, disputes={DisputeKey(1, "attunement"): ""})


def test_two_who_rated_blind_agree_and_either_may_release_it(ilse: Trainee, omar: Trainee, attempt: UUID) -> None:
    key = doubled(ilse, omar, attempt)
    finish_all(ilse, key)
    finish_all(omar, key)
    agreed = TaskKey(CONSENSUS, key.task_id)
    save(omar, agreed, attunement_1=3)
    review_id = finish_all(ilse, agreed)  # one draft for both
    reviewing.release_review(omar.store, omar.actor, review_id)
    with ilse.store.database.read() as session:
        shown = released_review(session, attempt)
    assert shown
    assert shown.purpose == CONSENSUS


def test_a_dispute_needs_another_level_and_stands_until_it_is_taken_back(ilse: Trainee, attempt: UUID) -> None:
    place = DisputeKey(1, "attunement")  # the case gives 4
    save(ilse, key_of(attempt), disputes={place: "She was led."}, titration_1=3)
    for level in (None, 4):
        assert "your own level" in refused(partial(finish, ilse, key_of(attempt), attunement_1=level))
    assert disputed(ilse.store, attempt, ilse) == ()
    finish(ilse, key_of(attempt), attunement_1=2)
    (one,) = disputed(ilse.store, attempt, ilse)
    assert (one.engine_level, one.level, one.text, one.scene, one.response) == (
        4, 2, "She was led.", "gate", "hold-the-gate",
    )  # fmt: skip
    save(ilse, key_of(attempt), disputes={place: ""})
    finish(ilse, key_of(attempt), at=LATER)  # this alone is news
    (one,) = disputed(ilse.store, attempt, ilse)
    assert one.withdrawn_at == LATER
    assert "Nothing has changed" in refused(lambda: finish(ilse, key_of(attempt)))


def test_a_dispute_that_is_thought_of_later_can_still_be_sent(ilse: Trainee, attempt: UUID) -> None:
    finish(ilse, key_of(attempt), attunement_1=2)
    save(ilse, key_of(attempt), disputes={DisputeKey(1, "attunement"): "She was led."})
    finish(ilse, key_of(attempt))
    assert [one.text for one in disputed(ilse.store, attempt, ilse)] == ["She was led."]


def test_rating_blind_leaves_disputes_of_another_reading_alone(ilse: Trainee, omar: Trainee, attempt: UUID) -> None:
    save(ilse, key_of(attempt), disputes={DisputeKey(1, "attunement"): "She was led."})
    finish(ilse, key_of(attempt), attunement_1=2)
    finish_all(ilse, doubled(ilse, omar, attempt))
    assert [one.withdrawn_at for one in disputed(ilse.store, attempt, ilse)] == [None]


def test_two_supervisors_who_finish_and_release_at_once_both_keep_what_they_rated(store: Store) -> None:
    ada = join(store, "Ada")
    attempt = played(ada)
    two = [join(store, name, SUPERVISOR) for name in ("Ilse", "Omar")]
    for one in two:
        save(one, key_of(attempt), attunement_1=3)
    begin, wrong = threading.Barrier(2), []

    def work(one: Trainee) -> None:
        try:
            begin.wait(10)
            for level in (1, 2, 3, 4):
                finish(one, key_of(attempt), release=True, why=f"Level {level}.", attunement_1=level)
        except Exception as error:  # noqa: BLE001 - it is looked at below
            wrong.append(error)

    threads = [threading.Thread(target=work, args=(one,)) for one in two]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert wrong == []
    with store.database.read() as session:
        entries = reviews.entries_of(session, attempt)
        given = reviews.ratings_of(session, [one.id for one in entries if isinstance(one, ReviewRecord)])
    place = place_of(store, attempt)
    assert [one.number for one in entries] == list(range(1, 17))
    assert sum(isinstance(one, ReleaseRecord) for one in entries) == 8
    assert review_chain.first_break(entries, given, place.entries, place.last_entry) is None
    assert {one.person_id for one in written(store, attempt)} == {one.actor.id for one in two}
