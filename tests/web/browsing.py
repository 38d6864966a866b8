"""A browser without eyes: it opens pages, keeps cookies, and sends the forms that stand on a page with their hidden
fields, as a person's browser does. CSRF protection is on, as it is in production.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from simulator.usecases.catalogue import Store
from simulator.usecases.people import demo_people
from tests.usecases.trainee import Trainee
from tests.web.pages import Page

SWAP = {"HX-Request": "true"}
FROM_HERE = {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}


class Browser:
    """Somebody at a browser. `page` is what is on the screen, `answer` how the server last answered."""

    def __init__(self, app: Flask, cookies: str = "") -> None:
        self.app = app
        self.client: FlaskClient = app.test_client()
        if cookies:
            self.client.set_cookie("attune", cookies)
        self.answer = TestResponse([b""], "200 OK", {}, None)  # type: ignore[arg-type]
        self.page = Page("")

    @property
    def store(self) -> Store:
        found: Store = self.app.extensions["attune"]
        return found

    def twin(self) -> Browser:
        """Another window of the same browser, with the same cookies and the same page."""
        cookie = self.client.get_cookie("attune")
        other = Browser(self.app, cookie.value if cookie else "")
        other.page = self.page
        return other

    def get(self, path: str, **options: Any) -> Page:
        """Open a page, and where it leads to."""
        return self._shown(self.client.get(path, follow_redirects=True, **options))

    def post(self, path: str, data: dict[str, Any] | None = None, **options: Any) -> TestResponse:
        """Send a form as it is given, without following where it leads."""
        return self.client.post(path, data=data or {}, **options)

    def send(self, action: str, swap: Any = False, **fields: Any) -> Page:
        """Send the form of the current page that goes to `action`, with these fields filled in."""
        headers = SWAP if swap else {}
        data = {**self.page.form(action), **fields}
        return self._shown(self.client.post(action, data=data, headers=headers, follow_redirects=True))

    def _shown(self, answer: TestResponse) -> Page:
        self.answer = answer
        self.page = Page(answer.get_data().decode(errors="replace"))  # it may be a picture
        return self.page

    @property
    def status(self) -> int:
        return self.answer.status_code

    @property
    def token(self) -> str:
        """A CSRF token of this session, read off a page."""
        fields = Page(self.client.get("/sign-in", follow_redirects=True).text).all("input", name="csrf_token")
        return fields[0].attributes["value"] if fields else ""

    def come_in(self, trainee: Trainee) -> Browser:
        """Sign in by the demo's one click."""
        slug = next(one.slug for one in demo_people(self.store) if one.name == trainee.actor.name)
        self.get("/sign-in")
        self.send(f"/sign-in/demo/{slug}")
        assert self.status == 200
        return self

    def start(self, slug: str = "walk", **fields: str) -> str:
        """Begin an attempt from its briefing; its address."""
        self.get(f"/cases/{slug}")
        attempt = UUID(self.page.form(f"/cases/{slug}/attempts")["attempt"])
        self.send(f"/cases/{slug}/attempts", **fields)
        return f"/attempts/{attempt}"

    def beat(self) -> str:
        """The beat of the attempt on the screen."""
        return self.page.one("div", id="stage").attributes.get("data-beat", "")

    def go_to(self, attempt: str, beat: str = "respond", swap: bool = False) -> Page:
        """Answer what comes before `beat` without a word."""
        self.get(attempt)
        ways = {"notice": "notice", "say": "say", "feel": "continue"}
        while (now := self.beat()) != beat:
            self.send(f"{attempt}/{ways[now]}", swap=swap)
        return self.page

    def respond(self, attempt: str, response: str, **fields: str) -> Page:
        """Go to the responses and give one."""
        self.go_to(attempt)
        return self.send(f"{attempt}/respond", response=response, **fields)
