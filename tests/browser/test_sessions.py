"""What a session's end does to somebody in the middle of a sentence, in a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import delete

from simulator.storage.tables import WEB_SESSION
from tests.browser.demos import demo_in
from tests.browser.test_accessibility import RULES
from tests.browser.trainee import Trainee
from tests.plumbing.serving import served

WORDS = "Who took one from you?"
NAME = "Somebody new"
KEPT = "Object.entries(sessionStorage).filter(([key]) => key.startsWith('attune:')).map(([, text]) => text).join()"
With = Callable[..., Trainee]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A demo of this module's own, whose sessions may be ended."""
    with demo_in(tmp_path_factory.mktemp("site")) as app:
        yield app


@pytest.fixture(scope="module")
def site(app: Flask) -> Iterator[str]:
    """Its address."""
    with served(app) as address:
        yield address


@pytest.fixture
def trainee(page: Page, site: str) -> Trainee:
    """Somebody at a desk, signed in."""
    trainee = Trainee(page, site)
    trainee.come_in(NAME)
    return trainee


def end_all(app: Flask) -> None:
    with app.extensions["attune"].database.write() as session:
        session.execute(delete(WEB_SESSION))
        session.commit()


def to_words(trainee: Trainee) -> None:
    """Open a case that asks for words first, and write some."""
    trainee.open_case("The locked door", say_first=True)
    if trainee.beat == "notice":
        trainee.press("Go on to respond")
    trainee.page.get_by_label("Say it first").fill(WORDS)


def fine(page: Page) -> None:
    found = Axe().run(page, options=RULES).response["violations"]
    assert not found, [(one["id"], [node["html"][:160] for node in one["nodes"][:3]]) for one in found]
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def test_words_survive_the_end_of_a_session_in_the_middle_of_a_case(trainee: Trainee, app: Flask) -> None:
    page = trainee.page
    to_words(trainee)
    end_all(app)
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("alert").filter(has_text="You are signed out")).to_be_visible()
    expect(page.get_by_label("Say it first")).to_have_value(WORDS)
    other = Trainee(page.context.new_page(), trainee.site)
    other.come_in(NAME)
    page.reload()
    expect(page.get_by_label("Say it first")).to_have_value(WORDS)
    trainee.press("Keep it and see the responses")
    expect(page.get_by_text(WORDS).first).to_be_visible()


def test_words_survive_the_end_of_a_session_without_javascript(
    new_context: Callable[..., BrowserContext], site: str, app: Flask
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    trainee = Trainee(page, site)
    trainee.come_in(NAME)
    to_words(trainee)
    end_all(app)
    page.get_by_role("button", name="Keep it").click()
    given_back = page.get_by_label("What you would say").input_value()
    assert given_back == WORDS
    page.get_by_role("link", name="Sign in again").click()
    page.get_by_role("button", name=NAME).click()
    page.get_by_label("Say it first").fill(given_back)
    trainee.press("Keep it and see the responses")
    expect(page.get_by_text(WORDS).first).to_be_visible()


def test_a_note_that_was_sent_as_a_whole_page_is_in_its_field_again(trainee: Trainee, app: Flask) -> None:
    page = trainee.page
    page.goto(f"{trainee.site}/practices/equanimity?step=5")
    page.get_by_role("textbox").fill(WORDS)
    end_all(app)
    page.locator("form[data-keep] button").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Signed out")
    expect(page.get_by_label("Your text")).to_have_value(WORDS)
    fine(page)
    page.get_by_role("link", name="Sign in again").click()
    page.get_by_role("button", name=NAME).click()
    expect(page.get_by_role("textbox")).to_have_value(WORDS)
    page.locator("form[data-keep] button").click()
    page.goto(f"{trainee.site}/practices/notes")
    expect(page.get_by_text(WORDS).first).to_be_visible()
    assert WORDS not in page.evaluate(KEPT), "what was taken is kept by the server alone"


def test_whoever_types_is_warned_keeps_the_keyboard_and_can_stay(trainee: Trainee) -> None:
    page = trainee.page
    page.clock.install()
    to_words(trainee)
    warning, field = page.locator("#session"), page.get_by_label("Say it first")
    page.clock.fast_forward("01:53:00")
    expect(warning).to_be_hidden()
    field.focus()
    page.clock.fast_forward("01:30")
    expect(warning).to_be_visible()
    expect(warning.get_by_role("alert").first).to_contain_text("You will be signed out at")
    expect(warning.locator("time").first).not_to_be_empty()
    expect(field).to_be_focused()
    page.keyboard.type("!")
    with page.expect_response("**/account/sessions/extend") as answer:
        page.keyboard.press("Shift+Tab")
        for _ in range(30):
            if page.evaluate("document.activeElement.textContent.trim()") == "Stay signed in":
                break
            page.keyboard.press("Shift+Tab")
        page.keyboard.press("Enter")
    assert answer.value.status == 204
    expect(warning).to_be_hidden()
    assert field.input_value().replace("!", "") == WORDS
    page.clock.fast_forward("01:53:00")
    expect(warning).to_be_hidden()
    page.clock.fast_forward("01:30")
    expect(warning).to_be_visible()
    page.clock.fast_forward("10:00")
    expect(warning).to_contain_text("You have been signed out.")
    expect(warning.get_by_role("button")).to_be_hidden()
    assert field.input_value().replace("!", "") == WORDS


def test_the_end_after_twelve_hours_is_said_and_cannot_be_put_off(trainee: Trainee) -> None:
    page = trainee.page
    page.clock.install()
    page.goto(f"{trainee.site}/rubric")
    warning = page.locator("#session")
    for _ in range(6):
        page.clock.fast_forward("01:55:30")
        if "after twelve hours" in warning.inner_text():
            break
        page.get_by_role("button", name="Stay signed in").click()
        expect(warning).to_be_hidden()
    page.clock.fast_forward("00:30:00")
    expect(warning).to_be_visible()
    expect(warning.get_by_role("button")).to_be_hidden()


def test_staying_is_not_promised_when_it_was_not_granted(trainee: Trainee, app: Flask) -> None:
    page = trainee.page
    page.clock.install()
    page.goto(f"{trainee.site}/rubric")
    page.clock.fast_forward("01:55:00")
    page.context.set_offline(True)
    page.get_by_role("button", name="Stay signed in").click()
    expect(page.get_by_text("That did not arrive.")).to_be_visible()
    page.clock.fast_forward("00:20")
    expect(page.get_by_text("That did not arrive.")).to_be_visible()
    page.context.set_offline(False)
    end_all(app)
    page.get_by_role("button", name="Stay signed in").click()
    expect(page.locator("#session")).to_contain_text("You have been signed out.")


def test_another_window_that_is_used_keeps_this_one_from_warning(trainee: Trainee) -> None:
    page = trainee.page
    page.clock.install()
    page.goto(f"{trainee.site}/rubric")
    page.clock.fast_forward("01:50:00")
    other = page.context.new_page()
    other.goto(f"{trainee.site}/rubric")
    page.clock.fast_forward("00:10:00")
    expect(page.locator("#session")).to_be_hidden()


@pytest.mark.parametrize(
    "options",
    [{"color_scheme": "light"}, {"color_scheme": "dark"}, {"viewport": {"width": 320, "height": 640}}],
    ids=["light", "dark", "320 px"],
)
def test_the_warning_and_the_page_of_sessions_are_accessible(trainee_with: With, options: dict[str, object]) -> None:
    trainee = trainee_with(reduced_motion="reduce", **options)
    trainee.come_in(NAME)
    page = trainee.page
    page.clock.install()
    page.goto(f"{trainee.site}/account/sessions")
    fine(page)
    for minutes in ("01:55:00", "00:10:00"):
        page.clock.fast_forward(minutes)
        expect(page.locator("#session")).to_be_visible()
        fine(page)


def test_who_leaves_leaves_no_words_behind_in_any_window(trainee: Trainee) -> None:
    page = trainee.page
    to_words(trainee)
    other = page.context.new_page()
    other.goto(page.url)
    other.get_by_label("Say it first").fill("In the other window.")
    page.get_by_role("button", name="Sign out").click()
    expect(other.get_by_role("button", name=NAME)).to_be_visible()
    for window in (page, other):
        assert window.evaluate(KEPT) == ""
        assert "window" not in window.locator("body").inner_text()


def test_whoever_signs_in_next_finds_nothing_of_who_was_there_before(trainee: Trainee, app: Flask) -> None:
    page = trainee.page
    to_words(trainee)
    end_all(app)
    page.goto(f"{trainee.site}/attempts")
    assert WORDS in page.evaluate(KEPT)
    page.get_by_role("button", name="Robin Hale").click()
    expect(page.get_by_text("Robin Hale").first).to_be_visible()
    assert page.evaluate(KEPT) == ""


def test_signing_out_elsewhere_works_with_the_keyboard_and_without_javascript(
    new_context: Callable[..., BrowserContext], site: str, app: Flask, trainee: Trainee
) -> None:
    end_all(app)
    trainee.come_in(NAME)
    page = new_context(java_script_enabled=False).new_page()
    desk = Trainee(page, site)
    desk.come_in(NAME)
    page.goto(f"{site}/account/sessions")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.locator(":focus").inner_text() == "Sign out everywhere else":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_text("this one")).to_have_count(1)
    expect(page.get_by_role("button", name="Sign out everywhere else")).to_have_count(0)
    trainee.page.goto(f"{site}/attempts")
    expect(trainee.page.get_by_role("button", name=NAME)).to_be_visible()
