"""What every page has, whoever opens it: headers, no way to run anything, no way in from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from sqlmodel import SQLModel

from tests.usecases.trainee import join
from tests.web.browsing import FROM_HERE, SWAP, Browser
from tests.web.conftest import made
from tests.web.pages import Page

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}
HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def every_page(screen: Browser) -> Iterator[tuple[str, Page]]:
    """A walk through all of Attune: each page with the state it is in, the answer to it in `screen.answer`."""
    for path in ("/", "/?level=foundation&principle=titration", "/?level=advanced", "/cases/walk", "/cases/walk-again"):
        yield path, screen.get(path)
    for path in ("/rubric", "/scoring", "/attempts", "/sign-in", "/account/sessions", "/nowhere"):
        yield path, screen.get(path)
    attempt = screen.start(say_first="true")
    yield "notice", screen.page
    yield "stale", screen.send(f"{attempt}/notice", token="old", moment="mine")
    screen.get(attempt)
    yield "old", screen._shown(screen.post(f"{attempt}/notice", {"moment": "mine"}, headers=FROM_HERE))
    screen.get(attempt)
    yield "say", screen.send(f"{attempt}/notice", cues="0", moment="mine")
    yield "respond", screen.send(f"{attempt}/say", words="What I would say.")
    yield "refused", screen.send(f"{attempt}/respond", reason="Because.")
    yield "feel", screen.send(f"{attempt}/respond", response="pull-her-along", reason="Because.")
    yield "rewound", screen.send(f"{attempt}/rewind")
    yield "feel again", screen.send(f"{attempt}/respond", response="hold-the-gate")
    screen.go_to(attempt)
    screen.send(f"{attempt}/respond", response="stay-with-it")
    yield "ending", screen.go_to(attempt, "ending")
    yield "self-rating", screen.send(f"{attempt}/finish")
    yield "self-rating refused", screen.send(f"{attempt}/self-rating", attunement="helpful")
    yield "debrief", screen.send(f"{attempt}/self-rating", attunement="helpful", titration="harmful")
    yield "debrief refused", screen.send(f"{attempt}/note", text="x" * 20_001)
    for path in ("/", "/cases/walk-again", "/attempts"):
        yield f"{path} afterwards", screen.get(path)


def test_every_page_has_the_headers(screen: Browser) -> None:
    for name, _ in every_page(screen):
        headers = screen.answer.headers
        assert {header: headers.get(header) for header in HEADERS} == HEADERS, name
        assert set(headers["Content-Security-Policy"].split("; ")) == POLICY, name
        assert "Server" not in headers, name


def test_no_page_has_anything_in_it_that_runs_or_styles(screen: Browser) -> None:
    assert {name: page.dangers() for name, page in every_page(screen) if page.dangers()} == {}


def test_the_page_of_all_elements_has_nothing_that_runs_either(sqlite_database_url: str, folder: Path) -> None:
    with made(sqlite_database_url, folder, mode="development") as app:
        assert Browser(app).get("/development/patterns").dangers() == []


def test_every_page_is_one_document_with_one_heading_and_a_language(screen: Browser) -> None:
    for name, page in every_page(screen):
        assert len(page.all("h1")) == 1, name
        assert page.one("html").attributes["lang"] == "en", name
        ids = [element.attributes["id"] for element in page.elements if "id" in element.attributes]
        assert sorted(ids) == sorted(set(ids)), name


def test_redirects_and_errors_have_the_headers_too(stranger: Browser) -> None:
    for answer in (
        stranger.client.get("/attempts"),
        stranger.client.get("/nowhere"),
        stranger.client.put("/"),
        stranger.post("/sign-out"),
        stranger.post("/sign-out", {"csrf_token": "x", "text": "x" * 1_100_000}),
    ):
        assert {header: answer.headers.get(header) for header in HEADERS} == HEADERS, answer.status


def test_in_production_everything_goes_over_https(sqlite_database_url: str, folder: Path) -> None:
    with made(sqlite_database_url, folder, mode="production", https=True) as app:
        browser = Browser(app)
        assert browser.client.get("/rubric", base_url="http://attune.test").status_code in (301, 302)
        answer = browser.client.get("/sign-in", base_url="https://attune.test")
        assert "max-age" in answer.headers["Strict-Transport-Security"]


def test_the_session_cookie_is_for_this_site_only(sqlite_database_url: str, folder: Path) -> None:
    with made(sqlite_database_url, folder, https=True) as app:
        join(app.extensions["attune"], "Ada")
        cookie = Browser(app).client.get("/sign-in", base_url="https://attune.test").headers["Set-Cookie"]
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))


def posts(app: Flask) -> list[str]:
    return sorted(rule.rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ()))


def rows(screen: Browser) -> list[list[tuple[object, ...]]]:
    with screen.store.database.read() as session:
        return [[tuple(row) for row in session.execute(table.select())] for table in SQLModel.metadata.sorted_tables]


@pytest.mark.parametrize("stolen", [False, True], ids=["no token", "somebody else's token"])
@pytest.mark.parametrize("swap", [False, True], ids=["a page", "a part of a page"])
def test_nothing_can_be_done_without_a_csrf_token_of_ones_own(
    screen: Browser, peer: Browser, stolen: bool, swap: bool
) -> None:
    attempt = screen.start()
    token = screen.page.form(f"{attempt}/notice")["token"]
    before = rows(screen)
    fields = {"token": token, "text": "x", "moment": "x", "attempt": "5e1d8c1c-5b2f-4c39-9a6c-2f1d3f6f7a10"}
    fields |= {"csrf_token": peer.token} if stolen else {}
    for rule in posts(screen.app):
        path = re.sub("<uuid:[a-z_]+>", attempt.rpartition("/")[2], rule)
        path = re.sub("<(int:)?[a-z_]+>", "1", path.replace("<slug>", "walk"))
        answer = screen.post(path, fields, headers={**(SWAP if swap else {}), "Origin": "https://elsewhere.test"})
        assert answer.status_code == 403, path
        assert "This page had grown old" in answer.text
        assert "What you had typed" not in answer.text
    assert rows(screen) == before
    assert screen.get("/").words.count("Ada") == 1


def test_a_csrf_token_is_not_taken_from_another_site(sqlite_database_url: str, folder: Path) -> None:
    with made(sqlite_database_url, folder, https=True) as app:
        join(app.extensions["attune"], "Ada")
        client = app.test_client()
        page = Page(client.get("/sign-in", base_url="https://attune.test").text)
        data = {"csrf_token": page.all("input", name="csrf_token")[0].attributes["value"]}
        for referrer, status in (("https://attune.test/sign-in", 303), ("https://elsewhere.test/", 403), ("", 403)):
            answer = client.post("/sign-out", base_url="https://attune.test", data=data, headers={"Referer": referrer})
            assert answer.status_code == status, referrer


def one_click(browser: Browser) -> str:
    """The form of the page on the screen that signs in as somebody of the demo."""
    actions = [one.attributes.get("action", "") for one in browser.page.all("form")]
    return next(action for action in actions if action.startswith("/sign-in/demo/"))


ELSEWHERE = [
    "https://elsewhere.test/",
    "//elsewhere.test/",
    "///elsewhere.test/",
    "/\\elsewhere.test/",
    "\\\\elsewhere.test/",
    "\\/elsewhere.test",
    "http:elsewhere.test",
    "https:/elsewhere.test",
    "javascript:alert(1)",
    "data:text/html,x",
    "/\t/elsewhere.test",
    "/\n/elsewhere.test",
    "\t//elsewhere.test",
    " //elsewhere.test",
    "/ /elsewhere.test\r\nSet-Cookie: a=b",
    "/\0//elsewhere.test",
    "//[",
    "/%5Celsewhere.test",
    "elsewhere.test",
    "@elsewhere.test",
    "/@elsewhere.test",
    "/..//elsewhere.test",
    "/.//elsewhere.test",
    "/./\\elsewhere.test",
    "/\x01/elsewhere.test",
    "\u3000//elsewhere.test",
    "/／elsewhere.test",
]


@pytest.mark.parametrize("target", ELSEWHERE)
def test_signing_in_leads_to_no_other_site(app: Flask, target: str) -> None:
    trainee = join(app.extensions["attune"], "Ada")
    browser = Browser(app)
    browser.get(f"/sign-in?next={quote(target)}")
    action = one_click(browser)
    data = {**browser.page.form(action), "next": target}
    offered = browser.page.form(action)["next"]
    answers = [browser.twin().post(action, given) for given in (data, {**data, "next": offered})]
    assert trainee.actor.name in browser.page.words
    for answer in answers:
        assert answer.status_code == 303
        where = answer.headers["Location"]
        assert where.startswith("/")
        assert not where.startswith(("//", "/\\"))
        assert not any(ord(character) <= 32 for character in where)


def test_signing_in_leads_back_to_the_page_that_was_asked_for(app: Flask) -> None:
    trainee = join(app.extensions["attune"], "Ada")
    browser = Browser(app)
    browser.get("/?level=advanced&presentation=fear-of-closeness")
    browser.send(one_click(browser))
    assert browser.answer.request.full_path == "/?level=advanced&presentation=fear-of-closeness"
    assert trainee.actor.name in browser.page.words


def test_a_session_begins_anew_when_somebody_comes_in(stranger: Browser, app: Flask) -> None:
    join(app.extensions["attune"], "Ada")
    before = stranger.token
    stranger.get("/sign-in")
    stranger.send(one_click(stranger))
    assert stranger.post("/sign-out", {"csrf_token": before}).status_code == 403


@pytest.mark.parametrize(
    "path", ["attune.css", "attune.js", "pictures.css", "icon.svg", "vendor/htmx/dist/htmx.min.js"]
)
def test_static_files_are_served_with_their_type(stranger: Browser, path: str) -> None:
    answer = stranger.client.get(f"/static/{path}", buffered=True)
    kinds = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
    assert answer.status_code == 200
    assert answer.mimetype == kinds[path.rpartition(".")[2]]


@pytest.mark.parametrize(
    "path", ["", "../app.py", "..%2fapp.py", "%2e%2e/app.py", "vendor/", "attune.css/..", "attune.css%00"]
)
def test_static_files_are_only_those_of_the_static_folder(stranger: Browser, path: str) -> None:
    assert stranger.client.get(f"/static/{path}").status_code == 404
