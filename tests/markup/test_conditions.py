"""The condition language: what binds to what, what it says to a slip of the pen, and its canonical text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.engine.condition import (
    COMPARISONS,
    WINDOW_SIDES,
    And,
    Chose,
    Compare,
    Condition,
    Not,
    Or,
    Visited,
    Window,
)
from simulator.engine.state import State
from simulator.markup.conditions import LONGEST, MOST_PARTS, ConditionError, Names, read_condition, write_condition
from simulator.markup.notes import Notes

GAUGES = {"arousal": 0, "safeness": 3, "shame": 4, "at": 5, "2nd-wind": 6}
SCENES, RESPONSES = ("the-window", "flooded", "not", "7"), ("ask-why", "turn-your-chair", "2nd-try")
NAMES = Names(GAUGES, (0, 1, 2), frozenset(SCENES), frozenset(RESPONSES))
A, B, C = Visited("the-window"), Visited("flooded"), Chose("ask-why")


def said(text: str) -> Condition:
    return read_condition(text, NAMES)


def complaint(text: str) -> str:
    notes = Notes()
    assert notes.condition(text, NAMES, 1) is None
    (problem,) = notes.problems
    return f"{problem.code}: {problem.sentence}"


LEAVES = st.one_of(
    st.builds(Visited, st.sampled_from(SCENES)),
    st.builds(Chose, st.sampled_from(RESPONSES)),
    st.sampled_from(WINDOW_SIDES).map(lambda side: Window(side, 0, 1, 2)),
    st.builds(
        lambda gauge, comparison, number: Compare(gauge, GAUGES[gauge], comparison, number),
        st.sampled_from(list(GAUGES)),
        st.sampled_from(list(COMPARISONS)),
        st.integers(-999, 999),
    ),
)
CONDITIONS = st.recursive(
    LEAVES, lambda inner: st.one_of(st.builds(Not, inner), st.builds(And, inner, inner), st.builds(Or, inner, inner))
)


@given(CONDITIONS)
def test_the_canonical_text_says_the_same(condition: Condition) -> None:
    if len(str(condition)) <= LONGEST:
        assert said(write_condition(condition)) == condition


@given(st.text(alphabet="()anotdrvisechwm 0123-", max_size=LONGEST))
def test_any_text_is_a_condition_or_a_complaint(text: str) -> None:
    try:
        condition = said(text)
    except ConditionError:
        return
    assert said(write_condition(condition)) == condition
    assert condition.holds(State("x", (0, -2, 2, 3, 4, 5, 6))) in (True, False)


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("visited the-window", A),
        ("chose 2nd-try", Chose("2nd-try")),
        ("visited not", Visited("not")),
        ("visited 7", Visited("7")),
        ("safeness at least 3", Compare("safeness", 3, "at least", 3)),
        ("shame at most 5", Compare("shame", 4, "at most", 5)),
        ("arousal below -2", Compare("arousal", 0, "below", -2)),
        ("2nd-wind above 0", Compare("2nd-wind", 6, "above", 0)),
        ("at at most 3", Compare("at", 5, "at most", 3)),
        ("safeness is 4", Compare("safeness", 3, "is", 4)),
        ("arousal within window", Window("within", 0, 1, 2)),
        ("arousal above 2", Compare("arousal", 0, "above", 2)),
        ("not not visited the-window", Not(Not(A))),
        ("  visited\tthe-window  ", A),
        ("((visited the-window))", A),
    ],
)
def test_simple_conditions(text: str, condition: Condition) -> None:
    assert said(text) == condition


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("visited the-window or visited flooded and chose ask-why", Or(A, And(B, C))),
        ("visited the-window and visited flooded or chose ask-why", Or(And(A, B), C)),
        ("(visited the-window or visited flooded) and chose ask-why", And(Or(A, B), C)),
        ("not visited the-window and visited flooded", And(Not(A), B)),
        ("not (visited the-window and visited flooded)", Not(And(A, B))),
        ("visited the-window and visited flooded and chose ask-why", And(And(A, B), C)),
        ("visited the-window or visited flooded or chose ask-why", Or(Or(A, B), C)),
        ("visited the-window and (visited flooded and chose ask-why)", And(A, And(B, C))),
    ],
)
def test_not_binds_more_tightly_than_and_and_and_than_or(text: str, condition: Condition) -> None:
    assert said(text) == condition
    assert str(condition) == text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("safenes at least 3", "gauge-unknown: “safenes” is not a gauge of this case. Did you mean “safeness”?"),
        ("vistied the-window", "gauge-unknown: “vistied” is not a gauge of this case. Did you mean “visited”?"),
        ("visited the-windwo", "condition-name: There is no scene “the-windwo”. Did you mean “the-window”?"),
        ("chose askwhy", "condition-name: There is no response “askwhy”. Did you mean “ask-why”?"),
        ("chose the-window", "condition-name: There is no response “the-window”."),
        ("safeness", "condition-shape: This condition cannot be read: a comparison is missing at the end."),
        ("safeness more than 3", "condition-shape: This condition cannot be read: “more” is not a comparison"),
        ("safeness at leest 3", "condition-shape: This condition cannot be read: “at leest” is not a comparison"),
        ("safeness at least", "condition-shape: This condition cannot be read: a number is missing at the end."),
        ("safeness at least three", "condition-shape: This condition cannot be read: “three” is not a number."),
        ("safeness at least 3.5", "condition-shape: This condition cannot be read: “.” is not expected here."),
        ("safeness at least 3000", "condition-shape: This condition cannot be read: “3000” is not a number."),
        ("safeness >= 3", "condition-shape: This condition cannot be read: “>” is not a comparison"),
        ("(visited flooded", "condition-shape: This condition cannot be read: a closing bracket is missing."),
        ("visited flooded)", "condition-shape: This condition cannot be read: “)” is not expected here."),
        (
            "visited flooded visited flooded",
            "condition-shape: This condition cannot be read: “visited” is not expected",
        ),
        ("", "condition-shape: This condition cannot be read: a gauge, “visited” or “chose” is missing at the end."),
        ("not", "condition-shape: This condition cannot be read: a gauge, “visited” or “chose” is missing at the end."),
        ("visited", "condition-shape: This condition cannot be read: the slug of a scene is missing at the end."),
        ("Safeness at least 3", "gauge-unknown: “Safeness” is not a gauge of this case. Did you mean “safeness”?"),
        ("and", "gauge-unknown: “and” is not a gauge of this case."),
    ],
)
def test_what_cannot_be_read_is_said_plainly(text: str, words: str) -> None:
    assert complaint(text).startswith(words)


def test_a_window_needs_a_window() -> None:
    names = Names({"arousal": 0}, None, frozenset(), frozenset())
    with pytest.raises(ConditionError) as caught:
        read_condition("arousal above window", names)
    assert caught.value.code == "gauge-unknown"


def test_length_and_parts_are_bounded() -> None:
    long = " or ".join(["shame is 1"] * 14)
    assert len(long) == 192
    said(long)
    for text in (long + " or shame is 1", "not " * MOST_PARTS + "at is 1", "x" * (LONGEST + 1)):
        assert complaint(text).startswith("condition-long")
    said("shame is" + " " * 5_000 + "1")


def test_a_condition_written_without_spaces_can_be_written_again() -> None:
    text = "and".join(["(at is 1 or at is 22)"] * 8)
    condition = said(text)
    assert len(text) <= LONGEST < len(str(condition))
    assert said(write_condition(condition)) == condition
