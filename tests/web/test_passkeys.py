"""Passkeys: one that was found in the street, or somebody else's, opens no account."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests.web.authenticator import Authenticator
from tests.web.holding import Holder

SIGN_IN, CONFIRM = "/sign-in/passkey", "/account/confirm/passkey"


@pytest.fixture
def ada(app: Flask) -> Holder:
    """Somebody with an account."""
    return Holder.of(app)


@pytest.fixture
def mallory(app: Flask) -> Holder:
    """Somebody else with an account, who has got hold of Ada's key but knows neither its PIN nor her password."""
    return Holder.of(app, "Mallory", "mallory@example.org")


def challenge(browser: Holder, page: str = SIGN_IN) -> tuple[str, str]:
    """Ask for a challenge; the token that goes with it, and the page."""
    html = browser._shown(browser.client.post(page, data={"csrf_token": browser.token})).html
    (token,) = set(re.findall(rf'action="{page}/([^"?]+)', html))
    return token, html


def answer(browser: Holder, token: str, credential: str) -> None:
    browser._shown(
        browser.client.post(f"{SIGN_IN}/{token}", data={"csrf_token": browser.token, "credential": credential})
    )


def test_a_passkey_that_knows_its_owner_signs_in_alone(ada: Holder) -> None:
    key = Authenticator(ada, "first")
    token, page = challenge(ada)
    answer(ada, token, key.answer(page, pin=True))
    assert ada.signed_in()


def test_a_passkey_without_its_pin_does_not_sign_in_alone(ada: Holder) -> None:
    key = Authenticator(ada, "first")
    token, page = challenge(ada)
    answer(ada, token, key.answer(page))
    assert not ada.signed_in()


def test_a_challenge_from_a_page_that_asks_for_no_pin_does_not_help(ada: Holder, mallory: Holder) -> None:
    key, thief = Authenticator(ada, "first"), ada.another()
    mallory.sign_in()
    token, page = challenge(mallory, CONFIRM)
    answer(thief, token, key.answer(page))
    if not thief.signed_in():  # perhaps it was taken for the first of two factors
        token, page = challenge(thief)
        answer(thief, token, key.answer(page))
    assert not thief.signed_in()


def test_after_the_password_the_passkey_must_be_the_same_persons(ada: Holder, mallory: Holder) -> None:
    key, own = Authenticator(ada, "secondary"), Authenticator(mallory, "secondary")
    mallory.sign_in()
    token, page = challenge(mallory)
    answer(mallory, token, key.answer(page))
    assert not mallory.signed_in()
    token, page = challenge(mallory)
    answer(mallory, token, own.answer(page))
    assert mallory.signed_in()
