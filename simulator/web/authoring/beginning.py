"""Beginning a case in the studio: the interview step by step, a copy, a blank one; a published case taken up again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import ClassVar
from uuid import UUID, uuid4

from flask import flash, make_response, redirect, url_for
from flask_babel import gettext
from pydantic import Field
from werkzeug.wrappers import Response

from simulator.engine.rubric import Level, Principle
from simulator.markup.skeleton import WORDS
from simulator.markup.told import FEWEST_MOMENTS, MOST_CONCEPTS, MOST_MOMENTS
from simulator.usecases import beginning, interview, reading
from simulator.usecases.beginning import Source
from simulator.usecases.errors import Refused
from simulator.usecases.interview import Begun
from simulator.usecases.interview_answers import BROUGHT, Answers, Unclear, unasked
from simulator.usecases.interview_answers import STEPS as ASKED
from simulator.usecases.reading import Shelf
from simulator.usecases.texts import legible
from simulator.web.authoring import blueprint, interview_words
from simulator.web.forms import Form, sent
from simulator.web.guards import allow, person, store
from simulator.web.language import LANGUAGES, page_language, said
from simulator.web.rendering import show

LOOK = "look"
STEPS = (*ASKED, LOOK)
MOMENTS = tuple(map(str, range(FEWEST_MOMENTS, MOST_MOMENTS + 1)))


class Asked(Form):
    """Everything the interview asks for; lists come from boxes that are ticked. `go` is where to, from `step`."""

    draft_id: UUID
    step: str = STEPS[0]
    go: str = "on"
    name: str = ""
    age: str = ""
    pronouns: str = ""
    work: str = ""
    attachment: str = ""
    mentalising: str = ""
    regulation: str = ""
    defence: str = ""
    language: str = ""
    presentation: list[str] = Field(default_factory=list)
    phase: str = ""
    level: str = ""
    background: str = ""
    moment: str = ""
    opening: str = ""
    warnings: str = ""
    temptation: str = ""
    why: str = ""
    mistake: str = ""
    better: str = ""
    criteria: list[str] = Field(default_factory=list)
    learn: list[str] = Field(default_factory=list)
    moments: str = ""
    window_rule: str = ""
    endings: list[str] = Field(default_factory=list)
    low: str = ""
    arousal: str = ""
    high: str = ""
    safeness: str = ""
    shame: str = ""
    anger: str = ""
    warmth: str = ""
    title: str = ""
    slug: str = ""

    @property
    def answers(self) -> Answers:
        """The same for the use case."""
        given = (getattr(self.again(), name) for name in Answers._fields)
        return Answers._make(tuple(map(legible, value)) if isinstance(value, list) else value for value in given)


class BlankForm(Form):
    """A case to begin with nothing but its name and its client's."""

    draft_id: UUID
    title: str = ""
    name: str = ""
    slug: str = ""
    language: str = ""


class CopyForm(Form):
    """What to copy."""

    draft_id: UUID
    source: str = ""


@dataclass(frozen=True, slots=True)
class NewCasePage:
    """The ways to begin a case; `typed` is what was sent and not taken, and `notice` why."""

    template: ClassVar[str] = "authoring/new.html"
    draft_id: UUID
    cases: tuple[Source, ...]
    drafts: tuple[Source, ...]
    typed: BlankForm | None = None
    notice: str = ""
    languages: Mapping[str, str] = field(default_factory=lambda: {tag: LANGUAGES[tag] for tag in WORDS})


@dataclass(frozen=True, slots=True)
class InterviewPage:
    """One step of the interview. `carried` are the answers of all other steps, as fields of the form."""

    template: ClassVar[str] = "authoring/interview.html"
    draft_id: UUID
    step: str
    answers: Answers
    problems: Mapping[str, str] = field(default_factory=dict)
    notice: str = ""
    begun: Begun | None = None
    principles: tuple[Principle, ...] = ()
    shelves: tuple[Shelf, ...] = ()
    suggested: Mapping[str, str] = field(default_factory=dict)
    rubric_language: str = ""
    words: ModuleType = interview_words
    brought: tuple[str, ...] = BROUGHT
    moments: tuple[str, ...] = MOMENTS
    steps: tuple[str, ...] = STEPS
    helpful: Level = Level.HELPFUL
    harmful: Level = Level.HARMFUL
    most_concepts: int = MOST_CONCEPTS
    languages: Mapping[str, str] = field(default_factory=lambda: {tag: LANGUAGES[tag] for tag in WORDS})

    @property
    def carried(self) -> tuple[tuple[str, str], ...]:
        """What was answered in the other steps."""
        given = {name: getattr(self.answers, name) for name in unasked(self.step)}
        return tuple(
            (name, one) for name, value in given.items() for one in ((value,) if isinstance(value, str) else value)
        )


@blueprint.get("/studio/new")
@allow("course-leader")
def new_case() -> str:
    """Show the ways to begin a case."""
    return show(_new_case())


@blueprint.post("/studio/new/blank")
@allow("course-leader")
def begin_blank() -> Response:
    """Begin the shortest case there is."""
    form = sent(BlankForm)
    try:
        beginning.blank(store(), person(), form.draft_id, form.title, form.name, form.slug, form.language)
    except Refused as refused:
        return make_response(show(_new_case(form.again(), said(refused))), 422)
    return _to_editor(form.draft_id)


@blueprint.post("/studio/new/copy")
@allow("course-leader")
def begin_copy() -> Response:
    """Begin a copy of a case or of a draft."""
    form = sent(CopyForm)
    beginning.copy(store(), person(), form.draft_id, form.source)
    flash(gettext("This is a copy, under a name of its own. What it was copied from is as it was."))
    return _to_editor(form.draft_id)


@blueprint.post("/studio/cases/<slug>/edit")
@allow("course-leader")
def edit_case(slug: str) -> Response:
    """Open the draft of a case, or begin one."""
    return _to_editor(beginning.edit(store(), person(), uuid4(), slug))


@blueprint.get("/studio/new/interview", endpoint="interview")
@allow("course-leader")
def ask() -> str:
    """Show the first step of the interview."""
    language = page_language() if page_language() in WORDS else ""
    answers = Answers(language=language) if language else Answers()
    return show(_step(STEPS[0], answers, uuid4()))


@blueprint.post("/studio/new/interview")
@allow("course-leader")
def begin_interview() -> Response:
    """Go on in the interview, or back; at its end, begin the draft. Until then nothing is kept."""
    form = sent(Asked)
    answers, step = form.answers, form.step if form.step in STEPS else STEPS[0]
    place = STEPS.index(step)
    try:
        if form.go == "back":
            return make_response(show(_step(STEPS[max(place - 1, 0)], answers, form.draft_id)))
        if step == LOOK:
            interview.begin_interviewed(store(), person(), form.draft_id, answers)
            flash(gettext("Here it stands. What is in brackets is for you to write."))
            return _to_editor(form.draft_id)
        interview.check(store(), person(), answers, step, form.draft_id)
        return make_response(show(_step(STEPS[place + 1], answers, form.draft_id)))
    except Unclear as unclear:
        problems = {name: said(one) for name, one in unclear.problems.items()}
        return _again(_step(unclear.step, answers, form.draft_id, problems, said(unclear)))
    except Refused as refused:
        return _again(_step("shape", answers, form.draft_id, {"slug": said(refused)}, said(refused)))


def _new_case(typed: BlankForm | None = None, notice: str = "") -> NewCasePage:
    cases, drafts = beginning.sources(store(), person())
    return NewCasePage(typed.draft_id if typed else uuid4(), cases, drafts, typed, notice)


def _step(
    step: str, answers: Answers, draft_id: UUID, problems: Mapping[str, str] | None = None, notice: str = ""
) -> InterviewPage:
    """A step with what it needs. Where the client starts is suggested as soon as that is asked for."""
    found, rubric = store(), store().catalogue.rubric
    suggested = interview.suggested(answers)
    if step == "shape" and not any(getattr(answers, name) for name in suggested):
        answers = answers._replace(**suggested)  # type: ignore[arg-type]  # all of them are texts
    return InterviewPage(
        draft_id=draft_id,
        step=step,
        answers=answers,
        problems=problems or {},
        notice=notice,
        begun=interview.text_of(found, person(), answers, draft_id) if step == LOOK else None,
        principles=rubric.principles if step == "principles" else (),
        shelves=reading.reading_room(found) if step == "principles" else (),
        suggested=suggested,
        rubric_language=rubric.language,
    )


def _again(page: InterviewPage) -> Response:
    return make_response(show(page), 422)


def _to_editor(draft_id: UUID) -> Response:
    return redirect(url_for("authoring.editor", draft_id=draft_id), 303)
