"""The pages of assignments are accessible: for leader, trainee and supervisor, in both themes and narrow."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.test_accessibility import fine
from tests.browser.trainee import Trainee

With = Callable[..., Trainee]


@pytest.mark.parametrize(
    "options",
    [
        {"color_scheme": "light", "viewport": {"width": 1280, "height": 900}},
        {"color_scheme": "dark", "viewport": {"width": 1280, "height": 900}},
        {"color_scheme": "light", "viewport": {"width": 320, "height": 640}},
    ],
    ids=["light", "dark", "320 px"],
)
def test_every_page_of_assignments_is_accessible(trainee_with: With, options: dict[str, object]) -> None:
    leader = trainee_with(reduced_motion="reduce", **options)
    page = leader.page
    leader.come_in("Noor Lind")
    page.goto(leader.site + "/cohorts")
    page.locator("main a[href^='/cohorts/']").first.click()
    page.locator("a[href$='/assignments']").first.click()
    fine(page, "assignments list")
    page.get_by_role("link", name="Assign cases").click()
    fine(page, "assignments form")
    page.get_by_label("Title").fill("A try")
    page.get_by_label("Attempts at each case").fill("many")
    page.get_by_role("button", name="Assign").click()
    fine(page, "assignments refused")
    page.go_back()
    page.goto(page.url.removesuffix("/new"))
    page.get_by_role("link", name="First weeks").click()
    fine(page, "assignments status")
    page.get_by_role("link", name="Change it").click()
    fine(page, "assignments change")

    trainee = trainee_with(reduced_motion="reduce", **options)
    page = trainee.page
    trainee.come_in("Samira Aziz")
    fine(page, "assignments home")
    page.locator("article.task a").first.click()
    fine(page, "assignments briefing")
    page.goto(trainee.site + "/attempts")
    fine(page, "assignments history")
    page.get_by_role("link", name="Call me back").first.click()
    fine(page, "assignments waiting")

    supervisor = trainee_with(reduced_motion="reduce", **options)
    page = supervisor.page
    supervisor.come_in("Ilse Brandt")
    page.goto(supervisor.site + "/queue")
    fine(page, "assignments queue")
