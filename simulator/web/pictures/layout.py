"""Where the scenes of a map lie: Graphviz says, as coordinates only; the drawing is ours.

The program is asked once per graph and process (some 0.05 s), whatever the scenes say. Without it, or if it takes too
long, scenes are laid in plain rows by their distance from the first.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sysconfig
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from simulator.web.pictures.projection import Flat

NODE_WIDTH, NODE_HEIGHT, MARGIN = 132.0, 48.0, 30.0
INCH = 72.0
GAP_ACROSS, GAP_DOWN = 22.0, 34.0
PATIENCE = 3.0
"""Seconds the layout may take."""
MANY, IMPATIENCE = 40, 0.4
"""From so many scenes on an author may be waiting: curves may take so many seconds, straight lines as many again."""
SOON, STRAIGHT = "nslimit=1;nslimit1=1;mclimit=0.1;", "splines=line;"
"""What is asked of the program for many scenes: not to look for the best places for long, and not to draw curves."""
PROGRAMS = ("graphviz-pure", "dot")
"""The program that comes as a package writes the same layout on every machine, so it is asked first."""


class Graph(NamedTuple):
    """Scenes by number, which can follow which, which are endings."""

    scenes: int
    moves: tuple[tuple[int, int], ...]
    endings: tuple[int, ...] = ()


class Layout(NamedTuple):
    """The middle of every scene, and for every move the points of its curve (a start, then three per cubic piece)."""

    width: float
    height: float
    places: tuple[Flat, ...]
    curves: dict[tuple[int, int], tuple[Flat, ...]]


@lru_cache(maxsize=256)
def layout(graph: Graph) -> Layout:
    """The layout of a graph, in picture units, y downwards."""
    if graph.scenes < MANY:
        plain = _asked(_source(graph), PATIENCE)
    else:
        plain = _asked(_source(graph, SOON), IMPATIENCE) or _asked(_source(graph, SOON + STRAIGHT), IMPATIENCE)
    return _rows(graph) if plain is None else _read(plain, graph)


def _source(graph: Graph, wishes: str = "") -> str:
    """The graph in Graphviz's language: numbers only, so that nothing an author wrote is ever part of it."""
    head = (
        f"digraph{{{wishes}rankdir=TB;nodesep={GAP_ACROSS / INCH:.3f};ranksep={GAP_DOWN / INCH:.3f};"
        f'node[shape=box,fixedsize=true,label="",width={NODE_WIDTH / INCH:.3f},height={NODE_HEIGHT / INCH:.3f}];'
        "edge[arrowhead=none];"
    )
    nodes = ";".join(f"n{place}" for place in range(graph.scenes))
    endings = f"{{rank=sink;{';'.join(f'n{place}' for place in graph.endings)}}};" if graph.endings else ""
    return f"{head}{nodes};{endings}{';'.join(f'n{one}->n{two}' for one, two in graph.moves)}}}"


def _asked(source: str, patience: float) -> str | None:
    """The layout in Graphviz's plain format, or None."""
    path = os.pathsep.join((sysconfig.get_path("scripts"), os.environ.get("PATH", "")))
    program = next((found for name in PROGRAMS if (found := shutil.which(name, path=path))), None)
    if program is None:
        return None
    try:
        answer = subprocess.run(
            [program, "-Kdot", "-Tplain"], input=source, capture_output=True, text=True, timeout=patience, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return answer.stdout


def _read(plain: str, graph: Graph) -> Layout:
    places: dict[int, Flat] = {}
    curves: dict[tuple[int, int], tuple[Flat, ...]] = {}
    width = height = 0.0
    for words in (line.split() for line in plain.splitlines()):
        if words[0] == "graph":
            width, height = float(words[2]) * INCH, float(words[3]) * INCH
        elif words[0] == "node":
            places[int(words[1][1:])] = next(_points(words[2:4], height))
        elif words[0] == "edge":
            ends = int(words[1][1:]), int(words[2][1:])
            curves[ends] = tuple(_points(words[4 : 4 + 2 * int(words[3])], height))
    return Layout(width + 2 * MARGIN, height + 2 * MARGIN, tuple(places[n] for n in range(graph.scenes)), curves)


def _points(numbers: Sequence[str], height: float) -> Iterator[Flat]:
    for x, y in zip(numbers[::2], numbers[1::2], strict=True):
        yield MARGIN + float(x) * INCH, MARGIN + height - float(y) * INCH


def _rows(graph: Graph) -> Layout:
    """Scenes in rows by their distance from the first; those that no move reaches come last."""
    rank = {0: 0}
    for scene in (queue := [0]):
        for one, two in graph.moves:
            if one == scene and two not in rank:
                rank[two] = rank[scene] + 1
                queue.append(two)
    last = max(rank.values()) + 1
    rank.update(dict.fromkeys(graph.endings, last))
    rows: dict[int, list[int]] = {}
    for scene in range(graph.scenes):
        rows.setdefault(rank.get(scene, last), []).append(scene)
    across, down = NODE_WIDTH + GAP_ACROSS, NODE_HEIGHT + GAP_DOWN
    widest = max(map(len, rows.values()))
    places = {
        scene: (MARGIN + across * (place + 0.5 + (widest - len(row)) / 2), MARGIN + down * (number + 0.5))
        for number, row in enumerate(rows[key] for key in sorted(rows))
        for place, scene in enumerate(row)
    }
    curves = {(one, two): _straight(places[one], places[two]) for one, two in graph.moves}
    size = widest * across + 2 * MARGIN, len(rows) * down + 2 * MARGIN
    return Layout(*size, tuple(places[scene] for scene in range(graph.scenes)), curves)


def _straight(one: Flat, two: Flat) -> tuple[Flat, ...]:
    return hop(one, two, 0.0)


def hop(one: Flat, two: Flat, bend: float) -> tuple[Flat, ...]:
    """A curve from the edge of one scene to the edge of another, `bend` units to the side of the straight way."""
    dx, dy = two[0] - one[0], two[1] - one[1]
    length = (dx * dx + dy * dy) ** 0.5 or 1.0
    aside = -dy / length * bend, dx / length * bend
    start, end = _edge(one, dx, dy), _edge(two, -dx, -dy)

    def between(share: float) -> Flat:
        return start[0] + (end[0] - start[0]) * share + aside[0], start[1] + (end[1] - start[1]) * share + aside[1]

    return start, between(0.33), between(0.67), end


def _edge(middle: Flat, dx: float, dy: float) -> Flat:
    """Where the way from `middle` leaves its box."""
    share = min(NODE_WIDTH / 2 / abs(dx) if dx else 9.0, NODE_HEIGHT / 2 / abs(dy) if dy else 9.0)
    return middle[0] + dx * share, middle[1] + dy * share
