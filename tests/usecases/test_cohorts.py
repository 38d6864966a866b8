"""Cohorts: who makes, changes and archives them, who is in them in which role, and how that ends and comes back."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from simulator.storage import audit, people
from simulator.usecases import cohorts, members
from simulator.usecases.catalogue import Store
from simulator.usecases.cohorts import Details
from simulator.usecases.errors import NotFound, Refused
from simulator.usecases.people import ADMINISTRATOR, COURSE_LEADER, SUPERVISOR, TRAINEE, Actor, actor
from tests.usecases.trainee import COHORT, NOW, OTHER, Trainee, join

GOOD = Details("Spring", "2027-03-01", "2027-07-31", "Europe/Berlin")


def now_(trainee: Trainee) -> Actor:
    """The person as they are at their next request."""
    found = actor(trainee.store, trainee.actor.id)
    assert found is not None
    return found


def noted(store: Store) -> list[str]:
    with store.database.read() as session:
        return [entry.action for entry in audit.entries(session)]


def roles(trainee: Trainee) -> set[str]:
    with trainee.store.database.read() as session:
        return {one.role for one in people.roles_of(session, trainee.actor.id)}


def test_an_administrator_makes_a_cohort_once(store: Store, admin: Trainee) -> None:
    this = uuid4()
    for _ in range(2):
        cohorts.make(store, admin.actor, this, GOOD, NOW)
    made = members.shown(store, admin.actor, this).cohort
    assert (made.name, made.starts_on.isoformat(), made.ends_on.isoformat(), made.time_zone) == tuple(GOOD)
    assert made.created_by == admin.actor.id
    assert noted(store).count("cohort made") == 1


def test_nobody_else_makes_or_archives_one(store: Store, leader: Trainee, ada: Trainee) -> None:
    for one in (leader.actor, ada.actor, ada.actor._replace(administrator=True)):
        with pytest.raises(NotFound):
            cohorts.make(store, one, uuid4(), GOOD)
        with pytest.raises(NotFound):
            cohorts.archive(store, one, COHORT)
        with pytest.raises(NotFound):
            cohorts.open_again(store, one, COHORT)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": " \n "}, "A cohort needs a name"),
        ({"name": "x" * 10_000}, "10,000 characters; 100 is the most"),
        ({"name": "Spr\0ing"}, "a character that cannot be kept"),
        ({"name": "Spr\ud800ing"}, "a character that cannot be kept"),
        ({"starts_on": ""}, "The first day is not a date"),
        ({"ends_on": "31 July"}, "The last day is not a date"),
        ({"ends_on": "2027-02-30"}, "The last day is not a date"),
        ({"starts_on": "2027-03-01T09:00"}, "The first day is not a date"),
        ({"starts_on": "\0"}, "The first day is not a date"),
        ({"ends_on": "2027-02-28"}, "The last day comes before the first one"),
        ({"starts_on": "0027-03-01"}, "years between 2000 and 2100"),
        ({"ends_on": "9999-12-31"}, "years between 2000 and 2100"),
        ({"time_zone": "Europe/Atlantis"}, "one of the time zones"),
        ({"time_zone": "../etc/passwd"}, "one of the time zones"),
        ({"time_zone": ""}, "one of the time zones"),
    ],
)
def test_what_will_not_do_is_refused_with_a_plain_sentence(
    store: Store, admin: Trainee, leader: Trainee, change: dict[str, str], sentence: str
) -> None:
    typed = GOOD._replace(**change)
    with pytest.raises(Refused, match=sentence):
        cohorts.make(store, admin.actor, uuid4(), typed)
    with pytest.raises(Refused, match=sentence):
        cohorts.change(store, leader.actor, COHORT, typed)
    assert [one.cohort.name for one in cohorts.visible(store, admin.actor)] == ["Autumn"]


def test_the_same_day_is_first_and_last(store: Store, leader: Trainee) -> None:
    cohorts.change(store, leader.actor, COHORT, GOOD._replace(ends_on=GOOD.starts_on))
    assert cohorts.details(store, leader.actor, COHORT).ends_on == GOOD.starts_on


def test_everybody_sees_the_cohorts_that_are_theirs(
    store: Store, admin: Trainee, leader: Trainee, elsewhere: Trainee, ada: Trainee
) -> None:
    def seen(one: Trainee) -> set[str]:
        return {listed.cohort.name for listed in cohorts.visible(store, one.actor)}

    assert seen(admin) == {"Autumn", "Winter"}
    assert seen(leader) == {"Autumn"}
    assert seen(elsewhere) == {"Winter"}
    assert seen(ada) == seen(join(store, "Ilse", SUPERVISOR)) == set()
    (autumn,) = (one for one in cohorts.visible(store, leader.actor))
    assert autumn.sizes == {COURSE_LEADER: 1, TRAINEE: 1, SUPERVISOR: 1}


DEEDS: tuple[Callable[[Store, Actor, UUID], object], ...] = (
    lambda store, one, _: members.shown(store, one, COHORT),
    lambda store, one, _: cohorts.details(store, one, COHORT),
    lambda store, one, _: cohorts.change(store, one, COHORT, GOOD),
    lambda store, one, ada: members.give_role(store, one, COHORT, ada, SUPERVISOR),
    lambda store, one, ada: members.take_role(store, one, COHORT, ada, TRAINEE),
)


@pytest.mark.parametrize("number", range(len(DEEDS)))
def test_a_cohort_is_not_there_for_anybody_else(store: Store, ada: Trainee, elsewhere: Trainee, number: int) -> None:
    others = (ada, elsewhere, join(store, "Ilse", SUPERVISOR), join(store, "Tim", TRAINEE, cohort=OTHER))
    for one in others:
        with pytest.raises(NotFound):
            DEEDS[number](store, one.actor, ada.actor.id)
    with pytest.raises(NotFound):
        members.shown(store, elsewhere.actor, uuid4())
    assert roles(ada) == {TRAINEE}


@pytest.mark.parametrize("number", range(2, len(DEEDS)))
def test_a_leader_who_lost_the_role_a_moment_ago_changes_nothing(
    store: Store, admin: Trainee, leader: Trainee, ada: Trainee, number: int
) -> None:
    before = leader.actor
    members.take_role(store, admin.actor, COHORT, before.id, COURSE_LEADER)
    with pytest.raises(NotFound):
        DEEDS[number](store, before, ada.actor.id)
    assert roles(ada) == {TRAINEE}


def test_a_role_that_was_taken_away_can_be_brought_back(store: Store, leader: Trainee, ada: Trainee) -> None:
    ada.start()
    members.take_role(store, leader.actor, COHORT, ada.actor.id, TRAINEE, NOW)
    assert roles(ada) == set()
    there = members.shown(store, leader.actor, COHORT, (str(ada.actor.id), TRAINEE), NOW)
    assert there.removed is not None
    assert (there.removed.name, there.removed.role) == ("Ada", TRAINEE)
    assert there.former == (there.removed,)
    members.give_role(store, leader.actor, COHORT, ada.actor.id, TRAINEE, NOW)
    assert roles(ada) == {TRAINEE}
    assert members.shown(store, leader.actor, COHORT, now=NOW).former == ()
    assert ada.place.beat == "notice"
    assert set(noted(store)) == {"role given", "role taken"}


def test_that_is_possible_for_thirty_days(store: Store, leader: Trainee, ada: Trainee) -> None:
    members.take_role(store, leader.actor, COHORT, ada.actor.id, TRAINEE, NOW)
    later = NOW + timedelta(days=31)
    assert members.shown(store, leader.actor, COHORT, now=later).former == ()
    with pytest.raises(NotFound):
        members.give_role(store, leader.actor, COHORT, ada.actor.id, TRAINEE, later)


def test_a_leader_cannot_draw_in_people_who_are_not_in_the_cohort(
    store: Store, leader: Trainee, elsewhere: Trainee
) -> None:
    tim = join(store, "Tim", TRAINEE, cohort=OTHER)
    for person in (tim.actor.id, elsewhere.actor.id, uuid4()):
        with pytest.raises(NotFound):
            members.give_role(store, leader.actor, COHORT, person, TRAINEE)
    members.take_role(store, elsewhere.actor, OTHER, tim.actor.id, TRAINEE)
    with pytest.raises(NotFound):
        members.give_role(store, leader.actor, COHORT, tim.actor.id, TRAINEE)
    assert members.shown(store, leader.actor, COHORT, (str(tim.actor.id), TRAINEE)).removed is None


@pytest.mark.parametrize("role", ["", ADMINISTRATOR, "owner", "\0", "Trainee"])
def test_there_are_no_other_roles(store: Store, leader: Trainee, ada: Trainee, role: str) -> None:
    with pytest.raises(NotFound):
        members.give_role(store, leader.actor, COHORT, ada.actor.id, role)
    members.take_role(store, leader.actor, COHORT, ada.actor.id, role)
    assert roles(ada) == {TRAINEE}


def test_the_last_course_leader_stays_unless_an_administrator_decides(
    store: Store, admin: Trainee, leader: Trainee, ada: Trainee
) -> None:
    with pytest.raises(Refused, match="the last course leader"):
        members.take_role(store, leader.actor, COHORT, leader.actor.id, COURSE_LEADER)
    (shown,) = members.shown(store, leader.actor, COHORT).members[COURSE_LEADER]
    assert shown.stays
    members.give_role(store, leader.actor, COHORT, ada.actor.id, COURSE_LEADER)
    members.take_role(store, leader.actor, COHORT, leader.actor.id, COURSE_LEADER)
    members.take_role(store, admin.actor, COHORT, ada.actor.id, COURSE_LEADER)
    assert roles(ada) == {TRAINEE}
    assert members.shown(store, admin.actor, COHORT).members[COURSE_LEADER] == ()


def test_two_leaders_who_remove_each_other_at_once_leave_one(store: Store, leader: Trainee) -> None:
    other = join(store, "Omar", COURSE_LEADER)

    def remove(pair: tuple[Trainee, Trainee]) -> bool:
        try:
            members.take_role(store, pair[0].actor, COHORT, pair[1].actor.id, COURSE_LEADER)
        except NotFound:
            return False
        return True

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(remove, [(leader, other), (other, leader)])) == [False, True]
    assert sorted([roles(leader), roles(other)], key=len) == [set(), {COURSE_LEADER}]


def test_an_archived_cohort_gives_no_rights_and_changes_no_more(
    store: Store, admin: Trainee, leader: Trainee, ada: Trainee
) -> None:
    cohorts.archive(store, admin.actor, COHORT, NOW)
    assert now_(leader).roles == now_(ada).roles == frozenset()
    for deed in DEEDS:
        with pytest.raises(NotFound):
            deed(store, now_(leader), ada.actor.id)
    for deed in DEEDS[2:]:
        with pytest.raises(Refused, match="archived"):
            deed(store, admin.actor, ada.actor.id)
        with pytest.raises(NotFound):  # by a request that began before
            deed(store, leader.actor, ada.actor.id)
    assert members.shown(store, admin.actor, COHORT).cohort.archived_at == NOW


def test_it_can_be_opened_again_with_everybody_in_it(
    store: Store, admin: Trainee, leader: Trainee, ada: Trainee
) -> None:
    for _ in range(2):
        cohorts.archive(store, admin.actor, COHORT, NOW)
    for _ in range(2):
        cohorts.open_again(store, admin.actor, COHORT, NOW)
    assert now_(leader).roles == leader.actor.roles
    cohorts.change(store, leader.actor, COHORT, GOOD)
    assert members.shown(store, leader.actor, COHORT).cohort.name == "Spring"
    assert noted(store).count("cohort archived") == noted(store).count("cohort opened again") == 1


def test_a_cohort_that_is_not_there_is_not_archived(store: Store, admin: Trainee) -> None:
    with pytest.raises(NotFound):
        cohorts.archive(store, admin.actor, uuid4())


def test_the_log_says_who_did_what_to_whom_and_holds_nothing_that_was_typed(
    store: Store, admin: Trainee, leader: Trainee, ada: Trainee
) -> None:
    cohorts.change(store, leader.actor, COHORT, GOOD, NOW)
    cohorts.change(store, leader.actor, COHORT, GOOD, NOW)  # changes nothing
    members.give_role(store, leader.actor, COHORT, ada.actor.id, SUPERVISOR, NOW)
    with store.database.read() as session:
        entries = {entry.action: entry for entry in audit.entries(session)}
        assert len(audit.entries(session)) == 2
    given = entries["role given"]
    assert (given.actor_id, given.person_id, given.cohort_id) == (leader.actor.id, ada.actor.id, COHORT)
    assert given.detail == {"role": SUPERVISOR}
    assert "Spring" not in repr(entries)


def test_the_form_for_a_new_cohort_begins_with_a_sensible_zone(store: Store, admin: Trainee) -> None:
    assert cohorts.suggested(store, admin.actor).time_zone == "Europe/Berlin"
    assert cohorts.suggested(store, admin.actor._replace(time_zone="Asia/Tokyo")).time_zone == "Asia/Tokyo"
