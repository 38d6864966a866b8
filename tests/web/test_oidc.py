"""Signing in through an institution, with a small identity provider on loopback."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from time import time
from typing import Any

import pytest
from flask import Flask
from joserfc.jwk import RSAKey
from pydantic import SecretStr

from simulator.app import create_app
from simulator.storage import accounts as stored
from simulator.storage import migrating
from simulator.usecases.people import COURSE_LEADER
from tests.plumbing.keys import with_keys
from tests.plumbing.serving import served
from tests.web.browsing import Browser
from tests.web.holding import Holder, codes_of, require_second_factor
from tests.web.provider import CLIENT, KEYS, SECRET, Provider

Lie = Callable[[dict[str, Any]], None]


@pytest.fixture
def provider() -> Iterator[Provider]:
    """The institution's identity provider."""
    provider = Provider()
    with served(provider) as address:
        provider.issuer = address
        yield provider


@pytest.fixture
def site(provider: Provider, sqlite_database_url: str, folder: Path) -> Iterator[Flask]:
    """Attune, which knows the provider."""
    migrating.upgrade(sqlite_database_url)
    app = create_app(
        with_keys(
            mode="production",
            database_url=sqlite_database_url,
            scenarios=folder,
            oidc_issuer=provider.issuer,
            oidc_client_id=CLIENT,
            oidc_client_secret=SecretStr(SECRET),
            oidc_name="Example Institute",
        )
    )
    yield app
    app.extensions["attune"].database.close()


@pytest.fixture
def ada(site: Flask) -> Holder:
    """Somebody with an account, whom the provider knows too."""
    return Holder.of(site)


def go(browser: Browser, provider: Provider) -> str:
    """Press the button, say yes there, and come back; the address one comes back with."""
    browser.get("/sign-in?next=/attempts")
    data = browser.page.form("/sign-in/elsewhere")
    answer = browser.client.post("/sign-in/elsewhere", data=data)
    assert answer.headers["Location"].startswith(f"{provider.issuer}/authorize?")
    back = provider.consent(answer.headers["Location"])
    browser.get(back)
    return back


def refused(browser: Holder) -> bool:
    return not browser.signed_in() and "That did not work" in browser.page.words


def test_signs_in_whoever_the_institution_has_verified(ada: Holder, provider: Provider) -> None:
    assert "Sign in with Example Institute" in ada.get("/sign-in").words
    go(ada, provider)
    assert ada.signed_in()
    assert ada.answer.request.path == "/attempts"


def test_the_address_is_compared_in_one_spelling(ada: Holder, provider: Provider) -> None:
    provider.claims["email"] = "ADA@Example.ORG"
    go(ada, provider)
    assert ada.signed_in()


def said(**claims: Any) -> Lie:
    return lambda token: token.update(claims)


def left_out(name: str) -> Lie:
    return lambda token: token.pop(name)


LIES: dict[str, Lie] = {
    "wrong nonce": said(nonce="another"),
    "no nonce": left_out("nonce"),
    "wrong audience": said(aud="somebody else"),
    "audience of others": said(aud=["somebody else", "and another"], azp=CLIENT),
    "wrong issuer": said(iss="https://evil.example"),
    "expired": said(exp=int(time()) - 600),
    "no expiry": left_out("exp"),
    "of tomorrow": said(iat=int(time()) + 86_400, nbf=int(time()) + 86_400),
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_a_token_that_is_not_for_us_now_is_not_believed(ada: Holder, provider: Provider, lie: Lie) -> None:
    provider.lie = lie
    go(ada, provider)
    assert refused(ada)


def test_a_token_with_a_bad_signature_is_not_believed(ada: Holder, provider: Provider) -> None:
    provider.signs_with = RSAKey.generate_key(2048, {"kid": "one"})
    go(ada, provider)
    assert refused(ada)


def test_new_keys_of_the_provider_are_fetched(ada: Holder, provider: Provider) -> None:
    go(ada, provider)
    ada.get("/")
    ada.send("/sign-out")
    provider.publishes, provider.signs_with = KEYS, KEYS[1]
    go(ada, provider)
    assert ada.signed_in()


def test_a_state_is_used_once(ada: Holder, provider: Provider) -> None:
    back = go(ada, provider)
    ada.get("/")
    ada.send("/sign-out")
    ada.get(back)
    assert refused(ada)


def test_who_was_not_sent_there_does_not_come_back(ada: Holder, provider: Provider) -> None:
    back = go(ada.another(), provider)
    ada.get(back)
    assert refused(ada)


@pytest.mark.parametrize("query", ["", "?error=access_denied&error_description=no", "?code=x&state=y"])
def test_an_answer_that_fits_nothing_is_refused(ada: Holder, query: str) -> None:
    ada.get(f"/sign-in/elsewhere/back{query}")
    assert refused(ada)
    assert "access_denied" not in ada.page.html


@pytest.mark.parametrize("verified", [False, None, "true", 1])
def test_an_address_that_is_not_verified_opens_nothing(ada: Holder, provider: Provider, verified: object) -> None:
    provider.claims["email_verified"] = verified
    go(ada, provider)
    assert not ada.signed_in()
    assert "Please ask for an invitation" in ada.page.words


def test_nobody_is_made_by_signing_in(site: Flask, provider: Provider) -> None:
    stranger = Holder(site, "nobody@example.org")
    provider.claims["email"] = "nobody@example.org"
    go(stranger, provider)
    assert not stranger.signed_in()
    assert "Please ask for an invitation" in stranger.page.words
    with stranger.store.database.read() as session:
        assert stored.account(session, "email", "nobody@example.org") is None


def test_a_closed_account_stays_closed(ada: Holder, provider: Provider) -> None:
    with ada.store.database.write() as session:
        stored.change_account(session, ada.id, ada.record.uniquifier, {"active": False})
        session.commit()
    go(ada, provider)
    assert not ada.signed_in()


def test_the_second_factor_is_asked_for_here(ada: Holder, provider: Provider) -> None:
    ada.sign_in()
    key = ada.set_up_app()
    ada.forget_codes()
    other = ada.another()
    go(other, provider)
    assert other.answer.request.path == "/sign-in/code"
    assert not other.signed_in()
    other.press("/sign-in/code", code=codes_of(key).generate().token)
    assert other.signed_in()


@pytest.mark.parametrize("claims", [{"amr": ["pwd", "mfa"]}, {"acr": "https://refeds.org/profile/mfa"}])
def test_unless_the_institution_has_asked_for_two(ada: Holder, provider: Provider, claims: dict[str, Any]) -> None:
    ada.sign_in()
    ada.set_up_app()
    other = ada.another()
    provider.claims.update(claims)
    go(other, provider)
    assert other.signed_in()


@pytest.mark.parametrize(("ways", "path"), [(["pwd"], "/account/second-factor"), (["pwd", "mfa"], "/attempts")])
def test_two_factors_there_are_enough_for_a_role_that_needs_them(
    site: Flask, provider: Provider, ways: list[str], path: str
) -> None:
    require_second_factor(site, COURSE_LEADER)
    noor = Holder.of(site, "Noor", "ada@example.org", COURSE_LEADER)
    provider.claims["amr"] = ways
    go(noor, provider)
    assert noor.answer.request.path == path


def test_a_provider_that_fails_breaks_no_page(ada: Holder, provider: Provider) -> None:
    provider.answers = False
    ada.get("/sign-in")
    ada.send("/sign-in/elsewhere")
    assert ada.status == 200
    assert refused(ada)


def test_forms_may_lead_there_and_nowhere_else(site: Flask, provider: Provider, stranger: Browser) -> None:
    def allowed(browser: Browser) -> str:
        policy = browser.client.get("/sign-in").headers["Content-Security-Policy"]
        return next(part.strip() for part in policy.split(";") if "form-action" in part)

    assert allowed(Browser(site)) == f"form-action 'self' {provider.issuer}"
    assert allowed(stranger) == "form-action 'self'"


def test_without_an_institution_there_is_no_such_way(stranger: Browser) -> None:
    assert "/sign-in/elsewhere" not in stranger.get("/sign-in").html
    data = {"csrf_token": stranger.token}
    assert stranger.client.post("/sign-in/elsewhere", data=data).status_code == 404
    assert stranger.client.get("/sign-in/elsewhere/back").status_code == 404
