"""Portfolio and heat map as tables for files, with a codebook.

Headings are fixed English words, so that programs find them in every language of the site; what they mean is told in
the reader's language. A file holds what its page shows, and no more.
"""

from __future__ import annotations

from datetime import datetime

from simulator.engine.profile import Point
from simulator.engine.scoring import Score
from simulator.interop.sheets import Cell, Codebook, Column, Table
from simulator.usecases.before_after import Compared
from simulator.usecases.heat_maps import HeatMap
from simulator.usecases.portfolios import Course, Portfolio
from simulator.usecases.reported import Attempted
from simulator.web.language import gettext
from simulator.web.pictures.portfolio import by_words, who
from simulator.web.reports.words import followed_words, reason_words

DIGITS = 2
CODEBOOK = "codebook"


def portfolio_codebook(portfolio: Portfolio) -> Codebook:
    """What stands before the tables of a portfolio."""
    return _codebook(gettext("Portfolio of %(name)s.", name=portfolio.name))


def heat_map_codebook(found: HeatMap) -> Codebook:
    """What stands before the tables of a heat map."""
    return _codebook(gettext("Heat map of the cohort %(cohort)s.", cohort=found.cohort.name))


def codebook_table(codebook: Codebook, tables: tuple[Table, ...]) -> Table:
    """The codebook as a table of its own, for CSV."""
    sheet, column, meaning = codebook.headings
    headings = [
        Column(sheet, gettext("The name of the table.")),
        Column(column, gettext("The heading of the column.")),
        Column(meaning, gettext("What stands in it.")),
    ]
    rows: list[list[Cell]] = [[codebook.name, "", line] for line in codebook.lines]
    rows += [[table.name, *one] for table in tables for one in table.columns]
    return Table(codebook.name, headings, rows)


def portfolio_tables(portfolio: Portfolio) -> tuple[Table, ...]:
    """Every table of a portfolio page."""
    tables = [_profile(portfolio), _criteria(portfolio), _harm(portfolio)]
    if portfolio.words_shown:
        tables.append(_words(portfolio))
    tables.append(_spread(portfolio) if portfolio.cohort is None else _own_eyes(portfolio))
    return tuple(tables)


def heat_map_tables(found: HeatMap, compared: Compared) -> tuple[Table, ...]:
    """Every table of a heat map page."""
    return (_cells(found), _calls(found), _compared(compared))


def _codebook(title: str) -> Codebook:
    return Codebook(
        CODEBOOK,
        ("sheet", "column", "meaning"),
        (
            title,
            gettext("Shares are of the points that the offered responses allowed."),
            gettext("Intervals hold in 95 of 100 cases (Wilson 1927)."),
            gettext("An empty cell: it was not in play, or there is too little to say."),
            gettext("Times are UTC."),
        ),
    )


def _profile(portfolio: Portfolio) -> Table:
    columns = [
        *_about_attempt(),
        Column("rated_by", gettext("Whose ratings hold: the case's, or a supervisor's whose review was released.")),
        Column("principle", gettext("The principle.")),
        Column("word", gettext("The score in a word.")),
        Column("percent", gettext("The share of the points allowed that was earned, in per cent.")),
        Column("low", gettext("The lower end of its interval, in per cent.")),
        Column("high", gettext("The upper end of its interval, in per cent.")),
        Column("moments", gettext("In how many moments the principle was in play.")),
        Column("harmful", gettext("In how many of them the answer was harmful.")),
    ]
    rows = [
        [*_attempt(attempt), by_words(attempt.by), course.principle, *_point(course, place)]
        for place, attempt in enumerate(portfolio.attempts)
        for course in portfolio.courses
    ]
    return Table("profile", columns, rows)


def _point(course: Course, place: int) -> list[Cell]:
    point: Point | None = course.points[place]
    if point is None:
        return [None, None, None, None, 0, 0]
    score, interval = point.score, point.interval
    ends: list[Cell] = [score.percent, interval.low, interval.high] if interval else [None, None, None]
    return [score.word, *ends, score.turns, score.harmful]


def _criteria(portfolio: Portfolio) -> Table:
    columns = [
        Column("principle", gettext("The principle.")),
        Column("criterion", gettext("The short name of the criterion.")),
        Column("title", gettext("The title of the criterion.")),
        Column("standing", gettext("Met: at least two of the last three moments were helpful or better.")),
        Column("moments", gettext("In how many moments it was in play.")),
        Column("helpful", gettext("In how many of them the answer was helpful or better.")),
        Column("harmful", gettext("In how many of them the answer was harmful.")),
    ]
    rows: list[list[Cell]] = [
        [
            row.principle,
            row.name.slug,
            row.name.title,
            row.standing.standing,
            row.standing.moments,
            row.standing.well,
            row.standing.harmful,
        ]
        for row in portfolio.criteria
    ]
    return Table("criteria", columns, rows)


def _harm(portfolio: Portfolio) -> Table:
    columns = [
        *_about_attempt(),
        Column("harmful", gettext("How many moments were harmful.")),
        Column("repaired", gettext("How many of them were followed by a repair.")),
    ]
    if not portfolio.words_shown:
        rows: list[list[Cell]] = [
            [*_attempt(one), len(one.harms), sum(harm.repaired for harm in one.harms)] for one in portfolio.attempts
        ]
        return Table("harm", columns, rows)
    columns = [
        *_about_attempt(),
        Column("scene", gettext("The title of the scene.")),
        Column("turn", gettext("The number of the turn.")),
        Column("principles", gettext("The principles on which it was harmful.")),
        Column("followed", gettext("What came after it.")),
        Column("repaired", gettext("Whether that is a repair.")),
    ]
    rows = [
        [*_attempt(one.attempt), one.scene, one.seq, ", ".join(one.principles), followed_words(one), one.repaired]
        for one in portfolio.harm
    ]
    return Table("harm", columns, rows)


def _words(portfolio: Portfolio) -> Table:
    columns = [
        *_about_attempt(),
        Column("supervisor", gettext("Who wrote the review.")),
        Column("reviewed", gettext("When.")),
        Column("words", gettext("What they wrote about the attempt as a whole.")),
    ]
    rows: list[list[Cell]] = [
        [*_attempt(one.attempt), who(one.by), _time(one.at), text] for one in portfolio.words for text in one.texts
    ]
    return Table("words", columns, rows)


def _spread(portfolio: Portfolio) -> Table:
    columns = [
        Column("cohort", gettext("The cohort.")),
        Column("principle", gettext("The principle.")),
        Column("own", gettext("Your own share of the points, in per cent.")),
        Column("lower", gettext("A quarter of the trainees lie at or below, rounded to tens.")),
        Column("middle", gettext("Half of the trainees lie at or below, rounded to tens.")),
        Column("upper", gettext("Three quarters of the trainees lie at or below, rounded to tens.")),
    ]
    rows: list[list[Cell]] = [
        [one.cohort, row.principle, row.own, *(row.quartiles or (None, None, None))]
        for one in portfolio.spreads
        for row in one.rows
    ]
    return Table("spread", columns, rows)


def _own_eyes(portfolio: Portfolio) -> Table:
    columns = [
        *_about_attempt(),
        Column("principle", gettext("The principle.")),
        Column("self", gettext("The level that the trainee gave themselves before they saw the score.")),
        Column("case", gettext("The score in a word, as the case rates it.")),
        Column("supervisor", gettext("The score in a word, with the levels of a released review.")),
    ]
    rows: list[list[Cell]] = []
    for attempt in portfolio.attempts:
        given = portfolio.self_ratings.get(attempt.id, {})
        for course in portfolio.courses:
            level, mine = given.get(course.principle), attempt.score(course.principle)
            case = next((one for one in attempt.case_scores if one.principle == course.principle), None)
            by_supervisor = _word(mine) if attempt.by else None
            rows.append(
                [*_attempt(attempt), course.principle, level.word if level else None, _word(case), by_supervisor]
            )
    return Table("self", columns, rows)


def _word(score: Score | None) -> str | None:
    return score.word if score and score.turns else None


def _cells(found: HeatMap) -> Table:
    columns = [
        Column("criterion", gettext("The short name of the criterion.")),
        Column("title", gettext("The title of the criterion.")),
        Column("trainee", gettext("What the trainee is called.")),
        Column("word", gettext("How often the answer was helpful or better, in a word.")),
        Column("moments", gettext("In how many moments it was in play.")),
        Column("helpful", gettext("In how many of them the answer was helpful or better.")),
        Column("harmful", gettext("In how many of them the answer was harmful.")),
    ]
    rows: list[list[Cell]] = [
        [row.name.slug, row.name.title, trainee.name, cell.word, cell.moments, cell.well, cell.harmful]
        for row in found.rows
        for trainee, cell in zip(found.trainees, row.cells, strict=True)
        if cell
    ]
    return Table("heat_map", columns, rows)


def _calls(found: HeatMap) -> Table:
    columns = [
        Column("trainee", gettext("What the trainee is called.")),
        Column("why", gettext("The rule that holds: harm, asked, due or fall.")),
        Column("reason", gettext("The reason for a call.")),
    ]
    rows: list[list[Cell]] = [
        [one.name, reason.why, reason_words(reason)] for one in found.calls for reason in one.reasons
    ]
    return Table("calls", columns, rows)


def _compared(compared: Compared) -> Table:
    columns = [
        Column("before", gettext("The short name of the case before.")),
        Column("after", gettext("The short name of the case after.")),
        Column("principle", gettext("The principle.")),
        Column("people", gettext("How many people had enough moments on both sides.")),
        Column("mean", gettext("The mean difference, after less before, in per cent of the points allowed.")),
        Column("low", gettext("The lower end of its 95 per cent interval (Student's t).")),
        Column("high", gettext("The upper end of its 95 per cent interval.")),
    ]
    rows: list[list[Cell]] = [
        [
            compared.before.case,
            compared.after.case,
            row.principle,
            row.difference.number,
            *(None if one is None else round(one, DIGITS) for one in row.difference[1:]),
        ]
        for row in compared.rows
    ]
    return Table("before_after", columns, rows)


def _about_attempt() -> list[Column]:
    return [
        Column("attempt", gettext("The attempt.")),
        Column("case", gettext("The short name of the case.")),
        Column("title", gettext("The title of the case.")),
        Column("mode", gettext("Practice or assessment.")),
        Column("finished", gettext("When the attempt was finished.")),
    ]


def _attempt(attempt: Attempted) -> list[Cell]:
    return [str(attempt.id), attempt.slug, attempt.title, attempt.mode, _time(attempt.finished_at)]


def _time(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M")
