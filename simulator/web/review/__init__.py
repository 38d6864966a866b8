"""For supervisors, and course leaders who look over their shoulder: queue, reading, double rating, agreement, reports."""

from flask import Blueprint

blueprint = Blueprint("review", __name__)
