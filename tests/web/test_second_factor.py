"""Second factors: the authenticator app, recovery codes, and roles that must have one."""

from __future__ import annotations

import pytest
from flask import Flask

from simulator.storage import accounts as stored
from simulator.usecases import accounts
from simulator.usecases.people import ADMINISTRATOR, COURSE_LEADER, SUPERVISOR, TRAINEE
from tests.web.browsing import SWAP
from tests.web.holding import PASSWORD, Holder, codes_of, require_second_factor
from tests.web.pages import Page


@pytest.fixture
def ada(app: Flask) -> Holder:
    """Somebody with an account."""
    return Holder.of(app)


@pytest.fixture
def key(ada: Holder) -> str:
    """The key that her authenticator app knows."""
    ada.sign_in()
    key = ada.set_up_app()
    ada.forget_codes()
    return key


def test_after_the_password_the_code_is_asked_for(ada: Holder, key: str) -> None:
    other = ada.another()
    other.sign_in(next="/attempts")
    assert other.answer.request.path == "/sign-in/code"
    assert not other.signed_in()
    other.press("/sign-in/code", code=codes_of(key).generate().token)
    assert other.answer.request.path == "/attempts"
    assert other.signed_in()


def test_a_code_is_accepted_once(ada: Holder, key: str) -> None:
    code = codes_of(key).generate().token
    first, second = ada.another(), ada.another()
    first.sign_in()
    first.press("/sign-in/code", code=code)
    assert first.signed_in()
    second.sign_in()
    page = second.press("/sign-in/code", code=code)
    assert second.status == 422
    assert "it was used before" in page.alerts[0]
    assert not second.signed_in()


def test_the_code_that_set_the_app_up_signs_nobody_in(ada: Holder) -> None:
    ada.sign_in()
    key = ada.set_up_app()
    other = ada.another()
    other.sign_in()
    other.press("/sign-in/code", code=codes_of(key).generate().token)
    assert not other.signed_in()


def test_wrong_codes_are_counted_with_wrong_passwords(ada: Holder, key: str) -> None:
    other = ada.another()
    for _ in range(5):
        other.sign_in("not the right password")
    other.sign_in()
    for _ in range(5):
        other.press("/sign-in/code", code="000000")
        assert other.status == 422
    other.press("/sign-in/code", code=codes_of(key).generate().token)
    assert other.status == 429
    assert other.answer.headers["Retry-After"]
    assert not other.signed_in()


def test_a_mistyped_code_while_setting_up_does_not_make_one_begin_again(ada: Holder) -> None:
    ada.sign_in()
    ada.get("/account/second-factor")
    data = {"csrf_token": ada.token, "setup": "authenticator"}
    page = Page(ada.client.post("/account/second-factor", data=data).text)
    key = page.one("code").text
    ada.page = page
    ada.press("/sign-in/code", code="000000")
    assert ada.status == 422
    ada.press("/sign-in/code", code=codes_of(key).generate().token)
    assert ada.record.totp_method == "authenticator"


def test_the_key_is_encrypted_at_rest(ada: Holder, key: str) -> None:
    secret = ada.record.totp_secret or ""
    assert key.replace("-", "") not in secret.upper()
    assert "enckey" in secret


def test_the_page_with_the_key_needs_no_picture_from_elsewhere(ada: Holder) -> None:
    ada.sign_in()
    data = {"csrf_token": ada.token, "setup": "authenticator"}
    answer = ada.client.post("/account/second-factor", data=data)
    page = Page(answer.text)
    assert page.one("svg", class_="qr").tag == "svg"
    assert "data:" not in answer.text


# --- recovery codes --------------------------------------------------------------------------------------------------


def make_codes(ada: Holder) -> list[str]:
    """New recovery codes, as the page shows them."""
    ada.get("/account/recovery-codes")
    page = ada.press("/account/recovery-codes")
    return [one.text for one in page.all("code")]


def test_recovery_codes_are_shown_once_and_kept_as_hashes(ada: Holder, key: str) -> None:
    codes = make_codes(ada)
    assert len(codes) == len(set(codes)) == 10
    for path in ("/account/recovery-codes", "/account/recovery-codes?show_codes=1", "/account"):
        shown = ada.client.get(path).text
        assert not any(code in shown for code in codes)
    stored_codes = " ".join(ada.record.recovery_codes)
    assert not any(code in stored_codes or code.replace("-", "") in stored_codes for code in codes)


def test_a_recovery_code_lets_in_once(ada: Holder, key: str) -> None:
    codes = make_codes(ada)
    first, second = ada.another(), ada.another()
    first.sign_in()
    first.get("/sign-in/recovery-code")
    first.press("/sign-in/recovery-code", code=codes[3].upper())
    assert first.signed_in()
    second.sign_in()
    second.get("/sign-in/recovery-code")
    page = second.press("/sign-in/recovery-code", code=codes[3])
    assert second.status == 422
    assert page.alerts
    assert len(ada.record.recovery_codes) == 9
    assert "recovery code used" in ada.noted


def test_of_two_requests_with_one_code_one_is_let_in(ada: Holder, key: str) -> None:
    code = make_codes(ada)[0]
    assert [accounts.spend_code(ada.store, ada.id, code) for _ in range(3)] == [True, False, False]


def test_wrong_recovery_codes_are_counted(ada: Holder, key: str) -> None:
    code = make_codes(ada)[0]
    other = ada.another()
    other.sign_in()
    other.get("/sign-in/recovery-code")
    for _ in range(10):
        other.press("/sign-in/recovery-code", code="aaaa-bbbb-cccc")
    other.press("/sign-in/recovery-code", code=code)
    assert other.status == 429
    assert len(ada.record.recovery_codes) == 10


def test_without_the_password_there_is_no_second_step(ada: Holder, key: str) -> None:
    other = ada.another()
    for path in ("/sign-in/code", "/sign-in/recovery-code", "/sign-in/second-factor"):
        assert other.client.get(path).headers["Location"] == "/sign-in"


# --- losing it -------------------------------------------------------------------------------------------------------


def test_removing_the_app_ends_other_sessions_and_takes_its_codes_along(ada: Holder, key: str) -> None:
    make_codes(ada)
    other = ada.another()
    other.sign_in()
    other.press("/sign-in/code", code=codes_of(key).generate().token)
    ada.get("/account/second-factor")
    ada.client.post("/account/second-factor", data={"csrf_token": ada.token, "setup": "disable"})
    assert ada.record.totp_secret is None
    assert ada.record.recovery_codes == []
    assert ada.signed_in()
    assert not other.signed_in()
    assert "second factor removed" in ada.noted


def test_an_administrator_takes_a_lost_factor_away(app: Flask, ada: Holder, key: str) -> None:
    boss = Holder.of(app, "Ravi", "ravi@example.org", ADMINISTRATOR)
    boss.sign_in()
    boss.client.post(f"/people/{ada.id}/second-factor/remove", data={"csrf_token": boss.token})
    assert not ada.signed_in()
    ada.sign_in()
    assert ada.signed_in()


def test_a_new_password_by_link_still_asks_for_the_code(app: Flask, ada: Holder, key: str) -> None:
    boss = Holder.of(app, "Ravi", "ravi@example.org", ADMINISTRATOR)
    boss.sign_in()
    answer = boss.client.post(f"/people/{ada.id}/reset-link", data={"csrf_token": boss.token})
    link = Page(answer.text).one("input", id="link").attributes["value"].removeprefix("http://localhost")
    new = "a password by way of a link"
    other = ada.another()
    other.get(link)
    other.send(link, password=new, password_confirm=new)
    assert not other.signed_in()
    other.sign_in(new)
    assert other.answer.request.path == "/sign-in/code"
    assert not other.signed_in()


def test_a_code_page_left_open_dies_with_the_password(ada: Holder, key: str) -> None:
    other = ada.another()
    other.sign_in()
    with ada.store.database.write() as session:
        stored.change_account(session, ada.id, ada.record.uniquifier, {"uniquifier": "changed"})
        session.commit()
    other.press("/sign-in/code", code=codes_of(key).generate().token)
    assert not other.signed_in()


# --- roles that must have one ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [COURSE_LEADER, SUPERVISOR, ADMINISTRATOR])
def test_whose_role_needs_one_finds_everything_else_closed_until_it_is_set_up(app: Flask, role: str) -> None:
    require_second_factor(app, role)
    noor = Holder.of(app, "Noor", "noor@example.org", role)
    page = noor.sign_in()
    assert noor.answer.request.path == "/account/second-factor"
    assert "Your role here needs a second factor" in page.words
    for path in ("/", "/attempts", "/account", "/account/password", "/account/sessions"):
        answer = noor.client.get(path)
        assert (answer.status_code, answer.headers.get("Location")) == (302, "/account/second-factor"), path
    assert noor.client.get("/", headers=SWAP).status_code == 403
    for path in ("/account/passkeys", "/account/recovery-codes", "/sign-in"):
        assert noor.client.get(path).status_code == 200, path
    noor.set_up_app()
    assert noor.signed_in()


def test_other_roles_are_not_asked(app: Flask) -> None:
    require_second_factor(app, COURSE_LEADER, SUPERVISOR, ADMINISTRATOR)
    ben = Holder.of(app, "Ben", "ben@example.org", TRAINEE)
    ben.sign_in()
    assert ben.signed_in()


def test_who_takes_the_needed_factor_away_is_asked_for_a_new_one(app: Flask) -> None:
    require_second_factor(app, COURSE_LEADER)
    noor = Holder.of(app, "Noor", "noor@example.org", COURSE_LEADER)
    noor.sign_in()
    noor.set_up_app()
    noor.client.post("/account/second-factor", data={"csrf_token": noor.token, "setup": "disable"})
    assert noor.client.get("/").headers["Location"] == "/account/second-factor"


def test_signing_out_is_open_to_whoever_lacks_one(app: Flask) -> None:
    require_second_factor(app, COURSE_LEADER)
    noor = Holder.of(app, "Noor", "noor@example.org", COURSE_LEADER)
    noor.sign_in(PASSWORD)
    noor.send("/sign-out")
    assert noor.answer.request.path == "/sign-in"
