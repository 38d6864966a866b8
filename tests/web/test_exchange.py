"""Cases in and out, on pages: files are sent and fetched, a storyboard is laid out."""

from __future__ import annotations

from io import BytesIO
from uuid import UUID, uuid4

from simulator.usecases import drafts
from tests.markup.foreign import TWEE
from tests.usecases.cases import WALK
from tests.usecases.trainee import Trainee
from tests.web.browsing import Browser
from tests.web.payloads import PAYLOADS

CHANGED = WALK.replace("It is only water.", "It is only rain.")
UPLOAD = "/studio/upload"


def send(browser: Browser, data: bytes | str, filename: str = "my-walk.md") -> None:
    data = data.encode() if isinstance(data, str) else data
    fields = browser.get(UPLOAD).form(UPLOAD)
    browser._shown(
        browser.client.post(UPLOAD, data={**fields, "file": (BytesIO(data), filename)}, follow_redirects=True)
    )


def begin(noor: Trainee, text: str = CHANGED) -> UUID:
    return drafts.begin(noor.store, noor.actor, uuid4(), "my-walk", text, "blank").id


def test_a_file_that_is_sent_is_a_draft_on_the_next_page(leader: Browser) -> None:
    send(leader, TWEE, "story.twee")
    assert leader.status == 200
    assert "1 draft was made of it." in leader.page.words
    assert "“At the gate”: a picture." in leader.page.words
    assert "the-gate-the-bench.md" in leader.page.words


def test_a_draft_of_the_same_name_is_kept_until_somebody_decides(noor: Trainee, leader: Browser) -> None:
    draft_id = begin(noor, WALK)
    send(leader, CHANGED)
    assert drafts.opened(noor.store, noor.actor, draft_id).text == WALK
    (form,) = (one for one in leader.page.all("form") if one.attributes["action"].endswith("/put-in-place"))
    answer = leader.post(form.attributes["action"], leader.page.form(form.attributes["action"]))
    assert answer.status_code == 303
    assert answer.location == f"/drafts/{draft_id}"
    assert drafts.opened(noor.store, noor.actor, draft_id).text == CHANGED


def test_what_is_refused_is_said_on_the_page(leader: Browser) -> None:
    send(leader, b"\x7fELF\0\xff", "virus.md")
    assert leader.status == 422
    assert leader.page.alerts[0].startswith("This file is not text.")
    send(leader, "x" * (300 * 1024))
    assert leader.status == 422
    assert "256 KiB is the most" in leader.page.alerts[0]


def test_what_is_here_already_changes_nothing(leader: Browser) -> None:
    library = leader.client.get("/studio/archive")
    assert library.headers["Content-Disposition"] == 'attachment; filename="attune-library.zip"'
    send(leader, library.data, "library.zip")
    assert "Here already, word for word, so that nothing was changed: walk, walk-again" in leader.page.words


def test_a_draft_is_fetched_as_text_and_as_twee(noor: Trainee, leader: Browser) -> None:
    address = f"/drafts/{begin(noor)}/download"
    assert "Noticing steps." in leader.get(address).words
    text = leader.client.get(f"{address}/md")
    assert (text.text, text.headers["Content-Disposition"]) == (CHANGED, 'attachment; filename="my-walk.md"')
    assert leader.client.get(f"{address}/twee").text.startswith(":: StoryTitle\nA walk\n")
    assert leader.client.get(f"{address}/exe").status_code == 404


def test_the_storyboard_shows_every_scene_with_all_that_was_written(noor: Trainee, leader: Browser) -> None:
    page = leader.get(f"/drafts/{begin(noor)}/storyboard")
    assert [one.attributes["id"] for one in page.all("section", class_="sheet")] == [
        "gate",
        "rain",
        "bench",
        "home",
        "gone",
    ]
    assert len(page.all("section", class_="choice")) == 8
    for words in ("Ida, 41 (she/her)", "safeness +3", "offers-control", "It is only rain.", "safeness at least 4"):
        assert words in page.words


def test_a_storyboard_of_a_broken_draft_shows_what_there_is_and_runs_nothing(noor: Trainee, leader: Browser) -> None:
    text = "".join(f"## s{n}: {' '.join(one.split())}\n\n{one}\n\n" for n, one in enumerate(PAYLOADS[:60]))
    page = leader.get(f"/drafts/{begin(noor, text)}/storyboard")
    assert leader.status == 200
    assert page.dangers() == []


def test_trainees_and_administrators_find_nothing_of_it(
    noor: Trainee, screen: Browser, admin: Browser, supervisor: Browser
) -> None:
    draft_id = begin(noor)
    for browser in (screen, admin, supervisor):
        for address in (UPLOAD, "/studio/archive", f"/drafts/{draft_id}/download", f"/drafts/{draft_id}/storyboard"):
            assert browser.client.get(address).status_code == 404
        answer = browser.post(UPLOAD, {"csrf_token": browser.token, "upload_id": str(uuid4())})
        assert answer.status_code == 404
