"""The page a case is written on, as the server sends it: what stands in it, and what it is allowed to run."""

from __future__ import annotations

import json
import re
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from flask import Flask

import simulator
from simulator.usecases import drafts
from simulator.usecases.people import ADMINISTRATOR
from simulator.web.authoring.editor import MODULES, OWN
from tests.usecases.cases import WALK
from tests.usecases.trainee import Trainee, join
from tests.web.browsing import Browser
from tests.web.test_security import HEADERS, POLICY

STATIC = Path(simulator.__file__).parent / "web" / "static"
IMPORT = re.compile(r"""^\s*(?:import|export)\b[^;'"]*?from\s*["']([^"']+)["']""", re.MULTILINE)


@pytest.fixture
def draft(app: Flask, noor: Trainee) -> UUID:
    """A draft of Noor's."""
    return begun(app, noor, WALK)


def begun(app: Flask, leader: Trainee, text: str, slug: str = "a-walk") -> UUID:
    draft_id = uuid4()
    drafts.begin(app.extensions["attune"], leader.actor, draft_id, slug, text, "blank")
    return draft_id


def test_the_page_holds_the_whole_text_and_what_it_was_read_as(leader: Browser, draft: UUID) -> None:
    page = leader.get(f"/drafts/{draft}")
    sent = page.form(f"/drafts/{draft}/save")
    assert sent["text"] == WALK
    assert sent["revision"] == "1"
    assert page.one("textarea").attributes["id"] == page.one("label", for_="text").attributes["for"]


def test_a_text_that_looks_like_html_and_begins_with_empty_lines_arrives_as_it_is(
    app: Flask, noor: Trainee, leader: Browser
) -> None:
    text = "\n\n</textarea><script>alert(1)</script>\n> “It's & mine”\n"
    page = leader.get(f"/drafts/{begun(app, noor, text)}")
    assert page.one("textarea").text.removeprefix("\n") == text
    assert not [script for script in page.all("script") if "alert" in script.text]


def test_without_javascript_the_form_saves_checks_and_previews(leader: Browser, draft: UUID) -> None:
    page = leader.get(f"/drafts/{draft}")
    ways = {button.attributes.get("formaction", "") for button in page.all("button", type="submit")}
    assert ways >= {f"/drafts/{draft}/check", f"/drafts/{draft}/preview"}
    leader.send(f"/drafts/{draft}/save", text=WALK + "\nMore.\n")
    assert leader.page.form(f"/drafts/{draft}/save")["text"] == WALK + "\nMore.\n"


def test_the_problems_of_the_text_stand_on_the_page_with_their_lines(
    app: Flask, noor: Trainee, leader: Browser
) -> None:
    text = WALK.replace("- Next: bench", "- Next: bensh", 1)
    line = text[: text.index("bensh")].count("\n") + 1
    page = leader.get(f"/drafts/{begun(app, noor, text)}")
    (problem,) = [item for item in page.all("li", class_="fault") if "bensh" in item.text]
    assert f"Line {line}" in problem.text
    assert "Did you mean “bench”?" in problem.text


@pytest.mark.parametrize(
    ("asked", "line"),
    [
        ("", 0),
        ("?line=7", 7),
        ("?line=99999", WALK.count("\n") + 1),
        ("?line=-3", 0),
        ("?line=many", 0),
        ("?scene=bench", WALK[: WALK.index("## bench:")].count("\n") + 1),
        ("?scene=ask-at-once", WALK[: WALK.index("### ask-at-once")].count("\n") + 1),
        ("?scene=nowhere", 0),
        ("?scene=.*", 0),
    ],
)
def test_an_address_can_name_a_line_or_a_part(leader: Browser, draft: UUID, asked: str, line: int) -> None:
    page = leader.get(f"/drafts/{draft}{asked}")
    assert page.one("div", id="studio").attributes["data-line"] == str(line)


def test_what_the_scripts_say_comes_with_the_page(leader: Browser, draft: UUID) -> None:
    studio = leader.get(f"/drafts/{draft}").one("div", id="studio").attributes
    assert json.loads(studio["data-words"])["saved"] == "Saved"
    assert json.loads(studio["data-phrases"])["regexp"] == "pattern"


def test_every_word_the_scripts_ask_for_is_there(leader: Browser, draft: UUID) -> None:
    studio = leader.get(f"/drafts/{draft}").one("div", id="studio").attributes
    words = json.loads(studio["data-words"])
    scripts = "".join(file.read_text() for file in (STATIC / "studio").glob("*.js"))
    asked = set(re.findall(r"\bwords\.(\w+)", scripts)) | set(re.findall(r'tell\("\w+", "(\w+)"', scripts))
    assert asked <= set(words)


def test_only_this_page_may_run_something_of_its_own_and_by_a_nonce_that_holds_once(
    leader: Browser, draft: UUID
) -> None:
    nonces = set()
    for _ in range(2):
        page = leader.get(f"/drafts/{draft}")
        (inline,) = [script for script in page.all("script") if "src" not in script.attributes]
        nonce = inline.attributes["nonce"]
        nonces.add(nonce)
        policy = set(leader.answer.headers["Content-Security-Policy"].split("; "))
        changed = {f"{rule} 'nonce-{nonce}'" for rule in ("script-src 'self'", "style-src 'self'")}
        assert policy == POLICY - {"script-src 'self'", "style-src 'self'"} | changed
        assert {header: leader.answer.headers.get(header) for header in HEADERS} == HEADERS
    assert len(nonces) == 2
    leader.get("/rubric")
    assert set(leader.answer.headers["Content-Security-Policy"].split("; ")) == POLICY


def test_nothing_else_on_the_page_runs_or_styles(leader: Browser, draft: UUID) -> None:
    page = leader.get(f"/drafts/{draft}")
    scripts = {script.attributes.get("src", script.attributes.get("type", "")) for script in page.all("script")}
    assert scripts == {
        "/static/vendor/htmx/dist/htmx.min.js",
        "/static/attune.js",
        "/static/studio/editor.js",
        "importmap",
    }
    assert [danger for danger in page.dangers() if not danger.startswith("<script")] == []


def test_everything_that_is_imported_is_there_and_has_its_place_in_the_map(leader: Browser, draft: UUID) -> None:
    page = leader.get(f"/drafts/{draft}")
    mapped = json.loads(page.one("script", type="importmap").text)["imports"]
    assert set(mapped) == set(MODULES)
    for file in MODULES.values():
        module = STATIC / "vendor" / file
        assert set(IMPORT.findall(module.read_text())) <= set(mapped), file
        package = next(folder for folder in module.parents if (folder / "package.json").exists())
        assert "permission" in (package / "LICENSE").read_text().lower()
    assert {file.stem for file in (STATIC / "studio").glob("*.js")} == {*OWN, "editor"}
    loaded = {link.attributes["href"] for link in page.all("link", rel="modulepreload")}
    assert loaded == {*mapped.values(), *(f"/static/studio/{name}.js" for name in OWN)}
    for address in loaded:
        assert (STATIC / address.removeprefix("/static/")).is_file()


def test_a_draft_is_there_for_every_course_leader_and_for_nobody_else(
    app: Flask, leader: Browser, other_leader: Browser, screen: Browser, draft: UUID
) -> None:
    assert other_leader.get(f"/drafts/{draft}").one("textarea").text.removeprefix("\n") == WALK
    administrator = Browser(app).come_in(join(app.extensions["attune"], "Ravi", ADMINISTRATOR))
    for somebody in (screen, administrator):
        somebody.get(f"/drafts/{draft}")
        assert somebody.status == 404
    leader.get(f"/drafts/{uuid4()}")
    assert leader.status == 404
