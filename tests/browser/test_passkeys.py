"""Passkeys in a real browser, with an authenticator of the browser's own in place of a phone or a key."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from simulator.app import create_app
from simulator.storage import migrating
from tests.plumbing.keys import with_keys
from tests.plumbing.serving import served
from tests.usecases.cases import WALK, folder_of
from tests.web.holding import EMAIL, PASSWORD, Holder


@pytest.fixture
def app(sqlite_database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """A site with one account."""
    migrating.upgrade(sqlite_database_url)
    folder = folder_of(tmp_path / "cases", walk=WALK)
    app = create_app(with_keys(mode="production", database_url=sqlite_database_url, scenarios=folder))
    yield app
    app.extensions["attune"].database.close()


@pytest.fixture
def home(app: Flask, page: Page) -> Iterator[str]:
    """Where the site is; a passkey needs a name, so it is not called by its number."""
    authenticator = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    wire = page.context.new_cdp_session(page)
    wire.send("WebAuthn.enable")
    wire.send("WebAuthn.addVirtualAuthenticator", {"options": authenticator})
    with served(app) as address:
        yield address.replace("127.0.0.1", "localhost").rstrip("/")


def sign_in(page: Page, home: str) -> None:
    page.goto(f"{home}/sign-in")
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def add_passkey(page: Page, home: str, usage: str) -> None:
    page.goto(f"{home}/account/passkeys")
    page.get_by_label("What would you like to call it?").fill("Phone")
    page.get_by_label(usage).check()
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("button", name="Remove Phone")).to_be_visible()


def sign_out(page: Page, home: str) -> None:
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(f"{home}/sign-in")


def test_signs_in_with_a_passkey_alone(app: Flask, page: Page, home: str) -> None:
    ada = Holder.of(app)
    sign_in(page, home)
    add_passkey(page, home, "Instead of the password")
    sign_out(page, home)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(f"{home}/")
    page.goto(f"{home}/account")
    expect(page.get_by_text(EMAIL)).to_be_visible()
    assert "passkey added" in ada.noted


@pytest.mark.parametrize("usage", ["Instead of the password", "After the password"])
def test_who_has_a_passkey_is_asked_for_it_after_the_password(app: Flask, page: Page, home: str, usage: str) -> None:
    ada = Holder.of(app)
    sign_in(page, home)
    add_passkey(page, home, usage)
    sign_out(page, home)
    ada.sign_in()
    assert ada.answer.request.path == "/sign-in/passkey"
    assert not ada.signed_in()
    sign_in(page, home)
    expect(page).to_have_url(f"{home}/sign-in/passkey?next=/")
    page.get_by_role("button", name="Use the passkey").click()
    expect(page).to_have_url(f"{home}/")


def test_removing_a_passkey_ends_the_other_sessions(app: Flask, page: Page, home: str) -> None:
    ada = Holder.of(app)
    ada.sign_in()
    sign_in(page, home)
    add_passkey(page, home, "After the password")
    page.get_by_role("button", name="Remove Phone").click()
    expect(page.get_by_role("button", name="Remove Phone")).to_have_count(0)
    assert not ada.signed_in()
    assert "passkey removed" in ada.noted


def test_without_a_passkey_the_page_says_so_and_lets_one_try_again(app: Flask, page: Page, home: str) -> None:
    page.goto(f"{home}/sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert").filter(has_text="That did not work")).to_be_visible()
    expect(page.get_by_role("button", name="Use the passkey")).to_be_enabled()


def test_confirms_by_passkey_who_it_is(app: Flask, page: Page, home: str) -> None:
    Holder.of(app)
    sign_in(page, home)
    add_passkey(page, home, "Instead of the password")
    page.goto(f"{home}/account/confirm?next=/account/recovery-codes")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(f"{home}/account/recovery-codes")
