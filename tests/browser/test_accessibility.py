"""WCAG 2.2 AA as far as a machine can see, on every page a person can open, in both themes and on small screens."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.trainee import Trainee

With = Callable[..., Trainee]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def fine(page: Page, where: str) -> None:
    """No finding of axe, and nothing wider than the screen; measured when the page and its fonts have arrived."""
    page.wait_for_load_state("load")
    page.evaluate("document.fonts.ready.then(() => true)")
    found = Axe().run(page, options=RULES).response["violations"]
    assert not found, (where, [(one["id"], [node["html"][:160] for node in one["nodes"][:3]]) for one in found])
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, (where, f"{wide} px wider than the screen")


@pytest.mark.parametrize(
    "options",
    [
        {"color_scheme": "light", "viewport": {"width": 1280, "height": 900}},
        {"color_scheme": "dark", "viewport": {"width": 320, "height": 640}},
    ],
    ids=["light", "dark, 320 px"],
)
def test_every_page_and_every_beat_is_accessible(trainee_with: With, options: dict[str, object]) -> None:
    trainee = trainee_with(reduced_motion="reduce", **options)
    page = trainee.page
    page.goto(trainee.site)
    fine(page, "sign-in")
    trainee.come_in("Samira Aziz")
    for path in ("/", "/?presentation=anger&level=foundation", "/attempts", "/rubric", "/scoring", "/nothing-here"):
        page.goto(trainee.site + path)
        fine(page, path)
    for path in ("/reading", "/reading/fears-of-compassion", "/practices", "/practices/notes", "/practices/yin-break"):
        page.goto(trainee.site + path)
        fine(page, path)
    page.goto(trainee.site + "/practices/equanimity")
    _walk_through(page)
    page.goto(trainee.site + "/development/patterns")
    fine(page, "patterns")
    page.goto(trainee.site + "/cases/side-by-side")
    fine(page, "briefing")
    trainee.open_case("Side by side", say_first=True)
    seen = set()
    while trainee.beat != "ending":
        if trainee.beat not in seen:
            fine(page, trainee.beat)
            seen.add(trainee.beat)
        if trainee.beat == "feel":
            trainee.press("Go on")
        elif trainee.beat == "notice":
            page.get_by_text("Pause and ground").click()
            fine(page, "pause")
            trainee.press("Go on to respond")
        elif trainee.beat == "say":
            page.get_by_label("Say it first").fill("Something of my own.")
            trainee.press("Keep it and see the responses")
        else:
            page.get_by_text("Why this one?").click()
            trainee.take_turn()
    assert seen == {"notice", "say", "respond", "feel"}
    fine(page, "ending")
    page.get_by_role("button", name="Close the case").click()
    expect(page.get_by_role("heading", name="First, your own eyes")).to_be_visible()
    fine(page, "self-rating")
    trainee.rate_myself()
    fine(page, "debrief")
    page.get_by_role("button", name="Sign out").click()
    trainee.come_in("Noor Lind")
    page.goto(trainee.site + "/cases/side-by-side/clinical-reviews")
    page.get_by_label("Who has read it").fill("Dr A. Reader, psychologist")
    page.get_by_role("button", name="Record the review").click()
    fine(page, "clinical reviews")


def _walk_through(page: Page) -> None:
    """Every page of a practice, its close with a note included."""
    page.get_by_role("link", name="Begin").click()
    for number in range(1, 6):
        expect(page.get_by_text(f"Step {number} of 5")).to_be_visible()
        fine(page, page.url)
        if page.get_by_role("textbox").count():
            page.get_by_role("textbox").fill("The out-breath.")
            page.get_by_role("button", name=re.compile("Go on|Close")).click()
        else:
            page.get_by_role("link", name=re.compile("Go on|Close")).click()
    expect(page.get_by_text("The out-breath.").first).to_be_visible()
    fine(page, "close of a practice")
    page.get_by_role("link", name="Change or delete your notes").click()
    fine(page, "notes")
