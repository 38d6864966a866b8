"""Drift: one small picture per principle, how far above or below the others everybody rates, round by round."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from flask_babel import format_decimal

from simulator.engine.drift import FEWEST, Drift, Standing
from simulator.engine.rubric import PRINCIPLES
from simulator.usecases.calibration_figures import Figures, Line, RaterFigures
from simulator.web.language import gettext, ngettext, percent
from simulator.web.names import called
from simulator.web.pictures.outline import straight
from simulator.web.vocabulary import spoken

TOP, LOW, LEFT, RIGHT = 12.0, 132.0, 52.0, 262.0
LEAST, MOST = 1, 3
"""How many levels above and below the middle a picture reaches."""
APART = 13.0
"""How far apart the numbers at the ends of the lines stand at least."""


class DrawnRater(NamedTuple):
    """A rater with the number and the name that stand for them."""

    number: int
    name: str
    own: bool
    figures: RaterFigures


class DriftLine(NamedTuple):
    """One rater: a line broken where there was too little to say, its dots, and the place of its number."""

    number: int
    own: bool
    line: str
    dots: tuple[tuple[float, float], ...]
    label: float


class DriftRow(NamedTuple):
    """One rater in one round, in words."""

    rater: str
    round: str
    ratings: int
    from_others: str
    from_case: str
    exact: str
    within_one: str


class DriftCourse(NamedTuple):
    """What has become of one rater, in sentences."""

    rater: str
    beside_others: str
    beside_case: str


class DriftMultiple(NamedTuple):
    """One principle."""

    principle: str
    title: str
    words: str
    lines: tuple[DriftLine, ...]
    rows: tuple[DriftRow, ...]
    courses: tuple[DriftCourse, ...]


class DriftPicture(NamedTuple):
    """The drawing: the same raters and rounds in each small picture; `titles` are those of the rounds,
    `steps` the lines of the scale.
    """

    multiples: tuple[DriftMultiple, ...]
    raters: tuple[DrawnRater, ...]
    titles: tuple[str, ...]
    rounds: tuple[tuple[float, str], ...]
    steps: tuple[tuple[float, str], ...]
    anything: bool


def raters(figures: Figures) -> tuple[DrawnRater, ...]:
    """The raters as this reader may know them."""
    return tuple(
        DrawnRater(number, _name(number, one, named=figures.named), one.own, one)
        for number, one in enumerate(figures.raters, 1)
    )


def _name(number: int, one: RaterFigures, *, named: bool) -> str:
    if one.own:
        return gettext("You")
    return called(one.name) if named else gettext("Another supervisor (%(number)s)", number=number)


def draw_drift(figures: Figures) -> DriftPicture:
    """How everybody rates beside the others, round by round."""
    who = raters(figures)
    furthest = max(
        (
            abs(one)
            for rater in who
            for line in rater.figures.lines.values()
            for one in map(_told, line.standings)
            if one
        ),
        default=0.0,
    )
    span = min(MOST, max(LEAST, int(furthest + 0.999)))
    places = [_across(number, len(figures.rounds)) for number in range(len(figures.rounds))]
    multiples = tuple(_multiple(principle, figures, who, places, span) for principle in PRINCIPLES)
    steps = tuple((_height(step, span), signed(step)) for step in range(-span, span + 1))
    return DriftPicture(
        multiples,
        who,
        figures.rounds,
        tuple(zip(places, map(str, range(1, len(places) + 1)), strict=True)),
        steps,
        any(line.dots for one in multiples for line in one.lines),
    )


def signed(value: float) -> str:
    """A difference in levels, with its sign."""
    rounded = round(value, 1)
    words: str = format_decimal(rounded, format="+0.0;\u22120.0" if rounded else "0.0")
    return words


def _across(number: int, count: int) -> float:
    return (LEFT + RIGHT) / 2 if count == 1 else LEFT + 14 + number * (RIGHT - LEFT - 28) / (count - 1)


def _height(value: float, span: int) -> float:
    return round((TOP + LOW) / 2 - (LOW - TOP) / 2 * max(-1.0, min(1.0, value / span)), 1)


def _told(one: Standing | None) -> float | None:
    return one.from_others if one is not None and one.enough else None


def _multiple(
    principle: str, figures: Figures, who: Sequence[DrawnRater], places: Sequence[float], span: int
) -> DriftMultiple:
    drawn = [_line(rater, rater.figures.lines[principle], places, span) for rater in who]
    title = spoken(PRINCIPLES[principle])
    seen = sum(bool(line.dots) for line in drawn)
    words = ngettext(
        "%(num)s supervisor beside the others, round by round; the table says the same.",
        "%(num)s supervisors beside each other, round by round; the table says the same.",
        seen,
    )
    return DriftMultiple(
        principle,
        title,
        words if seen else gettext("too little to say"),
        _spread(drawn),
        tuple(
            _row(rater.name, title_of_round, one)
            for rater in who
            for title_of_round, one in zip(figures.rounds, rater.figures.lines[principle].standings, strict=True)
            if one is not None
        ),
        tuple(
            DriftCourse(rater.name, _course(line.from_others), _course(line.from_case))
            for rater in who
            for line in (rater.figures.lines[principle],)
        ),
    )


def _line(rater: DrawnRater, line: Line, places: Sequence[float], span: int) -> DriftLine:
    runs: list[list[tuple[float, float]]] = [[]]
    for x, one in zip(places, line.standings, strict=True):
        value = _told(one)
        if value is None:
            runs.append([])
        else:
            runs[-1].append((round(x, 1), _height(value, span)))
    path = "".join(straight(run, closed=False, decimals=1) for run in runs if len(run) > 1)
    dots = tuple(dot for run in runs for dot in run)
    return DriftLine(rater.number, rater.own, path, dots, dots[-1][1] if dots else 0.0)


def _spread(lines: Sequence[DriftLine]) -> tuple[DriftLine, ...]:
    """The lines with their numbers moved down as far as is needed for none to stand on another."""
    labels: dict[int, float] = {}
    last = TOP - APART
    for line in sorted((one for one in lines if one.dots), key=lambda one: one.label):
        last = labels[line.number] = max(line.label, last + APART)
    return tuple(line._replace(label=round(labels.get(line.number, 0.0), 1)) for line in lines)


def _row(rater: str, title: str, one: Standing) -> DriftRow:
    return DriftRow(
        rater,
        title,
        one.ratings,
        _difference(one.from_others, one.beside_others),
        _difference(one.from_case, one.beside_case),
        _share(one.exact, one.beside_case),
        _share(one.within_one, one.beside_case),
    )


def _difference(value: float | None, moments: int) -> str:
    return gettext("too few") if value is None or moments < FEWEST else signed(value)


def _share(value: float | None, moments: int) -> str:
    return gettext("too few") if value is None or moments < FEWEST else percent(round(100 * value))


def _course(one: Drift) -> str:
    if one.change is None or one.first is None or one.last is None:
        return gettext("Too little to say.")
    told = {"first": signed(one.first), "last": signed(one.last)}
    if one.course == "higher":
        return gettext("Rates higher than at first: from %(first)s to %(last)s.", **told)
    if one.course == "lower":
        return gettext("Rates lower than at first: from %(first)s to %(last)s.", **told)
    return gettext("Rates as at first: from %(first)s to %(last)s.", **told)
