"""The texts of cases as they were played. An attempt pins one of them, and a replay needs nothing else."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, select

from simulator.storage.database import Session
from simulator.storage.insertion import insert_or_keep
from simulator.storage.prepared import Prepared
from simulator.storage.records import VersionRecord
from simulator.storage.tables import SCENARIO_VERSION

_KNOWN = Prepared(select(SCENARIO_VERSION.c.version))
_SLUG_AND_TEXT = Prepared(
    select(SCENARIO_VERSION.c.slug, SCENARIO_VERSION.c.text).where(SCENARIO_VERSION.c.version == bindparam("version"))
)


def keep_version(session: Session, *, slug: str, version: str, title: str, text: str, at: datetime) -> None:
    """Keep the text of a version, once: what was kept first stays, whoever comes later or at the same time.

    `version` is the SHA-256 of `text`; two cases with the very same text are one version, under the slug kept first.
    """
    values = {"version": version, "slug": slug, "title": title, "created_at": at, "text": text}
    session.execute(insert_or_keep(session, SCENARIO_VERSION), values)


def version_of(session: Session, version: str) -> VersionRecord | None:
    """The slug and the whole normalised source of a version."""
    row = _SLUG_AND_TEXT.first(session, {"version": version})
    return None if row is None else VersionRecord._make(row)


def known_versions(session: Session) -> frozenset[str]:
    """Every version that is kept."""
    return frozenset(str(row[0]) for row in _KNOWN.rows(session, {}))
