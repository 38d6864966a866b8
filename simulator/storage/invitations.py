"""Invitations: who may join what until when. The secret of a link is not here; see the table."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, update

from simulator.storage.database import Session
from simulator.storage.tables import ACCOUNT, INVITATION, MEMBERSHIP, PERSON


class InvitationRecord(NamedTuple):
    """An invitation as stored; one to become an administrator has no cohort."""

    id: UUID
    email: str | None
    cohort_id: UUID | None
    role: str
    created_by: UUID | None
    created_at: datetime
    expires_at: datetime
    accepted_at: datetime | None
    accepted_by: UUID | None
    withdrawn_at: datetime | None


_INVITATIONS = select(*(INVITATION.c[name] for name in InvitationRecord._fields))
_OPEN = (INVITATION.c.accepted_at.is_(None), INVITATION.c.withdrawn_at.is_(None))


def add_invitation(session: Session, added: InvitationRecord) -> None:
    """Keep a new invitation."""
    session.execute(INVITATION.insert(), added._asdict())


def invitation(session: Session, invitation_id: UUID) -> InvitationRecord | None:
    """The invitation with this id, whatever has become of it."""
    row = session.execute(_INVITATIONS.where(INVITATION.c.id == invitation_id)).first()
    return None if row is None else InvitationRecord._make(row)


def open_invitations(session: Session, cohort_id: UUID | None) -> tuple[InvitationRecord, ...]:
    """What was neither accepted nor withdrawn, in a cohort (None: for administrators), the newest first."""
    found = _INVITATIONS.where(_in(cohort_id), *_OPEN)
    found = found.order_by(INVITATION.c.created_at.desc(), INVITATION.c.email, INVITATION.c.id)
    return tuple(map(InvitationRecord._make, session.execute(found)))


def count_open(session: Session) -> dict[UUID, int]:
    """How many invitations wait in each cohort."""
    counted = select(INVITATION.c.cohort_id, func.count().label("waiting")).where(
        INVITATION.c.cohort_id.isnot(None), *_OPEN
    )
    return {row.cohort_id: row.waiting for row in session.execute(counted.group_by(INVITATION.c.cohort_id))}


def accept(session: Session, invitation_id: UUID, person_id: UUID, at: datetime) -> bool:
    """Use an invitation up. False: it is used, withdrawn or expired, perhaps only just now."""
    this = update(INVITATION).where(INVITATION.c.id == invitation_id, INVITATION.c.expires_at > at, *_OPEN)
    return session.execute(this.values(accepted_at=at, accepted_by=person_id)).rowcount == 1


def extend(session: Session, invitation_id: UUID, expires_at: datetime) -> bool:
    """Let an invitation last until then. False: it is used or withdrawn."""
    this = update(INVITATION).where(INVITATION.c.id == invitation_id, *_OPEN)
    return session.execute(this.values(expires_at=expires_at)).rowcount == 1


def withdraw(session: Session, invitation_id: UUID, at: datetime) -> bool:
    """Let an invitation be void. False: it is used, or was withdrawn before."""
    this = update(INVITATION).where(INVITATION.c.id == invitation_id, *_OPEN)
    return session.execute(this.values(withdrawn_at=at)).rowcount == 1


def addresses_with(session: Session, cohort_id: UUID | None, role: str, among: Collection[str]) -> frozenset[str]:
    """Which of these addresses belong to somebody who has the role already."""
    found = select(ACCOUNT.c.email).where(ACCOUNT.c.email.in_(among))
    if cohort_id is None:
        found = found.join(PERSON, PERSON.c.id == ACCOUNT.c.person_id).where(PERSON.c.administrator.is_(True))
    else:
        found = found.join(MEMBERSHIP, MEMBERSHIP.c.person_id == ACCOUNT.c.person_id)
        found = found.where(MEMBERSHIP.c.cohort_id == cohort_id, MEMBERSHIP.c.role == role)
    return frozenset(session.execute(found).scalars())


def has_account(session: Session, email: str) -> bool:
    """Whether somebody signs in with this address."""
    return session.execute(select(ACCOUNT.c.person_id).where(ACCOUNT.c.email == email)).first() is not None


def _in(cohort_id: UUID | None) -> ColumnElement[bool]:
    return INVITATION.c.cohort_id.is_(None) if cohort_id is None else INVITATION.c.cohort_id == cohort_id
