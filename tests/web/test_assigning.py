"""Assignments at the browser: a leader gives one, a trainee plays it, a supervisor releases how it was scored."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from flask import Flask

from simulator.usecases import assigning
from simulator.usecases.local_times import written
from simulator.usecases.people import COURSE_LEADER
from tests.usecases.cases import folder_of
from tests.usecases.given import WEEK, assign, begin, change
from tests.usecases.trainee import COHORT, OTHER, Trainee, join, make_cohort
from tests.web.browsing import Browser
from tests.web.conftest import made
from tests.web.test_secrets import CASE, seen, whole

HERE = f"/cohorts/{COHORT}/assignments"
NOW = datetime.now(UTC)
YESTERDAY, TOMORROW = NOW - timedelta(days=1), NOW + timedelta(days=1)


def given(noor: Trainee, *slugs: str, **more: object) -> UUID:
    """An assignment that has been open since yesterday."""
    return assign(noor, *slugs, now=YESTERDAY, **{"opens": YESTERDAY, "due": NOW + WEEK, **more})  # type: ignore[arg-type]


class TestTheForm:
    """Of an assignment."""

    def fill(self, leader: Browser, **more: str) -> Browser:
        leader.get(f"{HERE}/new")
        fields = {"title": "First weeks", "place-walk": "1", "time_zone": "Europe/Berlin", **more}
        leader.send(HERE, **fields)
        return leader

    def test_makes_an_assignment_and_shows_it(self, leader: Browser) -> None:
        assert "Nothing is assigned to this cohort yet" in leader.get(HERE).words
        self.fill(leader, focus="titration", own_words="true", mode="assessment", release="by the supervisor")
        assert leader.status == 200
        assert leader.page.one("h1").text.split()[:2] == ["First", "weeks"]
        assert "shown when a supervisor releases them" in leader.page.words
        assert "First weeks" in leader.get(HERE).words

    def test_says_what_is_wrong_at_its_field_and_keeps_everything(self, leader: Browser) -> None:
        self.fill(leader, title="", note="Be <b>kind</b>.", attempts="many", due_at="2027-10-31T02:30", in_order="true")
        assert leader.status == 422
        assert leader.page.alerts == ["Nothing has been saved yet. Please look at what is marked below."]
        for name, sentence in (
            ("title", "An assignment needs a title."),
            ("attempts", "Please write a number from 1 to 20, or leave it empty."),
            ("due_at", "The clocks are put back that night, so this time comes twice."),
        ):
            problem = leader.page.one("span", id=f"{name}-problem")
            assert sentence in problem.text
            field = leader.page.one("input", name=name)
            assert field.attributes["aria-invalid"] == "true"
            assert f"{name}-problem" in field.attributes["aria-describedby"].split()
        kept = leader.page.form(HERE)
        assert (kept["note"], kept["attempts"], kept["due_at"], kept["place-walk"], kept["in_order"]) == (
            *("Be <b>kind</b>.", "many", "2027-10-31T02:30"),
            *("1", "true"),
        )
        leader.send(HERE, title="Now", attempts="", due_at=written(NOW + 3 * WEEK, "UTC"), time_zone="UTC")
        assert leader.status == 200

    def test_says_that_practice_holds_nothing_back(self, leader: Browser) -> None:
        self.fill(leader, mode="practice", release="at the due time")
        assert "scores cannot be held back" in leader.page.one("span", id="release-problem").text

    def test_shows_both_when_somebody_else_was_quicker(self, leader: Browser, noor: Trainee) -> None:
        one = given(noor)
        edit = f"/assignments/{one}/edit"
        leader.get(edit)
        change(noor, one, NOW, title="Olga's title", attempts="2")
        leader.send(edit, title="Noor's title", note="Mine.", time_zone="UTC")
        assert leader.status == 422
        assert "Somebody changed this assignment while you were writing" in leader.page.alerts[0]
        assert "Olga's title" in leader.page.one("span", id="title-stored").text
        assert "2" in leader.page.one("span", id="attempts-stored").text
        assert not leader.page.all("span", id="mode-stored")
        assert leader.page.form(edit)["title"] == "Noor's title"
        assert assigning.edit_form(noor.store, noor.actor, one).details.title == "Olga's title"
        leader.send(edit, time_zone="UTC")
        assert leader.status == 200
        assert assigning.edit_form(noor.store, noor.actor, one).details.title == "Noor's title"

    def test_is_filled_in_for_a_copy(self, leader: Browser, noor: Trainee) -> None:
        one = given(noor, "walk-again", "walk", note="Slowly.")
        leader.get(f"/assignments/{one}/copy?cohort={COHORT}")
        kept = leader.page.form(HERE)
        assert (kept["note"], kept["place-walk-again"], kept["place-walk"]) == ("Slowly.", "1", "2")
        for cohort in (str(OTHER), str(uuid4()), "", "x"):
            leader.get(f"/assignments/{one}/copy?cohort={cohort}")
            assert leader.status == 404

    @pytest.mark.parametrize("typed", ["a\0b", "\ud800".encode("utf-8", "surrogatepass"), "x" * 5000, "é" * 121])
    def test_takes_no_harm_from_odd_text(self, leader: Browser, typed: object) -> None:
        odd = dict.fromkeys(("title", "note", "attempts", "opens_at", "place-walk", "mode"), typed)
        self.fill(leader, **odd)  # type: ignore[arg-type]
        assert leader.status == 422


def test_an_assignment_is_withdrawn_and_brought_back(leader: Browser, noor: Trainee, screen: Browser) -> None:
    one = given(noor)
    assert "First weeks" in screen.get("/").words
    leader.get(f"/assignments/{one}")
    leader.send(f"/assignments/{one}/withdraw")
    assert "nobody begins at it any more" in leader.page.words
    assert "First weeks" not in screen.get("/").words
    screen.get(f"/assignments/{one}/cases/walk")
    assert "has been withdrawn" in screen.page.words
    leader.send(f"/assignments/{one}/bring-back")
    assert "First weeks" in screen.get("/").words


def test_an_attempt_of_a_withdrawn_assignment_is_still_found_at_home(
    noor: Trainee, ada: Trainee, screen: Browser
) -> None:
    one = given(noor)
    attempt = begin(ada, one, now=NOW)
    assigning.withdraw(noor.store, noor.actor, one)
    assert screen.get("/").all("a", href=f"/attempts/{attempt}")


def test_a_trainee_sees_what_is_due_and_plays_it(noor: Trainee, leader: Browser, screen: Browser) -> None:
    one = given(noor, "walk", "walk-again", in_order=True, attempts="1", own_words=True, reasons=True, note="Slowly.")
    screen.get("/")
    assert "From Noor, Autumn" in screen.page.words
    assert "in 7 days" in screen.page.words or "in 1 week" in screen.page.words
    case = f"/assignments/{one}/cases/walk"
    screen.get(case)
    for condition in ("Slowly.", "1 at each case", "one case after the other", "before the responses are shown"):
        assert condition in screen.page.words
    attempt = UUID(screen.page.form(f"{case}/attempts")["attempt"])
    screen.send(f"{case}/attempts")
    assert screen.beat() == "notice"
    here = f"/attempts/{attempt}"
    screen.send(f"{here}/notice")
    assert "Skip this time" not in screen.page.words
    screen.send(f"{here}/say", words=" ", skip="1")
    assert (screen.status, screen.beat()) == (422, "say")
    assert "asks for it in every scene" in screen.page.alerts[0]
    screen.send(f"{here}/say", words="Shall we?")
    screen.send(f"{here}/respond", response="hold-the-gate")
    assert (screen.status, screen.beat()) == (422, "respond")
    assert "asks for a reason every time" in screen.page.alerts[0]
    assert "checked" in screen.page.one("input", value="hold-the-gate").attributes
    screen.send(f"{here}/respond", response="hold-the-gate", reason="She could choose.")
    assert screen.beat() == "feel"
    assert screen.get("/").all("a", href=here)
    screen.get(case)
    assert not screen.page.all("form", action=f"{case}/attempts")
    assert "as many attempts at this case" in screen.page.words
    refused = screen.post(f"{case}/attempts", {"csrf_token": screen.token, "attempt": str(uuid4())})
    assert refused.status_code == 422
    assert "under way since" in leader.get(f"/assignments/{one}").words


def test_nobody_elses_assignment_is_found(app: Flask, noor: Trainee, screen: Browser, leader: Browser) -> None:
    with noor.store.database.write() as session:
        make_cohort(session, "Winter", OTHER)
        session.commit()
    foreign = given(join(noor.store, "Else", COURSE_LEADER, cohort=OTHER), cohort=OTHER)
    own = given(noor)
    for browser, path in (
        (screen, f"/assignments/{foreign}/cases/walk"),
        (screen, f"/assignments/{own}"),
        (screen, f"/assignments/{own}/edit"),
        (screen, HERE),
        (screen, "/queue"),
        (leader, f"/assignments/{foreign}"),
        (leader, f"/assignments/{foreign}/edit"),
        (leader, f"/cohorts/{OTHER}/assignments"),
        (leader, f"/assignments/{own}/cases/walk"),
        (leader, "/queue"),
    ):
        browser.get(path)
        assert browser.status == 404, path
    for path in ("withdraw", "bring-back", "edit", "cases/walk/newer"):
        assert leader.post(f"/assignments/{foreign}/{path}", {"csrf_token": leader.token}).status_code == 404
        assert screen.post(f"/assignments/{own}/{path}", {"csrf_token": screen.token}).status_code == 404


class TestUntilScoresAreReleased:
    """Nothing of them is on any page of the trainee."""

    @pytest.fixture
    def app(self, sqlite_database_url: str, tmp_path: Path) -> Iterator[Flask]:
        """Attune with a case that has a word of its own in every hidden field."""
        with made(sqlite_database_url, folder_of(tmp_path / "cases", walk=CASE)) as app:
            yield app

    @pytest.mark.parametrize("release", ["at the due time", "by the supervisor"])
    def test_the_trainee_sees_the_ending_and_their_own_words_alone(
        self, noor: Trainee, screen: Browser, supervisor: Browser, release: str
    ) -> None:
        one = given(noor, mode="assessment", release=release)
        case = f"/assignments/{one}/cases/walk"
        screen.get(case)
        attempt = f"/attempts/{screen.page.form(f'{case}/attempts')['attempt']}"
        screen.send(f"{case}/attempts")
        screen.send(f"{attempt}/notice", cues="0")
        screen.send(f"{attempt}/respond", response="hold-the-gate")
        screen.go_to(attempt)
        screen.send(f"{attempt}/respond", response="stand-zz58")
        screen.send(f"{attempt}/finish")
        ending = {"zz66", "zz67"}
        pages = (
            *("/", "/cases/walk", "/attempts", attempt, f"{attempt}/debrief", case),
            *("/?level=foundation", "/practices", "/account", "/account/privacy"),
        )

        def looked_around() -> set[str]:
            return seen(*(whole(screen, path) for path in pages))

        assert looked_around() == ending
        screen.get(attempt)
        screen.send(f"{attempt}/self-rating", attunement="advanced", titration="harmful")
        assert "still to come" in screen.page.words
        assert looked_around() == ending
        screen.get(attempt)
        screen.send(f"{attempt}/note", text="x" * 20_001)
        assert screen.status == 422
        assert seen(screen.page.html) == ending
        words = screen.get(f"{attempt}/debrief").words
        for hidden in (
            "Profile",
            "Window of tolerance",
            "Harmful moments",
            "Turn by turn",
            "Where to grow",
            "What next",
        ):
            assert hidden not in words
        for element in ("trace-picture", "map-picture", "profile-picture"):
            assert not screen.page.all("svg", id=element)
        assert "best ending" not in screen.get("/").words.lower()
        assert not screen.get("/attempts").all("section")
        if release == "by the supervisor":
            supervisor.get("/queue")
            supervisor.send("/queue/release", attempts=[attempt.rpartition("/")[2]])
        else:
            change(noor, one, NOW, due_at=written(NOW - timedelta(minutes=2), "UTC"))
        assert {"zz07", "zz61", "zz64"} <= looked_around()
        assert "Profile" in screen.get(f"{attempt}/debrief").words
