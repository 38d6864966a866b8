"""For trainees: the library of cases, playing one, the debrief, one's own history."""

from flask import Blueprint

blueprint = Blueprint("practice", __name__)

from simulator.web.practice import assigned, attempts, debriefs, library  # noqa: E402, F401 - the views of this blueprint
