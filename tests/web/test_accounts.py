"""Accounts: signing in and out, passwords, links, guessing, and that nobody learns who has one."""

from __future__ import annotations

import re
import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import Any

import pytest
from flask import Flask

from simulator.storage import accounts as stored
from simulator.storage import audit
from simulator.usecases import accounts
from simulator.usecases.people import ADMINISTRATOR, COURSE_LEADER, Actor
from tests.web.browsing import Browser
from tests.web.holding import EMAIL, NEW, PASSWORD, Holder
from tests.web.pages import Page

NOT_RIGHT = "The address or the password is not right."


@pytest.fixture
def ada(app: Flask) -> Holder:
    """Somebody with an account."""
    return Holder.of(app)


def test_signs_in_with_address_and_password_and_out_again(ada: Holder) -> None:
    ada.sign_in()
    assert ada.status == 200
    assert ada.signed_in()
    ada.send("/sign-out")
    assert not ada.signed_in()
    assert ada.noted == ["account opened", "signed in", "signed out"]


def test_an_address_has_one_spelling(ada: Holder) -> None:
    ada.sign_in(email="  ADA@Example.org ")
    assert ada.signed_in()


def test_signing_out_is_no_link(ada: Holder) -> None:
    ada.sign_in()
    assert ada.client.get("/sign-out").status_code == 405
    assert ada.signed_in()


def test_goes_on_to_the_page_that_was_asked_for(ada: Holder) -> None:
    ada.get("/attempts")
    ada.send("/sign-in", email=EMAIL, password=PASSWORD)
    assert ada.answer.request.path == "/attempts"


@pytest.mark.parametrize("where", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_signing_in_leads_nowhere_else(ada: Holder, where: str) -> None:
    ada.get("/sign-in")
    data = {"csrf_token": ada.token, "email": EMAIL, "password": PASSWORD, "next": where}
    answer = ada.client.post("/sign-in", data=data)
    assert answer.status_code == 302
    assert answer.headers["Location"] in ("/", "/%5Cevil.example")


def test_a_sign_in_begins_a_session_with_a_new_token(ada: Holder) -> None:
    ada.get("/sign-in")
    before, csrf = ada.client.get_cookie("attune"), ada.token
    ada.send("/sign-in", email=EMAIL, password=PASSWORD)
    after = ada.client.get_cookie("attune")
    assert before
    assert after
    assert before.value != after.value
    assert csrf not in ada.client.get("/account").text


def test_nobody_is_remembered_beyond_their_session(ada: Holder) -> None:
    ada.get("/sign-in")
    data = {"csrf_token": ada.token, "email": EMAIL, "password": PASSWORD, "remember": "y"}
    answer = ada.client.post("/sign-in", data=data)
    cookies = [one.partition("=")[0] for one in answer.headers.getlist("Set-Cookie")]
    assert cookies == ["attune"]


@pytest.mark.parametrize(
    ("email", "password"), [(EMAIL, "not the right password"), ("nobody@example.org", PASSWORD), ("ada", PASSWORD)]
)
def test_a_wrong_try_says_the_same_whoever_it_is(ada: Holder, email: str, password: str) -> None:
    page = ada.sign_in(password, email)
    assert ada.status == 422
    assert [one.text for one in page.all("p", class_="notice", role="alert")] == [NOT_RIGHT]
    assert page.one("input", id="email").attributes["value"] == email
    assert password not in page.html
    assert not ada.signed_in()


def test_an_account_that_is_closed_says_nothing_else(ada: Holder) -> None:
    with ada.store.database.write() as session:
        stored.change_account(session, ada.id, ada.record.uniquifier, {"active": False})
        session.commit()
    page = ada.sign_in()
    assert [one.text for one in page.all("p", class_="notice", role="alert")] == [NOT_RIGHT]
    assert not ada.signed_in()


def test_an_unknown_address_costs_the_same_work(ada: Holder) -> None:
    def seconds(email: str) -> float:
        times = []
        for turn in range(4):
            ada.get("/sign-in")
            begun = perf_counter()
            ada.send("/sign-in", email=email.replace("0", str(turn)), password="not the right password")
            times.append(perf_counter() - begun)
        return min(times)

    known, unknown = seconds(EMAIL), seconds("nobody0@example.org")
    assert 0.4 < known / unknown < 2.5


# --- guessing --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("email", [EMAIL, "nobody@example.org"])
def test_after_ten_failures_not_even_the_right_password_helps(ada: Holder, email: str) -> None:
    for _ in range(10):
        ada.sign_in("not the right password", email)
        assert ada.status == 422
    page = ada.another().sign_in(PASSWORD, email)
    browser = ada.another()
    page = browser.sign_in(PASSWORD, email)
    assert browser.status == 429
    assert 0 < int(browser.answer.headers["Retry-After"]) <= 900
    (said,) = [one.text for one in page.all("p", class_="notice", role="alert")]
    assert said == "Too many tries have failed. Please wait a quarter of an hour, then try again."
    assert not browser.signed_in()


def test_the_lock_opens_when_the_failures_are_old(ada: Holder) -> None:
    past = datetime.now(UTC) - timedelta(minutes=15, seconds=1)
    for _ in range(10):
        accounts.try_failed(ada.store, accounts.begin_try(ada.store, EMAIL, past), EMAIL, "password", past)
    ada.sign_in()
    assert ada.signed_in()


def test_one_account_is_locked_and_others_are_not(app: Flask, ada: Holder) -> None:
    ben = Holder.of(app, "Ben", "ben@example.org")
    for _ in range(10):
        ada.sign_in("not the right password")
    ben.sign_in()
    assert ben.signed_in()


def test_success_forgets_no_failure(ada: Holder) -> None:
    for _ in range(9):
        ada.sign_in("not the right password")
    ada.sign_in()
    other = ada.another()
    other.sign_in("not the right password")
    assert other.status == 422
    other.sign_in()
    assert other.status == 429


def test_whoever_is_guessed_at_finds_it_in_their_log(ada: Holder) -> None:
    for _ in range(11):
        ada.sign_in("not the right password")
    assert ada.noted.count("sign-in failed") == 10
    assert ada.noted.count("sign-in locked") == 1


def test_fifty_tries_at_once_are_fifty_tries(any_app: Flask) -> None:
    ada = Holder.of(any_app)
    begun: list[Any] = []

    def guess() -> None:
        with suppress(accounts.Locked):
            begun.append(accounts.begin_try(ada.store, EMAIL))

    threads = [threading.Thread(target=guess) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(begun) == 10


def test_what_is_counted_names_nobody(ada: Holder) -> None:
    ada.sign_in("not the right password", "nobody@example.org")
    with ada.store.database.read() as session:
        rows = session.exec_driver_sql("SELECT account_key FROM sign_in_failure").scalars().all()
    assert all(re.fullmatch("[0-9a-f]{64}", one) for one in rows)


# --- passwords -------------------------------------------------------------------------------------------------------


def test_a_password_is_kept_as_argon2id_at_the_parameters_of_owasp(ada: Holder) -> None:
    assert (ada.record.password or "").startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def change(ada: Holder, new: str, old: str = PASSWORD, again: str | None = None) -> Page:
    ada.get("/account/password")
    return ada.send("/account/password", password=old, new_password=new, new_password_confirm=again or new)


def test_a_new_password_ends_all_other_sessions_but_not_this_one(ada: Holder) -> None:
    elsewhere = ada.another()
    elsewhere.sign_in()
    ada.sign_in()
    before = ada.client.get_cookie("attune")
    change(ada, NEW)
    assert ada.answer.request.path == "/account"
    assert ada.signed_in()
    assert not elsewhere.signed_in()
    after = ada.client.get_cookie("attune")
    assert before
    assert after
    assert before.value != after.value
    assert elsewhere.sign_in().all("p", class_="notice", role="alert")
    ada.another().sign_in(NEW)
    assert "password changed" in ada.noted


@pytest.mark.parametrize("new", ["short", "aaaaaaaaaaaaaaaaaaaa", "ada.berg@berg-ada", "x" * 10 + "yz!ab" * 60])
def test_a_weak_password_is_refused_with_a_sentence(ada: Holder, new: str) -> None:
    ada.sign_in()
    page = change(ada, new)
    assert ada.status == 422
    assert page.all("p", class_="notice", role="alert")
    assert new not in page.html
    ada.another().sign_in()
    assert "password changed" not in ada.noted


def test_the_old_password_is_asked_for_and_guessing_it_is_counted(ada: Holder) -> None:
    ada.sign_in()
    for _ in range(10):
        change(ada, NEW, old="not the right password")
        assert ada.status == 422
    change(ada, NEW)
    assert ada.status == 429


# --- links to choose a password --------------------------------------------------------------------------------------


def make_link(app: Flask, ada: Holder) -> str:
    """The link that an administrator hands over."""
    boss = Holder.of(app, "Ravi", "ravi@example.org", ADMINISTRATOR)
    boss.sign_in()
    answer = boss.client.post(f"/people/{ada.id}/reset-link", data={"csrf_token": boss.token})
    assert answer.status_code == 200
    link = Page(answer.text).one("input", id="link").attributes["value"]
    return link.removeprefix("http://localhost")


def test_a_link_lets_somebody_choose_a_password_once(app: Flask, ada: Holder) -> None:
    elsewhere = ada.another()
    elsewhere.sign_in()
    link = make_link(app, ada)
    ada.get(link)
    ada.send(link, password=NEW, password_confirm=NEW)
    assert not ada.signed_in()
    assert not elsewhere.signed_in()
    ada.sign_in(NEW)
    assert ada.signed_in()
    stranger = Browser(app)
    stranger.get(link)
    assert stranger.answer.request.path == "/reset"
    assert {"reset link made", "password changed"} <= set(ada.noted)


def test_two_who_use_a_link_at_once_are_not_both_served(app: Flask, ada: Holder) -> None:
    link = make_link(app, ada)
    first, second = Browser(app), Browser(app)
    first.get(link)
    second.get(link)
    first.send(link, password=NEW, password_confirm=NEW)
    second.send(link, password=PASSWORD + "!", password_confirm=PASSWORD + "!")
    ada.sign_in(NEW)
    assert ada.signed_in()


def test_a_link_is_good_for_an_hour(app: Flask, ada: Holder, monkeypatch: pytest.MonkeyPatch) -> None:
    link = make_link(app, ada)
    app.config["SECURITY_RESET_PASSWORD_WITHIN"] = timedelta(seconds=-1)
    ada.get(link)
    assert ada.answer.request.path == "/reset"


def test_a_changed_link_is_none(app: Flask, ada: Holder) -> None:
    link = make_link(app, ada)
    ada.get(link[:-3] + "abc")
    assert ada.answer.request.path == "/reset"


def test_only_administrators_make_links_and_take_second_factors_away(app: Flask, ada: Holder) -> None:
    leader = Holder.of(app, "Noor", "noor@example.org", COURSE_LEADER)
    leader.sign_in()
    for path in (f"/people/{ada.id}/reset-link", f"/people/{ada.id}/second-factor/remove"):
        assert leader.client.post(path, data={"csrf_token": leader.token}).status_code == 404


def test_without_mail_the_reset_page_says_whom_to_ask(stranger: Browser) -> None:
    page = stranger.get("/reset")
    assert "Ask whoever runs it for a link" in page.words


@pytest.mark.parametrize("email", [EMAIL, "nobody@example.org"])
def test_asking_for_a_link_says_the_same_whoever_it_is(ada: Holder, email: str) -> None:
    data = {"csrf_token": ada.token, "email": email}
    answer = ada.client.post("/reset", data=data)
    assert answer.status_code == 200
    assert email not in Page(answer.text).words.replace(email, "", 1)
    assert "alert" not in answer.text


# --- the account page ------------------------------------------------------------------------------------------------


def test_name_language_and_zone_can_be_changed(ada: Holder) -> None:
    ada.sign_in()
    ada.get("/account")
    page = ada.send("/account", name=" Ada  B. ", locale="de", time_zone="Europe/Berlin")
    assert ada.status == 200
    assert page.one("input", id="name").attributes["value"] == "Ada B."
    assert page.one("html").attributes["lang"] == "de"


@pytest.mark.parametrize("fields", [{"name": " "}, {"name": "x" * 101}, {"time_zone": "Mars/Base"}])
def test_what_cannot_be_is_refused_and_stays_in_the_fields(ada: Holder, fields: dict[str, str]) -> None:
    ada.sign_in()
    ada.get("/account")
    page = ada.send("/account", **{"name": "Ada B.", **fields})
    assert ada.status == 422
    assert page.one("p", class_="notice", role="alert").text
    assert page.one("input", id="name").attributes["value"] == fields.get("name", "Ada B.")


def test_people_of_the_demo_have_no_password_to_change(peer: Browser) -> None:
    page = peer.get("/account")
    assert peer.status == 200
    assert not [one for one in page.all("a") if one.attributes["href"] == "/account/password"]
    for path in ("/account/password", "/account/second-factor", "/account/passkeys", "/account/recovery-codes"):
        assert peer.client.get(path).status_code in (302, 404)


def test_the_address_changes_after_the_password_is_asked_for_anew(ada: Holder) -> None:
    ada.sign_in()
    grow_stale(ada)
    ada.get("/account/address")
    assert ada.answer.request.path == "/account/confirm"
    ada.press("/account/confirm", password=PASSWORD)
    assert ada.answer.request.path == "/account/address"
    ada.send("/account/address", email="Ada.Berg@example.org")
    ada.email = "ada.berg@example.org"
    assert "address changed" in ada.noted
    ada.another().sign_in()


def test_a_taken_address_is_refused_without_saying_why(app: Flask, ada: Holder) -> None:
    Holder.of(app, "Ben", "ben@example.org")
    ada.sign_in()
    ada.get("/account/address")
    page = ada.send("/account/address", email="ben@example.org")
    assert ada.status == 422
    assert page.one("p", class_="notice", role="alert").text == "This address cannot be used."


def grow_stale(ada: Holder) -> None:
    """Let a quarter of an hour pass since the sign-in."""
    with ada.client.session_transaction() as session:
        session["fs_paa"] -= 15 * 60 + 1
        session.pop("fs_gexp", None)


@pytest.mark.parametrize(
    "path", ["/account/second-factor", "/account/recovery-codes", "/account/passkeys", "/account/address"]
)
def test_what_changes_signing_in_asks_who_it_is_after_a_quarter_of_an_hour(ada: Holder, path: str) -> None:
    ada.sign_in()
    assert ada.client.get(path).status_code == 200
    grow_stale(ada)
    answer = ada.client.get(path)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/account/confirm")


# --- what is closed --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["/sign-in/help", "/login", "/logout", "/register", "/change", "/verify", "/fs-static/x"]
)
def test_nothing_else_of_the_library_is_open(ada: Holder, path: str) -> None:
    ada.sign_in()
    assert ada.client.get(path).status_code == 404
    assert ada.client.post(path, data={"csrf_token": ada.token}).status_code in (404, 405)


def test_an_ordinary_page_does_not_ask_for_the_account(ada: Holder, monkeypatch: pytest.MonkeyPatch) -> None:
    ada.sign_in()
    asked: list[object] = []
    monkeypatch.setattr(accounts, "find", lambda *about: asked.append(about))
    for path in ("/", "/attempts", "/cases/walk", "/reading"):
        assert ada.client.get(path).status_code == 200
    assert asked == []


def test_there_is_no_json_to_be_had(ada: Holder) -> None:
    answer = ada.client.post(
        "/sign-in",
        json={"email": EMAIL, "password": PASSWORD},
        headers={"X-CSRFToken": ada.token, "Accept": "application/json"},
    )
    assert answer.mimetype == "text/html"


def test_a_token_in_the_address_signs_nobody_in(ada: Holder) -> None:
    assert ada.client.get("/account?auth_token=abc").status_code == 302


def test_the_first_link_makes_one_administrator(app: Flask, stranger: Browser) -> None:
    store = app.extensions["attune"]
    secret = accounts.first_link(store.database, store.keys)
    assert stranger.client.get("/first-administrator/abc").status_code == 404
    path = f"/first-administrator/{secret}"
    stranger.get(path)
    page = stranger.send(path, name="Ravi Menon", email="ravi@example.org", password="short")
    assert stranger.status == 422
    assert page.one("input", id="email").attributes["value"] == "ravi@example.org"
    stranger.send(path, name="Ravi Menon", email="ravi@example.org", password=PASSWORD)
    assert stranger.status == 200
    assert accounts.first_link(store.database, store.keys) is None
    assert Browser(app).client.get(path).status_code == 404
    other = Browser(app)
    assert other.client.post(path, data={"csrf_token": other.token}).status_code == 404


def test_no_log_and_no_audit_entry_holds_an_address_or_a_link(
    app: Flask, ada: Holder, capsys: pytest.CaptureFixture[str]
) -> None:
    link = make_link(app, ada)
    ada.get(link)
    ada.send(link, password=NEW, password_confirm=NEW)
    ada.sign_in("not the right password")
    with ada.store.database.read() as session:
        entries = str(audit.entries(session))
    said = "".join(capsys.readouterr())
    for secret in (EMAIL, NEW, link.rpartition("/")[2], "not the right password"):
        assert secret not in entries + said


def test_only_an_administrator_takes_second_factors_away(ada: Holder) -> None:
    with pytest.raises(LookupError):
        accounts.remove_second_factor(ada.store, Actor(ada.id, "Ada"), ada.id)


@pytest.mark.parametrize("email", [EMAIL, "nobody@example.org"])
@pytest.mark.parametrize("password", ["\ud800", {"a": 1}, PASSWORD])
def test_only_forms_are_taken_so_that_no_other_content_tells_who_has_an_account(
    ada: Holder, email: str, password: object
) -> None:
    headers = {"X-CSRFToken": ada.token}
    answer = ada.client.post("/sign-in", json={"email": email, "password": password}, headers=headers)
    assert answer.status_code == 400
    assert not ada.signed_in()
