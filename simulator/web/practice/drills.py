"""One scene practised by itself: met, answered, and told what it does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar
from uuid import UUID

from flask import make_response, redirect, request, url_for
from werkzeug.wrappers import Response

from simulator.usecases import drilling
from simulator.usecases.drilling import Drill, Told
from simulator.usecases.errors import NotFound, Refused, Stale
from simulator.usecases.stories import CriterionName, criterion_name
from simulator.web.forms import Form, sent
from simulator.web.guards import allow, person, store
from simulator.web.language import said
from simulator.web.practice import blueprint
from simulator.web.rendering import show


class DrillAnswer(Form):
    """What was chosen; `criterion` is the one it is practised for, if any."""

    token: str = ""
    response: str = ""
    criterion: str = ""


@dataclass(frozen=True, slots=True)
class DrillPage:
    """A scene to be answered by itself; `told` is what the answer did, once there is one."""

    template: ClassVar[str] = "practice/drill.html"
    drill: Drill
    criterion: CriterionName | None
    told: Told | None = None
    notice: str = ""
    chosen: str = ""

    @property
    def before(self) -> str:
        """What a trainee knows of the client and of what happened before: the first paragraph of the briefing."""
        return self.drill.briefing.partition("\n\n")[0]

    @property
    def and_more(self) -> str:
        """The rest of the briefing."""
        return self.drill.briefing.partition("\n\n")[2]


@blueprint.get("/drills/<version>/<scene>")
@allow("signed-in")
def drill(version: str, scene: str) -> str:
    """Show a scene to be answered, or (with `answer`) what an answer to it did."""
    criterion = _criterion(request.args.get("criterion", ""))
    if "answer" not in request.args:
        return show(DrillPage(drilling.drill(store(), person(), version, scene), criterion))
    found, told = drilling.told(store(), person(), version, scene, _id(request.args["answer"]))
    return show(DrillPage(found, criterion, told))


@blueprint.post("/drills/<version>/<scene>")
@allow("signed-in")
def answer_drill(version: str, scene: str) -> Response:
    """Answer the scene, and go to what it does."""
    form = sent(DrillAnswer)
    criterion = _criterion(form.criterion)
    try:
        kept = drilling.answer(store(), person(), version, scene, form.token, form.response)
    except Refused as refused:
        page = DrillPage(drilling.drill(store(), person(), version, scene), criterion, notice=said(refused))
        return make_response(show(replace(page, chosen=form.response)), 409 if isinstance(refused, Stale) else 422)
    wanted = criterion.slug if criterion else None
    return redirect(url_for("practice.drill", version=version, scene=scene, answer=kept, criterion=wanted), 303)


def _criterion(slug: str) -> CriterionName | None:
    rubric = store().catalogue.rubric
    return criterion_name(rubric, slug) if slug in rubric.criteria else None


def _id(written: str) -> UUID:
    try:
        return UUID(written)
    except ValueError:
        raise NotFound(written) from None
