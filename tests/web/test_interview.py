"""The interview in the browser: step by step, back and forth, nothing lost, and a draft at its end."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from simulator.usecases import drafts
from tests.usecases.trainee import Trainee
from tests.web.browsing import Browser
from tests.web.pages import Page

ASK = "/studio/new/interview"
CLIENT: dict[str, Any] = {
    "name": "Ida",
    "age": "41",
    "pronouns": "she/her",
    "work": "baker",
    "attachment": "fearful-avoidant",
    "mentalising": "low",
    "regulation": "hyperactivating",
    "defence": "submissive",
    "language": "en",
}
DIFFICULTY: dict[str, Any] = {
    "presentation": ["shame", "mistrust"],
    "background": "Ida bakes.\n\n## Nobody: knows why she comes",
    "moment": "She puts her coat on again.",
    "opening": "",
}
TEMPTATION: dict[str, Any] = {"temptation": "Ask her to stay", "why": "she has only just begun", "better": ""}
PRINCIPLES: dict[str, Any] = {"criteria": ["offers-control", "tracks-window"], "learn": ["window-of-tolerance"]}
SHAPE: dict[str, Any] = {"moments": "3", "endings": ["connected", "strained"], "title": "Not “today”", "slug": ""}
STEPS: tuple[dict[str, Any], ...] = (CLIENT, DIFFICULTY, TEMPTATION, PRINCIPLES, SHAPE)


def sent(page: Page) -> dict[str, Any]:
    """What a browser would send of the form on the page, with every value of what is ticked more than once."""
    owner = page.one("form", action=ASK, method="post")
    fields: dict[str, Any] = {}
    for name, value in page._sent(owner):
        fields[name] = [*fields[name], value] if name in fields else [value]
    return {name: values[0] if len(values) == 1 else values for name, values in fields.items()}


def answer(leader: Browser, go: str = "on", **fields: Any) -> int:
    """Fill in what is on the screen and press a button."""
    data = {**sent(leader.page), **fields, "go": go}
    answered = leader.post(ASK, data)
    leader.page = Page(answered.text)
    leader.answer = answered
    return answered.status_code


def step(leader: Browser) -> str:
    return sent(leader.page)["step"]  # type: ignore[no-any-return]


@pytest.fixture
def asked(leader: Browser) -> Browser:
    """The first step is on the screen."""
    leader.get(ASK)
    return leader


def test_a_leader_answers_five_steps_looks_and_has_a_draft(asked: Browser, noor: Trainee) -> None:
    for fields in STEPS:
        assert answer(asked, **fields) == 200
    assert step(asked) == "look"
    text = asked.page.one("pre").text
    assert "client: {name: Ida, age: 41, " in text
    assert "She puts her coat on again." in text
    assert "“## Nobody: knows why she comes”" in text
    at_the_end = {**sent(asked.page), "go": "on"}
    draft_id = UUID(at_the_end["draft_id"])
    assert answer(asked) == 303
    assert asked.answer.location.endswith(f"/drafts/{draft_id}")
    draft = drafts.opened(noor.store, noor.actor, draft_id)
    assert (draft.slug, draft.title, draft.origin, draft.text) == ("not-today", "Not “today”", "interview", text)
    assert asked.post(ASK, at_the_end).status_code == 303
    assert drafts.opened(noor.store, noor.actor, draft_id).revision == 1


def test_what_is_missing_is_said_beside_its_field_and_everything_typed_stays(asked: Browser) -> None:
    assert answer(asked, **{**CLIENT, "name": "", "age": "", "attachment": "somehow"}) == 422
    problems = {one.attributes["id"]: one.text for one in asked.page.all("span", class_="problem")}
    assert problems == {
        "name-problem": "The client needs a name: an invented one.",
        "age-problem": "How old is the client?",
        "attachment-problem": "Please choose one of these.",
    }
    assert asked.page.alerts == ["Not quite yet: please look at what is marked below."]
    assert asked.page.one("input", id="name").attributes["aria-describedby"] == "name-problem"
    kept = sent(asked.page)
    assert (kept["work"], kept["regulation"], kept["defence"]) == ("baker", "hyperactivating", "submissive")


def test_going_back_loses_nothing(asked: Browser) -> None:
    answer(asked, **CLIENT)
    assert answer(asked, "back", background="Half a sentence", presentation=["shame", "grief"]) == 200
    assert step(asked) == "client"
    assert sent(asked.page)["name"] == "Ida"
    answer(asked)
    assert step(asked) == "difficulty"
    kept = sent(asked.page)
    assert (kept["background"], kept["presentation"]) == ("Half a sentence", ["shame", "grief"])


def test_what_was_unticked_stays_unticked(asked: Browser) -> None:
    for fields in STEPS[:4]:
        answer(asked, **fields)
    answer(asked, endings=["steady"])
    assert asked.status == 422
    assert sent(asked.page)["endings"] == "steady"


def test_a_problem_of_an_earlier_step_leads_back_to_it(asked: Browser) -> None:
    for fields in STEPS:
        answer(asked, **fields)
    assert answer(asked, temptation=" ") == 422
    assert step(asked) == "temptation"
    assert sent(asked.page)["title"] == "Not “today”"


def test_gauges_are_suggested_and_what_is_changed_stays(asked: Browser) -> None:
    for fields in STEPS[:4]:
        answer(asked, **fields)
    shown = sent(asked.page)
    assert [shown[name] for name in ("low", "arousal", "high", "safeness", "shame", "anger", "warmth")] == [
        *("-2", "1", "2", "2", "7", "", "2")
    ]
    answer(asked, **{**SHAPE, "arousal": "4"})
    assert asked.status == 422
    assert "The hour begins within the window: from -2 to 2." in asked.page.words
    assert sent(asked.page)["arousal"] == "4"


def test_a_short_name_that_is_taken_is_refused_and_one_from_the_title_finds_a_free_one(asked: Browser) -> None:
    for fields in STEPS[:4]:
        answer(asked, **fields)
    assert answer(asked, **{**SHAPE, "slug": "walk"}) == 422
    assert "There is a case called “walk” already." in asked.page.words
    assert answer(asked, **{**SHAPE, "title": "Walk", "slug": ""}) == 200
    assert "The text itself, walk-2.md" in asked.page.words


def test_nothing_typed_becomes_a_part_of_the_page(asked: Browser) -> None:
    for fields in (CLIENT, {**DIFFICULTY, "background": "</textarea><script>alert(1)</script>"}, *STEPS[2:]):
        answer(asked, **fields)
    assert step(asked) == "look"
    assert [one for one in asked.page.dangers() if "script" in one] == []


def test_the_skeleton_comes_in_the_language_that_was_chosen(asked: Browser) -> None:
    for fields in ({**CLIENT, "language": "de"}, *STEPS[1:]):
        answer(asked, **fields)
    assert asked.page.one("pre").attributes["lang"] == "de"
    assert "(noch zu schreiben – " in asked.page.one("pre").text


@pytest.mark.parametrize("path", [ASK, "/studio/new", "/studio"])
def test_only_course_leaders_come_in(screen: Browser, admin: Browser, path: str) -> None:
    assert {one.client.get(path).status_code for one in (screen, admin)} == {404}
