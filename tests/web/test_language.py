"""Every text a person sees can be said in their language, German is complete, and dates are those of their clock."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from string import Formatter
from uuid import UUID

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po
from flask import Flask, Response, g
from flask_security.babel import FsDomain
from werkzeug.test import TestResponse

from simulator.engine.concept import SHELVES
from simulator.engine.rubric import PRINCIPLES, Level
from simulator.engine.scenario import ENDINGS, LEVELS, PHASES, PRESENTATIONS, STANDARD_GAUGES
from simulator.engine.scoring import BANDS, TOO_FEW
from simulator.usecases.accounts import first_link
from simulator.usecases.catalogue import Store
from simulator.usecases.debriefing import DEBRIEF_PROMPT
from simulator.usecases.errors import Phrase, Refused
from simulator.usecases.people import ADMINISTRATOR, COHORT_ROLES, COURSE_LEADER, Actor
from simulator.usecases.reading import MORE
from simulator.web import language
from simulator.web.accounts import languages
from simulator.web.learning.practices import PACES
from simulator.web.pictures.trace_words import UNRATED
from simulator.web.vocabulary import WORDS, spoken
from tests.usecases.trainee import COHORT, Trainee, join
from tests.web import studio_pages
from tests.web.browsing import FROM_HERE, SWAP, Browser
from tests.web.conftest import made
from tests.web.holding import PASSWORD, Holder, codes_of
from tests.web.languages import LANGUAGE, Marked, forgotten
from tests.web.pages import Page
from tests.web.studio_policies import OTHERS
from tests.web.test_security import every_page
from tests.web.world import World, made_world

ROOT = Path(__file__).parents[2]
CATALOGUES = sorted(language.TRANSLATIONS.glob("*/LC_MESSAGES/messages.po"))
BEFORE_MIDNIGHT = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)


# --- The catalogues ---


def catalogue_of(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3])


def messages(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def forms(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str | None, tuple[str, ...]]]:
    """Every text of the source, extracted as `poe texts` does it."""
    file = tmp_path_factory.mktemp("texts") / "messages.pot"
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        extract = ["pybabel", "-q", "extract", "-F", "pyproject.toml", "-o", str(file), "simulator"]
        CommandLineInterface().run(extract)  # type: ignore[no-untyped-call]
    with file.open("rb") as source:
        return {(message.context, forms(message.id)) for message in messages(read_po(source))}


def test_every_language_but_english_has_a_catalogue() -> None:
    assert {path.parts[-3] for path in CATALOGUES} == set(language.LANGUAGES) - {language.ENGLISH}


def test_nothing_is_compiled_beforehand() -> None:
    assert not list(language.TRANSLATIONS.rglob("*.mo"))


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_a_catalogue_has_the_texts_of_the_source_and_no_others(
    path: Path, texts: set[tuple[str | None, tuple[str, ...]]]
) -> None:
    catalogue = catalogue_of(path)
    there = {(message.context, forms(message.id)) for message in messages(catalogue)}
    assert sorted(texts - there, key=str) == [], "missing: run `poe texts`, then translate"
    assert sorted(there - texts, key=str) == [], "no longer used: run `poe texts`"
    assert not catalogue.obsolete


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_a_catalogue_is_complete(path: Path) -> None:
    catalogue = catalogue_of(path)
    assert [message.id for message in messages(catalogue) if message.fuzzy] == []
    assert [message.id for message in messages(catalogue) if not is_said(message)] == []
    for message in messages(catalogue):
        expected = catalogue.num_plurals if message.pluralizable else 1
        assert len(forms(message.string)) == expected, message.id


def is_said(message: Message) -> bool:
    found = forms(message.string)
    return bool(found) and all(form.strip() for form in found)


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_a_translation_names_what_the_text_names(path: Path) -> None:
    for message in filter(is_said, messages(catalogue_of(path))):
        named = {name for form in forms(message.id) for name in placeholders(form)}
        marked = {tuple(tags(form)) for form in forms(message.id)}
        for form in forms(message.string):
            assert placeholders(form) == named, message.id
            assert tuple(tags(form)) in marked, message.id


def placeholders(text: str) -> set[str]:
    braces = {name for _, name, _, _ in Formatter().parse(text) if name}
    return {*re.findall(r"%\((\w+)\)[sd]", text), *braces}


def tags(text: str) -> list[str]:
    return sorted(re.findall(r"<[^>]+>", text))


def test_german_is_written_with_its_own_quotation_marks() -> None:
    path = next(path for path in CATALOGUES if path.parts[-3] == "de")
    for message in messages(catalogue_of(path)):
        for form in forms(message.string):
            words = re.sub(r"<[^>]+>", "", form)
            assert not set(words) & set("\"”'"), message.id
            assert words.count("„") == words.count("“"), message.id


def test_the_vocabulary_has_every_word_of_the_engine() -> None:
    slugs = (
        *LEVELS, *PHASES, *PRESENTATIONS, *ENDINGS, *STANDARD_GAUGES, *(level.word for level in Level), UNRATED,
        *(word for _, word in BANDS), TOO_FEW, *PRINCIPLES.values(), *SHELVES, MORE, *PACES, DEBRIEF_PROMPT,
        *COHORT_ROLES, ADMINISTRATOR, "practice", "assessment",
    )  # fmt: skip
    assert {spoken(slug) for slug in slugs} <= set(WORDS)


def calls(folder: Path) -> Iterator[tuple[Path, ast.Call, str]]:
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                yield path, node, node.func.id


@pytest.mark.parametrize("folder", ["usecases", "web"])
def test_what_is_refused_is_a_literal_sentence_with_named_values(folder: str) -> None:
    for path, call, name in calls(ROOT / "simulator" / folder):
        if name in ("Refused", "Stale"):
            sentence = call.args[0]
            assert isinstance(sentence, ast.Constant), f"{path.name}:{call.lineno}"
            values = {keyword.arg for keyword in call.keywords} - {"kept"}
            assert placeholders(str(sentence.value)) == values, f"{path.name}:{call.lineno}"


def test_every_text_handed_to_gettext_is_found_by_the_extraction(
    texts: set[tuple[str | None, tuple[str, ...]]],
) -> None:
    known = {form for _, ids in texts for form in ids}
    for path, call, name in calls(ROOT / "simulator" / "web"):
        if name in ("gettext", "ngettext", "lazy_gettext", "N_"):
            assert not isinstance(call.args[0], ast.JoinedStr), f"{path.name}:{call.lineno}"
            if isinstance(call.args[0], ast.Constant):
                assert call.args[0].value in known, f"{path.name}:{call.lineno}"


# --- The pages ---


@pytest.fixture
def marked(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A language whose catalogue marks all it says."""
    monkeypatch.setitem(language.LANGUAGES, LANGUAGE, "⟦marked⟧")
    language._preferred.cache_clear()
    monkeypatch.setattr(language, "catalogue", lambda _: Marked())
    yield
    language._preferred.cache_clear()


def speaking(browser: Browser, tag: str) -> Browser:
    browser.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = tag
    return browser


def learning_pages(screen: Browser) -> Iterator[tuple[str, Page]]:
    for path in ("/reading", "/reading/window-of-tolerance", "/practices", "/practices/notes"):
        yield path, screen.get(path)
    for step in range(5):
        path = f"/practices/three-breaths?step={step}&back=/"
        yield path, screen.get(path)
    screen.get("/practices/three-breaths?step=3")
    screen.send("/practices/three-breaths/notes", text="mine")
    yield "after a note", screen.page
    yield "notes", screen.get("/practices/notes")
    yield "still", screen.get("/practices/three-breaths?step=2&still=yes&pace=slower")


def reviewing_pages(leader: Browser) -> Iterator[tuple[str, Page]]:
    path = "/cases/walk/clinical-reviews"
    yield "briefing of a leader", leader.get("/cases/walk")
    yield "no reviews", leader.get(path)
    yield "nobody named", leader.send(path, remark="kept")
    leader.get(path)
    yield "reviewed", leader.send(path, reviewer="Attune", remark="mine")
    withdraw = next(
        form.attributes["action"] for form in leader.page.all("form") if form.attributes["action"].endswith("/withdraw")
    )
    yield "withdrawn", leader.send(withdraw)


def checked(pages: Iterator[tuple[str, Page]]) -> dict[str, list[str]]:
    return {name: found for name, page in pages if (found := [one for one in forgotten(page.html) if not typed(one)])}


def typed(found: str) -> bool:
    return found.partition(": ")[2] in ("Because.", "What I would say.", "mine")


def opened_pages(world: World) -> Iterator[tuple[str, Page]]:
    """Every page with an address of its own, as everybody finds it."""
    for rule in sorted(world.app.url_map.iter_rules(), key=str):
        if "GET" in (rule.methods or ()) and not rule.rule.startswith(("/static", "/development")):
            for actor in ("stranger", "owner", "leader", "supervisor", "administrator"):
                page = speaking(world.browsers[actor], LANGUAGE).get(
                    world.address(rule.rule, **OTHERS.get(rule.rule, {}))
                )
                if "html" in world.browsers[actor].answer.content_type:
                    yield f"{rule.rule} of {actor}", page


def leading_pages(leader: Browser, assignment: str, peer: str) -> Iterator[tuple[str, Page]]:
    """What a course leader is told when something is refused or was done, and can be undone."""
    cohort, form = f"/cohorts/{COHORT}", {"title": "Mine", "opens_at": "x", "time_zone": "x", "place-walk": "x"}
    leader.get(f"{cohort}/edit")
    yield "cohort refused", leader.send(f"{cohort}/edit", name="")
    leader.get(f"{cohort}/assignments/new")
    yield "assignment refused", leader.send(f"{cohort}/assignments", **form, mode="x", release="x", attempts="x")
    leader.get(f"{assignment}/edit")
    seen = {"seen": "older", "title": "Mine", "note": "Mine", "own_words": "true"}
    yield "assignment changed meanwhile", leader.send(f"{assignment}/edit", **seen)
    leader.get(assignment)
    yield "assignment withdrawn", leader.send(f"{assignment}/withdraw")
    addresses = "new@example.org\nnobody\ndora@example.org\npeer@example.org"
    leader.get(f"{cohort}/invitations")
    yield "invitations refused", leader.send(f"{cohort}/invitations", addresses="")
    yield "invited", leader.send(f"{cohort}/invitations", addresses=addresses)
    leader.get(f"{cohort}/invitations")
    actions = [one.attributes["action"] for one in leader.page.all("form")]
    yield "invitation withdrawn", leader.send(next(one for one in actions if one.endswith("/withdraw")))
    leader.get(cohort)
    yield "role taken", leader.send(f"{cohort}/members/{peer}/remove")


def administrating_pages(administrator: Browser, person: str) -> Iterator[tuple[str, Page]]:
    """What an administrator is told about people and the site."""
    yield "nobody found", administrator.get("/people?search=nobody")
    yield "one person's log", administrator.get(f"/audit?person={person}")
    administrator.get("/cohorts/new")
    yield "cohort refused", administrator.send("/cohorts", name="New")
    administrator.get(f"/people/{person}")
    yield "link to choose a password", administrator.send(f"/people/{person}/reset-link")
    administrator.get(f"/people/{person}")
    yield "deactivated", administrator.send(f"/people/{person}/deactivate")
    administrator.get(f"/cohorts/{COHORT}")
    yield "archived", administrator.send(f"/cohorts/{COHORT}/archive")
    administrator.get(f"/people/{person}/erase")
    yield "not erased", administrator.send(f"/people/{person}/erase", name="Nobody")


def assigned_pages(owner: Browser, supervisor: Browser, assignment: str) -> Iterator[tuple[str, Page]]:
    """An assessment whose scores a supervisor releases."""
    case = f"{assignment}/cases/walk"
    yield "assigned", owner.get(case)
    owner.send(f"{case}/attempts")
    attempt = owner.answer.request.path
    yield "begun", owner.get(case)
    for response in ("hold-the-gate", "stay-with-it"):
        owner.respond(attempt, response)
    owner.go_to(attempt, "ending")
    owner.send(f"{attempt}/finish")
    yield "rating", owner.page
    yield "scores wait", owner.send(f"{attempt}/self-rating", attunement="helpful", titration="harmful")
    yield "home", owner.get("/")
    yield "attempts", owner.get("/attempts")
    yield "to be released", supervisor.get("/queue")
    yield "nothing ticked", supervisor.send("/queue/release")
    supervisor.send("/queue/release", attempts=attempt.rpartition("/")[2])
    yield "released", owner.get(f"{attempt}/debrief")


def signing_in_pages(app: Flask) -> Iterator[tuple[str, Page]]:
    """Everything between a stranger and an account with two factors."""
    ada = speaking(Holder.of(app), LANGUAGE)
    assert isinstance(ada, Holder)
    yield "wrong", ada.sign_in("not the right password")
    yield "link asked for", ada.get("/reset")
    ada.sign_in()
    for page in ("", "/address", "/password", "/confirm", "/second-factor", "/recovery-codes", "/passkeys", "/audit"):
        yield page, ada.get(f"/account{page}")
    ada.get("/account/address")
    yield "no address", ada.send("/account/address", email="nowhere")
    ada.get("/account/password")
    fields = {"password": PASSWORD, "new_password": "a" * 16, "new_password_confirm": "a" * 16}
    yield "weak password", ada.send("/account/password", **fields)
    ada.get("/account/passkeys")
    yield "passkey", ada.send("/account/passkeys", name="Phone", usage="secondary")
    ada.get("/account/second-factor")
    yield "app", ada.send("/account/second-factor", setup="authenticator")
    yield "wrong code", ada.press("/sign-in/code", code="1")
    key = ada.set_up_app()
    yield "app set up", ada.page
    yield "to be removed", ada.get("/account/second-factor")
    ada.get("/account/recovery-codes")
    yield "recovery codes", ada.send("/account/recovery-codes")
    yield "overview", ada.get("/account")
    ada.forget_codes()
    other = speaking(ada.another(), LANGUAGE)
    assert isinstance(other, Holder)
    yield "code", other.sign_in()
    yield "wrong again", other.press("/sign-in/code", code="1")
    yield "recovery code", other.get("/sign-in/recovery-code")
    yield "no recovery code", other.press("/sign-in/recovery-code", code="1")
    other.sign_in()
    yield "in", other.press("/sign-in/code", code=codes_of(key).generate().token)
    off = {"csrf_token": other.token, "setup": "disable"}
    yield "app removed", other._shown(other.post("/account/second-factor", off, follow_redirects=True))
    for _ in range(11):
        stranger = ada.another()
        speaking(stranger, LANGUAGE).get("/sign-in")
        stranger.sign_in("not the right password")
    yield "locked", stranger.page


def joining_pages(app: Flask, leader: Browser) -> Iterator[tuple[str, Page]]:
    """A first administrator, and somebody who is invited."""
    store: Store = app.extensions["attune"]
    leader.get(f"/cohorts/{COHORT}/invitations")
    leader.send(f"/cohorts/{COHORT}/invitations", addresses="new@example.org")
    link = leader.page.all("input", readonly="")[0].attributes["value"].removeprefix("http://localhost")
    new = speaking(Browser(app), LANGUAGE)
    yield "invited", new.get(link)
    yield "passwords differ", new.send(link, name="New", password="short", password_again="long")
    yield "invited while signed in", leader.get(link)
    yield "joined", new.send(link, name="New", password=PASSWORD, password_again=PASSWORD)
    yield "unusable", Browser(app).get(link, headers={"Accept-Language": LANGUAGE})
    first = first_link(store.database, store.keys)
    yield "first", new.get(f"/first-administrator/{first}") if first else new.page


@pytest.mark.usefixtures("marked")
def test_every_word_of_a_trainees_pages_can_be_translated(screen: Browser) -> None:
    assert checked(every_page(speaking(screen, LANGUAGE))) == {}


@pytest.mark.usefixtures("marked")
def test_every_word_of_the_reading_room_and_the_practices_can_be_translated(screen: Browser) -> None:
    assert checked(learning_pages(speaking(screen, LANGUAGE))) == {}


@pytest.mark.usefixtures("marked")
def test_every_word_of_the_clinical_reviews_can_be_translated(app: Flask) -> None:
    leader = Browser(app).come_in(join(app.extensions["attune"], "Lea", COURSE_LEADER))
    assert checked(reviewing_pages(speaking(leader, LANGUAGE))) == {}


@pytest.fixture
def world(app: Flask) -> World:
    """Everybody, each at a browser that asks for the marks."""
    found = made_world(app, Path())
    for browser in found.browsers.values():
        speaking(browser, LANGUAGE)
    return found


@pytest.mark.usefixtures("marked")
def test_every_word_of_every_address_can_be_translated(world: World) -> None:
    assert checked(opened_pages(world)) == {}


@pytest.mark.usefixtures("marked")
def test_every_word_of_the_studio_can_be_translated(world: World) -> None:
    leader, writer = world.browsers["leader"], world.people["leader"]
    other, reader = world.browsers["other leader"], world.people["other leader"]
    assert checked(studio_pages.beginning_pages(leader)) == {}
    assert checked(studio_pages.writing_pages(leader, writer)) == {}
    assert checked(studio_pages.trying_pages(leader, writer)) == {}
    assert checked(studio_pages.publishing_pages(leader, writer, reader, other)) == {}
    assert checked(studio_pages.item_pages(leader)) == {}


@pytest.mark.usefixtures("marked")
def test_every_word_that_the_editor_says_can_be_translated(world: World) -> None:
    sentences, pieces = studio_pages.told(world.browsers["leader"], world.people["leader"])
    assert [one for one in sentences if not one.startswith("⟦")] == []
    assert [found for one in pieces for found in forgotten(f'<html lang="{LANGUAGE}">{one}</html>')] == []


@pytest.mark.usefixtures("marked")
def test_every_word_that_leaders_and_administrators_are_answered_can_be_translated(world: World) -> None:
    assignment, peer = f"/assignments/{world.ids['assignment_id']}", world.ids["person_id"]
    assert checked(leading_pages(world.browsers["leader"], assignment, peer)) == {}
    assert checked(administrating_pages(world.browsers["administrator"], peer)) == {}


@pytest.mark.usefixtures("marked")
def test_every_word_around_an_assignment_can_be_translated(world: World) -> None:
    assignment = f"/assignments/{world.ids['assignment_id']}"
    assert checked(assigned_pages(world.browsers["owner"], world.browsers["supervisor"], assignment)) == {}


@pytest.mark.usefixtures("marked")
def test_every_word_on_the_way_into_an_account_can_be_translated(app: Flask) -> None:
    assert checked(signing_in_pages(app)) == {}


@pytest.mark.usefixtures("marked")
def test_every_word_of_an_invitation_can_be_translated(world: World) -> None:
    assert checked(joining_pages(world.app, world.browsers["leader"])) == {}


@pytest.mark.usefixtures("marked")
def test_a_part_of_a_page_can_be_translated_too(screen: Browser) -> None:
    attempt = screen.start()
    answer = speaking(screen, LANGUAGE).post(f"{attempt}/notice", screen.page.form(f"{attempt}/notice"), headers=SWAP)
    assert answer.status_code == 200
    assert forgotten(answer.text) == []


@pytest.mark.parametrize(
    "html",
    [
        "<p>Hello</p>",
        "<p>⟦Said⟧ and forgotten</p>",
        "<p>⟦Said <em>with</em> care⟧<em>forgotten</em></p>",
        '<p aria-label="Hello">⟦Said⟧</p>',
        '<div hidden data-401="Hello there"></div>',
        '<input type="submit" value="Hello">',
        '<p lang="fr">Hello</p>',
        '<p lang="en">Content</p><p>Hello</p>',
        "<svg><title>Hello</title></svg>",
        "<head><title>Hello · Attune</title></head>",
        "<select><option>Hello</option></select>",
    ],
)
def test_a_forgotten_word_is_found(html: str) -> None:
    assert forgotten(f'<html lang="fr">{html}</html>')


@pytest.mark.parametrize(
    "html",
    [
        "<p>⟦Said <em>with</em> %(name)s⟧ 12 × 3</p>",
        '<p lang="en">Content <em>too</em></p>',
        '<p translate="no">Ada</p>',
        '<p class="kept">Typed</p>',
        '<head><title>A walk · Attune</title></head><h1 lang="en">A walk</h1>',
    ],
)
def test_what_need_not_be_translated_is_not_found(html: str) -> None:
    assert forgotten(f'<html lang="fr">{html}</html>') == []


def test_a_page_that_is_not_translated_at_all_is_found(screen: Browser) -> None:
    assert len(forgotten(screen.get("/").html)) > 10


# --- The switch at the foot of every page ---


def choose(browser: Browser, tag: str, page: str) -> TestResponse:
    """Click on a language at the foot of this page."""
    data = {**browser.get(page).form("/language"), "language": tag}
    return browser.post("/language", data, headers={**FROM_HERE, "Referer": f"http://localhost{page}"})


def test_the_languages_stand_at_the_foot_in_their_own_words(stranger: Browser) -> None:
    found = stranger.get("/rubric").all("button", name="language")
    assert [(one.text, one.attributes["lang"], one.attributes["value"]) for one in found] == [
        ("English", "en", "en"),
        ("Deutsch", "de", "de"),
    ]
    assert [one.text for one in found if one.attributes.get("aria-current")] == ["English"]


def test_a_stranger_chooses_a_language_and_stays_where_they_are(stranger: Browser) -> None:
    answer = choose(stranger, "de", "/reading?x=1")
    assert (answer.status_code, answer.location) == (303, "/reading?x=1")
    assert stranger.get("/rubric").one("html").attributes["lang"] == "de"
    assert stranger.page.one("button", **{"aria-current": "true"}).text == "Deutsch"
    choose(stranger, "en", "/rubric")
    assert speaking(stranger, "de").get("/rubric").one("html").attributes["lang"] == "en"


@pytest.mark.parametrize("https", [False, True])
def test_the_cookie_of_the_language_is_kept_for_a_year(sqlite_database_url: str, folder: Path, https: bool) -> None:
    with made(sqlite_database_url, folder, https=https) as app, app.test_request_context():
        answer = Response()
        languages.remember(answer, "de")
    parts = answer.headers["Set-Cookie"].split("; ")
    wanted = {"language=de", "Max-Age=31536000", "HttpOnly", "Path=/", "SameSite=Lax"} | (
        {"Secure"} if https else set()
    )
    assert {part for part in parts if not part.startswith("Expires")} == wanted


def test_who_is_signed_in_keeps_their_language_at_every_browser(app: Flask, ada: Trainee, screen: Browser) -> None:
    choose(screen, "de", "/attempts")
    elsewhere = Browser(app).come_in(ada)
    assert elsewhere.get("/").one("html").attributes["lang"] == "de"
    assert elsewhere.get("/account").one("option", value="de").attributes.keys() >= {"selected"}
    screen.send("/sign-out")
    assert screen.page.one("html").attributes["lang"] == "de"


def test_whoever_wants_what_the_browser_asks_for_gets_it_again(screen: Browser) -> None:
    choose(screen, "de", "/account")
    screen.get("/account")
    screen.send("/account", name="Ada", locale="", time_zone="")
    assert screen.page.one("html").attributes["lang"] == "en"


def test_a_page_that_answered_a_form_is_left_for_the_one_it_stood_on(screen: Browser) -> None:
    attempt = screen.start()
    screen.go_to(attempt)
    screen.send(f"{attempt}/respond")
    assert screen.status == 422
    headers = {**FROM_HERE, "Referer": f"http://localhost{attempt}/respond"}
    answer = screen.post("/language", {**screen.page.form("/language"), "language": "de"}, headers=headers)
    assert answer.location == attempt


@pytest.mark.parametrize("referrer", ["", "https://elsewhere.example/x", "http://localhost//elsewhere.example", "no"])
def test_choosing_a_language_leads_to_no_other_site(stranger: Browser, referrer: str) -> None:
    data = {**stranger.get("/rubric").form("/language"), "language": "de"}
    headers = {**FROM_HERE, **({"Referer": referrer} if referrer else {})}
    assert stranger.post("/language", data, headers=headers).location == "/"


@pytest.mark.parametrize("tag", ["", "xx", "../de", "EN"])
def test_a_language_that_is_not_offered_changes_nothing(screen: Browser, tag: str) -> None:
    answer = choose(screen, tag, "/attempts")
    assert answer.status_code == 303
    assert "language=" not in answer.headers.get("Set-Cookie", "")
    assert screen.get("/").one("html").attributes["lang"] == "en"


# --- Whose language, whose clock ---


def test_a_german_page_is_german_around_what_is_in_english(screen: Browser) -> None:
    page = speaking(screen, "de-AT,de;q=0.9,en;q=0.5").get("/")
    assert page.one("html").attributes["lang"] == "de"
    assert page.one("h1").text == "Welchen Raum möchten Sie betreten?"
    title = next(one for one in page.all("a") if one.text == "A walk")
    assert title.attributes["lang"] == "en"


def test_an_english_page_says_nothing_of_the_language_of_what_is_in_english(screen: Browser) -> None:
    page = screen.get("/cases/walk")
    assert [element.tag for element in page.elements if "lang" in element.attributes] == ["html", "button", "button"]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("de", "de"),
        ("de-CH", "de"),
        ("DE", "de"),
        ("fr, de;q=0.5", "de"),
        ("en, de", "en"),
        ("en;q=0.3, de;q=0.8", "de"),
        ("de;q=0, en", "en"),
        ("fr", "en"),
        ("*", "en"),
        ("", "en"),
        ("de" * 9_000, "en"),
        ("ü;q=x,,;", "en"),
    ],
)
def test_a_stranger_is_answered_as_the_browser_asks(stranger: Browser, asked: str, told: str) -> None:
    page = Page(stranger.client.get("/rubric", headers={"Accept-Language": asked}).text)
    assert page.one("html").attributes["lang"] == told


def test_what_a_browser_was_told_goes_before_what_it_asks(stranger: Browser) -> None:
    stranger.client.set_cookie("language", "de")
    assert speaking(stranger, "en").get("/rubric").one("html").attributes["lang"] == "de"
    stranger.client.set_cookie("language", "../de")
    assert stranger.get("/rubric").one("html").attributes["lang"] == "en"


@contextmanager
def with_settings(app: Flask, locale: str, time_zone: str, asked: str = "en") -> Iterator[None]:
    """A request of somebody with these settings."""
    with app.test_request_context(headers={"Accept-Language": asked}):
        g.actor = Actor(UUID(int=1), "Cleo", locale=locale, time_zone=time_zone)
        yield


@pytest.mark.parametrize(
    ("locale", "time_zone", "moment", "day"),
    [
        ("en", "", "1 March 2026, 23:30 UTC", "1 March 2026"),
        ("en", "Europe/Berlin", "2 March 2026, 00:30", "2 March 2026"),
        ("de", "Europe/Berlin", "2. März 2026, 00:30", "2. März 2026"),
        ("de", "America/New_York", "1. März 2026, 18:30", "1. März 2026"),
        ("", "Nowhere/At_all", "1 March 2026, 23:30 UTC", "1 March 2026"),
    ],
)
def test_times_are_those_of_the_readers_clock(app: Flask, locale: str, time_zone: str, moment: str, day: str) -> None:
    with with_settings(app, locale, time_zone):
        assert language.moment(BEFORE_MIDNIGHT) == moment
        assert language.day(BEFORE_MIDNIGHT) == day
        assert app.jinja_env.from_string("{{ at | when }}").render(at=BEFORE_MIDNIGHT) == (
            f'<time datetime="2026-03-01T23:30:00+00:00">{moment}</time>'
        )


def test_tables_have_short_dates_and_whoever_reads_elsewhere_is_told_the_zone(app: Flask) -> None:
    with with_settings(app, "de", "Europe/Berlin"):
        assert language.short_moment(BEFORE_MIDNIGHT) == "02.03.2026, 00:30"
        assert language.moment_for_others(BEFORE_MIDNIGHT) == "2. März 2026, 00:30 MEZ"


def test_what_somebody_has_chosen_goes_before_what_the_browser_asks(app: Flask) -> None:
    with with_settings(app, "de", "", asked="en"):
        assert language.page_language() == "de"
    with with_settings(app, "", "", asked="de"):
        assert language.page_language() == "de"


def test_numbers_and_lists_are_written_as_the_reader_writes_them(app: Flask) -> None:
    with with_settings(app, "de", ""):
        assert (language.number(20_000.5), language.percent(75)) == ("20.000,5", "75\xa0%")
        assert language.listed(("a", "b", "c")) == "a, b und c"
    with with_settings(app, "en", ""):
        assert (language.number(20_000.5), language.percent(75)) == ("20,000.5", "75%")
        assert language.listed(("a", "b", "c")) == "a, b and c"


def test_what_is_refused_is_said_in_the_readers_language(app: Flask) -> None:
    refused = Refused(
        "{what} has {length} characters; {limit} is the most. Nothing is lost: it stands below.",
        "kept",
        what=Phrase("Your note"),
        length=20_001,
        limit=20_000,
    )
    english = "Your note has 20,001 characters; 20,000 is the most. Nothing is lost: it stands below."
    assert (refused.sentence, str(refused), refused.kept) == (english, english, "kept")
    with with_settings(app, "en", ""):
        assert language.said(refused) == english
    with with_settings(app, "de", ""):
        assert language.said(refused).startswith("Ihre Notiz hat 20.001 Zeichen; höchstens 20.000 sind möglich.")
        unknown = Refused("{name} on {day}", name="<b>Your note</b>", day=date(2026, 3, 1))
        assert language.said(unknown) == "<b>Your note</b> on 1. März 2026"


def test_a_refusal_is_shown_in_german(screen: Browser) -> None:
    attempt = screen.start()
    speaking(screen, "de").go_to(attempt)
    page = screen.send(f"{attempt}/respond")
    assert "Bitte wählen Sie zuerst eine der Antworten." in page.words


def test_a_catalogue_is_read_once() -> None:
    assert language.catalogue("de") is language.catalogue("de")


def test_the_texts_of_flask_security_are_said_in_german_beside_ours(app: Flask) -> None:
    app.config.setdefault("SECURITY_I18N_DIRNAME", "builtin")
    app.config.setdefault("SECURITY_I18N_DOMAIN", "flask_security")
    with with_settings(app, "de", ""):
        assert language.gettext("Cases") == "Fälle"
        security = FsDomain(app)
        assert security.gettext("Invalid password") == "Ungültiges Passwort"


def test_pictures_are_kept_in_each_language(screen: Browser) -> None:
    english = screen.get("/cases/walk").one("svg", role="img").attributes["aria-label"]
    german = speaking(screen, "de").get("/cases/walk").one("svg", role="img").attributes["aria-label"]
    assert "sitzt" in german
    assert speaking(screen, "en").get("/cases/walk").one("svg", role="img").attributes["aria-label"] == english


def test_words_of_a_case_in_german_are_marked_on_an_english_page(app: Flask, folder: Path, screen: Browser) -> None:
    store: Store = app.extensions["attune"]
    assert {one.language for one in store.catalogue.current.values()} == {"en"}
    walk = store.catalogue.current["walk"]
    store.catalogue.current = {**store.current, "walk": replace(walk, language="de-CH")}
    page = screen.get("/cases/walk")
    assert page.one("h1").attributes["lang"] == "de-CH"
    assert "lang" not in speaking(screen, "de").get("/cases/walk").one("h1").attributes


def test_a_word_that_stands_in_a_template_is_said_in_the_language_of_each_page(app: Flask) -> None:
    said = {}
    with app.test_request_context(headers={"Accept-Language": "de"}):
        template = app.jinja_env.from_string('{{ "administrator" | spoken }} {{ 1234 | number }}')
        said["de"] = template.render()
    with app.test_request_context(headers={"Accept-Language": "en"}):
        said["en"] = template.render()
    assert said == {"de": "Administration 1.234", "en": "administrator 1,234"}
