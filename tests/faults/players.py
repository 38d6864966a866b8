"""Trainees for the load: each plays one case after the other over HTTP and sends again whatever was not answered."""

from __future__ import annotations

import http.client
import re
import time
from random import Random
from threading import Event, Thread
from urllib.parse import urlencode
from uuid import uuid4

from tests.faults.journal import Entry, Journal

PATIENCE = 60.0
SLUGS = ("side-by-side", "locked-door", "i-can-manage")
FIELD = re.compile(r'name="(csrf_token|token)" value="([^"]*)"')
RESPONSE = re.compile(r'name="response" value="([^"]*)"')
BEAT = re.compile(r'data-beat="([a-z]+)"')


class BrokenPromise(AssertionError):
    """The server said what it must never say."""


class GaveUp(AssertionError):
    """The server did not come back."""


class Player(Thread):
    """One trainee with one browser."""

    def __init__(self, slug: str, port: int, journal: Journal, over: Event) -> None:
        super().__init__(name=slug, daemon=True)
        self.slug, self.port, self.journal, self.over = slug, port, journal, over
        self.dice = Random(slug)
        self.connection: http.client.HTTPConnection | None = None
        self.cookie = ""
        self.page = ""
        self.turns = self.repeats = 0
        self.last_answer = 0.0
        self.fault: BaseException | None = None

    def run(self) -> None:
        """Play until it is over."""
        try:
            self.come_in()
            while not self.over.is_set():
                try:
                    self.play()
                except BrokenPromise as broken:  # noted, and on to the next case: there may be more
                    self.fault = self.fault or broken
        except BaseException as fault:  # noqa: BLE001 - reported by the harness
            self.fault = fault
        finally:
            self.hang_up()

    def hang_up(self) -> None:
        """Close the connection."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def come_in(self) -> None:
        self.ask("GET", "/sign-in")
        self.send(f"/sign-in/demo/{self.slug}", expected=(303,))
        self.ask("GET", "/rubric")

    def play(self) -> None:
        """Play one attempt from start to finish, or until it is over."""
        identity = str(uuid4())
        attempt = f"/attempts/{identity}"
        self.note("sent", "start", identity)
        self.send(f"/cases/{self.dice.choice(SLUGS)}/attempts", {"attempt": identity}, expected=(303,))
        self.note("acknowledged", "start", identity)
        self.ask("GET", attempt)
        while not self.over.is_set():
            beat = BEAT.search(self.page)
            if beat is None:
                raise BrokenPromise(f"{self.slug}: a page without a stage: {self.page[:500]}")
            if beat[1] == "ending":
                self.note("sent", "finish", identity)
                self.send(f"{attempt}/finish", expected=(303,))
                self.note("acknowledged", "finish", identity)
                return
            if beat[1] == "respond":
                self.respond(identity)
            else:
                self.send(f"{attempt}/{'continue' if beat[1] == 'feel' else beat[1]}", expected=(303, 409))
            self.ask("GET", attempt)

    def respond(self, attempt: str) -> None:
        """Choose a response; the same is sent again until the server has said that it is kept."""
        token = self.fields()["token"]
        response = self.dice.choice(RESPONSE.findall(self.page))
        self.note("sent", "turn", attempt, token, response)
        self.send(f"/attempts/{attempt}/respond", {"response": response}, expected=(303,))
        self.note("acknowledged", "turn", attempt, token, response)
        self.turns += 1

    def fields(self) -> dict[str, str]:
        return dict(FIELD.findall(self.page))

    def note(self, what: str, kind: str, attempt: str, token: str = "", response: str = "") -> None:
        self.journal.write(Entry(what, kind, attempt, token, response))

    def send(self, path: str, fields: dict[str, str] | None = None, expected: tuple[int, ...] = (303,)) -> None:
        status = self.ask("POST", path, urlencode({**self.fields(), **(fields or {})}), keep=True)
        if status not in expected:
            raise BrokenPromise(f"{self.slug}: {path} answered {status}")

    def ask(self, method: str, path: str, body: str | None = None, *, keep: bool = False) -> int:
        """The status of the answer to a request, which is sent again for as long as there is none."""
        give_up = time.monotonic() + PATIENCE
        while True:
            try:
                status, text = self.once(method, path, body)
            except (OSError, http.client.HTTPException):
                self.hang_up()
                status = 503
            if status < 500:
                self.last_answer = time.monotonic()
                if not keep:
                    self.page = text
                return status
            if time.monotonic() > give_up:
                raise GaveUp(f"{self.slug}: {path} was not answered for {PATIENCE:g} seconds")
            self.repeats += 1
            time.sleep(0.05)

    def once(self, method: str, path: str, body: str | None) -> tuple[int, str]:
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Cookie": self.cookie} if self.cookie else {}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        if cookie := answer.headers["Set-Cookie"]:
            self.cookie = cookie.partition(";")[0]
        return answer.status, text
