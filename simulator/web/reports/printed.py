"""Portfolio and heat map on paper: the same words as on the page, as blocks of a PDF."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from simulator.engine.profile import CriterionStanding
from simulator.engine.rubric import PRINCIPLES
from simulator.engine.scoring import BANDS
from simulator.interop.reports import Block, Charts, Dot, Grid, Heading, Panel, Report, Text
from simulator.usecases.before_after import Compared
from simulator.usecases.heat_maps import HeatMap, HeatRow
from simulator.usecases.portfolios import Course, Portfolio
from simulator.web.language import gettext, moment, page_language, short_day
from simulator.web.pictures.portfolio import by_words, course_words, point_words, who
from simulator.web.reports.words import (
    cell_words,
    difference_words,
    followed_words,
    reason_words,
    sides_words,
    spread_words,
    standing_words,
)
from simulator.web.vocabulary import spoken

TRAINEES_BESIDE = 8
"""Columns of trainees that fit beside each other on a broad page."""
SHADES = {
    "steadily": (188, 220, 213),
    "often": (214, 233, 228),
    "at times": (243, 232, 208),
    "seldom yet": (240, 217, 190),
}


def printed_portfolio(portfolio: Portfolio, address: str, now: datetime) -> Report:
    """A portfolio; `address` is where its page is."""
    blocks: list[Block] = [Text(address, link=address)]
    if not portfolio.attempts:
        blocks.append(Text(gettext("No finished attempts whose scores can be shown yet.")))
    else:
        blocks += [*_profile(portfolio), *_criteria(portfolio), *_harm(portfolio)]
        if portfolio.words_shown:
            blocks += _words(portfolio)
        blocks += _spread(portfolio)
    lines = [gettext("As of %(when)s.", when=moment(now))]
    if portfolio.cohort:
        lines.insert(0, portfolio.cohort.name)
    if portfolio.withheld:
        lines.append(gettext("Attempts that you rate blind are left out."))
    return Report(
        title=gettext("Portfolio of %(name)s", name=portfolio.name),
        language=page_language(),
        page=_page(),
        lines=lines,
        blocks=blocks,
    )


def printed_heat_map(found: HeatMap, compared: Compared, address: str, now: datetime) -> Report:
    """A heat map, on broad pages."""
    blocks: list[Block] = [Text(address, link=address), Heading(gettext("Who needs a call"))]
    if not found.calls:
        blocks.append(Text(gettext("Nobody, by these rules.")))
    for call in found.calls:
        blocks += [Heading(call.name, 3), *(Text(reason_words(one)) for one in call.reasons)]
    blocks.append(Heading(gettext("Criteria by trainee")))
    count = len(found.trainees)
    for first in range(0, count, TRAINEES_BESIDE):
        blocks.append(_cells(found, range(first, min(count, first + TRAINEES_BESIDE))))
    if compared.rows:
        blocks += [Heading(gettext("Before and after")), Text(sides_words(compared))]
        blocks += [Text(f"{spoken(row.title)}: {difference_words(row)}") for row in compared.rows]
        blocks.append(Text(gettext("Parallel cases need not be equally hard: a hint, not a proof."), small=True))
    lines = [gettext("As of %(when)s.", when=moment(now))]
    if found.withheld:
        lines.append(gettext("Attempts that you rate blind are left out."))
    return Report(
        title=gettext("Heat map: %(cohort)s", cohort=found.cohort.name),
        language=page_language(),
        page=_page(),
        lines=lines,
        blocks=blocks,
        broad=True,
    )


def _page() -> str:
    return gettext("Page %(page)s", page="{page}")


def _profile(portfolio: Portfolio) -> Iterable[Block]:
    yield Heading(gettext("Profile over time"))
    for course in portfolio.courses:
        yield Text(f"{spoken(course.title)}. {course_words(course)}")
    scale = tuple((float(least), spoken(word)) for least, word in reversed(BANDS))
    yield Charts(tuple(Panel(spoken(one.title), tuple(_dots(one))) for one in portfolio.courses), scale)
    yield Text(
        gettext("Each dot is an attempt, oldest first; the line through it shows where it may lie."),
        small=True,
    )
    yield Grid(
        gettext("The same as a table"),
        [gettext("Case"), gettext("Finished"), gettext("Rated"), *(spoken(one.title) for one in portfolio.courses)],
        [
            [
                one.title,
                short_day(one.finished_at),
                by_words(one.by),
                *(point_words(course.points[place]) for course in portfolio.courses),
            ]
            for place, one in enumerate(portfolio.attempts)
        ],
        [3, 2, 2, 3, 3, 3],
    )


def _dots(course: Course) -> Iterable[Dot]:
    for point in course.points:
        if point and point.interval:
            percent = point.score.percent or 0
            yield Dot(point.interval.low, percent, point.interval.high, bool(point.score.harmful))


def _criteria(portfolio: Portfolio) -> Iterable[Block]:
    yield Heading(gettext("Criteria"))
    yield Text(
        gettext("A criterion is met if at least two of the last three moments with it were helpful or better."),
        small=True,
    )
    for which, title in (
        ("not yet met", gettext("Practised, not yet met")),
        ("met", gettext("Met")),
        ("not practised yet", gettext("Not practised yet")),
    ):
        rows = portfolio.standing(which)
        if rows:
            yield Heading(title, 3)
            cells = [[one.name.title, spoken(PRINCIPLES[one.principle]), standing_words(one.standing)] for one in rows]
            yield Grid("", [gettext("Criterion"), gettext("Principle"), gettext("How often")], cells, [3, 2, 4])


def _harm(portfolio: Portfolio) -> Iterable[Block]:
    yield Heading(gettext("Harmful moments and their repair"))
    if not portfolio.harm:
        yield Text(gettext("None."))
    elif portfolio.words_shown:
        cells = [
            [
                one.attempt.title,
                short_day(one.attempt.finished_at),
                f"{one.seq}. {one.scene}",
                ", ".join(spoken(PRINCIPLES[slug]) for slug in one.principles),
                followed_words(one),
            ]
            for one in portfolio.harm
        ]
        headings = (gettext("Case"), gettext("Finished"), gettext("Moment"), gettext("Principle"))
        yield Grid("", [*headings, gettext("What came after")], cells, [3, 2, 3, 2, 4])
    else:
        yield Text(
            gettext(
                "%(repaired)s of %(harmful)s harmful moments were followed by a repair.",
                repaired=portfolio.repaired,
                harmful=portfolio.harmful,
            )
        )


def _words(portfolio: Portfolio) -> Iterable[Block]:
    yield Heading(gettext("Supervisors' words"))
    if not portfolio.words:
        yield Text(gettext("No review has been released with words about the whole attempt yet."))
    for one in portfolio.words:
        yield Heading(f"{one.attempt.title}, {who(one.by)}, {short_day(one.at)}", 3)
        yield from map(Text, one.texts)


def _spread(portfolio: Portfolio) -> Iterable[Block]:
    for one in portfolio.spreads:
        if one.told:
            yield Heading(gettext("You and your cohort: %(cohort)s", cohort=one.cohort))
            yield from (Text(f"{spoken(row.title)}. {spread_words(row)}") for row in one.rows)


def _cells(found: HeatMap, part: range) -> Grid:
    names = [found.trainees[place].name for place in part]
    rows = [[row.name.title, *(cell_words(row.cells[place]) for place in part)] for row in found.rows]
    shades = [[None, *(_shade(row, place) for place in part)] for row in found.rows]
    return Grid("", [gettext("Criterion"), *names], rows, [3.0, *(2.0 for _ in part)], shades)


def _shade(row: HeatRow, place: int) -> tuple[int, int, int] | None:
    cell: CriterionStanding | None = row.cells[place]
    return SHADES.get(cell.word) if cell else None
