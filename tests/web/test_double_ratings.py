"""Blind double rating and calibration on their pages: assigned, told to the raters, shown to the course leader."""

from __future__ import annotations

from csv import DictReader
from datetime import UTC, datetime
from io import BytesIO, StringIO
from uuid import UUID, uuid4

import pytest
from flask import Flask
from openpyxl import load_workbook  # type: ignore[import-untyped]

from simulator.storage import calibration
from simulator.storage.review_records import BLIND, CALIBRATION
from simulator.usecases import double_rating
from simulator.usecases.catalogue import Store
from simulator.usecases.people import SUPERVISOR
from simulator.usecases.review_tasks import TaskKey
from tests.usecases.rating import finished, rate, supervisors
from tests.usecases.trainee import COHORT, Trainee, join
from tests.web.browsing import Browser

DOUBLE = f"/cohorts/{COHORT}/double-ratings"
CALIBRATION_PAGE = f"/cohorts/{COHORT}/calibration"


@pytest.fixture
def store(app: Flask) -> Store:
    found: Store = app.extensions["attune"]
    return found


@pytest.fixture
def raters(store: Store, noor: Trainee) -> list[Trainee]:
    return supervisors(store, "Ilse", "Max")


@pytest.fixture
def attempts(noor: Trainee, ada: Trainee, raters: list[Trainee]) -> list[UUID]:
    return finished(ada, noor, 2)


def double_ratings(store: Store, noor: Trainee) -> tuple[double_rating.ListedDouble, ...]:
    return double_rating.overview(store, noor.actor, COHORT).listed


class TestDoubleRatings:
    """The leader's page."""

    @pytest.mark.usefixtures("attempts")
    def test_a_leader_sees_what_would_be_drawn_then_assigns_just_that(
        self, store: Store, noor: Trainee, leader: Browser, admin: Browser
    ) -> None:
        leader.get(DOUBLE)
        page = leader.send(DOUBLE, do="preview", percent="50")
        assert leader.status == 200
        assert "1 attempt of 2 that can be rated blind, drawn with the seed" in page.words
        assert double_ratings(store, noor) == ()
        seed = page.form(DOUBLE)["seed"]
        assert seed in page.words
        page = leader.send(DOUBLE, do="assign")
        assert f"1 attempt is assigned to two raters. It was drawn with the seed {seed}" in page.words
        assert "being rated" in page.words
        assert f"Attempts were drawn with the seed {seed}" in admin.get("/audit").words
        (made,) = double_ratings(store, noor)
        page = leader.send(f"/double-ratings/{made.id}/withdraw")
        assert "It is withdrawn." in page.words

    def test_a_refused_form_keeps_all_that_was_typed(
        self, leader: Browser, raters: list[Trainee], attempts: list[UUID]
    ) -> None:
        leader.get(DOUBLE)
        first = str(raters[0].actor.id)
        page = leader.send(
            DOUBLE,
            do="assign",
            how="ticked",
            percent="37",
            attempts=[str(attempts[0])],
            pairs="these two",
            first=first,
            second=first,
            due_on="2031-05-04",
            seed="77",
        )
        assert (leader.status, page.alerts) == (422, ["Please choose two different supervisors."])
        kept = page.form(DOUBLE)
        assert kept["how"] == "ticked"
        assert kept["attempts"] == str(attempts[0])
        assert (kept["percent"], kept["pairs"], kept["due_on"], kept["seed"]) == ("37", "these two", "2031-05-04", "77")
        chosen = [one for one in page.all("option", value=first) if "selected" in one.attributes]
        assert len(chosen) == 2

    def test_who_has_read_an_attempt_is_named_before_and_after(
        self, leader: Browser, raters: list[Trainee], attempts: list[UUID]
    ) -> None:
        rate(raters[0], TaskKey("supervision", attempts[0]))
        page = leader.get(f"{DOUBLE}?how=ticked")
        assert [cell.text for cell in page.all("td") if cell.text == "Ilse"] == ["Ilse"]
        page = leader.send(DOUBLE, do="preview", attempts=[str(attempts[0])])
        assert "not blind, read already by Ilse" in page.words
        page = leader.send(DOUBLE, do="assign", attempts=[str(attempts[0])])
        assert "Not blind, because they had read an attempt of these before: Ilse." in page.words

    @pytest.mark.usefixtures("attempts")
    def test_what_both_have_finished_stays(
        self, store: Store, noor: Trainee, leader: Browser, raters: list[Trainee]
    ) -> None:
        leader.get(DOUBLE)
        leader.send(DOUBLE, do="assign", percent="50")
        (made,) = double_ratings(store, noor)
        here = f"/double-ratings/{made.id}/withdraw"
        sent = leader.page.form(here)
        for rater in raters:
            rate(rater, TaskKey(BLIND, made.id))
        page = leader.get(DOUBLE)
        assert page.all("form", action=here) == []
        assert "no consensus yet" in page.words
        answer = leader.post(here, sent)
        assert answer.status_code == 422
        assert "Both have finished this one" in answer.text

    @pytest.mark.parametrize("path", [DOUBLE, CALIBRATION_PAGE])
    @pytest.mark.usefixtures("attempts")
    def test_others_find_nothing(self, path: str, other_leader: Browser, screen: Browser) -> None:
        for browser in (other_leader, screen):
            browser.get(path)
            assert browser.status == 404
            assert browser.post(path, {"csrf_token": browser.token}).status_code == 404


class TestTasks:
    """The supervisor's list."""

    @pytest.mark.usefixtures("attempts")
    def test_names_cases_and_numbers_and_leads_to_them_without_a_trainee(
        self, app: Flask, store: Store, noor: Trainee, leader: Browser, raters: list[Trainee]
    ) -> None:
        leader.get(DOUBLE)
        leader.send(DOUBLE, do="assign", percent="50")
        (made,) = double_ratings(store, noor)
        ilse = Browser(app).come_in(raters[0])
        page = ilse.get("/ratings/tasks")
        (lead,) = page.all("a", href=f"/blind/{made.id}")
        assert lead.text == "Attempt 1 of A walk"
        assert "Ada" not in page.words
        for rater in raters:
            rate(rater, TaskKey(BLIND, made.id))
        page = ilse.get("/ratings/tasks")
        assert len(page.all("a", href=f"/blind/{made.id}/consensus")) == 1

    def test_says_so_when_there_is_nothing(self, app: Flask, raters: list[Trainee]) -> None:
        assert "Nothing is to be rated now." in Browser(app).come_in(raters[0]).get("/ratings/tasks").words


class TestCalibration:
    """A set from its making to its figures."""

    def test_from_the_first_tick_to_the_figures(
        self, app: Flask, leader: Browser, raters: list[Trainee], attempts: list[UUID], ada: Trainee, noor: Trainee
    ) -> None:
        attempts = [*attempts, *finished(ada, noor, 3)]
        page = leader.get(CALIBRATION_PAGE)
        assert "its attempts are withheld from all supervisors of this cohort" in page.words
        page = leader.send(CALIBRATION_PAGE, title="Autumn", attempts=list(map(str, attempts)))
        here = leader.answer.request.path
        assert "Nobody has rated anything yet." in page.words
        page = leader.send(f"{here}/rounds", title="Before the course")
        assert "Ilse: 0 of 5 rated" in page.words
        page = leader.send(f"{here}/rounds", title="=HYPERLINK(1)")
        for place in range(1, 6):
            for number, round_id in enumerate(rounds_of(app, here)):
                rate(raters[0], TaskKey(CALIBRATION, round_id, place), 2 + number, datetime.now(UTC))
                rate(raters[1], TaskKey(CALIBRATION, round_id, place), 2, datetime.now(UTC))
        page = leader.get(here)
        assert "Rates higher than at first: from 0.0 to +1.0." in page.words
        assert len(page.all("svg", class_="picture small-multiple drift")) == 3
        max_ = Browser(app).come_in(raters[1])
        page = max_.get(here)
        assert "You see the figures once a course leader has closed the set." in page.words
        assert max_.client.get(f"{here}/calibration.csv").status_code == 404
        leader.send(f"{here}/close")
        page = max_.get(here)
        assert "Another supervisor" in page.words
        assert "Ilse" not in page.words
        assert "Ada" not in page.words
        table = leader.client.get(f"{here}/calibration.csv").get_data().decode("utf-8-sig")
        rows = list(DictReader(StringIO(table)))
        assert len(rows) == 3 * 2 * 2
        assert {row["round"] for row in rows} == {"Before the course", "'=HYPERLINK(1)"}
        book = load_workbook(BytesIO(leader.client.get(f"{here}/calibration.xlsx").get_data()))
        assert book.sheetnames == ["codebook", "ratings", "drift"]
        assert "Ilse" not in max_.client.get(f"{here}/calibration.csv").text
        page = leader.send(f"{here}/reopen")
        assert "While this set is open" in page.words

    def test_refused_forms_keep_what_was_typed(self, leader: Browser, attempts: list[UUID]) -> None:
        leader.get(CALIBRATION_PAGE)
        page = leader.send(CALIBRATION_PAGE, title="Autumn")
        assert (leader.status, page.alerts) == (422, ["Please tick from 1 to 20 attempts; 0 are ticked."])
        assert page.form(CALIBRATION_PAGE)["title"] == "Autumn"
        page = leader.send(CALIBRATION_PAGE, title=" ", attempts=[str(attempts[1])])
        assert page.form(CALIBRATION_PAGE)["attempts"] == str(attempts[1])
        leader.send(CALIBRATION_PAGE, title="Autumn", attempts=[str(attempts[1])])
        here = leader.answer.request.path
        page = leader.send(f"{here}/rounds", title="Before", opens_at="2030-01-02T10:00", due_at="2030-01-01T10:00")
        assert (leader.status, page.alerts) == (422, ["It would be due before it opens."])
        assert page.form(f"{here}/rounds")["due_at"] == "2030-01-01T10:00"

    def test_a_leader_who_rates_too_waits(
        self, app: Flask, store: Store, leader: Browser, attempts: list[UUID]
    ) -> None:
        both = Browser(app).come_in(join(store, "Both", "course leader", SUPERVISOR))
        leader.get(CALIBRATION_PAGE)
        leader.send(CALIBRATION_PAGE, title="Autumn", attempts=[str(attempts[0])])
        page = both.get(leader.answer.request.path)
        assert "You rate in this set yourself, so you too see the figures once it is closed." in page.words
        assert both.client.get(f"/calibration/{uuid4()}").status_code == 404


def rounds_of(app: Flask, here: str) -> list[UUID]:
    """The rounds of a set in their order: those that open together, as they were made."""
    with app.extensions["attune"].database.read() as session:
        return [one.id for one in calibration.rounds_of(session, [UUID(here.rsplit("/", 1)[1])])]
