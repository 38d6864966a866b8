"""Outlines as SVG path data: short, relative, rounded to what the eye can see."""

from __future__ import annotations

import math
from collections.abc import Sequence
from operator import itemgetter
from typing import NamedTuple

from simulator.web.pictures.projection import Disc, Flat

FULL_TURN, NO_TURN = 2 * math.pi, 1e-6


class Shape(NamedTuple):
    """One flat shape of a picture: its class in pictures.css and its outline."""

    kind: str
    data: str


class Pen:
    """Writes path data in relative coordinates; what is rounded is where the pen is, so that errors do not add up."""

    def __init__(self, start: Flat, decimals: int = 1) -> None:
        self._decimals = decimals
        self._at = (0.0, 0.0)
        self._parts: list[str] = []
        self.move(start)

    def move(self, point: Flat) -> Pen:
        """Lift the pen and set it down at `point`."""
        self._at = (0.0, 0.0)
        return self._write("M", point)

    def line(self, *points: Flat) -> Pen:
        """Straight on to each point."""
        for point in points:
            self._write("l", point)
        return self

    def curve(self, first: Flat, second: Flat, end: Flat) -> Pen:
        """A cubic curve to `end`."""
        return self._write("c", first, second, end)

    def smooth(self, second: Flat, end: Flat) -> Pen:
        """A cubic curve that goes on in the direction the last one came from."""
        return self._write("s", second, end)

    def bow(self, bend: Flat, end: Flat) -> Pen:
        """A simple curve to `end`, pulled towards `bend`."""
        return self._write("q", bend, end)

    def through(self, points: Sequence[Flat], closed: bool = False) -> Pen:
        """A soft curve from the first of some points, where the pen is, through all others (Catmull-Rom)."""
        last = len(points) - 1
        around = [points[-1], *points, *points[:2]] if closed else [points[0], *points, points[-1]]
        for place in range(len(points) if closed else last):
            before, here, there, after = around[place : place + 4]
            if place == 0:
                self.curve(_handle(here, before, there), _handle(there, after, here), there)
            else:
                self.smooth(_handle(there, after, here), there)
        return self

    def arc(self, radius: float, end: Flat, large: bool = False, high: float | None = None) -> Pen:
        """A clockwise arc to `end`: of a circle, or of an upright ellipse `high` units from its middle to its top."""
        across, up = _number(radius), _number(radius if high is None else high)
        return self._write(f"a{across} {up} 0 {int(large)}1", end)

    def close(self) -> Pen:
        """Back to where the outline began."""
        self._parts.append("z")
        return self

    def data(self) -> str:
        """The path data."""
        return "".join(self._parts)

    def _write(self, command: str, *points: Flat) -> Pen:
        x, y = self._at
        first = len(command)
        for point in points:
            self._at = (round(point[0], self._decimals), round(point[1], self._decimals))
            for value in (_number(self._at[0] - x), _number(self._at[1] - y)):
                command += value if value.startswith("-") or len(command) == first else f" {value}"
        self._parts.append(self._shorter(command) if command[0] == "l" else command)
        return self

    @staticmethod
    def _shorter(line: str) -> str:
        """A level or upright line, in the command made for it."""
        if line.endswith(" 0"):
            return "h" + line[1:-2]
        return "v" + line[2:].lstrip() if line.startswith(("l0 ", "l0-")) else line


def _number(value: float) -> str:
    """A coordinate as short as it can be written."""
    text = f"{value:.1f}".removesuffix(".0")
    if text == "-0":
        return "0"
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


def _handle(here: Flat, before: Flat, after: Flat) -> Flat:
    return here[0] + (before[0] - after[0]) / -6, here[1] + (before[1] - after[1]) / -6


def soft(points: Sequence[Flat], closed: bool = False, decimals: int = 1) -> str:
    """A soft curve through some points."""
    pen = Pen(points[0], decimals).through(points, closed)
    return pen.close().data() if closed else pen.data()


def straight(points: Sequence[Flat], closed: bool = True, decimals: int = 0) -> str:
    """Straight lines through some points."""
    pen = Pen(points[0], decimals).line(*points[1:])
    return pen.close().data() if closed else pen.data()


def dots(*points: Flat) -> str:
    """Round dots, as wide as the stroke they are drawn with."""
    return "".join(f"{Pen(point, 0).data()}h0" for point in points)


def ellipse(centre: Flat, across: float, high: float, decimals: int = 0) -> str:
    """An upright ellipse, from half its width and half its height."""
    left, right = (centre[0] - across, centre[1]), (centre[0] + across, centre[1])
    return Pen(left, decimals).arc(across, right, high=high).arc(across, left, high=high).close().data()


def around(*discs: Disc, decimals: int = 1) -> str:
    """The soft outline around some discs, as a rubber band would lie around them."""
    spans = _wrapped(discs)
    if len(spans) == 1:
        only = spans[0].disc
        return ellipse((only.x, only.y), only.radius, only.radius, decimals)
    pen = Pen(spans[0].point(spans[0].start), decimals)
    for place, span in enumerate(spans):
        if place:
            pen.line(span.point(span.start))
        if span.end - span.start > NO_TURN:
            pen.arc(span.disc.radius, span.point(span.end), large=span.end - span.start > math.pi)
    return pen.close().data()


class _Span(NamedTuple):
    """The part of a disc that a rubber band touches, as angles, clockwise on the page."""

    disc: Disc
    start: float
    end: float

    def point(self, angle: float) -> Flat:
        return self.disc.x + self.disc.radius * math.cos(angle), self.disc.y + self.disc.radius * math.sin(angle)


def _wrapped(discs: Sequence[Disc]) -> list[_Span]:
    """Walk once around all discs, at every turn on to the disc that the band meets first."""
    here = max(discs, key=lambda disc: (disc.radius - disc.x, disc.radius))
    angle, spans = -math.pi, list[_Span]()
    while angle < math.pi:
        turns = [(_meets(here, there, angle), there) for there in discs if there is not here]
        ahead, there = min(turns, default=(FULL_TURN, here), key=itemgetter(0))
        end = min(angle + ahead, math.pi)
        spans.append(_Span(here, angle, end))
        here, angle = there, end
    if len(spans) > 1 and spans[0].disc is spans[-1].disc:
        last = spans.pop()
        spans[0] = spans[0]._replace(start=last.start - FULL_TURN)
    return spans


def _meets(one: Disc, two: Disc, angle: float) -> float:
    """How far a band that touches `one` at `angle` turns before it meets `two`; a full turn if it never does."""
    dx, dy = two.x - one.x, two.y - one.y
    apart = math.hypot(dx, dy)
    if apart <= one.radius - two.radius + NO_TURN:
        return FULL_TURN
    wrap = math.acos(max(-1.0, (one.radius - two.radius) / apart))
    turn = (math.atan2(dy, dx) - wrap - angle) % FULL_TURN
    return 0.0 if turn > FULL_TURN - NO_TURN else turn
