"""The history of a draft and the way back; other short names, looked at first."""

from __future__ import annotations

from uuid import uuid4

import pytest
from flask import Flask

from simulator.storage.drafts import DraftRecord
from simulator.usecases import drafts
from tests.usecases.cases import WALK
from tests.usecases.trainee import Trainee
from tests.web.browsing import Browser

LATER = WALK.replace("safeness +3", "safeness +2").replace("Ida sits down.", "Ida sits down slowly.")


@pytest.fixture
def draft(app: Flask, noor: Trainee) -> DraftRecord:
    """A draft that Noor has begun and changed."""
    store = app.extensions["attune"]
    begun = drafts.begin(store, noor.actor, uuid4(), "walk-in-may", WALK, "blank")
    return drafts.save(store, noor.actor, begun.id, 1, LATER, "form")


@pytest.fixture
def here(draft: DraftRecord) -> str:
    """The address of the draft."""
    return f"/drafts/{draft.id}"


def text_of(browser: Browser, noor: Trainee, draft: DraftRecord) -> str:
    """What the draft says now."""
    return drafts.opened(browser.store, noor.actor, draft.id).text


def test_the_history_says_who_when_why_and_how_much(leader: Browser, here: str) -> None:
    page = leader.get(f"{here}/history")
    newest, first = (element.text.split() for element in page.all("li") if "Noor" in element.text)
    assert " ".join(newest[1:]) == "Changed in a form Noor 2 scenes and 1 response as it is now"
    assert " ".join(first[1:]) == "Begun Noor"
    assert page.all("a", href=f"{here}/history/1")


def test_days_are_those_of_the_reader(leader: Browser, here: str) -> None:
    (day,) = [element for element in leader.get(f"{here}/history").all("h2") if "day-" in element.attributes["id"]]
    assert day.text


def test_an_entry_shows_what_it_changed_and_what_bringing_it_back_would(leader: Browser, here: str) -> None:
    page = leader.get(f"{here}/history/2")
    assert [element.text for element in page.all("del")] == ["[was: safeness +3]"]
    assert [element.text for element in page.all("ins")] == ["[is: safeness +2]", "[new:  slowly]"]
    assert "The draft has exactly this text." in page.words
    assert "This is where the draft began." in leader.get(f"{here}/history/1").words
    page = leader.get(f"{here}/history/1?against=now")
    assert [element.text for element in page.all("del")] == ["[was: safeness +2]", "[taken out:  slowly]"]
    assert page.all("pre")[0].text == WALK


def test_a_text_that_is_brought_back_can_be_taken_back_in_the_same_way(
    leader: Browser, noor: Trainee, draft: DraftRecord, here: str
) -> None:
    leader.get(f"{here}/history/1")
    page = leader.send(f"{here}/history/1/restore")
    assert "That text is back" in page.words
    assert text_of(leader, noor, draft) == WALK
    assert "Brought back" in page.words
    leader.get(f"{here}/history/2")
    leader.send(f"{here}/history/2/restore")
    assert text_of(leader, noor, draft) == LATER


def test_bringing_back_never_goes_over_a_text_that_came_meanwhile(
    leader: Browser, noor: Trainee, draft: DraftRecord, here: str
) -> None:
    leader.get(f"{here}/history/1")
    drafts.save(leader.store, noor.actor, draft.id, 2, LATER + "\nMore.\n")
    page = leader.send(f"{here}/history/1/restore")
    assert leader.status == 409
    assert "saved since this page was opened" in page.alerts[0]
    assert text_of(leader, noor, draft).endswith("More.\n")
    leader.send(f"{here}/history/1/restore")
    assert text_of(leader, noor, draft) == WALK


def test_a_long_history_is_turned_page_by_page(leader: Browser, noor: Trainee, draft: DraftRecord, here: str) -> None:
    for revision in range(2, 40):
        drafts.save(leader.store, noor.actor, draft.id, revision, f"{WALK}\n{revision}\n", "form")
    page = leader.get(f"{here}/history")
    assert len([one for one in page.all("li") if "Noor" in one.text]) == 30
    (older,) = (one for one in page.all("a") if one.text == "Older entries")
    page = leader.get(older.attributes["href"])
    assert len([one for one in page.all("li") if "Noor" in one.text]) == 10
    assert not [one for one in page.all("a") if one.text == "Older entries"]
    for odd in ("0", "-5", "9" * 40, "x"):
        leader.get(f"{here}/history?before={odd}")
        assert leader.status == 200


@pytest.mark.parametrize("path", ["history/99", "history/0", f"history/{'9' * 40}"])
def test_what_never_was_is_not_there(leader: Browser, here: str, path: str) -> None:
    leader.get(f"{here}/{path}")
    assert leader.status == 404
    assert leader.post(f"{here}/{path}/restore", {"csrf_token": leader.token, "revision": "2"}).status_code == 404


@pytest.mark.parametrize("path", ["history", "history/1", "rename"])
def test_only_course_leaders_see_it(
    screen: Browser, admin: Browser, other_leader: Browser, here: str, path: str
) -> None:
    for somebody in (screen, admin):
        somebody.get(f"{here}/{path}")
        assert somebody.status == 404
    other_leader.get(f"{here}/{path}")
    assert other_leader.status == 200


def test_a_renaming_is_looked_at_before_it_is_done(
    leader: Browser, noor: Trainee, draft: DraftRecord, here: str
) -> None:
    page = leader.get(f"{here}/rename?old=bench&new=the-bench")
    assert "5 lines would change" in page.words
    assert text_of(leader, noor, draft) == LATER
    submit(leader, here, "part")
    assert "“bench” is called “the-bench” now, everywhere." in leader.page.words
    assert "- Next: the-bench\n" in text_of(leader, noor, draft)
    assert "A short name changed" in leader.get(f"{here}/history").words


def submit(browser: Browser, here: str, what: str, **fields: str) -> None:
    """Send the form of the page that renames this."""
    forms = browser.page.all("form", action=f"{here}/rename", method="post")
    sent = next(found for form in forms if (found := dict(browser.page._sent(form)))["what"] == what)
    browser._shown(browser.client.post(f"{here}/rename", data={**sent, **fields}, follow_redirects=True))


def test_a_renaming_is_refused_once_the_draft_has_changed(
    leader: Browser, noor: Trainee, draft: DraftRecord, here: str
) -> None:
    leader.get(f"{here}/rename?old=bench&new=the-bench")
    drafts.save(leader.store, noor.actor, draft.id, 2, LATER + "\nMore.\n")
    submit(leader, here, "part")
    assert leader.status == 422
    assert "look at the lines once more" in leader.page.alerts[0]
    submit(leader, here, "part")
    assert "- Next: the-bench\n" in text_of(leader, noor, draft)


def test_a_renaming_sent_twice_is_done_once(leader: Browser, noor: Trainee, draft: DraftRecord, here: str) -> None:
    leader.get(f"{here}/rename?old=bench&new=the-bench")
    again = leader.twin()
    submit(leader, here, "part")
    submit(again, here, "part")
    assert again.status == 200
    assert drafts.opened(leader.store, noor.actor, draft.id).revision == 3


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("bench", "The Bench!", "“The Bench!” cannot be a short name"),
        ("bench", "if", "means something else in conditions"),
        ("bench", "rain", "“rain” is taken: it stands in line"),
        ("bench", "bench", "It is called “bench” already"),
        ("nowhere", "bench-2", "There is no scene or response called “nowhere”"),
        ("bench", "<b>\0", "cannot be a short name"),
    ],
)
def test_a_name_that_cannot_be_is_refused_in_a_sentence(
    leader: Browser, here: str, old: str, new: str, why: str
) -> None:
    page = leader.get(f"{here}/rename", query_string={"old": old, "new": new})
    assert why in page.alerts[0]
    assert page.one("input", id="new").attributes["value"] == new.replace("\0", "")
    fields = {"what": "part", "revision": "2", "old": old, "new": new, "csrf_token": leader.token}
    answer = leader.post(f"{here}/rename", fields)
    assert answer.status_code == 422
    assert page.dangers() == []


def test_the_draft_itself_gets_another_name(leader: Browser, noor: Trainee, draft: DraftRecord, here: str) -> None:
    more = WALK.replace("authors:", "continues: walk-in-may\nauthors:").replace("A walk", "The next walk")
    drafts.begin(leader.store, noor.actor, uuid4(), "next-walk", more, "blank")
    page = leader.get(f"{here}/rename")
    assert "These drafts continue this one" in page.words
    assert "next-walk.md" in page.words
    submit(leader, here, "draft", new="Walk-In-June")
    assert "The draft has its new name." in leader.page.words
    assert drafts.opened(leader.store, noor.actor, draft.id).slug == "walk-in-june"


@pytest.mark.parametrize(
    ("new", "why"),
    [
        ("walk", "There is a published case called “walk”"),
        ("next-walk", "There is a draft called “next-walk” already"),
        ("no name", "cannot be the short name of a case"),
        ("rubric", "cannot be the short name of a case"),
    ],
)
def test_a_name_that_the_draft_cannot_have_is_refused(
    leader: Browser, noor: Trainee, draft: DraftRecord, here: str, new: str, why: str
) -> None:
    drafts.begin(leader.store, noor.actor, uuid4(), "next-walk", WALK, "blank")
    leader.get(f"{here}/rename")
    submit(leader, here, "draft", new=new)
    assert leader.status == 422
    assert why in leader.page.alerts[0]
    assert leader.page.one("input", id="slug").attributes["value"] == new
    assert drafts.opened(leader.store, noor.actor, draft.id).slug == "walk-in-may"


def test_a_published_case_keeps_its_name(leader: Browser, noor: Trainee) -> None:
    begun = drafts.begin(leader.store, noor.actor, uuid4(), "walk", WALK, "published")
    page = leader.get(f"/drafts/{begun.id}/rename")
    assert "This case was published as “walk”" in page.words
    assert not page.all("form", id="rename-draft")
    fields = {"what": "draft", "new": "stroll", "csrf_token": leader.token}
    assert leader.post(f"/drafts/{begun.id}/rename", fields).status_code == 422
