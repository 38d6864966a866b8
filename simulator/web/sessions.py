"""Sessions of browsers. Who is signed in is on the server; a stranger's few words (a CSRF token, where they were going)
are in a signed cookie, so that nobody fills the store by opening the sign-in page.
"""

from __future__ import annotations

import re
import secrets
import time
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

from flask import Flask, Request, Response, current_app, g, request, session
from flask.json.tag import TaggedJSONSerializer
from flask.sessions import SecureCookieSessionInterface, SessionInterface, SessionMixin
from itsdangerous import BadSignature
from werkzeug.datastructures import CallbackDict

from simulator.usecases import sessions
from simulator.usecases.catalogue import Store
from simulator.usecases.errors import NotFound, Unavailable
from simulator.usecases.people import Actor
from simulator.usecases.sessions import SignedIn

SEVERAL_FACTORS = "several factors"
"""The key of a session under which it says that whoever signed in was asked for more than one factor elsewhere."""
SERVER_SIDE = "s."
"""What the cookie of somebody signed in begins with; a signed cookie never does."""
BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("Chrome", "Chrome"),
    ("CriOS", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)
_WRITER = TaggedJSONSerializer()


class BrowserSession(CallbackDict[str, Any], SessionMixin):
    """What one browser's session holds. `signed_in` is None for a stranger; `token` is set when the cookie changes.

    `unavailable` says why it could not be read, if the store could not be reached.
    """

    def __init__(self, held: dict[str, Any] | None = None, signed_in: SignedIn | None = None) -> None:
        def changed(one: CallbackDict[str, Any]) -> None:
            one.modified = True  # type: ignore[attr-defined]

        super().__init__(held or {}, changed)
        self.modified = False
        self.signed_in = signed_in
        self.token: str | None = None
        self.ended = False
        self.unavailable: Unavailable | None = None


class ServerSessions(SessionInterface):
    """Opens the session of each request and keeps what changed in it."""

    strangers = SecureCookieSessionInterface()

    def open_session(self, app: Flask, request: Request) -> BrowserSession:
        """The session of the cookie; an empty one if it has ended, was made up, or there is none."""
        cookie = request.cookies.get(self.get_cookie_name(app), "")
        if cookie.startswith(SERVER_SIDE):
            return self._of(app.extensions["attune"], cookie.removeprefix(SERVER_SIDE))
        signer = self.strangers.get_signing_serializer(app)
        with suppress(BadSignature):
            if cookie and signer is not None:
                return BrowserSession(signer.loads(cookie, max_age=int(app.permanent_session_lifetime.total_seconds())))
        return BrowserSession()

    @staticmethod
    def _of(store: Store, token: str) -> BrowserSession:
        try:
            found = sessions.find(store, token)
        except Unavailable as error:
            unread = BrowserSession()
            unread.unavailable = error
            return unread
        return BrowserSession(_WRITER.loads(found.data) if found and found.data else {}, found)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Keep what changed. That a session could not be kept never breaks a page that could be read.

        A request that failed through no fault of the browser's leaves its session as it was, so that it can be sent
        once more.
        """
        assert isinstance(session, BrowserSession)  # noqa: S101 - for the type checker
        response.vary.add("Cookie")
        if response.status_code >= 500:
            return
        try:
            if session.signed_in is not None:
                self._keep(app.extensions["attune"], session, session.signed_in)
        except Unavailable:
            return
        if session.ended:
            response.headers["Clear-Site-Data"] = '"storage"'  # what was being typed is not for whoever sits down next
        if session.token is not None:
            self._set(app, response, SERVER_SIDE + session.token)
        elif session.signed_in is None and (session.modified or session.ended):
            signer = self.strangers.get_signing_serializer(app)
            if session and signer is not None:
                self._set(app, response, str(signer.dumps(dict(session))))
            else:
                response.delete_cookie(
                    self.get_cookie_name(app),
                    path=self.get_cookie_path(app),
                    secure=self.get_cookie_secure(app),
                    httponly=True,
                    samesite=self.get_cookie_samesite(app),
                )

    @staticmethod
    def _keep(store: Store, session: BrowserSession, signed_in: SignedIn) -> None:
        if session.modified:
            sessions.keep(store, signed_in.id, _WRITER.dumps(dict(session)))
        if signed_in.rotate:
            session.token = sessions.rotate(store, signed_in)
        else:
            sessions.touch(store, signed_in)

    def _set(self, app: Flask, response: Response, value: str) -> None:
        response.set_cookie(
            self.get_cookie_name(app),
            value,
            path=self.get_cookie_path(app),
            secure=self.get_cookie_secure(app),
            httponly=True,
            samesite=self.get_cookie_samesite(app),
        )


def register(app: Flask) -> None:
    """Give the application its sessions. While the store cannot be reached, nobody is taken for signed out."""
    app.session_interface = ServerSessions()
    app.before_request(_read)
    app.jinja_env.globals.update(session_left=left)


def _read() -> None:
    """Before everything else: even a page that refuses a form is in the language of who sent it."""
    g.actor = actor()
    unavailable = current().unavailable
    if unavailable is not None:
        raise unavailable


def current() -> BrowserSession:
    """The session of this request."""
    found: BrowserSession = session._get_current_object()  # type: ignore[attr-defined]
    return found


def actor() -> Actor | None:
    """Who is signed in at this browser."""
    signed_in = current().signed_in
    return signed_in.actor if signed_in else None


class Left(NamedTuple):
    """How many seconds until a session ends: if nothing is done from now on, and in any case."""

    idle: int
    last: int


def left() -> Left | None:
    """What is left of the session of this request, if somebody is signed in."""
    signed_in, now = current().signed_in, datetime.now(UTC)
    if signed_in is None:
        return None
    return Left(*(int((at - now).total_seconds()) for at in (signed_in.ends_at(now), signed_in.expires_at)))


def sign_in(person_id: UUID, *, chose_password: bool = False) -> None:
    """Sign this browser in, with a token of its own; whoever was signed in here before is signed out.

    Nothing that the session held before is taken over. Who has just chosen a password is not asked for it again at once
    (`fs_paa` is when Flask-Security last saw somebody prove who they are).

    Raises:
        NotFound: no such person, or not any more.
        Unavailable: the store cannot be written.
    """
    here, store = current(), current_app.extensions["attune"]
    held: dict[str, Any] = {"csrf_token": secrets.token_hex(32)}
    if chose_password:
        held["fs_paa"] = time.time()
    here.token = sessions.begin(store, person_id, device(), _WRITER.dumps(held), here.signed_in)
    here.signed_in = sessions.find(store, here.token)
    here.clear()
    here.update(held)
    here.modified, here.ended = False, False
    g.pop("csrf_token", None)
    g.actor = actor()


def sign_out() -> None:
    """Sign this browser out, and forget all that its session held.

    A store that cannot be written does not keep anybody from leaving: without its cookie nobody has the token, and the
    session ends by itself.
    """
    here = current()
    if here.signed_in is not None:
        with suppress(NotFound, Unavailable):  # not found: ended from elsewhere a moment ago
            sessions.end(current_app.extensions["attune"], here.signed_in.actor, here.signed_in.id)
    forget()


def forget() -> None:
    """Leave nothing of a session that has ended in this browser."""
    here = current()
    here.clear()
    here.signed_in, here.token, here.ended = None, None, True
    g.pop("csrf_token", None)
    g.actor = None


def device() -> str:
    """Browser and system in two words, as far as they tell: “Firefox, Windows”. Nothing finer is kept."""
    agent = request.user_agent.string
    found = [next((name for sign, name in known if sign in agent), "") for known in (BROWSERS, SYSTEMS)]
    return ", ".join(name for name in found if name) or re.sub(r"[^A-Za-z].*", "", agent)[:20]
