"""Course leaders see how a version was played: counts of many people, and never anything about a few of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from simulator.usecases import privacy
from simulator.usecases.catalogue import Store
from simulator.usecases.errors import NotFound
from simulator.usecases.item_figures import SceneFigures
from simulator.usecases.item_ratings import RatedOtherwise, Said
from simulator.usecases.items import FEWEST, ItemReport, Which, item_report
from simulator.usecases.reviewing import DisputeKey
from tests.usecases.given import assign, begin
from tests.usecases.reviewed import finish, key_of, put_in_queue, save
from tests.usecases.trainee import NOW, Trainee, join

WELL = ("hold-the-gate", "stay-with-it")
BADLY = ("ask-at-once", "ask-for-more")


def played(store: Store, *ways: tuple[str, ...], name: str = "Trainee") -> list[Trainee]:
    """New people, each of whom plays one of these ways to the end."""
    people = [join(store, f"{name} {number}") for number, _ in enumerate(ways)]
    for one, way in zip(people, ways, strict=True):
        one.start()
        one.play_to_the_end(*way)
    return people


def seen(leader: Trainee, which: Which = "first", slug: str = "walk") -> ItemReport:
    return item_report(leader.store, leader.actor, slug, None, which)


def scene(report: ItemReport, slug: str) -> SceneFigures:
    return next(one for one in report.scenes if one.slug == slug)


def chosen(report: ItemReport, slug: str) -> dict[str, int | None]:
    return {one.slug: one.chosen for one in scene(report, slug).responses}


def numbers(value: object) -> Iterator[float]:
    """Every number that is anywhere in a report."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from numbers(one)


def test_only_course_leaders_see_it(
    store: Store, ada: Trainee, supervisor: Trainee, admin: Trainee, leader: Trainee
) -> None:
    for one in (ada, supervisor, admin):
        with pytest.raises(NotFound):
            seen(one)
    assert seen(leader).slug == "walk"


def test_what_there_is_not_is_not_found(store: Store, leader: Trainee) -> None:
    with pytest.raises(NotFound):
        seen(leader, slug="no-such-case")
    with pytest.raises(NotFound):
        seen(leader, slug="a\x00b")
    for version in ("0" * 64, "", store.current["walk-again"].version):
        with pytest.raises(NotFound):
            item_report(store, leader.actor, "walk", version)


def test_of_fewer_than_five_people_nothing_is_shown(store: Store, leader: Trainee) -> None:
    played(store, *[WELL] * (FEWEST - 1))
    report = seen(leader)
    assert not report.enough
    assert (report.scenes, report.endings, report.moves, report.people) == ((), (), (), 0)
    played(store, WELL, name="Another")
    assert seen(leader).enough
    assert chosen(seen(leader), "gate") == {"hold-the-gate": 5, "ask-at-once": 0, "pull-her-along": 0}


def test_each_scene_tells_how_many_chose_each_response_and_who_does_well_elsewhere(
    store: Store, leader: Trainee
) -> None:
    played(store, *[WELL] * 6, *[BADLY] * 6)
    report = seen(leader)
    gate = scene(report, "gate")
    assert (gate.people, gate.answers, gate.enough) == (12, 12, True)
    held, asked, pulled = gate.responses
    assert (held.chosen, held.share, held.upper, held.lower) == (6, 0.5, 1.0, 0.0)
    assert (asked.chosen, asked.share, asked.upper, asked.lower) == (6, 0.5, 0.0, 1.0)
    assert (pulled.chosen, pulled.finding) == (0, "nobody")
    assert gate.difficulty == 0.5  # six earn three of three points, six earn none
    assert gate.discrimination == pytest.approx(1)
    assert gate.tells == "well"
    assert {one.slug: one.attempts for one in report.endings} == {"home": 6, "gone": 6}
    assert {(one.scene, one.to): one.number for one in report.moves} == {
        ("gate", "bench"): 12,
        ("bench", "home"): 6,
        ("bench", "gone"): 6,
    }
    assert scene(report, "rain").people == 0


def test_where_everybody_chooses_the_same_the_moment_decides_nothing(store: Store, leader: Trainee) -> None:
    played(store, *[WELL] * 6)
    gate = scene(seen(leader), "gate")
    assert gate.decides_nothing
    assert gate.discrimination is None


def test_a_small_number_is_left_out_and_with_it_what_would_give_it_away(store: Store, leader: Trainee) -> None:
    pulled = ("pull-her-along", "stand-under-the-tree", "ask-for-more")
    played(store, *[WELL] * 9, *[BADLY] * 6, *[pulled] * 2)
    report = seen(leader)
    assert chosen(report, "gate") == {"hold-the-gate": 9, "ask-at-once": None, "pull-her-along": None}
    rain = scene(report, "rain")
    assert (rain.people, rain.enough, rain.responses) == (None, False, ())
    assert scene(report, "gate").difficulty is None  # it would tell how the two hidden numbers are divided
    assert not [number for number in numbers(report.moves) if 0 < number < FEWEST]
    assert not [number for number in numbers(report.endings) if 0 < number < FEWEST]
    # The control: with six instead of two nothing has to be left out.
    played(store, *[pulled] * 4, name="Another")
    assert chosen(seen(leader), "gate") == {"hold-the-gate": 9, "ask-at-once": 6, "pull-her-along": 6}


def test_the_first_attempt_of_each_person_counts_unless_all_are_asked_for(store: Store, leader: Trainee) -> None:
    people = played(store, *[BADLY] * 6)
    for one in people:
        one.start()
        one.play_to_the_end(*WELL)
    assert chosen(seen(leader), "gate") == {"hold-the-gate": 0, "ask-at-once": 6, "pull-her-along": 0}
    every = seen(leader, "all")
    assert (every.attempts, every.people) == (12, 6)
    assert chosen(every, "gate") == {"hold-the-gate": 6, "ask-at-once": 6, "pull-her-along": 0}


def test_twenty_attempts_of_four_people_are_still_four_people(store: Store, leader: Trainee) -> None:
    for one in played(store, *[WELL] * 4):
        for _ in range(4):
            one.start()
            one.play_to_the_end(*WELL)
    assert not seen(leader, "all").enough


def test_what_is_not_finished_does_not_count(store: Store, leader: Trainee, ada: Trainee) -> None:
    played(store, *[WELL] * 5)
    ada.start()
    ada.play("ask-at-once")
    assert seen(leader).people == 5


def test_a_new_attempt_is_there_at_once(store: Store, leader: Trainee) -> None:
    played(store, *[WELL] * 5)
    assert seen(leader).attempts == 5
    played(store, WELL, name="Another")
    assert seen(leader).attempts == 6


def test_whoever_goes_back_is_counted_with_the_first_answer_and_what_came_then(store: Store, leader: Trainee) -> None:
    for number in range(6):
        one = join(store, f"Trainee {number}")
        one.start()
        one.play("ask-at-once")
        one.rewind()
        one.play_to_the_end(*WELL)
    gate = scene(seen(leader), "gate")
    assert {one.slug: one.chosen for one in gate.responses} == {
        "hold-the-gate": 0,
        "ask-at-once": 6,
        "pull-her-along": 0,
    }
    assert gate.back == 6
    assert [(one.before, one.after, one.number) for one in gate.changes] == [
        ("Ask what it is about", "Hold the gate for her", 6)
    ]


def test_people_who_are_erased_stay_as_numbers(store: Store, leader: Trainee) -> None:
    people = played(store, *[WELL] * 6)
    before = seen(leader)
    privacy.erase_self(store, people[0].actor, people[0].actor.name)
    after = item_report(store, leader.actor, "walk")
    assert (after.people, after.scenes) == (before.people, before.scenes)


def assigned(store: Store, leader: Trainee, number: int) -> list[Trainee]:
    """People of the leader's cohort who play an assignment, and write why and what they would say."""
    given = assign(leader)
    people = [join(store, f"Writer {one}") for one in range(number)]
    for place, one in enumerate(people):
        begin(one, given, now=NOW)
        one.to_respond()
        one.respond("hold-the-gate", f"She waits, {place}.")
        one.play_to_the_end("stay-with-it")
    return people


def reasons(leader: Trainee) -> list[str]:
    return [text for one in scene(seen(leader), "gate").words.reasons for text in one.texts]


def test_reasons_are_shown_to_the_leaders_of_the_cohort_and_to_nobody_else(
    store: Store, leader: Trainee, elsewhere: Trainee
) -> None:
    assigned(store, leader, 5)
    assert sorted(reasons(leader)) == [f"She waits, {place}." for place in range(5)]
    words = scene(seen(leader), "gate").words
    assert [one.response for one in words.reasons] == ["Hold the gate for her"]
    assert not words.too_few
    assert reasons(elsewhere) == []
    assert scene(seen(elsewhere), "gate").responses == scene(seen(leader), "gate").responses


def test_reasons_come_in_no_order_that_tells_who(store: Store, leader: Trainee) -> None:
    people = assigned(store, leader, 8)
    found = reasons(leader)
    assert found != [f"She waits, {place}." for place in range(len(people))]
    assert found == reasons(leader)


def test_reasons_of_a_cohort_from_which_too_few_came_are_not_shown(
    store: Store, leader: Trainee, elsewhere: Trainee
) -> None:
    assigned(store, leader, 4)
    played(store, *[WELL] * 6)
    assert reasons(leader) == []
    assert scene(seen(leader), "gate").words.too_few
    assert not scene(seen(elsewhere), "gate").words.too_few


def test_reasons_written_in_free_practice_are_shown_to_nobody(store: Store, leader: Trainee) -> None:
    for number in range(6):
        one = join(store, f"Trainee {number}")
        one.start()
        one.to_respond()
        one.respond("hold-the-gate", "Because.")
        one.play_to_the_end("stay-with-it")
    assert reasons(leader) == []


def test_words_of_erased_people_are_gone(store: Store, leader: Trainee) -> None:
    people = assigned(store, leader, 6)
    privacy.erase_self(store, people[0].actor, people[0].actor.name)
    assert "She waits, 0." not in reasons(leader)
    assert len(reasons(leader)) == 5


def test_what_a_few_did_when_they_came_again_is_not_the_difference_of_two_pages(store: Store, leader: Trainee) -> None:
    people = played(store, *[WELL] * 7, *[BADLY] * 7)
    assert chosen(seen(leader, "all"), "gate") == chosen(seen(leader), "gate"), "nobody came again"
    for number, one in enumerate(people[:6], 1):
        one.start()
        one.play_to_the_end(*BADLY)
        first, every = chosen(seen(leader), "gate"), chosen(seen(leader, "all"), "gate")
        assert first == {"hold-the-gate": 7, "ask-at-once": 7, "pull-her-along": 0}
        if number < FEWEST:
            assert (every["hold-the-gate"], every["ask-at-once"]) == (None, None), number
        else:
            assert every == {**first, "ask-at-once": 7 + number}


def reviewed(supervisor: Trainee, level: int, *trainees: Trainee) -> None:
    """Rate the first moment of each of these attempts."""
    for one in trainees:
        put_in_queue(one)
        finish(supervisor, key_of(one.attempt), attunement_1=level, titration_1=3)


def test_each_response_tells_how_supervisors_rate_it_where_enough_people_are_behind_it(
    store: Store, leader: Trainee, supervisor: Trainee
) -> None:
    people = played(store, *[WELL] * 6)
    reviewed(supervisor, 2, *people[: FEWEST - 1])
    held = scene(seen(leader), "gate").responses[0]
    assert held.said == Said()  # of four people nothing is said
    reviewed(supervisor, 4, people[FEWEST])
    held, asked, _ = scene(seen(leader), "gate").responses
    assert held.said.rated == RatedOtherwise(10, 4, -0.8)  # the case gives 4 and 3; four times two levels less
    assert asked.said == Said()


def test_only_what_counts_of_a_supervisor_is_compared(store: Store, leader: Trainee, supervisor: Trainee) -> None:
    people = played(store, *[WELL] * FEWEST)
    reviewed(supervisor, 2, *people)
    for one in people:
        finish(supervisor, key_of(one.attempt), why="I had missed it.", attunement_1=0)
    said = scene(seen(leader), "gate").responses[0].said
    assert said.rated == RatedOtherwise(10, 5, 0.0)  # what is not in play differs, but by no number of levels


def test_disputes_are_counted_by_response(store: Store, leader: Trainee, supervisor: Trainee) -> None:
    people = played(store, *[WELL] * FEWEST)
    put_in_queue(people[0])
    save(supervisor, key_of(people[0].attempt), disputes={DisputeKey(1, "attunement"): "She was led."})
    finish(supervisor, key_of(people[0].attempt), attunement_1=2)
    assert [one.said.disputes for one in scene(seen(leader), "gate").responses] == [1, 0, 0]
    assert [one.said.disputes for one in scene(seen(leader), "bench").responses] == [0] * 3
