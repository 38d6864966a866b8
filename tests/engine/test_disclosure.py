"""Nothing about fewer than five people can be read off a page, or worked out from the rest of it."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from simulator.engine.disclosure import FEWEST, Cell, Sum, shown

SCENE = Sum("all", ("a", "b", "c"))
Chooser = Callable[[dict[Cell, int], list[Sum]], frozenset[Cell]]


def ours(people: dict[Cell, int], sums: list[Sum]) -> frozenset[Cell]:
    return shown(people, sums, public=frozenset({"all"}))


def careless(people: dict[Cell, int], sums: list[Sum]) -> frozenset[Cell]:
    """The control: leaves out small numbers and nothing else."""
    return frozenset(cell for cell, number in people.items() if number == 0 or number >= FEWEST)


def worked_out(people: dict[Cell, int], sums: list[Sum], found: frozenset[Cell]) -> dict[Cell, int]:
    """What a reader gets at: of each sum that lacks one number, that number; until there is none."""
    known = {cell: people[cell] for cell in found}
    for _ in people:
        for total, parts in sums:
            lacking = [cell for cell in (total, *parts) if cell not in known]
            if len(lacking) == 1:
                others = sum(known[part] for part in parts if part in known)
                known[lacking[0]] = others if lacking[0] == total else known[total] - others
    return known


def given_away(choose: Chooser, people: dict[Cell, int], sums: list[Sum]) -> list[Cell]:
    """The small numbers that a reader gets at."""
    known = worked_out(people, sums, choose(people, sums))
    assert all(known[cell] == people[cell] for cell in known)
    return [cell for cell, number in known.items() if 0 < number < FEWEST]


def test_a_small_number_takes_the_next_smallest_with_it() -> None:
    people: dict[Cell, int] = {"all": 25, "a": 3, "b": 8, "c": 14}
    assert ours(people, [SCENE]) == {"all", "c"}
    assert given_away(ours, people, [SCENE]) == []
    assert given_away(careless, people, [SCENE]) == ["a"]


def test_two_small_numbers_hide_each_other_if_they_are_about_enough_people_together() -> None:
    assert ours({"all": 20, "a": 3, "b": 2, "c": 15}, [SCENE]) == {"all", "c"}
    assert ours({"all": 17, "a": 1, "b": 1, "c": 15}, [SCENE]) == {"all"}


def test_nobody_may_be_shown_and_does_not_hide_anybody() -> None:
    assert ours({"all": 12, "a": 0, "b": 12, "c": 0}, [SCENE]) == {"all", "a", "b", "c"}
    assert ours({"all": 12, "a": 0, "b": 9, "c": 3}, [SCENE]) == {"all", "a"}


def test_enough_people_everywhere_hide_nothing() -> None:
    assert ours({"all": 15, "a": 5, "b": 5, "c": 5}, [SCENE]) == {"all", "a", "b", "c"}


def test_a_number_is_not_given_away_by_the_scene_that_people_came_to() -> None:
    people: dict[Cell, int] = {"all": 17, "a": 3, "b": 14, "there": 14, "x": 8, "y": 6}
    sums = [Sum("all", ("a", "b")), Sum("there", ("b",)), Sum("there", ("x", "y"))]
    assert given_away(ours, people, sums) == []
    assert given_away(careless, people, sums) == ["a"]
    # Hiding only within the scene would not do: its neighbour says as much.
    known = worked_out(people, sums, frozenset({"all", "there", "x", "y"}))
    assert known["a"] == 3


def test_what_is_wanted_more_is_left_out_later() -> None:
    people: dict[Cell, int] = {"all": 25, "a": 3, "b": 8, "c": 14}
    found = shown(people, [SCENE], public=frozenset({"all"}), worth=lambda cell: 1 if cell == "b" else 0)
    assert found == {"all", "b"}


def test_what_is_never_shown_must_not_be_worked_out_either() -> None:
    people: dict[Cell, int] = {"all": 10, "a": 7, "b": 3}
    assert shown(people, [Sum("all", ("a", "b"))], never=frozenset({"b"})) in (frozenset({"all"}), frozenset({"a"}))


@given(st.lists(st.lists(st.integers(0, 12), min_size=2, max_size=3), min_size=2, max_size=5))
def test_no_table_with_sums_both_ways_gives_a_small_number_away(rows: list[list[int]]) -> None:
    rows = [[*row, 0][:3] for row in rows]
    people: dict[Cell, int] = {(r, c): number for r, row in enumerate(rows) for c, number in enumerate(row)}
    people |= {("row", r): sum(row) for r, row in enumerate(rows)}
    people |= {("column", c): sum(row[c] for row in rows) for c in range(3)}
    sums = [Sum(("row", r), tuple((r, c) for c in range(3))) for r in range(len(rows))]
    sums += [Sum(("column", c), tuple((r, c) for r in range(len(rows)))) for c in range(3)]
    known = worked_out(people, sums, shown(people, sums))
    assert not [cell for cell, number in known.items() if 0 < number < FEWEST]
