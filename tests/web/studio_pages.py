"""The pages of the studio in the states that their addresses alone do not show, for tests of what every page says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from tests.markup.foreign import TWEE
from tests.usecases.cases import BROKEN, WALK
from tests.usecases.trainee import Trainee, join
from tests.usecases.writing import NEW, approved, asked, draft_of, typed_on
from tests.web.browsing import Browser
from tests.web.pages import Page
from tests.web.test_interview import ASK, CLIENT, STEPS, answer

Pages = Iterator[tuple[str, Page]]
CHANGED = NEW.replace("Ida stands at the gate", "Ida leans at the gate").replace("safeness +3", "safeness +2")
ODD = WALK.replace("- Attunement: helpful, reads-cues. You had", "- Attunement: Helpfull, reads-cues. You had")
WELL, BADLY = ("hold-the-gate", "stay-with-it"), ("ask-at-once", "ask-for-more")


def beginning_pages(leader: Browser) -> Pages:
    """The interview, step by step and refused; cases begun in the other ways."""
    leader.get(ASK)
    answer(leader, **{**CLIENT, "name": "", "age": "many", "attachment": "x"})
    yield "interview refused", leader.page
    for number, fields in enumerate(STEPS):
        answer(leader, **fields)
        yield f"interview after step {number + 1}", leader.page
    leader.get("/studio/new")
    yield "blank refused", leader.send("/studio/new/blank", title="Mine", name="")
    leader.get("/studio/upload")
    yield "nothing uploaded", leader.send("/studio/upload")
    for name, data in (("story.twee", TWEE.encode()), ("walk.md", WALK.encode()), ("x.md", b"\x7fELF\0\xff")):
        yield f"uploaded: {name}", _uploaded(leader, "/studio/upload", "file", data, name)


def writing_pages(leader: Browser, writer: Trainee) -> Pages:
    """A draft with faults, saved too late, in its forms, renamed, brought back, thrown away."""
    draft = draft_of(writer, ODD, "odd-walk")
    here = f"/drafts/{draft}"
    for deed in ("check", "preview"):
        leader.get(here)
        yield deed, _posted(leader, f"{here}/{deed}", text=ODD, revision="1", line="60")
    yield "not saved", _posted(leader, f"{here}/save", text="x" * 300_000, revision="1")
    typed_on(writer, draft, CHANGED)
    yield "saved too late", _posted(leader, f"{here}/save", text=WALK, revision="1")
    leader.send(f"{here}/settle", choice="mine", text=WALK)
    yield "settled", leader.get(here)
    for slug in ("gate", "bench", "home", "ask-for-more"):
        yield f"form of {slug}", leader.get(f"{here}/parts/{slug}")
    yield "to be removed", leader.send(f"{here}/parts/ask-for-more", do="remove")
    leader.get(f"{here}/parts/gate")
    yield "form refused", leader.send(f"{here}/parts/gate", prose_text="## other: mine")
    yield (
        "part refused",
        _posted(leader, f"{here}/parts", kind="scene", slug="Not So", title="mine", scene="gate", revision="2"),
    )
    for new in ("the-bench", "Not So"):
        yield f"renaming to {new}", leader.get(f"{here}/rename?old=bench&new={new}")
    yield "history", leader.get(f"{here}/history")
    for query in ("", "?against=now"):
        yield f"entry{query}", leader.get(f"{here}/history/2{query}")
    yield "entry refused", _posted(leader, f"{here}/history/1/restore", revision="1")
    yield "picture refused", _uploaded(leader, f"{here}/pictures", "picture", b"no picture", "x.png", scene="gate")
    leader.get("/studio")
    yield "thrown away", leader.send(f"{here}/discard")
    yield "storyboard", leader.get(f"/drafts/{draft_of(writer, slug='board')}/storyboard")


def trying_pages(leader: Browser, writer: Trainee) -> Pages:
    """A draft in the middle of being tried, at its end, refused; one that cannot be played; the robots."""
    here, broken = (f"/drafts/{draft_of(writer, text, slug)}" for text, slug in ((NEW, "good"), (BROKEN, "bad")))
    queries = (
        "scene=bench&gauge-safeness=1",
        "answers=pull-her-along",
        "answers=hold-the-gate,stay-with-it",
        "scene=nowhere&gauge-safeness=11",
        "answers=walk-on",
    )
    for query in queries:
        yield f"try: {query}", leader.get(f"{here}/try?{query}")
    yield "robots", leader.get(f"{here}/robots?robot=worst")
    for tab in ("", "/try", "/robots", "/publishing", "/storyboard", "/download", "/parts/nowhere"):
        yield f"broken{tab}", leader.get(f"{broken}{tab}")


def publishing_pages(leader: Browser, writer: Trainee, reader: Trainee, other: Browser) -> Pages:
    """A draft from asking to its second version, and the case retired and brought back. `other` is the reader's."""
    draft = draft_of(writer, slug="next-walk")
    here, case = f"/drafts/{draft}/publishing", "/studio/cases/next-walk"
    reading = f"/readings/{asked(writer, draft, 'mine')}"
    yield "waiting", leader.get(here)
    yield "waiting in the studio", other.get("/studio")
    yield "own reading", leader.get(reading)
    yield "a line", other.get(f"{reading}?line=20")
    yield "no words", other.send(f"{reading}/comments", text=" ")
    other.send(f"{reading}/comments", text="mine")
    yield "a comment", other.page
    other.get(reading)
    yield "changes wanted", other.send(f"{reading}/decide", decision="changes wanted", remark="mine")
    yield "changes are wanted", leader.get(here)
    leader.get(reading)
    typed_on(writer, draft, CHANGED)
    reading = f"/readings/{approved(writer, reader, draft)}"
    yield "approved", leader.get(here)
    yield "no sentence", leader.send(f"{reading}/publish", sentence="")
    leader.get(here)
    yield "published", leader.send(f"{reading}/publish", sentence="mine")
    typed_on(writer, draft, NEW)
    again = approved(writer, reader, draft)
    typed_on(writer, draft, f"{NEW}\nMore.\n")
    yield "changed since", leader.get(here)
    yield "newer left", _posted(leader, f"/readings/{again}/publish", sentence="mine", leave_newer="true")
    yield "two versions", leader.get(case)
    for link in [one.attributes["href"] for one in leader.page.all("a") if "/compare" in one.attributes["href"]]:
        yield "compared", leader.get(link)
    leader.get(case)
    yield "retired", leader.send(f"{case}/retire")
    yield "retired draft", leader.get(here)
    yield "retired in the studio", leader.get("/studio")
    leader.get(case)
    yield "not brought back", leader.send(f"{case}/bring-back", sentence="")
    yield "brought back", leader.send(f"{case}/bring-back", sentence="mine")


def item_pages(leader: Browser) -> Pages:
    """What has been played, by few and by enough."""
    for number in range(12):
        if number in (0, 2, 8):
            yield f"after {number}", leader.get("/studio/cases/walk/items")
        one = join(leader.store, f"Trainee {number}")
        one.start()
        one.play_to_the_end(*(WELL if number % 3 else BADLY))
    yield "after all", leader.get("/studio/cases/walk/items")


def told(leader: Browser, writer: Trainee) -> tuple[list[str], list[str]]:
    """The sentences that the scripts of the editor are given or will be told, and the pieces of pages among them."""
    draft = draft_of(writer, ODD, "told-walk")
    given = leader.get(f"/drafts/{draft}").one("div", id="studio").attributes
    words = [word for name in ("data-words", "data-phrases") for word in json.loads(given[name]).values()]
    found = [_json(leader, f"/drafts/{draft}/check", text=text) for text in (ODD, WALK)]
    problems = [one[name] for answer in found for one in answer["problems"] for name in ("sentence", "remedy")]
    typed_on(writer, draft, WALK)
    late = _json(leader, f"/drafts/{draft}/save", text=NEW, revision="1")["sentence"]
    pieces = [answer[name] or "" for answer in found for name in ("ranges", "map")]
    return [*words, *filter(None, problems), late], [
        *pieces,
        _json(leader, f"/drafts/{draft}/preview", text=WALK)["html"],
    ]


def _json(browser: Browser, path: str, **fields: str) -> dict[str, Any]:
    data = {"csrf_token": browser.token, **fields}
    found: dict[str, Any] = browser.post(path, data, headers={"Accept": "application/json"}).get_json()
    return found


def _posted(browser: Browser, path: str, **fields: str) -> Page:
    data = {"csrf_token": browser.token, **fields}
    return browser._shown(browser.client.post(path, data=data, follow_redirects=True))


def _uploaded(browser: Browser, path: str, field: str, data: bytes, name: str, **fields: str) -> Page:
    form = browser.get(path).all("form", action=path)[0]
    sent = {**dict(browser.page._sent(form)), **fields, field: (BytesIO(data), name)}
    return browser._shown(browser.client.post(path, data=sent, follow_redirects=True))
