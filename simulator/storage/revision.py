"""Whether the tables in the database are the ones this program was written for.

Apart from `migrating`, because a server asks this at every start and should not load Alembic for the answer.
"""

from __future__ import annotations

from sqlalchemy import inspect, text

from simulator.storage.database import Database, Session
from simulator.storage.errors import SchemaMismatch

REVISION = "0007"
"""The migration that makes the tables as `tables` describes them; a test holds it against migrations/."""


def stored_revision(session: Session) -> str | None:
    """The migration that the database stands at; None for a database without tables."""
    if not inspect(session).has_table("alembic_version"):
        return None
    revision: str | None = session.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return revision


def require_current(database: Database) -> None:
    """Refuse to go on with a database that was never set up, or belongs to another release.

    Raises:
        SchemaMismatch: with a sentence that says what to do.
        StoreUnavailable: the database cannot be reached.
    """
    with database.read() as session:
        found = stored_revision(session)
    if found is None:
        raise SchemaMismatch(f"The database {database} has no tables yet. Run `attune db upgrade` first.")
    if found != REVISION:
        raise SchemaMismatch(
            f"The database {database} is at revision {found}, this release of Attune needs {REVISION}."
            f" Run `attune db upgrade`; if it does not know {found}, the database belongs to a newer release."
        )
