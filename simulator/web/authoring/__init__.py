"""For course leaders: writing, checking, trying, publishing and improving cases; recording clinical reviews."""

from flask import Blueprint

blueprint = Blueprint("authoring", __name__)

from simulator.web.authoring import (  # noqa: E402, F401 - the views of this blueprint
    beginning,
    checking,
    clinical_reviews,
    disputes,
    editor,
    exchange,
    history,
    items,
    parts,
    pictures,
    publishing,
    renaming,
    robots,
    saving,
    second_readings,
    settling,
    studio,
    trying,
)
