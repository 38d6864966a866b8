"""For supervisors, and course leaders beside them: queue, reading, double rating, agreement, reports."""

from flask import Blueprint

blueprint = Blueprint("review", __name__)

from simulator.web.review import (  # noqa: E402 - the views of this blueprint
    agreement,
    calibration,
    changes,
    double_ratings,
    heat_maps,
    phrases,
    queue,
    reading,
    replies,
    tasks,
    trainees,
)

__all__ = [
    "agreement",
    "calibration",
    "changes",
    "double_ratings",
    "heat_maps",
    "phrases",
    "queue",
    "reading",
    "replies",
    "tasks",
    "trainees",
]
