"""A draft can be tried from any scene in any state; what makes no sense is refused in a plain sentence."""

from __future__ import annotations

from uuid import uuid4

import pytest

from simulator.engine.attempt import gauges_by_slug
from simulator.engine.scenario import Scenario
from simulator.usecases import drafts, robots, trying
from simulator.usecases.catalogue import Store
from simulator.usecases.errors import NotFound, Refused
from simulator.usecases.people import ADMINISTRATOR, COURSE_LEADER, SUPERVISOR
from simulator.usecases.trying import MOST_ANSWERS, Wish
from tests.usecases.cases import BROKEN, WALK
from tests.usecases.trainee import Trainee, join

ONCE = WALK.replace("when arousal above window", "when arousal above window and not visited bench")
REMEMBERING = ONCE.replace("- When: safeness at least 4", "- When: safeness at least 4 and not chose hold-the-gate")


@pytest.fixture
def noor(sqlite_store: Store) -> Trainee:
    """A course leader."""
    return join(sqlite_store, "Noor", COURSE_LEADER)


def draft(noor: Trainee, text: str = WALK) -> trying.Ground:
    """A draft of this text, on the ground to be tried."""
    made = drafts.begin(noor.store, noor.actor, uuid4(), f"draft-{uuid4().hex[:6]}", text, "blank")
    return trying.ground(noor.store, noor.actor, made.id)


@pytest.fixture
def walk(noor: Trainee) -> Scenario:
    """The walk, as it can be tried."""
    scenario = draft(noor).scenario
    assert scenario is not None
    return scenario


@pytest.fixture
def remembering(noor: Trainee) -> Scenario:
    """The walk with conditions that ask what has been."""
    scenario = draft(noor, REMEMBERING).scenario
    assert scenario is not None
    return scenario


def refused(scenario: Scenario, wish: Wish) -> str:
    """What is said to a wish that makes no sense."""
    with pytest.raises(Refused) as caught:
        trying.play(scenario, wish)
    return caught.value.sentence


class TestAPlay:
    """Where it begins and how it goes."""

    def test_begins_as_the_case_does(self, walk: Scenario) -> None:
        play = trying.play(walk, Wish())
        assert (play.scene.slug, play.steps) == ("gate", ())
        assert gauges_by_slug(walk, play.now)["safeness"] == 2

    def test_begins_in_any_scene_with_any_state(self, walk: Scenario) -> None:
        play = trying.play(walk, Wish("bench", {"safeness": "6", "arousal": " -2 ", "shame": ""}))
        assert play.scene.slug == "bench"
        now = gauges_by_slug(walk, play.now)
        assert (now["safeness"], now["arousal"], now["shame"]) == (6, -2, 4)
        assert "lend-your-hand" in {one.slug for one in play.offered}

    def test_begins_with_what_has_been_visited_and_chosen(self, remembering: Scenario) -> None:
        state = {"safeness": "6"}
        fresh = trying.play(remembering, Wish("bench", state))
        assert "lend-your-hand" in {one.slug for one in fresh.offered}
        chose = trying.play(remembering, Wish("bench", state, chose=("hold-the-gate",)))
        assert "lend-your-hand" not in {one.slug for one in chose.offered}
        pulled = ("pull-her-along",)
        assert trying.play(remembering, Wish(answers=pulled)).scene.slug == "rain"
        assert trying.play(remembering, Wish(seen=("bench",), answers=pulled)).scene.slug == "bench"

    def test_beginning_in_a_scene_counts_as_having_visited_it(self, remembering: Scenario) -> None:
        assert trying.play(remembering, Wish("bench")).now.visited == {"bench"}

    def test_goes_on_by_answers_and_back_by_fewer(self, walk: Scenario) -> None:
        answers = ("hold-the-gate", "stay-with-it")
        play = trying.play(walk, Wish(answers=answers))
        assert [step.response.slug for step in play.steps] == list(answers)
        assert (play.scene.slug, play.scene.ending, play.offered) == ("home", "connected", ())
        assert trying.play(walk, Wish(answers=answers[:1])).now == play.steps[0].state

    def test_may_begin_at_an_ending(self, walk: Scenario) -> None:
        assert trying.play(walk, Wish("gone")).offered == ()


class TestIsRefused:
    """In a plain sentence."""

    def test_what_the_draft_does_not_have(self, walk: Scenario) -> None:
        assert refused(walk, Wish("nowhere")) == "There is no scene “nowhere” in this draft."
        assert refused(walk, Wish(gauges={"joy": "1"})) == "There is no gauge “joy” in this draft."
        assert refused(walk, Wish(seen=("bench",))) == "There is no scene “bench” that a condition asks about."
        assert refused(walk, Wish(chose=("\0x",))) == "There is no response “x” that a condition asks about."

    @pytest.mark.parametrize("typed", ["11", "-1", "two", "1.5", "9" * 5_000, "٣", "1_0", "\0"])
    def test_a_gauge_out_of_its_range(self, walk: Scenario, typed: str) -> None:
        assert refused(walk, Wish(gauges={"safeness": typed})) == "“safeness” is a whole number from 0 to 10."

    def test_an_answer_that_is_not_offered_there(self, walk: Scenario) -> None:
        for answers in (("hold-the-gate", "walk-on"), ("hold-the-gate", "no-such"), ("ask-at-once", "lend-your-hand")):
            said = refused(walk, Wish(answers=answers))
            assert said.startswith(f"Answer 2, “{answers[1]}”, is not offered in “bench”")
        ended = ("hold-the-gate", "stay-with-it", "hold-the-gate")
        assert "Answer 3, “hold-the-gate”, is not offered in “home”" in refused(walk, Wish(answers=ended))

    def test_a_play_without_end(self, walk: Scenario) -> None:
        again = ("ask-at-once", "stay-with-it") * (MOST_ANSWERS // 2)
        with pytest.raises(Refused, match="no further than 200 answers"):
            trying.play(walk, Wish(answers=(*again, "ask-at-once")))
        with pytest.raises(Refused, match="is not offered"):
            trying.play(walk, Wish(answers=again))


class TestADraft:
    """What can be tried, by whom."""

    def test_with_a_fault_of_the_whole_can_be_tried_all_the_same(self, noor: Trainee) -> None:
        island = WALK.replace("## home:", "## island: An island\n- Ending: steady\n\nNobody comes here.\n\n## home:")
        ground = draft(noor, island)
        assert [one.code for one in ground.checked.faults] == ["scene-unreachable"]
        assert ground.scenario is not None
        assert trying.play(ground.scenario, Wish("island")).scene.ending == "steady"
        watched = robots.watched(noor.store, noor.actor, ground.draft.id)
        assert watched.report is not None
        assert [one.slug for one in watched.report.unvisited] == ["island"]

    @pytest.mark.parametrize("text", [BROKEN, "", "Only words."])
    def test_with_a_fault_of_its_form_says_which(self, noor: Trainee, text: str) -> None:
        ground = draft(noor, text)
        assert ground.scenario is None
        assert ground.checked.faults
        assert robots.watched(noor.store, noor.actor, ground.draft.id).report is None

    def test_is_for_course_leaders_only_and_gone_when_thrown_away(self, noor: Trainee) -> None:
        found = draft(noor).draft.id
        for name, role in (("Ada", ""), ("Ilse", SUPERVISOR), ("Ravi", ADMINISTRATOR)):
            other = join(noor.store, name, *([role] if role else []), cohort=None)
            with pytest.raises(NotFound):
                trying.ground(noor.store, other.actor, found)
            with pytest.raises(NotFound):
                robots.watched(noor.store, other.actor, found)
        with pytest.raises(NotFound):
            trying.ground(noor.store, noor.actor, uuid4())


class TestRobots:
    """At a draft."""

    def test_tell_of_a_draft_what_they_came_to_and_remember_it(self, noor: Trainee) -> None:
        ground = draft(noor)
        report = robots.watched(noor.store, noor.actor, ground.draft.id).report
        assert report is not None
        assert set(report.played["random"].endings) == {"home", "gone"}
        assert report.unvisited == ()
        assert {one.ending for one in report.reached} == {"home", "gone"}
        assert robots.watched(noor.store, noor.actor, ground.draft.id).report is report

    def test_hand_on_what_the_checker_found_of_cues(self, noor: Trainee) -> None:
        first, rest = WALK.split("## rain:")
        head, gate = first.split("## gate:")
        gates = [
            f"## gate{n}:{gate}".replace("hold-the-gate", f"hold-{n}")
            .replace("ask-at-once", f"ask-{n}")
            .replace("pull-her-along", f"pull-{n}")
            .replace("Next: bench", f"Next: gate{n + 1}" if n < 6 else "Next: bench")
            for n in range(7)
        ]
        ground = draft(noor, f"{head}{''.join(gates)}## rain:{rest.replace('otherwise gate', 'otherwise gate0')}")
        report = robots.watched(noor.store, noor.actor, ground.draft.id).report
        assert report is not None
        assert "giveaway-position" in {one.code for one in report.told}
        assert "position-tells" not in {one.code for one in report.findings}

    def test_play_what_was_saved_last(self, noor: Trainee) -> None:
        found = draft(noor).draft
        before = robots.watched(noor.store, noor.actor, found.id).report
        drafts.save(noor.store, noor.actor, found.id, 1, WALK.replace("otherwise gate", "otherwise gone"))
        after = robots.watched(noor.store, noor.actor, found.id).report
        assert before is not None
        assert after is not None
        assert before.played["random"].moves["bench", "gate"] > 0
        assert ("bench", "gate") not in after.played["random"].moves
