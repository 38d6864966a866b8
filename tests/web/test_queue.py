"""The queue at the browser, and asking a supervisor from the debrief."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import pytest
from flask import Flask

from simulator.storage import queued
from simulator.usecases import asking, reviewing
from simulator.usecases.people import SUPERVISOR, actor, demo_people, sign_in_demo
from simulator.usecases.review_tasks import TaskKey
from simulator.usecases.reviewing import Changes, LevelKey
from tests.usecases.given import assign, begin, close
from tests.usecases.trainee import COHORT, OTHER, Trainee, join, made_elsewhere
from tests.web.browsing import Browser
from tests.web.pages import Page

NOW = datetime.now(UTC)
YESTERDAY = NOW - timedelta(days=1)


@pytest.fixture
def attempts(noor: Trainee, ada: Trainee) -> list[UUID]:
    """Two assessments whose scores wait."""
    held: dict[str, Any] = {"mode": "assessment", "release": "by the supervisor"}
    one = assign(noor, now=YESTERDAY, opens=YESTERDAY, due=NOW + timedelta(days=6), **held)
    found = []
    for _ in range(2):
        found.append(begin(ada, one, now=YESTERDAY))
        close(ada, NOW)
    return found


def played(trainee: Trainee) -> UUID:
    """A finished attempt of one's own choice, rated by oneself."""
    trainee.start()
    trainee.play_to_the_end("hold-the-gate", "stay-with-it")
    trainee.rate_self(attunement="helpful", titration="missed")
    return trainee.attempt


def listed(page: Page) -> list[str]:
    """The attempts of the table, in order."""
    bodies = page.all("tbody")
    links = [one for one in page.all("a", class_="queued") if bodies and one.inside(bodies[0])]
    return [urlsplit(one.attributes["href"]).path.rpartition("/")[2] for one in links]


class TestTheQueue:
    """Shows what is to be read, remembers how, and releases."""

    def test_a_supervisor_releases_the_ticked_ones(
        self, screen: Browser, supervisor: Browser, attempts: list[UUID]
    ) -> None:
        first, second = map(str, attempts)
        page = supervisor.get("/queue")
        assert {box.attributes["value"] for box in page.all("input", name="attempts")} == {first, second}
        assert "the case's scores without a review of yours" in page.words
        supervisor.send("/queue/release", attempts=[])
        assert (supervisor.status, supervisor.page.alerts) == (422, ["Please tick at least one attempt."])
        supervisor.send("/queue/release", attempts=[first])
        assert "The case's scores of 1 attempt are released." in supervisor.page.words
        assert [box.attributes["value"] for box in supervisor.page.all("input", name="attempts")] == [second]
        assert "still to come" not in screen.get(f"/attempts/{first}").words
        assert "still to come" in screen.get(f"/attempts/{second}").words
        for odd in ("x", str(uuid4())):
            answer = supervisor.post("/queue/release", {"csrf_token": supervisor.token, "attempts": odd})
            assert answer.status_code in (404, 422)

    def test_nothing_is_released_without_a_rating_and_what_was_ticked_stays_so(
        self, app: Flask, supervisor: Browser, attempts: list[UUID]
    ) -> None:
        first, second = attempts
        supervisor.get("/queue")
        ilse = supervisor_of(app, supervisor)
        key = TaskKey("supervision", first)
        reviewing.save(ilse.store, ilse.actor, key, Changes({LevelKey(1, "attunement"): 2}))
        supervisor.send("/queue/release", attempts=[str(first), str(second)])
        assert supervisor.status == 422
        assert "Nothing was released" in supervisor.page.alerts[0]
        assert "Ada (A walk)" in supervisor.page.alerts[0]
        (box,) = supervisor.page.all("input", name="attempts")
        assert box.attributes["value"] == str(second)
        assert "checked" in box.attributes
        reviewing.finish(ilse.store, ilse.actor, key)
        supervisor.get("/queue")
        assert "your review" in supervisor.page.words
        supervisor.send("/queue/release", attempts=[str(first)])
        assert "Your review of 1 attempt is released." in supervisor.page.words
        assert listed(supervisor.page) == [str(second)]

    def test_filters_stay_until_all_is_shown(self, app: Flask, supervisor: Browser, attempts: list[UUID]) -> None:
        first, second = map(str, attempts)
        with app.extensions["attune"].database.write() as session:
            queued.change(session, attempts[1], harmful=2)
            session.commit()
        supervisor.get("/queue?by=harm&harmful=1")
        assert listed(supervisor.page) == [second]
        supervisor.get("/")
        page = supervisor.get("/queue")
        assert listed(page) == [second]
        assert "checked" in page.one("input", name="harmful").attributes
        assert page.all("th", aria_sort="descending") or 'aria-sort="descending"' in page.html
        assert supervisor.page.one("strong", class_="harmful").text == "2"
        supervisor.get("/queue?show-all")
        assert set(listed(supervisor.page)) == {first, second}
        assert set(listed(supervisor.get("/queue"))) == {first, second}
        assert "checked" not in supervisor.page.one("input", name="harmful").attributes

    @pytest.mark.parametrize(
        "query",
        [
            "by=nothing&reading=x&cohort=1&case=%00&page=-1",
            "by=&page=99999999",
            f"cohort={UUID(int=7)}&case=nowhere&page=7",
            "harmful=yes&asked=%F0%9F&waits=",
        ],
    )
    def test_what_makes_no_sense_filters_nothing(self, supervisor: Browser, attempts: list[UUID], query: str) -> None:
        page = supervisor.get(f"/queue?{query}")
        assert supervisor.status == 200
        assert set(listed(page)) == set(map(str, attempts))
        assert set(listed(supervisor.get("/queue"))) == set(map(str, attempts))

    def test_is_for_supervisors_and_shows_nobody_elses(
        self, app: Flask, screen: Browser, leader: Browser, attempts: list[UUID]
    ) -> None:
        for browser in (screen, leader):
            browser.get("/queue")
            assert browser.status == 404
        store = app.extensions["attune"]
        made_elsewhere(store)
        other = Browser(app).come_in(join(store, "Else", SUPERVISOR, cohort=OTHER))
        assert "Nothing waits to be read." in other.get("/queue").words
        answer = other.post("/queue/release", {"csrf_token": other.token, "attempts": str(attempts[0])})
        assert answer.status_code == 404


class TestAsking:
    """From the debrief, and back."""

    def test_asked_seen_settled(self, ada: Trainee, screen: Browser, supervisor: Browser) -> None:
        attempt = played(ada)
        here = f"/attempts/{attempt}"
        assert listed(supervisor.get("/queue?reading=all")) == []
        page = screen.get(f"{here}/debrief")
        assert "So far only you can read this attempt." in page.words
        assert "Who finds it in their queue: Ilse." in page.words
        screen.send(f"{here}/help", kind="conversation", note="The <b>gate</b>.")
        assert screen.status == 200
        assert "You have asked for a conversation" in screen.page.words
        assert screen.page.all("button", value="reading")
        assert not screen.page.all("button", value="conversation")
        page = supervisor.get("/queue")
        assert listed(page) == [str(attempt)]
        assert "asks for a conversation" in page.words
        assert page.one("p", class_="kept").text == "The <b>gate</b>."
        (settle,) = [one.attributes["action"] for one in page.all("form") if "/settle" in one.attributes["action"]]
        supervisor.send(settle)
        assert listed(supervisor.page) == []
        assert "So far only you can read this attempt." in screen.get(f"{here}/debrief").words

    def test_taken_back(self, ada: Trainee, screen: Browser, supervisor: Browser) -> None:
        attempt = played(ada)
        screen.get(f"/attempts/{attempt}/debrief")
        screen.send(f"/attempts/{attempt}/help", kind="reading", note="")
        (back,) = [
            one.attributes["action"] for one in screen.page.all("form") if "/withdraw" in one.attributes["action"]
        ]
        supervisor.get(f"/reviews/{attempt}")
        assert supervisor.status == 200
        screen.send(back)
        assert "Nobody but you can read this attempt." in screen.page.words
        supervisor.get(f"/reviews/{attempt}")
        assert supervisor.status == 404

    def test_while_scores_wait(self, screen: Browser, supervisor: Browser, attempts: list[UUID]) -> None:
        page = screen.get(f"/attempts/{attempts[0]}/debrief")
        assert "still to come" in page.words
        screen.send(f"/attempts/{attempts[0]}/help", kind="reading", note="")
        assert "You have asked a supervisor to read this attempt" in screen.page.words
        assert "asks you to read this attempt" in supervisor.get("/queue").words

    @pytest.mark.usefixtures("supervisor")
    def test_what_was_typed_comes_back_when_it_was_not_taken(self, ada: Trainee, screen: Browser, app: Flask) -> None:
        attempt = played(ada)
        screen.get(f"/attempts/{attempt}/debrief")
        screen.send(f"/attempts/{attempt}/help", kind="reading", note="x" * 4_001)
        assert screen.status == 422
        assert screen.page.alerts
        assert screen.page.form(f"/attempts/{attempt}/help")["note"] == "x" * 4_001
        screen.send(f"/attempts/{attempt}/help", kind="money", note="Kept.")
        assert (screen.status, screen.page.form(f"/attempts/{attempt}/help")["note"]) == (422, "Kept.")
        assert not asking.asking(app.extensions["attune"], ada.actor, attempt).asked

    def test_about_nobody_elses_attempt(
        self, ada: Trainee, screen: Browser, peer: Browser, supervisor: Browser, attempts: list[UUID]
    ) -> None:
        assert supervisor.status == 200
        unfinished = ada.start()
        request = asking.ask(ada.store, ada.actor, attempts[0], "reading", "")
        sent = {"kind": "reading", "note": ""}
        for browser, path in (
            (peer, f"/attempts/{attempts[0]}/help"),
            (screen, f"/attempts/{unfinished}/help"),
            (screen, f"/attempts/{uuid4()}/help"),
            (peer, f"/attempts/{attempts[0]}/help/{request}/withdraw"),
            (screen, f"/attempts/{attempts[1]}/help/{request}/withdraw"),
            (screen, f"/queue/requests/{request}/settle"),
            (supervisor, f"/queue/requests/{uuid4()}/settle"),
        ):
            assert browser.post(path, {"csrf_token": browser.token, **sent}).status_code == 404, path


def supervisor_of(app: Flask, browser: Browser) -> Trainee:
    """Who sits at the supervisor's browser, seen from the use cases."""
    store = app.extensions["attune"]
    slug = next(one.slug for one in demo_people(store) if one.name == "Ilse")
    found = actor(store, sign_in_demo(store, slug))
    assert found is not None
    assert found.is_in(COHORT, SUPERVISOR)
    assert browser.status == 200
    return Trainee(store, found)
