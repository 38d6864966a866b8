"""The guided form of a scene or a response, as a course leader without JavaScript meets it."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from flask import Flask

from simulator.config import bundled
from simulator.markup.source import normalise
from simulator.usecases import drafts
from tests.usecases.cases import WALK
from tests.usecases.trainee import Trainee
from tests.web.browsing import Browser
from tests.web.pages import Element, Page

Fields = dict[str, list[str]]


def begun(app: Flask, noor: Trainee, text: str) -> str:
    return f"/drafts/{drafts.begin(app.extensions['attune'], noor.actor, uuid4(), 'a-walk', text, 'blank').id}"


@pytest.fixture
def draft(app: Flask, noor: Trainee) -> str:
    """The address of a draft of Noor's."""
    return begun(app, noor, WALK)


def test_the_form_leads_to_another_short_name(leader: Browser, draft: str) -> None:
    link = next(one for one in leader.get(f"{draft}/parts/bench").all("a") if one.text.startswith("Rename: "))
    page = leader.get(link.attributes["href"])
    assert leader.status == 200
    assert page.one("option", value="bench").attributes.get("selected") is not None


def text_of(browser: Browser, noor: Trainee, draft: str) -> str:
    return drafts.opened(browser.store, noor.actor, UUID(draft.rpartition("/")[2])).text


def fields(page: Page, action: str) -> Fields:
    """All that a browser would send of a form, lists included, if nothing in it was touched."""
    owner = page.one("form", action=action, method="post")
    found: Fields = {}
    for element in page.elements:
        name = element.attributes.get("name", "")
        if name and element.tag in ("input", "textarea", "select") and element.inside(owner):
            value = _value(page, element)
            if value is not None:
                found.setdefault(name, []).append(value)
    return found


def _value(page: Page, element: Element) -> str | None:
    if element.tag == "textarea":
        return element.text.removeprefix("\n")
    if element.tag == "select":
        inside = [one for one in page.all("option") if one.inside(element)]
        chosen = [one for one in inside if "selected" in one.attributes] or inside[:1]
        return chosen[0].attributes["value"]
    if element.attributes.get("type") == "checkbox" and "checked" not in element.attributes:
        return None
    return element.attributes.get("value", "")


def opened(browser: Browser, draft: str, slug: str) -> Fields:
    address = f"{draft}/parts/{slug}"
    return fields(browser.get(address), address)


def sent(browser: Browser, draft: str, slug: str, form: Fields, do: str = "save") -> Page:
    answer = browser.client.post(f"{draft}/parts/{slug}", data={**form, "do": do}, follow_redirects=True)
    return browser._shown(answer)


def test_every_part_opened_and_saved_unchanged_leaves_the_text_as_it_was(
    app: Flask, leader: Browser, noor: Trainee
) -> None:
    text = normalise((bundled("scenarios") / "across-the-street.md").read_text("utf-8"))
    draft = begun(app, noor, text)
    leader.get(f"{draft}/parts/{text.split('## ')[1].split(':')[0]}")
    slugs = [line.lstrip("# ").split(":")[0] for line in text.splitlines() if line.startswith("##") and ":" in line]
    assert len(slugs) > 60
    for slug in slugs[::3]:
        sent(leader, draft, slug, opened(leader, draft, slug))
        assert leader.status == 200
    assert text_of(leader, noor, draft) == text


def test_a_scene_is_written_by_its_form(leader: Browser, noor: Trainee, draft: str) -> None:
    form = opened(leader, draft, "bench")
    form["title"] = ["On the old bench"]
    form["prose_text"][-1] = "A dog\r\ncomes by."
    form["moment"] = ["And you?"]
    page = sent(leader, draft, "bench", form)
    assert "Saved." in page.words
    text = text_of(leader, noor, draft)
    assert "## bench: On the old bench\n- Own words: yes\n- Moment: And you?\n" in text
    assert "A dog comes by.\n\n### stay-with-it" in text
    assert text.split("### stay-with-it")[1] == WALK.split("### stay-with-it")[1]


def test_a_response_is_written_by_its_form(leader: Browser, noor: Trainee, draft: str) -> None:
    form = opened(leader, draft, "ask-for-more")
    form["rating_level"][0] = "harmful"
    form["effect_gauge"][-1], form["effect_amount"][-1] = "arousal", "2"
    form["way_target"][:1], form["way_condition"][:1] = ["home"], ["safeness at least 5"]
    form["way_target"][1] = "gone"
    sent(leader, draft, "ask-for-more", form)
    text = text_of(leader, noor, draft)
    assert "- Attunement: harmful, drops-the-script. It is what one asks." in text
    assert "- Effect: shame +1, arousal +2" in text
    assert "- Next: home if safeness at least 5, otherwise gone" in text


def test_what_cannot_be_written_is_said_and_nothing_typed_is_lost(leader: Browser, noor: Trainee, draft: str) -> None:
    form = opened(leader, draft, "ask-for-more")
    form["prose_text"][-1] = "## not a scene: of mine"
    form["wording"] = ["Something <b>else</b>"]
    page = sent(leader, draft, "ask-for-more", form)
    assert leader.status == 422
    assert "would be read as something else" in page.alerts[0]
    again = fields(page, f"{draft}/parts/ask-for-more")
    assert "## not a scene: of mine" in again["prose_text"]
    assert again["wording"] == ["Something <b>else</b>"]
    assert text_of(leader, noor, draft) == WALK


def test_more_empty_lines_keep_what_was_typed(leader: Browser, draft: str) -> None:
    form = opened(leader, draft, "bench")
    form["prose_text"][-1] = "A dog."
    again = fields(sent(leader, draft, "bench", form, "more"), f"{draft}/parts/bench")
    assert [one for one in again["prose_text"] if one][-1] == "A dog."
    assert again["prose_text"].count("") == 3


def test_parts_are_moved_removed_and_added(leader: Browser, noor: Trainee, draft: str) -> None:
    sent(leader, draft, "ask-at-once", opened(leader, draft, "ask-at-once"), "up")
    text = text_of(leader, noor, draft)
    assert text.index("### ask-at-once") < text.index("### hold-the-gate")
    page = sent(leader, draft, "ask-at-once", opened(leader, draft, "ask-at-once"), "remove")
    assert "Remove the response" in page.words
    assert "### ask-at-once" in text_of(leader, noor, draft)
    sent(leader, draft, "ask-at-once", fields(page, f"{draft}/parts/ask-at-once"), "remove-really")
    assert "### ask-at-once" not in text_of(leader, noor, draft)
    revision = opened(leader, draft, "gate")["revision"][0]
    new = {"csrf_token": leader.token, "revision": revision, "kind": "response", "scene": "gate"}
    answer = leader.post(f"{draft}/parts", {**new, "slug": "wave", "title": "Wave"})
    assert answer.status_code == 303
    text = text_of(leader, noor, draft)
    assert text.index("### wave: Wave") < text.index("## rain")
    refused = leader.post(f"{draft}/parts", {**new, "slug": "Not so", "title": "Wave"})
    assert refused.status_code == 422
    assert "Not so" in refused.text


def test_a_part_that_no_form_can_hold_is_left_to_the_editor(app: Flask, leader: Browser, noor: Trainee) -> None:
    draft = begun(app, noor, WALK.replace("- Own words: yes", "- Own wrods: yes"))
    page = leader.get(f"{draft}/parts/bench")
    assert "no field for" in page.words
    assert not page.all("form", action=f"{draft}/parts/bench")


def test_somebody_elses_text_is_not_written_over(
    leader: Browser, other_leader: Browser, noor: Trainee, draft: str
) -> None:
    mine, theirs = opened(leader, draft, "bench"), opened(other_leader, draft, "gate")
    theirs["title"] = ["At the old gate"]
    sent(other_leader, draft, "gate", theirs)
    mine["title"] = ["On the old bench"]
    page = sent(leader, draft, "bench", mine)
    assert leader.status == 409
    assert "On the old bench" in page.html
    text = text_of(leader, noor, draft)
    assert "At the old gate" in text
    assert "On the old bench" not in text


def test_forms_are_for_course_leaders(screen: Browser, admin: Browser, draft: str) -> None:
    for browser in (screen, admin):
        assert browser.client.get(f"{draft}/parts/bench").status_code == 404
        token = {"csrf_token": browser.token, "revision": "1", "title": "x", "kind": "scene", "slug": "a"}
        assert browser.post(f"{draft}/parts/bench", token).status_code == 404
        assert browser.post(f"{draft}/parts", token).status_code == 404


def test_a_part_that_is_not_there_is_not_found(leader: Browser, draft: str) -> None:
    assert leader.client.get(f"{draft}/parts/nowhere").status_code == 404
