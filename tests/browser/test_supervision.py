"""Two supervisors rate an attempt blind, settle it and send it; the trainee answers; the leader sees how they agree."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from simulator.engine.rubric import PRINCIPLES
from simulator.usecases import agreement_job, people
from simulator.usecases.catalogue import Store
from tests.browser.demos import demo_in
from tests.browser.trainee import Trainee
from tests.plumbing.serving import served
from tests.usecases import trainee as others

CASE = "Side by side"
QUESTION, SUMMARY = "Was I too quick at the door?", "You waited for her. Stay with that."
DISPUTE = "She had already turned to the window."


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[tuple[Flask, str]]:
    """A furnished demo of this test's own, and its address."""
    with demo_in(tmp_path) as app, served(app) as address:
        yield app, address


def play(store: Store) -> int:
    """Somebody new plays a case, first response of every scene; how many turns it took."""
    actor = people.actor(store, people.sign_in_demo(store, "new-trainee"))
    assert actor is not None
    player = others.Trainee(store, actor)
    player.start("side-by-side")
    turns = 0
    while player.to_respond().beat != "ending":
        player.respond(player.place.view.offers[0].slug)
        turns += 1
    player.finish()
    player.rate_self(**dict.fromkeys(player.debrief.in_play, "helpful"))
    return turns


def rate(page: Page, turns: int, levels: dict[str, str]) -> None:
    """Give every turn the same levels, and wait until they are saved."""
    for seq in range(1, turns + 1):
        for principle, level in levels.items():
            page.locator(f"input[name='level.{seq}.{principle}'][value='{level}']").check()
    expect(page.locator("#saved")).to_contain_text("Saved")


def ask(new: Page, site: str) -> None:
    """The trainee asks to have the attempt read."""
    new.goto(f"{site}/attempts")
    new.get_by_role("link", name=CASE).first.click()
    new.get_by_label("What would you like to know").fill(QUESTION)
    new.get_by_role("button", name="Ask a supervisor to read this").click()


def assign(noor: Page, site: str) -> None:
    """The leader gives the attempt to two raters."""
    noor.goto(f"{site}/cohorts")
    noor.get_by_role("link", name="Demo course").first.click()
    noor.get_by_role("link", name="How the trainees are doing").click()
    noor.get_by_role("link", name="Double ratings").first.click()
    noor.get_by_label("The attempts that I tick").check()
    noor.get_by_text("Attempts to tick").first.click()
    noor.get_by_role("checkbox", name=f"Somebody new at {CASE}").check()
    noor.get_by_label("These two").check()
    noor.get_by_label("First rater").select_option("Ilse Brandt")
    noor.get_by_label("Second rater").select_option("Tomas Weiler")
    noor.get_by_role("button", name="Assign", exact=True).click()
    expect(noor.get_by_role("row").filter(has_text="Somebody new").filter(has_text="being rated")).to_have_count(1)


def rate_blind(rater: Page, site: str, turns: int, titration: str) -> None:
    """Rate every moment without seeing anything of the case, of the other rater, or of whose attempt it is."""
    rater.goto(f"{site}/ratings/tasks")
    rater.get_by_role("listitem").filter(has_text="double rating").get_by_role("link", name=CASE).last.click()
    expect(rater.get_by_role("heading", level=1)).to_contain_text("Attempt of a trainee")
    for hidden in ("Somebody new", "The case’s rating", "Ilse Brandt wrote"):
        expect(rater.get_by_role("main")).not_to_contain_text(hidden)
    rate(rater, turns, {**dict.fromkeys(PRINCIPLES, "3"), "titration": titration})
    rater.reload()  # what was chosen is kept
    expect(rater.locator(f"input[name='level.{turns}.titration'][value='{titration}']")).to_be_checked()
    rater.get_by_role("button", name="Finish", exact=True).click()
    expect(rater.get_by_role("main")).to_contain_text(re.compile("finished", re.IGNORECASE))


def settle(ilse: Page, site: str, turns: int) -> None:
    """Look at both ratings, and settle on one."""
    ilse.goto(f"{site}/ratings/tasks")
    ilse.locator("a[href$='/consensus']").filter(has_text=CASE).first.click()
    expect(ilse.get_by_text("you differ").first).to_be_visible()
    rate(ilse, turns, {"titration": "2"})
    ilse.get_by_role("button", name="Finish", exact=True).click()


def send(ilse: Page, site: str) -> None:
    """Read the attempt with everything in it, rate a moment otherwise than the case, dispute that, and send it."""
    ilse.goto(f"{site}/queue?state=all")
    ilse.get_by_role("row").filter(has_text="Somebody new").get_by_role("link").first.click()
    of_case = ilse.locator("#turn-1 .level").first.inner_text()[0]
    ilse.locator(f"input[name='level.1.attunement'][value='{'2' if of_case != '2' else '3'}']").check()
    ilse.locator("#turn-1").get_by_text("The case is wrong here").first.click()
    ilse.locator("textarea[name='dispute.1.attunement']").fill(DISPUTE)
    ilse.get_by_label("Your summary of this attempt").fill(SUMMARY)
    expect(ilse.locator("#saved")).to_contain_text("Saved")
    ilse.get_by_role("button", name="Finish and send to the trainee").click()
    expect(ilse.get_by_role("main")).to_contain_text("sent to the trainee")


def answer(new: Page, site: str) -> None:
    """Read whose rating it is, and answer."""
    new.goto(f"{site}/attempts")
    new.get_by_role("link", name=CASE).first.click()
    supervision = new.locator("#supervision")
    expect(supervision).to_contain_text(SUMMARY)
    expect(new.get_by_role("main")).to_contain_text("Rated by Ilse Brandt")
    supervision.get_by_text("Answer", exact=True).first.click()
    supervision.get_by_label("Your answer").fill("It was hard to wait.")
    supervision.get_by_role("button", name="Send my answer").click()
    expect(new.locator("#supervision")).to_contain_text("It was hard to wait.")


def test_two_supervisors_rate_blind_settle_and_send_and_the_leader_sees_how_far_they_agree(
    demo: tuple[Flask, str], new_context: Callable[..., BrowserContext]
) -> None:
    app, site = demo
    turns = play(app.extensions["attune"])

    def seated(name: str) -> Page:
        somebody = Trainee(new_context(locale="en-GB", timezone_id="UTC").new_page(), site)
        somebody.come_in(name)
        return somebody.page

    noor, ilse, tomas, new = (seated(name) for name in ("Noor Lind", "Ilse Brandt", "Tomas Weiler", "Somebody new"))
    ask(new, site)
    ilse.get_by_role("link", name="Supervision", exact=True).click()
    expect(ilse.get_by_role("main")).to_contain_text(QUESTION)
    assign(noor, site)
    ilse.goto(f"{site}/queue?state=all")
    expect(ilse.get_by_role("main")).not_to_contain_text(QUESTION)
    rate_blind(ilse, site, turns, "3")
    rate_blind(tomas, site, turns, "2")
    settle(ilse, site, turns)
    send(ilse, site)
    answer(new, site)
    ilse.goto(f"{site}/queue?state=all")
    expect(ilse.get_by_role("row").filter(has_text="Somebody new")).to_contain_text(re.compile("answer", re.IGNORECASE))

    noor.goto(f"{site}/studio/disputes")
    expect(noor.get_by_role("main")).to_contain_text(DISPUTE)
    expect(noor.get_by_role("main")).not_to_contain_text("Somebody new")
    noor.goto(f"{site}/cohorts")
    noor.get_by_role("link", name="Demo course").first.click()
    noor.get_by_role("link", name="How the trainees are doing").click()
    noor.get_by_role("link", name="Agreement").first.click()
    noor.get_by_role("button", name=re.compile("ompute")).click()
    expect(noor.get_by_role("progressbar")).to_be_visible()
    store: Store = app.extensions["attune"]
    waiting = agreement_job.take(store)  # what `attune jobs` does, in a process of its own
    assert waiting is not None
    assert agreement_job.run(store, waiting)
    expect(noor.get_by_role("table").first).to_be_visible(timeout=30_000)
    expect(noor.get_by_role("main")).to_contain_text("Titration")
