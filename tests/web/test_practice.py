"""A trainee at a case: each click answered with a page or, with JavaScript, with the part of it that changes."""

from __future__ import annotations

import pytest

from tests.usecases.trainee import Trainee
from tests.web.browsing import SWAP, Browser
from tests.web.pages import Page

MOVED_ON = "This moment has been answered already. Here is where the story stands now."


def test_a_case_is_played_from_the_library_to_the_debrief_without_javascript(screen: Browser) -> None:
    assert "A walk" in screen.get("/").words
    attempt = screen.start()
    assert screen.beat() == "notice"
    screen.send(f"{attempt}/notice", cues="0")
    assert "You noticed this." in screen.page.words
    screen.send(f"{attempt}/respond", response="hold-the-gate", reason="She was waiting.")
    assert screen.page.one("h1").text == "What it does"
    assert "She could choose the pace." in screen.page.words
    screen.send(f"{attempt}/continue")
    assert screen.beat() == "say"
    screen.send(f"{attempt}/say", words="Tell me about the bench.")
    screen.send(f"{attempt}/respond", response="stay-with-it")
    assert "Tell me about the bench." in screen.page.words
    screen.send(f"{attempt}/continue")
    assert screen.beat() == "ending"
    screen.send(f"{attempt}/finish")
    assert "First, your own eyes" in screen.page.words
    screen.send(f"{attempt}/self-rating", attunement="helpful", titration="advanced")
    assert "Turn by turn" in screen.page.words
    assert "She was waiting." in screen.page.words
    screen.send(f"{attempt}/note", text="More benches.")
    assert screen.page.one("textarea", id="text").text == "More benches."


def test_every_answer_without_javascript_leads_back_to_the_page_of_the_attempt(screen: Browser) -> None:
    attempt = screen.start()
    for way, fields in (
        ("notice", {}),
        ("respond", {"response": "ask-at-once"}),
        ("rewind", {}),
        ("respond", {"response": "hold-the-gate"}),
        ("continue", {}),
        ("say", {}),
        ("respond", {"response": "ask-for-more"}),
        ("continue", {}),
    ):
        answer = screen.post(f"{attempt}/{way}", {**screen.page.form(f"{attempt}/{way}"), **fields})
        assert (answer.status_code, answer.headers["Location"]) == (303, attempt), way
        screen.get(attempt)
    answer = screen.post(f"{attempt}/finish", screen.page.form(f"{attempt}/finish"))
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{attempt}/debrief")


def test_every_answer_with_javascript_is_the_stage_alone(screen: Browser) -> None:
    attempt = screen.start()
    for way, fields, beat in (
        ("notice", {}, "respond"),
        ("respond", {"response": "ask-at-once"}, "feel"),
        ("rewind", {}, "respond"),
        ("respond", {"response": "hold-the-gate"}, "feel"),
        ("continue", {}, "say"),
        ("say", {}, "respond"),
        ("respond", {"response": "ask-for-more"}, "feel"),
        ("continue", {}, "ending"),
    ):
        screen.send(f"{attempt}/{way}", swap=True, **fields)
        assert screen.status == 200, way
        assert not screen.page.all("html")
        assert screen.beat() == beat
        assert screen.page.elements[0].attributes["id"] == "stage"


def test_a_refusal_with_javascript_is_the_stage_alone_too(screen: Browser) -> None:
    attempt = screen.start()
    for fields, status in (({"token": "old"}, 409), ({"cues": "9"}, 422)):
        page = screen.page
        screen.send(f"{attempt}/notice", swap=True, **fields)
        assert screen.status == status
        assert screen.page.elements[0].attributes["id"] == "stage"
        assert screen.page.alerts
        screen.page = page


def test_somebody_who_was_signed_out_meanwhile_is_told_so_in_place(screen: Browser) -> None:
    attempt = screen.start()
    form = screen.page.form(f"{attempt}/notice")
    stranger = Browser(screen.app)
    answer = stranger.post(f"{attempt}/notice", {**form, "csrf_token": stranger.token}, headers=SWAP)
    assert answer.status_code in (302, 401)


def test_leaving_and_coming_back_on_another_device_shows_the_same_moment(screen: Browser, ada: Trainee) -> None:
    attempt = screen.start(say_first="true")
    other = Browser(screen.app).come_in(ada)
    for way, fields in (
        ("notice", {"cues": "1"}),
        ("say", {"words": "Good morning."}),
        ("respond", {"response": "ask-at-once"}),
        ("continue", {}),
    ):
        screen.send(f"{attempt}/{way}", **fields)
        other.get("/")
        other.get(next(a.attributes["href"] for a in other.page.all("a") if a.text == "Go on with A walk"))
        stages = [page.html.partition('id="stage"')[2].partition("</section>")[0] for page in (screen.page, other.page)]
        mine, theirs = (Page(stage).words for stage in stages)
        assert mine == theirs


class TestAStalePage:
    """A page that was left open in a tab while the story went on in another."""

    def test_shows_where_the_story_stands_with_one_sentence_and_what_was_typed(self, screen: Browser) -> None:
        attempt = screen.start()
        screen.go_to(attempt)
        old = screen.twin()
        screen.send(f"{attempt}/respond", response="hold-the-gate", reason="First.")
        old.send(f"{attempt}/respond", response="ask-at-once", reason="What I typed in the old tab.")
        assert old.status == 409
        assert old.page.alerts == [MOVED_ON]
        assert old.beat() == "feel"
        assert old.page.one("p", class_="kept").text == "What I typed in the old tab."

    def test_keeps_words_and_private_words_apart(self, screen: Browser) -> None:
        attempt = screen.start(say_first="true")
        screen.send(f"{attempt}/notice")
        old = screen.twin()
        screen.send(f"{attempt}/say", words="The newer words.")
        old.send(f"{attempt}/say", words="The older words.", moment="For me alone.")
        assert old.status == 409
        assert [kept.text for kept in old.page.all("p", class_="kept")] == [
            "The older words.",
            "For me alone.",
            "The newer words.",
        ]
        assert "For me alone." not in old.page.one("textarea", id="reason").text

    def test_writes_nothing_not_even_a_private_note(self, screen: Browser) -> None:
        attempt = screen.start()
        old = screen.twin()
        screen.go_to(attempt)
        screen.respond(attempt, "hold-the-gate")
        old.send(f"{attempt}/notice", moment="From an old page.")
        assert old.status == 409
        screen.go_to(attempt)
        screen.send(f"{attempt}/respond", response="lend-your-hand")
        screen.go_to(attempt, "ending")
        screen.send(f"{attempt}/finish")
        screen.send(f"{attempt}/self-rating", attunement="helpful", titration="helpful")
        assert "From an old page." not in screen.page.words

    @pytest.mark.parametrize("token", ["", "x", "é", "\0", "a" * 5_000, "\ud800", "%00", "-1"])
    @pytest.mark.parametrize("way", ["notice", "say", "respond", "continue", "rewind", "finish"])
    def test_is_what_any_forged_token_comes_from(self, screen: Browser, way: str, token: str) -> None:
        attempt = screen.start()
        data = {
            "csrf_token": screen.token,
            "token": token.encode("utf-8", "surrogatepass"),
            "response": "hold-the-gate",
        }
        answer = screen.post(f"{attempt}/{way}", data)
        assert answer.status_code == 409
        screen.get(attempt)
        assert screen.beat() == "notice"

    def test_of_a_case_that_was_closed_meanwhile_says_so(self, screen: Browser) -> None:
        attempt = screen.start()
        screen.respond(attempt, "hold-the-gate")
        screen.go_to(attempt)
        old = screen.twin()
        screen.send(f"{attempt}/respond", response="stay-with-it")
        screen.go_to(attempt, "ending")
        screen.send(f"{attempt}/finish")
        old.send(f"{attempt}/respond", response="ask-for-more", reason="Typed.")
        assert old.status == 409
        assert "Typed." in old.page.words


class TestTextThatCannotBeKept:
    """Too long, or with a character that no database keeps: a sentence, and everything that was typed."""

    def test_leaves_reason_choice_and_private_note_in_their_fields(self, screen: Browser) -> None:
        attempt = screen.start()
        screen.go_to(attempt)
        screen.send(f"{attempt}/respond", response="hold-the-gate", reason="é" * 4_001, moment="Mine.")
        assert screen.status == 422
        assert "4,001 characters; 4,000 is the most" in screen.page.alerts[0]
        assert screen.page.one("textarea", id="reason").text == "é" * 4_001
        assert screen.page.one("textarea", id="moment").text == "Mine."
        assert screen.page.form(f"{attempt}/respond")["response"] == "hold-the-gate"
        screen.send(f"{attempt}/respond", reason="é" * 4_000)
        assert screen.beat() == "feel"

    def test_leaves_a_private_note_where_nobody_else_can_read_it(self, screen: Browser) -> None:
        attempt = screen.start()
        screen.go_to(attempt)
        screen.send(f"{attempt}/respond", response="hold-the-gate", reason="Why.", moment="m" * 20_001)
        assert screen.status == 422
        assert screen.page.one("textarea", id="moment").text == "m" * 20_001
        assert screen.page.one("textarea", id="reason").text == "Why."

    def test_leaves_what_one_would_say(self, screen: Browser) -> None:
        attempt = screen.start(say_first="true")
        screen.send(f"{attempt}/notice")
        screen.send(f"{attempt}/say", words="w" * 4_001)
        assert screen.status == 422
        assert screen.page.one("textarea", id="words").text == "w" * 4_001

    def test_leaves_the_note_of_the_debrief(self, screen: Browser, ada: Trainee) -> None:
        attempt = f"/attempts/{ada.start()}"
        ada.play_to_the_end("hold-the-gate", "stay-with-it")
        ada.rate_self(attunement="helpful", titration="helpful")
        screen.get(f"{attempt}/debrief")
        screen.send(f"{attempt}/note", text="x" * 20_001)
        assert screen.status == 422
        assert screen.page.one("textarea", id="text").text == "x" * 20_001
        screen.send(f"{attempt}/note", text="ж" * 20_000)
        assert screen.status == 200
        assert screen.page.one("textarea", id="text").text == "ж" * 20_000

    def test_is_given_back_without_the_characters_that_cannot_be_kept(self, screen: Browser) -> None:
        attempt = screen.start()
        screen.go_to(attempt)
        screen.send(f"{attempt}/respond", response="hold-the-gate", reason="before\0after")
        assert screen.status == 422
        assert screen.page.one("textarea", id="reason").text == "beforeafter"

    def test_may_use_every_letter_there_is(self, screen: Browser) -> None:
        attempt = screen.start()
        words = "日本語 😀 עברית e\u0301 \u202e <b> & \u2028 '\""
        screen.respond(attempt, "hold-the-gate", reason=words)
        screen.go_to(attempt)
        screen.send(f"{attempt}/respond", response="stay-with-it")
        screen.go_to(attempt, "ending")
        screen.send(f"{attempt}/finish")
        screen.send(f"{attempt}/self-rating", attunement="helpful", titration="helpful")
        assert any(words in paragraph.text for paragraph in screen.page.all("p"))


def test_choosing_nothing_is_answered_with_one_sentence(screen: Browser) -> None:
    attempt = screen.start()
    screen.go_to(attempt)
    screen.send(f"{attempt}/respond", reason="I could not decide.")
    assert (screen.status, screen.page.alerts[0]) == (
        422,
        "Please choose one of the responses first.",
    )
    assert screen.page.one("textarea", id="reason").text == "I could not decide."


@pytest.mark.parametrize(
    "response", ["lend-your-hand", "stay-with-it", "no-such-response", "é", "\0", "../hold-the-gate"]
)
def test_a_response_that_is_not_offered_changes_nothing(screen: Browser, response: str) -> None:
    attempt = screen.start()
    screen.go_to(attempt)
    screen.send(f"{attempt}/respond", response=response)
    assert screen.status == 422
    assert "not possible here" in screen.page.alerts[0]
    assert screen.beat() == "respond"


@pytest.mark.parametrize("cues", ["3", "-1", "x", "99999999999999999999", "1e3", "\0"])
def test_a_cue_that_is_not_on_the_page_changes_nothing(screen: Browser, cues: str) -> None:
    attempt = screen.start()
    screen.send(f"{attempt}/notice", cues=cues)
    assert screen.status == 422
    screen.get(attempt)
    assert screen.beat() == "notice"


def test_a_case_begun_twice_from_one_briefing_is_begun_once(screen: Browser) -> None:
    screen.get("/cases/walk")
    form = screen.page.form("/cases/walk/attempts")
    answers = [screen.post("/cases/walk/attempts", {**form, "mode": mode}) for mode in ("practice", "assessment")]
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert len(screen.get("/attempts").all("tr")) == 2


@pytest.mark.parametrize(
    "fields", [{"mode": "harder"}, {"attempt": "x"}, {"attempt": ""}, {"say_first": "maybe"}, {"mode": "\0"}]
)
def test_a_case_cannot_be_begun_with_what_is_not_on_the_form(screen: Browser, fields: dict[str, str]) -> None:
    screen.get("/cases/walk")
    screen.send("/cases/walk/attempts", **fields)
    assert screen.status == 422
    assert "Nothing here yet" in screen.get("/attempts").words


def test_rating_oneself_in_part_is_refused_and_keeps_what_was_ticked(screen: Browser, ada: Trainee) -> None:
    attempt = f"/attempts/{ada.start()}"
    ada.play_to_the_end("hold-the-gate", "stay-with-it")
    screen.get(f"{attempt}/debrief")
    screen.send(f"{attempt}/self-rating", attunement="advanced", titration="splendid")
    assert screen.status == 422
    assert screen.page.form(f"{attempt}/self-rating")["attunement"] == "advanced"
    assert "Please rate yourself on each principle" in screen.page.words


def test_the_library_is_narrowed_by_what_the_client_brings_by_level_and_by_principle(screen: Browser) -> None:
    assert len(screen.get("/?presentation=shame&level=foundation&principle=titration").all("li", class_="card")) == 2
    assert screen.get("/?principle=fierce-compassion").all("li", class_="card") == []
    assert "Show all 2" in screen.page.words
    assert len(screen.get("/?level=no-such-level&presentation=%00&principle=<b>").all("li", class_="card")) == 2


def test_the_pause_is_on_every_page_of_a_case(screen: Browser) -> None:
    attempt = screen.start(say_first="true")
    for way, fields in (
        ("notice", {}),
        ("say", {}),
        ("respond", {"response": "pull-her-along"}),
        ("continue", {}),
        ("say", {}),
        ("respond", {"response": "walk-on"}),
        ("continue", {}),
        ("finish", {}),
        ("self-rating", {"attunement": "missed", "titration": "missed"}),
    ):
        assert len(screen.page.all("details", id="pause")) == 1, way
        screen.send(f"{attempt}/{way}", **fields)
    assert len(screen.page.all("details", id="pause")) == 1


def test_assessment_says_nothing_about_an_answer_until_the_end(screen: Browser) -> None:
    attempt = screen.start(mode="assessment")
    screen.send(f"{attempt}/notice", cues="2")
    assert "You ticked this" not in screen.page.words
    screen.send(f"{attempt}/respond", response="ask-at-once")
    assert screen.beat() == "say"
    assert "I don't know yet." in screen.page.words
    assert "It was a big question" not in screen.page.html
    assert not screen.page.all("form", action=f"{attempt}/rewind")
    assert not screen.page.all("div", class_="gauges")
