"""Publishing at the browser: one leader asks, another reads and approves, the case is played, retired, brought back."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from flask import Flask

from simulator.markup.source import version_of
from simulator.usecases import assigning
from simulator.usecases.people import COURSE_LEADER
from tests.usecases.cases import WALK
from tests.usecases.given import assign, begin
from tests.usecases.trainee import Trainee, join
from tests.usecases.writing import NEW, approved, asked, draft_of, published, typed_on
from tests.web.browsing import Browser

CHANGED = NEW.replace("Ida stands at the gate", "Ida leans at the gate")
SHALL_WE = NEW.splitlines().index("> Shall we?") + 1


@pytest.fixture
def marta(app: Flask, noor: Trainee) -> Trainee:
    """Another course leader of the same cohort."""
    return join(noor.store, "Marta", COURSE_LEADER)


@pytest.fixture
def reader(app: Flask, marta: Trainee) -> Browser:
    """Marta's browser."""
    return Browser(app).come_in(marta)


def place(draft: UUID) -> str:
    return f"/drafts/{draft}/publishing"


def offered(browser: Browser, title: str) -> bool:
    return any(title in one.text for one in browser.get("/").all("h2"))


class TestTheWayOfADraft:
    """From one leader to the other, and to the trainees."""

    def test_leads_from_asking_over_a_comment_and_an_approval_to_the_library(
        self, noor: Trainee, leader: Browser, reader: Browser, screen: Browser
    ) -> None:
        draft = draft_of(noor)
        assert "nobody else has read yet" in leader.get(place(draft)).words
        leader.send(f"/drafts/{draft}/readings", note="The gate above all.")
        assert leader.status == 200
        assert "You asked for this reading" in leader.page.words
        here = leader.answer.request.path
        assert not leader.page.all("form", action=f"{here}/decide")
        reader.get(here)
        assert "The gate above all." in reader.page.words
        reader.get(f"{here}?line={SHALL_WE}")
        form, text = reader.page.one("form", action=f"{here}/comments"), reader.page.one("div", class_="story")
        assert form.inside(text)
        reader.send(f"{here}/comments", text="Would she?")
        assert reader.status == 200
        (settle,) = [one for one in reader.page.all("form") if one.attributes["action"].endswith("/settle")]
        reader.send(settle.attributes["action"], settled="true")
        assert "settled" in reader.page.words
        assert "Waiting for a second reading." in leader.get(place(draft)).words
        reader.send(f"{here}/decide", decision="approved", remark="It reads well.")
        assert "Approved by Marta" in reader.page.words
        page = leader.get(place(draft))
        assert "Approved, and ready to be published." in page.words
        assert "It reads well." in page.words
        assert not offered(screen, "A new walk")
        leader.get(place(draft))
        leader.send(f"{here}/publish", sentence="It is new.")
        assert leader.answer.request.path == "/studio/cases/new-walk"
        assert "It is new." in leader.page.words
        assert version_of(NEW) in leader.page.words
        assert offered(screen, "A new walk")

    def test_of_a_text_with_faults_is_barred_only_at_its_end(
        self, noor: Trainee, marta: Trainee, leader: Browser
    ) -> None:
        draft = draft_of(noor, NEW.replace("- Next: bench\n", "- Next: nowhere\n", 1))
        page = leader.get(place(draft))
        assert "faults that keep it from being published" in page.words
        reading = approved(noor, marta, draft)
        leader.get(place(draft))
        leader.send(f"/readings/{reading}/publish", sentence="My sentence.")
        assert leader.status == 422
        assert "faults that keep it" in leader.page.alerts[0]
        assert leader.page.one("input", name="sentence").attributes["value"] == "My sentence."

    def test_that_was_changed_since_offers_both_ways(self, noor: Trainee, marta: Trainee, leader: Browser) -> None:
        draft = draft_of(noor)
        reading = approved(noor, marta, draft)
        leader.get(place(draft))
        typed_on(noor, draft, CHANGED)
        leader.send(f"/readings/{reading}/publish", sentence="It is new.")
        assert leader.status == 422
        assert "has been changed since it was approved" in leader.page.alerts[0]
        assert leader.page.all("form", action=f"/drafts/{draft}/readings")
        leader.send(f"/readings/{reading}/publish")
        assert leader.status == 200
        assert version_of(NEW) in leader.page.words
        assert "changed since it was published" in leader.get(place(draft)).words

    def test_gives_back_what_was_typed_when_asking_is_refused(
        self, noor: Trainee, leader: Browser, reader: Browser
    ) -> None:
        draft = draft_of(noor)
        leader.get(place(draft))
        reader.get(place(draft))
        assert "Noor wrote here last" in reader.page.words
        reader.send(f"/drafts/{draft}/readings", note="")
        leader.send(f"/drafts/{draft}/readings", note="My <b>note</b>.")
        assert leader.status == 422
        assert "under way already" in leader.page.alerts[0]
        assert leader.page.one("textarea", name="note").text.strip() == "My <b>note</b>."
        leader.send(f"/drafts/{draft}/readings")
        assert leader.status == 200
        assert "withdrawn" in leader.get(place(draft)).words


class TestASecondReading:
    """Keeps what was typed, and takes nothing from who must not decide."""

    def test_shows_every_line_once_with_its_number(self, noor: Trainee, reader: Browser) -> None:
        text = NEW.replace("Ida stands", "Ida <script>alert(1)</script> stands")
        page = reader.get(f"/readings/{asked(noor, draft_of(noor, text))}")
        lines = page.all("span", class_="line-text")
        assert [one.text for one in lines] == text.splitlines()
        assert page.dangers() == []
        assert [one.attributes["id"] for one in page.all("div", class_="line")] == [
            f"line-{number + 1}" for number in range(len(lines))
        ]

    @pytest.mark.parametrize("line", ["", "0", "x", "²", "99999", "9" * 5000, "-1"])
    def test_gives_a_comment_on_no_line_back(self, noor: Trainee, reader: Browser, line: str) -> None:
        here = f"/readings/{asked(noor, draft_of(noor))}"
        reader.get(f"{here}?line={line}")
        assert reader.status == 200
        reader.send(f"{here}/comments", line=line, text="A word.")
        assert reader.status == 422
        assert "no such line" in reader.page.alerts[0]
        assert reader.page.one("textarea", id="comment-text").text.strip() == "A word."
        assert reader.page.one("input", name="line").attributes["value"] == line

    def test_refuses_a_decision_of_who_asked_and_one_without_a_word(
        self, noor: Trainee, leader: Browser, reader: Browser
    ) -> None:
        here = f"/readings/{asked(noor, draft_of(noor))}"
        answer = leader.post(
            f"{here}/decide", {"csrf_token": leader.token, "decision": "approved", "remark": "Mine is good."}
        )
        assert answer.status_code == 422
        assert "You asked for this reading" in answer.text
        reader.get(here)
        reader.send(f"{here}/decide", decision="changes wanted")
        assert reader.status == 422
        assert "what you would change" in reader.page.alerts[0]
        assert reader.post(f"{here}/decide", {"csrf_token": reader.token, "decision": "x"}).status_code == 422

    def test_that_was_withdrawn_can_be_read_and_not_commented(
        self, noor: Trainee, leader: Browser, reader: Browser
    ) -> None:
        draft = draft_of(noor)
        here = f"/readings/{asked(noor, draft)}"
        leader.get(here)
        leader.send(f"{here}/withdraw")
        assert leader.answer.request.path == place(draft)
        page = reader.get(here)
        assert "Withdrawn by Noor" in page.words
        assert not page.all("form", action=f"{here}/comments")

    def test_shows_what_is_different_from_what_is_published(
        self, noor: Trainee, marta: Trainee, reader: Browser
    ) -> None:
        draft = draft_of(noor)
        published(noor, marta, draft)
        typed_on(noor, draft, CHANGED)
        page = reader.get(f"/readings/{asked(noor, draft)}")
        assert [one.text for one in page.all("ins") if "leans" in one.text]


class TestTheCase:
    """As course leaders see it."""

    def test_is_retired_and_brought_back(self, ada: Trainee, screen: Browser, leader: Browser) -> None:
        attempt = ada.start("walk")
        here = "/studio/cases/walk"
        assert "from the folder of cases" in leader.get(here).words
        leader.send(f"{here}/retire")
        assert "Retired since" in leader.page.words
        assert not offered(screen, "A walk")
        page = screen.get("/cases/walk")
        assert (screen.status, "not offered any more" in page.words) == (200, True)
        assert page.all("a", href=f"/attempts/{attempt}")
        leader.get(here)
        leader.send(f"{here}/bring-back", sentence=" ")
        assert leader.status == 422
        leader.send(f"{here}/bring-back", sentence="Here again.")
        assert leader.status == 200
        assert "Here again." in leader.page.words
        assert offered(screen, "A walk")

    def test_says_on_the_page_of_its_draft_that_it_is_retired(
        self, noor: Trainee, marta: Trainee, leader: Browser
    ) -> None:
        draft = draft_of(noor)
        published(noor, marta, draft)
        leader.get("/studio/cases/new-walk")
        leader.send("/studio/cases/new-walk/retire")
        assert "The case is retired." in leader.get(place(draft)).words
        leader.send(f"/drafts/{draft}/readings")
        assert leader.status == 422
        assert "published last" in leader.page.alerts[0]

    def test_is_not_found_on_its_briefing_by_who_never_played_it(
        self, leader: Browser, screen: Browser, peer: Browser
    ) -> None:
        leader.get("/studio/cases/walk")
        leader.send("/studio/cases/walk/retire")
        for browser in (screen, peer):
            browser.get("/cases/walk")
            assert browser.status == 404

    def test_is_not_retired_in_a_version_that_was_not_looked_at(
        self, noor: Trainee, marta: Trainee, leader: Browser
    ) -> None:
        draft = draft_of(noor)
        published(noor, marta, draft)
        leader.get("/studio/cases/new-walk")
        typed_on(noor, draft, CHANGED)
        published(noor, marta, draft, "The gate.")
        leader.send("/studio/cases/new-walk/retire")
        assert leader.status == 422
        assert "published again since" in leader.page.alerts[0]
        assert "The gate." in leader.page.words

    def test_shows_what_has_changed_since_an_earlier_version(
        self, noor: Trainee, marta: Trainee, leader: Browser
    ) -> None:
        draft = draft_of(noor)
        published(noor, marta, draft)
        typed_on(noor, draft, CHANGED)
        published(noor, marta, draft, "The gate.")
        page = leader.get("/studio/cases/new-walk")
        (link,) = [one for one in page.all("a") if "/compare?" in one.attributes.get("href", "")]
        leader.get(link.attributes["href"])
        assert leader.status == 200
        assert "leans" in leader.page.words
        for path in ("?from=x&to=y", "", f"?from={version_of(NEW)}&to={'0' * 64}", "?from=%00&to=%00"):
            leader.get(f"/studio/cases/new-walk/compare{path}")
            assert leader.status == 404

    def test_is_downloaded_in_each_version(self, leader: Browser, other_leader: Browser) -> None:
        for browser in (leader, other_leader):
            (link,) = [one for one in browser.get("/studio/cases/walk").all("a") if "download" in one.attributes]
            answer = browser.client.get(link.attributes["href"])
            assert (answer.text, answer.mimetype) == (WALK, "text/markdown")
            assert answer.headers["Content-Disposition"] == 'attachment; filename="walk.md"'
        for path in (f"walk-again/versions/{version_of(WALK)}.md", "walk/versions/x.md", "walk/versions/%00.md"):
            assert leader.client.get(f"/studio/cases/{path}").status_code == 404

    def test_tells_a_trainee_what_is_new_since_they_played_it(
        self, noor: Trainee, marta: Trainee, ada: Trainee, screen: Browser, peer: Browser
    ) -> None:
        draft = draft_of(noor)
        published(noor, marta, draft, "First.")
        ada.start("new-walk")
        assert "another version" not in screen.get("/cases/new-walk").words
        typed_on(noor, draft, CHANGED)
        published(noor, marta, draft, "The gate <b>.")
        page = screen.get("/cases/new-walk")
        assert "another version than the one you played last. What is new: The gate <b>." in page.words
        assert "First." not in page.words
        assert "another version" not in peer.get("/cases/new-walk").words


def test_an_assignment_moves_to_a_newer_version_once_its_difference_was_looked_at(
    noor: Trainee, marta: Trainee, ada: Trainee, leader: Browser
) -> None:
    draft = draft_of(noor)
    published(noor, marta, draft, "First.")
    made = assign(noor, "new-walk")
    begin(ada, made, "new-walk")
    typed_on(noor, draft, CHANGED)
    published(noor, marta, draft, "The gate.")
    here = f"/assignments/{made}/cases/new-walk/newer"
    assert leader.get(f"/assignments/{made}").all("a", href=here)
    page = leader.get(here)
    assert "The gate." in page.words
    assert "First." not in page.words
    assert "leans" in page.words
    assert "1 attempt has begun and stays on its version." in page.words
    twin = leader.twin()
    typed_on(noor, draft, NEW.replace("Ida stands", "Ida sits"))
    published(noor, marta, draft, "The gate again.")
    twin.send(here)
    assert twin.status == 422
    assert "published again since" in twin.page.alerts[0]
    assert "The gate again." in twin.page.words
    twin.send(here)
    assert twin.status == 200
    assert not assigning.newer(noor.store, noor.actor, made, "new-walk").differences
    assert "the one assigned" in leader.get(here).words
    ada.play("hold-the-gate")


def test_nobody_but_course_leaders_finds_any_of_it(
    noor: Trainee, screen: Browser, supervisor: Browser, admin: Browser, other_leader: Browser
) -> None:
    draft = draft_of(noor)
    reading = asked(noor, draft)
    version = version_of(NEW)
    for path in (
        place(draft),
        f"/readings/{reading}",
        "/studio/cases/walk",
        f"/studio/cases/walk/compare?from={version}&to={version}",
        f"/studio/cases/walk/versions/{version_of(WALK)}.md",
    ):
        for browser in (screen, supervisor, admin):
            browser.get(path)
            assert browser.status == 404, path
    for path in (place(draft), f"/readings/{reading}", "/studio/cases/walk"):
        other_leader.get(path)
        assert other_leader.status == 200, path
    for path in (
        f"/drafts/{draft}/readings",
        *(f"/readings/{reading}/{deed}" for deed in ("comments", "decide", "withdraw", "publish")),
        f"/readings/{reading}/comments/{uuid4()}/settle",
        "/studio/cases/walk/retire",
        "/studio/cases/walk/bring-back",
    ):
        assert admin.post(path, {"csrf_token": admin.token}).status_code == 404
    unknown = f"/readings/{uuid4()}"
    other_leader.get(unknown)
    assert other_leader.status == 404
