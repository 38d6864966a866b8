"""The page of everything that was rated, and reverting a named set from it."""

from __future__ import annotations

import csv
import zipfile
from io import BytesIO, StringIO
from uuid import UUID, uuid4

import pytest
from flask import Flask

from simulator.storage import audit
from simulator.usecases.people import COURSE_LEADER, SUPERVISOR
from tests.usecases.reviewed import LATER, doubled, finish, key_of, played, standing, written
from tests.usecases.trainee import COHORT, Trainee, join
from tests.web.browsing import Browser

PAGE = f"/cohorts/{COHORT}/ratings"


@pytest.fixture
def ilse(app: Flask) -> Trainee:
    return join(app.extensions["attune"], "Ilse", SUPERVISOR)


@pytest.fixture
def attempt(ada: Trainee, ilse: Trainee) -> UUID:
    """Ada's attempt, rated, released, and rated otherwise since."""
    attempt_id = played(ada)
    finish(ilse, key_of(attempt_id), release=True, attunement_1=3, titration_2=0)
    finish(ilse, key_of(attempt_id), release=True, attunement_1=1, at=LATER, why="<b>Her coat</b>")
    return attempt_id


def rows(browser: Browser) -> list[str]:
    """The rows of the list, each as its words."""
    tables = browser.page.all("tbody")
    return [" ".join(row.text.split()) for row in browser.page.all("tr") if tables and row.inside(tables[0])]


def ids(browser: Browser) -> list[str]:
    return [one.attributes["value"] for one in browser.page.all("input", type="checkbox")]


def test_only_those_who_lead_or_supervise_the_cohort_open_it(
    attempt: UUID,
    app: Flask,
    stranger: Browser,
    screen: Browser,
    admin: Browser,
    other_leader: Browser,
    leader: Browser,
) -> None:
    for path in (PAGE, f"{PAGE}.csv", f"{PAGE}.xlsx"):
        assert stranger.client.get(path).status_code == 302
        for browser in (screen, admin, other_leader):
            assert browser.client.get(path).status_code == 404
        assert leader.client.get(path).status_code == 200
        assert leader.client.get(path.replace(str(COHORT), str(uuid4()))).status_code == 404
    supervisor = Browser(app).come_in(join(leader.store, "Omar", SUPERVISOR))
    assert supervisor.get(PAGE).all("input", type="checkbox") == []  # who may not revert is not offered it
    assert supervisor.status == 200


def test_it_says_who_rated_what_when_why_and_what_moved(attempt: UUID, leader: Browser) -> None:
    page = leader.get(PAGE)
    last_release, moved, release, first = rows(leader)
    assert "Released a review." in last_release
    assert "Released a review." in release
    for one in (moved, first):
        assert "Ilse Ada A walk" in one
        assert "released" in one
        assert f"Rubric {leader.store.catalogue.rubric.version[:8]}" in one
    assert "2 levels (supervision)." in first
    assert "The first one." in first
    assert "Turn 1, attunement: helpful → harmful" in moved
    assert "&lt;b&gt;Her coat&lt;/b&gt;" in page.html
    assert "<b>Her coat" not in page.html


def test_a_set_is_named_by_person_days_purpose_and_attempt(attempt: UUID, leader: Browser, app: Flask) -> None:
    omar = join(leader.store, "Omar", SUPERVISOR)
    other = played(join(leader.store, "Ben"))
    finish(omar, key_of(other), attunement_1=2)
    for query, number in (
        ("", 5),
        (f"by={omar.actor.id}", 1),
        (f"attempt={attempt}", 4),
        ("purpose=supervision", 5),
        ("purpose=blind", 0),
        ("since=2026-11-23&until=2026-11-23", 5),
        ("since=2026-11-24", 0),
        ("until=2026-11-22", 0),
        (f"by={omar.actor.id}&attempt={attempt}", 0),
        ("by=nonsense&page=-3", 5),
        ("page=999999999999999999999", 0),
    ):
        leader.get(f"{PAGE}?{query}")
        assert (leader.status, len(rows(leader))) == (200, number), query
    leader.get(f"{PAGE}?since=soon")
    assert leader.status == 422
    assert "That is not a day." in leader.page.alerts[0]
    assert leader.page.one("input", name="since", type="date").attributes["value"] == "soon"


def test_what_somebody_rates_blind_is_not_in_their_list(attempt: UUID, leader: Browser, app: Flask) -> None:
    omar, both = (join(leader.store, *who) for who in (("Omar", SUPERVISOR), ("Both", SUPERVISOR, COURSE_LEADER)))
    doubled(omar, both, attempt)
    for one in (omar, both):
        browser = Browser(app).come_in(one)
        browser.get(PAGE)
        assert rows(browser) == []
        assert len(browser.client.get(f"{PAGE}.csv").text.splitlines()) == 1
    (review, _) = written(leader.store, attempt)
    blind = Browser(app).come_in(both)
    assert (
        blind.post(f"{PAGE}/revert", {"entries": str(review.id), "because": "x", "csrf_token": blind.token}).status_code
        == 404
    )
    leader.get(PAGE)
    assert len(rows(leader)) == 4


def test_what_is_ticked_is_shown_again_and_reverted_with_a_reason(attempt: UUID, leader: Browser) -> None:
    leader.get(PAGE)
    bad, good = ids(leader)
    leader.get(f"{PAGE}?revert=ticked&entry={bad}")
    assert len(rows(leader)) == 1
    assert "1 rating is to be reverted." in leader.page.html
    leader.send(f"{PAGE}/revert", because="  ")
    assert leader.status == 422
    assert "say in a sentence why" in leader.page.alerts[0]
    leader.send(f"{PAGE}/revert", because="The account was taken over.")
    assert leader.status == 200
    assert "1 rating is reverted." in leader.page.html
    reverted, *_ = rows(leader)
    assert "Reverted a review. The account was taken over." in reverted
    assert ids(leader) == [good]
    assert standing(leader.store, attempt) == {"supervision": {"attunement_1": 3, "titration_2": 0}}
    with leader.store.database.read() as session:
        assert audit.entries(session)[0].action == "review reverted"


def test_all_of_a_set_is_reverted_at_once_and_what_was_before_is_counted(attempt: UUID, leader: Browser) -> None:
    leader.get(PAGE)
    bad, _ = ids(leader)
    leader.get(f"{PAGE}?revert=ticked&entry={bad}")
    leader.send(f"{PAGE}/revert", because="One.")
    leader.get(f"{PAGE}?revert=all&purpose=supervision")
    assert "1 rating is to be reverted." in leader.page.html
    assert "1 more has been reverted already." in leader.page.html
    leader.send(f"{PAGE}/revert", because="Both.")
    assert "1 rating is reverted." in leader.page.html
    assert "1 had been reverted before." in leader.page.html
    assert standing(leader.store, attempt) == {}


def test_without_a_choice_or_with_a_strange_one_nothing_is_reverted(attempt: UUID, leader: Browser) -> None:
    token = leader.token
    for query in ("revert=ticked", f"revert=ticked&entry={uuid4()}", "revert=all&purpose=blind"):
        leader.get(f"{PAGE}?{query}")
        assert leader.status == 422
    for entries, status in (("", 422), (str(uuid4()), 404), ("nonsense", 422)):
        data = {"entries": entries, "because": "x", "csrf_token": token}
        assert leader.post(f"{PAGE}/revert", data).status_code == status
    assert leader.client.get(f"{PAGE}?revert=ticked&entry=nonsense").status_code == 422
    assert len(standing(leader.store, attempt)["supervision"]) == 2


def test_only_its_course_leader_reverts(attempt: UUID, leader: Browser, other_leader: Browser, app: Flask) -> None:
    review = written(leader.store, attempt)[0].id
    supervisor = Browser(app).come_in(join(leader.store, "Omar", SUPERVISOR))
    for browser in (supervisor, other_leader):
        data = {"entries": str(review), "because": "x", "csrf_token": browser.token}
        assert browser.post(f"{PAGE}/revert", data).status_code == 404
        assert browser.client.get(f"{PAGE}?revert=ticked&entry={review}").status_code == 404
    elsewhere = f"/cohorts/{next(iter(join_leads(other_leader)))}/ratings/revert"
    data = {"entries": str(review), "because": "x", "csrf_token": other_leader.token}
    assert other_leader.post(elsewhere, data).status_code == 404  # their own cohort, but not a review of it
    assert standing(leader.store, attempt)


def join_leads(_: Browser) -> set[UUID]:
    """The cohort that the other leader leads."""
    return {UUID("5e1d8c1c-0000-4000-8000-000000000002")}


def test_the_files_hold_what_the_list_shows(attempt: UUID, leader: Browser) -> None:
    found = list(csv.DictReader(StringIO(leader.client.get(f"{PAGE}.csv").data.decode("utf-8-sig"), newline="")))
    assert [one["what"] for one in found] == ["released", "rated", "released", "rated"]
    moved = found[1]
    assert (moved["by"], moved["trainee"], moved["case"], moved["ratings"], moved["moved"]) == (
        "Ilse", "Ada", "walk", "2", "1",
    )  # fmt: skip
    assert moved["changes"] == "1 attunement: 3 to 1"
    assert moved["why"] == "<b>Her coat</b>"
    assert len(leader.client.get(f"{PAGE}.csv?since=2030-01-01").text.splitlines()) == 1
    assert leader.client.get(f"{PAGE}.csv?since=soon").status_code == 422
    with zipfile.ZipFile(BytesIO(leader.client.get(f"{PAGE}.xlsx").data)) as book:
        words = book.read("xl/workbook.xml").decode()
    assert [name for name in ("codebook", "entries", "levels") if name not in words] == []


def test_a_long_list_has_pages(ada: Trainee, ilse: Trainee, leader: Browser) -> None:
    attempt_id = played(ada)
    for number in range(51):
        finish(ilse, key_of(attempt_id), attunement_1=1 + number % 2, why=f"{number}")
    leader.get(PAGE)
    assert len(rows(leader)) == 50
    leader.get(f"{PAGE}?page=2")
    assert len(rows(leader)) == 1
    leader.get(f"{PAGE}?revert=all")
    assert len(rows(leader)) == 51
