"""The figures of an item analysis as tables for files, with a codebook.

Headings are fixed English words, so that programs find them in every language of the site; what they mean is told in
the reader's language. What trainees wrote is in no file.
"""

from __future__ import annotations

from simulator.interop.sheets import Cell, Codebook, Column, Table
from simulator.usecases.item_figures import ResponseFigures, SceneFigures
from simulator.usecases.items import FEWEST, ItemReport
from simulator.web.language import gettext

DIGITS = 4


def codebook(report: ItemReport) -> Codebook:
    """What stands before the tables of a workbook."""
    attempts = (
        gettext("Every finished attempt counts.")
        if report.which == "all"
        else gettext("Of each person the first finished attempt counts.")
    )
    return Codebook(
        "codebook",
        ("sheet", "column", "meaning"),
        (
            gettext("Item analysis of %(case)s, version %(version)s.", case=report.slug, version=report.played.version),
            attempts,
            gettext(
                "An empty cell is not shown: it is about fewer than %(fewest)s people, or would let such a number be"
                " worked out; or there is nothing to be said.",
                fewest=FEWEST,
            ),
        ),
    )


def every_table(report: ItemReport) -> tuple[Table, ...]:
    """All tables of a workbook."""
    return (
        _scene_table(report),
        response_table(report),
        _change_table(report),
        _move_table(report),
        _ending_table(report),
    )


def response_table(report: ItemReport) -> Table:
    """A row for each response of each scene, with the figures of the scene beside it."""
    about_scene = _scene_columns()
    columns = [
        *about_scene,
        Column("response", gettext("The short name of the response.")),
        Column("response_title", gettext("The title of the response.")),
        Column("ratings", gettext("The principles it is rated on, with their levels.")),
        Column("chosen", gettext("How often it was the first answer.")),
        Column("share", gettext("The same as a share of all first answers in this scene, 0 to 1.")),
        Column("upper_share", gettext("The share among attempts of the upper score group.")),
        Column("lower_share", gettext("The share among attempts of the lower score group.")),
        Column("disputes", gettext("How many supervisors' objections there are to its ratings, settled ones too.")),
        Column("supervisor_ratings", gettext("How many levels supervisors gave where it was chosen.")),
        Column("rated_otherwise", gettext("How many of these differ from the case's rating.")),
        Column(
            "mean_difference",
            gettext("By how many levels supervisors rate it higher (below 0: lower) than the case, on average."),
        ),
    ]
    rows = [[*_scene_row(scene), *_response_row(one)] for scene in report.scenes for one in scene.responses]
    return Table("responses", columns, rows)


def _scene_table(report: ItemReport) -> Table:
    return Table("scenes", _scene_columns(), [_scene_row(scene) for scene in report.scenes])


def _scene_columns() -> list[Column]:
    return [
        Column("scene", gettext("The short name of the scene.")),
        Column("scene_title", gettext("The title of the scene.")),
        Column("people", gettext("How many different people answered here.")),
        Column("answers", gettext("How many first answers were given here; who comes twice answers twice.")),
        Column("difficulty", gettext("The mean share of the points allowed that was earned, 0 to 1: high is easy.")),
        Column("discrimination", gettext("The correlation of the points here with those in the rest, -1 to 1.")),
        Column("upper_lower", gettext("The difficulty in the upper score group less that in the lower one, -1 to 1.")),
        Column("seconds_lower", gettext("A quarter of the answers took at most so many seconds.")),
        Column("seconds_median", gettext("Half of the answers took at most so many seconds.")),
        Column("seconds_upper", gettext("Three quarters of the answers took at most so many seconds.")),
        Column("pauses", gettext("Answers that took longer than half an hour; their time is not counted.")),
        Column("went_back", gettext("How often somebody went back here and answered again.")),
    ]


def _scene_row(scene: SceneFigures) -> list[Cell]:
    times = scene.times
    return [
        scene.slug,
        scene.title,
        scene.people,
        scene.answers,
        _rounded(scene.difficulty),
        _rounded(scene.discrimination),
        _rounded(scene.upper_lower),
        *((round(times.lower), round(times.median), round(times.upper)) if times else (None, None, None)),
        scene.pauses,
        scene.back,
    ]


def _response_row(one: ResponseFigures) -> list[Cell]:
    ratings = ", ".join(f"{rating.principle}: {rating.level.word}" for rating in one.ratings)
    shares = [_rounded(share) for share in (one.share, one.upper, one.lower)]
    rated = one.said.rated
    said: list[Cell] = [rated.ratings, rated.differing, _rounded(rated.mean)] if rated else [None, None, None]
    return [one.slug, one.title, ratings, one.chosen, *shares, one.said.disputes, *said]


def _change_table(report: ItemReport) -> Table:
    columns = [
        Column("scene", gettext("The short name of the scene.")),
        Column("before", gettext("The title of the first answer.")),
        Column("after", gettext("The title of the answer after going back.")),
        Column("number", gettext("How often that happened.")),
    ]
    rows: list[list[Cell]] = [
        [scene.slug, one.before, one.after, one.number] for scene in report.scenes for one in scene.changes
    ]
    return Table("changes", columns, rows)


def _move_table(report: ItemReport) -> Table:
    columns = [
        Column("from", gettext("The short name of the scene.")),
        Column("to", gettext("The scene that first answers led to.")),
        Column("number", gettext("How often that happened.")),
    ]
    return Table("moves", columns, [[one.scene, one.to, one.number] for one in report.moves])


def _ending_table(report: ItemReport) -> Table:
    columns = [
        Column("ending", gettext("The short name of the ending.")),
        Column("title", gettext("The title of the ending.")),
        Column("kind", gettext("The kind of ending.")),
        Column("attempts", gettext("How many attempts ended there.")),
    ]
    return Table("endings", columns, [[one.slug, one.title, one.kind, one.attempts] for one in report.endings])


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, DIGITS)
