"""Another short name for a scene or a response: everywhere it is meant, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from simulator.config import bundled
from simulator.markup.reader import read
from simulator.markup.renaming import RESERVED, CannotRename, named, rename
from simulator.markup.rubric import read_rubric
from simulator.markup.source import normalise
from tests.usecases.cases import WALK

EVERYWHERE = """\
---
title: gate
---

[visited gate] stays: this is the briefing.

## gate: The gate

You are at the gate. visited gate

[visited gate and not visited
gate] She knows it.

> [visited
> gate] “Again the gate.” [visited gate]

### go: Go
- When: not (visited gate or chose gate-off) and visited gate.
- Client: [visited gate] She nods at the gate.
- Also: gate
- Next: gate if visited gate and chose go, gate-off if visited gate-off,
  otherwise gate

### back: Back
- Next: gate.

## gate-off: Off
- Enter: when visited gate, once
- Learn: gate
- Ending: steady
"""


def cases() -> list[str]:
    """Every case of the library, and the one of the tests."""
    paths = sorted(bundled("scenarios").glob("*.md"))
    return [WALK, *(normalise(p.read_text("utf-8")) for p in paths if p.stem.lower() not in ("readme", "rubric"))]


CASES = cases()


def test_a_scene_is_renamed_everywhere_it_is_meant() -> None:
    renamed = rename(EVERYWHERE, "gate", "door")
    assert [line.number for line in renamed.lines] == [7, 11, 12, 15, 18, 19, 21, 22, 25, 28]
    assert renamed.lines[1].after == "[visited door and not visited"
    assert renamed.lines[3].after == "> door] “Again the gate.” [visited gate]"
    assert renamed.lines[4].after == "- When: not (visited door or chose gate-off) and visited door."
    assert renamed.lines[5].after == "- Client: [visited door] She nods at the gate."
    assert renamed.lines[6].after == "- Next: door if visited door and chose go, gate-off if visited gate-off,"
    assert renamed.lines[7].after == "  otherwise door"
    assert renamed.lines[9].after == "- Enter: when visited door, once"


def test_a_response_is_renamed_in_its_heading_and_where_it_was_chosen() -> None:
    text = EVERYWHERE.replace("visited gate-off", "visited go")
    renamed = rename(text, "go", "set-off")
    assert [(line.number, line.after) for line in renamed.lines] == [
        (17, "### set-off: Go"),
        (21, "- Next: gate if visited gate and chose set-off, gate-off if visited go,"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "why", "line"),
    [
        ("gate", "The Gate", "shape", 0),
        ("gate", "", "shape", 0),
        ("gate", "x" * 61, "shape", 0),
        ("gate", "otherwise", "reserved", 0),
        ("nowhere", "somewhere", "unknown", 0),
        ("gate", "gate", "same", 0),
        ("gate", "gate-off", "taken", 27),
        ("gate", "back", "taken", 24),
    ],
)
def test_what_cannot_be_a_short_name_is_refused(old: str, new: str, why: str, line: int) -> None:
    with pytest.raises(CannotRename) as caught:
        rename(EVERYWHERE, old, new)
    assert (caught.value.why, caught.value.line) == (why, line)


def test_a_name_that_stands_twice_is_not_changed_before_that_is_mended() -> None:
    with pytest.raises(CannotRename) as caught:
        rename(EVERYWHERE + "\n### gate: Once more\n", "gate", "door")
    assert caught.value.why == "twice"


def test_scenes_and_responses_are_listed_in_their_order() -> None:
    assert [(one.kind, one.slug, one.title, one.scene) for one in named(EVERYWHERE)] == [
        ("scene", "gate", "The gate", ""),
        ("response", "go", "Go", "The gate"),
        ("response", "back", "Back", "The gate"),
        ("scene", "gate-off", "Off", ""),
    ]


@given(st.data())
def test_renamed_and_renamed_back_it_is_the_same_text(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(CASES))
    old = data.draw(st.sampled_from([one.slug for one in named(text)]))
    new = data.draw(st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,2}", fullmatch=True))
    assume(new not in RESERVED and new not in text)
    assert rename(rename(text, old, new).text, new, old).text == text


@given(st.data())
def test_a_case_without_problems_has_none_after_a_renaming(data: st.DataObject) -> None:
    rubric = read_rubric((bundled("scenarios") / "rubric.md").read_text("utf-8"))
    text = data.draw(st.sampled_from(CASES))
    before = read(text, "one", rubric)
    old = data.draw(st.sampled_from(sorted(before.lines)))
    after = read(rename(text, old, "a-new-name").text, "one", rubric)
    assert before.scenario is not None
    assert after.scenario is not None
    assert after.lines == {("a-new-name" if slug == old else slug): line for slug, line in before.lines.items()}


@given(st.text(alphabet="#>-: =ab\n[]x", max_size=200))
def test_no_text_is_too_odd_to_be_looked_through(text: str) -> None:
    text = normalise(text)
    slugs = [one.slug for one in named(text)]
    for slug in slugs:
        if slugs.count(slug) == 1:
            assert rename(rename(text, slug, "cc").text, "cc", slug).text == text
