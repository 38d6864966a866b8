"""In a real browser with its Content Security Policy off, nothing runs that anybody has written, whoever looks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Dialog, Page, Response, expect

from simulator.app import create_app
from simulator.storage import migrating
from simulator.usecases import drafts, presence
from tests.browser.writer import Writer
from tests.plumbing.keys import with_keys
from tests.plumbing.serving import served
from tests.usecases.cases import WALK, folder_of
from tests.usecases.trainee import COHORT, Trainee
from tests.web.browsing import Browser
from tests.web.hostile import LINES, hostile
from tests.web.payloads import PAYLOADS
from tests.web.planting import SLUG, Cast, Planted, cast_of, plant_case, plant_names, plant_rows, played_as_assigned

PARTS = 2
FOREIGN = """() => [...document.querySelectorAll("*")].filter(one =>
    [...one.attributes].some(({name, value}) => /^on|^hx-on|^srcdoc$/.test(name)
        || (/^(href|src|action|formaction|data|xlink:href)$/.test(name) && !/^(https?:|\\/(?!\\/)|#|$)/.test(value)))
    || /^(iframe|object|embed|base|marquee|math|video|audio|x|plaintext|xmp|noembed|template)$/i.test(one.tagName)
    || (one.matches("body main script, meta[http-equiv], svg image, svg script, svg animate"))
).map(one => one.outerHTML.slice(0, 200))"""
TOUCH = """() => { for (const one of document.querySelectorAll("main *"))
    for (const kind of ["pointerover", "mouseover", "focus", "animationstart", "toggle"])
        one.dispatchEvent(new Event(kind, {bubbles: kind === "pointerover" || kind === "mouseover"})); }"""


@dataclass
class Watched:
    """A page of somebody's, and everything in it that happened by itself."""

    page: Page
    site: str
    happened: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        page = self.page
        page.add_init_script(
            "for (const name of ['alert', 'print', 'prompt', 'confirm', 'open']) { window[name] ="
            " () => { window.ran = true; console.error('ran'); }; }"
        )
        page.on("dialog", self._dialog)
        page.on("pageerror", lambda error: self.happened.append(str(error)))
        page.on("popup", lambda other: self.happened.append(f"a window: {other.url}"))
        page.on("console", lambda said: self.happened.append(said.text) if said.text == "ran" else None)
        page.on("request", lambda one: None if self._ours(one.url) else self.happened.append(f"a request: {one.url}"))
        page.on("frameattached", lambda frame: self.happened.append(f"a frame: {frame.url}"))

    def _dialog(self, shown: Dialog) -> None:
        self.happened.append(f"a dialog: {shown.message}")
        shown.dismiss()

    def _ours(self, address: str) -> bool:
        return address.startswith((f"{self.site}/", "data:image/svg+xml", "about:blank")) or address == self.site

    def go(self, *paths: str) -> None:
        """Open pages, touch everything on them, and look."""
        for path in paths:
            answer: Response | None = self.page.goto(self.site + path)
            assert answer is not None
            assert answer.status == 200, path
            self.look(path)

    def look(self, where: str) -> None:
        """Check that nothing has happened, and that nothing is there that waits to."""
        self.page.evaluate(TOUCH)
        assert self.page.evaluate(FOREIGN) == [], where
        assert not self.page.evaluate("Boolean(window.ran)"), where
        assert urlsplit(self.page.url).path == urlsplit(where).path, where
        assert self.happened == [], where


@dataclass
class Stage:
    """A site with text planted in it."""

    app: Flask
    site: str
    cast: Cast
    planted: Planted
    case: str
    as_somebody: Callable[[Trainee], Watched]


@pytest.fixture(params=range(PARTS))
def stage(
    request: pytest.FixtureRequest, tmp_path: Path, new_context: Callable[..., BrowserContext]
) -> Iterator[Stage]:
    """Attune with half of all payloads in every field of a case, and some of them in every list and name."""
    part: int = request.param
    group = LINES[part::PARTS]
    case, other = hostile([" ".join(group)]), hostile([" ".join(reversed(group))])
    database = f"sqlite:///{tmp_path / 'attune.sqlite3'}"
    migrating.upgrade(database)
    app = create_app(with_keys(mode="demo", database_url=database, scenarios=folder_of(tmp_path / "cases", walk=WALK)))
    cast = cast_of(app.extensions["attune"])
    planted = plant_case(cast, case, other, " ".join(group))
    planted = plant_rows(cast, [one for one in PAYLOADS[part::6] if one.split()], planted)
    played_as_assigned(cast, planted.assignments[0], group[0])
    cookies = {one.actor.id: Browser(app).come_in(one).client.get_cookie("attune") for one in people(cast)}
    plant_names(cast, group)
    with served(app) as site:

        def as_somebody(one: Trainee) -> Watched:
            context = new_context(bypass_csp=True, locale="en-GB", timezone_id="UTC")
            cookie = cookies[one.actor.id]
            assert cookie
            context.add_cookies([{"name": "attune", "value": cookie.value, "url": site}])
            return Watched(context.new_page(), site)

        yield Stage(app, site, cast, planted, case, as_somebody)
    app.extensions["attune"].database.close()


def people(cast: Cast) -> tuple[Trainee, ...]:
    return (cast.noor, cast.marta, cast.ilse, cast.ravi, *cast.trainees)


def test_nothing_runs_that_was_planted_anywhere(stage: Stage) -> None:
    planted, cast = stage.planted, stage.cast
    here, given = f"/drafts/{planted.draft}", f"/assignments/{planted.assignments[0]}"
    newest, oldest = planted.versions[0], planted.versions[-1]
    leader = stage.as_somebody(cast.noor)
    write(stage, leader, here)
    leader.go(
        *("/studio", "/studio/new", "/studio/upload", f"{here}/publishing", f"{here}/try", f"{here}/robots"),
        *(f"{here}/parts/{slug}" for slug in ("gate", "first", "home")),
        *(f"{here}/history", f"{here}/history/1", f"{here}/history/3?against=now", f"{here}/rename"),
        *(f"{here}/pictures", f"{here}/download", f"{here}/storyboard"),
        *(f"/readings/{one}?line=2" for one in planted.readings),
        *(f"/studio/cases/{SLUG}", f"/studio/cases/{SLUG}/compare?from={oldest}&to={newest}"),
        *(f"/studio/cases/{SLUG}/items", f"/cases/{SLUG}/clinical-reviews", "/cohorts", f"/cohorts/{COHORT}"),
        *(f"/cohorts/{COHORT}/assignments", given, f"{given}/edit", f"{given}/cases/{SLUG}/newer"),
    )
    stage.as_somebody(cast.marta).go(
        "/studio", f"{here}/publishing", f"{here}/history", f"/readings/{planted.readings[-1]}"
    )
    stage.as_somebody(cast.ilse).go("/", "/queue")
    stage.as_somebody(cast.ravi).go("/people", f"/people/{cast.noor.actor.id}", "/audit", "/institution", "/cohorts")
    practise(stage, stage.as_somebody(cast.trainees[0]))


def write(stage: Stage, leader: Watched, here: str) -> None:
    """The editor with all its scripts: every scene, the problems, a colleague who is here and one who saves first."""
    writer, store, marta = Writer(leader.page, leader.site), stage.cast.store, stage.cast.marta
    presence.be_here(store, marta.actor, stage.planted.draft)
    leader.page.goto(leader.site + here)
    writer.ready()
    expect(leader.page.locator("#others")).not_to_be_empty()
    for entry in leader.page.locator("#outline li").all():
        entry.get_by_role("button").click()
        expect(leader.page.locator("#preview")).not_to_be_empty()
        leader.look(here)
    writer.at_the_end()
    writer.write("\n- Next: ")
    leader.page.keyboard.press("Control+Space")
    expect(leader.page.locator(".cm-tooltip-autocomplete")).to_be_visible()
    leader.look(here)
    leader.page.keyboard.press("Escape")
    leader.page.keyboard.press("F8")
    leader.page.locator(".cm-lintRange").first.hover()
    expect(leader.page.locator(".cm-tooltip-lint")).to_be_visible()
    leader.look(here)
    expect(writer.state).to_have_text("Saved")
    found = drafts.opened(store, marta.actor, stage.planted.draft)
    drafts.save(store, marta.actor, found.id, found.revision, stage.case)
    writer.at_the_end()
    writer.write("x")
    expect(leader.page.locator("#trouble button")).to_be_visible()
    leader.look(here)
    leader.page.locator("#trouble button").click()
    leader.page.wait_for_url(f"**{here}/save")
    leader.look(f"{here}/save")
    leader.page.goto(leader.site + here)
    writer.ready()
    leader.page.locator("#outline button").first.click()
    expect(leader.page.locator("#map svg").first).to_be_visible()
    leader.look(here)


def practise(stage: Stage, trainee: Watched) -> None:
    """A whole case, with what they type given back to them."""
    page, words = trainee.page, " ".join(LINES)[:3_900]
    trainee.go("/", f"/cases/{SLUG}", f"/attempts/{stage.planted.attempt}/debrief", "/attempts", "/practices/notes")
    trainee.go("/account/privacy", f"/assignments/{stage.planted.assignments[0]}/cases/{SLUG}", f"/cases/{SLUG}")
    page.get_by_label("Say it first.").check()
    page.get_by_role("button", name="Open the door").click()
    expect(page.locator("#stage")).to_be_visible()
    here = urlsplit(page.url).path
    trainee.look(here)
    page.get_by_role("button", name="Go on to respond").click()
    page.get_by_label("Say it first").fill(words)
    page.get_by_role("button", name="Keep it and see the responses").click()
    expect(page.get_by_role("radio").first).to_be_visible()
    trainee.look(here)
    page.get_by_role("radio").nth(1).check()
    page.get_by_role("button", name="Respond", exact=True).click()
    expect(page.get_by_role("button", name="Go on", exact=True)).to_be_visible()
    trainee.look(here)


@pytest.mark.parametrize(
    "payload", ["<img src=x onerror=alert(1)>", "<script src=//x.test/a.js></script>", "<x onclick=1>"]
)
def test_a_page_that_lets_it_through_is_noticed(new_context: Callable[..., BrowserContext], payload: str) -> None:
    raw = Flask("raw")
    raw.add_url_rule(
        "/", view_func=lambda: (f"<main>{payload}</main>", {"Content-Security-Policy": "default-src 'none'"})
    )
    with served(raw) as site:
        watched = Watched(new_context(bypass_csp=True).new_page(), site)
        with pytest.raises(AssertionError):
            watched.go("/")
