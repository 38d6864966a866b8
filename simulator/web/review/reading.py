"""The reading page: an attempt as a transcript with margins, for supervision, blind, in a calibration, in a consensus.

With JavaScript what is written saves itself; without it there is a button. Finishing makes a review of the draft.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import ClassVar, NamedTuple, TypeVar
from uuid import UUID

from flask import current_app, flash, jsonify, make_response, redirect, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from simulator.engine.rubric import PRINCIPLES, Level, Rubric
from simulator.engine.view import Line, Offer
from simulator.usecases import phrases, queue, reading_attempts, reviewing
from simulator.usecases.errors import NotFound, Refused
from simulator.usecases.phrases import PhraseRecord
from simulator.usecases.reading_attempts import BLIND, CALIBRATION, CONSENSUS, SUPERVISION, ReadingStory, ReadTurn
from simulator.usecases.review_tasks import TaskKey
from simulator.usecases.stories import CueStory, TurnStory
from simulator.usecases.threads import Thread
from simulator.web.guards import allow, person, store
from simulator.web.language import gettext, page_language, said
from simulator.web.limits import KIB, takes
from simulator.web.pictures import draw_map, draw_trace, drawn
from simulator.web.rendering import asks_for_json, room_picture, show
from simulator.web.review import blueprint
from simulator.web.review.fields import (
    Fields,
    TextField,
    changes_of,
    empty_field,
    fields_of,
    name_of,
    seen_of,
)
from simulator.web.review.queue import remembered_filters
from simulator.web.vocabulary import spoken

SEE_OTHER = 303
LARGE = 800 * KIB
"""A form of a long attempt with many comments."""
ANCHOR = re.compile(r"turn-[0-9]{1,6}|end")
EDGES = ("window-low", "window-high")
T = TypeVar("T")
NAMES = {SUPERVISION: "reading", BLIND: "blind", CALIBRATION: "calibration", CONSENSUS: "consensus"}


class Pictures(NamedTuple):
    """The trace and the map of a finished attempt."""

    trace: Markup | None
    map: Markup


MOST_DRAWN = 64
DRAWN: dict[tuple[UUID, str], Pictures] = {}
"""What was drawn last of finished attempts, which never change, by attempt and language: a map costs as much as the
rest of the page."""


Notes = tuple[TextField, ...]


class Mine(NamedTuple):
    """A supervisor's fields for one principle of a turn; `criteria` says whether one of its criteria has a level."""

    principle: str
    level: str
    criteria: bool
    dispute: str


class TurnPage(NamedTuple):
    """A turn as the page has it: every line with the fields for comments on it. Lists are empty where nothing is.

    A second try is at the very moment of the first, so that the moment is not told again.
    """

    told: TurnStory
    offered: tuple[Offer, ...]
    again: tuple[int, ...]
    room: Markup
    gauges: str
    changes: str
    seen: tuple[tuple[Line, Notes], ...]
    cues: tuple[tuple[CueStory, Notes], ...]
    said: tuple[tuple[str, Notes], ...]
    response: tuple[tuple[Line, Notes], ...]
    reason: tuple[tuple[str, Notes], ...]
    reaction: tuple[tuple[Line, Notes], ...]
    mine: tuple[Mine, ...]
    differing: frozenset[str]
    notes: Notes
    threads: tuple[Thread, ...]


RUBRICS: dict[tuple[str, str], Markup] = {}
"""The rubric as pages have it at hand, by version and language of the page."""


@dataclass(frozen=True, slots=True)
class ReadingPage:
    """A reading: what happened, and the fields for what a supervisor makes of it.

    `differing` is set where only turns are wanted on which two raters differ. `before` and `after` are the neighbours
    in the queue.
    """

    template: ClassVar[str] = "review/reading.html"
    titles: ClassVar[dict[str, str]] = PRINCIPLES
    levels: ClassVar[tuple[Level, ...]] = tuple(Level)
    story: ReadingStory
    fields: Fields
    seen: str
    turns: tuple[TurnPage, ...]
    summary: Notes
    why: Notes
    pictures: Pictures
    rubric_at_hand: Markup
    phrases: tuple[PhraseRecord, ...]
    differing: bool
    before: UUID | None
    after: UUID | None
    notice: str = ""

    @property
    def rubric(self) -> Rubric:
        """The rubric at hand."""
        return self.story.rubric

    @property
    def threads(self) -> tuple[Thread, ...]:
        """The comments on the whole attempt that the trainee sees, with the answers to them."""
        return tuple(thread for thread in self.story.ours.said if thread.comment.seq == 0)

    @property
    def save(self) -> str:
        """Where the fields are saved."""
        return address(self.story.key, "save")

    @property
    def finish(self) -> str:
        """Where the reading is finished."""
        return address(self.story.key, "finish")

    @property
    def here(self) -> str:
        """The page itself."""
        return address(self.story.key)


def address(key: TaskKey, deed: str = "") -> str:
    """Where a reading is, or where it is saved or finished."""
    name = NAMES[key.purpose]
    pages = {"blind": "blind_reading", "calibration": "calibration_reading"}
    endpoint = f"review.{deed}_{name}" if deed else f"review.{pages.get(name, name)}"
    if key.purpose == SUPERVISION:
        return url_for(endpoint, attempt_id=key.task_id)
    if key.purpose == CALIBRATION:
        return url_for(endpoint, round_id=key.task_id, place=key.place)
    return url_for(endpoint, double_rating_id=key.task_id)


@blueprint.get("/reviews/<uuid:attempt_id>")
@allow("supervisor")
def reading(attempt_id: UUID) -> str:
    """Read an attempt."""
    return show(_page(TaskKey(SUPERVISION, attempt_id)))


@blueprint.post("/reviews/<uuid:attempt_id>/save")
@allow("supervisor")
@takes(form=LARGE)
def save_reading(attempt_id: UUID) -> Response:
    """Save what is written about an attempt."""
    return _save(TaskKey(SUPERVISION, attempt_id))


@blueprint.post("/reviews/<uuid:attempt_id>/finish")
@allow("supervisor")
@takes(form=LARGE)
def finish_reading(attempt_id: UUID) -> Response:
    """Finish a review, and send it to the trainee if wanted."""
    return _finish(TaskKey(SUPERVISION, attempt_id), release_it=request.form.get("release") == "1")


@blueprint.post("/reviews/<uuid:attempt_id>/release/<uuid:review_id>")
@allow("supervisor")
def release_finished(attempt_id: UUID, review_id: UUID) -> Response:
    """Send a finished review to the trainee."""
    reading_attempts.release_finished(store(), person(), attempt_id, review_id)
    flash(gettext("The review is with the trainee now."))
    return redirect(url_for("review.reading", attempt_id=attempt_id), 303)


@blueprint.get("/blind/<uuid:double_rating_id>")
@allow("supervisor")
def blind_reading(double_rating_id: UUID) -> str:
    """Read an attempt of a double rating, blind."""
    return show(_page(TaskKey(BLIND, double_rating_id)))


@blueprint.post("/blind/<uuid:double_rating_id>/save")
@allow("supervisor")
@takes(form=LARGE)
def save_blind(double_rating_id: UUID) -> Response:
    """Save what is rated blind."""
    return _save(TaskKey(BLIND, double_rating_id))


@blueprint.post("/blind/<uuid:double_rating_id>/finish")
@allow("supervisor")
@takes(form=LARGE)
def finish_blind(double_rating_id: UUID) -> Response:
    """Finish a blind rating; once both have, they look at it together."""
    answer = _finish(TaskKey(BLIND, double_rating_id))
    together = TaskKey(CONSENSUS, double_rating_id)
    if answer.status_code == SEE_OTHER:
        with suppress(NotFound):
            reading_attempts.open_reading(store(), person(), together)
            return redirect(address(together), SEE_OTHER)
    return answer


@blueprint.get("/blind/<uuid:double_rating_id>/consensus")
@allow("supervisor")
def consensus(double_rating_id: UUID) -> str:
    """Agree, after both have rated blind."""
    return show(_page(TaskKey(CONSENSUS, double_rating_id)))


@blueprint.post("/blind/<uuid:double_rating_id>/consensus/save")
@allow("supervisor")
@takes(form=LARGE)
def save_consensus(double_rating_id: UUID) -> Response:
    """Save what both agree on."""
    return _save(TaskKey(CONSENSUS, double_rating_id))


@blueprint.post("/blind/<uuid:double_rating_id>/consensus/finish")
@allow("supervisor")
@takes(form=LARGE)
def finish_consensus(double_rating_id: UUID) -> Response:
    """Finish a consensus."""
    return _finish(TaskKey(CONSENSUS, double_rating_id))


@blueprint.get("/calibration/rounds/<uuid:round_id>/<int:place>")
@allow("supervisor")
def calibration_reading(round_id: UUID, place: int) -> str:
    """Read an attempt of a calibration round, blind."""
    return show(_page(TaskKey(CALIBRATION, round_id, place)))


@blueprint.post("/calibration/rounds/<uuid:round_id>/<int:place>/save")
@allow("supervisor")
@takes(form=LARGE)
def save_calibration(round_id: UUID, place: int) -> Response:
    """Save what is rated in a calibration."""
    return _save(TaskKey(CALIBRATION, round_id, place))


@blueprint.post("/calibration/rounds/<uuid:round_id>/<int:place>/finish")
@allow("supervisor")
@takes(form=LARGE)
def finish_calibration(round_id: UUID, place: int) -> Response:
    """Finish an attempt of a calibration round."""
    return _finish(TaskKey(CALIBRATION, round_id, place))


def _page(key: TaskKey, notice: str = "", typed: Mapping[str, str] | None = None) -> ReadingPage:
    story = reading_attempts.open_reading(store(), person(), key)
    before, after = None, None
    if key.purpose == SUPERVISION:
        before, after = queue.neighbours(store(), person(), key.task_id, remembered_filters())
    fields = fields_of(story.content, story.agreed, typed or {})
    desk = _Desk(story, fields, name_of(story.task), {one.slug: spoken(one.slug) for one in story.scenario.gauges})
    differing = story.consensus and request.args.get("differing") == "1"
    return ReadingPage(
        story=story,
        fields=fields,
        seen=seen_of(story.content),
        turns=_turns(desk, differing=differing),
        summary=_notes(desk, 0, "summary"),
        why=_notes(desk, 0, "why"),
        pictures=_pictures(story),
        rubric_at_hand=_rubric(story.rubric),
        phrases=phrases.kept(store(), person()),
        differing=differing,
        before=before,
        after=after,
        notice=notice,
    )


class _Desk(NamedTuple):
    """What every turn of a page is made with: the story, the fields, the name of the reading, the words of gauges."""

    story: ReadingStory
    fields: Fields
    reading: str
    gauges: Mapping[str, str]


def _turns(desk: _Desk, *, differing: bool) -> tuple[TurnPage, ...]:
    """The turns that are wanted."""
    rooms = _rooms(desk.story)
    told = [_turn(desk, turn, rooms.get(turn.told.seq, Markup())) for turn in desk.story.turns]
    return tuple(turn for turn in told if turn.differing or not differing)


def _turn(desk: _Desk, turn: ReadTurn, room: Markup) -> TurnPage:
    story, fields, told = desk.story, desk.fields, turn.told
    seq = told.seq
    moment = told if told.counted else told._replace(scene_lines=(), cues=(), said="")
    said, reason = tuple(filter(None, [moment.said])), tuple(filter(None, [told.reason]))
    places = {
        "seen": moment.scene_lines,
        "noticed": moment.cues,
        "said": said,
        "response": told.lines,
        "reason": reason,
        "reaction": told.reactions,
    }
    shown = {(seq, place, line) for place, lines in places.items() for line in range(1, len(lines) + 1)}
    shown.add((seq, "turn", 0))
    elsewhere = [note for at, notes in fields.comments.items() if at[0] == seq and at not in shown for note in notes]
    differ = frozenset(one for one in PRINCIPLES if story.consensus and story.differ(seq, one))
    return TurnPage(
        told=told,
        offered=turn.offered if told.counted else (),
        again=turn.again,
        room=room,
        gauges=", ".join(f"{desk.gauges[slug]} {value}" for slug, value in turn.gauges.items() if slug not in EDGES),
        changes=", ".join(f"{desk.gauges[one.gauge]} {one.before} → {one.after}" for one in told.changes),
        seen=_noted(desk, seq, "seen", moment.scene_lines),
        cues=_noted(desk, seq, "noticed", moment.cues),
        said=_noted(desk, seq, "said", said),
        response=_noted(desk, seq, "response", told.lines),
        reason=_noted(desk, seq, "reason", reason),
        reaction=_noted(desk, seq, "reaction", told.reactions),
        mine=tuple(_mine(fields, seq, principle) for principle in PRINCIPLES),
        differing=differ,
        notes=(*_notes(desk, seq, "turn"), *elsewhere),
        threads=tuple(thread for thread in story.ours.said if thread.comment.seq == seq),
    )


def _mine(fields: Fields, seq: int, principle: str) -> Mine:
    name = f"level.{seq}.{principle}"
    dispute = fields.disputes.get(f"dispute.{seq}.{principle}", "")
    return Mine(principle, fields.levels.get(name, ""), name in fields.with_criteria, dispute)


def _noted(desk: _Desk, seq: int, place: str, lines: Sequence[T]) -> tuple[tuple[T, Notes], ...]:
    return tuple((line, _notes(desk, seq, place, number)) for number, line in enumerate(lines, 1))


def _notes(desk: _Desk, seq: int, place: str, line: int = 0) -> Notes:
    """The fields for comments on a line: those that are written, or an empty one."""
    written = desk.fields.comments.get((seq, place, line))
    return written or (TextField(empty_field(desk.reading, seq, place, line), ""),)


def _rubric(rubric: Rubric) -> Markup:
    """The rubric at hand, which is the same on every page."""
    name = (rubric.version, page_language())
    if name not in RUBRICS:
        if len(RUBRICS) > MOST_DRAWN:
            RUBRICS.clear()
        made = current_app.jinja_env.get_template("review/_rubric.html").module
        RUBRICS[name] = made.rubric_at_hand(rubric, name[1])  # type: ignore[attr-defined]
    return RUBRICS[name]


def _save(key: TaskKey) -> Response:
    try:
        saved = reviewing.save(store(), person(), key, changes_of(request.form))
        phrases.count_use(store(), person(), request.form.getlist("phrase", type=UUID))
    except Refused as refused:
        if asks_for_json():
            told = jsonify(sentence=said(refused))
            told.status_code = 422
            return told
        return make_response(show(_page(key, said(refused), request.form)), 422)
    if asks_for_json():
        return jsonify(revision=saved.revision, at=saved.at.isoformat())
    flash(gettext("Saved."))
    at = request.form.get("at", "")
    return redirect(address(key) + (f"#{at}" if ANCHOR.fullmatch(at) else ""), SEE_OTHER)


def _finish(key: TaskKey, *, release_it: bool = False) -> Response:
    try:
        changes = changes_of(request.form)
        reading_attempts.finish_reading(store(), person(), key, changes, release_it=release_it)
        phrases.count_use(store(), person(), request.form.getlist("phrase", type=UUID))
    except Refused as refused:
        return make_response(show(_page(key, said(refused), request.form)), 422)
    flash(gettext("Finished, and sent to the trainee.") if release_it else gettext("Finished."))
    return redirect(address(key), SEE_OTHER)


def _rooms(story: ReadingStory) -> dict[int, Markup]:
    """The room at every moment. Each picture has ids of its own, the same ones for the same room, so it can be kept."""
    names: dict[str, int] = {}
    rooms = {}
    for turn in story.turns:
        if not turn.told.counted:
            continue
        values = "".join(f"{value:+d}" for _, value in drawn(turn.gauges)).replace("+", "p").replace("-", "m")
        names[values] = names.get(values, 0) + 1
        name = f"room-{values}-{names[values]}"
        rooms[turn.told.seq] = room_picture(story.client, turn.gauges, name)
    return rooms


def _pictures(story: ReadingStory) -> Pictures:
    """The trace and the map; no trace in a blind reading, because its marks tell the levels."""
    name = (story.task.attempt_id, page_language())
    found = DRAWN.get(name)
    if found is None:
        trace = current_app.jinja_env.get_template("pictures/trace.svg").module
        map_ = current_app.jinja_env.get_template("pictures/map.svg").module
        found = Pictures(
            trace.trace(draw_trace(story.scenario, story.steps, story.counted)),  # type: ignore[attr-defined]
            map_.map(draw_map(story.scenario, story.steps, story.counted, reveal=True)),  # type: ignore[attr-defined]
        )
        DRAWN[name] = found
        while len(DRAWN) > MOST_DRAWN:
            DRAWN.pop(next(iter(DRAWN)), None)
    return found._replace(trace=None) if story.blind else found
