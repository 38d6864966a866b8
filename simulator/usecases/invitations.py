"""Inviting people, one or many: course leaders into their cohorts, administrators also to become administrators.

The secret of an invitation's link is computed from the site's secret and the invitation's id, and kept nowhere: whoever
may see the invitation can copy its link again. What its holder can do with it stands in `joining`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from typing import Literal, NamedTuple
from uuid import UUID, uuid4

from simulator.storage import audit, directory, invitations
from simulator.storage.database import Session
from simulator.storage.invitations import InvitationRecord
from simulator.usecases.addresses import BadLine, addresses
from simulator.usecases.catalogue import Store
from simulator.usecases.cohorts import led, led_to_change, renewed
from simulator.usecases.errors import NotFound, Refused
from simulator.usecases.people import ADMINISTRATOR, COHORT_ROLES, Actor

LASTS = timedelta(days=14)


class Invitation(NamedTuple):
    """An invitation that waits, as whoever may invite here sees it; `token` is the secret of its link."""

    id: UUID
    email: str
    role: str
    invited_by: str
    created_at: datetime
    expires_at: datetime
    expired: bool
    token: str


class Waiting(NamedTuple):
    """All invitations that wait in a cohort (empty name: for administrators); `withdrawn` is the one asked for."""

    cohort: str
    invitations: tuple[Invitation, ...]
    withdrawn: Invitation | None


class Known(NamedTuple):
    """An address that was not invited because there is no need to."""

    email: str
    why: Literal["has the role", "invited"]


class Outcome(NamedTuple):
    """What became of a list of addresses."""

    invited: tuple[str, ...]
    known: tuple[Known, ...]
    bad: tuple[BadLine, ...]


def token(store: Store, invitation_id: UUID) -> str:
    """The secret of an invitation's link: 256 bits, which only this site can compute."""
    digest = hmac.new(store.keys.secret, b"invitation" + invitation_id.bytes, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def waiting(
    store: Store,
    actor: Actor,
    cohort_id: UUID | None,
    withdrawn: UUID | None = None,
    now: datetime | None = None,
) -> Waiting:
    """The invitations that wait in a cohort, or (None) those to become an administrator.

    Raises:
        NotFound: the cohort is not the actor's, or they are no administrator.
    """
    now = now or datetime.now(UTC)
    with store.database.read() as session:
        cohort = _place(session, actor, cohort_id)
        found = invitations.open_invitations(session, cohort_id)
        gone = invitations.invitation(session, withdrawn) if withdrawn else None
        names = directory.names(session, [one.created_by for one in found if one.created_by])
    if gone is not None and (gone.cohort_id != cohort_id or gone.withdrawn_at is None):
        gone = None
    return Waiting(
        cohort,
        tuple(_told(store, one, names, now) for one in found if one.email),
        _told(store, gone, names, now) if gone and gone.email else None,
    )


def invite(
    store: Store, actor: Actor, cohort_id: UUID | None, role: str, text: str, now: datetime | None = None
) -> Outcome:
    """Invite every good address of a text to a role; the same address waits once for the same role.

    Raises:
        NotFound: the cohort is not the actor's, or they are no administrator.
        Refused: there is no address, there are too many, the role is none of this place, or the cohort is archived.
    """
    now = now or datetime.now(UTC)
    found = addresses(text)
    if not found.good and not found.bad:
        raise Refused("Please write at least one address.")
    if role not in ((ADMINISTRATOR,) if cohort_id is None else COHORT_ROLES):
        raise Refused("Please choose the role to invite to.")
    with store.database.write() as session:
        _place_to_change(session, actor, cohort_id)
        there = invitations.addresses_with(session, cohort_id, role, found.good)
        open_ = invitations.open_invitations(session, cohort_id)
        expired = {one.email: one for one in open_ if one.role == role and one.expires_at <= now}
        invited = {one.email for one in open_ if one.role == role and one.expires_at > now}
        known = [Known(one, "has the role") for one in found.good if one in there]
        known += [Known(one, "invited") for one in found.good if one in invited and one not in there]
        fresh = tuple(one for one in found.good if one not in there and one not in invited)
        for email in fresh:
            if email in expired:
                _extend(session, actor, expired[email], now)
            else:
                _add(session, actor, cohort_id, role, email, now)
        session.commit()
    return Outcome(fresh, tuple(known), found.bad)


def extend(
    store: Store, actor: Actor, cohort_id: UUID | None, invitation_id: UUID, now: datetime | None = None
) -> None:
    """Let an invitation last for another two weeks from now, expired or not.

    Raises:
        NotFound: the place is not the actor's, or has no such invitation that waits.
        Refused: the cohort is archived.
    """
    now = now or datetime.now(UTC)
    with store.database.write() as session:
        _extend(session, actor, _there(session, actor, cohort_id, invitation_id), now)
        session.commit()


def withdraw(
    store: Store, actor: Actor, cohort_id: UUID | None, invitation_id: UUID, now: datetime | None = None
) -> None:
    """Let an invitation be void. Withdrawing again changes nothing.

    Raises:
        NotFound: the place is not the actor's, or has no such invitation that can be withdrawn.
        Refused: the cohort is archived.
    """
    now = now or datetime.now(UTC)
    with store.database.write() as session:
        there = _there(session, actor, cohort_id, invitation_id)
        if there.accepted_at:
            raise NotFound(str(invitation_id))
        if invitations.withdraw(session, invitation_id, now):
            audit.note(session, "invitation withdrawn", now, actor=actor.id, cohort=cohort_id, subject=invitation_id)
            session.commit()


def renew(
    store: Store, actor: Actor, cohort_id: UUID | None, invitation_id: UUID, now: datetime | None = None
) -> tuple[str, str]:
    """Invite somebody again whose invitation was withdrawn: their address, and to which role.

    The link is a new one; the old one stays void.

    Raises:
        NotFound: the place is not the actor's, or has no such invitation that was withdrawn.
        Refused: the cohort is archived.
    """
    now = now or datetime.now(UTC)
    with store.database.write() as session:
        there = _there(session, actor, cohort_id, invitation_id)
        if there.withdrawn_at is None or there.email is None:
            raise NotFound(str(invitation_id))
        waits = invitations.open_invitations(session, cohort_id)
        if not any((one.email, one.role) == (there.email, there.role) for one in waits):
            _add(session, actor, cohort_id, there.role, there.email, now)
            session.commit()
    return there.email, there.role


def _place(session: Session, actor: Actor, cohort_id: UUID | None) -> str:
    """The name of the cohort, which the actor may invite into; empty for the whole site."""
    if cohort_id is not None:
        return led(session, actor, cohort_id).name
    if not actor.administrator:
        raise NotFound("invitations")
    return ""


def _place_to_change(session: Session, actor: Actor, cohort_id: UUID | None) -> None:
    if cohort_id is not None:
        led_to_change(session, actor, cohort_id)
    elif not renewed(session, actor).administrator:
        raise NotFound("invitations")


def _there(session: Session, actor: Actor, cohort_id: UUID | None, invitation_id: UUID) -> InvitationRecord:
    """An invitation of this place, which the actor is about to change."""
    _place_to_change(session, actor, cohort_id)
    found = invitations.invitation(session, invitation_id)
    if found is None or found.cohort_id != cohort_id:
        raise NotFound(str(invitation_id))
    return found


def _add(session: Session, actor: Actor, cohort_id: UUID | None, role: str, email: str, now: datetime) -> None:
    added = InvitationRecord(
        uuid4(), email, cohort_id, role, actor.id, now, now + LASTS, None, None, None
    )  # fmt: skip
    invitations.add_invitation(session, added)
    audit.note(session, "invited", now, actor=actor.id, cohort=cohort_id, subject=added.id, role=role)


def _extend(session: Session, actor: Actor, there: InvitationRecord, now: datetime) -> None:
    if not invitations.extend(session, there.id, now + LASTS):
        raise NotFound(str(there.id))
    audit.note(session, "invitation extended", now, actor=actor.id, cohort=there.cohort_id, subject=there.id)


def _told(store: Store, one: InvitationRecord, names: dict[UUID, str], now: datetime) -> Invitation:
    by = names.get(one.created_by, "") if one.created_by else ""
    expired = one.expires_at <= now
    return Invitation(
        one.id, one.email or "", one.role, by, one.created_at, one.expires_at, expired, token(store, one.id)
    )  # fmt: skip
