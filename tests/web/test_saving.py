"""Saving a draft, by the editor and by a form; who else has it open; two texts settled by a person."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from simulator.storage.drafts import DraftRecord, entries
from simulator.usecases import drafts
from tests.usecases.cases import WALK
from tests.usecases.trainee import Trainee
from tests.web.browsing import Browser

JSON = {"Accept": "application/json"}


@pytest.fixture
def draft(app: Flask, noor: Trainee) -> DraftRecord:
    """A draft that Noor has begun."""
    return drafts.begin(app.extensions["attune"], noor.actor, uuid4(), "walk-in-may", WALK, "blank")


def save(browser: Browser, draft: DraftRecord, revision: int, text: str) -> TestResponse:
    """Save as the editor does."""
    data = {"revision": str(revision), "text": text, "csrf_token": browser.token}
    return browser.post(f"/drafts/{draft.id}/save", data, headers=JSON)


def test_the_editor_is_told_the_new_revision(leader: Browser, draft: DraftRecord) -> None:
    answer = save(leader, draft, 1, WALK + "\nMore.\n")
    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["revision"] == 2
    assert answer.json["at"]
    assert save(leader, draft, 1, WALK + "\nMore.\n").json == answer.json, "sent again after a lost answer"


def test_who_comes_too_late_gets_both_texts_and_writes_over_nothing(
    leader: Browser, other_leader: Browser, draft: DraftRecord
) -> None:
    save(leader, draft, 1, WALK + "\nNoor's.\n")
    answer = save(other_leader, draft, 1, WALK + "\nOlga's.\n")
    assert answer.status_code == 409
    told = answer.json or {}
    assert told["revision"] == 2
    assert told["text"].endswith("Noor's.\n")
    assert told["by"] == "Noor"
    assert "Nothing is lost" in told["sentence"]


@pytest.mark.parametrize(
    "fields", [{"text": WALK}, {"revision": "x", "text": WALK}, {"revision": "9" * 30, "text": ""}]
)
def test_the_editor_gets_a_sentence_for_what_is_no_form(
    leader: Browser, draft: DraftRecord, fields: dict[str, str]
) -> None:
    answer = leader.post(f"/drafts/{draft.id}/save", {**fields, "csrf_token": leader.token}, headers=JSON)
    assert answer.status_code == 422
    assert set(answer.json or {}) == {"sentence"}


def conflict(first: Browser, second: Browser, draft: DraftRecord, theirs: str, mine: str) -> str:
    """The first browser saves, the second comes too late and sees both texts; where it settles them."""
    save(first, draft, 1, theirs)
    data = {"revision": "1", "text": mine, "csrf_token": second.token}
    second._shown(second.post(f"/drafts/{draft.id}/save", data))
    assert second.status == 409
    return f"/drafts/{draft.id}/settle"


def now(browser: Browser, noor: Trainee, draft: DraftRecord) -> DraftRecord:
    """The draft as it stands."""
    return drafts.opened(browser.store, noor.actor, draft.id)


def texts(browser: Browser, draft: DraftRecord) -> list[str]:
    """The history of the draft, newest first."""
    with browser.store.database.read() as session:
        return [one.text for one in entries(session, draft.id)]


THEIRS = WALK.replace("safeness +3", "safeness +2")
MINE = WALK.replace("The bench is empty.", "Nobody is there.")
OTHER = WALK.replace("safeness +3", "safeness +1")


def test_without_javascript_saving_leads_back_to_the_editor(leader: Browser, noor: Trainee, draft: DraftRecord) -> None:
    data = {"revision": "1", "text": MINE.replace("\n", "\r\n"), "csrf_token": leader.token}
    answer = leader.post(f"/drafts/{draft.id}/save", data)
    assert (answer.status_code, answer.location) == (303, f"/drafts/{draft.id}")
    assert now(leader, noor, draft).text == MINE
    assert "Saved." in leader.get(f"/drafts/{draft.id}").words


def test_a_text_that_cannot_be_kept_stands_in_the_field_again(leader: Browser, draft: DraftRecord) -> None:
    long = WALK + "Much more. " * 25_000
    leader._shown(leader.post(f"/drafts/{draft.id}/save", {"revision": "1", "text": long, "csrf_token": leader.token}))
    assert leader.status == 422
    assert "Nothing is lost" in leader.page.alerts[0]
    assert leader.page.form(f"/drafts/{draft.id}/save")["text"].strip() == long.strip()


def test_a_conflict_shows_both_texts_and_who_wrote_theirs(
    leader: Browser, other_leader: Browser, draft: DraftRecord
) -> None:
    action = conflict(leader, other_leader, draft, THEIRS, MINE)
    page = other_leader.page
    assert [element.text for element in page.all("pre")] == [THEIRS, MINE]
    assert "It was saved last by Noor" in page.words
    assert "both texts are shown below" in page.alerts[0]
    form = page.form(action)
    assert (form["revision"], form["base"], form["mine"]) == ("2", "1", MINE)
    assert form["text"] == THEIRS.replace("The bench is empty.", "Nobody is there."), "joined"


def test_two_windows_of_one_person_are_told_as_such(leader: Browser, draft: DraftRecord) -> None:
    conflict(leader, leader.twin(), draft, THEIRS, MINE)
    twin = leader.twin()
    twin._shown(twin.post(f"/drafts/{draft.id}/save", {"revision": "1", "text": OTHER, "csrf_token": twin.token}))
    assert "You saved it last yourself, in another window" in twin.page.words


def test_changes_in_different_places_are_joined(
    leader: Browser, other_leader: Browser, noor: Trainee, draft: DraftRecord
) -> None:
    action = conflict(leader, other_leader, draft, THEIRS, MINE)
    other_leader.send(action, choice="joined")
    assert other_leader.status == 200
    both = THEIRS.replace("The bench is empty.", "Nobody is there.")
    assert now(leader, noor, draft).text == both
    assert texts(leader, draft) == [both, MINE, THEIRS, WALK]
    assert "Both texts are in the history" in other_leader.page.words


def test_where_both_changed_the_same_a_person_chooses(
    leader: Browser, other_leader: Browser, noor: Trainee, draft: DraftRecord
) -> None:
    action = conflict(leader, other_leader, draft, THEIRS, OTHER)
    assert "One thing was changed in both texts" in other_leader.page.words
    (box,) = other_leader.page.all("input", name="take")
    other_leader.send(action, choice="joined", take=box.attributes["value"])
    assert now(leader, noor, draft).text == THEIRS
    assert texts(leader, draft) == [THEIRS, OTHER, THEIRS, WALK]


@pytest.mark.parametrize(
    ("choice", "history"),
    [
        ("theirs", [THEIRS, OTHER, THEIRS, WALK]),
        ("mine", [OTHER, THEIRS, WALK]),
        ("text", [MINE, OTHER, THEIRS, WALK]),
        ("joined", [OTHER, THEIRS, WALK]),
    ],
)
def test_whatever_is_chosen_both_texts_stay_in_the_history(
    leader: Browser, other_leader: Browser, noor: Trainee, draft: DraftRecord, choice: str, history: list[str]
) -> None:
    action = conflict(leader, other_leader, draft, THEIRS, OTHER)
    again = other_leader.twin()
    other_leader.send(action, choice=choice, text=MINE)
    assert now(leader, noor, draft).text == history[0]
    assert texts(leader, draft) == history
    again.send(action, choice=choice, text=MINE)
    assert again.status == 200
    assert texts(leader, draft) == history, "sent twice, done once"


@pytest.mark.parametrize("choice", ["theirs", "mine", "text", "joined"])
def test_a_third_text_is_not_written_over_either(
    leader: Browser, other_leader: Browser, noor: Trainee, draft: DraftRecord, choice: str
) -> None:
    action = conflict(leader, other_leader, draft, THEIRS, OTHER)
    third = THEIRS + "\nA third.\n"
    assert save(leader, draft, 2, third).status_code == 200
    other_leader.send(action, choice=choice, text=MINE)
    assert other_leader.status == 409
    assert now(leader, noor, draft).text == third
    form = other_leader.page.form(action)
    assert (form["revision"], form["mine"]) == ("3", MINE if choice == "text" else OTHER)
    assert form["base"] == ("2" if choice == "text" else "1")


def test_a_settled_text_that_cannot_be_kept_is_given_back(
    leader: Browser, other_leader: Browser, draft: DraftRecord
) -> None:
    action = conflict(leader, other_leader, draft, THEIRS, OTHER)
    other_leader.send(action, choice="text", text="x" * 300_000)
    assert other_leader.status == 422
    assert other_leader.page.form(action)["text"].strip() == "x" * 300_000
    assert texts(leader, draft) == [THEIRS, WALK]


def test_what_two_leaders_typed_is_shown_as_text(leader: Browser, other_leader: Browser, draft: DraftRecord) -> None:
    bomb = "<script>alert(1)</script></textarea><img src=x onerror=alert(1)>"
    conflict(leader, other_leader, draft, WALK.replace("Ida waits", bomb) + bomb, f"## {bomb}\n{bomb}\n")
    assert other_leader.page.dangers() == []
    assert bomb in other_leader.page.all("pre")[0].text


def test_the_editor_hears_who_else_has_the_draft_open(
    leader: Browser, other_leader: Browser, draft: DraftRecord
) -> None:
    def be_here(browser: Browser) -> dict[str, Any]:
        told: dict[str, Any] | None = browser.post(
            f"/drafts/{draft.id}/presence", {"csrf_token": browser.token}, headers=JSON
        ).json
        assert told is not None
        return told

    assert be_here(leader) == {"others": [], "revision": 1}
    told = be_here(other_leader)
    assert [one["name"] for one in told["others"]] == ["Noor"]
    assert datetime.fromisoformat(told["others"][0]["since"]).tzinfo
    assert [one["name"] for one in be_here(leader)["others"]] == ["Olga"]


@pytest.mark.parametrize("what", ["save", "settle", "presence"])
def test_a_draft_is_there_for_course_leaders_alone(
    screen: Browser, supervisor: Browser, admin: Browser, leader: Browser, draft: DraftRecord, what: str
) -> None:
    fields = {"revision": "1", "base": "1", "mine": MINE, "choice": "mine", "text": MINE}
    for somebody in (screen, supervisor, admin):
        answer = somebody.post(f"/drafts/{draft.id}/{what}", {**fields, "csrf_token": somebody.token})
        assert answer.status_code == 404
    answer = leader.post(f"/drafts/{uuid4()}/{what}", {**fields, "csrf_token": leader.token})
    assert answer.status_code == 404
    assert texts(leader, draft) == [WALK]
