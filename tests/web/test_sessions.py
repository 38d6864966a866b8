"""Being signed in at a browser: its cookie, the page of one's own sessions, and what ends them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import delete, update

from simulator.storage import cohorts
from simulator.storage.database import Database, Session
from simulator.storage.errors import StoreUnavailable
from simulator.storage.tables import ACCOUNT, PERSON, WEB_SESSION
from simulator.usecases.people import COURSE_LEADER, TRAINEE
from simulator.usecases.sessions import ABSOLUTE, GRACE, IDLE, hashed
from tests.storage.making_people import make_account
from tests.usecases.trainee import COHORT, NOW, Trainee, join
from tests.web.browsing import Browser
from tests.web.conftest import made

AGENTS = {
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0": "Firefox, Linux",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1": "Safari, iPhone",
    "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0": "Edge, Windows",
    "Mozilla/5.0 (Linux; Android 15) Chrome/140.0.0.0 Mobile Safari/537.36": "Chrome, Android",
    "curl/8.5 <script>": "curl",
    "<script>alert(1)</script>": "Unknown browser",
    "": "Unknown browser",
}


@contextmanager
def writing(browser: Browser) -> Iterator[Session]:
    with browser.store.database.write() as session:
        yield session
        session.commit()


def cookie_of(browser: Browser) -> str:
    cookie = browser.client.get_cookie("attune")
    assert cookie is not None
    return cookie.value


def ages(browser: Browser, **columns: timedelta) -> None:
    """Make every session older: `seen_at` and the like, by how much."""
    with writing(browser) as session:
        session.execute(update(WEB_SESSION).values({name: datetime.now(UTC) - age for name, age in columns.items()}))


def is_in(browser: Browser) -> bool:
    return browser.client.get("/account/sessions").status_code == 200


def ask(app: Flask, cookie: str, path: str = "/account/sessions", **headers: str) -> int:
    """What a browser is answered that has this cookie."""
    client = app.test_client(use_cookies=False)
    return client.get(path, headers={"Cookie": f"attune={cookie}", **headers}).status_code


# The page


@pytest.mark.parametrize("agent", AGENTS)
def test_a_browser_is_named_in_two_words_and_nothing_finer(app: Flask, ada: Trainee, agent: str) -> None:
    browser = Browser(app)
    browser.client.environ_base["HTTP_USER_AGENT"] = agent
    browser.come_in(ada)
    browser.get("/account/sessions")
    (line,) = (one for one in browser.page.all("li") if one.attributes == {} and "Signed in since" in one.text)
    assert AGENTS[agent] in line.text
    assert "this one" in line.text
    assert browser.page.dangers() == []
    assert "140.0" not in browser.page.html


def test_the_page_offers_to_end_all_only_where_there_are_several(app: Flask, ada: Trainee) -> None:
    desk = Browser(app).come_in(ada)
    assert "Sign out everywhere" not in desk.get("/account/sessions").words
    Browser(app).come_in(ada)
    page = desk.get("/account/sessions")
    assert page.words.count("Last used") == 2
    assert page.words.count("this one") == 1
    assert "Sign out everywhere else" in page.words


def test_another_browser_is_signed_out_from_here(app: Flask, ada: Trainee) -> None:
    desk, phone = Browser(app).come_in(ada), Browser(app).come_in(ada)
    desk.get("/account/sessions")
    forms = [one for one in desk.page.all("form") if one.attributes["action"].endswith("/end")]
    (other,) = (form for form in forms if "data-leaves" not in form.attributes)
    desk.send(other.attributes["action"])
    assert (is_in(desk), is_in(phone)) == (True, False)


def test_signing_out_this_browser_on_the_page_is_a_sign_out(app: Flask, ada: Trainee) -> None:
    desk, phone = Browser(app).come_in(ada), Browser(app).come_in(ada)
    desk.get("/account/sessions")
    forms = [one.attributes for one in desk.page.all("form") if "data-leaves" in one.attributes]
    (here,) = (form["action"] for form in forms if form["action"].endswith("/end"))
    answer = desk.post(here, desk.page.form(here))
    assert answer.headers["Location"] == "/sign-in"
    assert (is_in(desk), is_in(phone)) == (False, True)


@pytest.mark.parametrize(("way", "here"), [("end-others", True), ("end-all", False)])
def test_signing_out_everywhere(app: Flask, ada: Trainee, way: str, here: bool) -> None:
    desk, phone, tablet = (Browser(app).come_in(ada) for _ in range(3))
    other = Browser(app).come_in(join(desk.store, "Ben"))
    desk.get("/account/sessions")
    desk.send(f"/account/sessions/{way}")
    assert [is_in(one) for one in (desk, phone, tablet, other)] == [here, False, False, True]


def test_the_session_of_somebody_else_cannot_be_ended(screen: Browser, peer: Browser) -> None:
    forms = screen.get("/account/sessions").all("form")
    (theirs,) = (one.attributes["action"] for one in forms if one.attributes["action"].endswith("/end"))
    for action in (theirs, f"/account/sessions/{uuid4()}/end"):
        assert peer.post(action, {"csrf_token": peer.token}).status_code == 404
    assert is_in(screen)


# The cookie


def test_a_cookie_from_before_signing_in_is_worth_nothing_afterwards(app: Flask, ada: Trainee) -> None:
    browser = Browser(app)
    browser.get("/sign-in")
    before = cookie_of(browser)
    browser.come_in(ada)
    assert cookie_of(browser) != before
    assert ask(app, before) == 302
    assert ask(app, cookie_of(browser)) == 200


def test_a_cookie_that_somebody_else_has_planted_does_not_become_the_victims(app: Flask, ada: Trainee) -> None:
    thief, victim = Browser(app).come_in(join(app.extensions["attune"], "Ben")), Browser(app)
    planted = cookie_of(thief)
    victim.client.set_cookie("attune", planted)
    victim.get("/sign-in")
    victim.come_in(ada)
    assert cookie_of(victim) != planted
    assert ask(app, planted) == 302, "whoever sat there before is signed out, the planted session is not taken over"


def test_signing_out_makes_the_cookie_worthless_wherever_it_is_kept(screen: Browser) -> None:
    kept = cookie_of(screen)
    screen.get("/account/sessions")
    screen.send("/sign-out")
    assert ask(screen.app, kept) == 302


MADE_UP = [
    "s.",
    "s.x",
    "s." + "A" * 43,
    "s." + "A" * 5_000,
    "s.\u00e4\u00f6",
    "s.%00",
    "s.\x01",
    'a"b',
    '"',
    "\\000",
    '"s.\\000\\377"',
    "s.' OR 1=1 --",
    "..",
    ".eJw.x.y",
    "eyJfdXNlcl9pZCI6IjEifQ.aaaaaa.bbbb",
    "\u20ac",
    "=",
    ";",
]


@pytest.mark.parametrize("cookie", MADE_UP, ids=range(len(MADE_UP)))
def test_a_made_up_cookie_is_a_strangers(app: Flask, cookie: str) -> None:
    raw = cookie.encode().decode("latin-1")
    assert ask(app, raw) == 302
    assert ask(app, raw, "/rubric") == 200
    assert ask(app, f"x; attune={raw}; attune=s.x") == 302


def test_a_cookie_signed_with_another_key_or_for_another_purpose_is_a_strangers(screen: Browser) -> None:
    inside = {"csrf_token": "x", "_user_id": "1", "person": str(uuid4())}
    other = SecureCookieSessionInterface()
    app = Flask("another")
    app.secret_key = "another secret that is long enough to be one"
    signer = other.get_signing_serializer(app)
    assert signer is not None
    foreign = str(signer.dumps(inside))
    misused = URLSafeTimedSerializer(str(screen.app.secret_key), salt="wtf-csrf-token").dumps("x")
    for cookie in (foreign, str(misused), f"s.{foreign}"):
        assert ask(screen.app, cookie) == 302


def test_what_a_signed_cookie_says_about_who_it_is_signs_nobody_in(app: Flask, ada: Trainee) -> None:
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    inside = {"_user_id": str(ada.actor.id), "person": str(ada.actor.id), "_fresh": True, "identity.id": "x"}
    assert ask(app, str(signer.dumps(inside))) == 302


def test_the_cookie_is_for_this_site_over_https_and_not_for_scripts(sqlite_database_url: str, folder: Path) -> None:
    with made(sqlite_database_url, folder, https=True) as app:
        trainee = join(app.extensions["attune"], "Ada")
        https = {"base_url": "https://attune.test", "headers": {"Referer": "https://attune.test/sign-in"}}
        browser = Browser(app)
        browser.get("/sign-in", **https)
        form = browser.page.all("form", method="post")
        (action,) = (one.attributes["action"] for one in form if "/demo/" in one.attributes["action"])
        signed_in = browser.post(action, browser.page.form(action), **https)
        browser.get("/account/sessions", **https)
        assert browser.status == 200
        assert trainee.actor.name in browser.page.words
        signed_out = browser.post("/sign-out", browser.page.form("/sign-out"), **https)
    for answer in (signed_in, signed_out):
        (cookie,) = answer.headers.getlist("Set-Cookie")
        assert cookie.startswith("__Host-attune=")
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
        assert "Domain" not in cookie
    assert "Clear-Site-Data" not in signed_in.headers
    assert signed_out.headers["Clear-Site-Data"] == '"storage"'


def test_no_token_is_in_a_page_a_log_or_the_store(
    sqlite_database_url: str, screen: Browser, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    token = cookie_of(screen).removeprefix("s.")
    screen.get("/account/sessions")
    html = screen.page.html
    screen.post("/account/sessions/end-others", {"csrf_token": "wrong"})
    screen.post(f"/account/sessions/{uuid4()}/end", {"csrf_token": screen.token})
    screen.get(f"/nowhere?{token[:4]}")
    database = Path(sqlite_database_url.removeprefix("sqlite:///"))
    kept = b"".join(file.read_bytes() for file in database.parent.glob(f"{database.name}*"))
    assert hashed(token).encode() in kept
    assert token.encode() not in kept
    for place in (html, screen.page.html, *capsys.readouterr(), caplog.text):
        assert token not in place


# What ends a session, with the next request


def test_a_change_of_rights_gives_a_new_cookie_with_the_next_page(screen: Browser, ada: Trainee) -> None:
    before = cookie_of(screen)
    with writing(screen) as session:
        cohorts.add_member(session, COHORT, ada.actor.id, COURSE_LEADER, NOW)
    screen.get("/rubric")
    after = cookie_of(screen)
    assert after != before
    assert ask(screen.app, before) == ask(screen.app, after) == 200
    screen.get("/rubric")
    assert cookie_of(screen) == after
    ages(screen, rotated_at=GRACE)
    assert ask(screen.app, before) == 302
    assert ask(screen.app, after) == 200


def test_windows_with_the_cookie_of_before_go_on_with_the_new_one(screen: Browser, ada: Trainee) -> None:
    with writing(screen) as session:
        cohorts.add_member(session, COHORT, ada.actor.id, COURSE_LEADER, NOW)
    other = screen.twin()
    screen.get("/account/sessions")
    other.get("/account/sessions")
    assert other.status == 200
    form = other.page.form("/sign-out")
    assert screen.post("/account/sessions/extend", form).status_code == 204, "its CSRF token stays good"


def test_a_right_that_was_taken_away_is_gone_with_the_next_request(app: Flask) -> None:
    leader = join(app.extensions["attune"], "Cem", COURSE_LEADER)
    browser = Browser(app).come_in(leader)
    assert browser.client.get("/cases/walk/clinical-reviews").status_code == 200
    with writing(browser) as session:
        assert cohorts.remove_member(session, COHORT, leader.actor.id, COURSE_LEADER)
        cohorts.add_member(session, COHORT, leader.actor.id, TRAINEE, NOW)
    assert browser.client.get("/cases/walk/clinical-reviews").status_code == 404
    assert is_in(browser)


def test_an_erased_or_deactivated_person_is_out_with_the_next_request(app: Flask, ada: Trainee) -> None:
    ben = join(app.extensions["attune"], "Ben")
    screen, peer = Browser(app).come_in(ada), Browser(app).come_in(ben)
    with writing(screen) as session:
        session.execute(update(PERSON).where(PERSON.c.id == ada.actor.id).values(erased_at=NOW))
        make_account(session, ben.actor.id)
        session.execute(update(ACCOUNT).values(active=False))
    assert (is_in(screen), is_in(peer)) == (False, False)


SOON = timedelta(seconds=30)


@pytest.mark.parametrize(
    ("ages_by", "there"),
    [
        ({"seen_at": IDLE - SOON}, True),
        ({"seen_at": IDLE}, False),
        ({"expires_at": -SOON}, True),
        ({"expires_at": timedelta()}, False),
        ({"expires_at": -ABSOLUTE, "created_at": timedelta(days=30)}, True),
    ],
)
def test_a_session_ends_by_itself(screen: Browser, ages_by: dict[str, timedelta], there: bool) -> None:
    ages(screen, **ages_by)
    assert is_in(screen) == there


def test_every_page_says_how_long_a_session_lasts(screen: Browser, stranger: Browser) -> None:
    left = screen.get("/rubric").one("dialog").attributes
    assert 118 * 60 < int(left["data-idle"]) <= 119 * 60
    assert 11.9 * 3600 < int(left["data-last"]) <= 12 * 3600
    ages(screen, expires_at=-timedelta(minutes=10))
    left = screen.get("/rubric").one("dialog").attributes
    assert int(left["data-idle"]) == int(left["data-last"]) <= 600
    assert stranger.get("/rubric").all("dialog") == []


def test_extending_puts_the_end_off(screen: Browser) -> None:
    form = screen.get("/account/sessions").form("/account/sessions/extend")
    ages(screen, seen_at=IDLE - SOON)
    answer = screen.post("/account/sessions/extend", form)
    assert (answer.status_code, answer.data) == (204, b"")
    with screen.store.database.read() as session:
        (seen_at,) = session.execute(WEB_SESSION.select().with_only_columns(WEB_SESSION.c.seen_at)).one()
    assert datetime.now(UTC) - seen_at < SOON
    with writing(screen) as session:
        session.execute(delete(WEB_SESSION))
    assert screen.post("/account/sessions/extend", form).status_code == 403


# The store


def test_an_ordinary_page_writes_nothing(screen: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    def write(_: Database) -> None:
        raise AssertionError("something was written")

    monkeypatch.setattr(Database, "write", write)
    for _ in range(3):
        screen.get("/account/sessions")
        assert screen.status == 200


def test_the_use_of_a_session_is_written_once_a_minute(screen: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    ages(screen, seen_at=timedelta(minutes=2))
    written, write = [], Database.write

    def noted(database: Database) -> object:
        written.append(1)
        return write(database)

    monkeypatch.setattr(Database, "write", noted)
    for _ in range(3):
        screen.get("/rubric")
    assert len(written) == 1


class TestWhenTheStoreCannotBeWritten:
    """A full disk, or a file system that has become read-only."""

    @pytest.fixture(autouse=True)
    def read_only(self, screen: Browser, ada: Trainee, monkeypatch: pytest.MonkeyPatch) -> None:
        with writing(screen) as session:  # there is something to write: a new token, and that it was used
            cohorts.add_member(session, COHORT, ada.actor.id, COURSE_LEADER, NOW)
        ages(screen, seen_at=timedelta(minutes=2))

        def refuse(_: Database) -> None:
            raise StoreUnavailable("attempt to write a readonly database")

        monkeypatch.setattr(Database, "write", refuse)

    def test_reading_goes_on(self, screen: Browser) -> None:
        before = cookie_of(screen)
        for path in ("/rubric", "/account/sessions"):
            screen.get(path)
            assert screen.status == 200
        assert cookie_of(screen) == before

    def test_signing_in_is_asked_to_wait_and_its_form_can_be_sent_once_more(
        self, app: Flask, screen: Browser, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert is_in(screen)
        browser = Browser(app)
        page = browser.get("/sign-in")
        (action,) = (
            one.attributes["action"] for one in page.all("form") if "/demo/" in one.attributes.get("action", "")
        )
        answer = browser.post(action, page.form(action))
        assert answer.status_code == 503
        assert int(answer.headers["Retry-After"]) > 0
        assert "Set-Cookie" not in answer.headers
        monkeypatch.undo()
        assert browser.post(action, page.form(action)).status_code == 303

    def test_staying_signed_in_is_not_promised(self, screen: Browser) -> None:
        form = screen.get("/account/sessions").form("/account/sessions/extend")
        assert screen.post("/account/sessions/extend", form).status_code == 503

    def test_somebody_who_leaves_is_let_go(self, screen: Browser) -> None:
        answer = screen.post("/sign-out", screen.get("/rubric").form("/sign-out"))
        assert answer.status_code == 303
        assert "attune=;" in answer.headers["Set-Cookie"]
        assert not is_in(screen)


def test_while_the_store_cannot_be_read_nobody_is_taken_for_signed_out(
    screen: Browser, stranger: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = screen.get("/account/sessions").form("/account/sessions/extend")
    before = cookie_of(screen)

    def refuse(_: Database) -> None:
        raise StoreUnavailable("unable to open database file")

    monkeypatch.setattr(Database, "read", refuse)
    assert screen.client.get("/account/sessions").status_code == 503
    assert screen.client.get("/rubric").status_code == 503
    assert screen.post("/account/sessions/extend", form).status_code == 503
    assert stranger.client.get("/rubric").status_code == 200
    monkeypatch.undo()
    assert cookie_of(screen) == before
    assert is_in(screen)
