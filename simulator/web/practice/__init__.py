"""For trainees: the library of cases, playing one, the debrief, one's own history."""

from flask import Blueprint

blueprint = Blueprint("practice", __name__)

from simulator.web.practice import (  # noqa: E402 - the views of this blueprint
    answers,
    asking,
    assigned,
    attempts,
    debriefs,
    drills,
    library,
    next_practice,
    portfolio,
)

__all__ = [
    "answers",
    "asking",
    "assigned",
    "attempts",
    "blueprint",
    "debriefs",
    "drills",
    "library",
    "next_practice",
    "portfolio",
]
