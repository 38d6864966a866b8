"""What a supervisor reads, and what a blind reading must not hold."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from simulator.engine.rubric import PRINCIPLES
from simulator.storage import double_ratings, queued
from simulator.storage.double_ratings import DoubleRatingRecord
from simulator.usecases import reading_attempts, reviewing
from simulator.usecases.catalogue import Store
from simulator.usecases.errors import NotFound, Refused
from simulator.usecases.people import SUPERVISOR
from simulator.usecases.reading_attempts import BLIND, CONSENSUS, SUPERVISION, CommentRecord, open_reading
from simulator.usecases.review_tasks import TaskKey
from simulator.usecases.reviewing import Changes, LevelKey
from tests.usecases.trainee import COHORT, NOW, OTHER, Trainee, join, made_elsewhere

ANSWERS = ("hold-the-gate", "stay-with-it")


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    """Nothing here is different on PostgreSQL."""
    return sqlite_store


@pytest.fixture
def ilse(store: Store) -> Trainee:
    """A supervisor."""
    return join(store, "Ilse Brandt", SUPERVISOR)


@pytest.fixture
def max_(store: Store) -> Trainee:
    """Another supervisor."""
    return join(store, "Max Weiss", SUPERVISOR)


@pytest.fixture
def zoe(store: Store) -> Trainee:
    """A trainee who has finished the walk, gone back once, and rated herself."""
    zoe = join(store, "Zoe Quist")
    zoe.start()
    zoe.notice(0, 2)
    zoe.respond("ask-at-once", "I was in a hurry.")
    zoe.rewind()
    zoe.play_to_the_end(*ANSWERS)
    zoe.rate_self(attunement="helpful", titration="helpful")
    into_the_queue(zoe)
    return zoe


def into_the_queue(trainee: Trainee) -> None:
    with trainee.store.database.write() as session:
        queued.put(
            session,
            attempt_id=trainee.attempt,
            cohort_id=COHORT,
            person_id=trainee.actor.id,
            scores=(),
            finished_at=NOW,
        )
        session.commit()


def rated_twice(store: Store, attempt: UUID, first: Trainee, second: Trainee) -> UUID:
    """A double rating of an attempt by these two."""
    made = DoubleRatingRecord(
        uuid4(), COHORT, attempt, first.actor.id, second.actor.id, None, first.actor.id, NOW, None, None, None, None
    )
    with store.database.write() as session:
        double_ratings.add_double_rating(session, made)
        session.commit()
    return made.id


def rate(who: Trainee, key: TaskKey, level: int = 3, **others: int) -> UUID:
    """Finish a review: this level everywhere that counts, and others by principle on the first turn."""
    levels = {LevelKey(seq, one): level for seq in (1, 3) for one in PRINCIPLES}
    levels |= {LevelKey(1, one): other for one, other in others.items()}
    reviewing.save(who.store, who.actor, key, Changes(levels))
    return reviewing.finish(who.store, who.actor, key)


def test_a_rewound_answer_and_the_second_try_point_at_each_other(store: Store, zoe: Trainee, ilse: Trainee) -> None:
    first, second, third = open_reading(store, ilse.actor, TaskKey(SUPERVISION, zoe.attempt)).turns
    assert (first.told.counted, first.again) == (True, (2,))
    assert (second.told.counted, second.told.tried_before, second.again) == (False, 1, ())
    assert (third.told.counted, third.again) == (True, ())


def test_every_moment_says_what_was_offered_and_what_was_done(store: Store, zoe: Trainee, ilse: Trainee) -> None:
    turn = open_reading(store, ilse.actor, TaskKey(SUPERVISION, zoe.attempt)).turns[0]
    assert [one.slug for one in turn.offered] == ["hold-the-gate", "ask-at-once", "pull-her-along"]
    assert turn.offered[0].lines[0].text == "After you. There is no hurry."
    assert turn.told.response == "ask-at-once"
    assert turn.told.reason == "I was in a hurry."
    assert [cue.noticed for cue in turn.told.cues] == [True, False, True]
    assert turn.gauges["safeness"] == 2


def test_a_response_that_was_hidden_was_not_offered(store: Store, zoe: Trainee, ilse: Trainee) -> None:
    bench = open_reading(store, ilse.actor, TaskKey(SUPERVISION, zoe.attempt)).turns[2]
    assert "lend-your-hand" in [one.slug for one in bench.offered]  # the second try has raised safeness
    join_again = join(store, "Yun")
    join_again.start()
    join_again.play_to_the_end("ask-at-once", "ask-for-more")
    into_the_queue(join_again)
    bench = open_reading(store, ilse.actor, TaskKey(SUPERVISION, join_again.attempt)).turns[1]
    assert "lend-your-hand" not in [one.slug for one in bench.offered]


SECRETS = (
    "She had only just come.",  # what the case says of an answer
    "it may be loud for her",  # of a cue
    "Shall we walk a bit first?",  # another way
    "HELPFUL",
    "ADVANCED",
    "window-of-tolerance",
    "Zoe Quist",
    "Max Weiss",
    "A secret of Max",
)


def test_a_blind_reading_holds_nothing_that_gives_the_case_or_the_trainee_away(
    store: Store, zoe: Trainee, ilse: Trainee, max_: Trainee
) -> None:
    key = TaskKey(SUPERVISION, zoe.attempt)
    said = CommentRecord(uuid4(), 1, "turn", 0, "A secret of Max")
    reviewing.save(store, max_.actor, key, Changes({LevelKey(1, "attunement"): 4}, (said,)))
    reviewing.finish(store, max_.actor, key, release_it=True)
    open_ = told(open_reading(store, ilse.actor, key))
    double = rated_twice(store, zoe.attempt, ilse, max_)
    blind = open_reading(store, ilse.actor, TaskKey(BLIND, double))
    assert [secret for secret in SECRETS if secret not in open_] == []  # the control: the open page has them all
    assert [secret for secret in SECRETS if secret in told(blind)] == []
    assert blind.ours == reading_attempts.Ours()
    assert {cue.present for turn in blind.turns for cue in turn.told.cues} == {False}
    assert {cue.feedback for turn in blind.turns for cue in turn.told.cues} == {""}
    assert blind.turns[0].told.reactions[0].text == "“I don't know yet.”"  # the story goes on
    with pytest.raises(NotFound):
        open_reading(store, ilse.actor, key)  # nor is there a way around


def told(story: reading_attempts.ReadingStory) -> str:
    """All that a page is made of, but for the case itself."""
    return repr((story.trainee, story.turns, story.content, story.last, story.ours))


def test_others_who_are_reading_are_named_for_a_quarter_of_an_hour(
    store: Store, zoe: Trainee, ilse: Trainee, max_: Trainee
) -> None:
    key = TaskKey(SUPERVISION, zoe.attempt)
    reviewing.save(store, max_.actor, key, Changes({LevelKey(1, "attunement"): 4}), NOW)
    soon, later = NOW + timedelta(minutes=14), NOW + timedelta(minutes=16)
    assert open_reading(store, ilse.actor, key, soon).ours.also_reading == (("Max Weiss", NOW),)
    assert open_reading(store, ilse.actor, key, later).ours.also_reading == ()
    assert open_reading(store, max_.actor, key, soon).ours.also_reading == ()
    assert open_reading(store, ilse.actor, key, soon).content == reviewing.EMPTY  # nothing of what they write


def test_finished_reviews_of_others_are_shown_with_their_levels(
    store: Store, zoe: Trainee, ilse: Trainee, max_: Trainee
) -> None:
    key = TaskKey(SUPERVISION, zoe.attempt)
    rate(max_, key, 2, attunement=4)
    (review,) = open_reading(store, ilse.actor, key).ours.others
    assert (review.by, review.levels[1, "attunement"], review.levels[3, "titration"]) == ("Max Weiss", 4, 2)
    assert review.released_at is None
    assert open_reading(store, ilse.actor, key).ours.also_reading == ()  # who has finished reads no more
    own = open_reading(store, max_.actor, key)
    assert own.ours.others == ()
    assert own.last
    assert own.last.id == review.id


def test_in_a_consensus_both_see_where_they_differ_and_agreed_levels_are_taken_over(
    store: Store, zoe: Trainee, ilse: Trainee, max_: Trainee
) -> None:
    double = rated_twice(store, zoe.attempt, ilse, max_)
    rate(ilse, TaskKey(BLIND, double), 3, attunement=1)
    together = TaskKey(CONSENSUS, double)
    with pytest.raises(NotFound):
        open_reading(store, ilse.actor, together)  # not before both are done
    rate(max_, TaskKey(BLIND, double), 3)
    story = open_reading(store, max_.actor, together)
    assert [rater.name for rater in story.ours.raters] == ["Ilse Brandt", "Max Weiss"]
    assert [(seq, one) for seq in (1, 3) for one in PRINCIPLES if story.differ(seq, one)] == [(1, "attunement")]
    assert LevelKey(1, "attunement") not in story.agreed
    with pytest.raises(Refused, match="Still open: 1"):
        reading_attempts.finish_reading(store, max_.actor, together, Changes())
    decided = Changes({LevelKey(1, "attunement"): 2, LevelKey(3, "titration"): 4})
    reading_attempts.finish_reading(store, max_.actor, together, decided)
    last = open_reading(store, ilse.actor, together).last
    assert last
    assert (last.levels[1, "attunement"], last.levels[3, "titration"], last.levels[3, "attunement"]) == (2, 4, 3)


def test_a_review_is_released_only_under_its_own_attempt(
    store: Store, zoe: Trainee, ilse: Trainee, max_: Trainee
) -> None:
    key = TaskKey(SUPERVISION, zoe.attempt)
    review = rate(ilse, key)
    with pytest.raises(NotFound):
        reading_attempts.release_finished(store, ilse.actor, uuid4(), review)
    with pytest.raises(NotFound):
        reading_attempts.release_finished(store, ilse.actor, zoe.attempt, uuid4())
    reading_attempts.release_finished(store, ilse.actor, zoe.attempt, review)
    story = open_reading(store, max_.actor, key)
    assert story.ours.others[0].released_at is not None


def test_nobody_else_reads_it(store: Store, zoe: Trainee, ilse: Trainee) -> None:
    key = TaskKey(SUPERVISION, zoe.attempt)
    made_elsewhere(store)
    elsewhere = join(store, "Ole", SUPERVISOR, cohort=OTHER)
    for somebody in (zoe, elsewhere, join(store, "Ben")):
        with pytest.raises(NotFound):
            open_reading(store, somebody.actor, key)
    open_reading(store, ilse.actor, key)
