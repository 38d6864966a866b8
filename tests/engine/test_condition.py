"""A condition holds exactly when its words say so, and its text means what it does."""

from __future__ import annotations

import ast
import re
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.engine.condition import And, Chose, Compare, Condition, Not, Or, Visited, leaves
from simulator.engine.state import State
from tests.engine.making import so, window

A, B, C = Chose("a"), Chose("b"), Chose("c")
BOTH = (True, False)


def state(arousal: int = 0, safeness: int = 3, visited: str = "", chosen: str = "") -> State:
    """A state with a window from -2 to 2."""
    return State("door", (arousal, -2, 2, safeness, 5), frozenset(visited.split()), frozenset(chosen.split()))


def conditions() -> st.SearchStrategy[Condition]:
    """Any condition on what has been chosen."""
    return st.recursive(
        st.sampled_from([A, B, C]),
        lambda inner: st.builds(Not, inner) | st.builds(And, inner, inner) | st.builds(Or, inner, inner),
        max_leaves=8,
    )


@pytest.mark.parametrize(
    ("comparison", "holds"),
    [
        ("at least", (False, True, True)),
        ("at most", (True, True, False)),
        ("above", (False, False, True)),
        ("below", (True, False, False)),
        ("is", (False, True, False)),
    ],
)
def test_a_comparison_holds_up_to_its_edge(comparison: str, holds: tuple[bool, ...]) -> None:
    condition = so("safeness", comparison, 4)
    assert tuple(condition.holds(state(safeness=value)) for value in (3, 4, 5)) == holds
    negative = so("arousal", comparison, -1)
    assert tuple(negative.holds(state(value)) for value in (-2, -1, 0)) == holds


def test_a_comparison_asks_about_its_own_gauge_only() -> None:
    assert so("safeness", "is", 3).holds(state(arousal=1))
    assert not so("arousal", "is", 3).holds(state(arousal=1))


def test_an_unknown_comparison_is_refused_when_it_is_made() -> None:
    with pytest.raises(KeyError):
        Compare("safeness", 3, "about", 4)


@pytest.mark.parametrize(
    ("side", "holds"),
    [
        ("above", (False, False, False, False, True)),
        ("below", (True, False, False, False, False)),
        ("within", (False, True, True, True, False)),
    ],
)
def test_the_edges_of_the_window_belong_to_it(side: str, holds: tuple[bool, ...]) -> None:
    assert tuple(window(side).holds(state(arousal)) for arousal in (-3, -2, 0, 2, 3)) == holds


def test_the_window_is_where_it_is_now_not_where_it_began() -> None:
    wide = State("door", (3, -2, 3, 3, 5))
    assert window("within").holds(wide)
    assert not window("above").holds(wide)


def test_visited_asks_for_scenes_and_chose_for_responses() -> None:
    assert Visited("a").holds(state(visited="b a"))
    assert not Visited("a").holds(state(visited="b", chosen="a"))
    assert Chose("a").holds(state(chosen="b a"))
    assert not Chose("a").holds(state(chosen="b", visited="a"))


@pytest.mark.parametrize("left", BOTH)
@pytest.mark.parametrize("right", BOTH)
def test_not_and_or_mean_what_they_say(*, left: bool, right: bool) -> None:
    now = state(chosen=f"{'a' * left} {'b' * right}")
    assert Not(A).holds(now) is (not left)
    assert And(A, B).holds(now) is (left and right)
    assert Or(A, B).holds(now) is (left or right)


def test_leaves_are_every_simple_condition_from_left_to_right_however_deep() -> None:
    compare, side, visited = so("safeness", "is", 3), window("within"), Visited("door")
    condition = Or(And(Not(compare), side), Not(Or(visited, And(A, compare))))
    assert list(leaves(condition)) == [compare, side, visited, A, compare]
    assert list(leaves(A)) == [A]


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        (so("safeness", "at least", 3), "safeness at least 3"),
        (so("arousal", "is", -1), "arousal is -1"),
        (window("above"), "arousal above window"),
        (window("within"), "arousal within window"),
        (Visited("the-window"), "visited the-window"),
        (Chose("turn-your-chair"), "chose turn-your-chair"),
        (Not(A), "not chose a"),
        (Not(Not(A)), "not not chose a"),
        (Not(And(A, B)), "not (chose a and chose b)"),
        (Not(Or(A, B)), "not (chose a or chose b)"),
        (And(And(A, B), C), "chose a and chose b and chose c"),
        (And(A, And(B, C)), "chose a and (chose b and chose c)"),
        (And(Or(A, B), C), "(chose a or chose b) and chose c"),
        (And(A, Or(B, C)), "chose a and (chose b or chose c)"),
        (And(Not(A), Not(B)), "not chose a and not chose b"),
        (Or(Or(A, B), C), "chose a or chose b or chose c"),
        (Or(A, Or(B, C)), "chose a or (chose b or chose c)"),
        (Or(And(A, B), And(B, C)), "chose a and chose b or chose b and chose c"),
    ],
)
def test_the_text_of_a_condition_is_what_an_author_would_write(condition: Condition, text: str) -> None:
    assert str(condition) == text


def understood(node: ast.AST) -> Condition:
    """The condition that a text says, read as Python reads it: `not` before `and` before `or`."""
    match node:
        case ast.Expression():
            return understood(node.body)
        case ast.Name():
            return Chose(node.id)
        case ast.UnaryOp():
            return Not(understood(node.operand))
        case ast.BoolOp(op=ast.And()):
            return reduce(And, map(understood, node.values))
        case ast.BoolOp():
            return reduce(Or, map(understood, node.values))
    raise AssertionError(ast.dump(node))


@given(conditions())
def test_the_text_of_a_condition_keeps_its_meaning_and_its_shape(condition: Condition) -> None:
    assert understood(ast.parse(re.sub("chose ", "", str(condition)), mode="eval")) == condition
