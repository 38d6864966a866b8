"""The tables. They describe; they are never filled as objects: queries take and give frozen values (`records`).

What the database itself guards: every foreign key, the CHECKs, and by triggers (made in the migrations, because
SQLAlchemy knows no triggers) that turns, self-ratings, drills and all that makes up a review are never changed or
deleted (but for words that are erased), that the text of a version and an entry of the audit log are never changed, and
that an attempt keeps its person, version, start and, once it has them, its scores.

What each column is for, how long it is kept, and what export and erasure do with it stands in `storage.privacy`.
"""

from sqlalchemy import Table
from sqlmodel import SQLModel

SQLModel.metadata.naming_convention = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
}  # before any table is made

from simulator.storage.tables import (  # noqa: E402
    accounts,
    agreeing,
    assigning,
    authoring,
    learning,
    people,
    practising,
    reviewing,
)


def _core(table: type[SQLModel]) -> Table:
    return SQLModel.metadata.tables[str(table.__tablename__)]


PERSON, COHORT, MEMBERSHIP = _core(people.Person), _core(people.Cohort), _core(people.Membership)
INVITATION, INSTITUTION = _core(people.Invitation), _core(people.Institution)
AUDIT_ENTRY = _core(people.AuditEntry)
ACCOUNT, PASSKEY = _core(accounts.Account), _core(accounts.Passkey)
SIGN_IN_FAILURE, WEB_SESSION = _core(accounts.SignInFailure), _core(accounts.WebSession)
ASSIGNMENT, ASSIGNED_CASE = _core(assigning.Assignment), _core(assigning.AssignedCase)
SCENARIO_VERSION, ATTEMPT, TURN = (
    _core(practising.ScenarioVersion),
    _core(practising.Attempt),
    _core(practising.Turn),
)
TURN_WORDS = _core(practising.TurnWords)
SELF_RATING, REFLECTION = _core(practising.SelfRating), _core(practising.Reflection)
PRACTICE_NOTE, CLINICAL_REVIEW = _core(learning.PracticeNote), _core(learning.ClinicalReview)
DRAFT, DRAFT_ENTRY = _core(authoring.Draft), _core(authoring.DraftEntry)
DRAFT_PRESENCE = _core(authoring.DraftPresence)
SECOND_READING, LINE_COMMENT = _core(authoring.SecondReading), _core(authoring.LineComment)
PUBLICATION, PICTURE = _core(authoring.Publication), _core(authoring.Picture)
QUEUED_ATTEMPT, HELP_REQUEST = _core(reviewing.QueuedAttempt), _core(reviewing.HelpRequest)
REVIEW_DRAFT, REVIEW, RATING = _core(reviewing.ReviewDraft), _core(reviewing.Review), _core(reviewing.Rating)
REVIEW_COMMENT, COMMENT_ANSWER = _core(reviewing.ReviewComment), _core(reviewing.CommentAnswer)
REVIEW_RELEASE, REVIEW_REVERSAL = _core(reviewing.ReviewRelease), _core(reviewing.ReviewReversal)
COMMENT_PHRASE, DISPUTE = _core(reviewing.CommentPhrase), _core(reviewing.Dispute)
DOUBLE_RATING, AGREEMENT_RUN = _core(agreeing.DoubleRating), _core(agreeing.AgreementRun)
CALIBRATION_SET, CALIBRATION_ATTEMPT = _core(agreeing.CalibrationSet), _core(agreeing.CalibrationAttempt)
CALIBRATION_ROUND = _core(agreeing.CalibrationRound)
DRILL, SET_ASIDE = _core(learning.Drill), _core(learning.SetAside)
"""The same tables as Core sees them, for the queries."""
