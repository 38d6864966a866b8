"""How a version of a case was played, scene by scene, and the same as files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from flask import make_response, request
from flask_babel import gettext, ngettext
from werkzeug.utils import secure_filename
from werkzeug.wrappers import Response

from simulator.interop.sheets import csv_bytes, xlsx_bytes
from simulator.usecases import disputing
from simulator.usecases.item_figures import SceneFigures
from simulator.usecases.items import FEWEST, ItemReport, PlayedVersion, Which, item_report
from simulator.web.authoring import blueprint
from simulator.web.authoring.item_tables import codebook, every_table, response_table
from simulator.web.guards import allow, person, store
from simulator.web.language import short_day
from simulator.web.pictures import Hits, Map, draw_map
from simulator.web.rendering import show

CSV, XLSX = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class VersionChoice(NamedTuple):
    """A version that can be chosen, and how it is called in the list."""

    version: str
    label: str
    chosen: bool


class Striking(NamedTuple):
    """A scene that is worth a look, and why."""

    scene: str
    title: str
    why: str


@dataclass(frozen=True, slots=True)
class ItemsPage:
    """The item analysis of one version."""

    template: ClassVar[str] = "authoring/items.html"
    report: ItemReport
    versions: tuple[VersionChoice, ...]
    map: Map | None
    striking: tuple[Striking, ...]
    titles: dict[str, str]
    disputes: int
    fewest: int = FEWEST


@blueprint.get("/studio/cases/<slug>/items")
@allow("course-leader")
def items(slug: str) -> str:
    """Show how a case was played."""
    report = _asked(slug)
    return show(
        ItemsPage(
            report=report,
            versions=tuple(_choice(one, report.played.version) for one in report.versions),
            map=_map(report) if report.enough else None,
            striking=tuple(Striking(one.slug, one.title, why) for one in report.scenes for why in _reasons(one)),
            titles={scene.slug: scene.title for scene in report.scenario.scenes},
            disputes=disputing.count_open(store(), person(), report.slug),
        )
    )


@blueprint.get("/studio/cases/<slug>/items.<any(csv, xlsx):form>")
@allow("course-leader")
def items_file(slug: str, form: str) -> Response:
    """Give the figures as a file: CSV with a row for each response, or a workbook with everything."""
    report = _asked(slug)
    data = csv_bytes(response_table(report)) if form == "csv" else xlsx_bytes(every_table(report), codebook(report))
    answer = make_response(data)
    answer.mimetype = CSV if form == "csv" else XLSX
    name = secure_filename(f"{report.slug}-{report.played.version[:12]}-items.{form}")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _asked(slug: str) -> ItemReport:
    which: Which = "all" if request.args.get("attempts") == "all" else "first"
    return item_report(store(), person(), slug, request.args.get("version") or None, which)


def _choice(one: PlayedVersion, chosen: str) -> VersionChoice:
    if 0 < one.people < FEWEST:
        played = gettext("finished by fewer than %(fewest)s people", fewest=FEWEST)
    else:
        played = ngettext("%(num)s finished attempt", "%(num)s finished attempts", one.attempts)
    label = gettext(
        "%(day)s, %(version)s: %(played)s", day=short_day(one.created_at), version=one.version[:8], played=played
    )
    return VersionChoice(one.version, label, one.version == chosen)


def _map(report: ItemReport) -> Map:
    scenes: dict[str, int | None] = {one.slug: one.answers for one in report.scenes}
    scenes.update({one.slug: one.attempts for one in report.endings})
    moves = {(one.scene, one.to): one.number for one in report.moves}
    return draw_map(report.scenario, reveal=True, hits=Hits(scenes, moves))


def _reasons(scene: SceneFigures) -> Iterator[str]:
    """Why a scene is worth a look, in whole sentences."""
    if scene.people == 0:
        yield gettext("Nobody has come here.")
    if scene.decides_nothing:
        yield gettext("Everybody chooses the same: this moment decides nothing.")
    elif scene.ease == "easy":
        yield gettext("Nearly everybody earns nearly all points here: perhaps the good response is too easy to see.")
    elif scene.ease == "hard":
        yield gettext("Few points are earned here: perhaps it is hard, or the good response is hard to recognise.")
    if scene.tells == "turned round":
        yield gettext("Those who do well elsewhere earn less here: look at the ratings of this moment.")
    for one in scene.responses:
        if one.finding == "well rated but left":
            yield gettext(
                "“%(response)s” is rated best, but those with high scores choose it less often.", response=one.title
            )
        elif one.finding == "badly rated but taken":
            yield gettext(
                "“%(response)s” is rated worst, but those with high scores choose it more often.", response=one.title
            )
