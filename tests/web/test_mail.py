"""Mail: links to choose a password and to confirm an address, through a server on loopback that keeps what it gets."""

from __future__ import annotations

import re
import socketserver
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path
from queue import Empty, Queue
from threading import Thread

import pytest
from flask import Flask

from simulator.app import create_app
from simulator.config import ConfigError, checked
from simulator.storage import migrating
from tests.plumbing.keys import with_keys
from tests.web.holding import EMAIL, NEW, Holder

Post = Queue[tuple[str, str]]


@pytest.fixture
def post() -> Post:
    """What has arrived: to whom, and its text."""
    return Queue()


@pytest.fixture
def server(post: Post) -> Iterator[str]:
    """A mail server that takes everything."""

    class Sink(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 here\r\n")
            to = ""
            for line in self.rfile:
                word = line[:4].upper()
                if word == b"RCPT":
                    to = line.decode().partition("<")[2].partition(">")[0]
                if word == b"DATA":
                    self.wfile.write(b"354 go on\r\n")
                    content = b"".join(iter(self.rfile.readline, b".\r\n"))
                    text = message_from_bytes(content, policy=policy.default).get_body()
                    post.put((to, text.get_content() if text else ""))
                self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 fine\r\n")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Sink) as sink:
        sink.daemon_threads = True
        Thread(target=sink.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{sink.server_address[1]}"
        sink.shutdown()


def made(url: str, folder: Path, server: str) -> Flask:
    migrating.upgrade(url)
    settings = {"mail_server": server, "mail_from": "attune@example.org", "mail_tls": "none", "url": "http://localhost"}
    return create_app(with_keys(mode="production", database_url=url, scenarios=folder, **settings))


@pytest.fixture
def site(sqlite_database_url: str, folder: Path, server: str) -> Iterator[Flask]:
    """Attune, which can send mail."""
    app = made(sqlite_database_url, folder, server)
    yield app
    app.extensions["attune"].database.close()


@pytest.fixture
def ada(site: Flask) -> Holder:
    """Somebody with an account."""
    return Holder.of(site)


def link_in(text: str) -> str:
    (found,) = re.findall(r"http://localhost(/\S+)", text)
    return str(found)


def ask(browser: Holder, email: str) -> None:
    browser.get("/reset")
    browser.send("/reset", email=email)
    assert browser.status == 200


def test_a_link_comes_by_mail_and_sets_a_password(ada: Holder, post: Post) -> None:
    ask(ada, EMAIL)
    to, text = post.get(timeout=10)
    assert to == EMAIL
    link = link_in(text)
    ada.get(link)
    ada.send(link, password=NEW, password_confirm=NEW)
    assert not ada.signed_in()
    ada.sign_in(NEW)
    assert ada.signed_in()
    assert "your password has just been changed" in post.get(timeout=10)[1]


def test_the_page_says_the_same_whoever_it_is_and_nobody_else_gets_mail(ada: Holder, post: Post) -> None:
    pages = []
    for email in (EMAIL, "nobody@example.org"):
        ask(ada, email)
        pages.append(re.sub(r'value="[^"]*"', "", ada.page.html.replace(email, "…")))
    assert pages[0] == pages[1]
    assert post.get(timeout=10)[0] == EMAIL
    with pytest.raises(Empty):
        post.get(timeout=0.5)


def test_nobody_is_flooded_with_links(ada: Holder, post: Post) -> None:
    for _ in range(8):
        ask(ada, EMAIL)
    for _ in range(5):
        post.get(timeout=10)
    with pytest.raises(Empty):
        post.get(timeout=1)


def test_a_new_address_is_confirmed_by_its_link(ada: Holder, post: Post) -> None:
    ada.sign_in()
    ada.get("/account/address")
    assert ada.answer.request.path == "/account/email"
    ada.send("/account/email", email="Ada.New@example.org")
    assert ada.record.email == EMAIL
    to, text = post.get(timeout=10)
    assert to == "ada.new@example.org"
    ada.get(link_in(text))
    ada.email = "ada.new@example.org"
    assert "address changed" in ada.noted
    to, text = post.get(timeout=10)
    assert to == EMAIL
    assert "If this was not you" in text
    assert "ada.new@" not in text


def test_a_taken_address_looks_the_same_and_gets_no_mail(site: Flask, ada: Holder, post: Post) -> None:
    Holder.of(site, "Ben", "ben@example.org")
    ada.sign_in()
    ada.get("/account/email")
    ada.send("/account/email", email="ben@example.org")
    assert ada.status == 200
    assert "ben@example.org" in ada.page.words
    with pytest.raises(Empty):
        post.get(timeout=0.5)


def test_nobody_sends_more_than_a_few_links_to_the_addresses_of_others(ada: Holder, post: Post) -> None:
    ada.sign_in()
    for number in range(7):
        ada.get("/account/email")
        ada.send("/account/email", email=f"somebody-{number}@example.org")
        assert ada.status == 200
        assert f"somebody-{number}@example.org" in ada.page.words
    assert {post.get(timeout=10)[0] for _ in range(5)} == {f"somebody-{number}@example.org" for number in range(5)}
    with pytest.raises(Empty):
        post.get(timeout=0.5)


def test_a_server_that_is_away_breaks_no_page(
    sqlite_database_url: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    app = made(sqlite_database_url, folder, "127.0.0.1:9")
    ada = Holder.of(app)
    ask(ada, EMAIL)
    app.extensions["attune"].database.close()
    assert EMAIL not in "".join(capsys.readouterr())


def test_a_link_never_leads_to_the_host_that_a_request_names(ada: Holder, post: Post) -> None:
    data = {"csrf_token": ada.token, "email": EMAIL}
    cookie = ada.client.get_cookie("attune")
    assert cookie
    ada.client.set_cookie("attune", cookie.value, domain="evil.example")
    ada.client.post("/reset", data=data, headers={"Host": "evil.example"})
    assert link_in(post.get(timeout=10)[1]).startswith("/reset/")


@pytest.mark.parametrize("missing", ["mail_from", "url"])
def test_half_a_configuration_does_not_start(missing: str, folder: Path) -> None:
    settings = {"mail_server": "127.0.0.1:25", "mail_from": "attune@example.org", "url": "https://attune.example.org"}
    del settings[missing]
    with pytest.raises(ConfigError, match="ATTUNE_URL"):
        checked(with_keys(scenarios=folder, **settings))


@pytest.mark.parametrize(
    "url", ["attune.example.org", "//attune.example.org", "https://", "https://example.org/attune"]
)
def test_an_address_that_no_link_could_begin_with_does_not_start(url: str, folder: Path) -> None:
    with pytest.raises(ConfigError, match="ATTUNE_URL is the address"):
        checked(with_keys(scenarios=folder, url=url))
