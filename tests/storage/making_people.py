"""One row in every table about people, accounts and assignments, for tests of storage, migrations and privacy."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

from simulator.storage import audit, cohorts, sessions
from simulator.storage.database import Session
from simulator.storage.sessions import SessionRecord
from simulator.storage.tables import ACCOUNT, ASSIGNED_CASE, ASSIGNMENT, INVITATION, PASSKEY, SIGN_IN_FAILURE
from tests.storage.making import LATER, NOW


def make_memberships(session: Session, person_id: UUID, version: str) -> UUID:
    """A cohort that the person is in, invited to, and has an assignment of; the assignment."""
    cohort = cohorts.add_cohort(
        session,
        name="Autumn",
        starts_on=date(2026, 9, 1),
        ends_on=date(2027, 3, 31),
        time_zone="Europe/Berlin",
        created_by=person_id,
        at=NOW,
    ).id
    cohorts.add_member(session, cohort, person_id, "trainee", NOW)
    invitation = {
        "id": uuid4(),
        "email": "ada@example.org",
        "cohort_id": cohort,
        "role": "trainee",
        "created_by": person_id,
        "created_at": NOW,
        "expires_at": LATER,
        "accepted_at": LATER,
        "accepted_by": person_id,
        "withdrawn_at": None,
    }
    session.execute(INVITATION.insert(), invitation)
    audit.note(session, "joined", LATER, actor=person_id, person=person_id, cohort=cohort, role="trainee")
    assignment = {
        "id": uuid4(),
        "cohort_id": cohort,
        "title": "The first door",
        "note": "Take your time.",
        "mode": "assessment",
        "opens_at": NOW,
        "due_at": NOW + timedelta(days=7),
        "time_zone": "Europe/Berlin",
        "attempts_allowed": 2,
        "in_order": True,
        "focus": ["titration"],
        "own_words": True,
        "reasons": True,
        "release": "by the supervisor",
        "created_by": person_id,
        "created_at": NOW,
        "updated_at": NOW,
        "withdrawn_at": None,
    }
    session.execute(ASSIGNMENT.insert(), assignment)
    session.execute(ASSIGNED_CASE.insert(), {"assignment_id": assignment["id"], "place": 1, "version": version})
    assert isinstance(assignment["id"], UUID)
    return assignment["id"]


def make_account(session: Session, person_id: UUID, email: str = "ada@example.org") -> None:
    """An account with a passkey, one failed sign-in and one session."""
    account = {
        "person_id": person_id,
        "email": email,
        "password": "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA",
        "active": True,
        "uniquifier": uuid4().hex,
        "passkey_handle": uuid4().hex,
        "totp_method": "authenticator",
        "totp_secret": "encrypted",
        "recovery_codes": ["encrypted"],
        "created_at": NOW,
    }
    session.execute(ACCOUNT.insert(), account)
    passkey = {
        "id": uuid4(),
        "person_id": person_id,
        "name": "Phone",
        "usage": "first",
        "credential_id": uuid4().bytes,
        "public_key": b"key",
        "sign_count": 1,
        "transports": ["internal"],
        "extensions": None,
        "backup_state": True,
        "device_type": "multi_device",
        "created_at": NOW,
        "last_used_at": LATER,
    }
    session.execute(PASSKEY.insert(), passkey)
    session.execute(SIGN_IN_FAILURE.insert(), {"id": uuid4(), "account_key": "0f" * 32, "at": NOW})
    row = SessionRecord(
        *(uuid4(), uuid4().hex, None, NOW, False, person_id, "", "Firefox, Linux", NOW, LATER),
        LATER + timedelta(hours=12),
    )
    sessions.add_session(session, row)
