"""The figures of a calibration set as tables for files, with a codebook.

Headings are fixed English words, so that programs find them in every language of the site; what they mean is told in
the reader's language.
"""

from __future__ import annotations

from simulator.engine.drift import FEWEST, Drift
from simulator.engine.rubric import PRINCIPLES
from simulator.interop.sheets import Cell, Codebook, Column, Table
from simulator.usecases.calibrating import ShownSet
from simulator.usecases.calibration_figures import Figures
from simulator.web.language import gettext
from simulator.web.pictures.drift import raters

DIGITS = 4


def codebook(shown: ShownSet) -> Codebook:
    """What stands before the tables of a workbook."""
    return Codebook(
        "codebook",
        ("sheet", "column", "meaning"),
        (
            gettext("Calibration set “%(title)s”.", title=shown.record.title),
            gettext("Levels run from 1 (harmful) to 4 (advanced); “not in play” is no level and enters no figure."),
            gettext(
                "Figures that rest on fewer than %(fewest)s moments say little; the page leaves them out.",
                fewest=FEWEST,
            ),
        ),
    )


def standing_table(figures: Figures) -> Table:
    """A row for each principle, rater and round."""
    columns = [
        Column("principle", gettext("The principle.")),
        Column("rater", gettext("The supervisor; others than oneself are only named to course leaders.")),
        Column("round", gettext("The title of the round.")),
        Column("ratings", gettext("How many moments the supervisor gave a level to.")),
        Column("beside_others", gettext("At how many of them other supervisors gave one too.")),
        Column("from_others", gettext("The mean difference from the mean of the others there, in levels.")),
        Column("beside_case", gettext("At how many of them the case gives a level too.")),
        Column("from_case", gettext("The mean difference from the level of the case there.")),
        Column("exact", gettext("The share of these where the level is that of the case, 0 to 1.")),
        Column("within_one", gettext("The share of these where it is at most one level off, 0 to 1.")),
    ]
    rows: list[list[Cell]] = []
    for principle in PRINCIPLES:
        for rater in raters(figures):
            for title, one in zip(figures.rounds, rater.figures.lines[principle].standings, strict=True):
                if one is not None:
                    rows.append(
                        [
                            principle,
                            rater.name,
                            title,
                            one.ratings,
                            one.beside_others,
                            _rounded(one.from_others),
                            one.beside_case,
                            _rounded(one.from_case),
                            _rounded(one.exact),
                            _rounded(one.within_one),
                        ]
                    )
    return Table("ratings", columns, rows)


def drift_table(figures: Figures) -> Table:
    """A row for each principle and rater."""
    columns = [
        Column("principle", gettext("The principle.")),
        Column("rater", gettext("The supervisor; others than oneself are only named to course leaders.")),
        Column("others_moments", gettext("How many moments could be compared with the others in both rounds.")),
        Column("others_first", gettext("The mean difference from the others there, in the first round.")),
        Column("others_last", gettext("The same in the last round.")),
        Column("case_moments", gettext("How many moments could be compared with the case in both rounds.")),
        Column("case_first", gettext("The mean difference from the case there, in the first round.")),
        Column("case_last", gettext("The same in the last round.")),
    ]
    rows: list[list[Cell]] = [
        [
            principle,
            rater.name,
            *_drift(rater.figures.lines[principle].from_others),
            *_drift(rater.figures.lines[principle].from_case),
        ]
        for principle in PRINCIPLES
        for rater in raters(figures)
    ]
    return Table("drift", columns, rows)


def _drift(one: Drift) -> list[Cell]:
    return [one.moments, _rounded(one.first), _rounded(one.last)]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, DIGITS)
