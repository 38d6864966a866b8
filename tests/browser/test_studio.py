"""A case from nothing to what can be learned from it: interview, editor, second reading, publishing, playing, items."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from simulator.markup.unwritten import UNWRITTEN
from simulator.usecases.catalogue import Store
from simulator.usecases.people import TRAINEE
from tests.browser.demos import demo_in
from tests.browser.trainee import Trainee
from tests.browser.writer import Writer, stored
from tests.plumbing.serving import served
from tests.usecases import trainee as others

TITLE = "Nothing for Ida"


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[tuple[Flask, str]]:
    """A furnished demo of this test's own, and its address."""
    with demo_in(tmp_path) as app, served(app) as address:
        yield app, address


def answer_the_interview(page: Page) -> None:
    """Five steps: who comes, what is hard, what tempts, what is rated, the shape."""
    go_on = page.get_by_role("button", name="Go on")
    page.get_by_label("First name").fill("Ida")
    page.get_by_label("Age", exact=True).fill("41")
    page.get_by_label("Pronouns").fill("she/her")
    page.get_by_role("radio", name=re.compile("^fearful-avoidant")).check()
    page.get_by_role("radio", name=re.compile("^low")).check()
    page.get_by_role("radio", name=re.compile("^hyperactivating")).check()
    go_on.click()
    page.get_by_role("checkbox", name="shame", exact=True).check()
    page.get_by_label("What do you know before the door opens?").fill("Ida bakes. She was sent, and she says so.")
    page.get_by_label("The one moment that the case turns on").fill("She puts her coat on again.")
    go_on.click()
    page.get_by_label("In that moment, what would you be tempted to do?").fill("Ask her to stay")
    page.get_by_label("Why is it tempting?").fill("It looks as if she had only just come.")
    go_on.click()
    for principle in ("Attunement", "Titration"):
        page.get_by_role("group", name=principle, exact=True).get_by_role("checkbox").first.check()
    go_on.click()
    page.get_by_role("radio", name="3", exact=True).check()
    page.get_by_role("checkbox", name=re.compile("^connected")).check()
    page.get_by_role("checkbox", name=re.compile("^strained")).check()
    page.get_by_label("What is the case called?").fill(TITLE)
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_role("main")).to_contain_text("Ask her to stay")
    page.get_by_role("button", name="Begin the draft").click()


def written_out(text: str) -> str:
    """The skeleton with a sentence of one's own for everything that is still to be written."""
    number = count(1)
    return re.sub(rf"{UNWRITTEN.pattern}\)", lambda _: f"Ida counts to {next(number)}", text)


def write_it_out(writer: Writer, store: Store, draft: UUID) -> None:
    """One sentence where the first problem leads to, the rest at once; then every fault is gone."""
    writer.ready()
    expect(writer.problems.first).to_contain_text("still to be written")
    writer.problems.first.get_by_role("button").first.click()
    expect(writer.text).to_be_focused()
    whole = written_out(stored(store, draft))
    writer.page.keyboard.press("Control+a")
    writer.paste(whole)
    expect(writer.problems.get_by_text("fault", exact=True)).to_have_count(0, timeout=20_000)
    expect(writer.state).to_have_text("Saved")
    assert stored(store, draft) == whole


def test_a_case_is_written_from_nothing_read_published_assigned_played_and_looked_at(
    demo: tuple[Flask, str], new_context: Callable[..., BrowserContext]
) -> None:
    app, site = demo
    store: Store = app.extensions["attune"]
    noor, marta = (
        Writer(new_context(locale="en-GB", timezone_id="UTC").new_page(), site).come_in(name)
        for name in ("Noor Lind", "Marta Kessler")
    )

    # The interview makes a skeleton; the editor points at all that is still to be written.
    noor.page.get_by_role("link", name="Studio", exact=True).click()
    noor.page.get_by_role("link", name="Begin a case").click()
    noor.page.get_by_role("link", name="Begin the interview").click()
    answer_the_interview(noor.page)
    draft = UUID(noor.page.url.rpartition("/")[2])
    tabs = noor.page.get_by_role("navigation", name="This draft")
    noor.ready()
    tabs.get_by_role("link", name="Publish").click()
    expect(noor.page.get_by_role("main")).to_contain_text("faults that keep it from being published")
    tabs.get_by_role("link", name="Write").click()
    write_it_out(noor, store, draft)

    # It can be tried at once, and the robots go through it.
    tabs.get_by_role("link", name="Try").click()
    expect(noor.page.get_by_role("main")).to_contain_text("Ida")
    tabs.get_by_role("link", name="Robots").click()
    expect(noor.page.get_by_role("main")).to_contain_text(re.compile("over-warm", re.IGNORECASE))

    # Somebody else reads it, comments on a line, and approves it; who asked cannot.
    tabs.get_by_role("link", name="Publish").click()
    noor.page.get_by_role("button", name="Ask for a second reading").click()
    expect(noor.page.get_by_role("button", name="Approve this text")).to_have_count(0)
    reading = noor.page.url
    marta.page.goto(reading)
    marta.page.get_by_label("Line", exact=True).fill("3")
    marta.page.get_by_label("Comment", exact=True).fill("Good that it is short.")
    marta.page.get_by_role("button", name="Comment on this line").click()
    marta.page.get_by_label("Remark").fill("It reads well aloud.")
    marta.page.get_by_role("button", name="Approve this text").click()
    noor.page.goto(reading)
    expect(noor.page.get_by_role("main")).to_contain_text("Good that it is short.")
    noor.page.get_by_role("link", name="Go on").click()
    noor.page.get_by_label("What is new").fill("Ida is new.")
    noor.page.get_by_role("button", name="Publish it").click()
    expect(noor.page.get_by_role("main")).to_contain_text("Ida is new.")

    # It is assigned, and a trainee plays it.
    assign(noor.page, site)
    player = Trainee(new_context(locale="en-GB", timezone_id="UTC").new_page(), site)
    player.come_in("Somebody new")
    task = player.page.get_by_role("article", name="Ida’s hour")
    task.get_by_role("link", name=f"Begin {TITLE}").click()
    player.page.get_by_role("button", name="Open the door").click()
    player.play_to_the_end()
    player.rate_myself()

    # One attempt says too much about one person; once five people have played, it is in the figures.
    noor.page.goto(f"{site}/studio/cases/nothing-for-ida/items")
    expect(noor.page.get_by_role("main")).to_contain_text("Fewer than 5 people have finished this version.")
    for name in ("Bo", "Cy", "Di", "Ed"):
        play_it_too(others.join(store, name, TRAINEE))
    noor.page.reload()
    expect(noor.page.get_by_role("main")).to_contain_text("the first finished attempts of 5 people")
    assert noor.complaints == marta.complaints == []


def play_it_too(other: others.Trainee) -> None:
    """Take the first response of every scene."""
    other.start("nothing-for-ida")
    while other.to_respond().beat != "ending":
        other.respond(other.place.view.offers[0].slug)
    other.finish()


def assign(page: Page, site: str) -> None:
    """Give the new case to the demo course, for a week, as practice."""
    page.goto(f"{site}/cohorts")
    page.get_by_role("link", name="Demo course").click()
    page.get_by_role("link", name="Assignments of this cohort").click()
    page.get_by_role("link", name="Assign cases").click()
    now = datetime.now(UTC)
    page.get_by_label("Title").fill("Ida’s hour")
    page.get_by_label(re.compile(f"^{TITLE}")).fill("1")
    page.get_by_label("Time zone of both").select_option("UTC")
    page.get_by_label("Opens").fill((now - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M"))
    page.get_by_label("Due", exact=True).fill((now + timedelta(days=7)).strftime("%Y-%m-%dT%H:%M"))
    page.get_by_role("button", name="Assign", exact=True).click()
    expect(page.get_by_role("heading", name="Ida’s hour")).to_be_visible()
