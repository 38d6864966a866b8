"""What people add to lists all over Attune is inert for everybody who sees them: every payload in a row of its own."""

from __future__ import annotations

from pathlib import Path

from simulator.storage import audit
from tests.usecases.cases import WALK, folder_of
from tests.usecases.trainee import COHORT, NOW
from tests.web.browsing import Browser
from tests.web.conftest import made
from tests.web.hostile import LINES, compare, hostile, opened
from tests.web.pages import Page
from tests.web.payloads import PAYLOADS
from tests.web.planting import SLUG, Cast, Planted, cast_of, plant_case, plant_names, plant_rows, played_as_assigned


def lists(folder: Path, payloads: tuple[str, ...], word: str, rows: int | None = None) -> list[tuple[str, Page]]:
    """Every page with rows, or with names, that people have written."""
    with made(f"sqlite:///{folder / 'attune.sqlite3'}", folder_of(folder / "cases", walk=WALK)) as app:
        cast = cast_of(app.extensions["attune"])
        browsers = [Browser(app).come_in(one) for one in (cast.noor, cast.marta, cast.ilse, cast.ravi, *cast.trainees)]
        planted = plant_case(cast, hostile([word]), hostile([f"another {word}"]), word)
        planted = plant_rows(cast, payloads[:rows], planted)
        played_as_assigned(cast, planted.assignments[0], word)
        plant_names(cast, payloads)
        with cast.store.database.write() as session:
            for payload in payloads:
                audit.note(session, "joined", NOW, actor=cast.noor.actor.id, role=payload)
            session.commit()
        found = [*of_leaders(browsers, planted), *of_others(browsers, cast, planted)]
    return [(name.replace(str(planted.draft), "…"), page) for name, page in found]


def of_leaders(browsers: list[Browser], planted: Planted) -> list[tuple[str, Page]]:
    noor, marta, *_ = browsers
    given, here, cohort = f"/assignments/{planted.assignments[0]}", f"/drafts/{planted.draft}", f"/cohorts/{COHORT}"
    named = {given: "given", f"/readings/{planted.readings[-1]}": "reading"}
    paths = (
        *("/studio", "/studio/new", here, f"{here}/publishing", f"{here}/history", f"{here}/history/4"),
        *(f"/studio/cases/{SLUG}", f"/cases/{SLUG}/clinical-reviews", *named),
        *("/", f"/cases/{SLUG}", "/cohorts", cohort, f"{cohort}/assignments", f"{cohort}/invitations"),
    )
    return [(named.get(path, path), page) for who in (noor, marta) for path, page in opened(who, *paths)]


def of_others(browsers: list[Browser], cast: Cast, planted: Planted) -> list[tuple[str, Page]]:
    _, _, ilse, ravi, ada, ben, *_ = browsers
    person = f"/people/{cast.noor.actor.id}"
    paths = ("/people", "/people?page=2", person, f"{person}/erase", "/audit?page=2", "/institution", "/cohorts")
    found = [*opened(ilse, "/queue", "/"), *opened(ravi, *paths)]
    own = ("/", f"/cases/{SLUG}", "/practices", "/practices/notes", "/attempts", "/account", "/account/privacy")
    found += [*opened(ada, *own), *opened(ben, "/", "/attempts")]
    return [(name.replace(str(cast.noor.actor.id), "…"), page) for name, page in found]


def test_every_row_and_every_name_is_inert_for_everybody_who_sees_it(tmp_path: Path) -> None:
    payloads = tuple(payload for payload in PAYLOADS if payload.split())
    plain = lists(tmp_path / "plain", tuple(f"word {number}" for number, _ in enumerate(payloads)), "word", 8)
    pages = lists(tmp_path / "hostile", payloads, LINES[0])
    compare(pages, plain, counted=False)
    by_name = dict(pages)
    for name in ("/studio", "reading", f"/studio/cases/{SLUG}", f"/cases/{SLUG}/clinical-reviews", "/practices/notes"):
        words = by_name[name].words
        assert [payload for payload in payloads if " ".join(payload.split())[:100] not in words] == [], name
