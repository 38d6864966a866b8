"""What to practise next: from which moments, in which order, with which case and scenes, and set aside."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from simulator.engine.drills import arrivals, exercised
from simulator.engine.rubric import Level
from simulator.usecases import drilling, releasing
from simulator.usecases import next_practice as practising_next
from simulator.usecases.catalogue import Store
from simulator.usecases.errors import Refused
from simulator.usecases.next_practice import NextPractice, Suggestion
from simulator.usecases.people import COURSE_LEADER, SUPERVISOR
from simulator.usecases.practising import new_token
from simulator.usecases.spacing import Moment, Practised, practised
from tests.usecases.given import assign, begin, close
from tests.usecases.trainee import Trainee, join

DAY = timedelta(days=1)
BAD_WAY = ("ask-at-once", "ask-for-more")
GOOD_WAY = ("hold-the-gate", "stay-with-it")


@pytest.fixture
def ada(shared: Store) -> Trainee:
    return join(shared, "Ada")


def overview(trainee: Trainee, days: float = 0) -> NextPractice:
    return practising_next.overview(trainee.store, trainee.actor, datetime.now(UTC) + days * DAY)


def listed(found: NextPractice) -> list[str]:
    return [one.criterion.slug for one in found.suggestions]


def practise(found: NextPractice) -> list[str]:
    return [one.criterion.slug for one in found.suggestions if one.practised]


def of(found: NextPractice, criterion: str) -> Suggestion:
    return next(one for one in (*found.suggestions, *found.others) if one.criterion.slug == criterion)


def played(trainee: Trainee, *responses: str, slug: str = "walk") -> Trainee:
    trainee.start(slug)
    trainee.play_to_the_end(*responses)
    return trainee


def drilled(trainee: Trainee, response: str, scene: str = "gate", days: float = 0) -> None:
    now = datetime.now(UTC) + days * DAY
    version = trainee.store.current["walk"].version
    drilling.answer(trainee.store, trainee.actor, version, scene, new_token(), response, now)


def spaced(*levels: int, apart: timedelta = 3 * DAY, after: timedelta = DAY) -> Practised:
    """One criterion with these levels, looked at some time after the last of them."""
    start = datetime(2026, 1, 1, tzinfo=UTC)
    moments = [Moment("it", Level(level), start + place * apart) for place, level in enumerate(levels)]
    return practised(moments, moments[-1].at + after)["it"]


class TestSpacing:
    """When it is time again."""

    def test_a_harmful_moment_comes_back_the_next_day_and_an_advanced_one_last(self) -> None:
        pauses = [(one := spaced(level)).due_at - one.last_at for level in Level]
        assert pauses[0] == DAY
        assert pauses == sorted(set(pauses))

    def test_what_goes_well_comes_back_after_ever_longer_pauses(self) -> None:
        pauses = [(one := spaced(*[3] * times)).due_at - one.last_at for times in range(1, 6)]
        assert pauses == sorted(set(pauses))

    def test_fades_with_time(self) -> None:
        assert 1 >= spaced(3).recall > spaced(3, after=9 * DAY).recall > spaced(3, after=99 * DAY).recall > 0

    def test_counts_the_last_three_moments(self) -> None:
        one = spaced(1, 2, 3, 1, 2)
        assert (one.moments, one.levels, one.lacking, one.harmful) == (
            5,
            (Level.HELPFUL, Level.HARMFUL, Level.MISSED),
            2,
            1,
        )

    def test_leaves_nothing_to_chance(self) -> None:
        assert spaced(*[3, 4, 2, 1] * 9) == spaced(*[3, 4, 2, 1] * 9)


class TestWhatItIsMadeFrom:
    """One's own moments that count and may be seen, and one's drills."""

    def test_is_nothing_for_newcomers_who_get_an_easy_case_instead(self, ada: Trainee) -> None:
        found = overview(ada)
        assert (found.suggestions, found.others, found.waits) == ((), (), False)
        assert found.begin_with is not None
        assert (found.begin_with.title, found.begin_with.level) == ("A walk", "foundation")

    def test_is_nothing_of_a_case_under_way(self, ada: Trainee) -> None:
        ada.start()
        ada.play("pull-her-along")
        assert overview(ada).begin_with

    def test_says_what_was_missed(self, ada: Trainee) -> None:
        found = overview(played(ada, *BAD_WAY), days=12)
        assert found.begin_with is None
        one = of(found, "drops-the-script")
        assert one.practised is not None
        assert (one.practised.moments, one.practised.lacking, one.due, one.principle) == (2, 2, True, "attunement")

    def test_leaves_out_second_tries(self, ada: Trainee) -> None:
        ada.start()
        ada.play("hold-the-gate")
        ada.rewind()
        ada.play_to_the_end("pull-her-along", "stand-under-the-tree", "stay-with-it", "hold-the-gate", "stay-with-it")
        tracks = of(overview(ada), "tracks-window").practised
        assert tracks is not None
        assert tracks.harmful == 0

    def test_holds_nothing_of_an_assessment_before_it_is_released(self, sqlite_store: Store) -> None:
        ada, noor = join(sqlite_store, "Ada"), join(sqlite_store, "Noor", COURSE_LEADER)
        begin(ada, assign(noor, "walk", mode="assessment", release="by the supervisor"))
        close(ada, datetime.now(UTC), *BAD_WAY)
        found = overview(ada, days=30)
        assert (found.suggestions, found.others, found.waits) == ((), (), True)
        ilse = join(ada.store, "Ilse", SUPERVISOR)
        releasing.release(ada.store, ilse.actor, [ada.attempt])
        assert "tracks-window" in practise(overview(ada, days=30))

    def test_holds_nothing_of_anybody_else(self, ada: Trainee) -> None:
        played(join(ada.store, "Ben"), *BAD_WAY)
        assert overview(ada, days=12).begin_with

    def test_counts_drills(self, ada: Trainee) -> None:
        played(ada, *BAD_WAY)
        drilled(ada, "hold-the-gate", days=1)
        tracks = of(overview(ada, days=1), "tracks-window").practised
        assert tracks is not None
        assert [int(level) for level in tracks.levels] == [2, 2, 3]

    def test_is_the_same_for_the_same_rows_and_time(self, ada: Trainee) -> None:
        now = datetime.now(UTC) + 5 * DAY
        played(ada, *BAD_WAY)
        first, second = (practising_next.overview(ada.store, ada.actor, now) for _ in range(2))
        assert first == second


class TestTheOrder:
    """Due and lacking first; what goes well can wait."""

    def test_begins_with_what_is_due_and_lacking(self, ada: Trainee) -> None:
        played(ada, "pull-her-along", "stand-under-the-tree", "ask-for-more")
        found = overview(ada, days=20)
        assert found.suggestions[0].criterion.slug == "tracks-window"
        assert [bool(one.practised.lacking) for one in found.suggestions if one.practised] == sorted(
            (bool(one.practised.lacking) for one in found.suggestions if one.practised), reverse=True
        )

    def test_lets_wait_what_went_well_until_it_is_due(self, ada: Trainee) -> None:
        played(ada, *GOOD_WAY)
        today, later = overview(ada), overview(ada, days=40)
        assert practise(today) == []
        assert {one.criterion.slug for one in today.others} == {"offers-control", "tracks-window", "reads-cues"}
        assert set(practise(later)) == {"offers-control", "tracks-window", "reads-cues"}
        assert later.others == ()

    def test_offers_at_most_two_that_are_new_and_only_such_as_there_is_a_choice_in(self, ada: Trainee) -> None:
        played(ada, "wave", slug="walk-again")
        new = [one.criterion.slug for one in overview(ada).suggestions if not one.practised]
        assert new == ["offers-control"]  # nothing else can be shown and missed in these cases

    def test_never_has_more_than_six(self, ada: Trainee) -> None:
        played(ada, "pull-her-along", "walk-on")
        assert len(overview(ada, days=99).suggestions) <= practising_next.MOST
        assert practising_next.suggestions(ada.store, ada.actor) == overview(ada).suggestions


class TestWhatIsProposed:
    """A case and single scenes."""

    def test_is_a_case_that_was_not_played_today_if_there_is_another(self, ada: Trainee) -> None:
        played(ada, *BAD_WAY)
        today, later = of(overview(ada), "tracks-window").case, of(overview(ada, days=2), "tracks-window").case
        assert today
        assert later
        assert (today.slug, later.slug, later.scenes) == ("walk-again", "walk", 3)

    def test_is_a_case_that_was_played_today_if_there_is_no_other(self, ada: Trainee) -> None:
        case = of(
            overview(played(ada, "pull-her-along", "stand-under-the-tree", "ask-for-more")), "offers-control"
        ).case
        assert case is not None
        assert case.slug == "walk"

    def test_is_a_scene_where_it_was_lacking_and_one_of_another_case(self, ada: Trainee) -> None:
        drills = of(overview(played(ada, *BAD_WAY), days=2), "tracks-window").drills
        assert [(one.case, one.again) for one in drills] == [("A walk", True), ("Another walk", False)]

    def test_is_a_scene_in_which_there_is_a_choice_as_one_would_meet_it(self, ada: Trainee) -> None:
        played(ada, *BAD_WAY)
        for one in overview(ada, days=12).suggestions:
            for drill in one.drills:
                met = drilling.drill(ada.store, ada.actor, drill.version, drill.scene)
                scene = ada.store.scenario(drill.version).scene_by_slug[drill.scene]
                offers = {offer.slug for offer in met.view.offers}
                levels = {
                    rating.level
                    for response in scene.responses
                    if response.slug in offers
                    for rating in response.ratings
                    if one.criterion.slug in rating.criteria
                }
                assert max(levels) >= Level.HELPFUL > min(levels)

    def test_goes_on_from_a_scene_once_it_went_well_there(self, ada: Trainee) -> None:
        played(ada, *BAD_WAY)
        before = of(overview(ada, days=2), "tracks-window").drills[0]
        drilled(ada, "hold-the-gate", "gate", days=1)
        drilled(ada, "stay-with-it", "bench", days=1)
        after = of(overview(ada, days=60), "tracks-window").drills
        assert before.again
        assert not any(one.again for one in after)
        assert (before.version, before.scene) not in [(one.version, one.scene) for one in after]

    def test_is_nothing_of_an_assessment_that_is_open(self, sqlite_store: Store) -> None:
        ada, noor = join(sqlite_store, "Ada"), join(sqlite_store, "Noor", COURSE_LEADER)
        played(ada, *BAD_WAY)
        assign(noor, "walk", mode="assessment", due=datetime.now(UTC) + 90 * DAY)
        found = overview(ada, days=12)
        proposed = {one.case.slug for one in found.suggestions if one.case}
        scenes = {drill.case for one in found.suggestions for drill in one.drills}
        assert (proposed, scenes) == ({"walk-again"}, {"Another walk"})


class TestSettingAside:
    """Not now, and back again."""

    def test_leaves_a_criterion_out_for_some_days(self, store: Store) -> None:
        ada = played(join(store, "Ada"), *BAD_WAY)
        for days in practising_next.PAUSES:
            practising_next.set_aside(ada.store, ada.actor, "tracks-window", days, datetime.now(UTC))
            meanwhile, afterwards = overview(ada, days=days - 0.5), overview(ada, days=days + 0.5)
            assert "tracks-window" not in listed(meanwhile)
            assert [one.criterion.slug for one in meanwhile.set_aside] == ["tracks-window"]
            assert "tracks-window" in listed(afterwards)
            assert afterwards.set_aside == ()

    def test_can_be_taken_back(self, ada: Trainee) -> None:
        played(ada, *BAD_WAY)
        practising_next.set_aside(ada.store, ada.actor, "tracks-window", 30)
        for _ in range(2):
            practising_next.bring_back(ada.store, ada.actor, "tracks-window")
        assert "tracks-window" in listed(overview(ada))

    def test_is_for_oneself_alone(self, ada: Trainee) -> None:
        ben = played(join(ada.store, "Ben"), *BAD_WAY)
        practising_next.set_aside(ada.store, ada.actor, "tracks-window", 30)
        assert "tracks-window" in listed(overview(ben))

    def test_wants_a_criterion_and_a_pause_that_are_there(self, ada: Trainee) -> None:
        for criterion, days in (("no-such", 7), ("", 7), ("tracks-window", 8), ("a\0b", 30)):
            with pytest.raises(Refused):
                practising_next.set_aside(ada.store, ada.actor, criterion, days)
        with pytest.raises(Refused):
            practising_next.bring_back(ada.store, ada.actor, "no-such")
        assert overview(ada).set_aside == ()


def test_every_scene_is_arrived_at_and_what_it_exercises_is_found(shared: Store) -> None:
    """The same ways each time, in states that are of the scene."""
    walk = shared.current["walk"]
    found = arrivals(walk)
    assert {slug: state.scene for slug, state in found.items()} == {"gate": "gate", "rain": "rain", "bench": "bench"}
    assert found == arrivals(walk)
    assert exercised(walk)["tracks-window"] == ("gate", "rain", "bench")
    assert "drops-the-script" not in exercised(walk)  # never shown in this case, only missed
