"""Cohorts, invitations and people in a real browser: accessible in every theme and width, and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.browser.test_accessibility import fine
from tests.browser.trainee import Trainee

With = Callable[..., Trainee]
PASSWORD = "a quiet hour by the lake"


@pytest.mark.parametrize(
    "options",
    [
        {"color_scheme": "light", "viewport": {"width": 1280, "height": 900}},
        {"color_scheme": "dark", "viewport": {"width": 1000, "height": 900}},
        {"color_scheme": "light", "viewport": {"width": 320, "height": 640}},
    ],
    ids=["light", "dark", "320 px"],
)
def test_every_page_about_people_is_accessible(trainee_with: With, options: dict[str, object]) -> None:
    admin = trainee_with(reduced_motion="reduce", **options)
    page, course = admin.page, f"Course {uuid4().hex[:6]}"
    page.goto(admin.site)
    admin.come_in("Ravi Menon")
    page.goto(f"{admin.site}/cohorts/new")
    fine(page, "new cohort")
    page.get_by_label("Name").fill(course)
    page.get_by_label("First day").fill("2027-03-01")
    page.get_by_label("Last day").fill("2027-02-01")
    page.get_by_role("button", name="Make the cohort").click()
    expect(page.get_by_role("alert").first).to_contain_text("before the first one")
    fine(page, "cohort refused")
    page.get_by_label("Last day").fill("2027-07-01")
    page.get_by_role("button", name="Make the cohort").click()
    expect(page.get_by_role("heading", name=course)).to_be_visible()
    page.get_by_role("link", name="Invite people").click()
    fine(page, "nobody invited")
    page.get_by_label("E-mail addresses").fill("first@example.org\nsomebody\nsecond@example.org")
    page.get_by_role("button", name="Invite", exact=True).click()
    expect(page.get_by_text("1 line could not be read.")).to_be_visible()
    expect(page.get_by_role("button", name="Copy")).to_have_count(2)
    fine(page, "invitations")
    link = page.get_by_label("Link for first@example.org").input_value()
    page.get_by_role("button", name="Withdraw: second@example.org").click()
    fine(page, "withdrawn")
    _keep_a_cohort(admin)
    _look_at_people(admin)
    page.goto(link)
    fine(page, "invitation signed in")
    page.get_by_role("button", name="Sign out").click()
    page.goto(link)
    fine(page, "invitation")
    page.get_by_label("Name").fill("Alva")
    page.get_by_label("Password", exact=True).fill("short")
    page.get_by_label("The password once more").fill("short")
    page.get_by_role("button", name="Make my account and join").click()
    expect(page.get_by_text("at least 15 characters").first).to_be_visible()
    fine(page, "invitation refused")
    page.goto(link + "x")
    fine(page, "invitation unusable")


def _keep_a_cohort(admin: Trainee) -> None:
    """Take a role of somebody away, and bring it back."""
    page = admin.page
    page.goto(f"{admin.site}/cohorts")
    fine(page, "cohorts")
    page.get_by_role("link", name="Demo course").click()
    fine(page, "cohort")
    page.get_by_role("button", name="Take this role away from Robin Hale").click()
    expect(page.get_by_text("Robin Hale no longer has this role here")).to_be_visible()
    page.get_by_text("Roles taken away in the last 30 days").click()
    fine(page, "removed")
    page.get_by_role("button", name="Bring back", exact=True).first.click()
    expect(page.get_by_role("button", name="Take this role away from Robin Hale")).to_be_visible()


def _look_at_people(admin: Trainee) -> None:
    """Every page about people that only administrators have."""
    page = admin.page
    for path in ("/people", "/people?search=ravi", "/people/invitations", "/institution", "/audit"):
        page.goto(admin.site + path)
        fine(page, path.strip("/").replace("/", " ").replace("?", " "))
    page.goto(f"{admin.site}/people")
    page.get_by_role("main").get_by_role("link", name="Ravi Menon").click()
    fine(page, "person")


def test_inviting_and_joining_needs_no_javascript_and_no_mouse(trainee_with: With) -> None:
    leader, newcomer = trainee_with(java_script_enabled=False), trainee_with(java_script_enabled=False)
    address = f"{uuid4().hex}@example.org"
    leader.page.goto(leader.site)
    leader.come_in("Noor Lind")
    leader.page.goto(f"{leader.site}/cohorts")
    leader.page.get_by_role("link", name="Demo course").press("Enter")
    leader.page.get_by_role("link", name="Invite people").press("Enter")
    leader.page.get_by_label("E-mail addresses").fill(address)
    leader.page.get_by_role("button", name="Invite", exact=True).press("Enter")
    page = newcomer.page
    page.goto(leader.page.get_by_label(f"Link for {address}").input_value())
    expect(page.get_by_text("Noor Lind invites you to “Demo course”. Your role: trainee.")).to_be_visible()
    page.get_by_label("Name").fill("Alva Lund")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("The password once more").fill(PASSWORD)
    page.get_by_label("The password once more").press("Enter")
    expect(page.get_by_text("Alva Lund")).to_be_visible()
    leader.page.reload()
    expect(leader.page.get_by_label(f"Link for {address}")).to_have_count(0)
