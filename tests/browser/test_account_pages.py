"""The pages of accounts in a real browser: for everybody's eyes and hands, and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from simulator.app import create_app
from simulator.storage import migrating
from simulator.usecases.accounts import first_link
from tests.plumbing.keys import with_keys
from tests.plumbing.serving import served
from tests.usecases.cases import WALK, folder_of
from tests.web.holding import EMAIL, PASSWORD, Holder, codes_of

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
KINDS = [
    {"color_scheme": "light", "viewport": {"width": 1280, "height": 900}},
    {"color_scheme": "dark", "viewport": {"width": 320, "height": 640}},
]


@pytest.fixture
def app(sqlite_database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """A site with nobody in it."""
    migrating.upgrade(sqlite_database_url)
    folder = folder_of(tmp_path / "cases", walk=WALK)
    app = create_app(with_keys(mode="production", database_url=sqlite_database_url, scenarios=folder))
    yield app
    app.extensions["attune"].database.close()


@pytest.fixture
def home(app: Flask) -> Iterator[str]:
    """Where the site is."""
    with served(app) as address:
        yield address.replace("127.0.0.1", "localhost")


def fine(page: Page) -> None:
    """No finding of axe, and nothing wider than the screen."""
    page.wait_for_load_state("load")
    found = Axe().run(page, options=RULES).response["violations"]
    assert not found, (page.url, [(one["id"], [node["html"][:160] for node in one["nodes"][:3]]) for one in found])
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, (page.url, f"{wide} px wider than the screen")


def sign_in(page: Page, home: str, password: str = PASSWORD) -> None:
    page.goto(f"{home}/sign-in")
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).press("Enter")


@pytest.mark.parametrize("kind", KINDS, ids=["light", "dark, 320 px"])
def test_every_page_of_an_account_is_fine(
    app: Flask, home: str, new_context: Callable[..., BrowserContext], kind: dict[str, object]
) -> None:
    page = new_context(**kind).new_page()
    store = app.extensions["attune"]
    page.goto(f"{home}/first-administrator/{first_link(store.database, store.keys)}")
    fine(page)
    ada = Holder.of(app)
    sign_in(page, home, "not the right password")
    fine(page)
    page.goto(f"{home}/reset")
    fine(page)
    sign_in(page, home)
    for path in ("/account", "/account/password", "/account/address", "/account/confirm", "/account/passkeys"):
        page.goto(home + path)
        fine(page)
    page.goto(f"{home}/account/second-factor")
    fine(page)
    page.get_by_role("button", name="Set up an authenticator app").click()
    fine(page)
    key = page.locator("main code").inner_text()
    page.get_by_label("Code", exact=True).fill(codes_of(key).generate().token)
    page.get_by_role("button", name="Set it up").click()
    page.goto(f"{home}/account/recovery-codes")
    fine(page)
    page.get_by_role("button", name="Make new recovery codes").click()
    fine(page)
    page.context.clear_cookies()
    sign_in(page, home)
    expect(page.get_by_label("The code that your authenticator app shows")).to_be_visible()
    fine(page)
    page.get_by_role("link", name="Use a recovery code instead").click()
    fine(page)
    assert ada.record.totp_method == "authenticator"


def test_signing_in_and_a_new_password_need_no_javascript(
    app: Flask, home: str, new_context: Callable[..., BrowserContext]
) -> None:
    Holder.of(app)
    page = new_context(java_script_enabled=False).new_page()
    sign_in(page, home)
    page.goto(f"{home}/account/password")
    page.get_by_label("Current password").fill(PASSWORD)
    page.get_by_label("New password", exact=True).fill("another hour, by the sea")
    page.get_by_label("The new password once more").fill("another hour, by the sea")
    page.get_by_role("button", name="Change the password").click()
    expect(page.get_by_role("status").filter(has_text="You have a new password.")).to_be_visible()
