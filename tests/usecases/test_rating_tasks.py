"""What supervisors have to rate, from double ratings and calibration together, on both databases."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from simulator.storage.review_records import BLIND, CALIBRATION, CONSENSUS
from simulator.usecases import calibrating, double_rating, rating_tasks
from simulator.usecases.calibrating import RoundForm
from simulator.usecases.catalogue import Store
from simulator.usecases.double_rating import Wish
from simulator.usecases.local_times import written
from simulator.usecases.review_tasks import TaskKey
from tests.usecases.rating import finished, rate, supervisors
from tests.usecases.trainee import COHORT, NOW, Trainee

ZONE = "Europe/Berlin"


def test_a_supervisor_finds_everything_by_due_time_until_it_is_done(
    store: Store, leader: Trainee, ada: Trainee
) -> None:
    ilse, max_ = supervisors(store, "Ilse", "Max")
    first, second, third = finished(ada, leader, 3)
    double_rating.assign(store, leader.actor, COHORT, Wish("ticked", attempts=(first,), due_on="2026-12-24"), NOW)
    set_id, round_id = uuid4(), uuid4()
    calibrating.make_set(store, leader.actor, COHORT, set_id, "Autumn", [second, third], NOW)
    form = RoundForm("Before", written(NOW, ZONE), written(NOW + timedelta(days=7), ZONE))
    calibrating.open_round(store, leader.actor, set_id, round_id, form, NOW)

    tasks = rating_tasks.tasks(store, ilse.actor, NOW)
    named = [(one.purpose, one.number, one.title, one.within) for one in tasks.to_rate]
    calibration = [(CALIBRATION, place, "A walk", ("Autumn", "Before")) for place in (1, 2)]
    assert named == [*calibration, (BLIND, 1, "A walk", ("", ""))]
    assert {one.language for one in tasks.to_rate} == {"en"}
    assert double_rating.open_tasks(store, ilse.actor, NOW) == 3

    double = tasks.to_rate[-1].task_id
    for rater in (ilse, max_):
        rate(rater, TaskKey(BLIND, double))
        rate(rater, TaskKey(CALIBRATION, round_id, 2))
    assert double_rating.open_tasks(store, ilse.actor, NOW) == 2
    rate(ilse, TaskKey(CONSENSUS, double))
    rate(ilse, TaskKey(CALIBRATION, round_id, 1))
    assert double_rating.open_tasks(store, ilse.actor, NOW) == 0
    done = rating_tasks.tasks(store, ilse.actor, NOW).done
    assert {(one.purpose, one.number) for one in done} == {(BLIND, 1), (CALIBRATION, 1), (CALIBRATION, 2)}
    assert [one.number for one in rating_tasks.tasks(store, max_.actor, NOW).to_rate] == [1]

    shown = calibrating.shown(store, leader.actor, set_id, now=NOW)
    assert [(one.name, one.rated, one.of) for one in shown.rounds[0].progress] == [("Ilse", 2, 2), ("Max", 1, 2)]
    assert shown.figures is not None
    assert [one.name for one in shown.figures.raters] == ["Ilse", "Max"]
    assert [one.settled for one in double_rating.overview(store, leader.actor, COHORT).listed] == [True]
