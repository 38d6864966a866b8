"""A portfolio's profile over time: per principle every attempt on the scale of four words, with how sure it is.

A line down and up from each dot shows its interval: with few moments it is long, and that is the message.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from simulator.engine.profile import Point
from simulator.engine.scoring import TOO_FEW
from simulator.usecases.errors import Phrase
from simulator.usecases.portfolios import Course
from simulator.usecases.reported import Attempted
from simulator.web.language import gettext
from simulator.web.pictures.outline import straight
from simulator.web.pictures.profile import harmful, moments
from simulator.web.pictures.progress import LEFT, MANY, RIGHT, WIDEST, ProgressBand, bands, height
from simulator.web.vocabulary import spoken


class CourseDot(NamedTuple):
    """One attempt on one principle: the dot, and from where to where its interval reaches."""

    x: float
    y: float
    top: float
    bottom: float
    harmful: bool


class CourseLine(NamedTuple):
    """One principle; `words` say how it went, before anything is drawn."""

    title: str
    words: str
    line: str
    dots: tuple[CourseDot, ...]


class CourseRow(NamedTuple):
    """One attempt in the table: per principle what was reached and how sure it is; whose ratings these are."""

    attempt: Attempted
    finished_at: datetime
    by: str
    cells: tuple[str, ...]


class CoursePicture(NamedTuple):
    """The drawing."""

    titles: tuple[str, ...]
    lines: tuple[CourseLine, ...]
    rows: tuple[CourseRow, ...]
    bands: tuple[ProgressBand, ...]

    @property
    def dot(self) -> float:
        """The radius of a dot: smaller where many stand close."""
        return 4.5 if len(self.rows) <= MANY else 3.2


def draw_courses(courses: Sequence[Course], attempts: Sequence[Attempted]) -> CoursePicture:
    """The profile over these attempts, oldest first."""
    lines = tuple(_line(course) for course in courses)
    cells = [tuple(point_words(course.points[place]) for course in courses) for place in range(len(attempts))]
    rows = tuple(CourseRow(one, one.finished_at, by_words(one.by), cells[n]) for n, one in enumerate(attempts))
    return CoursePicture(tuple(line.title for line in lines), lines, rows, bands())


def by_words(by: str) -> str:
    """Whose ratings a score rests on."""
    return gettext("by %(name)s", name=who(by)) if by else gettext("by the case")


def who(by: str) -> str:
    """The name of whoever wrote a review; in the reader's language where they have been erased."""
    return gettext(by) if isinstance(by, Phrase) else by


def point_words(point: Point | None) -> str:
    """A score, how sure it is, and what it rests on."""
    if point is None:
        return gettext("not in play")
    rests_on = ", ".join(filter(None, (moments(point.score.turns), harmful(point.score.harmful))))
    least, most = point.words
    if point.interval is None:
        return f"{spoken(TOO_FEW)} ({rests_on})"
    if least == most:
        return gettext("%(word)s, quite surely (%(moments)s)", word=spoken(point.score.word), moments=rests_on)
    return gettext(
        "%(word)s, uncertain: “%(least)s” to “%(most)s” (%(moments)s)",
        word=spoken(point.score.word),
        least=spoken(least),
        most=spoken(most),
        moments=rests_on,
    )


def course_words(course: Course) -> str:
    """How a principle went, in a sentence."""
    told = [point for point in course.points if point and point.interval]
    if not told:
        return gettext("So far too few moments to say anything.")
    first, last = spoken(told[0].score.word), spoken(told[-1].score.word)
    if len(told) == 1:
        return gettext("One attempt with enough moments: “%(word)s”.", word=first)
    if course.change == "higher":
        return gettext("From “%(first)s” to “%(last)s”: clearly more than at first.", first=first, last=last)
    if course.change == "lower":
        return gettext("From “%(first)s” to “%(last)s”: clearly less than at first.", first=first, last=last)
    return gettext(
        "First “%(first)s”, last “%(last)s”: too close, or too few moments, to tell them apart.", first=first, last=last
    )


def _line(course: Course) -> CourseLine:
    step = min(WIDEST, (RIGHT - LEFT - 12) / max(1, len(course.points) - 1))
    runs: list[list[CourseDot]] = [[]]
    for place, point in enumerate(course.points):
        percent = point.score.percent if point else None
        if point is None or point.interval is None or percent is None:
            runs.append([])
            continue
        x, low, high = round(LEFT + 8 + place * step, 1), point.interval.low, point.interval.high
        runs[-1].append(
            CourseDot(
                x,
                round(height(percent), 1),
                round(height(high), 1),
                round(height(low), 1),
                bool(point.score.harmful),
            )
        )
    line = "".join(straight([(dot.x, dot.y) for dot in run], closed=False, decimals=1) for run in runs if len(run) > 1)
    return CourseLine(spoken(course.title), course_words(course), line, tuple(dot for run in runs for dot in run))
