"""The page of an item analysis: in plain words, with a table for all that is drawn, and nothing about a few people."""

from __future__ import annotations

import csv
import zipfile
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from flask import Flask

from tests.usecases.cases import WALK, folder_of
from tests.usecases.given import assign, begin
from tests.usecases.reviewed import finish, key_of
from tests.usecases.reviewed import played as attempted
from tests.usecases.trainee import Trainee, join
from tests.web.browsing import Browser
from tests.web.conftest import made

PAGE = "/studio/cases/walk/items"
WELL = ("hold-the-gate", "stay-with-it")
BADLY = ("ask-at-once", "ask-for-more")
PULLED = ("pull-her-along", "stand-under-the-tree", "ask-for-more")


def played(browser: Browser, *ways: tuple[str, ...]) -> None:
    for number, way in enumerate(ways):
        one = join(browser.store, f"Trainee {number}")
        one.start()
        one.play_to_the_end(*way)


def table(browser: Browser, form: str = "csv", query: str = "") -> list[dict[str, str]]:
    answer = browser.client.get(f"{PAGE}.{form}{query}")
    assert answer.status_code == 200
    return list(csv.DictReader(StringIO(answer.data.decode("utf-8-sig"), newline="")))


def test_nobody_but_course_leaders_opens_it(
    stranger: Browser, screen: Browser, supervisor: Browser, admin: Browser, other_leader: Browser
) -> None:
    for path in (PAGE, f"{PAGE}.csv", f"{PAGE}.xlsx"):
        assert stranger.client.get(path).status_code == 302
        for browser in (screen, supervisor, admin):
            assert browser.client.get(path).status_code == 404
        assert other_leader.client.get(path).status_code == 200  # cases belong to the institute


def test_what_there_is_not_is_not_found(leader: Browser) -> None:
    for path in (
        "/studio/cases/no-such-case/items",
        "/studio/cases/no-such-case/items.csv",
        f"{PAGE}?version=abc",
        f"{PAGE}.pdf",
    ):
        assert leader.client.get(path).status_code == 404


def test_before_anybody_has_finished_it_says_so(leader: Browser) -> None:
    leader.get(PAGE)
    assert "Nobody has finished this version yet." in leader.answer.text
    played(leader, WELL, BADLY)
    leader.get(PAGE)
    assert "Fewer than 5 people have finished this version." in leader.answer.text
    assert "Ask what it is about" not in leader.answer.text
    assert table(leader) == []


def test_it_tells_in_plain_words_what_strikes(leader: Browser) -> None:
    played(leader, *[WELL] * 6)
    page = leader.get(PAGE)
    assert leader.status == 200
    assert "Here are the first finished attempts of 6 people at this version." in page.html
    assert "Everybody chooses the same: this moment decides nothing." in page.html
    assert "Nobody chose this." in page.html
    assert "Nobody has come here." in page.html  # the rain


def test_everything_that_is_drawn_stands_in_a_table_as_well(leader: Browser) -> None:
    played(leader, *[WELL] * 6, *[BADLY] * 6)
    page = leader.get(PAGE)
    drawn = [one.text for one in page.all("text") if one.attributes.get("class") in ("hits", "count")]
    assert sorted(drawn) == sorted(["12×", "12×", "0×", "6×", "6×", "12", "6", "6"])
    cells = {one.text.strip() for one in page.all("td")}
    assert {"12", "6", "50%"} <= cells


def test_a_small_number_stands_neither_on_the_page_nor_in_the_files(leader: Browser) -> None:
    played(leader, *[WELL] * 9, *[BADLY] * 6, *[PULLED] * 2)
    page = leader.get(PAGE)
    assert "Fewer than 5 people have come here." in page.html
    assert not {"2", "3", "2×", "12%", "18%"} & {one.text.strip() for one in (*page.all("td"), *page.all("text"))}
    rows = {row["response"]: row for row in table(leader) if row["scene"] == "gate"}
    assert (rows["hold-the-gate"]["chosen"], rows["hold-the-gate"]["answers"]) == ("9", "17")
    for response in ("ask-at-once", "pull-her-along"):
        assert (rows[response]["chosen"], rows[response]["share"], rows[response]["upper_share"]) == ("", "", "")
    assert rows["hold-the-gate"]["difficulty"] == ""


def test_the_files_hold_what_the_page_shows(leader: Browser) -> None:
    played(leader, *[WELL] * 6, *[BADLY] * 6)
    rows = {(row["scene"], row["response"]): row for row in table(leader)}
    held = rows["gate", "hold-the-gate"]
    assert (held["people"], held["chosen"], held["share"], held["upper_share"], held["lower_share"]) == (
        "12",
        "6",
        "0.5",
        "1.0",
        "0.0",
    )
    answer = leader.client.get(f"{PAGE}.xlsx")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="walk-')
    assert answer.mimetype == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    with zipfile.ZipFile(BytesIO(answer.data)) as book:
        words = book.read("xl/workbook.xml").decode()
        texts = book.read("xl/sharedStrings.xml").decode()
    assert [
        name for name in ("codebook", "scenes", "responses", "changes", "moves", "endings") if name not in words
    ] == []
    assert "The share among attempts of the upper score group." in texts


def test_attempts_can_be_all_instead_of_first(leader: Browser) -> None:
    played(leader, *[WELL] * 6)
    again = join(leader.store, "Twice")
    for way in (BADLY, WELL):
        again.start()
        again.play_to_the_end(*way)
    assert leader.get(PAGE).html.count("7 people") > 0
    leader.get(f"{PAGE}?attempts=all")
    assert "all 8 finished attempts" in leader.answer.text
    assert leader.client.get(f"{PAGE}?attempts=nonsense").status_code == 200


def test_every_version_can_be_looked_at(app: Flask, leader: Browser, folder: Path) -> None:
    played(leader, *[WELL] * 6)
    page = leader.get(PAGE)
    options = [one for one in page.all("option") if len(one.attributes.get("value", "")) == 64]
    assert len(options) == 1
    assert "6 finished attempts" in options[0].text
    leader.get(f"{PAGE}?version={options[0].attributes['value']}")
    assert leader.status == 200


def test_what_trainees_wrote_is_shown_without_their_names_and_does_nothing(leader: Browser, noor: Trainee) -> None:
    given = assign(noor)
    for number in range(5):
        one = join(leader.store, f"Writer {number}")
        begin(one, given)
        one.to_respond()
        one.respond("hold-the-gate", f"<script>alert({number})</script> {number}")
        one.play_to_the_end("stay-with-it")
    page = leader.get(PAGE)
    assert "What trainees of your cohorts wrote here" in page.html
    assert "&lt;script&gt;alert(3)" in page.html
    assert "<script>alert" not in page.html
    assert "Writer" not in page.html
    data = leader.client.get(f"{PAGE}.xlsx").data + leader.client.get(f"{PAGE}.csv").data
    with zipfile.ZipFile(BytesIO(leader.client.get(f"{PAGE}.xlsx").data)) as book:
        data += b"".join(book.read(name) for name in book.namelist())
    assert b"alert" not in data


@pytest.mark.parametrize("sign", ["=", "@", "+", "＝"])
def test_a_title_that_looks_like_a_formula_is_text_in_the_files(
    sqlite_database_url: str, tmp_path: Path, sign: str
) -> None:
    text = WALK.replace("hold-the-gate: Hold the gate", f"hold-the-gate: {sign}1+1 Hold the gate")
    with made(sqlite_database_url, folder_of(tmp_path / "odd", walk=text)) as app:
        store = app.extensions["attune"]
        browser = Browser(app).come_in(join(store, "Noor", "course leader"))
        played(browser, *[WELL] * 6)
        row = next(row for row in table(browser) if row["response"] == "hold-the-gate")
        assert row["response_title"] == f"'{sign}1+1 Hold the gate for her"
        with zipfile.ZipFile(BytesIO(browser.client.get(f"{PAGE}.xlsx").data)) as book:
            assert not any(b"<f>" in book.read(name) for name in book.namelist() if "worksheets/" in name)


def test_the_page_speaks_german_where_its_reader_does(leader: Browser) -> None:
    played(leader, *[WELL] * 6)
    answer = leader.client.get(PAGE, headers={"Accept-Language": "de"})
    assert '<html lang="de">' in answer.text
    assert 'lang="en"' in answer.text  # the titles of the case are in its own language


def test_what_supervisors_say_of_a_response_stands_on_the_page_and_in_the_files(leader: Browser) -> None:
    ilse = join(leader.store, "Ilse", "supervisor")
    for number in range(6):
        one = join(leader.store, f"Trainee {number}")
        finish(ilse, key_of(attempted(one, *WELL)), attunement_1=2)
    page = leader.get(PAGE)
    assert "6 of 6 levels that supervisors gave here are not the case's." in page.html
    assert "They rate it 2 levels lower on average." in page.html
    held = next(row for row in table(leader) if row["response"] == "hold-the-gate")
    asked = ("disputes", "supervisor_ratings", "rated_otherwise", "mean_difference")
    assert [held[name] for name in asked] == ["0", "6", "6", "-2.0"]
