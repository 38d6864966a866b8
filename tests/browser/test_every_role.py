"""Every page that each role is led to, by following every link: accessible as a machine sees it, and by keyboard.

One page of each kind is looked at (the case *Side by side* stands for all cases). What the links lead to, the pages
themselves say, so that a new page comes under these eyes as soon as somebody can reach it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_accessibility import With, fine
from tests.browser.trainee import Trainee

KINDS = (
    (re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}"), "<id>"),
    (re.compile(r"^/(cases|reading|practices)/(?!notes)[a-z-]+"), r"/\1/<slug>"),
    (re.compile(r"(/cases|/parts)/(?!<)[a-z-]+"), r"\1/<slug>"),
    (re.compile(r"/history/[0-9]+"), "/history/<number>"),
    (re.compile(r"/rounds/<id>/[0-9]+"), "/rounds/<id>/<number>"),
    (re.compile(r"^/drills/[0-9a-f]+/[a-z-]+"), "/drills/<version>/<scene>"),
)
NOT_A_PAGE = re.compile(r"/copy\.(json|html)$|^/static/|/archive\b|/download/|[./](csv|xlsx|pdf|md)$")
LEADER = "Noor Lind"
SEEN_BY = {
    # what each role must at least be led to, so that the walk cannot quietly become short
    "Robin Hale": {"/", "/attempts", "/account", "/account/sessions", "/account/privacy", "/account/audit", "/reading"}
    | {"/attempts/<id>/debrief", "/portfolio", "/next", "/drills/<version>/<scene>"},
    LEADER: {
        "/cohorts",
        "/cohorts/<id>",
        "/cohorts/<id>/invitations",
        "/assignments/<id>",
        "/assignments/<id>/edit",
        "/studio",
        "/studio/new",
        "/studio/new/interview",
        "/studio/upload",
        "/studio/cases/<slug>",
        "/studio/cases/<slug>/items",
        "/drafts/<id>",
        "/drafts/<id>/try",
        "/drafts/<id>/robots",
        "/drafts/<id>/history",
        "/drafts/<id>/history/<number>",
        "/drafts/<id>/rename",
        "/drafts/<id>/pictures",
        "/drafts/<id>/download",
        "/drafts/<id>/storyboard",
        "/drafts/<id>/publishing",
        "/drafts/<id>/parts/<slug>",
        "/readings/<id>",
        "/studio/disputes",
        "/cohorts/<id>/double-ratings",
        "/cohorts/<id>/calibration",
        "/calibration/<id>",
    },
    "Ilse Brandt": {
        "/queue",
        "/reviews/<id>",
        "/reviews/phrases",
        "/ratings/tasks",
        "/blind/<id>",
        "/blind/<id>/consensus",
        "/calibration/rounds/<id>/<number>",
        "/cohorts/<id>/heat-map",
        "/cohorts/<id>/agreement",
        "/cohorts/<id>/ratings",
        "/cohorts/<id>/trainees/<id>",
    },
    "Ravi Menon": {"/people", "/people/<id>", "/people/<id>/erase", "/institution", "/audit", "/cohorts/new"},
}
MOST_TABS = 400
LINKS = "a[href]:not(.line-number[tabindex='-1'])"
"""All but the numbers of most lines of a second reading: by keyboard, a line is named by typing its number."""
CONTROLS = f"{LINKS}, button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']"
REACHABLE = f"""() => [...document.querySelectorAll("{CONTROLS}")].filter(
    one => one.checkVisibility({{visibilityProperty: true}}) && !one.disabled && !one.closest("[inert]")
        && !(one.type === "radio"
            && [...document.getElementsByName(one.name)].find(two => two.type === "radio") !== one)
).map((one, place) => {{ one.dataset.place = place; return one.outerHTML.slice(0, 120); }})"""


def kind(path: str) -> str:
    """What sort of page an address leads to."""
    found = path.partition("?")[0].partition("#")[0]
    for pattern, name in KINDS:
        found = pattern.sub(name, found)
    return found


def links(page: Page) -> list[str]:
    """Where the page leads to on this site."""
    found: list[str] = page.eval_on_selector_all("a[href^='/']", "all => all.map(one => one.getAttribute('href'))")
    return [path.partition("#")[0] for path in found if not NOT_A_PAGE.search(path.partition("#")[0].partition("?")[0])]


def reached_by_tab(page: Page) -> set[str]:
    """The places of what the Tab key stops at, from the beginning of the page to its end."""
    page.evaluate("document.activeElement?.blur(); window.scrollTo(0, 0)")
    stops: list[str] = []
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        stop: str | None = page.evaluate(
            "() => { const at = document.activeElement; const radio = at.type === 'radio'"
            " ? [...document.getElementsByName(at.name)].find(one => one.type === 'radio') : at;"
            " return radio.dataset.place ?? null }"
        )
        if stops and stop == stops[-1]:
            continue  # a date has several stops within it
        if stop is None or stop in stops:
            break
        stops.append(stop)
    return set(stops)


def write(trainee: Trainee) -> None:
    """Take up a case in the studio and ask for a second reading, unless that was done before."""
    page = trainee.page
    page.goto(f"{trainee.site}/studio/cases/side-by-side")
    page.get_by_text(re.compile("^(Edit it|Go on with the draft)$")).click()
    page.get_by_role("link", name="Publish", exact=True).click()
    if page.get_by_role("heading", name="Ask for a second reading").count():
        page.get_by_role("button", name="Ask for a second reading").click()
        expect(page.get_by_role("heading", name="Second reading")).to_be_visible()


def settle(page: Page) -> None:
    """Wait for the first answers that the editor asks for: they fill its panels."""
    if page.locator("#editor").count():
        expect(page.locator("#outline li").first).to_be_attached()
        page.wait_for_load_state("networkidle")


def walk(trainee: Trainee, look: Callable[[Page, str], None]) -> set[str]:
    """Follow every link from the first page, one page of each kind; the kinds that were seen."""
    seen: set[str] = set()
    ahead = ["/"]
    while ahead:
        path = ahead.pop(0)
        if kind(path) in seen:
            continue
        seen.add(kind(path))
        answer = trainee.page.goto(trainee.site + path)
        assert answer is not None
        assert answer.status == 200, path
        settle(trainee.page)
        look(trainee.page, kind(path))
        ahead += links(trainee.page)
    return seen


@pytest.mark.parametrize(
    "options",
    [
        {"color_scheme": "light", "viewport": {"width": 1280, "height": 900}},
        {"color_scheme": "dark", "viewport": {"width": 320, "height": 640}},
    ],
    ids=["light", "dark, 320 px"],
)
def test_every_page_of_every_role_is_accessible(trainee_with: With, options: dict[str, object]) -> None:
    """A page that several roles are led to is looked at once; the first page, whose head differs, for each of them."""
    looked_at: set[str] = set()

    def look(page: Page, where: str) -> None:
        if where not in looked_at - {"/"}:
            fine(page, where)
        looked_at.add(where)

    for name, wanted in SEEN_BY.items():
        trainee = trainee_with(reduced_motion="reduce", **options)
        trainee.come_in(name)
        if name == LEADER:
            write(trainee)
        seen = walk(trainee, look)
        assert wanted <= seen, wanted - seen


def test_everything_on_every_page_of_every_role_is_reached_with_the_tab_key(trainee_with: With) -> None:
    """As above, a page that several roles are led to is walked through once."""
    walked: set[str] = set()

    def all_reached(page: Page, where: str) -> None:
        if where in walked - {"/"}:
            return
        walked.add(where)
        wanted = dict(enumerate(page.evaluate(REACHABLE)))
        stops = reached_by_tab(page)
        missed = [html for place, html in wanted.items() if str(place) not in stops]
        assert not missed, (where, missed[:5])

    for name in SEEN_BY:
        trainee = trainee_with(reduced_motion="reduce")
        trainee.come_in(name)
        if name == LEADER:
            write(trainee)
        walk(trainee, all_reached)


def test_the_walk_with_the_tab_key_misses_what_cannot_be_reached(trainee: Trainee) -> None:
    trainee.come_in("Robin Hale")
    trainee.page.evaluate("document.querySelector('nav a').tabIndex = -1")
    wanted = trainee.page.evaluate(REACHABLE)
    assert len(reached_by_tab(trainee.page)) == len(wanted) - 1
