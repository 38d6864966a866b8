"""The list of what to practise next and single scenes, as a trainee at a browser meets them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import thread_time

import pytest
from flask import Flask

from simulator.storage.tables import ATTEMPT, TURN
from simulator.usecases import next_practice
from tests.usecases.cases import WALK, WALK_AGAIN, folder_of
from tests.usecases.given import WEEK, assign
from tests.usecases.trainee import Trainee, join
from tests.web.browsing import Browser

BAD_WAY = ("ask-at-once", "ask-for-more")
TOLD_LATER = (
    *(line.split(". ", 1)[1] for line in WALK.splitlines() if line.startswith(("- Attunement", "- Titration"))),
    *(line.removeprefix("- Instead: ") for line in WALK.splitlines() if line.startswith("- Instead")),
    "She goes through, and waits for you.",
)
"""What a trainee reads only after answering."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two small cases, the first with a warning."""
    warned = WALK.replace("warnings: []", 'warnings: ["a dog is mentioned"]')
    return folder_of(tmp_path / "cases", walk=warned, walk_again=WALK_AGAIN)


@pytest.fixture
def played(ada: Trainee) -> Trainee:
    """Ada, who has missed something today."""
    ada.start()
    ada.play_to_the_end(*BAD_WAY)
    return ada


def gate(screen: Browser, scene: str = "gate") -> str:
    return f"/drills/{screen.store.current['walk'].version}/{scene}"


class TestTheList:
    """What it says, and what can be done with it."""

    def test_offers_a_newcomer_a_case_to_begin_with(self, screen: Browser) -> None:
        page = screen.get("/next")
        assert screen.status == 200
        assert "Nothing to go by yet" in page.words
        assert page.all("a", href="/cases/walk")
        assert not page.all("article")

    @pytest.mark.usefixtures("played")
    def test_says_why_and_leads_to_a_case_and_to_scenes(self, screen: Browser) -> None:
        page = screen.get("/next")
        (first,) = (one for one in page.all("article") if "Tracks the window" in one.text)
        assert "In 2 of your last 2 moments this was missed." in first.text
        assert "Last practised" in first.text
        links = [one.attributes["href"] for one in page.all("a") if one.inside(first)]
        assert "/cases/walk-again" in links  # the other one was played today
        scenes = [one for one in links if one.startswith("/drills/")]
        assert scenes[0].split("?")[0] in {gate(screen), gate(screen, scene="bench")}
        screen.get(scenes[0])
        assert screen.status == 200
        assert "You practise: Tracks the window" in screen.page.words

    def test_says_how_levels_become_pauses(self, screen: Browser) -> None:
        assert "a harmful moment counts as “again”, a missed one as “hard”" in screen.get("/next").words

    @pytest.mark.usefixtures("played")
    def test_leaves_out_what_is_set_aside_and_brings_it_back(self, screen: Browser) -> None:
        sent = {"csrf_token": screen.token, "criterion": "tracks-window", "days": "7"}
        assert screen.post("/next/set-aside", sent).status_code == 303
        screen.get("/next")
        assert not [one for one in screen.page.all("article") if "Tracks the window" in one.text]
        assert "Tracks the window" in screen.page.one("section", id="set-aside").text
        screen.send("/next/bring-back")
        assert [one for one in screen.page.all("article") if "Tracks the window" in one.text]
        assert not screen.page.all("section", id="set-aside")

    def test_says_what_is_wrong_with_what_was_sent(self, screen: Browser, played: Trainee) -> None:
        token = screen.token
        for path, data in (
            ("/next/set-aside", {"criterion": "no-such", "days": "7"}),
            ("/next/set-aside", {"criterion": "tracks-window", "days": "1000000"}),
            ("/next/set-aside", {"criterion": "tracks-window", "days": "soon"}),
            ("/next/bring-back", {"criterion": ""}),
        ):
            assert screen.post(path, {"csrf_token": token, **data}).status_code == 422
        assert next_practice.overview(played.store, played.actor).set_aside == ()
        assert screen.post("/next/set-aside", {"criterion": "tracks-window", "days": "7"}).status_code == 403

    @pytest.mark.usefixtures("played")
    def test_stands_in_short_above_ones_attempts(self, screen: Browser) -> None:
        page = screen.get("/attempts")
        section = page.one("h2", id="next-title").parent
        assert section is not None
        assert "In 2 of your last 2 moments this was missed." in section.text
        assert len([one for one in page.all("li") if one.inside(section)]) == 2

    def test_is_for_whoever_is_signed_in(self, stranger: Browser) -> None:
        stranger.get("/next")
        assert stranger.answer.request.path == "/sign-in"

    def test_of_a_thousand_moments_comes_at_once(self, app: Flask) -> None:
        store = app.extensions["attune"]
        ben = join(store, "Benno")
        for _ in range(5):
            ben.start()
            ben.play_to_the_end("ask-at-once", "stay-with-it", *BAD_WAY)
        with store.database.write() as session:  # 245 attempts more, like these
            rows = session.execute(ATTEMPT.select().where(ATTEMPT.c.person_id == ben.actor.id)).mappings().all()
            turns = session.execute(TURN.select().where(TURN.c.attempt_id.in_([row["id"] for row in rows]))).mappings()
            turns = turns.all()
            for number in range(1, 50):
                for row in rows:
                    new = type(row["id"])(int=row["id"].int ^ number)
                    session.execute(ATTEMPT.insert(), {**row, "id": new})
                    session.execute(
                        TURN.insert(), [{**t, "attempt_id": new} for t in turns if t["attempt_id"] == row["id"]]
                    )
            session.commit()
        next_practice.overview(store, ben.actor)
        begun = thread_time()
        found = next_practice.overview(store, ben.actor)
        took = thread_time() - begun
        met = [one.practised for one in (*found.suggestions, *found.others) if one.practised]
        assert max(one.moments for one in met) >= 900
        assert took < 0.2  # some 0.04 s by itself; room for a slow machine


class TestAScene:
    """Met, answered, told, tried again."""

    def test_shows_the_scene_and_who_is_there(self, screen: Browser) -> None:
        page = screen.get(gate(screen))
        assert screen.status == 200
        assert page.one("h1").text == "At the gate"
        for words in (
            "Ida, 41",
            "Ida would like to walk today",
            "a dog is mentioned",
            "never counts towards a score",
            "Pause and ground",
        ):
            assert words in page.words
        assert page.all("details", id="pause")
        assert {one.attributes["value"] for one in page.all("input", name="response")} == {
            "hold-the-gate",
            "ask-at-once",
            "pull-her-along",
        }

    def test_holds_no_rating_before_it_is_answered(self, screen: Browser) -> None:
        html = screen.get(gate(screen)).html
        assert not [secret for secret in TOLD_LATER if secret in html]
        assert not [word for word in ("harmful", "helpful", "missed", "advanced") if word in screen.page.words]
        after = screen.send(gate(screen), response="pull-her-along").words
        assert "Her arm was taken, and with it her say." in after
        assert "harmful" in after

    def test_tells_what_an_answer_did_and_offers_another_try(self, screen: Browser) -> None:
        screen.get(gate(screen) + "?criterion=tracks-window")
        page = screen.send(gate(screen), response="ask-at-once")
        assert (screen.status, page.one("h1").text) == (200, "What it does")
        for words in ("She had only just come.", "Another way", "Shall we walk a bit first?", "The window", "missed"):
            assert words in page.words
        (again,) = (one.attributes["href"] for one in page.all("a") if one.text == "Try again")
        assert again == gate(screen) + "?criterion=tracks-window"
        before = screen.answer.request.args["answer"]
        screen.get(again)
        screen.send(gate(screen), response="hold-the-gate")
        assert screen.answer.request.args["answer"] != before
        assert "She could choose the pace." in screen.page.words

    def test_gives_a_double_click_the_same_answer(self, screen: Browser) -> None:
        screen.get(gate(screen))
        data = {**screen.page.form(gate(screen)), "response": "ask-at-once"}
        first, second = (screen.post(gate(screen), data) for _ in range(2))
        assert (first.status_code, first.location) == (303, second.location)

    def test_says_that_it_was_answered_before(self, screen: Browser) -> None:
        screen.get(gate(screen))
        data = {**screen.page.form(gate(screen)), "response": "ask-at-once"}
        screen.post(gate(screen), data)
        other = screen.post(gate(screen), {**data, "response": "hold-the-gate"})
        assert other.status_code == 409
        assert "answered already" in other.text
        assert "She could choose the pace." not in other.text

    def test_keeps_nothing_without_a_choice(self, screen: Browser) -> None:
        screen.get(gate(screen))
        page = screen.send(gate(screen), response="")
        assert screen.status == 422
        assert page.alerts == ["Please choose one of the responses first."]

    def test_is_not_there_if_it_is_not_for_this_person(self, screen: Browser, peer: Browser) -> None:
        version = screen.store.current["walk"].version
        screen.get(gate(screen))
        screen.send(gate(screen), response="ask-at-once")
        mine = screen.answer.request.full_path
        for path in (
            f"/drills/{version}/home",
            f"/drills/{version}/nowhere",
            f"/drills/{'0' * 64}/gate",
            "/drills/x/y",
        ):
            assert screen.client.get(path).status_code == 404
        assert screen.client.get(gate(screen) + "?answer=no-id").status_code == 404
        assert peer.client.get(mine).status_code == 404
        assert screen.client.get(mine).status_code == 200

    def test_of_an_open_assessment_is_refused_with_a_sentence(self, screen: Browser, noor: Trainee) -> None:
        now = datetime.now(UTC)
        assign(noor, "walk", mode="assessment", opens=now - timedelta(days=1), due=now + WEEK, now=now)
        page = screen.get(gate(screen))
        assert screen.status == 422
        assert "“A walk” belongs to an assessment that is open for you" in page.words
        assert not [secret for secret in TOLD_LATER if secret in page.html]

    def test_counts_for_nothing_on_ones_attempts(self, screen: Browser) -> None:
        screen.get(gate(screen))
        screen.send(gate(screen), response="pull-her-along")
        assert "Nothing here yet" in screen.get("/attempts").words
