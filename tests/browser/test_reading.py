"""A second reading in a real browser: a whole case line by line, and few stops of the Tab key."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from simulator.config import bundled
from tests.browser.demos import demo_in
from tests.browser.test_accessibility import fine
from tests.browser.test_every_role import MOST_TABS, REACHABLE, reached_by_tab
from tests.browser.writer import Writer, begun, leader_of
from tests.plumbing.serving import served
from tests.usecases.trainee import Trainee
from tests.usecases.writing import asked

CASE = (bundled("scenarios") / "side-by-side.md").read_text("utf-8")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A demo of this module's own."""
    with demo_in(tmp_path_factory.mktemp("site")) as app:
        yield app


@pytest.fixture(scope="module")
def site(app: Flask) -> Iterator[str]:
    """Its address."""
    with served(app) as address:
        yield address


@pytest.fixture
def reading(app: Flask) -> UUID:
    """A second reading of a long case, asked for by Noor."""
    store = app.extensions["attune"]
    return asked(Trainee(store, leader_of(store, "Noor Lind")), begun(store, CASE))


@pytest.fixture
def marta(page: Page, site: str) -> Page:
    """Marta's browser."""
    Writer(page, site).come_in("Marta Kessler")
    return page


def test_the_tab_key_stops_at_scenes_and_responses_and_not_at_every_line(marta: Page, site: str, reading: UUID) -> None:
    marta.goto(f"{site}/readings/{reading}")
    fine(marta, "second reading")
    wanted = marta.evaluate(REACHABLE)
    assert len(CASE.splitlines()) > 2 * MOST_TABS > 2 * len(wanted)
    assert len(reached_by_tab(marta)) == len(wanted)


def test_any_line_is_commented_on_by_keyboard_near_where_it_stands(marta: Page, site: str, reading: UUID) -> None:
    marta.goto(f"{site}/readings/{reading}")
    head = CASE.splitlines().index("### from-there: Keep your distance and tell her about the wedge") + 1
    marta.get_by_role("link", name=f"Comment on line {head}", exact=True).focus()
    marta.keyboard.press("Enter")
    marta.wait_for_url(f"**?line={head}*")
    for _ in range(3):
        if marta.evaluate("document.activeElement.id") == "comment-line":
            break
        marta.keyboard.press("Tab")
    expect(marta.get_by_label("Line", exact=True)).to_be_focused()
    expect(marta.get_by_label("Line", exact=True)).to_have_value(str(head))
    marta.keyboard.press("Control+a")
    marta.keyboard.type(str(head + 2))
    marta.keyboard.press("Tab")
    marta.keyboard.type("The wedge is good.")
    marta.keyboard.press("Tab")
    marta.keyboard.press("Enter")
    expect(marta.locator(f"#line-{head + 2} + .line-comment")).to_contain_text("The wedge is good.")
    assert marta.url.endswith(f"#line-{head + 2}")


def test_any_line_is_commented_on_by_a_click_on_its_number(marta: Page, site: str, reading: UUID) -> None:
    marta.goto(f"{site}/readings/{reading}")
    line = (
        CASE.splitlines().index(
            "> I don't … where do you want me? I was early. I was on your stairs. And then I was late."
        )
        + 1
    )
    marta.locator(f"#line-{line} .line-number").click()
    expect(marta.get_by_label("Line", exact=True)).to_have_value(str(line))
