"""Invitations: many at once, their links, how long they last, and that each lets one person in once."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from simulator.storage import accounts, audit, people
from simulator.usecases import administering, cohorts, invitations, joining, members
from simulator.usecases.catalogue import Store
from simulator.usecases.errors import NotFound, Refused
from simulator.usecases.invitations import LASTS, Invitation, Known
from simulator.usecases.people import ADMINISTRATOR, COHORT_ROLES, COURSE_LEADER, SUPERVISOR, TRAINEE
from tests.usecases.trainee import COHORT, NOW, OTHER, Trainee, join, make_cohort

HASH = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA"
EMAIL = "ada@example.org"


def waiting(by: Trainee, cohort: UUID | None = COHORT) -> tuple[Invitation, ...]:
    return invitations.waiting(by.store, by.actor, cohort, now=NOW).invitations


def invited(by: Trainee, role: str = TRAINEE, email: str = EMAIL, cohort: UUID | None = COHORT) -> Invitation:
    """One invitation that waits."""
    assert invitations.invite(by.store, by.actor, cohort, role, email, NOW).invited == (email,)
    return next(one for one in waiting(by, cohort) if (one.email, one.role) == (email, role))


def come_in(store: Store, one: Invitation, name: str = "Ada") -> UUID:
    return joining.join_anew(store, one.id, one.token, name, HASH, NOW)


def counts(store: Store) -> tuple[int, ...]:
    """How many people, accounts and memberships there are."""
    with store.database.read() as session:
        tables = ("person", "account", "membership")
        return tuple(session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() for table in tables)  # noqa: S608


def test_good_lines_are_invited_and_bad_ones_named(store: Store, leader: Trainee) -> None:
    typed = "ada@example.org\nnobody\nBen <BEN@example.org>; ada@example.org"
    outcome = invitations.invite(store, leader.actor, COHORT, SUPERVISOR, typed, NOW)
    assert outcome.invited == ("ada@example.org", "ben@example.org")
    assert [(bad.line, bad.text, bad.fault) for bad in outcome.bad] == [(2, "nobody", "no address")]
    first, second = waiting(leader)
    assert (first.email, second.email, first.role) == ("ada@example.org", "ben@example.org", SUPERVISOR)
    assert (first.invited_by, first.created_at, first.expires_at) == ("Noor", NOW, NOW + LASTS)


def test_who_is_invited_or_has_the_role_is_said_and_not_invited_again(store: Store, leader: Trainee) -> None:
    come_in(store, invited(leader))
    invited(leader, email="ben@example.org")
    typed = "ADA@example.org, ben@example.org, cem@example.org"
    outcome = invitations.invite(store, leader.actor, COHORT, TRAINEE, typed, NOW)
    assert outcome.invited == ("cem@example.org",)
    assert outcome.known == (Known("ada@example.org", "has the role"), Known("ben@example.org", "invited"))
    outcome = invitations.invite(store, leader.actor, COHORT, SUPERVISOR, typed, NOW)  # another role
    assert len(outcome.invited) == 3


@pytest.mark.parametrize("typed", ["", " \n\t;;,,\n", "email"])
def test_nobody_at_all_is_refused(store: Store, leader: Trainee, typed: str) -> None:
    with pytest.raises(Refused, match="at least one address"):
        invitations.invite(store, leader.actor, COHORT, TRAINEE, typed)


@pytest.mark.parametrize("role", [ADMINISTRATOR, "", "owner", "\0"])
def test_a_leader_invites_to_the_roles_of_a_cohort_only(store: Store, leader: Trainee, role: str) -> None:
    with pytest.raises(Refused, match="choose the role"):
        invitations.invite(store, leader.actor, COHORT, role, EMAIL)
    with pytest.raises(NotFound):
        invitations.invite(store, leader.actor, None, ADMINISTRATOR, EMAIL)
    assert waiting(leader) == ()


def test_nobody_else_invites_or_sees_who_is_invited(
    store: Store, admin: Trainee, leader: Trainee, elsewhere: Trainee, ben: Trainee
) -> None:
    here, site = invited(leader), invited(admin, ADMINISTRATOR, cohort=None)
    for one in (elsewhere.actor, ben.actor, join(store, "Ilse", SUPERVISOR).actor):
        for place, this in ((COHORT, here.id), (None, site.id)):
            with pytest.raises(NotFound):
                invitations.waiting(store, one, place)
            with pytest.raises(NotFound):
                invitations.invite(store, one, place, ADMINISTRATOR if place is None else TRAINEE, EMAIL)
            for deed in (invitations.extend, invitations.withdraw, invitations.renew):
                with pytest.raises(NotFound):
                    deed(store, one, place, this)
    with pytest.raises(NotFound):
        invitations.waiting(store, leader.actor, None)


def test_an_invitation_is_not_found_under_another_cohort(store: Store, admin: Trainee, elsewhere: Trainee) -> None:
    there, site = invited(elsewhere, cohort=OTHER), invited(admin, ADMINISTRATOR, cohort=None)
    with store.database.write() as session:
        make_cohort(session)
        session.commit()
    for place, this in ((COHORT, there.id), (None, there.id), (COHORT, site.id), (OTHER, site.id), (OTHER, uuid4())):
        for deed in (invitations.extend, invitations.withdraw, invitations.renew):
            with pytest.raises(NotFound):
                deed(store, admin.actor, place, this)
        assert invitations.waiting(store, admin.actor, place, withdrawn=this).withdrawn is None


def test_a_leader_who_lost_the_role_a_moment_ago_invites_nobody(store: Store, admin: Trainee, leader: Trainee) -> None:
    here = invited(leader)
    members.take_role(store, admin.actor, COHORT, leader.actor.id, COURSE_LEADER)
    with pytest.raises(NotFound):
        invitations.invite(store, leader.actor, COHORT, COURSE_LEADER, "me@example.org")
    with pytest.raises(NotFound):
        invitations.withdraw(store, leader.actor, COHORT, here.id)


def test_the_link_is_long_is_its_own_and_is_not_stored(store: Store, leader: Trainee) -> None:
    one, other = invited(leader), invited(leader, email="ben@example.org")
    assert re.fullmatch(r"[\w-]{43}", one.token)
    assert one.token != other.token
    assert waiting(leader)[0].token in {one.token, other.token}
    with store.database.read() as session:
        for row in session.execute(text("SELECT * FROM invitation")):
            assert one.token not in str(row)


def test_a_link_says_who_invites_to_what(store: Store, admin: Trainee, leader: Trainee) -> None:
    one, site = invited(leader, SUPERVISOR), invited(admin, ADMINISTRATOR, cohort=None)
    found = joining.welcome(store, one.id, one.token, NOW)
    assert (found.invited_by, found.cohort, found.role, found.email) == ("Noor", "Autumn", SUPERVISOR, EMAIL)
    assert not found.has_account
    found = joining.welcome(store, site.id, site.token, NOW)
    assert (found.invited_by, found.cohort, found.role) == ("Ravi", "", ADMINISTRATOR)


@pytest.mark.parametrize("role", COHORT_ROLES)
def test_somebody_new_gets_a_name_an_account_and_the_role_at_once(store: Store, leader: Trainee, role: str) -> None:
    person = come_in(store, invited(leader, role), "  Ada \n Berg ")
    with store.database.read() as session:
        account = accounts.account(session, "person_id", person)
        there = people.person(session, person)
        assert account is not None
        assert there is not None
        assert (account.email, account.password, there.name, there.administrator) == (EMAIL, HASH, "Ada Berg", False)
        assert people.roles_of(session, person) == {(COHORT, role)}
    assert waiting(leader) == ()


def test_an_administrator_comes_in_without_a_cohort(store: Store, admin: Trainee) -> None:
    person = come_in(store, invited(admin, ADMINISTRATOR, cohort=None))
    with store.database.read() as session:
        there = people.person(session, person)
        assert there is not None
        assert there.administrator
        assert people.roles_of(session, person) == frozenset()


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        (" ", "called"),
        ("x" * 10_000, "10,000 characters; 100 is the most"),
        ("A\0da", "cannot be kept"),
        ("A\ud800da", "cannot be kept"),
    ],
)
def test_a_name_that_will_not_do_makes_nobody(store: Store, leader: Trainee, name: str, sentence: str) -> None:
    one, before = invited(leader), counts(store)
    with pytest.raises(Refused, match=sentence):
        come_in(store, one, name)
    assert counts(store) == before
    assert len(waiting(leader)) == 1


def unusable(store: Store, one: Invitation, by: Trainee, token: str = "", later: timedelta = timedelta()) -> None:
    """The link opens nothing, in any of the three ways."""
    before = counts(store)
    with pytest.raises(NotFound):
        joining.welcome(store, one.id, token or one.token, NOW + later)
    with pytest.raises(NotFound):
        joining.join_anew(store, one.id, token or one.token, "Eve", HASH, NOW + later)
    with pytest.raises(NotFound):
        joining.join(store, by.actor, one.id, token or one.token, NOW + later)
    assert counts(store) == before


@pytest.mark.parametrize("token", ["x", "x" * 43, "x" * 10_000, "é", "\0", "\ud800"])
def test_a_wrong_link_opens_nothing(store: Store, leader: Trainee, ben: Trainee, token: str) -> None:
    one, other = invited(leader), invited(leader, email="ben@example.org")
    unusable(store, one, ben, token)
    unusable(store, one, ben, other.token)
    unusable(store, one._replace(id=uuid4()), ben)


def test_a_link_expires_after_two_weeks_unless_it_is_extended(store: Store, leader: Trainee, ben: Trainee) -> None:
    one = invited(leader)
    joining.welcome(store, one.id, one.token, NOW + LASTS - timedelta(seconds=1))
    unusable(store, one, ben, later=LASTS)
    invitations.extend(store, leader.actor, COHORT, one.id, NOW + LASTS)
    joining.welcome(store, one.id, one.token, NOW + LASTS)
    unusable(store, one, ben, later=2 * LASTS)


def test_inviting_an_address_whose_link_has_expired_extends_it(store: Store, leader: Trainee) -> None:
    one = invited(leader)
    later = NOW + LASTS
    assert invitations.invite(store, leader.actor, COHORT, TRAINEE, EMAIL, later).invited == (EMAIL,)
    (again,) = waiting(leader)
    assert (again.id, again.token, again.expires_at) == (one.id, one.token, later + LASTS)


def test_a_withdrawn_link_stays_void_and_a_new_one_is_made(store: Store, leader: Trainee, ben: Trainee) -> None:
    one = invited(leader)
    for _ in range(2):
        invitations.withdraw(store, leader.actor, COHORT, one.id, NOW)
    unusable(store, one, ben)
    with pytest.raises(NotFound):
        invitations.extend(store, leader.actor, COHORT, one.id, NOW)
    there = invitations.waiting(store, leader.actor, COHORT, withdrawn=one.id)
    assert there.invitations == ()
    assert there.withdrawn is not None
    for _ in range(2):
        invitations.renew(store, leader.actor, COHORT, one.id, NOW)
    (again,) = waiting(leader)
    assert again.token != one.token
    unusable(store, one, ben)
    come_in(store, again)


def test_a_link_into_an_archived_cohort_opens_nothing(store: Store, admin: Trainee, ben: Trainee) -> None:
    one = invited(admin)
    cohorts.archive(store, admin.actor, COHORT)
    unusable(store, one, ben)
    for deed in (invitations.extend, invitations.withdraw, invitations.renew):
        with pytest.raises(Refused, match="archived"):
            deed(store, admin.actor, COHORT, one.id)
    with pytest.raises(Refused, match="archived"):
        invitations.invite(store, admin.actor, COHORT, TRAINEE, "ben@example.org")


def test_a_used_link_opens_nothing_more(store: Store, leader: Trainee, ben: Trainee) -> None:
    one = invited(leader)
    come_in(store, one)
    unusable(store, one, ben)
    with pytest.raises(NotFound):
        invitations.withdraw(store, leader.actor, COHORT, one.id)
    with pytest.raises(NotFound):
        invitations.extend(store, leader.actor, COHORT, one.id)


def test_joining_with_the_account_one_has_can_be_done_twice(store: Store, leader: Trainee, elsewhere: Trainee) -> None:
    one = invited(leader, SUPERVISOR)
    for _ in range(2):
        joining.join(store, elsewhere.actor, one.id, one.token, NOW)
    with store.database.read() as session:
        assert people.roles_of(session, elsewhere.actor.id) == {(COHORT, SUPERVISOR), (OTHER, COURSE_LEADER)}
        assert [entry.action for entry in audit.entries(session)].count("joined") == 1
    with pytest.raises(NotFound):  # not even the one who used it, without its secret
        joining.join(store, elsewhere.actor, one.id, "x", NOW)


def test_an_address_with_an_account_joins_with_that_account(store: Store, leader: Trainee, elsewhere: Trainee) -> None:
    come_in(store, invited(leader))
    one, before = invited(elsewhere, cohort=OTHER), counts(store)
    assert joining.welcome(store, one.id, one.token, NOW).has_account
    with pytest.raises(Refused, match="account with this address already"):
        come_in(store, one)
    assert counts(store) == before
    assert len(waiting(elsewhere, OTHER)) == 1


def at_once(store: Store, *links: Invitation) -> list[str]:
    """Everybody makes an account with their link at the same moment; how it went."""

    def click(one: Invitation) -> str:
        try:
            come_in(store, one)
        except NotFound:
            return "not found"
        except Refused:
            return "refused"
        return "joined"

    with ThreadPoolExecutor(len(links)) as all_:
        return sorted(all_.map(click, links))


def test_two_clicks_at_once_make_one_account(store: Store, leader: Trainee) -> None:
    one, before = invited(leader), counts(store)
    said = at_once(store, *[one] * 8)
    assert said.count("joined") == 1
    assert counts(store) == tuple(count + 1 for count in before)


def test_two_links_for_one_address_at_once_make_one_account(store: Store, leader: Trainee, elsewhere: Trainee) -> None:
    links = (invited(leader), invited(leader, SUPERVISOR), invited(elsewhere, cohort=OTHER))
    before = counts(store)
    assert at_once(store, *links) == ["joined", "refused", "refused"]
    assert counts(store) == tuple(count + 1 for count in before)
    assert len(waiting(leader)) + len(waiting(elsewhere, OTHER)) == 2


def test_the_log_holds_no_address_and_no_name(store: Store, leader: Trainee) -> None:
    one = invited(leader)
    invitations.extend(store, leader.actor, COHORT, one.id, NOW)
    come_in(store, one, "Ada Berg")
    invited(leader, email="ben@example.org")
    with store.database.read() as session:
        entries = audit.entries(session)
    actions = sorted(entry.action for entry in entries)
    assert actions == ["account opened", "invitation extended", "invited", "invited", "joined"]
    assert not re.search("Berg|example|@", repr(entries))
    assert {entry.detail["role"] for entry in entries if entry.action == "invited"} == {TRAINEE}


@pytest.mark.parametrize("role", [COURSE_LEADER, SUPERVISOR])
def test_a_leader_who_lost_the_role_does_not_take_it_back_with_a_link_they_kept(
    store: Store, admin: Trainee, leader: Trainee, ben: Trainee, role: str
) -> None:
    kept, place = invited(leader, role), invited(leader, email="trainee@example.org")
    members.take_role(store, admin.actor, COHORT, leader.actor.id, COURSE_LEADER, NOW)
    for somebody in (leader, ben):
        with pytest.raises(NotFound):
            joining.join(store, somebody.actor, kept.id, kept.token, NOW)
    with pytest.raises(NotFound):
        come_in(store, kept)
    come_in(store, place)  # a trainee's place is nothing that anybody could use to come back


def test_an_administrator_who_lost_the_right_does_not_take_it_back_with_a_link_they_kept(
    store: Store, admin: Trainee
) -> None:
    other = join(store, "Rosa", ADMINISTRATOR)
    kept = invited(other, ADMINISTRATOR, cohort=None)
    administering.take_administrator(store, admin.actor, other.actor.id, NOW)
    with pytest.raises(NotFound):
        joining.join(store, other.actor, kept.id, kept.token, NOW)
    administering.give_administrator(store, admin.actor, other.actor.id, NOW)
    assert joining.welcome(store, kept.id, kept.token, NOW).role == ADMINISTRATOR
