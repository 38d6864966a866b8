"""For everyone who learns here: the reading room, guided practices, the rubric, how a score comes about."""

from flask import Blueprint

blueprint = Blueprint("learning", __name__)

from simulator.web.learning import measures, practices, reading  # noqa: E402, F401 - the views of this blueprint
