"""A whole course at an institute that begins with an empty site: nobody in this story comes in by one click."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import update

from simulator.app import create_app
from simulator.storage import migrating
from simulator.storage.tables import ASSIGNMENT
from simulator.usecases.accounts import first_link
from simulator.usecases.catalogue import Store
from tests.browser.trainee import Trainee
from tests.plumbing.keys import with_keys
from tests.plumbing.serving import served

PASSWORD = "a quiet afternoon in November"


@pytest.fixture
def institute(tmp_path: Path) -> Iterator[tuple[Flask, str]]:
    """A site in production with nobody in it, and its address."""
    database = f"sqlite:///{tmp_path / 'attune.sqlite3'}"
    migrating.upgrade(database)
    app = create_app(with_keys(mode="production", database_url=database, https=False))
    with served(app) as address:
        yield app, address
    app.extensions["attune"].database.close()


@dataclass
class Somebody:
    """A person of the course at a browser of their own."""

    page: Page
    site: str

    def join(self, link: str, name: str) -> None:
        """Follow an invitation, and make an account."""
        self.page.goto(link)
        self.page.get_by_label("Name").fill(name)
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.page.get_by_label("The password once more").fill(PASSWORD)
        self.page.get_by_role("button", name="Make my account and join").click()
        expect(self.page.get_by_role("link", name=name)).to_be_visible()

    def go(self, place: str, *links: str) -> None:
        """Go to a page of the main navigation, and on by these links."""
        self.page.goto(self.site)
        self.page.get_by_role("navigation", name="Main").get_by_role("link", name=place, exact=True).click()
        for link in links:
            self.page.get_by_role("link", name=link).first.click()

    def invite(self, role: str, addresses: str) -> None:
        """Invite people in a role, on the page of invitations."""
        self.page.get_by_role("radio", name=role).check()
        self.page.get_by_label("E-mail addresses").fill(addresses)
        self.page.get_by_role("button", name="Invite", exact=True).click()

    def link_for(self, address: str) -> str:
        """The link that this invitation can be accepted with, read off the page."""
        return self.page.get_by_label(f"Link for {address}").input_value()


def found_the_site(administrator: Somebody, store: Store) -> None:
    """Make the first account by the link that the server prints."""
    page = administrator.page
    page.goto(f"{administrator.site}/first-administrator/{first_link(store.database, store.keys)}")
    page.get_by_label("Name").fill("Ruth Adler")
    page.get_by_label("E-mail address").fill("ruth@institute.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Make the account").click()
    expect(page.get_by_role("link", name="Ruth Adler")).to_be_visible()


def make_a_cohort(administrator: Somebody) -> None:
    """A course of four months, from today."""
    administrator.go("Cohorts", "Make a cohort")
    page, today = administrator.page, datetime.now(UTC).date()
    page.get_by_label("Name").fill("Autumn course")
    page.get_by_label("First day").fill(today.isoformat())
    page.get_by_label("Last day").fill((today + timedelta(days=120)).isoformat())
    page.get_by_label("Time zone").select_option("Europe/Berlin")
    page.get_by_role("button", name="Make the cohort").click()


def assign_a_case(leader: Somebody) -> None:
    """An assessment for a week, whose scores the supervisor releases."""
    leader.go("Cohorts", "Autumn course", "Assignments of this cohort", "Assign cases")
    page, now = leader.page, datetime.now(UTC)
    page.get_by_label("Title").fill("The first hour")
    page.get_by_label(re.compile("^Side by side")).fill("1")
    page.get_by_label("Assessment.").check()
    page.get_by_label("when a supervisor releases them").check()
    page.get_by_label("Time zone of both").select_option("UTC")
    page.get_by_label("Opens").fill((now - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M"))
    page.get_by_label("Due", exact=True).fill((now + timedelta(days=7)).strftime("%Y-%m-%dT%H:%M"))
    page.get_by_role("button", name="Assign", exact=True).click()
    expect(page.get_by_role("heading", name="The first hour")).to_be_visible()


def begin_what_is_due(trainee: Somebody) -> Trainee:
    """Open the case from the task on the first page."""
    trainee.page.goto(trainee.site)
    task = trainee.page.get_by_role("article", name="The first hour")
    expect(task).to_contain_text("From Lena Moor, Autumn course")
    task.get_by_role("link", name="Begin Side by side").click()
    trainee.page.get_by_role("button", name="Open the door").click()
    player = Trainee(trainee.page, trainee.site)
    expect(player.stage).to_be_visible()
    return player


def the_due_time_passes(store: Store) -> None:
    """A week, for the assignment."""
    now = datetime.now(UTC)
    with store.database.write() as session:
        session.execute(update(ASSIGNMENT).values(opens_at=now - timedelta(days=7), due_at=now - timedelta(minutes=1)))
        session.commit()


def test_an_institute_runs_a_course_from_the_first_link_to_the_released_scores(
    institute: tuple[Flask, str], new_context: Callable[..., BrowserContext]
) -> None:
    app, site = institute
    store: Store = app.extensions["attune"]
    administrator, leader, supervisor, trainee = (
        Somebody(new_context(locale="en-GB", timezone_id="Europe/Berlin").new_page(), site) for _ in range(4)
    )

    # The first administrator makes a cohort and invites its leader.
    found_the_site(administrator, store)
    make_a_cohort(administrator)
    administrator.page.get_by_role("link", name="Invite people").click()
    administrator.invite("course leader", "lena@institute.example")
    leader.join(administrator.link_for("lena@institute.example"), "Lena Moor")

    # The leader invites trainees, with one line that is no address, and a supervisor; and she assigns a case.
    leader.go("Cohorts", "Autumn course", "Invite people")
    leader.invite("trainee", "tom@institute.example\nnot an address\nTia <tia@institute.example>")
    expect(leader.page.get_by_text("2 people are invited.")).to_be_visible()
    expect(leader.page.get_by_role("alert")).to_contain_text("Line 2")
    expect(leader.page.get_by_label("E-mail addresses")).to_have_value("not an address")
    trainee.join(leader.link_for("tom@institute.example"), "Tom Ferris")
    leader.page.get_by_label("E-mail addresses").fill("")
    leader.invite("supervisor", "sam@institute.example")
    supervisor.join(leader.link_for("sam@institute.example"), "Sam Okri")
    assign_a_case(leader)
    standing = leader.page.get_by_role("row", name=re.compile("Tom Ferris"))
    expect(standing).to_contain_text("not begun")

    # The trainee plays it and rates himself; the scores are still to come, and the leader sees how far he is.
    player = begin_what_is_due(trainee)
    attempt = trainee.page.url
    leader.page.reload()
    expect(standing).to_contain_text("under way")
    player.play_to_the_end()
    for group in trainee.page.locator("fieldset.scale").all():
        group.get_by_label("helpful").check()
    trainee.page.get_by_role("button", name="Keep it").click()
    to_come = trainee.page.get_by_role("heading", name="Scores and feedback are still to come")
    told = trainee.page.get_by_role("heading", name="Turn by turn")
    expect(to_come).to_be_visible()
    expect(told).to_have_count(0)

    # The due time passes: still nothing, until the supervisor releases the scores.
    the_due_time_passes(store)
    trainee.page.goto(attempt)
    expect(to_come).to_be_visible()
    leader.page.reload()
    expect(standing).to_contain_text("finished")
    supervisor.go("Supervision")
    supervisor.page.get_by_role("checkbox", name=re.compile("Tom Ferris")).check()
    supervisor.page.get_by_role("button", name="Release what is ticked").click()
    trainee.page.goto(attempt)
    expect(told).to_be_visible()

    # The attempt is the trainee's alone, and his log says who released its scores.
    for other in (administrator, leader, supervisor):
        answer = other.page.goto(attempt)
        assert answer is not None
        assert answer.status == 404
    trainee.page.goto(f"{site}/account/audit")
    expect(trainee.page.get_by_role("main")).to_contain_text("Sam Okri")
