"""Accounts, seen from the use cases, on both databases."""

from __future__ import annotations

from datetime import timedelta
from threading import Thread
from uuid import UUID, uuid4

import pytest

from simulator.storage import audit
from simulator.usecases import accounts, administering, sessions
from simulator.usecases.accounts import Account, Locked, PasskeyRecord
from simulator.usecases.catalogue import Store
from simulator.usecases.errors import NotFound, Refused, Stale
from simulator.usecases.people import ADMINISTRATOR, Actor
from tests.usecases.trainee import NOW, join

EMAIL = "ada@example.org"


def opened(store: Store, email: str = EMAIL, *, administrator: bool = False) -> Account:
    accounts.open_account(store, "Ada Berg", email, administrator=administrator, now=NOW)
    return again(store, email)


def again(store: Store, email: str = EMAIL) -> Account:
    found = accounts.find(store, "email", accounts.address(email))
    assert found
    return found


def noted(store: Store, person: UUID) -> list[str]:
    with store.database.read() as session:
        return [one.action for one in audit.entries(session, {"person_id": person})]


@pytest.mark.parametrize(
    "email", ["ada", "ada@", "@example.org", "a b@example.org", "ada@exa mple.org", "\ud800@x.org"]
)
def test_what_is_no_address_opens_no_account(sqlite_store: Store, email: str) -> None:
    with pytest.raises(Refused, match="not an e-mail address"):
        accounts.open_account(sqlite_store, "Ada", email, administrator=False)


def test_an_address_is_taken_however_it_is_spelled(store: Store) -> None:
    opened(store)
    with pytest.raises(Refused, match="already"):
        accounts.open_account(store, "Another Ada", " ADA@Example.Org", administrator=False)


def test_a_change_of_an_account_that_has_changed_meanwhile_is_refused(store: Store) -> None:
    before = opened(store).record
    first = before._replace(password="$argon2id$first", uniquifier="first")
    accounts.save(store, before, first, by=before.person_id)
    with pytest.raises(Stale):
        accounts.save(store, before, before._replace(password="$argon2id$second", uniquifier="second"), by=None)
    assert again(store).record.password == "$argon2id$first"


def test_a_new_hash_of_the_same_password_is_no_change_to_speak_of(store: Store) -> None:
    before = opened(store).record
    token = sessions.begin(store, before.person_id, "Firefox")
    accounts.save(store, before, before._replace(password="$argon2id$stronger"), by=before.person_id)
    assert "password changed" not in noted(store, before.person_id)
    assert sessions.find(store, token)


def test_tries_are_counted_before_they_are_looked_at(store: Store) -> None:
    for _ in range(10):
        accounts.begin_try(store, EMAIL, NOW)
    with pytest.raises(Locked) as locked:
        accounts.begin_try(store, EMAIL, NOW + timedelta(minutes=5))
    assert locked.value.seconds == 600
    accounts.begin_try(store, EMAIL, NOW + timedelta(minutes=15))


def test_a_try_that_went_well_is_forgotten_and_only_that_one(store: Store) -> None:
    for _ in range(9):
        accounts.begin_try(store, EMAIL, NOW)
    for _ in range(3):
        accounts.try_succeeded(store, accounts.begin_try(store, EMAIL, NOW))
    accounts.begin_try(store, EMAIL, NOW)
    with pytest.raises(Locked):
        accounts.begin_try(store, EMAIL, NOW)


def test_a_code_is_used_up_by_one_of_many_at_once(store: Store) -> None:
    person, used = opened(store).record.person_id, []

    def use() -> None:
        used.append(accounts.count_up(store, person, 58_000_000))

    threads = [Thread(target=use) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(used) == [False] * 7 + [True]
    assert not accounts.count_up(store, person, 57_999_999)
    assert accounts.count_up(store, person, 58_000_001)


def test_a_recovery_code_is_used_up_by_one_of_many_at_once(store: Store) -> None:
    record, used = opened(store).record, []
    codes = [accounts.hashed_code(store, one) for one in ("aaaa-bbbb-cccc", "dddd-eeee-ffff")]
    accounts.save(store, record, record._replace(recovery_codes=codes), by=record.person_id)

    def use() -> None:
        used.append(accounts.spend_code(store, record.person_id, "AAAA BBBB CCCC"))

    threads = [Thread(target=use) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(used) == [False] * 7 + [True]
    assert again(store).record.recovery_codes == codes[1:]


def test_an_administrator_takes_every_second_factor_away(store: Store) -> None:
    boss = opened(store, "ravi@example.org", administrator=True).record.person_id
    record = opened(store).record
    person = record.person_id
    after = record._replace(totp_method="authenticator", totp_secret="sealed", recovery_codes=["a hash"])
    accounts.save(store, record, after, by=person)
    passkey = PasskeyRecord(
        uuid4(), person, "Phone", "first", b"id", b"key", 0, ["internal"], None, True, "multi_device", NOW, NOW
    )  # fmt: skip
    accounts.add_passkey(store, passkey)
    assert accounts.find_by_passkey(store, b"id")
    token = sessions.begin(store, person, "Firefox")
    accounts.remove_second_factor(store, Actor(boss, "Ravi", administrator=True), person)
    left = again(store)
    assert (left.record.totp_secret, left.record.recovery_codes, left.passkeys) == (None, [], ())
    assert sessions.find(store, token) is None
    assert accounts.find_by_passkey(store, b"id") is None


def test_links_and_second_factors_are_for_administrators(store: Store) -> None:
    person = opened(store).record.person_id
    for actor in (join(store, "Ben").actor, Actor(person, "Ada")):
        with pytest.raises(NotFound):
            accounts.for_reset_link(store, actor, person)
        with pytest.raises(NotFound):
            accounts.remove_second_factor(store, actor, person)
    boss = join(store, "Ravi", ADMINISTRATOR).actor
    with pytest.raises(NotFound):
        accounts.for_reset_link(store, boss, uuid4())
    assert accounts.for_reset_link(store, boss, person).record.email == EMAIL


def test_who_has_just_lost_the_administrators_right_makes_no_link_and_removes_no_second_factor(store: Store) -> None:
    person, boss = opened(store).record.person_id, join(store, "Ravi", ADMINISTRATOR).actor
    lost = join(store, "Rosa", ADMINISTRATOR).actor
    administering.take_administrator(store, boss, lost.id, NOW)
    with pytest.raises(NotFound):
        accounts.for_reset_link(store, lost, person)
    with pytest.raises(NotFound):
        accounts.remove_second_factor(store, lost, person)


def test_the_first_link_ends_with_the_first_administrator(store: Store) -> None:
    token = accounts.first_link(store.database, store.keys)
    assert token
    with pytest.raises(NotFound):
        accounts.open_first(store, token[:-1] + "x", "Ravi", "ravi@example.org", "$hash")
    first = accounts.open_first(store, token, "Ravi", "ravi@example.org", "$hash")
    assert sorted(noted(store, first)) == ["account opened", "administrator made"]
    assert accounts.first_link(store.database, store.keys) is None
    with pytest.raises(NotFound):
        accounts.open_first(store, token, "Mallory", "mallory@example.org", "$hash")


def test_links_by_mail_have_a_measure(store: Store) -> None:
    assert [accounts.may_mail(store, EMAIL, NOW) for _ in range(7)] == [True] * 5 + [False] * 2
    assert accounts.may_mail(store, "ben@example.org", NOW)
    assert accounts.may_mail(store, EMAIL, NOW + timedelta(minutes=15))
