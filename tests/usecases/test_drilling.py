"""Single scenes practised by themselves: who meets whom, what is told, what is kept, what is not for drilling."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from simulator.engine.attempt import begin
from simulator.engine.rubric import Level
from simulator.storage.tables import DRILL
from simulator.usecases import drilling
from simulator.usecases.catalogue import Store
from simulator.usecases.drilling import Drill, Told
from simulator.usecases.errors import NotFound, Refused, Stale
from simulator.usecases.people import COURSE_LEADER
from simulator.usecases.practising import new_token
from tests.usecases.cases import WALK
from tests.usecases.given import WEEK, assign, close
from tests.usecases.given import begin as begin_assigned
from tests.usecases.trainee import NOW, Trainee, join, reopened


@pytest.fixture
def ada(shared: Store) -> Trainee:
    return join(shared, "Ada")


@pytest.fixture
def ben(shared: Store) -> Trainee:
    return join(shared, "Ben")


def version(trainee: Trainee, slug: str = "walk") -> str:
    return trainee.store.current[slug].version


def met(trainee: Trainee, scene: str = "gate", *, of: str = "") -> Drill:
    return drilling.drill(trainee.store, trainee.actor, of or version(trainee), scene, NOW)


def answered(trainee: Trainee, response: str, scene: str = "gate", token: str = "", of: str = "") -> UUID:
    token = token or new_token()
    return drilling.answer(trainee.store, trainee.actor, of or version(trainee), scene, token, response, NOW)


def told(trainee: Trainee, drill_id: UUID, scene: str = "gate") -> tuple[Drill, Told]:
    return drilling.told(trainee.store, trainee.actor, version(trainee), scene, drill_id)


def kept(trainee: Trainee) -> int:
    with trainee.store.database.read() as session:
        found = select(func.count()).where(DRILL.c.person_id == trainee.actor.id)
        return session.execute(found).scalar_one()


@contextmanager
def refused(because: str) -> Iterator[None]:
    with pytest.raises(Refused, match=because):
        yield


class TestTheClient:
    """As they were met, or as they may well be."""

    def test_is_as_at_the_start_in_the_first_scene(self, ada: Trainee) -> None:
        drill = met(ada)
        assert (drill.view.title, drill.gauges["safeness"], drill.met_at) == ("At the gate", 2, None)

    def test_is_as_the_best_way_meets_them_where_one_has_never_been(self, ada: Trainee) -> None:
        drill = met(ada, "bench")
        assert drill.gauges["safeness"] == 5  # the gate was held for her: +3
        assert {offer.slug for offer in drill.view.offers} == {"stay-with-it", "ask-for-more", "lend-your-hand"}

    def test_is_somebody_for_whom_the_scene_can_be_even_if_no_good_way_leads_there(self, ada: Trainee) -> None:
        drill = met(ada, "rain")
        assert drill.gauges["arousal"] > drill.gauges["window-high"]

    def test_is_as_they_were_met_in_the_latest_attempt_that_came_there(self, ada: Trainee) -> None:
        ada.start()
        ada.play("hold-the-gate", "stay-with-it")
        ada.start()
        ada.play("ask-at-once", "stay-with-it")
        drill = met(ada, "bench")
        assert (drill.gauges["safeness"], drill.gauges["arousal"]) == (2, 2)
        assert "lend-your-hand" not in {offer.slug for offer in drill.view.offers}
        assert drill.met_at is not None

    def test_of_somebody_else_is_nobodys_business(self, ada: Trainee, ben: Trainee) -> None:
        ben.start()
        ben.play("ask-at-once", "stay-with-it")
        assert met(ada, "bench").gauges["safeness"] == 5


class TestAnAnswer:
    """Kept once, and told as after a turn."""

    def test_is_told_with_ratings_another_way_and_what_is_behind_it(self, ada: Trainee) -> None:
        drill, found = told(ada, answered(ada, "ask-at-once"))
        assert [(one.principle, one.level) for one in found.ratings] == [
            ("attunement", Level.MISSED),
            ("titration", Level.MISSED),
        ]
        assert found.alternative is not None
        assert found.alternative.wording == "Shall we walk a bit first?"
        assert [one.slug for one in found.behind] == ["window-of-tolerance"]
        assert (found.before["arousal"], found.after["arousal"]) == (1, 2)
        assert drill.view.slug == "gate"

    def test_is_kept_once_for_a_double_click(self, store: Store) -> None:
        ada, token = join(store, "Ada"), new_token()
        assert answered(ada, "ask-at-once", token=token) == answered(ada, "ask-at-once", token=token)
        assert kept(ada) == 1
        assert answered(ada, "ask-at-once") != answered(ada, "ask-at-once")
        assert kept(ada) == 3

    def test_cannot_be_changed_afterwards(self, ada: Trainee) -> None:
        token = new_token()
        answered(ada, "ask-at-once", token=token)
        with pytest.raises(Stale):
            answered(ada, "hold-the-gate", token=token)
        with pytest.raises(Stale):
            answered(ada, "stay-with-it", "bench", token=token)
        assert kept(ada) == 1

    def test_with_a_token_of_somebody_else_is_ones_own(self, ada: Trainee, ben: Trainee) -> None:
        token = new_token()
        assert answered(ada, "ask-at-once", token=token) != answered(ben, "hold-the-gate", token=token)

    def test_that_is_not_offered_is_refused(self, ada: Trainee) -> None:
        for response in ("", "no-such-thing", "stay-with-it", "nul\0"):
            with pytest.raises(Refused):
                answered(ada, response)
        assert kept(ada) == 0

    def test_whose_condition_does_not_hold_is_refused(self, ada: Trainee) -> None:
        ada.start()
        ada.play("ask-at-once", "stay-with-it")
        with refused("not possible"):
            answered(ada, "lend-your-hand", "bench")

    def test_needs_a_token_that_can_be_kept(self, ada: Trainee) -> None:
        for token in ("", "x" * 65, "a\0b", "\ud800"):
            with pytest.raises(Stale):
                drilling.answer(ada.store, ada.actor, version(ada), "gate", token, "ask-at-once", NOW)

    def test_is_told_to_nobody_else(self, ada: Trainee, ben: Trainee) -> None:
        mine = answered(ada, "ask-at-once")
        told(ada, mine)
        for trainee, scene, drill_id in ((ben, "gate", mine), (ada, "bench", mine), (ada, "gate", uuid4())):
            with pytest.raises(NotFound):
                told(trainee, drill_id, scene)

    def test_leaves_attempts_and_scores_as_they_are(self, ada: Trainee) -> None:
        ada.start()
        before = ada.place
        answered(ada, "pull-her-along")
        assert ada.place == before


class TestWhatThereIsToDrill:
    """Scenes of cases that are offered, or that one has played."""

    @pytest.fixture
    def ada(self, sqlite_store: Store) -> Trainee:
        return join(sqlite_store, "Ada")

    @pytest.fixture
    def ben(self, sqlite_store: Store) -> Trainee:
        return join(sqlite_store, "Ben")

    def test_is_no_ending_and_nothing_unknown(self, ada: Trainee) -> None:
        for scene, of in (("home", ""), ("no-such-scene", ""), ("nul\0", ""), ("gate", "0" * 64), ("gate", "nul\0")):
            with pytest.raises(NotFound):
                met(ada, scene, of=of)

    def test_is_of_an_older_version_only_for_whoever_has_played_it(
        self, ada: Trainee, ben: Trainee, folder: Path
    ) -> None:
        old = version(ada)
        ada.start()
        (folder / "walk.md").write_text(WALK.replace("Ida stands at", "Ida waits at"), "utf-8")
        ada.store = ben.store = reopened(ada.store, folder)
        assert "stands" in met(ada, of=old).view.lines[0].text
        assert "waits" in met(ben).view.lines[0].text
        with pytest.raises(NotFound):
            met(ben, of=old)
        with pytest.raises(NotFound):
            answered(ben, "hold-the-gate", of=old)

    def test_may_be_of_a_case_that_is_gone_for_whoever_has_played_it(
        self, ada: Trainee, ben: Trainee, folder: Path
    ) -> None:
        old = version(ada)
        ada.start()
        (folder / "walk.md").unlink()
        ada.store = ben.store = reopened(ada.store, folder)
        assert not met(ada, of=old).offered
        with pytest.raises(NotFound):
            met(ben, of=old)


class TestAnAssessment:
    """Tells at its end what a drill tells at once."""

    @pytest.fixture
    def ada(self, sqlite_store: Store) -> Trainee:
        return join(sqlite_store, "Ada")

    @pytest.fixture
    def ben(self, sqlite_store: Store) -> Trainee:
        return join(sqlite_store, "Ben")

    @pytest.fixture
    def noor(self, sqlite_store: Store) -> Trainee:
        return join(sqlite_store, "Noor", COURSE_LEADER)

    def test_that_is_open_keeps_its_scenes_back_until_it_is_finished(self, ada: Trainee, noor: Trainee) -> None:
        assignment = assign(noor, "walk", mode="assessment")
        with refused("belongs to an assessment"):
            met(ada)
        with refused("belongs to an assessment"):
            answered(ada, "hold-the-gate")
        assert met(ada, "gate-again", of=version(ada, "walk-again")).scenario == "walk-again"
        begin_assigned(ada, assignment)
        close(ada)
        assert met(ada).view.slug == "gate"

    def test_that_waits_for_its_scores_keeps_them_back_too(self, ada: Trainee, noor: Trainee) -> None:
        begin_assigned(ada, assign(noor, "walk", mode="assessment", release="by the supervisor"))
        close(ada)
        with refused("scores are still to come"):
            met(ada)

    def test_of_ones_own_choice_keeps_them_back_while_it_is_under_way(self, ada: Trainee, ben: Trainee) -> None:
        ada.start(mode="assessment")
        with refused("belongs to an assessment"):
            met(ada)
        assert met(ben).view.slug == "gate"
        ada.play_to_the_end("hold-the-gate", "stay-with-it")
        assert met(ada).view.slug == "gate"

    def test_that_is_not_open_or_for_practice_keeps_nothing_back(self, ada: Trainee, noor: Trainee) -> None:
        assign(noor, "walk", mode="practice")
        assign(noor, "walk", mode="assessment", opens=NOW + WEEK, due=NOW + 2 * WEEK)
        assert met(ada).view.slug == "gate"


def test_a_drill_before_it_is_answered_holds_no_rating(ada: Trainee) -> None:
    """The type has no place for one, and neither has anything in it."""
    words = repr(met(ada)).lower()
    assert "shall we?" in words
    for secret in ("rating", "level.", "feedback", "her arm was taken", "advanced", "harmful", "missed"):
        assert secret not in words


def test_begin_is_what_an_attempt_begins_with(ada: Trainee) -> None:
    """A drill of the first scene, met at the start of an attempt, is the start of that attempt."""
    ada.start()
    ada.play("hold-the-gate")
    scenario = ada.store.current["walk"]
    assert met(ada).gauges["safeness"] == begin(scenario).gauges[scenario.gauge_index["safeness"]]
