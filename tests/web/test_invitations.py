"""Inviting people, the link they get, and the page behind it."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import pytest
from flask import Flask

from simulator.storage import accounts
from simulator.storage import people as stored
from simulator.usecases import people
from simulator.usecases.people import ADMINISTRATOR, COURSE_LEADER, SUPERVISOR, TRAINEE
from tests.usecases.trainee import COHORT, OTHER, Trainee, join, make_cohort
from tests.web.browsing import Browser
from tests.web.conftest import made
from tests.web.holding import EMAIL, PASSWORD, Holder
from tests.web.pages import Page

HERE = f"/cohorts/{COHORT}/invitations"
SITE = "/people/invitations"
UNUSABLE = "This invitation cannot be used (any more)"
NEW = {"name": "Ada Berg", "password": PASSWORD, "password_again": PASSWORD}


def links(browser: Browser) -> list[str]:
    """The paths of the links on the page."""
    fields = [one for one in browser.page.all("input") if "data-copy" in one.attributes]
    return [urlsplit(one.attributes["value"]).path for one in fields]


def invited(browser: Browser, role: str = TRAINEE, email: str = EMAIL, where: str = HERE) -> str:
    """Invite somebody; the path of their link."""
    browser.get(where)
    before = links(browser)
    browser.send(where, role=role, addresses=email)
    assert browser.status == 200
    (link,) = set(links(browser)) - set(before)
    return link


def alert(browser: Browser) -> str:
    """What the page says went wrong."""
    main = browser.page.one("main")
    said = [one.text for one in browser.page.elements if one.attributes.get("role") == "alert" and one.inside(main)]
    return " ".join(" ".join(said).split())


def account(app: Flask, email: str = EMAIL) -> accounts.AccountRecord | None:
    with app.extensions["attune"].database.read() as session:
        return accounts.account(session, "email", email)


def roles(app: Flask, person: UUID) -> set[tuple[UUID, str]]:
    found = people.actor(app.extensions["attune"], person)
    assert found is not None
    return {tuple(one) for one in found.roles}  # type: ignore[misc]


def test_good_lines_are_invited_and_bad_ones_stand_in_the_form_again(leader: Browser) -> None:
    leader.get(HERE)
    page = leader.send(HERE, role=SUPERVISOR, addresses="ada@example.org\nnobody at all\nben@example.org; <ben@>")
    assert leader.status == 422
    assert "2 people are invited." in alert(leader)
    assert "Line 2, “nobody at all”: There is no e-mail address in this line." in alert(leader)
    assert "Line 3, “<ben@>”: This is not an e-mail address." in alert(leader)
    assert page.form(HERE)["addresses"] == "nobody at all\n<ben@>"
    assert page.one("input", name="role", value=SUPERVISOR).attributes.get("checked") is not None
    assert len(links(leader)) == 2
    leader.send(HERE, role=SUPERVISOR, addresses="ada@example.org")
    assert "ada@example.org is invited already." in alert(leader)


def test_addresses_are_read_from_a_file(leader: Browser) -> None:
    leader.get(HERE)
    file = ("\ufeffE-Mail;Name\r\n" + "".join(f"a{n}@example.org;=cmd|'x'!A{n}\r\n" for n in range(50))).encode()
    fields = {"csrf_token": leader.token, "role": TRAINEE, "addresses": EMAIL, "file": (io.BytesIO(file), "a.csv")}
    assert leader.post(HERE, fields).status_code == 303
    leader.get(HERE)
    assert len(links(leader)) == 51


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"a@example.org\n" * 6000, "The file is larger than 65,536 bytes. Please send it in parts."),
        (b"PK\3\4\0\0", "This file is not plain text."),
        (b"".join(b"a%d@example.org\n" % n for n in range(201)), "These are 202 lines, and at most 200 people"),
    ],
)
def test_a_file_that_will_not_do_loses_nothing_that_was_typed(leader: Browser, content: bytes, sentence: str) -> None:
    leader.get(HERE)
    fields = {"csrf_token": leader.token, "role": TRAINEE, "addresses": EMAIL, "file": (io.BytesIO(content), "a.txt")}
    answer = leader.post(HERE, fields)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert EMAIL in Page(answer.text).form(HERE)["addresses"]


def test_nothing_typed_is_refused_with_a_sentence(leader: Browser) -> None:
    leader.get(HERE)
    leader.send(HERE, addresses=" \n")
    assert (leader.status, alert(leader)) == (422, "Please write at least one address.")
    leader.send(HERE, addresses=f"{EMAIL}\nb\0en@example.org", role=ADMINISTRATOR)
    assert (leader.status, alert(leader)) == (422, "Please choose the role to invite to.")
    assert leader.page.form(HERE)["addresses"] == f"{EMAIL}\nben@example.org"


def test_an_invitation_is_extended_withdrawn_and_made_again(leader: Browser, stranger: Browser) -> None:
    link = invited(leader)
    this = link.split("/")[2]
    leader.send(f"{HERE}/{this}/extend")
    assert links(leader) == [link]
    leader.send(f"{HERE}/{this}/withdraw")
    assert links(leader) == []
    assert f"The invitation of {EMAIL} is withdrawn." in leader.page.words
    stranger.get(link)
    assert stranger.status == 404
    leader.send(f"{HERE}/{this}/renew")
    (again,) = links(leader)
    assert again != link
    stranger.get(again)
    assert stranger.status == 200


def test_an_invitation_belongs_to_its_cohort(app: Flask, leader: Browser, admin: Browser, peer: Browser) -> None:
    store = app.extensions["attune"]
    with store.database.write() as session:
        make_cohort(session, "Winter", OTHER)
        session.commit()
    olga = Browser(app).come_in(join(store, "Olga", COURSE_LEADER, cohort=OTHER))
    there = f"/cohorts/{OTHER}/invitations"
    this, other = invited(leader).split("/")[2], invited(olga, where=there).split("/")[2]
    site = invited(admin, ADMINISTRATOR, where=SITE).split("/")[2]
    wrong = [(leader, HERE, other), (leader, there, other), (leader, there, this), (leader, HERE, site)]
    wrong += [(leader, SITE, site), (olga, HERE, this), (peer, HERE, this), (peer, SITE, site)]
    wrong += [(admin, HERE, other), (admin, SITE, this), (admin, HERE, site), (admin, HERE, str(uuid4()))]
    for browser, place, invitation in wrong:
        token = browser.token
        for deed in ("extend", "withdraw", "renew"):
            assert browser.post(f"{place}/{invitation}/{deed}", {"csrf_token": token}).status_code == 404
    for browser in (leader, olga, peer):
        assert browser.client.get(SITE).status_code == 404
    assert EMAIL not in admin.get(f"{HERE}?withdrawn={other}").one("main").text.replace(f"Link for {EMAIL}", "")[:200]
    assert len(links(leader)) == 1


def test_somebody_new_joins_and_is_signed_in(app: Flask, leader: Browser, stranger: Browser) -> None:
    link = invited(leader, SUPERVISOR)
    page = stranger.get(link)
    assert "Noor invites you to “Autumn”. Your role: supervisor." in page.words
    assert page.one("input", id="email").attributes["value"] == EMAIL
    stranger.send(link, **NEW)
    assert (stranger.status, stranger.answer.request.path) == (200, "/")
    assert "Ada Berg" in stranger.page.words
    found = account(app)
    assert found is not None
    assert roles(app, found.person_id) == {(COHORT, SUPERVISOR)}
    Holder(app).sign_in()


def test_an_administrator_is_invited_without_a_cohort(app: Flask, admin: Browser, stranger: Browser) -> None:
    link = invited(admin, ADMINISTRATOR, where=SITE)
    assert "Ravi invites you to administer this site." in stranger.get(link).words
    stranger.send(link, **NEW)
    assert stranger.get("/people").one("h1").text == "People"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"password_again": "another one entirely"}, "The two passwords are not the same."),
        ({"password": "short", "password_again": "short"}, "at least 15 characters"),
        ({"password": "a" * 20, "password_again": "a" * 20}, "repeats the same few characters"),
        ({"password": "x y" * 100, "password_again": "x y" * 100}, "at most 256 characters"),
        ({"name": "Adelheid", "password": "adelheid-adelheid", "password_again": "adelheid-adelheid"}, "your name"),
        ({"name": " "}, "what you would like to be called"),
        ({"name": "x" * 10_000}, "The name has 10,000 characters; 100 is the most."),
        ({"name": "Ada\0 Berg"}, "a character that cannot be kept"),
    ],
)
def test_what_will_not_do_is_said_and_the_name_stays(
    app: Flask, leader: Browser, stranger: Browser, typed: Mapping[str, str], sentence: str
) -> None:
    link = invited(leader)
    stranger.get(link)
    stranger.send(link, **{**NEW, **typed})
    assert stranger.status == 422
    assert sentence in alert(stranger)
    assert stranger.page.form(link)["name"] == typed.get("name", "Ada Berg").replace("\0", "")
    assert typed.get("password", PASSWORD) not in stranger.answer.text
    assert account(app) is None
    stranger.send(link, **NEW)
    assert account(app) is not None


def test_the_address_cannot_be_changed_by_who_is_invited(app: Flask, leader: Browser, stranger: Browser) -> None:
    link = invited(leader)
    stranger.get(link)
    stranger.send(link, **NEW, email="eve@example.org", role=COURSE_LEADER, cohort_id=str(OTHER), administrator="true")
    found = account(app)
    assert found is not None
    assert account(app, "eve@example.org") is None
    assert roles(app, found.person_id) == {(COHORT, TRAINEE)}


def test_every_link_that_cannot_be_used_looks_the_same(app: Flask, leader: Browser, stranger: Browser) -> None:
    good, used, gone = (invited(leader, email=f"{name}@example.org") for name in ("ada", "ben", "cem"))
    other = Browser(app)
    other.get(used)
    other.send(used, **NEW)
    leader.get(HERE)
    leader.send(f"{HERE}/{gone.split('/')[2]}/withdraw")
    bad = [used, gone, good[:-1] + ("A" if good[-1] != "A" else "B"), good[:-1], good + "A"]
    bad += [f"/invitations/{uuid4()}/{good.split('/')[3]}", "/".join([*good.split("/")[:3], used.split("/")[3]])]
    pages = set()
    token = Page(stranger.client.get(good).text).all("input", name="csrf_token")[0].attributes["value"]
    for link in bad:
        answer = stranger.client.get(link)
        posted = stranger.post(link, {"csrf_token": token, **NEW})
        assert (answer.status_code, posted.status_code) == (404, 404)
        pages |= {re.sub(r'(href|value)="[^"]*"', "", text) for text in (answer.text, posted.text)}
    assert len(pages) == 1
    assert UNUSABLE in pages.pop()


def test_who_has_just_chosen_a_password_is_not_asked_for_it_again_at_once(
    app: Flask, leader: Browser, stranger: Browser
) -> None:
    path = invited(leader, TRAINEE)
    stranger.get(path)
    stranger.send(path, **NEW)
    stranger.get("/account/passkeys")
    assert (stranger.status, stranger.answer.request.path) == (200, "/account/passkeys")


def test_somebody_signed_in_joins_as_themselves(app: Flask, leader: Browser, peer: Browser) -> None:
    ben = next(one for one in people.demo_people(leader.store) if one.name == "Ben")
    person = people.sign_in_demo(leader.store, ben.slug)
    link = invited(leader, SUPERVISOR)
    page = peer.get(link)
    assert "Join as Ben" in page.words
    assert not page.all("input", type="password")
    data = page.form(f"{link}/join")
    for _ in range(2):
        assert peer.post(f"{link}/join", data).status_code == 303
    assert roles(app, person) == {(COHORT, TRAINEE), (COHORT, SUPERVISOR)}
    assert account(app) is None
    assert UNUSABLE in peer.get(link).words


def test_nobody_makes_a_second_account_while_signed_in(app: Flask, leader: Browser, peer: Browser) -> None:
    link = invited(leader)
    data = {**peer.get(link).form(f"{link}/join"), **NEW}
    answer = peer.post(link, data)
    assert (answer.status_code, answer.headers["Location"]) == (303, link)
    assert account(app) is None


def test_who_has_an_account_already_signs_in_to_join(app: Flask, leader: Browser, stranger: Browser) -> None:
    ada = Holder.of(app)
    link = invited(leader)
    page = stranger.get(link)
    assert not page.all("input", type="password")
    (sign_in,) = (one for one in page.all("a") if one.text == "Sign in to join")
    assert sign_in.attributes["href"].startswith("/sign-in?next=/invitations/")
    ada.get(sign_in.attributes["href"])
    ada.send("/sign-in", email=EMAIL, password=PASSWORD)
    assert ada.answer.request.path == link
    ada.send(f"{link}/join")
    assert ada.status == 200
    found = account(app)
    assert found is not None
    assert roles(app, found.person_id) == {(COHORT, TRAINEE)}
    token = stranger.token
    assert stranger.post(link, {"csrf_token": token, **NEW}).status_code == 404


def test_two_clicks_at_once_make_one_account(any_app: Flask) -> None:
    leader = Browser(any_app).come_in(join(any_app.extensions["attune"], "Noor", COURSE_LEADER))
    link = invited(leader)
    browser = Browser(any_app)
    data = {**browser.get(link).form(link), **NEW}
    twins = [browser.twin() for _ in range(6)]
    with ThreadPoolExecutor(6) as all_:
        statuses = sorted(all_.map(lambda twin: twin.post(link, data).status_code, twins))
    assert statuses.count(303) >= 1
    assert set(statuses) <= {303, 404, 422}
    with any_app.extensions["attune"].database.read() as session:
        found = stored.people(session)
    assert [one.name for one in found].count("Ada Berg") == 1


def test_nothing_of_a_link_reaches_the_log(
    leader: Browser, stranger: Browser, capfd: pytest.CaptureFixture[str]
) -> None:
    link = invited(leader)
    stranger.get(link + "x")
    stranger.get(link)
    stranger.send(link, **NEW)
    said = "".join(capfd.readouterr())
    assert link.split("/")[3] not in said
    assert "example.org" not in said


def test_who_is_invited_gets_mail_if_the_site_sends_any(
    sqlite_database_url: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[tuple[str, Mapping[str, str]]] = []
    monkeypatch.setattr("simulator.web.administration.invitations.can_send", lambda: True)
    monkeypatch.setattr("simulator.web.administration.invitations.send", lambda *letter: sent.append(letter))
    with made(sqlite_database_url, folder) as app:
        leader = Browser(app).come_in(join(app.extensions["attune"], "A&amp;B", COURSE_LEADER))
        leader.get(HERE)
        leader.send(HERE, addresses=f"{EMAIL}\nben@example.org\nbad")
        assert "Everybody was sent their link by mail." in leader.page.words
        paths = links(leader)
    ((subject, letters),) = sent
    assert subject == "You are invited to Attune"
    assert sorted(letters) == [EMAIL, "ben@example.org"]
    assert "A&amp;B invites you to “Autumn” in Attune. Your role: trainee." in letters[EMAIL]
    assert any(path in letters[EMAIL] for path in paths)


def test_a_trainee_of_the_cohort_sees_no_addresses(screen: Browser, ada: Trainee) -> None:
    assert screen.client.get(HERE).status_code == 404
