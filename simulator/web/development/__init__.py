"""For those who build Attune: a page that shows every element in every state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint

from simulator.engine.rubric import Level
from simulator.engine.scenario import ENDINGS, Alternative, Client
from simulator.engine.view import Line
from simulator.usecases.stories import CriterionName, CueStory, RatingStory
from simulator.web.guards import allow
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


@blueprint.get("/development/patterns")
@allow("development")
def patterns() -> str:
    """Show every element in every state."""
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
    )
    return show(page)
