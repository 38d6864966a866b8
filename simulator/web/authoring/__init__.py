"""For course leaders: writing, checking, trying, publishing and improving cases; recording clinical reviews."""

from flask import Blueprint

blueprint = Blueprint("authoring", __name__)

from simulator.web.authoring import clinical_reviews  # noqa: E402, F401 - the views of this blueprint
