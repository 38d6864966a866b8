"""The guided form for one scene or one response."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import ClassVar, Literal
from uuid import UUID

from flask import flash, make_response, redirect, url_for
from pydantic import Field
from werkzeug.wrappers import Response

from simulator.engine.rubric import PRINCIPLES, Criterion, Level
from simulator.engine.scenario import ENDINGS
from simulator.markup.part_forms import (
    CueLine,
    EffectLine,
    Enters,
    Instead,
    Paragraph,
    PartForm,
    RatingLine,
    ResponseForm,
    SceneForm,
    Way,
)
from simulator.markup.part_forms import said as on_one_line
from simulator.usecases import part_editing
from simulator.usecases.drafts import Overtaken
from simulator.usecases.errors import Refused
from simulator.usecases.part_editing import Direction, Kind, OpenPart
from simulator.usecases.texts import legible
from simulator.web.authoring import blueprint
from simulator.web.authoring.settling import Revision, conflict_page
from simulator.web.forms import Form, sent
from simulator.web.guards import allow, person, store
from simulator.web.language import gettext, said
from simulator.web.limits import WHOLE_CASE, takes
from simulator.web.problems import SaidProblem, said_problem
from simulator.web.rendering import show

Deed = Literal["save", "more", "up", "down", "remove", "remove-really"]
MOST_EMPTY = 12
LINES: list[str] = Field(default_factory=list)


class SentPart(Form):
    """The fields of a part. Lists that belong together stand beside each other: one value of each is one line."""

    revision: Revision
    do: Deed = "save"
    empty: int = Field(default=1, ge=1, le=MOST_EMPTY)
    title: str = ""
    prose_text: list[str] = LINES
    prose_kind: list[str] = LINES
    prose_condition: list[str] = LINES
    enter: str = ""
    once: bool = False
    ending: str = ""
    own_words: bool = False
    moment: str = ""
    learn: str = ""
    cue_text: list[str] = LINES
    cue_there: list[str] = LINES
    cue_feedback: list[str] = LINES
    rating_level: list[str] = LINES
    rating_first: list[str] = LINES
    rating_second: list[str] = LINES
    rating_feedback: list[str] = LINES
    when: str = ""
    effect_gauge: list[str] = LINES
    effect_amount: list[str] = LINES
    reaction_text: list[str] = LINES
    reaction_condition: list[str] = LINES
    wording: str = ""
    why: str = ""
    also: list[str] = LINES
    way_target: list[str] = LINES
    way_condition: list[str] = LINES

    def scene(self, slug: str) -> SceneForm:
        """What was sent, as a scene."""
        condition = _line(self.enter)
        return SceneForm(
            slug=slug,
            title=_line(self.title),
            prose=self.prose(),
            enter=Enters(condition, self.once and bool(condition)),
            ending=_line(self.ending),
            own_words=self.own_words,
            moment=_line(self.moment),
            learn=tuple(dict.fromkeys(one for one in map(str.strip, _line(self.learn).split(",")) if one)),
            cues=tuple(
                CueLine(text, there == "yes", feedback)
                for text, there, feedback in _rows(self.cue_text, self.cue_there, self.cue_feedback)
                if text or feedback
            ),
        )

    def response(self, slug: str) -> ResponseForm:
        """What was sent, as a response."""
        reactions = _rows(self.reaction_text, self.reaction_condition)
        return ResponseForm(
            slug=slug,
            title=_line(self.title),
            prose=self.prose(),
            ratings=tuple(self.ratings()),
            when=_line(self.when),
            effects=tuple(
                EffectLine(gauge, _amount(amount)) for gauge, amount in _rows(self.effect_gauge, self.effect_amount)
            ),
            reactions=tuple(Paragraph(text, condition=condition) for text, condition in reactions),
            instead=Instead(_line(self.wording), _line(self.why)),
            also=tuple(wording for (wording,) in _rows(self.also)),
            ways=tuple(Way(target, condition) for target, condition in _rows(self.way_target, self.way_condition)),
        )

    def prose(self) -> tuple[Paragraph, ...]:
        """The paragraphs; empty ones are left out."""
        rows = _rows(self.prose_text, self.prose_kind, self.prose_condition)
        return tuple(
            Paragraph(text, kind == "speech", condition) for text, kind, condition in rows if text or condition
        )

    def ratings(self) -> Iterator[RatingLine]:
        """The ratings of the principles in play."""
        columns = (self.rating_level, self.rating_first, self.rating_second, self.rating_feedback)
        rows = zip_longest(*(column[: len(PRINCIPLES)] for column in columns), fillvalue="")
        for principle, (level, first, second, feedback) in zip(PRINCIPLES, rows, strict=False):
            if level or first or second or feedback.strip():
                criteria = tuple(dict.fromkeys(_line(one) for one in (first, second) if one.strip()))
                yield RatingLine(principle, _line(level), criteria, _line(feedback))


class SentNew(Form):
    """A part that is to be added."""

    revision: Revision
    kind: Kind
    slug: str = ""
    title: str = ""
    scene: str = ""


@dataclass(frozen=True, slots=True)
class RatingField:
    """What a principle can be rated, and what it is."""

    principle: str
    criteria: tuple[Criterion, ...]
    rating: RatingLine


@dataclass(frozen=True, slots=True)
class PartPage:
    """The form of a part; `form` is what stands in its fields, `empty` how many empty lines end each list.

    `new` is what was typed into the form for another part.
    """

    template: ClassVar[str] = "authoring/part.html"
    part: OpenPart
    form: PartForm | None
    revision: int
    ratings: tuple[RatingField, ...]
    problems: tuple[SaidProblem, ...]
    empty: int = 1
    notice: str = ""
    removing: bool = False
    new: SentNew | None = None
    endings: tuple[str, ...] = ENDINGS
    levels: tuple[str, ...] = tuple(level.word for level in Level)


@blueprint.get("/drafts/<uuid:draft_id>/parts/<slug>")
@allow("course-leader")
def part(draft_id: UUID, slug: str) -> str:
    """Show a scene or a response as a form."""
    found = part_editing.open_part(store(), person(), draft_id, slug)
    return show(_page(found, found.form, found.draft.revision))


@blueprint.post("/drafts/<uuid:draft_id>/parts/<slug>")
@allow("course-leader")
@takes(form=WHOLE_CASE)
def change_part(draft_id: UUID, slug: str) -> Response:
    """Write a part as its form says, move it, or take it out."""
    found = part_editing.open_part(store(), person(), draft_id, slug)
    sent_part = sent(SentPart)
    form = sent_part.scene(slug) if found.kind == "scene" else sent_part.response(slug)
    page = replace(_page(found, form, sent_part.revision), empty=sent_part.empty)
    if sent_part.do == "more":
        return make_response(show(replace(page, empty=min(MOST_EMPTY, sent_part.empty + 2))))
    if sent_part.do == "remove":
        return make_response(show(replace(page, removing=True)))
    try:
        if sent_part.do == "remove-really":
            part_editing.remove_part(store(), person(), draft_id, sent_part.revision, slug)
            return _removed(draft_id, found)
        part_editing.change_part(store(), person(), draft_id, sent_part.revision, form, _direction(sent_part.do))
    except Overtaken as overtaken:
        return conflict_page(draft_id, sent_part.revision, overtaken)
    except Refused as refused:
        return make_response(show(replace(page, notice=said(refused))), 422)
    flash(gettext("Saved."))
    return redirect(url_for("authoring.part", draft_id=draft_id, slug=slug), 303)


@blueprint.post("/drafts/<uuid:draft_id>/parts")
@allow("course-leader")
def add_part(draft_id: UUID) -> Response:
    """Put in another scene or response, and open its form."""
    new = sent(SentNew)
    try:
        part_editing.add_part(store(), person(), draft_id, new.revision, new.kind, new.slug, new.title, scene=new.scene)
    except Overtaken as overtaken:
        return conflict_page(draft_id, new.revision, overtaken)
    except Refused as refused:
        found = part_editing.open_part(store(), person(), draft_id, new.scene)
        page = _page(found, found.form, found.draft.revision)
        return make_response(show(replace(page, notice=said(refused), new=new.again())), 422)
    flash(gettext("Saved."))
    return redirect(url_for("authoring.part", draft_id=draft_id, slug=new.slug.strip()), 303)


def _page(found: OpenPart, form: PartForm | None, revision: int) -> PartPage:
    problems = tuple(map(said_problem, found.problems))
    ratings = tuple(_ratings(found, form)) if isinstance(form, ResponseForm) else ()
    return PartPage(found, form, revision, ratings, problems)


def _ratings(found: OpenPart, form: ResponseForm) -> Iterator[RatingField]:
    rated = {rating.principle: rating for rating in form.ratings}
    criteria = {one.slug: one.criteria for one in found.rubric.principles}
    for principle in PRINCIPLES:
        yield RatingField(
            principle, criteria.get(principle, ()), rated.get(principle) or RatingLine(principle, "", (), "")
        )


def _removed(draft_id: UUID, found: OpenPart) -> Response:
    flash(gettext("Removed. The history of the draft keeps it."))
    if found.kind == "response":
        return redirect(url_for("authoring.part", draft_id=draft_id, slug=found.scene.slug), 303)
    return redirect(url_for("authoring.editor", draft_id=draft_id), 303)


def _direction(deed: Deed) -> Direction | None:
    return deed if deed in ("up", "down") else None


def _line(text: str) -> str:
    return on_one_line(legible(text))


def _rows(*columns: Iterable[str]) -> list[tuple[str, ...]]:
    """Lines of a list as they stand beside each other, those without a word left out."""
    rows = [tuple(map(_line, row)) for row in zip_longest(*columns, fillvalue="")]
    return [row for row in rows if any(row)]


def _amount(text: str) -> str:
    """“1” as “+1”, and a typographic minus as a plain one."""
    text = text.replace("−", "-").replace("+ ", "+").replace("- ", "-")
    return f"+{text}" if re.fullmatch(r"\d+", text) else text
