"""The first page of the studio, and how drafts begin, go and come back."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID, uuid4

import pytest

from simulator.usecases import drafts
from tests.usecases.cases import BROKEN, WALK, WALK_AGAIN, folder_of
from tests.usecases.trainee import Trainee
from tests.web.browsing import Browser


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two small cases, and one with faults."""
    return folder_of(tmp_path / "cases", walk=WALK, walk_again=WALK_AGAIN, broken=BROKEN)


def begin(noor: Trainee, slug: str = "a-beginning", text: str = "---\ntitle: A beginning\n---\n") -> UUID:
    return drafts.begin(noor.store, noor.actor, uuid4(), slug, text, "blank").id


def draft_of(leader: Browser) -> UUID:
    """The draft that the last answer led to."""
    return UUID(leader.answer.request.path.rpartition("/")[2])


def test_an_empty_studio_says_how_to_begin(leader: Browser) -> None:
    page = leader.get("/studio")
    assert "There is no draft yet." in page.words
    assert page.all("a", href="/studio/new")
    assert [one.text for one in page.all("a", href="/studio/cases/walk")] == ["A walk"]


def test_a_draft_is_listed_with_its_state_and_who_wrote_in_it(leader: Browser, noor: Trainee) -> None:
    draft_id = begin(noor)
    page = leader.get("/studio")
    row = next(one.text for one in page.all("tr") if "A beginning" in one.text)
    assert "a-beginning.md" in row
    assert "Noor" in row
    assert "draft" in row
    assert page.all("a", href=f"/drafts/{draft_id}")


def test_a_draft_thrown_away_can_be_brought_back_at_once_and_later(leader: Browser, noor: Trainee) -> None:
    draft_id = begin(noor)
    leader.get("/studio")
    page = leader.send(f"/drafts/{draft_id}/discard")
    assert "“A beginning” is thrown away." in page.words
    assert not page.all("a", href=f"/drafts/{draft_id}")
    page = leader.get("/studio")
    assert "1 draft that was thrown away" in page.words
    leader.send(f"/drafts/{draft_id}/bring-back")
    assert leader.answer.request.path == f"/drafts/{draft_id}"
    assert "The draft is back, as a-beginning.md." in leader.page.words


def test_a_draft_whose_name_was_taken_meanwhile_comes_back_under_another(leader: Browser, noor: Trainee) -> None:
    draft_id = begin(noor)
    leader.get("/studio")
    leader.send(f"/drafts/{draft_id}/discard")
    begin(noor)
    leader.get("/studio")
    leader.send(f"/drafts/{draft_id}/bring-back")
    assert drafts.opened(noor.store, noor.actor, draft_id).slug == "a-beginning-2"


def test_editing_a_published_case_begins_one_draft_and_opens_it_ever_after(leader: Browser, noor: Trainee) -> None:
    leader.get("/studio")
    leader.send("/studio/cases/walk/edit")
    first = draft_of(leader)
    draft = drafts.opened(noor.store, noor.actor, first)
    assert (draft.slug, draft.origin, draft.text) == ("walk", "published", WALK)
    assert draft.based_on == noor.store.current["walk"].version
    leader.get("/studio")
    assert "as published" in leader.page.words
    leader.send("/studio/cases/walk/edit")
    assert draft_of(leader) == first


def test_a_file_with_faults_is_shown_with_them_and_opens_as_a_draft(leader: Browser, noor: Trainee) -> None:
    page = leader.get("/studio")
    assert "broken.md" in page.words
    assert "Line 1:" in page.words
    leader.send("/studio/cases/broken/edit")
    draft = drafts.opened(noor.store, noor.actor, draft_of(leader))
    assert (draft.slug, draft.origin, draft.text) == ("broken", "file", BROKEN)


def test_a_copy_has_a_title_and_a_name_of_its_own_and_no_reviewers(leader: Browser, noor: Trainee) -> None:
    leader.get("/studio/new")
    leader.send("/studio/new/copy", source="case:walk-again")
    copy = drafts.opened(noor.store, noor.actor, draft_of(leader))
    assert (copy.slug, copy.title, copy.origin) == ("walk-again-copy", "Another walk (copy)", "copy")
    assert "reviewed: []\n" in copy.text
    assert "continues: walk\n" in copy.text
    assert copy.text.partition("\n---\n")[2] == WALK_AGAIN.partition("\n---\n")[2]
    leader.get("/studio/new")
    leader.send("/studio/new/copy", source=f"draft:{copy.id}")
    assert drafts.opened(noor.store, noor.actor, draft_of(leader)).slug == "walk-again-copy-copy"


@pytest.mark.parametrize("source", ["", "case:nowhere", "draft:nowhere", f"draft:{UUID(int=1)}", "case:broken"])
def test_what_is_not_there_cannot_be_copied(leader: Browser, source: str) -> None:
    leader.get("/studio/new")
    leader.send("/studio/new/copy", source=source)
    assert leader.status == 404


def test_a_blank_case_needs_a_title_and_a_name_and_keeps_what_was_typed(leader: Browser, noor: Trainee) -> None:
    leader.get("/studio/new")
    page = leader.send("/studio/new/blank", title="Übers Wasser", name=" ", language="de")
    assert leader.status == 422
    assert page.alerts == ["The client needs a name: an invented one."]
    assert page.one("input", id="title").attributes["value"] == "Übers Wasser"
    assert "selected" in page.one("option", value="de").attributes
    leader.send("/studio/new/blank", name="Ida", language="de")
    draft = drafts.opened(noor.store, noor.actor, draft_of(leader))
    assert (draft.slug, draft.title, draft.origin) == ("uebers-wasser", "Übers Wasser", "blank")
    assert "language: de\n" in draft.text


def test_a_blank_case_cannot_take_the_name_of_a_case(leader: Browser) -> None:
    leader.get("/studio/new")
    page = leader.send("/studio/new/blank", title="A walk", name="Ida", slug="walk")
    assert leader.status == 422
    assert page.alerts == ["There is a case called “walk” already. Please choose another short name."]


def test_who_leads_no_course_can_do_nothing_here(screen: Browser, leader: Browser, noor: Trainee) -> None:
    draft_id = begin(noor)
    token = screen.token
    for path in (f"/drafts/{draft_id}/discard", "/studio/cases/walk/edit", "/studio/new/blank", "/studio/new/copy"):
        fields = {"csrf_token": token, "draft_id": str(uuid4()), "title": "A", "name": "B", "source": "case:walk"}
        assert screen.post(path, fields).status_code == 404
    assert drafts.opened(noor.store, noor.actor, draft_id).discarded_at is None
