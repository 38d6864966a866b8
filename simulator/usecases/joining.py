"""Coming in by an invitation: whoever holds its link may join once, with a new account or the one they have.

A link that is wrong, used, withdrawn or expired looks the same from outside. So does one to more than a trainee's place
whose maker has lost the right to give it, or they could take it back with a link that they have kept.
"""

from __future__ import annotations

import hmac
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from simulator.storage import audit, cohorts, directory, invitations, people, sessions
from simulator.storage.database import Session
from simulator.storage.errors import StoreConflict
from simulator.storage.invitations import InvitationRecord
from simulator.usecases.accounts import new_account
from simulator.usecases.catalogue import Store
from simulator.usecases.cohorts import renewed
from simulator.usecases.errors import NotFound, Refused
from simulator.usecases.invitations import token
from simulator.usecases.people import COURSE_LEADER, TRAINEE, Actor, acting


class Welcome(NamedTuple):
    """What the holder of a link is told; `cohort` is empty for an administrator, `invited_by` if they are gone."""

    email: str
    role: str
    cohort: str
    invited_by: str
    expires_at: datetime
    has_account: bool


def welcome(store: Store, invitation_id: UUID, secret: str, now: datetime | None = None) -> Welcome:
    """What a link invites to.

    Raises:
        NotFound: the link is wrong, used, withdrawn or expired, or the cohort is archived.
    """
    with store.database.read() as session:
        found = _usable(store, session, invitation_id, secret, now or datetime.now(UTC))
        cohort = cohorts.cohort(session, found.cohort_id) if found.cohort_id else None
        by = directory.names(session, [found.created_by]) if found.created_by else {}
        email = found.email or ""
        taken = invitations.has_account(session, email)
    return Welcome(email, found.role, cohort.name if cohort else "", "".join(by.values()), found.expires_at, taken)


def join_anew(
    store: Store, invitation_id: UUID, secret: str, name: str, password_hash: str, now: datetime | None = None
) -> UUID:
    """Make a person with an account and the role of the invitation, all at once; who they are.

    Their clock is that of the cohort until they choose another.

    Raises:
        NotFound: as `welcome`; or somebody else has used the link just now.
        Refused: the name will not do, or the address has an account already.
    """
    now = now or datetime.now(UTC)
    try:
        with store.database.write() as session:
            found = _usable(store, session, invitation_id, secret, now)
            cohort = cohorts.cohort(session, found.cohort_id) if found.cohort_id else None
            person_id = new_account(
                session,
                name=name,
                email=found.email or "",
                password_hash=password_hash,
                at=now,
                time_zone=cohort.time_zone if cohort else "",
            )
            _join(session, found, person_id, now)
            session.commit()
    except StoreConflict:  # somebody made an account with this address at the same moment
        raise Refused("This address has an account already. Please sign in to join.") from None
    return person_id


def join(store: Store, actor: Actor, invitation_id: UUID, secret: str, now: datetime | None = None) -> None:
    """Join with the account one has. Doing it again, as a double click does, changes nothing.

    Raises:
        NotFound: as `welcome`; or somebody else has used the link just now.
    """
    now = now or datetime.now(UTC)
    with store.database.write() as session:
        there = invitations.invitation(session, invitation_id)
        if there and there.accepted_by == actor.id and _right(store, invitation_id, secret):
            return
        _join(session, _usable(store, session, invitation_id, secret, now), renewed(session, actor).id, now)
        session.commit()


def _right(store: Store, invitation_id: UUID, secret: str) -> bool:
    return hmac.compare_digest(token(store, invitation_id).encode(), secret.encode("utf-8", "replace"))


def _usable(store: Store, session: Session, invitation_id: UUID, secret: str, now: datetime) -> InvitationRecord:
    found = invitations.invitation(session, invitation_id)
    if not _right(store, invitation_id, secret) or found is None:
        raise NotFound(str(invitation_id))
    cohort = cohorts.cohort(session, found.cohort_id) if found.cohort_id else None
    if found.accepted_at or found.withdrawn_at or found.expires_at <= now or (cohort and cohort.archived_at):
        raise NotFound(str(invitation_id))
    if found.role != TRAINEE and not _may_invite(session, found):
        raise NotFound(str(invitation_id))
    return found


def _may_invite(session: Session, found: InvitationRecord) -> bool:
    """Whether who made an invitation could make it now."""
    maker = people.person(session, found.created_by) if found.created_by else None
    if maker is None or not sessions.may_sign_in(session, maker.id):
        return False
    actor = acting(session, maker)
    return actor.administrator or (found.cohort_id is not None and actor.is_in(found.cohort_id, COURSE_LEADER))


def _join(session: Session, found: InvitationRecord, person_id: UUID, now: datetime) -> None:
    if not invitations.accept(session, found.id, person_id, now):
        raise NotFound(str(found.id))
    if found.cohort_id is None:
        directory.set_administrator(session, person_id, administrator=True)
        cohorts.rotate_sessions(session, person_id)
        audit.note(session, "joined as administrator", now, actor=person_id, person=person_id, subject=found.id)
    else:
        cohorts.add_member(session, found.cohort_id, person_id, found.role, now)
        audit.note(
            session,
            "joined",
            now,
            actor=person_id,
            person=person_id,
            cohort=found.cohort_id,
            subject=found.id,
            role=found.role,
        )
