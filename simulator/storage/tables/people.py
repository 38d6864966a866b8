"""Tables of people: who there is, in which cohorts, invited by whom, and what was done with their rights."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from simulator.storage.columns import JSON_VALUE, TIME

ROLES = "('trainee', 'course leader', 'supervisor')"


class Person(SQLModel, table=True):
    """Someone who practises, or does more. An erased person stays as a row without a name.

    `slug` is the name a demo visitor signs in with (None for real people), `locale` the language of the pages (empty:
    as the browser asks), `time_zone` an IANA name (empty: UTC). Roles of a cohort stand in `membership`.
    """

    __tablename__ = "person"

    id: UUID = Field(primary_key=True)
    name: str
    slug: str | None = Field(sa_column_kwargs={"unique": True})
    created_at: datetime = Field(sa_type=TIME)
    administrator: bool
    locale: str
    time_zone: str
    erased_at: datetime | None = Field(sa_type=TIME)


class Cohort(SQLModel, table=True):
    """People who learn together, from a first to a last day; archived, it is kept and only read."""

    __tablename__ = "cohort"
    __table_args__: ClassVar[Any] = (CheckConstraint("ends_on >= starts_on", name="days"),)

    id: UUID = Field(primary_key=True)
    name: str
    starts_on: date
    ends_on: date
    time_zone: str
    created_by: UUID | None = Field(foreign_key="person.id")
    created_at: datetime = Field(sa_type=TIME)
    archived_at: datetime | None = Field(sa_type=TIME)


class Membership(SQLModel, table=True):
    """That a person has a role in a cohort. One person may have several, here and elsewhere."""

    __tablename__ = "membership"
    __table_args__: ClassVar[Any] = (
        CheckConstraint(f"role IN {ROLES}", name="role"),
        Index(None, "person_id"),
    )

    cohort_id: UUID = Field(primary_key=True, foreign_key="cohort.id")
    person_id: UUID = Field(primary_key=True, foreign_key="person.id")
    role: str = Field(primary_key=True)
    created_at: datetime = Field(sa_type=TIME)


class Invitation(SQLModel, table=True):
    """That somebody may join a cohort in a role, or become an administrator (then without a cohort), until it expires.

    The secret of its link is not stored: it is computed from the site's secret, so that who may see the invitation can
    copy its link again, and a stolen database opens nothing.
    """

    __tablename__ = "invitation"
    __table_args__: ClassVar[Any] = (
        CheckConstraint(f"role = 'administrator' OR role IN {ROLES}", name="role"),
        CheckConstraint("(cohort_id IS NULL) = (role = 'administrator')", name="cohort"),
        CheckConstraint("(accepted_at IS NULL) = (accepted_by IS NULL)", name="accepted"),
        Index(None, "cohort_id", "created_at"),
    )

    id: UUID = Field(primary_key=True)
    email: str | None
    cohort_id: UUID | None = Field(foreign_key="cohort.id")
    role: str
    created_by: UUID | None = Field(foreign_key="person.id")
    created_at: datetime = Field(sa_type=TIME)
    expires_at: datetime = Field(sa_type=TIME)
    accepted_at: datetime | None = Field(sa_type=TIME)
    accepted_by: UUID | None = Field(foreign_key="person.id")
    withdrawn_at: datetime | None = Field(sa_type=TIME)


class Institution(SQLModel, table=True):
    """The one row (id 1) of what holds for the whole site; `second_factor` lists the roles that must have one."""

    __tablename__ = "institution"
    __table_args__: ClassVar[Any] = (CheckConstraint("id = 1", name="one"),)

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    name: str
    second_factor: list[str] = Field(sa_type=JSON_VALUE)


class AuditEntry(SQLModel, table=True):
    """That something was done with somebody's account, rights or data. Append-only, and holds no free text.

    `actor_id` did it (None: the site itself, or a command), `person_id` is whom it concerns, `subject` the thing.
    """

    __tablename__ = "audit_entry"
    __table_args__: ClassVar[Any] = (Index(None, "person_id", "at"), Index(None, "at"))

    id: UUID = Field(primary_key=True)
    at: datetime = Field(sa_type=TIME)
    action: str
    actor_id: UUID | None = Field(foreign_key="person.id")
    person_id: UUID | None = Field(foreign_key="person.id")
    cohort_id: UUID | None = Field(foreign_key="cohort.id")
    subject: UUID | None
    detail: dict[str, str] = Field(sa_type=JSON_VALUE)
