"""For those who build Attune: a page that shows every element in every state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, NamedTuple
from uuid import UUID

from flask import Blueprint

from simulator.engine.ranges import Range
from simulator.engine.rubric import Level
from simulator.engine.scenario import ENDINGS, Alternative, Client
from simulator.engine.view import Line
from simulator.markup.differences import Differences, differences
from simulator.markup.part_forms import Paragraph, SceneForm
from simulator.usecases.stories import CriterionName, CueStory, RatingStory
from simulator.web.guards import allow, store
from simulator.web.pictures import Desk, Map, draw_map
from simulator.web.rendering import show

blueprint = Blueprint("development", __name__)

CLIENT = Client("Mara", "31", "she/her", "fearful-avoidant", "low", "hyperactivating")
INSIDE = {"window-low": -2, "window-high": 2}
STATES = {
    "at the door: ashamed and on edge": {"arousal": 2, "safeness": 1, "shame": 8, "warmth": 1, **INSIDE},
    "flooded": {"arousal": 5, "safeness": 1, "shame": 7, "warmth": 0, **INSIDE},
    "far away": {"arousal": -5, "safeness": 2, "shame": 6, "warmth": 1, **INSIDE},
    "angry, within the window": {"arousal": 2, "safeness": 5, "shame": 2, "anger": 8, **INSIDE},
    "warming": {"arousal": 1, "safeness": 5, "shame": 4, "warmth": 4, **INSIDE},
    "at ease": {"arousal": 0, "safeness": 9, "shame": 1, "warmth": 8, **INSIDE},
}
NO_DRAFT = UUID(int=0)
BEFORE = """---
title: At the door
---

## door: At the door

She looks at the window.

### wait: Wait

- Effect: safeness +1
- Next: door

### ask: Ask her in
"""
AFTER = """---
title: By the door
---

## door: At the door

She looks at the floor, not at you.

### wait: Wait

- Effect: safeness +2
- Next: door

### say: Say that there is no hurry
"""


class ProblemShown(NamedTuple):
    """A problem of a text as the studio shows it."""

    line: int
    severity: str
    sentence: str
    remedy: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class PatternsPage:
    """One of everything."""

    template: ClassVar[str] = "development/patterns.html"
    client: Client
    rooms: tuple[tuple[str, dict[str, int]], ...]
    levels: tuple[Level, ...]
    endings: tuple[str, ...]
    ratings: tuple[RatingStory, ...]
    cues: tuple[CueStory, ...]
    lines: tuple[Line, ...]
    alternative: Alternative
    problems: tuple[ProblemShown, ...]
    changes: Differences
    ranges: tuple[tuple[str, Range | None], ...]
    map: Map
    form: SceneForm
    empty: int = 1
    draft_id: UUID = NO_DRAFT


@blueprint.get("/development/patterns")
@allow("development")
def patterns() -> str:
    """Show every element in every state."""
    case = min(store().current.values(), key=lambda one: len(one.scenes))
    first, second, *_ = (scene.slug for scene in case.scenes)
    sentence = "Her eyes had gone to the floor before you spoke; the question followed them there."
    criteria = (
        CriterionName("reads-cues", "Reads the cues", "en"),
        CriterionName("respects-shame", "Respects shame", "en"),
    )
    page = PatternsPage(
        client=CLIENT,
        rooms=tuple(STATES.items()),
        levels=tuple(Level),
        endings=ENDINGS,
        ratings=tuple(RatingStory("attunement", "Attunement", level, criteria, sentence) for level in Level),
        cues=tuple(
            CueStory("Her hand stays on the handle.", present, noticed, "It is her way out, and it lets her stay.")
            for present in (True, False)
            for noticed in (True, False)
        ),
        lines=(
            Line("She looks at the *window*, not at you.", speech=False),
            Line("I don't … where do you want me?", speech=True),
        ),
        alternative=Alternative("Stand for as long as you like.", "It leaves the choice with her."),
        problems=(
            ProblemShown(7, "fault", "There is no scene “dor”. Did you mean “door”?", "Name a scene.", "- Next: dor"),
            ProblemShown(9, "flaw", "Nobody can come here.", "Let a response lead here.", ""),
        ),
        changes=differences(BEFORE, AFTER),
        ranges=(("Attunement", Range(12, 88)), ("Titration", Range(50, 50)), ("Fierce compassion", None)),
        map=draw_map(case, reveal=True, desk=Desk(first, {second: 2}, lambda slug: f"#{slug}")),
        form=SceneForm(
            "door",
            "At the door",
            prose=(
                Paragraph("She looks at the window."),
                Paragraph("I was early.", speech=True, condition="safeness at least 3"),
            ),
        ),
    )
    return show(page)
