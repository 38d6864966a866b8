"""The portfolio and the heat map on the screen, on paper and as tables."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO

import pytest
from flask import Flask
from openpyxl import load_workbook  # type: ignore[import-untyped]
from pypdf import PdfReader

from simulator.usecases.people import COURSE_LEADER, SUPERVISOR
from tests.usecases.reporting import HARMED, LEFT, WELL, finished, reviewed
from tests.usecases.trainee import COHORT, Trainee, join
from tests.web.browsing import Browser

HEAT = f"/cohorts/{COHORT}/heat-map"


@pytest.fixture
def ilse(app: Flask) -> Trainee:
    return join(app.extensions["attune"], "Ilse", SUPERVISOR)


def trainee_page(ada: Trainee) -> str:
    return f"/cohorts/{COHORT}/trainees/{ada.actor.id}"


def paper(data: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages).split())


def rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(data.decode("utf-8-sig"), newline="")))


def test_an_empty_portfolio_says_where_to_begin(screen: Browser) -> None:
    assert "Nothing can be shown yet" in screen.client.get("/portfolio").text
    assert "No finished attempts" in paper(screen.client.get("/portfolio.pdf").data)
    assert screen.client.get("/portfolio/csv").status_code == 200


def test_a_portfolio_shows_words_before_figures_and_every_chart_has_its_table(
    screen: Browser, ada: Trainee, ilse: Trainee
) -> None:
    reviewed(ilse, finished(ada, *HARMED), 3, "Slow <b>and</b> kind.")
    finished(ada, *WELL)
    html = screen.client.get("/portfolio").text
    assert html.index("One attempt with enough moments") < html.index('<svg class="picture small-multiple"')
    assert "The same as a table" in html
    assert "by Ilse" in html
    assert "by the case" in html
    assert "Slow &lt;b&gt;and&lt;/b&gt; kind." in html
    assert "there was attunement again" in html
    assert 'href="/next"' in html
    assert "Not practised yet" in html


def test_the_paper_holds_real_text_in_the_language_of_the_page(screen: Browser, ada: Trainee, ilse: Trainee) -> None:
    reviewed(ilse, finished(ada, *HARMED), 3, "Grüße \x1f 🌧")
    answer = screen.client.get("/portfolio.pdf", headers={"Accept-Language": "de"})
    assert answer.mimetype == "application/pdf"
    read = PdfReader(BytesIO(answer.data))
    assert str(read.root_object["/Lang"]) == "de"
    assert read.metadata is not None
    assert "Ada" in str(read.metadata.title)
    assert "Grüße" in paper(answer.data)
    assert read.outline


def test_the_tables_of_a_portfolio_come_with_a_codebook_and_do_nothing(
    screen: Browser, ada: Trainee, ilse: Trainee
) -> None:
    reviewed(ilse, finished(ada, *HARMED), 3, "=1+1")
    book = load_workbook(BytesIO(screen.client.get("/portfolio/xlsx").data))
    assert book.sheetnames == ["codebook", "profile", "criteria", "harm", "words", "spread"]
    meant = {(row[0], row[1]) for row in book["codebook"].iter_rows(values_only=True)}
    for sheet in book.sheetnames[1:]:
        for cell in next(book[sheet].iter_rows(values_only=True)):
            assert (sheet, cell) in meant
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    assert rows(screen.client.get("/portfolio/csv?table=words").data)[1][-1] == "'=1+1"
    assert rows(screen.client.get("/portfolio/csv?table=codebook").data)[0] == ["sheet", "column", "meaning"]
    assert screen.client.get("/portfolio/csv?table=made-up").status_code == 404


def test_what_waits_to_be_released_is_on_no_page_of_the_trainee(screen: Browser, ada: Trainee, ilse: Trainee) -> None:
    attempt = finished(ada, *HARMED)
    reviewed(ilse, attempt, 1, "Not yet for your eyes.", release=False)
    for path in ("/portfolio", "/portfolio/csv?table=words"):
        assert "Not yet for your eyes" not in screen.client.get(path).text
    assert "by the case" in screen.client.get("/portfolio").text


def test_a_supervisor_reads_words_and_a_leader_figures_only(
    app: Flask, ada: Trainee, ilse: Trainee, leader: Browser
) -> None:
    reviewed(ilse, finished(ada, *HARMED), 3, "Slow and kind.")
    page, screen = trainee_page(ada), Browser(app).come_in(ilse)
    assert "Slow and kind." in screen.client.get(page).text
    assert "At the gate" in screen.client.get(page).text
    seen = leader.client.get(page)
    assert seen.status_code == 200
    for path in (page, f"{page}/portfolio.csv?table=harm", f"{page}/portfolio.csv?table=self"):
        text = leader.client.get(path).text
        assert "Slow and kind." not in text
        assert "At the gate" not in text
    assert "Slow and kind." not in paper(leader.client.get(f"{page}/portfolio.pdf").data)
    assert leader.client.get(f"{page}/portfolio.csv?table=words").status_code == 404


def test_nobody_else_opens_somebodys_portfolio(
    screen: Browser, peer: Browser, leader: Browser, other_leader: Browser, admin: Browser, ada: Trainee
) -> None:
    finished(ada, *WELL)
    for path in ("", "/portfolio.pdf", "/portfolio.csv", "/portfolio.xlsx"):
        assert leader.client.get(trainee_page(ada) + path).status_code == 200
        for browser in (screen, peer, other_leader, admin):
            assert browser.client.get(trainee_page(ada) + path).status_code == 404


def test_the_heat_map_names_who_needs_a_call_and_why(app: Flask, ada: Trainee, leader: Browser, ilse: Trainee) -> None:
    attempt = finished(ada, *LEFT)
    supervisor = Browser(app).come_in(ilse)
    html = supervisor.client.get(HEAT).text
    assert "2 harmful moments without repair" in html
    assert f"/reviews/{attempt}" in html
    seen = leader.client.get(HEAT).text
    assert "2 harmful moments without repair" in seen
    assert f"/reviews/{attempt}" not in seen
    assert "2 harmful moments without repair" in paper(leader.client.get(f"{HEAT}.pdf").data)
    assert rows(leader.client.get(f"{HEAT}.csv?table=calls").data)[1][:2] == ["Ada", "harm"]
    assert load_workbook(BytesIO(leader.client.get(f"{HEAT}.xlsx").data)).sheetnames[1:] == [
        "heat_map",
        "calls",
        "before_after",
    ]


def test_a_comparison_that_cannot_be_is_told_in_a_sentence(ada: Trainee, leader: Browser) -> None:
    finished(ada, *WELL)
    answer = leader.client.get(f"{HEAT}?before=walk&after=never")
    assert answer.status_code == 422
    assert "Nobody in this cohort has finished this case." in answer.text
    answer = leader.client.get(f"{HEAT}?before=walk&after=walk&since=soon")
    assert answer.status_code == 422
    assert "2026-10-01" in answer.text
    assert "too few to say" in leader.client.get(f"{HEAT}?before=walk&after=walk").text


def test_a_name_that_is_a_formula_or_a_page_of_signs_breaks_nothing(app: Flask, leader: Browser) -> None:
    hostile = join(app.extensions["attune"], '=HYPERLINK("x")\u202e{nb}🌧' + "W" * 60)
    finished(hostile, *LEFT)
    assert rows(leader.client.get(f"{HEAT}.csv").data)[1][2].startswith("'=HYPERLINK")
    for path in (f"{HEAT}.pdf", f"{trainee_page(hostile)}/portfolio.pdf"):
        assert "{nb}" in paper(leader.client.get(path).data)


def test_leaders_and_supervisors_are_led_to_the_heat_map(app: Flask, leader: Browser, ilse: Trainee) -> None:
    assert HEAT in leader.client.get(f"/cohorts/{COHORT}").text
    supervisor = Browser(app).come_in(ilse)
    assert HEAT in supervisor.client.get("/queue").text
    heat = supervisor.client.get(HEAT).text
    assert f"/cohorts/{COHORT}/double-ratings" not in heat
    assert f"/cohorts/{COHORT}/double-ratings" in leader.client.get(HEAT).text


def test_a_leader_who_practises_here_does_not_see_their_own_unreleased_figures(app: Flask) -> None:
    both = join(app.extensions["attune"], "Noor Both", COURSE_LEADER, "trainee")
    finished(both, *LEFT)
    browser = Browser(app).come_in(both)
    assert browser.client.get(trainee_page(both)).status_code == 404
    assert "Noor Both" not in browser.client.get(f"{HEAT}.csv").text
