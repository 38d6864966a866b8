"""The trace: arousal over the turns against the window of tolerance, with the chosen responses as marks.

Words stand where other charts have numbers. Whatever a mark says by colour it also says by shape, and every mark has
its row in the table.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from simulator.engine.attempt import Step
from simulator.engine.scenario import AROUSAL_RANGE, Scenario
from simulator.engine.state import State
from simulator.web.language import gettext
from simulator.web.pictures.outline import Pen
from simulator.web.pictures.projection import Flat
from simulator.web.pictures.trace_words import LEVELS, trace_words, where_words, worst_level
from simulator.web.pictures.way import Way, way
from simulator.web.vocabulary import spoken

UNIT, TOP, LEFT, RIGHT, EDGE = 16.0, 30.0, 20.0, 12.0, 4.0
"""Units per step of arousal, and margins: flags lie above the plot, turn numbers below it."""
NARROWEST, WIDEST, WIDTH = 17.0, 90.0, 360.0
"""Least and greatest distance of two turns; the width that is filled if that is possible."""
ASIDE = 0.42
"""How far beside its turn a second answer stands, in distances of turns."""
NAME_LENGTH = 104.0
"""How much room the name of the window takes."""
BOTTOM = TOP + UNIT * (AROUSAL_RANGE[1] - AROUSAL_RANGE[0])


class TraceMark(NamedTuple):
    """One answer: where it led, its worst level (`level` is a word and a class), whether it counts."""

    seq: int
    x: float
    y: float
    level: str
    counted: bool
    label: str


class TraceFlag(NamedTuple):
    """A place where the client's nervous system took over."""

    x: float
    y: float


class TraceNumber(NamedTuple):
    """The number of a turn below the plot."""

    x: float
    text: str


class TraceLabel(NamedTuple):
    """A word in the plot."""

    x: float
    y: float
    text: str


class TraceRow(NamedTuple):
    """One answer in the table."""

    seq: int
    scene: str
    response: str
    level: str
    where: str
    note: str


class Trace(NamedTuple):
    """The drawing. `band` and `line` are empty where a case keeps no window of tolerance or no arousal.

    `language` is that of the titles of scenes and responses.
    """

    language: str
    words: str
    width: int
    height: int
    band: str
    line: str
    asides: str
    start: Flat
    marks: tuple[TraceMark, ...]
    flags: tuple[TraceFlag, ...]
    numbers: tuple[TraceNumber, ...]
    labels: tuple[TraceLabel, ...]
    rows: tuple[TraceRow, ...]
    levels: tuple[str, ...]
    retries: bool

    @property
    def size(self) -> int:
        """How much room it needs, in steps of 80 units, 5 to 12."""
        return min(12, max(5, -(-self.width // 80)))


def draw_trace(
    scenario: Scenario, steps: Mapping[int, Step], counted: Collection[int], head: int | None = None
) -> Trace:
    """The trace of an attempt.

    Args:
        scenario: the version that was played.
        steps: every turn, replayed, by turn number.
        counted: the turns that count for the score; the others are second answers.
        head: the turn the story stands at; the last one, if not given.
    """
    found = way(steps, head)
    longest = max(found.depths.values())
    plot = _Plot(scenario, found, min(WIDEST, max(NARROWEST, (WIDTH - LEFT - RIGHT) / (longest + 0.5))))
    marks = tuple(_mark(plot, seq, steps[seq], seq in counted) for seq in sorted(steps))
    taken = [steps[seq] for seq in found.taken]
    start = (LEFT, plot.up(taken[0].before if taken else None))
    place = {0: start, **{mark.seq: (mark.x, mark.y) for mark in marks}}
    way_line = [place[seq] for seq in (0, *found.taken)]
    return Trace(
        language=scenario.language,
        words=trace_words(scenario, steps, taken, counted),
        width=round(max(WIDTH, LEFT + plot.step * (longest + 0.5) + RIGHT)),
        height=round(BOTTOM + 26),
        band=_band(plot, taken),
        line=_flow(way_line).data(),
        asides="".join(_flow([place[found.parents[seq]], place[seq]]).data() for seq in set(steps) - set(found.taken)),
        start=start,
        marks=marks,
        flags=tuple(TraceFlag(mark.x, mark.y) for mark in marks if steps[mark.seq].took_over),
        numbers=tuple(TraceNumber(plot.across(seq), str(seq)) for seq in found.taken),
        labels=tuple(_labels(plot, taken, way_line)),
        rows=tuple(_row(scenario, seq, steps[seq], seq in counted) for seq in sorted(steps)),
        levels=tuple(level for level in LEVELS if any(mark.level == level for mark in marks)),
        retries=any(not mark.counted for mark in marks),
    )


class _Plot(NamedTuple):
    """Where turns and states lie on the page; `step` is the distance of two turns."""

    scenario: Scenario
    way: Way
    step: float

    def across(self, seq: int) -> float:
        """A turn stands in the column of its place in the story; one that was left again, a little beside it."""
        aside = 0.0
        if seq not in self.way.taken:
            parents = self.way.parents
            beside = [other for other in parents if parents[other] == parents[seq] and other not in self.way.taken]
            aside = ASIDE * (beside.index(seq) + 1) / len(beside)
        return round(LEFT + self.step * (self.way.depths[seq] + aside), 1)

    def up(self, state: State | None) -> float:
        """The height of a state's arousal; the middle where a case keeps none."""
        place = self.scenario.gauge_index.get("arousal")
        return _height(0 if place is None or state is None else state.gauges[place])


def _height(arousal: float) -> float:
    low, high = AROUSAL_RANGE
    return TOP + UNIT * (high - min(high, max(low, arousal)))


def _mark(plot: _Plot, seq: int, step: Step, counted: bool) -> TraceMark:
    level = worst_level(step)
    said = {"seq": seq, "level": spoken(level), "scene": step.scene.title}
    if counted:
        label = gettext("Turn %(seq)s: %(level)s. %(scene)s", **said)
    else:
        label = gettext("Turn %(seq)s: %(level)s, second answer. %(scene)s", **said)
    return TraceMark(seq, plot.across(seq), plot.up(step.state), level, counted, label)


def _row(scenario: Scenario, seq: int, step: Step, counted: bool) -> TraceRow:
    notes = []
    if not counted:
        notes.append(gettext("A second answer: not counted."))
    if step.took_over:
        where_to = scenario.scene_by_slug[step.took_over].title
        notes.append(gettext("The nervous system took over: %(scene)s.", scene=where_to))
    where = where_words(scenario, step.state)
    return TraceRow(seq, step.scene.title, step.response.title, worst_level(step), where, " ".join(notes))


def _flow(points: Sequence[Flat], pen: Pen | None = None) -> Pen:
    """A line that goes level through every point, so that it never swings past what happened."""
    pen = pen or Pen(points[0])
    for (x, y), (to_x, to_y) in pairwise(points):
        middle = (x + to_x) / 2
        pen.curve((middle, y), (middle, to_y), (to_x, to_y))
    return pen


def _band(plot: _Plot, taken: Sequence[Step]) -> str:
    """The window of tolerance, half a step wider than its numbers so that its edges lie clearly inside."""
    places = plot.scenario.window_index
    if places is None or not taken:
        return ""
    states = [taken[0].before, *(step.state for step in taken)]
    across = [LEFT + plot.step * index for index in range(len(states))]
    upper = [(x, _height(state.gauges[places[2]] + 0.5)) for x, state in zip(across, states, strict=True)]
    lower = [(x, _height(state.gauges[places[1]] - 0.5)) for x, state in zip(across, states, strict=True)]
    end = across[-1] + plot.step * 0.5
    there = [(EDGE, upper[0][1]), *upper, (end, upper[-1][1])]
    back = [(end, lower[-1][1]), *reversed(lower), (EDGE, lower[0][1])]
    return _flow(back, _flow(there).line(back[0])).close().data()


def _labels(plot: _Plot, taken: Sequence[Step], line: Sequence[Flat]) -> Iterator[TraceLabel]:
    if "arousal" in plot.scenario.gauge_index:
        yield TraceLabel(EDGE + 4, TOP - 2, gettext("flooded"))
        yield TraceLabel(EDGE + 4, BOTTOM + 6, gettext("numb"))
    if plot.scenario.window_index is not None and taken:
        yield min(_window_labels(plot, taken), key=lambda label: _in_the_way(label, line))


def _window_labels(plot: _Plot, taken: Sequence[Step]) -> Iterator[TraceLabel]:
    """Where the name of the window could stand: along its edges, at its beginning and further on."""
    places, name = plot.scenario.window_index or (0, 0, 0), gettext("window of tolerance")
    states = [taken[0].before, *(step.state for step in taken)]
    for turn in range(max(1, len(states) - int(NAME_LENGTH / plot.step))):
        x = LEFT + plot.step * turn - (LEFT - EDGE - 4 if turn == 0 else 0)
        under = [state for place, state in enumerate(states) if -1 < (LEFT + plot.step * place - x) < NAME_LENGTH]
        yield TraceLabel(x, _height(max(state.gauges[places[1]] for state in under or states) - 0.5) - 5, name)
        yield TraceLabel(x, _height(min(state.gauges[places[2]] for state in under or states) + 0.5) + 12, name)


def _in_the_way(label: TraceLabel, line: Sequence[Flat]) -> tuple[int, float]:
    """How many marks and pieces of the line a label would cover; of equals, the leftmost is best."""
    middles = [((x + to_x) / 2, (y + to_y) / 2) for (x, y), (to_x, to_y) in pairwise(line)]
    covered = [
        point for point in (*line, *middles)
        if label.x - 9 < point[0] < label.x + NAME_LENGTH + 6 and label.y - 19 < point[1] < label.y + 11
    ]  # fmt: skip
    return len(covered), label.x
