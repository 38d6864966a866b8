"""The reading room, guided practices and their notes, and the course leader's clinical reviews."""

from __future__ import annotations

import pytest

from tests.web.browsing import Browser
from tests.web.pages import Page

RUNS = "<script>alert(1)</script><img src=x onerror=alert(1)>"


def links(page: Page) -> list[str]:
    return [link.attributes.get("href", "") for link in page.all("a")]


def onward(page: Page) -> str:
    """The address of the page's main link."""
    (found,) = (one.attributes["href"] for one in page.all("a") if one.attributes.get("class") == "button primary")
    return found


def actions(page: Page, part: str) -> list[str]:
    return [form.attributes["action"] for form in page.all("form") if part in form.attributes["action"]]


def test_the_reading_room_is_open_to_everybody_and_leads_to_cards(stranger: Browser) -> None:
    assert {"/reading/window-of-tolerance", "/rubric", "/scoring"} <= set(links(stranger.get("/reading")))
    card = stranger.get("/reading/window-of-tolerance")
    assert "A bus that brakes hard" in card.words
    assert "I have gone somewhere else." in card.words
    assert {"/cases/walk", "/rubric#tracks-window", "/practices/three-breaths"} <= set(links(card))


def test_feedback_leads_to_the_card_behind_it(screen: Browser) -> None:
    attempt = screen.start()
    screen.send(f"{attempt}/notice")
    screen.send(f"{attempt}/respond", response="hold-the-gate")
    assert "Behind it: The window" in screen.page.words
    assert "/reading/window-of-tolerance" in links(screen.page)


def test_a_practice_is_followed_step_by_step_and_leads_back_to_the_case(screen: Browser) -> None:
    attempt = screen.start()
    (offered,) = (link for link in links(screen.page) if "three-breaths" in link)
    page = screen.get(offered)
    for number in (1, 2, 3):
        page = screen.get(onward(page))
        assert f"Step {number} of 3" in page.words
    page = screen.send("/practices/three-breaths/notes", text="The rail.")
    assert "The rail." in page.words
    assert onward(page) == attempt


def test_a_pace_and_stillness_are_carried_on(screen: Browser) -> None:
    page = screen.get("/practices/three-breaths?step=2&pace=slower&still=yes")
    assert "in for five, out for eight" in page.words
    assert "Let it move again" in page.words
    assert onward(page) == "/practices/three-breaths?step=3&pace=slower&still=yes"


@pytest.mark.parametrize("query", ["step=-1", "step=x", "step=٣", "step=9999999", "pace=fast", "back=//x", "back=%00"])
def test_an_odd_address_shows_a_page_all_the_same(screen: Browser, query: str) -> None:
    page = screen.get(f"/practices/three-breaths?{query}")
    assert screen.status == 200
    assert "//x" not in links(page)


def test_a_note_that_is_too_long_is_given_back(screen: Browser) -> None:
    screen.get("/practices/three-breaths?step=3")
    page = screen.send("/practices/three-breaths/notes", text="x" * 20_001)
    assert screen.status == 422
    assert "Nothing is lost" in page.words
    assert "x" * 20_001 in screen.answer.text


def test_ones_notes_can_be_changed_and_deleted(screen: Browser, peer: Browser) -> None:
    screen.get("/practices/three-breaths?step=3")
    screen.send("/practices/three-breaths/notes", text="The rail.")
    change, delete = actions(screen.get("/practices/notes"), "/practices/notes/")
    assert "The rail." not in peer.get("/practices/notes").words
    assert "The handrail." in screen.send(change, text="The handrail.").words
    screen.send(change, text=" ")
    assert (screen.status, "delete it instead" in screen.page.words) == (422, True)
    assert "Nothing here yet" in screen.send(delete).words


def test_what_is_typed_in_a_note_or_a_review_is_shown_as_text(screen: Browser, leader: Browser) -> None:
    screen.get("/practices/three-breaths?step=3")
    screen.send("/practices/three-breaths/notes", text=RUNS)
    leader.get("/cases/walk/clinical-reviews")
    leader.send("/cases/walk/clinical-reviews", reviewer=RUNS, remark=RUNS)
    for browser, path in ((screen, "/practices/notes"), (leader, "/cases/walk/clinical-reviews"), (screen, "/")):
        page = browser.get(path)
        assert RUNS in page.words
        assert len(page.all("script")) == 2
        assert page.all("img") == []


def test_a_course_leader_records_a_review_and_trainees_see_it(screen: Browser, leader: Browser) -> None:
    assert "Not yet reviewed by a clinician at your institute." in screen.get("/").words
    assert "/cases/walk/clinical-reviews" not in links(screen.get("/cases/walk"))
    assert "/cases/walk/clinical-reviews" in links(leader.get("/cases/walk"))
    leader.get("/cases/walk/clinical-reviews")
    leader.send("/cases/walk/clinical-reviews", reviewer="", remark="For second-years.")
    assert (leader.status, "who has read the case" in leader.page.words) == (422, True)
    assert "For second-years." in leader.answer.text
    page = leader.send("/cases/walk/clinical-reviews", reviewer="Dr A. Reader", remark="For second-years.")
    assert "For second-years." in page.words
    briefing = screen.get("/cases/walk").words
    assert "Reviewed by Dr A. Reader" in briefing
    assert "For second-years." not in briefing
    (withdraw,) = actions(page, "withdraw")
    assert "withdrawn" in leader.send(withdraw).words
    assert "not yet reviewed" in screen.get("/cases/walk").words
