"""Checking and previewing a text in the studio: what the editor is told, and the page for those without JavaScript."""

from __future__ import annotations

import time
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from simulator.usecases import drafts
from tests.usecases.cases import WALK
from tests.usecases.trainee import Trainee
from tests.web.browsing import Browser

JSON = {"Accept": "application/json"}


@pytest.fixture
def draft(app: Flask, noor: Trainee) -> str:
    """The address of a draft of Noor's."""
    begun = drafts.begin(app.extensions["attune"], noor.actor, uuid4(), "a-walk", WALK, "blank")
    return f"/drafts/{begun.id}"


def told(browser: Browser, address: str, text: str, **fields: Any) -> dict[str, Any]:
    """What the editor is told."""
    answer = browser.post(address, {"csrf_token": browser.token, "text": text, **fields}, headers=JSON)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.get_json()
    return found


def line_of(text: str, words: str) -> int:
    return text[: text.index(words)].count("\n") + 1


def test_a_text_without_problems_has_its_ranges_and_its_map(leader: Browser, draft: str) -> None:
    found = told(leader, f"{draft}/check", WALK, line=line_of(WALK, "## bench"))
    assert found["whole"]
    assert (found["faults"], found["problems"]) == (0, [one for one in found["problems"] if one["severity"] == "flaw"])
    assert "from" in found["ranges"]
    assert 'aria-current="location"' in found["map"]
    assert f"{draft}?scene=bench" in found["map"]


def test_a_slip_is_told_with_what_was_meant(leader: Browser, draft: str) -> None:
    text = WALK.replace("- Attunement: helpful, reads-cues. You had", "- Attunement: Helpfull, reads-cues. You had", 1)
    found = told(leader, f"{draft}/check", text)
    one = next(one for one in found["problems"] if one["code"] == "level-unknown")
    assert one["line"] == line_of(text, "Helpfull")
    assert one["mend"] == {"line": one["line"], "from": "Helpfull", "to": "helpful"}
    assert "Did you mean “helpful”?" in one["sentence"]
    assert found["faults"] == 1
    assert "once it has no faults" in found["ranges"]
    assert "bench" in found["map"]


def test_problems_are_told_in_the_language_of_the_page(leader: Browser, draft: str) -> None:
    leader.client.set_cookie("language", "de")
    found = told(leader, f"{draft}/check", WALK.replace("- Next: gone", "- Next: gonne", 1))
    one = next(one for one in found["problems"] if one["code"] == "target-unknown")
    assert "“gonne”" in one["sentence"] or "„gonne“" in one["sentence"]


def test_the_outline_says_where_everything_stands(leader: Browser, draft: str) -> None:
    found = told(leader, f"{draft}/check", WALK)["outline"]
    by_slug = {one["slug"]: one for one in found}
    lines = WALK.splitlines()
    assert [one["slug"] for one in found if one["kind"] == "scene"][:2] == ["gate", "rain"]
    assert by_slug["gate"]["end"] == by_slug["rain"]["line"] - 1
    assert by_slug["home"]["ending"] == "connected"
    assert by_slug["gone"]["end"] == len(lines)
    for one in found:
        assert lines[one["line"] - 1].startswith("##")


def test_words_to_be_offered_come_from_the_text_and_the_library(leader: Browser, draft: str) -> None:
    words = told(leader, f"{draft}/check", WALK)["words"]
    assert "Own words" in words["labels"]
    assert "window" in words["gauges"]
    assert "offers-control" in words["criteria"]["Attunement"]
    assert "bench" in words["scenes"]
    assert "stay-with-it" in words["responses"]
    assert "walk" in words["front"]["continues"]


def test_a_quick_check_leaves_out_what_takes_its_time(leader: Browser, draft: str) -> None:
    text = WALK.replace("Effect: safeness +3", "Effect: safeness +2", 1).replace("advanced, offers", "helpful, offers")
    found = told(leader, f"{draft}/check", text, quick=1)
    assert (found["whole"], found["ranges"], found["map"]) == (False, None, None)
    assert told(leader, f"{draft}/check", text)["whole"]
    again = told(leader, f"{draft}/check", text.replace("Ida sits down", "Ida has sat down"), quick=1)
    assert again["whole"]
    assert again["ranges"]


def test_the_scene_of_the_cursor_is_shown_as_the_trainee_sees_it(leader: Browser, draft: str) -> None:
    found = told(leader, f"{draft}/preview", WALK, line=line_of(WALK, "### stay-with-it"))
    assert found["scene"] == "bench"
    assert "My mother used to sit here." in found["html"]
    assert "Say it first" in found["html"]
    assert "<form" not in found["html"]
    assert "It was the bench she could speak of." not in found["html"]


def test_above_the_first_scene_the_briefing_is_shown(leader: Browser, draft: str) -> None:
    found = told(leader, f"{draft}/preview", WALK, line=2)
    assert found["scene"] == ""
    assert "walk today instead of sitting" in found["html"]


def test_a_scene_is_shown_though_other_parts_have_faults(leader: Browser, draft: str) -> None:
    text = WALK.replace("level: foundation", "level: fundation").replace("- Next: home\n", "- Next: hoem\n")
    found = told(leader, f"{draft}/preview", text, scene="bench")
    assert "My mother used to sit here." in found["html"]


@pytest.mark.parametrize(
    "text", ["", "---", "nothing", "## one: One", "## one: One\n## one: 1\n", WALK[:300], "\x00\ud800", "#" * 300_000]
)
def test_any_text_gets_an_answer(leader: Browser, draft: str, text: str) -> None:
    text = text.replace("\ud800", "")
    assert told(leader, f"{draft}/check", text)["faults"]
    told(leader, f"{draft}/preview", text)


def test_nothing_is_kept(leader: Browser, draft: str, noor: Trainee) -> None:
    told(leader, f"{draft}/check", "Something else.")
    from uuid import UUID

    assert drafts.opened(leader.store, noor.actor, UUID(draft.rpartition("/")[2])).text == WALK


@pytest.mark.parametrize("deed", ["check", "preview"])
def test_drafts_are_for_course_leaders(screen: Browser, admin: Browser, draft: str, deed: str) -> None:
    for browser in (screen, admin):
        answer = browser.post(f"{draft}/{deed}", {"csrf_token": browser.token, "text": WALK}, headers=JSON)
        assert answer.status_code == 404


def test_a_scene_with_thousands_of_responses_is_previewed_in_time(leader: Browser, draft: str) -> None:
    many = "".join(f"### say-{number}: Say it\n\n" for number in range(8_000))
    started = time.process_time()
    found = told(leader, f"{draft}/preview", f"---\ntitle: A scene\n---\n\n## gate: The gate\n\n{many}", line=6)
    assert time.process_time() - started < 5
    assert found["scene"] == "gate"
