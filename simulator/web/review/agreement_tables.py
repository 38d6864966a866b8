"""Figures of agreement as tables for files, with a codebook.

Headings and words in cells are fixed English words, so that programs find them in every language of the site; what they
mean is told in the reader's language.
"""

from __future__ import annotations

from collections.abc import Iterator

from simulator.interop.sheets import Cell, Codebook, Column, Table
from simulator.usecases.agreeing import RunPage
from simulator.usecases.agreement_results import FEWEST_ATTEMPTS, FEWEST_TURNS, Comparison, Figure, Result
from simulator.web.language import gettext, short_moment

FIGURES = ("play", "exact", "within_one", "kappa", "alpha", "icc", "bias", "lower", "upper")


def codebook(page: RunPage) -> Codebook:
    """What stands before the tables of a workbook."""
    run = page.shown.run
    return Codebook(
        "codebook",
        ("sheet", "column", "meaning"),
        (
            gettext(
                "Agreement in %(cohort)s, asked for on %(day)s.",
                cohort=page.cohort.name,
                day=short_moment(run.asked_at),
            ),
            gettext(
                "Intervals hold 95%% of %(draws)s bootstrap draws of whole attempts, seed %(seed)s.",
                draws=run.draws,
                seed=run.seed,
            ),
            gettext(
                "Fewer than %(attempts)s attempts or %(turns)s turns say nothing (column “enough”). An empty cell is"
                " not defined, or there is too little.",
                attempts=FEWEST_ATTEMPTS,
                turns=FEWEST_TURNS,
            ),
        ),
    )


def figure_table(result: Result) -> Table:
    """A row for each comparison, item and unit."""
    columns = [
        Column("comparison", gettext("supervisors: two supervisors; case: a supervisor and the case.")),
        Column("unit", gettext("turn: levels of single turns; attempt: mean levels of whole attempts.")),
        Column("principle", gettext("The principle.")),
        Column("criterion", gettext("The criterion; empty: the principle as a whole.")),
        Column("attempts", gettext("Attempts in which both saw it in play.")),
        Column("turns", gettext("Turns in which both saw it in play.")),
        Column("pairs", gettext("Pairs of ratings of such turns.")),
        Column("enough", gettext("Whether there is enough to say anything, 1 or 0.")),
        *_figure_columns(),
    ]
    return Table("agreement", columns, list(_figure_rows(result)))


def _figure_columns() -> Iterator[Column]:
    meanings = {
        "play": gettext("How often both say alike whether it was in play, 0 to 1; of turns only."),
        "exact": gettext("How often both gave the same level, 0 to 1; of attempts, of the rounded means."),
        "within_one": gettext(
            "How often both levels were at most one apart, 0 to 1; of attempts, of the rounded means."
        ),
        "kappa": gettext("Cohen's kappa with quadratic weights; of attempts, of the rounded means."),
        "alpha": gettext("Krippendorff's alpha; ordinal for turns, interval for attempts."),
        "icc": gettext("ICC(2,1): two-way random effects, absolute agreement, one rater."),
        "bias": gettext("The mean difference, first less second, or supervisor less case; of attempts only."),
        "lower": gettext("The lower limit of agreement (Bland and Altman); of attempts only."),
        "upper": gettext("The upper limit of agreement; of attempts only."),
    }
    for name, words in meanings.items():
        yield Column(name, words)
        yield Column(f"{name}_low", gettext("The lower end of its interval."))
        yield Column(f"{name}_high", gettext("The upper end of its interval."))


def _figure_rows(result: Result) -> Iterator[list[Cell]]:
    for name, comparison in _both(result):
        for item in comparison.items:
            for unit, figures in (("turn", item.turn), ("attempt", item.attempt)):
                about: list[Cell] = [name, unit, item.principle, item.criterion, item.attempts, item.turns, item.pairs]
                cells = [cell for one in FIGURES for cell in figures.get(one, Figure())]
                yield [*about, int(item.enough), *cells]


def every_table(result: Result) -> tuple[Table, ...]:
    """All tables of a workbook."""
    return figure_table(result), _level_table(result), _point_table(result)


def _level_table(result: Result) -> Table:
    columns = [
        Column("comparison", gettext("supervisors: two supervisors; case: a supervisor and the case.")),
        Column("principle", gettext("The principle.")),
        Column("criterion", gettext("The criterion; empty: the principle as a whole.")),
        *(
            Column(word, gettext("How often this level was given by either, where both saw it in play."))
            for word in ("harmful", "missed", "helpful", "advanced")
        ),
    ]
    rows: list[list[Cell]] = [
        [name, item.principle, item.criterion, *item.levels] for name, one in _both(result) for item in one.items
    ]
    return Table("levels", columns, rows)


def _point_table(result: Result) -> Table:
    columns = [
        Column("comparison", gettext("supervisors: two supervisors; case: a supervisor and the case.")),
        Column("principle", gettext("The principle.")),
        Column("mean", gettext("The mean of both mean levels over an attempt, to a tenth.")),
        Column(
            "difference", gettext("The difference of both, to a tenth: first less second, or supervisor less case.")
        ),
        Column("number", gettext("How many attempts, or pairs of raters in them, are there.")),
    ]
    rows: list[list[Cell]] = [
        [name, item.principle, *point] for name, one in _both(result) for item in one.items for point in item.points
    ]
    return Table("differences", columns, rows)


def _both(result: Result) -> tuple[tuple[str, Comparison], ...]:
    return ("supervisors", result.supervisors), ("case", result.case)
