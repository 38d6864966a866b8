"""Whole journeys of a trainee, in a real browser."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.trainee import Trainee

With = Callable[..., Trainee]


def test_a_trainee_plays_a_whole_case_and_is_told_why(trainee: Trainee) -> None:
    trainee.come_in()
    trainee.open_case("Side by side")
    trainee.take_turn()
    for heading in ("What it does", "Attunement", "Titration"):
        expect(trainee.page.get_by_role("heading", name=heading).first).to_be_visible()
    trainee.play_to_the_end()
    expect(trainee.page.get_by_role("heading", name="First, your own eyes")).to_be_visible()
    expect(trainee.page.get_by_role("heading", name="Profile")).to_have_count(0)
    trainee.rate_myself()
    for section in ("Profile", "The way you took", "Turn by turn", "What to practise next"):
        expect(trainee.page.get_by_role("heading", name=section).first).to_be_visible()


def test_a_trainee_plays_a_whole_case_with_the_keyboard_alone(trainee: Trainee) -> None:
    page = trainee.page
    page.goto(trainee.site)
    trainee.key(page.get_by_role("button", name="Somebody new"))
    trainee.key(page.locator(".cards").get_by_role("link", name="I can manage", exact=True))
    trainee.key(page.get_by_role("button", name="Open the door"))
    expect(trainee.stage).to_be_visible()
    while trainee.beat != "ending":
        before = trainee.stage.get_attribute("data-keep") or ""
        if trainee.beat == "notice":
            trainee.key(page.get_by_role("checkbox").first, "Space")
            trainee.key(page.get_by_role("button", name="Go on to respond"))
        elif trainee.beat == "say":
            trainee.tab_to(page.get_by_label("Say it first"))
            page.keyboard.type("I think I would wait.")
            trainee.key(page.get_by_role("button", name="Keep it"))
        elif trainee.beat == "respond":
            page.keyboard.press("1")
            expect(page.get_by_role("radio").first).to_be_checked()
            page.keyboard.press("Enter")
        else:
            trainee.key(page.get_by_role("button", name="Go on"))
        expect(trainee.stage).not_to_have_attribute("data-keep", before)
        expect(page.get_by_role("heading", level=1)).to_be_focused()
    trainee.key(page.get_by_role("button", name="Close the case"))
    expect(page.get_by_role("heading", name="First, your own eyes")).to_be_visible()
    for group in page.locator("fieldset.scale").all():
        trainee.key(group.get_by_role("radio").first, "Space")
    trainee.key(page.get_by_role("button", name="Now show me"))
    expect(page.get_by_role("heading", name="Turn by turn")).to_be_visible()


def test_a_trainee_plays_a_whole_case_without_javascript(trainee_with: With) -> None:
    trainee = trainee_with(java_script_enabled=False)
    trainee.come_in()
    trainee.open_case("The locked door", say_first=True)
    trainee.take_turn(words="Who took one from you?")
    expect(trainee.page.get_by_text("Who took one from you?").first).to_be_visible()
    trainee.play_to_the_end(choice=1)
    trainee.rate_myself()


def test_a_trainee_plays_an_assessment_on_a_phone(trainee_with: With) -> None:
    trainee = trainee_with(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    trainee.come_in()
    trainee.open_case("Side by side", mode="Assessment.")
    while trainee.beat != "ending":
        expect(trainee.page.locator(".level")).to_have_count(0)
        trainee.take_turn(choice=1)
    trainee.play_to_the_end()
    trainee.rate_myself()


def test_a_second_try_keeps_both_answers_and_counts_the_first(trainee: Trainee) -> None:
    trainee.come_in()
    trainee.open_case("I can manage")
    trainee.take_turn(choice=0)
    first = trainee.page.locator(".you").inner_text()
    trainee.press("Rewind and try again")
    expect(trainee.page.get_by_text("second try")).to_be_visible()
    trainee.take_turn(choice=1)
    second = trainee.page.locator(".you").inner_text()
    assert first != second
    trainee.play_to_the_end()
    trainee.rate_myself()
    expect(trainee.page.locator("#turn-1")).to_contain_text(first.splitlines()[-1])
    expect(trainee.page.locator("#turn-2")).to_contain_text(second.splitlines()[-1])
    expect(trainee.page.locator("#turn-2")).to_contain_text("not counted")


def test_an_attempt_is_resumed_on_another_device_exactly_where_it_was(trainee: Trainee, trainee_with: With) -> None:
    trainee.come_in()
    address = trainee.open_case("The locked door")
    trainee.take_turn()
    heard = trainee.page.locator(".reaction").inner_text()
    elsewhere = trainee_with(viewport={"width": 390, "height": 844})
    elsewhere.come_in()
    expect(elsewhere.page.get_by_role("link", name="Go on with The locked door")).to_be_visible()
    elsewhere.page.goto(address)
    assert elsewhere.beat == "feel"
    assert elsewhere.page.locator(".reaction").inner_text() == heard


def test_a_page_left_open_elsewhere_says_so_and_keeps_what_was_typed(trainee: Trainee) -> None:
    trainee.come_in()
    address = trainee.open_case("Side by side")
    trainee.press("Go on to respond")
    other = trainee.page.context.new_page()
    other.goto(address)
    trainee.take_turn()
    other.get_by_role("radio").first.check()
    other.get_by_text("Why this one?").click()
    other.get_by_label("A note for your supervisor").fill("I was not finished.")
    other.get_by_role("button", name="Respond").click()
    expect(other.get_by_role("alert")).to_contain_text("has been answered already")
    expect(other.get_by_text("I was not finished.")).to_be_visible()


def test_pausing_and_reloading_lose_nothing_that_was_typed(trainee: Trainee) -> None:
    page = trainee.page
    trainee.come_in()
    trainee.open_case("I can manage", say_first=True)
    if trainee.beat == "notice":
        trainee.press("Go on to respond")
    page.get_by_label("Say it first").fill("Let me think about")
    page.get_by_role("heading", level=1).click()
    page.keyboard.press("p")
    expect(page.get_by_text("Feel both feet on the floor")).to_be_visible()
    page.keyboard.press("p")
    expect(page.get_by_text("Feel both feet on the floor")).to_be_hidden()
    page.reload()
    expect(page.get_by_label("Say it first")).to_have_value("Let me think about")


def test_an_answer_that_does_not_arrive_is_said_and_nothing_is_lost(trainee: Trainee) -> None:
    page = trainee.page
    trainee.come_in()
    trainee.open_case("Side by side")
    trainee.press("Go on to respond")
    page.get_by_role("radio").first.check()
    page.context.set_offline(True)
    page.get_by_role("button", name="Respond").click()
    expect(page.get_by_role("alert")).to_contain_text("did not reach the server")
    expect(page.get_by_role("radio").first).to_be_checked()
    page.context.set_offline(False)
    trainee.press("Respond")
    assert trainee.beat == "feel"


def test_private_notes_stay_with_the_attempt(trainee: Trainee) -> None:
    trainee.come_in("Robin Hale")
    page = trainee.page
    page.get_by_role("link", name="My attempts").click()
    page.locator("tbody tr:has(.ending) th a").first.click()
    page.get_by_label("For you alone").fill("Slower. And the window is my friend.")
    page.get_by_role("button", name="Keep my note").click()
    expect(page.get_by_label("For you alone")).to_have_value("Slower. And the window is my friend.")


def test_a_practice_is_done_from_the_pause_with_the_keyboard_and_without_javascript(trainee_with: With) -> None:
    trainee = trainee_with(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = trainee.page
    trainee.come_in()
    trainee.open_case("Side by side")
    place = page.url
    trainee.key(page.locator("#pause summary"))
    trainee.key(page.get_by_role("link", name="In for me, out for you"))
    trainee.key(page.get_by_role("link", name="Begin"))
    for number in range(1, 5):
        expect(page.get_by_text(f"Step {number} of 5")).to_be_visible()
        trainee.key(page.get_by_role("link", name="Go on"))
    expect(page.get_by_text("Step 5 of 5")).to_be_visible()
    trainee.tab_to(page.get_by_role("textbox"))
    page.keyboard.type("The out-breath.")
    trainee.key(page.get_by_role("button", name="Close"))
    expect(page.get_by_text("The out-breath.")).to_be_visible()
    trainee.key(page.get_by_role("link", name="Back to where you were"))
    expect(page).to_have_url(place)
    expect(trainee.stage).to_be_visible()


def test_feedback_leads_to_a_card_and_the_card_to_a_case(trainee: Trainee) -> None:
    page = trainee.page
    trainee.come_in()
    trainee.open_case("Side by side")
    trainee.take_turn()
    page.locator(".behind a").first.click()
    expect(page.get_by_role("heading", name="It goes wrong when …")).to_be_visible()
    page.get_by_role("link", name="The locked door").or_(page.get_by_role("link", name="Side by side")).first.click()
    expect(page.get_by_role("button", name="Open the door")).to_be_visible()


def test_the_library_is_narrowed_and_widened_again(trainee: Trainee) -> None:
    trainee.come_in()
    page = trainee.page
    page.get_by_label("What the client brings").select_option("anger")
    page.get_by_role("button", name="Narrow").click()
    titles = page.get_by_role("heading", level=2)
    expect(page.get_by_role("heading", name="The locked door")).to_be_visible()
    expect(page.get_by_role("heading", name="I can manage")).to_have_count(0)
    narrowed = titles.count()
    page.get_by_role("link", name="Show all").click()
    expect(page.get_by_role("heading", name="I can manage")).to_be_visible()
    assert titles.count() > narrowed


def test_a_turn_is_pictured_for_the_readme(trainee_with: With, pictures: Path, tmp_path: Path) -> None:
    trainee = trainee_with(viewport={"width": 1280, "height": 900})
    trainee.come_in()
    trainee.open_case("Side by side")
    trainee.press("Go on to respond")
    file = pictures / "turn.png" if os.environ.get("ATTUNE_UPDATE_PICTURES") else tmp_path / "turn.png"
    trainee.page.screenshot(path=file, full_page=True)
    assert file.stat().st_size > 20_000
