"""A scene or a response as a form: what was not changed stays to the character, what was changed is read as meant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from simulator.config import bundled
from simulator.markup.library import case_files
from simulator.markup.part_forms import (
    CueLine,
    EffectLine,
    Enters,
    Instead,
    Paragraph,
    PartForm,
    RatingLine,
    ResponseForm,
    SceneForm,
    Way,
)
from simulator.markup.part_reading import NotAForm, form_of
from simulator.markup.part_writing import NotWritable, added, changed, moved, removed
from simulator.markup.reader import read
from simulator.markup.source import Document, normalise, take_apart
from tests.markup.reading import RUBRIC

CASE = """\
---
title: A case
---

The briefing.

## door: At the door
- Moment: Now?
- Own words: yes
- Learn: one, two

She waits
 at the door.

> Am I early?

[safeness at least 3] She smiles.

### Notice
- [x] Her coat: it is on.
- [ ] Her hat: there is none.

### ask: Ask her in

> Come in.

- Effect: safeness + 1, shame to 04
- Attunement: Helpful, reads-cues. You saw
  that she waited.
- Client: [safeness above 2] “Yes.”
- Client: She comes in.
- Also: Do come in. / In here.
- Instead: “Hello.” It is shorter.
- When: safeness at least 1.
- Next: room if safeness at least 3, otherwise gone.


### wait: Wait
- Titration: missed, tracks-window. Nothing.
- Next: gone
## room: The room
- Enter: when arousal above window, once
- Ending: Steady.

It is warm.

## gone: Gone
- Ending: broken-off

Nobody.
"""


def document() -> Document:
    return take_apart(normalise(CASE))


def every_part() -> Iterator[tuple[str, str]]:
    for path in case_files(bundled("scenarios")):
        reading = read(path.read_text("utf-8"), path.stem, RUBRIC)
        yield from ((path.stem, slug) for slug in reading.lines)


def scene(slug: str = "door") -> SceneForm:
    found = form_of(document(), slug)
    assert isinstance(found, SceneForm)
    return found


def response(slug: str = "ask") -> ResponseForm:
    found = form_of(document(), slug)
    assert isinstance(found, ResponseForm)
    return found


def test_a_scene_is_read_into_its_fields() -> None:
    assert scene() == SceneForm(
        slug="door",
        title="At the door",
        prose=(
            Paragraph("She waits at the door."),
            Paragraph("Am I early?", speech=True),
            Paragraph("She smiles.", condition="safeness at least 3"),
        ),
        own_words=True,
        moment="Now?",
        learn=("one", "two"),
        cues=(CueLine("Her coat", True, "it is on."), CueLine("Her hat", False, "there is none.")),
    )
    assert scene("room").enter == Enters("arousal above window", once=True)
    assert scene("room").ending == "steady"


def test_a_response_is_read_into_its_fields() -> None:
    assert response() == ResponseForm(
        slug="ask",
        title="Ask her in",
        prose=(Paragraph("Come in.", speech=True),),
        ratings=(RatingLine("attunement", "helpful", ("reads-cues",), "You saw that she waited."),),
        when="safeness at least 1",
        effects=(EffectLine("safeness", "+1"), EffectLine("shame", "to 4")),
        reactions=(Paragraph("“Yes.”", condition="safeness above 2"), Paragraph("She comes in.")),
        instead=Instead("Hello.", "It is shorter."),
        also=("Do come in. / In here.",),
        ways=(Way("room", "safeness at least 3"), Way("gone")),
    )


@pytest.mark.parametrize("path", case_files(bundled("scenarios")), ids=lambda path: path.stem)
def test_every_part_of_a_shipped_case_saved_unchanged_leaves_the_text_as_it_was(path: Path) -> None:
    text = normalise(path.read_text("utf-8"))
    found = take_apart(text)
    slugs = read(text, path.stem, RUBRIC).lines
    assert slugs
    for slug in slugs:
        assert changed(found, form_of(found, slug)) == text


@pytest.mark.parametrize("path", case_files(bundled("scenarios")), ids=lambda path: path.stem)
def test_a_changed_title_changes_one_line(path: Path) -> None:
    text = normalise(path.read_text("utf-8"))
    found = take_apart(text)
    for slug in read(text, path.stem, RUBRIC).lines:
        form = form_of(found, slug)
        new = changed(found, replace(form, title=form.title + " now"))
        assert new == text.replace(f"# {slug}: {form.title}\n", f"# {slug}: {form.title} now\n", 1)


@pytest.mark.parametrize("slug", ["door", "ask", "wait", "room", "gone"])
def test_a_part_written_by_hand_saved_unchanged_leaves_the_text_as_it_was(slug: str) -> None:
    assert changed(document(), form_of(document(), slug)) == document().text


@pytest.mark.parametrize(
    ("slug", "fields"),
    [
        ("door", {"moment": "", "learn": ()}),
        ("door", {"prose": (Paragraph("Nobody."),)}),
        ("door", {"prose": (*(Paragraph(str(n), speech=n % 2 == 0) for n in range(5)),)}),
        ("door", {"cues": ()}),
        ("door", {"cues": (CueLine("A", False, "b."), CueLine("Her coat", True, "it is on."))}),
        ("door", {"enter": Enters("safeness at most 1"), "ending": "strained"}),
        ("gone", {"moment": "What now?", "cues": (CueLine("A", True, "b."),)}),
        ("ask", {"ratings": ()}),
        ("ask", {"ratings": (RatingLine("titration", "advanced", (), ""),)}),
        ("ask", {"effects": (), "reactions": (), "also": (), "ways": (), "when": "", "instead": Instead()}),
        (
            "ask",
            {
                "reactions": (
                    Paragraph("One."),
                    Paragraph("She comes in."),
                    Paragraph("Two.", condition="safeness is 1"),
                )
            },
        ),
        ("ask", {"prose": ()}),
        ("wait", {"prose": (Paragraph("You wait."), Paragraph("Well.", speech=True)), "also": ("Hm.", "Ah.")}),
        ("wait", {"effects": (EffectLine("hope", "-2"),), "instead": Instead("So.", "Why."), "when": "not chose ask"}),
        ("wait", {"ways": (Way("door", "safeness is 1"), Way("room", "safeness is 2"), Way("gone"))}),
    ],
)
def test_a_changed_part_is_read_as_it_was_meant_and_the_rest_stays(slug: str, fields: dict[str, object]) -> None:
    form: PartForm = replace(form_of(document(), slug), **fields)  # type: ignore[arg-type]
    text = changed(document(), form)
    again = take_apart(text)
    assert form_of(again, slug) == form
    for other in {"door", "ask", "wait", "room", "gone"} - {slug}:
        assert form_of(again, other) == form_of(document(), other)
    assert changed(again, form_of(document(), slug)).count("##") == CASE.count("##")


def test_what_a_field_did_not_change_is_not_written_anew() -> None:
    text = changed(document(), replace(response(), when="safeness at least 2"))
    assert text == CASE.replace("- When: safeness at least 1.", "- When: safeness at least 2")


def test_a_line_put_in_stands_after_its_like() -> None:
    text = changed(document(), replace(response(), also=(*response().also, "Here.")))
    assert text == CASE.replace("/ In here.\n", "/ In here.\n- Also: Here.\n")


@pytest.mark.parametrize(
    ("slug", "fields"),
    [
        ("door", {"prose": (Paragraph("- Ending: steady"),)}),
        ("door", {"prose": (Paragraph("## other: Scene"),)}),
        ("door", {"prose": (Paragraph("[ not closed"),)}),
        ("door", {"prose": (Paragraph("> said"),)}),
        ("door", {"cues": (CueLine("No colon", True, ""),)}),
        ("ask", {"prose": (Paragraph("A", condition="a] b"),)}),
        ("ask", {"effects": (EffectLine("safeness", "much"),)}),
        ("ask", {"ways": (Way("room"), Way("gone"))}),
        ("ask", {"ways": (Way("room", "safeness is 1"),)}),
        ("ask", {"instead": Instead('a "b" c', "Why.")}),
        ("ask", {"instead": Instead("Only words", "")}),
    ],
)
def test_what_would_be_read_as_something_else_is_not_written(slug: str, fields: dict[str, object]) -> None:
    with pytest.raises(NotWritable):
        changed(document(), replace(form_of(document(), slug), **fields))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("- Moment: Now?", "- Momant: Now?"),
        ("- Moment: Now?", "- Moment: Now?\n- Moment: Then?"),
        ("- Moment: Now?", "- nothing"),
        ("- Own words: yes", "- Own words: perhaps"),
        ("[x] Her coat: it is on.", "Her coat"),
        ("She waits", "[She waits"),
        ("## gone:", "## door:"),
        ("She waits", "---\nShe waits"),
    ],
)
def test_what_no_field_has_a_place_for_is_left_to_the_editor(old: str, new: str) -> None:
    with pytest.raises(NotAForm):
        form_of(take_apart(normalise(CASE.replace(old, new, 1))), "door")


def test_parts_are_put_in_taken_out_and_moved() -> None:
    new = added(document(), "response", "nod", "Nod", "door")
    assert form_of(take_apart(new), "nod") == ResponseForm("nod", "Nod")
    assert new.index("### wait") < new.index("### nod") < new.index("## room")
    assert removed(take_apart(new), "nod").replace("\n\n## room", "\n## room") == CASE
    assert added(document(), "scene", "end", "The end").endswith("Nobody.\n\n## end: The end\n")
    assert added(document(), "scene", "hall", "The hall", "door").index("## hall") < CASE.index("## room") + 5


@pytest.mark.parametrize(("slug", "way", "order"), [
    ("wait", "up", ["door", "wait", "ask", "room", "gone"]),
    ("wait", "down", ["door", "ask", "wait", "room", "gone"]),
    ("ask", "up", ["door", "ask", "wait", "room", "gone"]),
    ("door", "down", ["room", "door", "ask", "wait", "gone"]),
    ("gone", "up", ["door", "ask", "wait", "gone", "room"]),
])  # fmt: skip
def test_a_part_moves_past_the_one_beside_it(slug: str, way: str, order: list[str]) -> None:
    new = moved(document(), slug, way)  # type: ignore[arg-type]
    assert list(read(new, "case", RUBRIC).lines) == order
    for other in order:
        assert form_of(take_apart(new), other) == form_of(document(), other)


def test_a_part_moved_there_and_back_is_where_it_was() -> None:
    for slug, way, back in (("wait", "up", "down"), ("door", "down", "up"), ("gone", "up", "down")):
        there = moved(document(), slug, way)  # type: ignore[arg-type]
        assert moved(take_apart(there), slug, back) == document().text  # type: ignore[arg-type]
