"""Which numbers of an item analysis may be shown: its cells, and how they add up.

Scenes hang together: who left one came to the next. So the numbers of a whole version are looked at as one table.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from simulator.engine.disclosure import Cell, Sum, shown
from simulator.engine.items import Analysis, Count, Item
from simulator.engine.scenario import Scenario

EVERYBODY: Cell = ("everybody",)
WORTH = ("move", "change", "grouped", "group", "response", "scene")
"""The kinds of cells that can be left out in favour of others, the least wanted first."""
GROUPED = ("group", "grouped")
"""Cells that do not add up over attempts: who is in a score group depends on who else is compared."""


class Shown(NamedTuple):
    """The cells that may be shown; all others are None to whoever asks."""

    cells: frozenset[Cell]

    def number(self, count: Count, *cell: str) -> int | None:
        """The number of a cell, if it may be shown."""
        return count.number if cell in self.cells else None


class Beside(NamedTuple):
    """What else is shown of the same attempts: an analysis of a part of them, of which `may` be seen, and the others.

    Who reads two pages takes one from the other, and is left with the others.
    """

    part: Analysis
    may: Shown
    others: Analysis


def shown_of(scenario: Scenario, found: Analysis, beside: Beside | None = None) -> Shown:
    """The cells of an analysis that may be shown.

    Cells are ("scene", scene), ("response", scene, response), ("group", group, scene),
    ("grouped", group, scene, response), ("move", from, to), ("pauses", scene), ("back", scene) and
    ("change", scene, from, to). What is not there is nobody, and may be said.
    """
    table, public = _table(scenario, found), {EVERYBODY}
    if beside:
        own = tuple(cell for cell in table.people if cell == EVERYBODY or _kind(cell) not in GROUPED)
        for name, analysis, seen in (("part", beside.part, beside.may.cells), ("others", beside.others, frozenset())):
            other = _table(scenario, analysis)
            table.people.update({(name, cell): number for cell, number in other.people.items()})
            table.people.update({(name, cell): 0 for cell in own if cell not in other.people})
            table.sums.extend(Sum((name, total), tuple((name, one) for one in parts)) for total, parts in other.sums)
            known = {(name, cell) for cell in (*seen, EVERYBODY)}
            public |= known & table.people.keys()
            table.never.update(cell for cell in table.people if _kind(cell) == name and cell not in public)
        table.sums.extend(Sum(cell, (("part", cell), ("others", cell))) for cell in own)
    may = shown(table.people, table.sums, public=frozenset(public), never=frozenset(table.never), worth=_worth)
    return Shown(may)


def _table(scenario: Scenario, found: Analysis) -> _Table:
    table = _Table({}, [], set())
    table.people[EVERYBODY] = found.plays.people
    endings = [scene.slug for scene in scenario.scenes if scene.ending]
    for slug in endings:
        table.people["scene", slug] = found.endings.get(slug, Count()).people
    table.sums.append(Sum(EVERYBODY, tuple(("scene", slug) for slug in endings)))
    for scene in scenario.scenes:
        if not scene.ending:
            _add_item(table, scene.slug, [one.slug for one in scene.responses], found.items.get(scene.slug))
    _add_moves(table, scenario.scenes[0].slug, found)
    return table


def _kind(cell: Cell) -> str:
    return str(cell[0]) if isinstance(cell, tuple) else ""


def _worth(cell: Cell) -> int:
    return WORTH.index(_kind(cell)) if _kind(cell) in WORTH else len(WORTH)


class _Table(NamedTuple):
    people: dict[Cell, int]
    sums: list[Sum]
    never: set[Cell]


def _add_item(table: _Table, scene: str, responses: Iterable[str], item: Item | None) -> None:
    people, sums = table.people, table.sums
    here: Cell = ("scene", scene)
    cells: dict[str, Cell] = {slug: ("response", scene, slug) for slug in responses}
    people[here] = item.answers.people if item else 0
    people.update({cell: item.chosen.get(slug, Count()).people if item else 0 for slug, cell in cells.items()})
    if item is None:
        return
    sums.append(Sum(here, tuple(cells.values())))
    people["pauses", scene], people["back", scene] = item.pauses.people, item.back.people
    changes: dict[Cell, int] = {("change", scene, *pair): count.people for pair, count in item.changes.items()}
    people.update(changes)
    sums.append(Sum(("back", scene), tuple(changes)))
    if not item.grouped:
        return
    for group, chosen in item.grouped.items():
        parts: dict[Cell, int] = {("grouped", group, scene, slug): chosen.get(slug, Count()).people for slug in cells}
        people.update(parts)
        people["group", group, scene] = item.groups[group].people
        sums.append(Sum(("group", group, scene), tuple(parts)))
    sums.append(Sum(here, tuple(("group", group, scene) for group in item.grouped)))
    sums.extend(
        Sum(cell, tuple(("grouped", group, scene, slug) for group in item.grouped)) for slug, cell in cells.items()
    )


def _add_moves(table: _Table, first: str, found: Analysis) -> None:
    """Who leaves a scene by a response comes to another one: both add up from the same people."""
    leaving: dict[Cell, list[Cell]] = defaultdict(list)
    coming: dict[Cell, list[Cell]] = defaultdict(list)
    for (scene, response, to), count in found.flows.items():
        flow: Cell = ("flow", scene, response, to)
        table.people[flow] = count.people
        table.never.add(flow)
        leaving["response", scene, response].append(flow)
        leaving["move", scene, to].append(flow)
        coming["scene", to].append(("move", scene, to))
    for (scene, to), count in found.moves.items():
        table.people["move", scene, to] = count.people
    coming["scene", first].append(EVERYBODY)
    table.sums.extend(Sum(total, tuple(dict.fromkeys(parts))) for total, parts in (*leaving.items(), *coming.items()))
