"""Trying a draft in the browser: the address is the play, and an author sees the rules fire."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import pytest

from simulator.usecases import drafts
from tests.usecases.cases import BROKEN, WALK
from tests.usecases.trainee import Trainee
from tests.web.browsing import Browser

ASKING = WALK.replace("- When: safeness at least 4", "- When: safeness at least 4 and not chose ask-at-once")


def begun(noor: Trainee, text: str = WALK) -> str:
    """The address of a draft of this text."""
    draft_id: UUID = uuid4()
    drafts.begin(noor.store, noor.actor, draft_id, f"draft-{draft_id.hex[:6]}", text, "blank")
    return f"/drafts/{draft_id}"


@pytest.fixture
def draft(noor: Trainee) -> str:
    """The address of a draft of the walk."""
    return begun(noor)


def test_a_draft_begins_with_its_first_scene_and_an_authors_margin(leader: Browser, draft: str) -> None:
    page = leader.get(f"{draft}/try")
    assert leader.status == 200
    assert "At the gate" in page.words
    for words in ("safeness +3", "After you. There is no hurry.", "She could choose the pace.", "offers-control"):
        assert words in page.words
    assert "What it did" not in page.words
    assert len(page.all("select", id="scene")) == 1
    assert not page.dangers()
    assert leader.get(f"{draft}/try", headers={"Accept-Language": "de"}).all("html", lang="de")


def test_an_answer_shows_what_it_did_and_why(leader: Browser, draft: str) -> None:
    leader.get(f"{draft}/try")
    page = leader.send(f"{draft}/try", answer="pull-her-along")
    assert leader.status == 200
    assert "What it did" in page.words
    for words in ("arousal +4: 1 → 5", "safeness -1: 2 → 1", "held, and took over", "arousal above window", "upwards"):
        assert words in page.words, words
    assert "Not followed, because a rule took over." in page.words
    assert "She pulls her arm back." in page.words
    assert "The rain" in page.words
    (back,) = [one.attributes["href"] for one in page.all("a") if one.text == "Step back"]
    assert "What it did" not in leader.get(back).words


def test_the_address_is_the_whole_play_and_goes_back_answer_by_answer(leader: Browser, draft: str) -> None:
    leader.get(f"{draft}/try?scene=gate&gauge-safeness=4&gauge-arousal=1&gauge-shame=4")
    leader.send(f"{draft}/try", answer="ask-at-once")
    answer = leader.post(f"{draft}/try", {**leader.page.form(f"{draft}/try"), "answer": "stay-with-it"})
    assert answer.status_code == 303
    where = urlsplit(answer.location)
    assert parse_qs(where.query) == {"gauge-safeness": ["4"], "answers": ["ask-at-once,stay-with-it"]}
    assert where.fragment == "now"
    page = leader.get(answer.location)
    assert "The story ends here." in page.words
    back = [link.attributes["href"] for link in page.all("a") if link.text.startswith("Back to here")]
    assert [parse_qs(urlsplit(one).query).get("answers") for one in back] == [None, ["ask-at-once"]]
    assert "On the bench" in leader.get(back[1]).words


def test_a_play_can_begin_again_from_where_it_stands(leader: Browser, draft: str) -> None:
    page = leader.get(f"{draft}/try?answers=hold-the-gate")
    link = next(one.attributes["href"] for one in page.all("a") if one.text == "Start here with these gauges")
    assert parse_qs(urlsplit(link).query) == {"scene": ["bench"], "gauge-safeness": ["5"]}
    page = leader.get(link)
    assert "She has put her bag between you, open." in page.words
    assert "What it did" not in page.words


def test_what_is_not_shown_or_offered_now_says_on_what_it_depends(leader: Browser, noor: Trainee) -> None:
    page = leader.get(f"{begun(noor, ASKING)}/try?scene=bench&gauge-safeness=6&chose=ask-at-once")
    assert "Not offered now." in page.words
    assert "safeness at least 4 and not chose ask-at-once (does not hold)" in page.words
    assert "lend-your-hand" not in {one.attributes.get("value") for one in page.all("button")}
    ticked = [one.attributes["value"] for one in page.all("input", name="chose") if "checked" in one.attributes]
    assert ticked == ["ask-at-once"]
    page = leader.get(f"{begun(noor)}/try?scene=bench&gauge-safeness=1")
    assert "Not shown now, because this does not hold: safeness at least 4" in page.words


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("scene=nowhere", "There is no scene “nowhere”"),
        ("gauge-safeness=11", "“safeness” is a whole number from 0 to 10."),
        ("answers=hold-the-gate,walk-on", "Answer 2, “walk-on”, is not offered"),
        ("answers=" + ",".join(["ask-at-once"] * 201), "no further than 200 answers"),
        ("seen=%3Cb%3E", "There is no scene “<b>”"),
    ],
)
def test_what_makes_no_sense_is_refused_with_what_was_typed_still_there(
    leader: Browser, draft: str, query: str, words: str
) -> None:
    page = leader.get(f"{draft}/try?{query}&gauge-shame=7")
    assert leader.status == 422
    assert words in leader.page.alerts[0]
    assert page.one("input", id="gauge-shame").attributes["value"] == "7"
    sent = {name: values[0] for name, values in parse_qs(query).items()}
    leader.get(f"{draft}/try")
    answer = leader.post(f"{draft}/try", {"csrf_token": leader.token, **sent})
    assert answer.status_code == 422


def test_a_play_too_long_for_an_address_is_shown_all_the_same(leader: Browser, noor: Trainee) -> None:
    slug = "stay-with-it-for-a-good-while-and-then-a-little-longer-still"
    text = WALK.replace("### stay-with-it", f"### {slug}").replace("otherwise gate", "otherwise bench")
    text = text.replace("safeness at least 4, otherwise", "safeness at least 40, otherwise")
    address = begun(noor, text)
    leader.get(f"{address}/try?scene=bench")
    fields = {**leader.page.form(f"{address}/try"), "answers": ",".join([slug] * 60), "answer": slug}
    answer = leader.post(f"{address}/try", fields)
    assert answer.status_code == 200
    assert answer.text.count("Back to here") == 61


def test_a_draft_that_cannot_be_played_says_what_keeps_it_from_that(leader: Browser, noor: Trainee) -> None:
    address = begun(noor, BROKEN)
    for tab in ("try", "robots"):
        page = leader.get(f"{address}/{tab}")
        assert leader.status == 200
        assert "This draft cannot be played yet." in page.words
        assert "There is no scene “no-such-scene”." in page.words
        assert any(one.attributes.get("href", "").startswith(f"{address}?line=") for one in page.all("a"))
    answer = leader.post(f"{address}/try", {"csrf_token": leader.token, "scene": "nowhere", "answer": "away"})
    assert answer.status_code == 200


def test_nobody_else_is_let_in(screen: Browser, admin: Browser, stranger: Browser, draft: str) -> None:
    for browser in (screen, admin):
        for tab in ("try", "robots"):
            browser.get(f"{draft}/{tab}")
            assert browser.status == 404
        assert browser.post(f"{draft}/try", {"csrf_token": browser.token, "answer": "x"}).status_code == 404
    assert stranger.client.get(f"{draft}/try").status_code == 302
