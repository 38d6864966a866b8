"""INSERT that meets a row already there: both databases can, SQLAlchemy has a separate construct for each."""

from __future__ import annotations

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from simulator.storage.database import Session

Insert = sqlite.Insert | postgresql.Insert


def insert_for(session: Session, table: Table) -> Insert:
    """An INSERT on which `on_conflict_do_...` can be called, for the session's database."""
    return sqlite.insert(table) if session.dialect.name == "sqlite" else postgresql.insert(table)


def insert_or_keep(session: Session, table: Table) -> Insert:
    """An INSERT that does nothing where the row is there already; its `rowcount` says which it was."""
    return insert_for(session, table).on_conflict_do_nothing().execution_options(preserve_rowcount=True)
