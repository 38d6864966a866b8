"""Being signed in: where it begins, how long it lasts, and everything that ends it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text, update

from simulator.storage import audit, cohorts
from simulator.storage.tables import ACCOUNT, INSTITUTION, PERSON, WEB_SESSION
from simulator.usecases import sessions
from simulator.usecases.catalogue import Store
from simulator.usecases.errors import NotFound
from simulator.usecases.people import COURSE_LEADER
from simulator.usecases.sessions import ABSOLUTE, GRACE, IDLE, TOUCHED_EVERY, SignedIn
from tests.storage.making_people import make_account
from tests.usecases.trainee import COHORT, NOW, Trainee, join

MOMENT = timedelta(microseconds=1)
JUNK = ["", " ", "x" * 100_000, "\0", "\udcff", "äöü", "' OR 1=1 --", "%", "s.", "0" * 64]


def begin(store: Store, trainee: Trainee, device: str = "Firefox, Linux", at: timedelta = timedelta()) -> str:
    return sessions.begin(store, trainee.actor.id, device, now=NOW + at)


def found(store: Store, token: str, at: timedelta = timedelta()) -> SignedIn:
    signed_in = sessions.find(store, token, NOW + at)
    assert signed_in is not None
    return signed_in


def change_rights(store: Store, trainee: Trainee) -> None:
    with store.database.write() as session:
        assert cohorts.add_member(session, COHORT, trainee.actor.id, COURSE_LEADER, NOW)
        session.commit()


def stored(store: Store) -> int:
    with store.database.read() as session:
        count: int = session.execute(text("SELECT count(*) FROM web_session")).scalar_one()
        return count


def test_a_session_is_found_by_its_token_with_its_person_and_their_roles(store: Store, ada: Trainee) -> None:
    signed_in = found(store, begin(store, ada))
    assert signed_in.actor == ada.actor
    assert not signed_in.rotate
    assert not signed_in.lacks_second_factor


@pytest.mark.parametrize("token", JUNK, ids=range(len(JUNK)))
def test_a_made_up_token_finds_nobody(store: Store, ada: Trainee, token: str) -> None:
    begin(store, ada)
    assert sessions.find(store, token, NOW) is None


def test_the_hash_of_a_token_is_no_token(store: Store, ada: Trainee) -> None:
    token = begin(store, ada)
    assert sessions.find(store, sessions.hashed(token), NOW) is None


def test_two_sign_ins_have_nothing_in_common(store: Store, ada: Trainee) -> None:
    first, second = begin(store, ada), begin(store, ada)
    assert first != second
    assert min(len(first), len(second)) * 6 >= 256
    assert found(store, first).id != found(store, second).id


def test_the_store_holds_no_token(sqlite_store: Store) -> None:
    ada = join(sqlite_store, "Ada")
    token = begin(sqlite_store, ada)
    change_rights(sqlite_store, ada)
    rotated = sessions.rotate(sqlite_store, found(sqlite_store, token), NOW)
    assert rotated
    with sqlite_store.database.read() as session:
        everything = repr([tuple(row) for row in session.execute(text("SELECT * FROM web_session"))])
        everything += repr([tuple(row) for row in session.execute(text("SELECT * FROM audit_entry"))])
    assert token not in everything
    assert rotated not in everything
    assert sessions.hashed(rotated) in everything


def test_nobody_signs_in_who_is_unknown_erased_or_deactivated(store: Store, ada: Trainee, ben: Trainee) -> None:
    with store.database.write() as session:
        session.execute(update(PERSON).where(PERSON.c.id == ada.actor.id).values(erased_at=NOW))
        make_account(session, ben.actor.id)
        session.execute(update(ACCOUNT).values(active=False))
        session.commit()
    before = stored(store)
    for person in (uuid4(), ada.actor.id, ben.actor.id):
        with pytest.raises(NotFound):
            sessions.begin(store, person, "", now=NOW)
    assert stored(store) == before


@pytest.mark.parametrize(("unused", "there"), [(IDLE - MOMENT, True), (IDLE, False), (IDLE + MOMENT, False)])
def test_a_session_ends_after_two_hours_without_a_click(
    store: Store, ada: Trainee, unused: timedelta, there: bool
) -> None:
    token = begin(store, ada)
    assert (sessions.find(store, token, NOW + unused) is not None) == there
    assert len(sessions.own(store, ada.actor, NOW + unused)) == there


@pytest.mark.parametrize(("age", "there"), [(ABSOLUTE - MOMENT, True), (ABSOLUTE, False), (ABSOLUTE + MOMENT, False)])
def test_a_session_ends_after_twelve_hours_however_it_is_used(
    store: Store, ada: Trainee, age: timedelta, there: bool
) -> None:
    token = begin(store, ada)
    for hour in range(1, 12):
        sessions.touch(store, found(store, token, timedelta(hours=hour)), NOW + timedelta(hours=hour))
    assert (sessions.find(store, token, NOW + age) is not None) == there
    assert len(sessions.own(store, ada.actor, NOW + age)) == there


def test_what_is_promised_about_the_end_is_kept(store: Store, ada: Trainee) -> None:
    token = begin(store, ada)
    for minutes in (0, 0.5, 1, 90, 180, 290, 400, 510, 620, 700):
        now = timedelta(minutes=minutes)
        signed_in = found(store, token, now)
        sessions.touch(store, signed_in, NOW + now)
        ends = signed_in.ends_at(NOW + now) - NOW
        assert sessions.find(store, token, NOW + ends - MOMENT)
        assert ends - now >= min(IDLE - TOUCHED_EVERY, ABSOLUTE - now)


def test_use_is_noted_at_most_once_a_minute(store: Store, ada: Trainee) -> None:
    token = begin(store, ada)
    for at in (MOMENT, TOUCHED_EVERY - MOMENT):
        sessions.touch(store, found(store, token, at), NOW + at)
        assert found(store, token, at).seen_at == NOW
    sessions.touch(store, found(store, token, TOUCHED_EVERY), NOW + TOUCHED_EVERY)
    assert found(store, token, TOUCHED_EVERY).seen_at == NOW + TOUCHED_EVERY


def test_a_change_of_rights_asks_for_a_new_token_in_every_session_of_that_person(
    store: Store, ada: Trainee, ben: Trainee
) -> None:
    desk, phone, other = begin(store, ada), begin(store, ada), begin(store, ben)
    change_rights(store, ada)
    assert [found(store, token).rotate for token in (desk, phone, other)] == [True, True, False]
    assert found(store, desk).actor.is_a(COURSE_LEADER)


def test_the_token_before_is_good_for_half_a_minute_and_then_dead(store: Store, ada: Trainee) -> None:
    old = begin(store, ada)
    change_rights(store, ada)
    new = sessions.rotate(store, found(store, old), NOW)
    assert new
    assert new != old
    assert found(store, new, GRACE).id == found(store, old, GRACE - MOMENT).id
    for later in (GRACE, GRACE + MOMENT, timedelta(hours=1)):
        assert sessions.find(store, old, NOW + later) is None
    assert sessions.find(store, new, NOW + timedelta(hours=1))


def test_the_token_before_never_gets_a_new_one(store: Store, ada: Trainee) -> None:
    old = begin(store, ada)
    change_rights(store, ada)
    assert sessions.rotate(store, found(store, old), NOW)
    with store.database.write() as session:
        cohorts.rotate_sessions(session, ada.actor.id)
        session.commit()
    assert not found(store, old, MOMENT).rotate


def test_of_many_requests_under_way_one_changes_the_token_and_all_are_answered(store: Store, ada: Trainee) -> None:
    old = begin(store, ada)
    change_rights(store, ada)

    def request(_: int) -> tuple[SignedIn | None, str | None]:
        signed_in = sessions.find(store, old)
        return signed_in, sessions.rotate(store, signed_in) if signed_in and signed_in.rotate else None

    with store.database.write() as session:
        now = datetime.now(UTC)
        session.execute(update(WEB_SESSION).values(seen_at=now, expires_at=now + ABSOLUTE))
        session.commit()
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(request, range(24)))
    assert all(signed_in for signed_in, _ in answers)
    (new,) = [token for _, token in answers if token]
    assert sessions.find(store, new)


def test_signing_in_ends_the_session_it_takes_the_place_of(store: Store, ada: Trainee, ben: Trainee) -> None:
    first = begin(store, ada)
    second = sessions.begin(store, ben.actor.id, "", "", found(store, first), NOW)
    assert sessions.find(store, first, NOW) is None
    assert found(store, second).actor == ben.actor


def test_erasing_or_deactivating_somebody_ends_their_sessions(store: Store, ada: Trainee, ben: Trainee) -> None:
    tokens = [begin(store, one) for one in (ada, ben)]
    with store.database.write() as session:
        make_account(session, ben.actor.id)
        session.commit()
    assert all(sessions.find(store, token, NOW) for token in tokens)
    with store.database.write() as session:
        session.execute(update(PERSON).where(PERSON.c.id == ada.actor.id).values(erased_at=NOW))
        session.execute(update(ACCOUNT).values(active=False))
        session.commit()
    assert not any(sessions.find(store, token, NOW) for token in tokens)


def test_who_must_have_a_second_factor_and_has_none_is_told_apart(store: Store, ada: Trainee) -> None:
    change_rights(store, ada)
    token = begin(store, ada)
    with store.database.write() as session:
        make_account(session, ada.actor.id)
        session.execute(text("DELETE FROM passkey"))
        session.execute(update(ACCOUNT).values(totp_method=None))
        session.execute(update(INSTITUTION).values(second_factor=[COURSE_LEADER]))
        session.commit()
    assert found(store, token).lacks_second_factor
    with store.database.write() as session:
        session.execute(update(ACCOUNT).values(totp_method="authenticator"))
        session.commit()
    assert not found(store, token).lacks_second_factor


def test_ones_own_sessions_are_listed_the_one_used_last_first(store: Store, ada: Trainee, ben: Trainee) -> None:
    for minutes, device in enumerate(("Firefox, Linux", "Safari, iPhone", "Chrome, Windows")):
        begin(store, ada, device, timedelta(minutes=minutes))
    begin(store, ben)
    own = sessions.own(store, ada.actor, NOW + timedelta(minutes=5))
    assert [one.device for one in own] == ["Chrome, Windows", "Safari, iPhone", "Firefox, Linux"]


def test_ending_one_session_ends_that_one(store: Store, ada: Trainee) -> None:
    desk, phone = begin(store, ada), begin(store, ada)
    sessions.end(store, ada.actor, found(store, phone).id, NOW)
    assert sessions.find(store, phone, NOW) is None
    assert sessions.find(store, desk, NOW)


def test_nobody_ends_a_session_that_is_not_theirs_or_is_not_there(store: Store, ada: Trainee, ben: Trainee) -> None:
    token = begin(store, ada)
    for unknown in (found(store, token).id, uuid4()):
        with pytest.raises(NotFound):
            sessions.end(store, ben.actor, unknown, NOW)
    assert sessions.find(store, token, NOW)


@pytest.mark.parametrize("here_too", [False, True])
def test_signing_out_everywhere(store: Store, ada: Trainee, ben: Trainee, here_too: bool) -> None:
    here, *elsewhere = (begin(store, ada) for _ in range(3))
    other = begin(store, ben)
    ended = sessions.end_all(store, ada.actor, None if here_too else found(store, here).id, NOW)
    assert ended == 2 + here_too
    assert (sessions.find(store, here, NOW) is None) == here_too
    assert not any(sessions.find(store, token, NOW) for token in elsewhere)
    assert sessions.find(store, other, NOW)


def test_every_sign_in_and_sign_out_is_in_the_audit_log_without_where(store: Store, ada: Trainee) -> None:
    token = begin(store, ada)
    sessions.end(store, ada.actor, found(store, token).id, NOW)
    sessions.end_all(store, ada.actor, now=NOW)
    with store.database.read() as session:
        entries = audit.entries(session, {"person_id": ada.actor.id})
    assert sorted(entry.action for entry in entries) == ["signed in", "signed out", "signed out everywhere"]
    assert not any(entry.detail for entry in entries)


def test_what_has_ended_is_cleared_away_whenever_somebody_signs_in(store: Store, ada: Trainee, ben: Trainee) -> None:
    for _ in range(5):
        begin(store, ada)
    begin(store, ben, at=IDLE - MOMENT)
    assert stored(store) == 6
    begin(store, ben, at=IDLE)
    assert stored(store) == 2


def test_what_a_session_holds_is_kept(store: Store, ada: Trainee) -> None:
    token = begin(store, ada)
    sessions.keep(store, found(store, token).id, '{"csrf_token": "x"}')
    assert found(store, token).data == '{"csrf_token": "x"}'
