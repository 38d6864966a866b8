"""Whatever authors, reviewers and trainees write, no page of the studio runs it, nor any page that others see of it.

Every payload stands in every field of a case: the payloads are dealt into groups, and a field holds a whole group. Each
page is compared with the same page of harmless words. For lists and forms see `test_inert_lists`, `test_inert_forms`.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest
from flask import Flask

from simulator.usecases import drafts
from tests.usecases.cases import WALK, folder_of
from tests.usecases.trainee import COHORT
from tests.web.browsing import Browser
from tests.web.conftest import made
from tests.web.hostile import LINES, Pages, compare, dangers, hostile, opened, shown
from tests.web.pages import Page
from tests.web.planting import (
    SLUG,
    Cast,
    Planted,
    cast_of,
    plant_case,
    played_as_assigned,
    released,
)

JSON = {"Accept": "application/json"}
PARTS = 8
NAMED = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{64}")


class Desk(NamedTuple):
    """An application with text planted in it, and everybody's browsers."""

    app: Flask
    cast: Cast
    planted: Planted
    browsers: dict[str, Browser]

    @property
    def leader(self) -> Browser:
        return self.browsers["noor"]

    @property
    def here(self) -> str:
        return f"/drafts/{self.planted.draft}"


def desk(app: Flask, case: str, other: str, payload: str) -> Desk:
    cast = cast_of(app.extensions["attune"])
    people = {"noor": cast.noor, "marta": cast.marta, "ilse": cast.ilse, "ravi": cast.ravi, "ada": cast.trainees[0]}
    browsers = {name: Browser(app).come_in(one) for name, one in people.items()}
    return Desk(app, cast, plant_case(cast, case, other, payload), browsers)


# --- what everybody sees of a case ------------------------------------------------------------------------------------


def studio_pages(at: Desk, case: str) -> Pages:
    """Every page of a draft and of a published case, as a course leader opens it."""
    here, newest, oldest = at.here, at.planted.versions[0], at.planted.versions[-1]
    yield from opened(
        at.leader,
        *("/studio", "/studio/new", "/studio/upload", here, f"{here}?scene=gate", f"{here}/publishing"),
        *(f"{here}/parts/{slug}" for slug in ("gate", "first", "second", "home")),
        *(f"{here}/try", f"{here}/robots", f"{here}/history", f"{here}/history/3?against=now"),
        *(f"{here}/history/{number}" for number in (1, 3, 4)),
        *(f"{here}/rename", f"{here}/rename?old=first&new=firstly", f"{here}/pictures", f"{here}/download"),
        *(f"{here}/storyboard", f"/studio/cases/{SLUG}", f"/cases/{SLUG}/clinical-reviews"),
        *(f"/readings/{one}?line=2" for one in at.planted.readings),
        f"/studio/cases/{SLUG}/compare?from={oldest}&to={newest}",
        *(f"/studio/cases/{SLUG}/items", f"/studio/cases/{SLUG}/items?attempts=all&version={oldest}"),
    )
    for kind, text in (("whole", case), ("broken", broken(case))):
        for name, page in typed_pages(at, text):
            yield f"{kind}: {name}", page
    drafts.save(at.cast.store, at.cast.noor.actor, at.planted.draft, revision(at), case)
    yield "to try", shown(at.leader, f"{here}/try")
    yield "tried", at.leader.send(f"{here}/try", answer="first")
    yield from opened(at.leader, f"{here}/robots", f"{here}/robots?robot=worst")


def typed_pages(at: Desk, text: str) -> Pages:
    """What the editor is told of a text, and the same as pages."""
    for deed, scene in (("check", "gate"), ("preview", ""), ("preview", "gate"), ("preview", "home")):
        fields = {"csrf_token": at.leader.token, "text": text, "scene": scene}
        told = at.leader.post(f"{at.here}/{deed}", fields, headers=JSON).get_json()
        for name in ("html", "map", "ranges"):
            if told.get(name):
                yield f"{deed} {scene} {name}", Page(told[name])
        yield f"{deed} {scene}, a page", Page(at.leader.post(f"{at.here}/{deed}", fields).text)


def broken(case: str) -> str:
    """The same with what the checker has something to say about, and what it cannot place."""
    head, body = case.split("## gate:", 1)
    return f"{head}- What: is this\n\n### out-of-place: Here\n\n## Gate\n\n## gate:{body}"


def revision(at: Desk) -> int:
    return drafts.opened(at.cast.store, at.cast.noor.actor, at.planted.draft).revision


def other_pages(at: Desk, payload: str) -> Pages:
    """What the other leader, trainees, supervisors and administrators see of it, and the leader beyond the studio."""
    ada, (assignment, *_), reading = at.browsers["ada"], at.planted.assignments, at.planted.readings[-1]
    yield from opened(
        at.browsers["marta"], "/studio", at.here, f"{at.here}/history", f"{at.here}/publishing", f"/readings/{reading}"
    )
    played_as_assigned(at.cast, assignment, payload)
    given, cohort = f"/assignments/{assignment}", f"/cohorts/{COHORT}"
    yield from opened(
        at.leader,
        *("/reading", "/cohorts", cohort, f"{cohort}/assignments", f"{cohort}/assignments/new"),
        *(given, f"{given}/edit", f"{given}/copy?cohort={COHORT}", f"{given}/cases/{SLUG}/newer"),
    )
    yield from opened(at.browsers["ilse"], "/queue")
    assert released(at.cast) == 1
    yield from opened(at.browsers["ravi"], "/people", "/audit", "/institution", "/cohorts")
    yield from opened(
        ada, "/", f"/cases/{SLUG}", f"{given}/cases/{SLUG}", f"/attempts/{at.planted.attempt}/debrief", "/attempts"
    )
    place, words = ada.start(SLUG, say_first="true"), payload[:4_000]
    yield "notice", ada.page
    yield "say", ada.send(f"{place}/notice", cues="0", moment=words)
    yield "respond", ada.send(f"{place}/say", words=words)
    yield "feel", ada.send(f"{place}/respond", response="second", reason=words)
    yield "ending", ada.send(f"{place}/continue")
    yield "self-rating", ada.send(f"{place}/finish")
    yield "own debrief", ada.send(f"{place}/self-rating", attunement="helpful", titration="helpful")


def all_pages(folder: Path, case: str, other: str, payload: str) -> list[tuple[str, Page]]:
    cases = folder_of(folder / "cases", walk=WALK, broken=broken(case))
    with made(f"sqlite:///{folder / 'attune.sqlite3'}", cases) as app:
        at = desk(app, case, other, payload)
        return [(NAMED.sub("…", name), page) for name, page in (*other_pages(at, payload), *studio_pages(at, case))]


def test_a_site_that_escapes_nothing_is_noticed_on_its_pages(tmp_path: Path) -> None:
    text = hostile(LINES[:9])
    with made(f"sqlite:///{tmp_path / 'attune.sqlite3'}", folder_of(tmp_path / "cases", walk=WALK)) as app:
        at = desk(app, text, hostile(LINES[9:18]), LINES[0])
        app.jinja_env.autoescape, app.jinja_env.bytecode_cache = False, None
        app.jinja_env.cache.clear()  # type: ignore[union-attr]
        paths = ("/studio", "/studio/new", f"{at.here}/parts/gate", f"{at.here}/history/4", f"{at.here}/storyboard")
        assert all(dangers(page) for _, page in opened(at.leader, *paths, at.here, f"/studio/cases/{SLUG}"))


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, Page]]:
    """Every page with harmless words."""
    return all_pages(tmp_path_factory.mktemp("harmless"), hostile(["word"]), hostile(["other"]), "word")


@pytest.mark.parametrize("part", range(PARTS))
def test_every_field_of_a_case_is_inert_on_every_page_that_shows_it(
    tmp_path: Path, harmless: list[tuple[str, Page]], part: int
) -> None:
    group = LINES[part::PARTS]
    other = hostile([" ".join(reversed(group))])
    pages = all_pages(tmp_path, hostile([" ".join(group)]), other, " ".join(group))
    compare(pages, harmless)
    assert sum("alert(1)" in page.html for _, page in pages) > len(pages) * 3 / 4
