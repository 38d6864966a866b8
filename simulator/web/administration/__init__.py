"""For course leaders and administrators: cohorts, invitations, assignments, people, the institution, the audit log."""

from flask import Blueprint

blueprint = Blueprint("administration", __name__)

from simulator.web.administration import assignments, cohorts, institution, invitations, people  # noqa: E402, F401 - the views
