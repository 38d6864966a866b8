"""The text of a draft as it is typed: its problems, the map, the ranges, and a scene as the trainee will see it.

Nothing is kept here. The editor asks for JSON; the form of a page without JavaScript gets a page.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple
from uuid import UUID

from flask import jsonify, make_response, url_for
from werkzeug.wrappers import Response

from simulator.engine.ranges import Range
from simulator.engine.rubric import PRINCIPLES
from simulator.markup.problems import Problem
from simulator.usecases import checking, drafts, previewing
from simulator.usecases.checking import Mend, Understood
from simulator.usecases.previewing import Preview
from simulator.usecases.texts import legible
from simulator.web.authoring import blueprint
from simulator.web.forms import Form, sent
from simulator.web.guards import allow, person, store
from simulator.web.limits import WHOLE_CASE, takes
from simulator.web.pictures import Desk, Map, draw_map
from simulator.web.problems import said_problem
from simulator.web.rendering import asks_for_json, show


class TypedText(Form):
    """The text as it stands in the editor, and where the cursor is; `scene` is asked for instead of that of the line.

    `quick` asks for what can be said at once: without the problems of the whole, the ranges and the map, unless they
    are known already. The answer says in `whole` whether they are in it.
    """

    text: str = ""
    line: int = 1
    scene: str = ""
    revision: int = 0
    quick: bool = False


class ShownProblem(NamedTuple):
    """A problem in the reader's language."""

    line: int
    code: str
    sentence: str
    remedy: str
    severity: str
    excerpt: str
    mend: Mend | None


@dataclass(frozen=True, slots=True)
class PreviewPart:
    """A scene as the trainee will see it; None if there is none yet."""

    template: ClassVar[str] = "authoring/_preview.html"
    preview: Preview | None


@dataclass(frozen=True, slots=True)
class RangesPart:
    """The lowest and highest score of each principle; None where the ways cannot be walked, or are too many."""

    template: ClassVar[str] = "authoring/_ranges.html"
    ranges: tuple[tuple[str, Range | None], ...] | None


@dataclass(frozen=True, slots=True)
class MapPart:
    """The map; None if there is no scene yet."""

    template: ClassVar[str] = "authoring/_map.html"
    map: Map | None


@dataclass(frozen=True, slots=True)
class CheckedPage:
    """A text with its problems and a scene of it, for whoever writes without JavaScript. `text` is what was sent."""

    template: ClassVar[str] = "authoring/checked.html"
    draft_id: UUID
    title: str
    slug: str
    revision: int
    text: str
    line: int
    problems: tuple[ShownProblem, ...]
    preview: Preview | None
    ranges: tuple[tuple[str, Range | None], ...] | None
    map: Map | None
    previewed: bool


@blueprint.post("/drafts/<uuid:draft_id>/check")
@allow("course-leader")
@takes(form=WHOLE_CASE)
def check_draft(draft_id: UUID) -> Response:
    """Check a text."""
    form = sent(TypedText)
    if not asks_for_json():
        return _page(draft_id, form, previewed=False)
    found = checking.checked_draft(store(), person(), draft_id, form.text, quick=form.quick)
    return jsonify(_told(draft_id, found, form))


@blueprint.post("/drafts/<uuid:draft_id>/preview")
@allow("course-leader")
@takes(form=WHOLE_CASE)
def preview_draft(draft_id: UUID) -> Response:
    """Show a scene of a text as the trainee will see it."""
    form = sent(TypedText)
    if not asks_for_json():
        return _page(draft_id, form, previewed=True)
    found = previewing.preview_draft(store(), person(), draft_id, form.text, form.line, form.scene)
    return jsonify(scene=found.slug if found else "", html=show(PreviewPart(found)))


def problems_of(found: Understood) -> tuple[ShownProblem, ...]:
    """The problems of a text as they are shown."""
    return tuple(_shown(problem, found) for problem in found.checked.problems)


def _told(draft_id: UUID, found: Understood, form: TypedText) -> dict[str, Any]:
    problems = problems_of(found)
    faults = sum(problem.severity == "fault" for problem in problems)
    answer: dict[str, Any] = {
        "version": checking.version(found),
        "whole": found.whole,
        "faults": faults,
        "flaws": len(problems) - faults,
        "problems": [_plain(problem) for problem in problems],
        "outline": [entry._asdict() for entry in found.outline],
        "words": checking.words(store(), found),
        "ranges": None,
        "map": None,
    }
    if found.whole:
        answer["ranges"] = show(RangesPart(_ranges(found)))
        answer["map"] = show(MapPart(_map(draft_id, found, form.scene or previewing.scene_at(found, form.line))))
    return answer


def _plain(problem: ShownProblem) -> dict[str, Any]:
    mend = problem.mend and {"line": problem.mend.line, "from": problem.mend.wrong, "to": problem.mend.right}
    return {**problem._asdict(), "mend": mend}


def _shown(problem: Problem, found: Understood) -> ShownProblem:
    said = said_problem(problem)
    mend = checking.mend(problem, found.document)
    return ShownProblem(problem.line, problem.code, *said, problem.severity, problem.excerpt.strip(), mend)


def _ranges(found: Understood) -> tuple[tuple[str, Range | None], ...] | None:
    if found.ranges is None:
        return None
    return tuple((PRINCIPLES[slug], found.ranges[slug]) for slug in PRINCIPLES)


def _map(draft_id: UUID, found: Understood, here: str) -> Map | None:
    if found.sketch is None:
        return None
    problems = Counter({entry.slug: entry.problems for entry in found.outline if entry.kind == "scene"})

    def address(slug: str) -> str:
        return url_for("authoring.editor", draft_id=draft_id, scene=slug)

    return draw_map(found.sketch, reveal=True, desk=Desk(here, problems, address))


def _page(draft_id: UUID, form: TypedText, *, previewed: bool) -> Response:
    draft = drafts.opened(store(), person(), draft_id)
    found = checking.understood(store(), form.text, draft.slug)
    preview = previewing.preview(found, form.scene or previewing.scene_at(found, form.line))
    page = CheckedPage(
        draft_id=draft_id,
        title=drafts.title_of(legible(form.text), draft.slug),
        slug=draft.slug,
        revision=form.revision or draft.revision,
        text=legible(form.text),
        line=form.line,
        problems=problems_of(found),
        preview=preview,
        ranges=_ranges(found),
        map=_map(draft_id, found, preview.slug if preview else ""),
        previewed=previewed,
    )
    return make_response(show(page))
