"""What administrators do: accounts, who else administers, the institution, the log."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest

from simulator.storage import audit, directory, people, sessions
from simulator.usecases import administering, cohorts
from simulator.usecases import sessions as signing_in
from simulator.usecases.accounts import new_account
from simulator.usecases.catalogue import Store
from simulator.usecases.errors import NotFound, Refused
from simulator.usecases.people import ADMINISTRATOR, COURSE_LEADER, SUPERVISOR, TRAINEE, Actor, actor
from tests.usecases.trainee import NOW, Trainee, join

HASH = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA"
DEEDS: tuple[Callable[[Store, Actor, UUID], object], ...] = (
    administering.deactivate,
    administering.reactivate,
    administering.give_administrator,
    administering.take_administrator,
    administering.somebody,
    lambda store, by, _: administering.everybody(store, by),
    lambda store, by, _: administering.institution(store, by),
    lambda store, by, _: administering.change_institution(store, by, "x", []),
    lambda store, by, _: administering.log(store, by),
)


@pytest.fixture
def admin(store: Store) -> Trainee:
    """An administrator."""
    return join(store, "Ravi", ADMINISTRATOR)


def holder(store: Store, name: str, email: str, *, administrator: bool = False) -> Actor:
    """Somebody with an account."""
    with store.database.write() as session:
        person = new_account(session, name=name, email=email, password_hash=HASH, at=NOW, administrator=administrator)
        session.commit()
    found = actor(store, person)
    assert found is not None
    return found


def is_administrator(store: Store, person: Actor) -> bool:
    found = actor(store, person.id)
    return bool(found and found.administrator)


@pytest.mark.parametrize("number", range(len(DEEDS)))
def test_only_an_administrator_does_any_of_it(store: Store, ada: Trainee, number: int) -> None:
    others = [ada, join(store, "Noor", COURSE_LEADER), join(store, "Ilse", SUPERVISOR)]
    target = holder(store, "Tim", "tim@example.org")
    for one in others:
        with pytest.raises(NotFound):
            DEEDS[number](store, one.actor, target.id)


@pytest.mark.parametrize("number", [*range(4), 7])
def test_an_administrator_who_lost_the_right_a_moment_ago_changes_nothing(
    store: Store, admin: Trainee, number: int
) -> None:
    former, target = holder(store, "Eve", "eve@example.org", administrator=True), holder(store, "Tim", "t@example.org")
    administering.take_administrator(store, admin.actor, former.id)
    assert former.administrator  # as the request that began before still has it
    with pytest.raises(NotFound):
        DEEDS[number](store, former, target.id)


def test_people_are_found_by_name_and_address(store: Store, admin: Trainee, ada: Trainee) -> None:
    holder(store, "Örjan Ünal", "o.unal@example.org")
    join(store, "Noor", COURSE_LEADER, TRAINEE)

    def found(search: str) -> list[str]:
        return [one.person.name for one in administering.everybody(store, admin.actor, search).people]

    assert found("") == ["Ada", "Noor", "Ravi", "Örjan Ünal"]
    assert found(" öRJAN  ünal ") == found("O.UNAL@example") == ["Örjan Ünal"]
    assert found("%") == found("_") == found("nobody") == found("\0") == []
    (noor,) = administering.everybody(store, admin.actor, "noor").people
    assert [(held.cohort, held.role) for held in noor.roles] == [("Autumn", COURSE_LEADER), ("Autumn", TRAINEE)]


def test_there_are_a_hundred_to_a_page(store: Store, admin: Trainee) -> None:
    with store.database.write() as session:
        for number in range(149):
            people.add_person(session, name=f"P{number:03}", at=NOW)
        session.commit()
    first, last = (administering.everybody(store, admin.actor, page=page) for page in (1, 2))
    assert (len(first.people), len(last.people), first.pages, first.total) == (100, 50, 2, 150)
    assert first.people[99].person.name < last.people[0].person.name
    for page, shown in ((0, 1), (-5, 1), (99, 2), (10**30, 2)):
        assert administering.everybody(store, admin.actor, page=page).page == shown


def test_a_closed_account_is_signed_out_at_once_and_can_be_opened_again(store: Store, admin: Trainee) -> None:
    tim = holder(store, "Tim", "tim@example.org")
    token = signing_in.begin(store, tim.id, "Firefox")
    for _ in range(2):
        administering.deactivate(store, admin.actor, tim.id, NOW)
    assert signing_in.find(store, token) is None
    with store.database.read() as session:
        assert sessions.sessions_of(session, tim.id) == ()
    assert administering.somebody(store, admin.actor, tim.id).person.active is False
    for _ in range(2):
        administering.reactivate(store, admin.actor, tim.id, NOW)
    assert administering.somebody(store, admin.actor, tim.id).person.active is True
    with store.database.read() as session:
        actions = [entry.action for entry in audit.entries(session, {"person_id": tim.id})]
    assert sorted(actions) == ["account deactivated", "account opened", "account reactivated", "signed in"]


def test_nobody_closes_their_own_account_or_one_that_is_not_there(store: Store, ada: Trainee) -> None:
    ravi = holder(store, "Ravi", "ravi@example.org", administrator=True)
    with pytest.raises(Refused, match="their own account"):
        administering.deactivate(store, ravi, ravi.id)
    for person in (ada.actor.id, uuid4()):
        for deed in (administering.deactivate, administering.reactivate):
            with pytest.raises(NotFound):
                deed(store, ravi, person)


def test_the_administrators_right_is_given_and_taken(store: Store, admin: Trainee, ada: Trainee) -> None:
    token = signing_in.begin(store, ada.actor.id, "Firefox")
    administering.give_administrator(store, admin.actor, ada.actor.id, NOW)
    assert is_administrator(store, ada.actor)
    found = signing_in.find(store, token)
    assert found is not None
    assert found.rotate
    administering.take_administrator(store, admin.actor, admin.actor.id, NOW)
    assert not is_administrator(store, admin.actor)


def test_never_from_the_last_one_who_can_use_it(store: Store, admin: Trainee) -> None:
    with pytest.raises(Refused, match="the only administrator"):
        administering.take_administrator(store, admin.actor, admin.actor.id)
    other = holder(store, "Eve", "eve@example.org", administrator=True)
    administering.deactivate(store, admin.actor, other.id)
    with pytest.raises(Refused, match="the only administrator"):
        administering.take_administrator(store, admin.actor, admin.actor.id)
    with pytest.raises(NotFound):  # a closed account administers nothing
        administering.take_administrator(store, other, admin.actor.id)


@pytest.mark.parametrize("deed", [administering.take_administrator, administering.deactivate])
def test_two_administrators_who_end_each_others_right_at_once_leave_one(
    store: Store, deed: Callable[[Store, Actor, UUID], None]
) -> None:
    pair = [holder(store, name, f"{name}@example.org", administrator=True) for name in ("eve", "ravi")]

    def end(which: int) -> bool:
        try:
            deed(store, pair[which], pair[1 - which].id)
        except (NotFound, Refused):
            return False
        return True

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(end, (0, 1))) == [False, True]
    with store.database.read() as session:
        assert len(directory.administrators(session)) == 1


def test_the_institution_has_a_name_and_roles_that_need_a_second_factor(store: Store, admin: Trainee) -> None:
    for _ in range(2):
        administering.change_institution(store, admin.actor, " The \n Institute ", [SUPERVISOR, COURSE_LEADER], NOW)
    found = administering.institution(store, admin.actor)
    assert (found.name, found.second_factor) == ("The Institute", [COURSE_LEADER, SUPERVISOR])
    with store.database.read() as session:
        (entry,) = audit.entries(session)
    assert (entry.action, entry.detail) == ("institution changed", {"second_factor": "course leader, supervisor"})


@pytest.mark.parametrize(
    ("name", "needed", "sentence"),
    [
        ("x" * 10_000, [], "10,000 characters; 200"),
        ("I\0", [], "cannot be kept"),
        ("I\ud800", [], "cannot be kept"),
        ("I", [TRAINEE], "among the roles"),
        ("I", ["owner"], "among the roles"),
    ],
)
def test_what_will_not_do_changes_nothing(
    store: Store, admin: Trainee, name: str, needed: list[str], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        administering.change_institution(store, admin.actor, name, needed)
    assert administering.institution(store, admin.actor) == ("", [])


def test_the_log_names_people_and_cohorts_newest_first(store: Store, admin: Trainee, ada: Trainee) -> None:
    this = uuid4()
    cohorts.make(store, admin.actor, this, cohorts.Details("Spring", "2027-01-01", "2027-02-01", "UTC"), NOW)
    administering.give_administrator(store, admin.actor, ada.actor.id)
    newest, oldest = administering.log(store, admin.actor).entries
    assert (newest.action, newest.actor, newest.person, newest.cohort) == ("administrator made", "Ravi", "Ada", None)
    assert (oldest.action, oldest.actor, oldest.person, oldest.cohort) == ("cohort made", "Ravi", None, "Spring")
    about = administering.log(store, admin.actor, ada.actor.id)
    assert (about.about, [one.action for one in about.entries]) == ("Ada", ["administrator made"])
    assert administering.log(store, admin.actor, uuid4()).entries == ()


def test_the_log_has_pages(store: Store, admin: Trainee) -> None:
    with store.database.write() as session:
        for _ in range(101):
            audit.note(session, "signed in", NOW, actor=None)
        session.commit()
    first, second = (administering.log(store, admin.actor, page=page) for page in (1, 2))
    assert (len(first.entries), first.more, len(second.entries), second.more) == (100, True, 1, False)
    assert first.entries[0].actor is None
    for page in (0, -1, 10**30):
        assert administering.log(store, admin.actor, page=page).page >= 1
