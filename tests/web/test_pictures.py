"""Pictures on pages: course leaders add them, everybody who plays sees them or is told what is to be seen."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask

from simulator.usecases import drafts, pictures
from simulator.web.rendering import prose
from tests.usecases.cases import WALK, folder_of
from tests.usecases.fuzz import picture
from tests.usecases.trainee import Trainee, join
from tests.web.browsing import Browser
from tests.web.conftest import made
from tests.web.pages import Page
from tests.web.payloads import PAYLOADS

NAME = "gate-60x40-0123456789ab.webp"


def begin(noor: Trainee) -> str:
    draft = drafts.begin(noor.store, noor.actor, uuid4(), "my-walk", WALK, "blank")
    return f"/drafts/{draft.id}/pictures"


def send(browser: Browser, address: str, data: bytes, alternative: str = "A gate", scene: str = "gate") -> None:
    fields = {**browser.get(address).form(address), "alternative": alternative, "scene": scene}
    fields.pop("picture", None)
    browser._shown(
        browser.client.post(address, data={**fields, "picture": (BytesIO(data), "gate.png")}, follow_redirects=True)
    )


def test_a_course_leader_adds_a_picture_and_sees_it_with_its_line(noor: Trainee, leader: Browser) -> None:
    address = begin(noor)
    send(leader, address, picture("png"), "A gate, half open")
    assert "The picture stands in the text now." in leader.page.words
    (name,) = pictures.known(noor.store)
    assert f"![A gate, half open]({name})" in leader.page.words
    assert leader.page.one("img", src=f"/pictures/{name}").attributes["alt"] == "A gate, half open"
    answer = leader.client.get(f"/pictures/{name}")
    assert answer.headers["Content-Type"] == "image/webp"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.data == pictures.picture(noor.store, name)


def test_what_is_refused_is_said_and_what_was_typed_stays(noor: Trainee, leader: Browser) -> None:
    address = begin(noor)
    send(leader, address, b"<svg/>", "A gate, half open", "bench")
    assert leader.status == 422
    assert leader.page.alerts[0].startswith("This file is not a picture")
    assert leader.page.one("textarea", id="alternative-new").text.strip() == "A gate, half open"
    assert "selected" in leader.page.one("option", value="bench").attributes
    send(leader, address, picture("png"), " ")
    assert leader.page.alerts == ["Please say what is to be seen in the picture, for everybody who does not see it."]


def test_a_picture_of_the_site_is_used_again(noor: Trainee, leader: Browser) -> None:
    name = pictures.add(noor.store, noor.actor, "gate.png", picture("png"))
    address = begin(noor)
    fields = {"csrf_token": leader.token, "name": name, "scene": "", "alternative": "A gate"}
    assert leader.post(address, fields).status_code == 303
    leader.get(address)
    assert f"![A gate]({name})" in leader.page.words


def test_too_large_an_upload_is_refused_before_it_is_read(noor: Trainee, leader: Browser) -> None:
    address = begin(noor)
    kind = "multipart/form-data; boundary=x"
    answer = leader.client.post(address, data=b"x" * (9 * 1024 * 1024), content_type=kind)
    assert answer.status_code == 413


def test_a_picture_is_for_whoever_is_signed_in(noor: Trainee, screen: Browser, stranger: Browser) -> None:
    name = pictures.add(noor.store, noor.actor, "gate.png", picture("png"))
    assert screen.client.get(f"/pictures/{name}").status_code == 200
    assert stranger.client.get(f"/pictures/{name}").status_code == 302
    assert screen.client.get(f"/pictures/x-{name}").status_code == 404
    assert screen.client.get("/pictures/..%2f..%2frubric.md").status_code == 404


def test_a_trainee_sees_the_pictures_of_a_case_or_is_told(sqlite_database_url: str, tmp_path: Path) -> None:
    text = WALK.replace("Ida would like", f"![Two coats]({NAME})\n\nIda would like").replace(
        "Ida stands at", f"[safeness at least 0] ![A gate, half open]({NAME})\n\nIda stands at"
    )
    with made(sqlite_database_url, folder_of(tmp_path / "cases", walk=text)) as app:
        assert not app.extensions["attune"].catalogue.broken
        browser = Browser(app).come_in(join(app.extensions["attune"], "Ada"))
        shown = browser.get("/cases/walk").one("img").attributes
        assert shown == {
            "src": f"/pictures/{NAME}",
            "alt": "Two coats",
            "width": "60",
            "height": "40",
            "loading": "lazy",
        }
        browser.start()
        assert browser.page.one("img").attributes["alt"] == "A gate, half open"
        assert browser.page.dangers() == []


@pytest.mark.parametrize(
    "text",
    [
        "![a](https://example.org/a.webp)",
        "![a](//example.org/x-0123456789ab.webp)",
        "![a](/pictures/x-0123456789ab.webp)",
        "![a](../x-0123456789ab.webp)",
        "![a](x.webp)",
        "![a](x-0123456789ab.svg)",
        f"![]({NAME})",
        f"Look: ![a]({NAME})",
        f"![a]({NAME} 'title')",
        f"![a]({NAME}?x)",
        "![a](javascript:alert(1))",
        f'<img src="/pictures/{NAME}" onerror="x">',
    ],
)
def test_nothing_but_a_picture_of_our_own_is_shown(app: Flask, text: str) -> None:
    with app.test_request_context():
        assert "<img" not in prose(text)


def test_what_is_told_of_a_picture_runs_nowhere(app: Flask) -> None:
    with app.test_request_context():
        for payload in PAYLOADS:
            words = " ".join(payload.split()).replace("](", "] (") or "x"
            page = Page(prose(f"Before.\n\n![{words}]({NAME})\n\nAfter."))
            assert page.dangers() == []
            assert len(page.all("img")) == 1
            assert len(page.all("p")) == 2
