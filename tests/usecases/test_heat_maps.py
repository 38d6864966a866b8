"""A cohort at a glance: criteria by trainee, who needs a call and why, before and after."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from simulator.engine.rubric import Level
from simulator.storage.tables import HELP_REQUEST
from simulator.usecases import before_after, heat_maps
from simulator.usecases.before_after import Compared, Side
from simulator.usecases.catalogue import Store
from simulator.usecases.errors import NotFound, Refused
from simulator.usecases.heat_maps import HeatMap
from simulator.usecases.people import SUPERVISOR
from tests.usecases.reporting import HARMED, LEFT, WELL, done, finished, given_out, queue, reviewed
from tests.usecases.trainee import COHORT, NOW, OTHER, Trainee, join

LONG_WELL = ("ask-at-once", "stay-with-it", "hold-the-gate", "stay-with-it")
DAY = timedelta(days=1)


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    return sqlite_store


def heat(reader: Trainee, *, by_need: bool = False, now: datetime | None = None) -> HeatMap:
    return heat_maps.heat_map(reader.store, reader.actor, COHORT, by_need=by_need, now=now)


def reasons(found: HeatMap) -> dict[str, list[str]]:
    return {call.name: [one.why for one in call.reasons] for call in found.calls}


def test_a_cell_says_how_often_it_went_well_and_nothing_where_it_never_was(leader: Trainee, ada: Trainee) -> None:
    ben = join(leader.store, "Ben")
    finished(ada, *HARMED)
    found = heat(leader)
    assert [one.name for one in found.trainees] == ["Ada", "Ben"]
    assert ben.actor.id == found.trainees[1].person
    rows = {row.name.slug: row for row in found.rows}
    cell = rows["tracks-window"].cells[0]
    assert cell is not None
    assert (cell.moments, cell.well, cell.harmful, cell.word) == (5, 4, 1, "steadily")
    assert rows["tracks-window"].cells[1] is None
    assert rows["offers-control"].whole.word == "too few moments to say"
    assert "owns-the-rupture" not in rows


def test_by_need_the_criteria_are_sorted_and_never_the_people(leader: Trainee, ada: Trainee) -> None:
    ben = join(leader.store, "Ben")
    for _ in range(2):
        finished(ben, *LEFT)
    finished(ada, *HARMED)
    found = heat(leader, by_need=True)
    shares = [row.whole.well / row.whole.moments for row in found.rows]
    assert shares == sorted(shares)
    assert len(set(shares)) > 1
    assert [one.name for one in found.trainees] == ["Ada", "Ben"]


def test_repeated_harm_without_repair_is_a_reason(leader: Trainee, ada: Trainee) -> None:
    mended = join(leader.store, "Ben")
    for _ in range(2):
        finished(mended, *HARMED)
    last = finished(ada, *LEFT)
    found = heat(leader)
    assert reasons(found) == {"Ada": ["harm"]}
    assert (found.calls[0].reasons[0].moments, found.calls[0].reasons[0].attempt) == (2, last)
    for _ in range(3):
        finished(ada, *HARMED)
    assert "harm" not in reasons(heat(leader)).get("Ada", []), "it was four attempts ago"


def test_a_request_that_nobody_answered_is_a_reason_until_it_is_settled(leader: Trainee, ada: Trainee) -> None:
    attempt = finished(ada, *HARMED)
    asked = {"id": uuid4(), "attempt_id": attempt, "cohort_id": COHORT, "person_id": ada.actor.id, "asked_at": NOW}
    with leader.store.database.write() as session:
        session.execute(HELP_REQUEST.insert(), {**asked, "kind": "conversation", "note": "Please."})
        session.commit()
    assert reasons(heat(leader)) == {"Ada": ["asked"]}
    assert "Please." not in repr(heat(leader).calls)
    with leader.store.database.write() as session:
        session.execute(HELP_REQUEST.update().values(settled_at=NOW, settled_by=leader.actor.id))
        session.commit()
    assert reasons(heat(leader)) == {}


def test_work_that_is_due_and_not_begun_is_a_reason(leader: Trainee, ada: Trainee) -> None:
    due = datetime.now(UTC) + 10 * DAY
    assignment = given_out(leader.store, due)
    assert reasons(heat(leader, now=due - 3 * DAY)) == {}
    assert reasons(heat(leader, now=due - DAY)) == {"Ada": ["due"]}
    assert reasons(heat(leader, now=due + DAY)) == {"Ada": ["due"]}
    done(ada, assignment, *WELL)
    assert reasons(heat(leader, now=due + DAY)) == {}


def test_work_that_was_due_before_somebody_came_is_no_reason(leader: Trainee, ada: Trainee) -> None:
    given_out(leader.store, NOW - DAY)
    assert reasons(heat(leader)) == {}
    assert ada.actor.id in {one.person for one in heat(leader).trainees}


def test_a_clear_fall_is_a_reason_and_an_unclear_one_is_not(leader: Trainee, supervisor: Trainee, ada: Trainee) -> None:
    every = range(1, 6)
    reviewed(supervisor, finished(ada, *HARMED), Level.ADVANCED, "", turns=every)
    finished(ada, *LONG_WELL)
    assert reasons(heat(leader)) == {}, "not clearly"
    reviewed(supervisor, finished(ada, *HARMED), Level.ADVANCED, "", turns=every)
    last = finished(ada, *HARMED)
    reviewed(supervisor, last, Level.MISSED, "", turns=every)
    found = heat(leader)
    assert reasons(found) == {"Ada": ["fall"]}
    assert (found.calls[0].reasons[0].principles, found.calls[0].reasons[0].attempt) == (("attunement",), last)


def test_nobody_without_a_right_sees_the_heat_map(
    store: Store, ada: Trainee, elsewhere: Trainee, admin: Trainee, leader: Trainee
) -> None:
    assert heat(leader).trainees
    for reader in (ada, elsewhere, admin, join(store, "Otto", SUPERVISOR, cohort=OTHER)):
        with pytest.raises(NotFound):
            heat(reader)


def compared(reader: Trainee, before: Side, after: Side) -> Compared:
    return before_after.compared(reader.store, heat(reader), before, after)


def both_cases(trainee: Trainee, first: tuple[str, ...], *rest: str) -> None:
    finished(trainee, *first)
    trainee.start("walk-again")
    trainee.play_to_the_end(*rest)
    queue(trainee.store, trainee.attempt)


def test_parallel_cases_are_proposed_in_their_order(leader: Trainee, ada: Trainee) -> None:
    both_cases(ada, WELL, "wave")
    found = compared(leader, Side(), Side())
    assert [(pair.before.slug, pair.after.slug) for pair in found.pairs] == [("walk", "walk-again")]
    assert 0 < found.pairs[0].shared < 100
    assert found.rows == ()


def test_before_and_after_compares_each_with_themselves_from_five_people_on(leader: Trainee) -> None:
    people = [join(leader.store, name) for name in ("Ada", "Ben", "Cleo", "Dora", "Emil")]
    for one in people:
        finished(one, *HARMED)
    first = Side("walk", "first")
    for number, one in enumerate(people, 1):
        finished(one, *LONG_WELL)
        found = compared(leader, first, Side("walk", "last"))
        assert found.people == number
        attunement = found.rows[0].difference
        assert attunement.number == number
        assert (attunement.mean is None) == (number < 5)
    # 7 of 9 points at first, 6 of 8 at last
    assert attunement.mean == pytest.approx(100 * (6 / 8 - 7 / 9))
    assert compared(leader, first, first).people == 0, "an attempt is not compared with itself"


def test_days_narrow_what_is_compared(leader: Trainee, ada: Trainee) -> None:
    finished(ada, *HARMED)
    finished(ada, *LONG_WELL)
    assert compared(leader, Side("walk", "first"), Side("walk", "last")).people == 1
    assert compared(leader, Side("walk", "first", until="2020-01-01"), Side("walk", "last")).people == 0
    assert compared(leader, Side("walk", "first", since="2020-01-01"), Side("walk", "last")).people == 1


def test_a_day_that_is_none_is_refused(leader: Trainee, ada: Trainee) -> None:
    finished(ada, *WELL)
    for day in ("soon", "2026-13-01", "9999-12-31", "0001-01-01", "\x00"):
        with pytest.raises(Refused):
            compared(leader, Side("walk", since=day), Side("walk"))
        with pytest.raises(Refused):
            compared(leader, Side("walk"), Side("walk", until=day))


def test_a_case_that_nobody_finished_here_is_refused(leader: Trainee, ada: Trainee) -> None:
    finished(ada, *WELL)
    with pytest.raises(Refused):
        compared(leader, Side("walk"), Side("walk-again"))
