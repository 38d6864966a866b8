"""Nothing that was meant for the engine is silently read as prose."""

import pytest

from tests.markup.reading import checked

CASE = """---
title: The door
level: foundation
minutes: 10
phase: safety
presentation: []
learn: []
warnings: []
client: {name: Ida, age: 41, pronouns: she/her, attachment: secure, mentalising: good, regulation: hypoactivating}
gauges: {arousal: 0, window: [-2, 2], safeness: 3}
authors: []
sources: []
---

Ida has come early.

## the-door: At the door

Ida waits.

### ask-in: Ask her in

> Come in.

- Attunement: helpful, reads-cues. She heard that she was seen.
- Client: She comes in.
- Next: the-end

### look-away: Look at your papers

- Attunement: missed, reads-cues. Nothing was said.
- Client: She waits.
- Instead: "Come in." It costs little.
- Next: the-end

## the-end: She sits down
- Ending: steady

She sits.
"""


def found(text: str) -> set[tuple[int, str]]:
    return {(one.line, one.code) for one in checked(text).problems}


def test_the_case_itself_is_in_order() -> None:
    assert found(CASE) == set()


@pytest.mark.parametrize("start", ["", "-", "–", "– ", "— ", "• ", "· ", "1. ", "2) ", "**", "- **"])
def test_a_label_without_its_hyphen_and_space_is_seen_within_another_line(start: str) -> None:
    close = "**" if "**" in start else ""
    lost = f"{start}Effect{close}: safeness +1"
    problems = found(CASE.replace("was seen.\n", f"was seen.\n{lost}\n"))
    assert problems == {(26, "item-unlabelled" if start == "- **" else "label-lost")}


@pytest.mark.parametrize("start", ["", "– ", "• "])
def test_a_label_that_runs_on_from_speech_is_seen(start: str) -> None:
    assert found(CASE.replace("> Come in.\n", f"> Come in.\n{start}Effect: safeness +1\n")) == {(24, "label-lost")}


def test_speech_that_begins_like_a_label_is_speech() -> None:
    assert found(CASE.replace("> Come in.\n", "> Come in.\n> Next: tea.\n")) == set()


def test_a_heading_that_runs_on_from_a_labelled_line_is_seen() -> None:
    assert (28, "heading-lost") in found(
        CASE.replace("- Next: the-end\n\n###", "- Next: the-end\nthe-hall: The hall\n\n###")
    )


@pytest.mark.parametrize("line", ["[safeness at least 3 Ida waits.", "> [safeness at least 3 Ida waits."])
def test_a_condition_whose_bracket_is_not_closed_is_seen(line: str) -> None:
    assert found(CASE.replace("Ida waits.", line)) == {(19, "condition-shape")}


def test_a_client_line_whose_bracket_is_not_closed_is_seen() -> None:
    assert found(CASE.replace("- Client: She comes", "- Client: [safeness at least 3 She comes")) == {
        (26, "condition-shape")
    }
