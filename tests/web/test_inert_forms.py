"""What is typed into the forms of the studio and not taken, and what comes in by files, is inert where it is shown."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest

from simulator.usecases.archives import packed
from simulator.usecases.people import COURSE_LEADER
from tests.markup.foreign import branching
from tests.usecases.cases import WALK
from tests.usecases.fuzz import picture
from tests.usecases.trainee import Trainee, join
from tests.usecases.writing import asked, draft_of, published
from tests.web.browsing import Browser
from tests.web.hostile import LINES, Pages, dangers, hostile
from tests.web.pages import Page
from tests.web.test_interview import ASK, STEPS, answer

PARTS = 4
ROWS = (
    *("prose_text", "prose_kind", "prose_condition", "cue_text", "cue_there", "cue_feedback", "rating_level"),
    *("rating_first", "rating_second", "rating_feedback", "effect_gauge", "effect_amount", "reaction_text"),
    *("reaction_condition", "also", "way_target", "way_condition"),
)
FIELDS = ("title", "enter", "ending", "moment", "learn", "when", "wording", "why")


def sent(browser: Browser, path: str, status: int = 422, **fields: Any) -> tuple[str, Page]:
    """The page that answers a form with these fields."""
    answered = browser.post(path, {"csrf_token": browser.token, **fields})
    assert answered.status_code == status, (path, answered.status)
    return f"{path.rpartition('/')[2]} {', '.join(fields)}"[:80], Page(answered.text)


def refused(leader: Browser, noor: Trainee, marta: Trainee, x: str) -> Pages:
    """Every form of the studio with `x` in each field, as it comes back."""
    draft = draft_of(noor, hostile([x]), f"case-{uuid4().hex[:8]}")
    here = f"/drafts/{draft}"
    for slug in ("gate", "first"):
        values: dict[str, Any] = {"revision": 1, **dict.fromkeys(FIELDS, x), **{name: [x, x] for name in ROWS}}
        yield sent(leader, f"{here}/parts/{slug}", 200, **values, do="more")
        yield sent(leader, f"{here}/parts/{slug}", 200, **values, do="remove")
        yield sent(leader, f"{here}/parts/{slug}", **values)
    yield sent(leader, f"{here}/save", 409, revision=0, text=hostile([f"{x} {x}"]))
    yield sent(leader, f"{here}/save", revision=1, text=f"{x}\0{x}")
    mine: dict[str, Any] = {"revision": 1, "base": 1, "mine": hostile([f"other {x}"])}
    yield sent(leader, f"{here}/settle", 409, **{**mine, "revision": 0}, choice="mine")
    yield sent(leader, f"{here}/settle", **mine, choice="text", text=f"{x}\0", take=[x])
    yield sent(leader, f"{here}/rename", what="part", revision=1, old=x, new=x)
    yield sent(leader, f"{here}/rename", what="draft", new=x)
    yield sent(leader, f"{here}/pictures", alternative=x[:290], scene=x, picture=(BytesIO(b"<svg/>"), f"{x}.svg"))
    yield sent(leader, f"{here}/pictures", alternative=x[:290], scene=x, picture=(BytesIO(picture("png")), f"{x}.png"))
    gauge: dict[str, Any] = {"gauge-arousal": x}
    yield sent(leader, f"{here}/try", scene=x, answers=x, answer=x, seen=x, chose=x, **gauge)
    yield sent(leader, f"{here}/readings", reading_id=str(uuid4()), revision=9, note=x)
    reading = asked(noor, draft)
    yield sent(leader, f"/readings/{reading}/comments", comment_id=str(uuid4()), line=x, text=x)
    yield sent(leader, f"/readings/{reading}/decide", decision="approved", remark=x[:2_000])
    yield sent(leader, f"/readings/{reading}/publish", sentence=x[:300])
    slug = published(noor, marta, draft_of(noor, hostile([f"new {x}"]), f"case-{uuid4().hex[:8]}"))
    yield sent(leader, f"/studio/cases/{slug}/bring-back", number=0, sentence=x)
    yield sent(leader, f"/cases/{slug}/clinical-reviews", review_id=str(uuid4()), reviewer=x, remark=x, version="")
    yield sent(leader, "/studio/new/blank", draft_id=str(uuid4()), title=x, name=x, slug=x, language=x)


def interviewed(leader: Browser, x: str) -> Pages:
    """The interview with `x` as every answer: each step as it is refused and as it is gone back to; then to its end."""
    answers = {name: value for step in STEPS for name, value in step.items()}
    every: dict[str, Any] = {name: [x] if isinstance(value, list) else x for name, value in answers.items()}
    draft: dict[str, Any] = {"draft_id": str(uuid4())}
    for step in ("client", "difficulty", "temptation", "principles", "shape"):
        yield sent(leader, ASK, **draft, step=step, go="on", **every)
        yield sent(leader, ASK, 200, **draft, step=step, go="back", **every)
    written = {"pronouns": x[:50], "work": x[:50], "title": x[:110]}
    written |= dict.fromkeys(("background", "moment", "opening", "temptation", "why", "better"), x[:1_400])
    leader.get(ASK)
    for questions in STEPS:
        assert answer(leader, **{name: written.get(name, value) for name, value in questions.items()}) == 200
        yield "taken", leader.page
    assert answer(leader) == 303
    yield "editor", leader.get(leader.answer.location)


def uploaded(leader: Browser, x: str) -> Pages:
    """Files with `x` wherever a file can hold words, its name among them."""
    twee = (
        f":: StoryTitle\n{x}\n\n:: Start [{x[:90]}]\n{x}\n<<run>> $x\n[[{x}->B]]\n\n:: B\n{x}\n\n:: UserScript\n{x}\n"
    )
    feedback = {"title": x, "subtitle": x}
    question = {"question": x, "alternatives": [{"text": x, "nextContentId": -1, "feedback": feedback}]}
    kinds = (
        ("H5P.BranchingQuestion 1.0", {"branchingQuestion": question}),
        (x, {"alt": x}),
        ("H5P.AdvancedText 1.1", {"text": x}),
    )
    contents = [
        {"type": {"library": kind, "params": found, "metadata": {"title": x}}, "nextContentId": -1}
        for kind, found in kinds
    ]
    screens = [{"endScreenTitle": x, "endScreenSubtitle": x, "contentId": -1}]
    content = branching(title=x, content=contents, endScreens=screens, startScreen={"startScreenTitle": x})
    package = json.dumps({"title": x, "mainLibrary": "H5P.BranchingScenario"}).encode()
    plain = "".join(sign for sign in x if sign.isprintable() and sign not in "/\\:").strip(". ")
    archive = {f"{plain[:99]}.md": hostile([x]).encode(), f"{plain[:99]}.exe": b"", "walk.md": WALK.encode()}
    for name, data in (
        (f"{x}.md", hostile([x]).encode()),
        (f"{x}.md", f"{hostile([x])}\x80".encode("latin-1", "replace")),
        ("a.twee", twee.encode()),
        ("b.h5p", packed({"h5p.json": package, "content/content.json": content})),
        ("c.zip", packed(archive)),
        (f"{x}.zip", packed({f"{plain[:99]}.exe": x.encode()})),
        (f"{x}.html", f"<!doctype html>{x}".encode()),
    ):
        leader.get("/studio/upload")
        fields = leader.page.form("/studio/upload")
        data_sent = {**fields, "file": (BytesIO(data), name)}
        answered = leader.client.post("/studio/upload", data=data_sent, follow_redirects=True)
        yield f"upload {name[-5:]}", Page(answered.text)
    yield "studio", leader.get("/studio")
    yield "new", leader.get("/studio/new")


def asked_for(leader: Browser, draft: UUID, x: str) -> Pages:
    """Addresses that hold it."""
    here = f"/drafts/{draft}"
    for path, query in (
        (f"{here}", {"scene": x, "line": x}),
        (f"{here}/try", {"scene": x, "answers": x, "seen": x, "chose": x, "gauge-arousal": x, "gauge-x": x}),
        (f"{here}/robots", {"robot": x}),
        (f"{here}/history", {"before": x}),
        (f"{here}/rename", {"old": x, "new": x}),
        ("/studio", {"discarded": x}),
        ("/studio/cases/walk/items", {"version": x, "attempts": x}),
        ("/studio/cases/walk/compare", {"from": x, "to": x}),
    ):
        yield path.rpartition("/")[2][:9], Page(leader.client.get(path, query_string=query).text)


@pytest.mark.parametrize("part", range(PARTS))
def test_what_is_typed_and_not_taken_comes_back_inert(leader: Browser, noor: Trainee, part: int) -> None:
    x, marta = " ".join(LINES[part::PARTS]), join(noor.store, "Marta", COURSE_LEADER)
    draft = draft_of(noor, WALK, f"plain-{uuid4().hex[:8]}")
    for found in (
        refused(leader, noor, marta, x),
        interviewed(leader, x),
        uploaded(leader, x),
        asked_for(leader, draft, x),
    ):
        for name, page in found:
            assert dangers(page) == [], name
            assert page.all("main"), name
