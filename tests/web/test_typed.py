"""Nothing that was typed is lost when a form is not taken: the page that says so gives it back, to its writer alone."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from sqlalchemy import delete

from simulator.config import PACKAGE
from simulator.storage.errors import StoreUnavailable
from simulator.storage.tables import WEB_SESSION
from simulator.web.typed import FIELDS
from tests.usecases.trainee import Trainee, join
from tests.web.browsing import FROM_HERE, SWAP, Browser
from tests.web.pages import Page
from tests.web.test_security import ELSEWHERE, one_click

TYPED = "I would wait.\r\nAnd <b>say</b> “so” & 'no more' </textarea><script>alert(1)</script>"
ELSEWHERE_HEADERS: list[dict[str, str]] = [
    {},
    {"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.test"},
    {"Sec-Fetch-Site": "same-site", "Origin": "http://other.localhost"},
    {"Sec-Fetch-Site": "none"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "https://elsewhere.test"},
    {"Origin": "null"},
    {"Origin": "http://localhost:8000"},
    {"Origin": "http://localhost", "Referer": "https://elsewhere.test/"},
    {"Referer": "http://localhost.elsewhere.test/"},
    {"Referer": "http://localhost@elsewhere.test/"},
    {"Referer": "http://["},
]


def end_all(browser: Browser) -> None:
    with browser.store.database.write() as session:
        session.execute(delete(WEB_SESSION))
        session.commit()


def from_page(path: str) -> dict[str, str]:
    return {**FROM_HERE, "Referer": f"http://localhost{path}"}


def given_back(page: Page) -> dict[str, str]:
    """What the page gives back, by its label."""
    labels = {one.attributes["for"]: one.text for one in page.all("label")}
    return {labels[one.attributes["id"]]: one.text.removeprefix("\n") for one in page.all("textarea")}


@pytest.fixture
def attempt(screen: Browser) -> str:
    """An attempt that waits for words."""
    attempt = screen.start(say_first="true")
    screen.send(f"{attempt}/notice")
    assert screen.beat() == "say"
    return attempt


def sent(screen: Browser, attempt: str, headers: dict[str, str], **fields: str) -> Page:
    data = {**screen.page.form(f"{attempt}/say"), "words": TYPED, **fields}
    return screen._shown(screen.post(f"{attempt}/say", data, headers=headers))


def test_an_answer_sent_after_the_session_has_ended_is_given_back_and_can_be_sent_again(
    screen: Browser, ada: Trainee, attempt: str
) -> None:
    end_all(screen)
    page = sent(screen, attempt, from_page(attempt))
    assert screen.status == 401
    assert page.one("h1").text == "Signed out"
    assert given_back(page) == {"What you would say": TYPED}
    assert page.dangers() == []
    (again,) = (one.attributes["href"] for one in page.all("a") if one.text == "Sign in again")
    assert parse_qs(urlsplit(again).query)["next"] == [attempt]
    screen.get(again)
    screen.send(one_click(screen))
    assert screen.answer.request.path == attempt
    assert ada.actor.name in screen.page.words
    screen.send(f"{attempt}/say", words=given_back(page)["What you would say"])
    assert screen.beat() == "respond"
    assert "I would wait." in screen.page.words


def test_an_answer_from_a_page_of_the_session_before_is_given_back(
    app: Flask, screen: Browser, ada: Trainee, attempt: str
) -> None:
    old = screen.twin()
    screen.send("/sign-out")
    screen.come_in(ada)
    old.client = screen.client
    page = sent(old, attempt, from_page(attempt))
    assert old.status == 403
    assert page.one("h1").text == "This page had grown old"
    assert given_back(page) == {"What you would say": TYPED}
    (back,) = (one.attributes["href"] for one in page.all("a") if one.text == "Back to the page")
    assert back == attempt
    assert ada.actor.name in page.words, "who is signed in is still said"


@pytest.mark.parametrize("headers", ELSEWHERE_HEADERS, ids=str)
@pytest.mark.parametrize("ended", [False, True], ids=["signed in", "signed out"])
def test_nothing_is_given_back_to_another_site(
    screen: Browser, attempt: str, headers: dict[str, str], ended: bool
) -> None:
    if ended:
        end_all(screen)
    page = sent(screen, attempt, headers, csrf_token="another")
    assert screen.status == 403
    assert page.all("textarea") == []
    assert "I would wait" not in page.html


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin"},
        {"Origin": "http://localhost"},
        {"Referer": "http://localhost/attempts"},
        from_page("/attempts"),
    ],
    ids=str,
)
def test_a_page_of_this_site_is_known_by_what_browsers_say_of_it(
    screen: Browser, attempt: str, headers: dict[str, str]
) -> None:
    assert given_back(sent(screen, attempt, headers, csrf_token="old")) == {"What you would say": TYPED}


def test_only_text_is_given_back_and_never_what_is_secret(screen: Browser, attempt: str) -> None:
    secret = "four words nobody guesses"
    names = ("password", "new_password", "new_password_confirm", "passcode", "code", "mf_recovery_code", "credential")
    fields = {**dict.fromkeys(names, secret), "token": secret, "next": secret, "email": "ada@example.org", "cues": "1"}
    page = sent(screen, attempt, FROM_HERE, csrf_token="old words", subject="two words", **fields, reason="  \n ")
    assert given_back(page) == {"What you would say": TYPED, "What you typed": "two words"}
    assert secret not in page.html
    assert "old words" not in page.html


def test_everything_that_is_a_large_field_has_a_name_of_its_own() -> None:
    areas = [
        name
        for file in sorted((PACKAGE / "web" / "templates").rglob("*.html"))
        for name in re.findall(r'<textarea[^>]* name="(\w+)"', file.read_text())
    ]
    assert areas
    assert set(areas) <= FIELDS.keys()


def test_a_part_of_a_page_is_told_with_a_status_that_it_can_say(screen: Browser, attempt: str) -> None:
    page = screen.page
    for ended, status in ((False, 403), (True, 401)):
        if ended:
            end_all(screen)
        screen.page = page
        sent(screen, attempt, {**from_page(attempt), **SWAP}, csrf_token="old")
        assert screen.status == status


def test_what_is_refused_for_other_reasons_is_given_back_too(
    screen: Browser, attempt: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise StoreUnavailable("the gate is shut")

    monkeypatch.setattr("simulator.usecases.practising.say", refuse)
    assert given_back(sent(screen, attempt, from_page(attempt))) == {"What you would say": TYPED}
    assert screen.status == 503


def test_what_is_too_large_to_be_read_is_refused_as_ever(screen: Browser, attempt: str) -> None:
    page = sent(screen, attempt, from_page(attempt), words="x " * 600_000)
    assert screen.status == 413
    assert page.all("textarea") == []


@pytest.mark.parametrize(
    ("referrer", "back"),
    [
        ("/attempts/{id}", "/attempts/{id}"),
        ("/attempts/{id}/say", "/attempts/{id}"),
        ("/attempts/{id}?from=x&y=%20", "/attempts/{id}?from=x&y=%20"),
        ("/attempts/{id}/respond?x=1", "/attempts/{id}"),
        ("/practices/three-breaths/notes", "/practices/three-breaths"),
        ("/nowhere", ""),
        ("/", ""),
        ("//elsewhere.test/attempts", ""),
        ("//attempts", ""),
        ("//attempts/{id}/say", ""),
        ("/\\elsewhere.test", ""),
    ],
)
def test_the_way_back_is_to_a_page_that_can_be_opened(screen: Browser, attempt: str, referrer: str, back: str) -> None:
    end_all(screen)
    number = attempt.rpartition("/")[2]
    page = sent(screen, attempt, from_page(referrer.format(id=number)))
    (again,) = (one.attributes["href"] for one in page.all("a") if one.text == "Sign in again")
    assert parse_qs(urlsplit(again).query).get("next", [""]) == [back.format(id=number)]


@pytest.mark.parametrize("target", ELSEWHERE)
def test_the_way_back_leads_to_no_other_site(screen: Browser, attempt: str, target: str) -> None:
    raw = target.encode().decode("latin-1").replace("\r\n", "").replace("\n", "")
    for referrer in (raw, f"http://localhost{raw}", f"http://localhost/{raw}"):
        page = screen._shown(screen.post(f"{attempt}/say", {"words": "x"}, headers={**FROM_HERE, "Referer": referrer}))
        for link in page.all("a"):
            where = link.attributes["href"]
            assert where.startswith(("/", "#")), where
            assert not where.startswith(("//", "/\\"))


def test_a_stranger_whose_sign_in_page_had_grown_old_is_told_to_reload_it(app: Flask) -> None:
    join(app.extensions["attune"], "Ada")
    browser = Browser(app)
    browser.get("/sign-in")
    action = one_click(browser)
    answer = browser.post(action, {"csrf_token": "old"}, headers=from_page("/sign-in"))
    assert answer.status_code == 403
    assert "This page had grown old" in answer.text
