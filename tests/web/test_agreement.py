"""The pages of agreement: asking, waiting, reading, files; in plain words, and none where there is too little."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO

import pytest
from flask import Flask
from openpyxl import load_workbook  # type: ignore[import-untyped]

from simulator.usecases import agreeing, agreement_job
from simulator.usecases.agreement_results import Figure, ItemResult
from simulator.web.review.agreement_words import band, meaning, too_few
from tests.usecases.rated_twice import Course, on
from tests.usecases.trainee import COHORT
from tests.web.browsing import Browser

PAGE = f"/cohorts/{COHORT}/agreement"
JSON = {"Accept": "application/json"}


@pytest.fixture
def course(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Course:
    monkeypatch.setattr(agreeing, "DRAWS", 40)
    return Course(app.extensions["attune"])


@pytest.fixture
def desk(app: Flask, course: Course) -> Browser:
    """The browser of who leads the course."""
    return Browser(app).come_in(course.leader)


def rated_by_both(course: Course, attempts: int) -> None:
    for number in range(attempts):
        levels = 1 + number % 4
        course.twice(
            course.attempt("hold-the-gate", "stay-with-it"),
            on("attunement", levels, 4) | on("titration", 3, 3) | on("attunement", 2, criterion="offers-control"),
            on("attunement", min(4, levels + number % 2), 4) | on("titration", 3, 3),
        )


def asked(browser: Browser, **fields: str) -> str:
    """Ask; the address of the run."""
    browser.get(PAGE)
    browser.send(PAGE, **fields)
    assert browser.status == 200
    return browser.answer.request.path


def computed(browser: Browser, course: Course, **fields: str) -> str:
    address = asked(browser, **fields)
    run_id = agreement_job.take(course.store)
    assert run_id
    agreement_job.run(course.store, run_id)
    browser.get(address)
    assert browser.status == 200
    return address


def test_nobody_but_leaders_and_supervisors_of_the_cohort_opens_it(
    app: Flask, course: Course, desk: Browser, stranger: Browser, other_leader: Browser
) -> None:
    address = computed(desk, course)
    ada = Browser(app).come_in(course.ada)
    ilse = Browser(app).come_in(course.ilse)
    for path in (PAGE, address, f"{address}/agreement.csv", f"{address}/agreement.xlsx"):
        assert stranger.client.get(path).status_code == 302
        assert ada.client.get(path).status_code == 404
        assert other_leader.client.get(path).status_code == 404
        assert ilse.client.get(path).status_code == (200 if path == PAGE else 404)  # a leader's run
    for browser in (ada, other_leader):
        assert browser.post(PAGE, {"csrf_token": browser.token}).status_code == 404


def test_it_waits_says_how_far_it_is_and_shows_itself_anew(desk: Browser, course: Course) -> None:
    address = asked(desk)
    assert "are being computed" in desk.answer.text
    assert f'<noscript><p><a href="{address}">' in desk.answer.text
    assert desk.client.get(address, headers=JSON).get_json() == {"progress": 0, "done": False, "waits": False}
    assert desk.client.get(f"{address}/agreement.csv").status_code == 404
    run_id = agreement_job.take(course.store)
    assert run_id
    agreement_job.run(course.store, run_id)
    assert desk.client.get(address, headers=JSON).get_json() == {"progress": 100, "done": True, "waits": False}
    desk.get(address)
    assert "progress.js" not in desk.answer.text
    assert "No attempt was rated blind by two supervisors yet." in desk.answer.text
    assert desk.answer.text.count("Nobody has rated this twice yet.") == 6


def test_it_says_when_nothing_computes(desk: Browser, course: Course) -> None:
    address = asked(desk)
    with course.store.database.write() as session:
        session.exec_driver_sql("UPDATE agreement_run SET asked_at = '2026-11-01 06:18:00.000000+00:00'")
        session.commit()
    desk.get(address)
    assert desk.page.one("p", class_="notice").attributes.get("hidden") is None
    assert "“attune jobs” is not running" in desk.answer.text
    assert desk.client.get(address, headers=JSON).get_json()["waits"]


def test_a_failure_is_said_plainly(desk: Browser, course: Course) -> None:
    address = asked(desk)
    run_id = agreement_job.take(course.store)
    assert run_id
    agreement_job.fail(course.store, run_id)
    desk.get(address)
    assert "The figures could not be computed." in desk.answer.text
    assert desk.client.get(address, headers=JSON).get_json()["done"]
    desk.get(PAGE)
    assert "failed" in desk.answer.text


def test_the_leader_sees_figures_words_and_pictures(desk: Browser, course: Course) -> None:
    rated_by_both(course, 16)
    computed(desk, course)
    text = desk.answer.text
    assert "16 attempts were rated by two supervisors or more, who were 2 people in all." in text
    assert "Two supervisors agree very well" in text
    assert "Both gave the same level in 88% of the turns" in text
    assert "100% of all levels here are helpful" in text  # titration
    assert "agreement cannot be told from chance" in text
    assert text.count('class="picture bland-altman"') >= 3
    assert "Turn by turn: Attunement" in text
    assert "nan" not in text.lower().replace("fernand", "")
    assert "Offers control" in text


def test_a_few_attempts_are_too_few_to_say_anything(desk: Browser, course: Course) -> None:
    rated_by_both(course, 6)
    computed(desk, course)
    assert "Too few to say anything: 6 attempts with 12 turns." in desk.answer.text
    assert "beyond chance" not in desk.answer.text
    assert "than by chance" not in desk.answer.text


def test_files_re_parse_and_hold_the_figures_of_the_page(desk: Browser, course: Course) -> None:
    rated_by_both(course, 11)
    address = computed(desk, course)
    answer = desk.client.get(f"{address}/agreement.csv")
    assert answer.mimetype == "text/csv"
    rows = list(csv.DictReader(StringIO(answer.data.decode("utf-8-sig"), newline="")))
    of = {(row["comparison"], row["unit"], row["principle"], row["criterion"]): row for row in rows}
    turn = of["supervisors", "turn", "attunement", ""]
    assert (turn["attempts"], turn["turns"], turn["enough"]) == ("11", "22", "0")
    assert float(turn["exact_low"]) <= float(turn["exact"]) <= float(turn["exact_high"])
    assert f"{float(turn['kappa']):.2f}" in desk.answer.text
    assert turn["bias"] == ""
    assert of["supervisors", "turn", "titration", ""]["kappa"] == ""
    assert "case" in {row["comparison"] for row in rows}
    book = load_workbook(BytesIO(desk.client.get(f"{address}/agreement.xlsx").data))
    assert book.sheetnames == ["codebook", "agreement", "levels", "differences"]
    assert book["agreement"].max_row == len(rows) + 1
    explained = {(row[0].value, row[1].value) for row in book["codebook"].iter_rows()}
    for name in book.sheetnames[1:]:
        assert {(name, cell.value) for cell in book[name][1]} <= explained


def test_what_was_typed_comes_back_if_it_cannot_be(desk: Browser) -> None:
    desk.get(PAGE)
    desk.send(PAGE, since="2026-11-02", until="2026-11-01", blind="1")
    assert desk.status == 422
    assert "The last day comes before the first one." in [one.text.strip() for one in desk.page.all("p", role="alert")]
    fields = desk.page.form(PAGE)
    assert (fields["since"], fields["until"]) == ("2026-11-02", "2026-11-01")
    desk.send(PAGE, since="soon", until="")
    assert desk.status == 422
    assert "This is not a date." in desk.answer.text


def test_names_of_raters_are_for_leaders_and_for_themselves(app: Flask, desk: Browser, course: Course) -> None:
    rated_by_both(course, 1)
    desk.get(PAGE)
    for one in (course.ilse, course.tomas):
        assert one.actor.name in desk.answer.text
    ilse = Browser(app).come_in(course.ilse)
    ilse.get(PAGE)
    assert course.tomas.actor.name not in ilse.answer.text
    computed(desk, course, rater=str(course.tomas.actor.id))
    assert f"rated by {course.tomas.actor.name}" in desk.answer.text


def test_the_page_is_in_german_where_it_is_read_in_german(desk: Browser, course: Course) -> None:
    address = computed(desk, course)
    assert desk.client.get(address, headers={"Accept-Language": "de"}).status_code == 200


class TestWords:
    """What a figure is called."""

    def item(self, kappa: float, low: float, high: float, levels: tuple[int, ...] = (9, 9, 9, 9)) -> ItemResult:
        turn = {"kappa": Figure(kappa, low, high)}
        return ItemResult("attunement", "", 20, 60, 60, 60, levels, turn, {}, ())

    def test_bands_are_those_of_the_literature(self, app: Flask) -> None:
        with app.test_request_context():
            for name, value, word in (
                ("kappa", 0.81, "almost perfect"),
                ("kappa", 0.8, "substantial"),
                ("kappa", 0.41, "moderate"),
                ("kappa", 0.21, "fair"),
                ("kappa", 0.01, "slight"),
                ("kappa", 0.0, "slight"),
                ("kappa", -0.2, "poor"),
                ("icc", 0.9, "excellent"),
                ("icc", 0.75, "good"),
                ("icc", 0.5, "moderate"),
                ("icc", 0.49, "poor"),
                ("alpha", 0.8, "reliable"),
                ("alpha", 0.667, "tentative"),
                ("alpha", 0.66, "unreliable"),
                ("exact", 0.9, ""),
                ("kappa", None, ""),
            ):
                assert band(name, value) == word, (name, value)

    def test_a_wide_interval_and_a_narrow_range_are_said(self, app: Flask) -> None:
        with app.test_request_context():
            wide = list(meaning(self.item(0.5, 0.1, 0.8), "supervisors"))
            alike = list(meaning(self.item(0.05, 0.0, 0.1, (0, 1, 50, 2)), "supervisors"))
            calm = list(meaning(self.item(0.5, 0.4, 0.6), "case"))
        assert "anything from 0.10 to 0.80" in wide[1]
        assert "94% of all levels here are helpful" in alike[0]
        assert len(alike) == len(calm) == 1  # and not “hardly more than by chance”

    def test_nothing_is_said_of_nothing(self, app: Flask) -> None:
        empty = self.item(0.5, 0.4, 0.6)
        with app.test_request_context():
            assert too_few(None) == "Nobody has rated this twice yet."
            assert too_few(empty._replace(pairs=0)) == "Nowhere did both see this in play."
            assert "at least 5 are needed" in too_few(empty._replace(attempts=4))
            assert "Too few to say anything" in too_few(empty._replace(turns=29))
            assert too_few(empty) == ""
